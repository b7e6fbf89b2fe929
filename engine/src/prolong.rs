//! Renewals: the paid time of a service grows.

use crate::address::must_have_address;
use crate::begin::{Plan, begin};
use crate::order::must_not_exceed;
use crate::owned::owned;
use crate::{Result, Scope, addons, module_license, shown, usage};
use jiff::civil::Date;
use onsell_domain::{
    AccountId, Amount, Money, NotRenewable, OperationKind, Period, ServiceId, ServiceStatus,
    StopReason, Text, UserId,
};
use onsell_store::service::Service;
use onsell_store::{offer, operation, service, tariff, waiting};
use onsell_wire::Fault;

/// What a customer or a job asks for.
#[derive(Debug, Clone)]
pub struct ProlongInput {
    /// Whose services may be touched; none is everybody's, for staff and jobs.
    pub account: Option<AccountId>,
    /// Who asked.
    pub by: Option<UserId>,
    /// The service.
    pub service: ServiceId,
    /// The period; none is the one it was ordered for.
    pub period: Option<Period>,
    /// The key of the request; empty has none.
    pub order_key: String,
    /// The most that it may cost.
    pub price_max: Option<Money>,
    /// Whether nobody asks for it.
    pub is_automatic: bool,
}

impl ProlongInput {
    /// The automatic renewal of a service.
    pub(crate) fn by_itself(service: &Service) -> Self {
        Self {
            account: None,
            by: None,
            service: service.id,
            period: service.auto_prolong,
            order_key: String::new(),
            price_max: None,
            is_automatic: true,
        }
    }
}

/// What a renewal did.
#[derive(Debug, Clone)]
pub struct Prolonged {
    /// The service after it.
    pub service: Service,
    /// The end before.
    pub old_expires: Option<Date>,
    /// The end the customer has paid for.
    pub new_expires: Option<Date>,
    /// What it cost.
    pub amount: Amount,
}

/// What a renewal would do.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The service.
    pub service: Service,
    /// The period.
    pub period: Period,
    /// The end now.
    pub expires: Option<Date>,
    /// The end after.
    pub new_expires: Option<Date>,
    /// What it would cost.
    pub amount: Amount,
    /// Every period it can be renewed for, with its price.
    pub periods: Vec<(Period, Amount)>,
}

/// Renews a service, or begins to at its seller. A service that somebody stopped may be renewed as
/// well: paying lifts the automatic stop only. A scheduled close moves to the new end.
///
/// # Errors
/// `locked` while another operation runs, `not_enough_money`, and why it cannot be renewed.
pub fn prolong(scope: &mut Scope<'_>, input: &ProlongInput) -> Result<Prolonged> {
    let mut service = owned(scope, input.service, input.account)?;
    if !input.order_key.is_empty()
        && let Some(earlier) =
            operation::find_by_customer_key(scope.tx, service.id, &input.order_key)?
    {
        let new_expires = service.expires;
        return Ok(Prolonged {
            service,
            old_expires: earlier.before_expires,
            new_expires,
            amount: earlier.amount,
        });
    }
    module_license::must_be_renewable(scope, &service, input.is_automatic)?;
    let period = input.period.unwrap_or(service.period);
    let usage = usage::owed(scope, &service, period)?;
    let amount = with_usage(price(scope, &service, period)?, usage, &service)?;
    must_not_exceed(input.price_max, Money::new(amount, service.currency))?;
    let (new_expires, _) = new_end(scope, &service, period)?;
    if service.stopped_by.contains(StopReason::Auto) {
        must_have_address(scope, &service)?;
    }
    let old_expires = service.expires;
    let plan = Plan {
        period: Some(period),
        amount,
        usage,
        expires: new_expires,
        customer_key: (!input.order_key.is_empty()).then(|| input.order_key.clone()),
        by: input.by,
        ..Plan::new(OperationKind::Prolong)
    };
    let waited = service.waits_for_money_since.is_some();
    begin(scope, &mut service, &plan)?;
    if waited {
        waiting::stop_waiting(scope.tx, service.id)?;
        service.waits_for_money_since = None;
    }
    Ok(Prolonged {
        service,
        old_expires,
        new_expires,
        amount,
    })
}

