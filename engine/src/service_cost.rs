//! What a renewal of a service costs at its seller, for staff: what was charged for the last one,
//! or what the price list said when it was imported.

use crate::{Result, Scope, currency_rate};
use onsell_domain::{Amount, Money, Period};
use onsell_store::service::Service;
use onsell_store::{operation, tariff};

/// The cost of what the customer pays `renewal_price` for, in the customer's currency; none where
/// no seller does the work, or where nobody knows.
pub fn of_renewal(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Money>> {
    if service.seller.is_none() {
        return Ok(None);
    }
    let asked = service.cover_period.unwrap_or(service.period);
    let charged = operation::last_charged(scope.tx, service.id, asked)?;
    let charged = match charged {
        Some(charged) => currency_rate::convert(scope, charged, service.currency)?,
        None => None,
    };
    let one = match charged {
        Some(charged) => Some(charged.amount),
        None => listed(scope, service, asked)?,
    };
    let Some(one) = one else { return Ok(None) };
    let times = match (service.period, asked) {
        (Period::Months(sold), Period::Months(asked)) if asked > 0 => i64::from(sold / asked),
        _ => 1,
    };
    let all = one.times(times.max(1)).ok();
    Ok(all.map(|amount| Money::new(amount, service.currency)))
}

fn listed(scope: &mut Scope<'_>, service: &Service, period: Period) -> Result<Option<Amount>> {
    let known = tariff::cost(scope.tx, service.tariff, service.currency, period)?;
    Ok(known.and_then(|known| known.renewal_cost.or(known.cost)))
}
