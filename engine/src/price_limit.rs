//! The most that a seller may charge for an order or a renewal without staff being asked.

use crate::{Result, Scope, addons, currency_rate};
use onsell_domain::{
    Amount, Currency, Money, OperationKind, Period, PriceGuard, ServiceId, TariffId, order_total,
    share_of_price,
};
use onsell_store::operation::{self, Operation};
use onsell_store::{service, tariff};

/// The limit for an operation, in the seller's currency; none where its request costs nothing, and
/// where no rate says what the seller's currency is worth.
pub(crate) fn price_limit(
    scope: &mut Scope<'_>,
    operation: &Operation,
    sellers: Option<Currency>,
) -> Result<Option<Money>> {
    if !matches!(operation.kind, OperationKind::Open | OperationKind::Prolong) {
        return Ok(None);
    }
    let last_cost = last_cost(scope, operation)?;
    let is_bundled = operation.parent.is_some();
    if is_bundled && (last_cost.is_none() || operation.cost_rise_max.is_none()) {
        // Its customer pays the server: only what it cost before can be compared.
        return Ok(None);
    }
    let guard = PriceGuard {
        customer: if is_bundled {
            Amount::new(i64::MAX)
        } else {
            customers_share(operation)
        },
        last_cost,
        rise_max: operation.cost_rise_max,
    };
    let limit = Money::new(guard.highest(), operation.currency);
    let sellers = sellers.unwrap_or(operation.currency);
    let limit = currency_rate::convert(scope, limit, sellers)?;
    // What staff accepted is what the seller had told.
    Ok(limit.map(|limit| match operation.accepted_price {
        Some(accepted) => Money::new(limit.amount.max(accepted), limit.currency),
        None => limit,
    }))
}

/// What the customer pays for what is asked of the seller: a part of the price where a longer term
/// was sold than is ordered at once.
fn customers_share(operation: &Operation) -> Amount {
    let (price, sold) = if operation.covers_term {
        (operation.renewal_price, Some(operation.sold_period))
    } else {
        (operation.amount, operation.period)
    };
    match (sold, asked_period(operation)) {
        (Some(Period::Months(sold)), Some(Period::Months(asked))) => {
            share_of_price(price, sold, asked)
        }
        _ => price,
    }
}

/// The period that the seller is asked for.
pub(crate) fn asked_period(operation: &Operation) -> Option<Period> {
    operation.remote_period.or(operation.period)
}

/// What the seller charged for the same before, or wanted when the tariff was imported.
pub(crate) fn last_cost(scope: &mut Scope<'_>, operation: &Operation) -> Result<Option<Amount>> {
    let Some(period) = asked_period(operation) else {
        return Ok(None);
    };
    if operation.kind == OperationKind::Prolong {
        let sold = (operation.tariff, operation.currency);
        return renewal_cost(scope, operation.service, sold, period);
    }
    let known = tariff::cost(scope.tx, operation.tariff, operation.currency, period)?;
    let base = known.and_then(|known| known.cost?.checked_add(known.setup).ok());
    with_addons(
        scope,
        operation.service,
        (operation.tariff, operation.currency),
        period,
        base,
    )
}

/// What a seller charged for a renewal of a service for a period before, or what one of its tariff
/// is known to cost, in the currency of its wallet.
pub(crate) fn renewal_cost(
    scope: &mut Scope<'_>,
    service: ServiceId,
    (tariff, currency): (TariffId, Currency),
    period: Period,
) -> Result<Option<Amount>> {
    if let Some(charged) = operation::last_charged(scope.tx, service, period)?
        && let Some(charged) = currency_rate::convert(scope, charged, currency)?
    {
        return Ok(Some(charged.amount));
    }
    let known = tariff::cost(scope.tx, tariff, currency, period)?;
    let base = known.and_then(|known| known.renewal_cost.or(known.cost));
    with_addons(scope, service, (tariff, currency), period, base)
}

/// What a tariff costs together with the addons of a service.
fn with_addons(
    scope: &mut Scope<'_>,
    service: ServiceId,
    (tariff, currency): (TariffId, Currency),
    period: Period,
    base: Option<Amount>,
) -> Result<Option<Amount>> {
    let Some(base) = base else { return Ok(None) };
    let values = service::addons(scope.tx, service)?;
    if values.is_empty() {
        return Ok(Some(base));
    }
    let addons = addons::cost_of_service(scope, tariff, currency, period, &values)?;
    Ok(addons.and_then(|addons| order_total(base, Amount::ZERO, &addons).ok()))
}
