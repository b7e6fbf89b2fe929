//! Lists of services: their filters, their order and their pages.

use crate::columns::read_all;
use crate::listing::anywhere;
use crate::service::{OF_PAGE, OF_TYPE, Service};
use crate::{Arg, Result, Select, Tx, service_count};
use onsell_domain::{
    AccountId, Amount, DataCenterId, Date, Period, ProductTypeId, ServiceId, ServiceStatus,
    TariffId, Timestamp,
};

/// Which services a list shows.
#[derive(Debug, Clone, Default)]
pub struct ListFilter {
    /// Only this account's; staff see all.
    pub account: Option<AccountId>,
    /// Only these numbers.
    pub ids: Vec<ServiceId>,
    /// Only these references.
    pub references: Vec<String>,
    /// Closed ones too, also where their status is not asked for.
    pub with_closed: bool,
    /// Only this status.
    pub status: Option<i64>,
    /// Only this address.
    pub ip: Option<String>,
    /// What else they must be.
    pub facts: FactFilter,
    /// By what they are sorted.
    pub order: Order,
    /// Rows to pass over, and rows to return.
    pub page: Option<(u32, u32)>,
}

/// What services must be; each is found by looking at all that the account has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FactFilter {
    /// A part of the label, whatever its letters' case.
    pub name: Option<String>,
    /// One of these tariffs.
    pub tariffs: Vec<TariffId>,
    /// This period.
    pub period: Option<Period>,
    /// This period of the automatic renewal; `Some(None)` is none.
    pub auto_prolong: Option<Option<Period>>,
    /// Ordered at this instant or later.
    pub created_from: Option<Timestamp>,
    /// Ordered before this instant.
    pub created_before: Option<Timestamp>,
    /// Ending on this day or later.
    pub expires_from: Option<Date>,
    /// Ending on this day or earlier.
    pub expires_to: Option<Date>,
    /// Costing so much or more.
    pub cost_from: Option<Amount>,
    /// Costing so much or less.
    pub cost_to: Option<Amount>,
    /// Of a module in this data center.
    pub data_center: Option<DataCenterId>,
}

/// By what a list is sorted: there is an index for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OrderBy {
    /// The number, which is also the order of creation.
    #[default]
    Number,
    /// The end.
    End,
    /// The status.
    Status,
}

/// The order of a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: OrderBy,
    /// Whether the greatest is first.
    pub descends: bool,
}

const COUNT_OF_TYPE: &str = "SELECT COUNT(*) FROM service s
    WHERE s.product_type = $1 AND s.parent IS NULL";
const PAGE_OF_TYPE: &str =
    " (SELECT s.id FROM service s WHERE s.product_type = $1 AND s.parent IS NULL";
const TYPE_NAMED: &str = "SELECT id FROM product_type WHERE intname = $1";

const OWNED: &str = " AND s.id IN (SELECT r.id FROM service r WHERE r.account = ";
const NAMED: &str = " AND r.reference <> '' AND r.reference IN ";
const IN_DATA_CENTER: &str =
    " AND s.module IN (SELECT m.id FROM processing_module m WHERE m.data_center = ";

/// A condition with one parameter, added where there is a value for it.
fn with<'a>(
    select: &mut Select,
    args: &mut Vec<Arg<'a>>,
    condition: &'static str,
    value: Option<impl Into<Arg<'a>>>,
) {
    if let Some(value) = value {
        select.push(condition).placeholder();
        args.push(value.into());
    }
}

/// The texts that parameters of a filter point at.
struct Texts {
    name: Option<String>,
    expires_from: Option<String>,
    expires_to: Option<String>,
}

impl Texts {
    fn of(facts: &FactFilter) -> Self {
        Self {
            name: facts.name.as_deref().map(anywhere),
            expires_from: facts.expires_from.map(|date| date.to_string()),
            expires_to: facts.expires_to.map(|date| date.to_string()),
        }
    }
}

impl ListFilter {
    /// Whether nothing is asked for but what the counts tell.
    fn is_counted(&self) -> bool {
        self.ids.is_empty()
            && self.references.is_empty()
            && self.ip.is_none()
            && self.facts == FactFilter::default()
    }

    /// Whoever asks for the status of closed ones wants to see them.
    fn shows_closed(&self) -> bool {
        self.with_closed || self.status == Some(ServiceStatus::Deleted.number())
    }

