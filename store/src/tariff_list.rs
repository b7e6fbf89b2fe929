//! Price lists, which may be long: pages of tariffs, and the prices of those on a page.

use crate::columns::{FromRow, read_all, read_pairs};
use crate::listing::Listing;
use crate::tariff::{ALL, Price, Tariff};
use crate::{Arg, Result, Select, Tx};
use onsell_domain::{ProviderId, TariffId};

/// Tariffs whose prices one statement reads.
const TARIFFS_PER_STATEMENT: usize = 500;

/// Which tariffs a list shows.
#[derive(Debug, Clone, Default)]
pub struct TariffFilter {
    /// Only of this product type.
    pub type_name: Option<String>,
    /// Only of this provider.
    pub provider: Option<ProviderId>,
    /// Only these.
    pub ids: Vec<TariffId>,
    /// Only those that can be ordered.
    pub only_active: bool,
}

const COUNT: &str = "SELECT COUNT(*) FROM tariff t WHERE 1 = 1";
const OF_TYPE: &str = " AND t.product_type = (SELECT k.id FROM product_type k WHERE k.intname = ";
const OF_PROVIDER: &str = " AND t.provider = ";
const ACTIVE: &str = " AND t.active = 1";
const BY_PLACE: &str = " ORDER BY t.sort, t.id";

/// Tariffs by their place.
pub fn list(tx: &mut dyn Tx, filter: &TariffFilter) -> Result<Vec<Tariff>> {
    if filter.ids.is_empty() {
        return Ok(page(tx, filter, None)?.0);
    }
    let mut select = Select::new(ALL, 0);
    let mut args: Vec<Arg<'_>> = Vec::new();
    if let Some(type_name) = &filter.type_name {
        select.push(OF_TYPE).placeholder().push(")");
        args.push(type_name.as_str().into());
    }
    if let Some(provider) = filter.provider {
        select.push(OF_PROVIDER).placeholder();
        args.push(provider.into());
    }
    select.push(" AND t.id IN ").in_list(filter.ids.len());
    args.extend(filter.ids.iter().map(|id| Arg::from(*id)));
    if filter.only_active {
        select.push(ACTIVE);
    }
    select.push(BY_PLACE);
    read_all(tx.select(&select, &args)?)
}

/// The tariffs of one page (tariffs to pass over and to return) or all, by their place, and how
/// many there are in all. The numbers of the filter are not looked at.
pub fn page(
    tx: &mut dyn Tx,
    filter: &TariffFilter,
    window: Option<(u32, u32)>,
) -> Result<(Vec<Tariff>, i64)> {
    let mut listing = Listing::new(ALL, COUNT);
    listing.within(OF_TYPE, filter.type_name.as_deref(), ")");
    listing.with(OF_PROVIDER, filter.provider);
    if filter.only_active {
        listing.and(ACTIVE);
    }
    listing.read(tx, BY_PLACE, window)
}

/// The price of a period of one of several tariffs.
struct PriceOf {
    tariff: TariffId,
    price: Price,
}

impl FromRow for PriceOf {
    fn from_row(row: &mut crate::RowReader) -> Result<Self> {
        Ok(Self {
            tariff: row.next()?,
            price: Price::from_row(row)?,
        })
    }
}

const PRICES: &str = "
    SELECT x.tariff, x.period, x.price, x.setup, x.renewal, x.cost, x.seller_cost,
           x.seller_currency
    FROM tariff t
    JOIN provider p ON p.id = t.provider
    JOIN tariff_price x ON x.tariff = t.id AND x.currency = p.currency
    WHERE t.id IN ";

/// The tariffs, each with the periods it is sold for in its provider's currency.
pub fn with_prices(tx: &mut dyn Tx, tariffs: Vec<Tariff>) -> Result<Vec<(Tariff, Vec<Price>)>> {
    let mut priced: Vec<(Tariff, Vec<Price>)> = Vec::with_capacity(tariffs.len());
    let mut known = Vec::new();
    for chunk in tariffs.chunks(TARIFFS_PER_STATEMENT) {
        let mut select = Select::new(PRICES, 0);
        select.in_list(chunk.len());
        select.push(" ORDER BY x.tariff, x.period");
        let args: Vec<Arg<'_>> = chunk.iter().map(|tariff| tariff.id.into()).collect();
        let found: Vec<PriceOf> = read_all(tx.select(&select, &args)?)?;
        known.extend(found);
    }
    known.sort_by_key(|price| price.tariff);
    for tariff in tariffs {
        let from = known.partition_point(|price| price.tariff < tariff.id);
        let mine = known[from..].iter();
        let mine = mine.take_while(|price| price.tariff == tariff.id);
        let prices = mine.map(|price| price.price).collect();
        priced.push((tariff, prices));
    }
    Ok(priced)
}

const MODULE_NAMES: &str = "
    SELECT l.tariff, m.name
    FROM tariff_module l JOIN processing_module m ON m.id = l.module
    WHERE l.tariff IN ";

/// What the modules are called that do the work of tariffs: each tariff with one of them, a
/// tariff's by their place.
pub fn module_names(tx: &mut dyn Tx, ids: &[TariffId]) -> Result<Vec<(TariffId, String)>> {
    let mut known = Vec::new();
    for chunk in ids.chunks(TARIFFS_PER_STATEMENT) {
        let mut select = Select::new(MODULE_NAMES, 0);
        select.in_list(chunk.len());
        select.push(" ORDER BY l.tariff, m.sort, m.id");
        let args: Vec<Arg<'_>> = chunk.iter().map(|id| (*id).into()).collect();
        let found: Vec<(TariffId, String)> = read_pairs(tx.select(&select, &args)?)?;
        known.extend(found);
    }
    known.sort_by_key(|(tariff, _)| *tariff);
    Ok(known)
}