/// Says what a renewal would do; changes nothing.
pub fn preview(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    id: ServiceId,
    period: Option<Period>,
) -> Result<Preview> {
    let service = owned(scope, id, account)?;
    let period = period.unwrap_or(service.period);
    let usage = usage::owed(scope, &service, period)?;
    let amount = with_usage(price(scope, &service, period)?, usage, &service)?;
    let (new_expires, _) = new_end(scope, &service, period)?;
    let mut periods = Vec::new();
    for sold in tariff::prices(scope.tx, service.tariff, service.currency)? {
        if sold.period != Period::Trial {
            periods.push((sold.period, price(scope, &service, sold.period)?));
        }
    }
    Ok(Preview {
        expires: service.expires,
        service,
        period,
        new_expires,
        amount,
        periods,
    })
}

/// What a renewal costs together with what was used before it.
fn with_usage(price: Amount, usage: Amount, service: &Service) -> Result<Amount> {
    let sum = price.checked_add(usage);
    sum.map_err(|_| Fault::value("elid", service.id).into())
}

/// The renewal price: as fixed at the order for its period, as the tariff says now for another.
fn price(scope: &mut Scope<'_>, service: &Service, period: Period) -> Result<Amount> {
    if period == service.period {
        return Ok(service.renewal_price);
    }
    let not_sold = || Fault::value("period", period.code());
    let offer = offer::find(scope.tx, service.tariff, period)?.ok_or_else(not_sold)?;
    let (_, _, renewal) = offer.price.ok_or_else(not_sold)?;
    let values = service::addons(scope.tx, service.id)?;
    let priced = if values.is_empty() {
        Vec::new()
    } else {
        let (tariff, currency) = (service.tariff, service.currency);
        let priced = addons::of_service(scope, tariff, currency, period, &values)?;
        priced.ok_or_else(not_sold)?
    };
    onsell_domain::order_total(renewal, Amount::ZERO, &priced).map_err(|_| not_sold().into())
}

/// The end after a renewal and the day its months begin on (semantics 4.6 and 5.3).
pub(crate) fn new_end(
    scope: &Scope<'_>,
    service: &Service,
    period: Period,
) -> Result<(Option<Date>, i8)> {
    let today = shown::today(service, scope.now);
    if service.period == Period::Trial || period == Period::Trial {
        return Err(Fault::trial_not_renewable().into());
    }
    if !matches!(
        service.status,
        ServiceStatus::Active | ServiceStatus::Suspended
    ) {
        return Err(wrong_status(service).into());
    }
    let is_stopped = service.stopped_by.contains(StopReason::Auto);
    let end = period
        .prolonged(service.expires, today, is_stopped, service.anchor_day)
        .map_err(|refusal| match refusal {
            NotRenewable::Trial => Fault::trial_not_renewable(),
            NotRenewable::Endless => endless(service),
        })?;
    let anchor = match service.expires {
        Some(end) if onsell_domain::period::renewal_start(end, today, is_stopped) == end => {
            service.anchor_day
        }
        _ => today.day(),
    };
    Ok((end, anchor))
}

fn endless(service: &Service) -> Fault {
    Fault::value_because(
        "elid",
        service.id,
        Text {
            en: "The service was bought for good and needs no renewal",
            ru: "Услуга куплена навсегда и не требует продления",
        },
    )
}

fn wrong_status(service: &Service) -> Fault {
    Fault::value_because(
        "elid",
        service.id,
        Text {
            en: "A service can be renewed only while it is active or suspended",
            ru: "Продлить можно только активную или остановленную услугу",
        },
    )
}