    fn narrow<'a>(&'a self, select: &mut Select, args: &mut Vec<Arg<'a>>, texts: &'a Texts) {
        with(select, args, " AND s.account = ", self.account);
        if !self.ids.is_empty() {
            select.push(" AND s.id IN ").in_list(self.ids.len());
            args.extend(self.ids.iter().map(|id| Arg::from(*id)));
        }
        if !self.references.is_empty() {
            // Named by their owner they are found one by one; beside the other conditions an engine
            // would rather walk all services of the account.
            if let Some(account) = self.account {
                select.push(OWNED).placeholder().push(NAMED);
                args.push(account.into());
            } else {
                select.push(" AND (s.reference IN ");
            }
            select.in_list(self.references.len()).push(")");
            args.extend(self.references.iter().map(|text| Arg::from(text.as_str())));
        }
        if !self.shows_closed() {
            select.push(" AND s.status <> 4");
        }
        with(select, args, " AND s.status = ", self.status);
        with(select, args, " AND s.ip = ", self.ip.as_deref());
        self.facts.narrow(select, args, texts);
    }
}

impl FactFilter {
    fn narrow<'a>(&self, select: &mut Select, args: &mut Vec<Arg<'a>>, texts: &'a Texts) {
        if let Some(name) = &texts.name {
            select.push(" AND LOWER(s.name) LIKE ").placeholder();
            select.push(" ESCAPE '\\'");
            args.push(name.as_str().into());
        }
        if !self.tariffs.is_empty() {
            select.push(" AND s.tariff IN ").in_list(self.tariffs.len());
            args.extend(self.tariffs.iter().map(|id| Arg::from(*id)));
        }
        with(
            select,
            args,
            " AND s.period = ",
            self.period.map(Period::code),
        );
        match self.auto_prolong {
            Some(None) => drop(select.push(" AND s.auto_prolong IS NULL")),
            Some(Some(period)) => {
                with(select, args, " AND s.auto_prolong = ", Some(period.code()));
            }
            None => {}
        }
        with(select, args, " AND s.created_at >= ", self.created_from);
        with(select, args, " AND s.created_at < ", self.created_before);
        with(
            select,
            args,
            " AND s.expires >= ",
            texts.expires_from.as_deref(),
        );
        with(
            select,
            args,
            " AND s.expires <= ",
            texts.expires_to.as_deref(),
        );
        with(select, args, " AND s.renewal_price >= ", self.cost_from);
        with(select, args, " AND s.renewal_price <= ", self.cost_to);
        if self.data_center.is_some() {
            with(select, args, IN_DATA_CENTER, self.data_center);
            select.push(")");
        }
    }
}

impl Order {
    fn sql(self) -> &'static str {
        match (self.by, self.descends) {
            (OrderBy::Number, false) => " ORDER BY s.id",
            (OrderBy::Number, true) => " ORDER BY s.id DESC",
            (OrderBy::End, false) => " ORDER BY s.expires, s.id",
            (OrderBy::End, true) => " ORDER BY s.expires DESC, s.id DESC",
            (OrderBy::Status, false) => " ORDER BY s.status, s.id",
            (OrderBy::Status, true) => " ORDER BY s.status DESC, s.id DESC",
        }
    }
}

/// Services of one product type in their order; and how many there are when a page was asked. The
/// rows of a page are found in an index first, so that what is passed over costs little.
pub fn list(
    tx: &mut dyn Tx,
    type_name: &str,
    filter: &ListFilter,
) -> Result<(Vec<Service>, Option<i64>)> {
    let Some(row) = tx.rows(TYPE_NAMED, &[type_name.into()])?.into_iter().next() else {
        return Ok((Vec::new(), Some(0)));
    };
    let product_type: ProductTypeId = row.read().next()?;
    let texts = Texts::of(&filter.facts);
    let mut args = vec![product_type.into()];
    let Some((offset, limit)) = filter.page else {
        let mut select = Select::new(OF_TYPE, 1);
        filter.narrow(&mut select, &mut args, &texts);
        select.push(filter.order.sql());
        return Ok((read_all(tx.select(&select, &args)?)?, None));
    };
    let total = count(tx, product_type, filter, &texts)?;
    let mut select = Select::new(OF_PAGE, 1);
    select.push(PAGE_OF_TYPE);
    filter.narrow(&mut select, &mut args, &texts);
    select.push(filter.order.sql());
    select.push(" LIMIT ").placeholder();
    select.push(" OFFSET ").placeholder();
    select.push(")").push(filter.order.sql());
    args.push(i64::from(limit).into());
    args.push(i64::from(offset).into());
    Ok((read_all(tx.select(&select, &args)?)?, Some(total)))
}

fn count(
    tx: &mut dyn Tx,
    product_type: ProductTypeId,
    filter: &ListFilter,
    texts: &Texts,
) -> Result<i64> {
    if filter.is_counted() {
        let (account, status) = (filter.account, filter.status);
        return service_count::count(tx, product_type, account, status, filter.shows_closed());
    }
    let mut args = vec![product_type.into()];
    let mut select = Select::new(COUNT_OF_TYPE, 1);
    filter.narrow(&mut select, &mut args, texts);
    match tx.select(&select, &args)?.into_iter().next() {
        Some(row) => row.read().next(),
        None => Ok(0),
    }
}
