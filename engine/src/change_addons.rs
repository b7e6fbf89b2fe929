//! New values of a running service's addons: what they cost for the rest of the term and from the
//! next renewal on (semantics 2.3).

use crate::addon_values::{self, Values, wrong};
use crate::addons;
use crate::rights::must_be_free;
use crate::{Result, Scope, paid_term, shown};
use onsell_domain::proration::settle_addons;
use onsell_domain::{AddonChange, AddonId, Amount, ClientChange, Text, order_total};
use onsell_store::service::{self, Service};
use onsell_store::tariff::{self, Addon};
use onsell_wire::Fault;

/// Whether the unused days of what is taken away go back to the customer.
const IS_REST_RETURNED: bool = false;

/// What a change of addons comes to.
#[derive(Debug, Clone)]
pub(crate) struct NewAddons {
    /// The values that change.
    pub values: Values,
    /// What the customer pays.
    pub charge: Amount,
    /// What goes back to the customer's balance.
    pub refund: Amount,
    /// What a renewal costs then.
    pub renewal: Amount,
}

/// Decides on the values that are asked for; none when all are as they were.
///
/// Units that are added cost what the tariff asks for them today. When units are taken away, a
/// renewal costs what the tariff asks today for what is left, but never more than before.
///
/// # Errors
/// `value` for what the tariff does not offer or the client may not change.
pub(crate) fn decide(
    scope: &mut Scope<'_>,
    is_staff: bool,
    service: &Service,
    asked: &[(AddonId, i64)],
) -> Result<Option<NewAddons>> {
    if asked.is_empty() {
        return Ok(None);
    }
    let known = tariff::addons(scope.tx, service.tariff)?;
    let present = service::addons(scope.tx, service.id)?;
    let values = changed(&known, &present, asked, is_staff)?;
    if values.is_empty() {
        return Ok(None);
    }
    must_be_free(is_staff, service)?;
    let (more, is_less) = added(scope, service, &known, &present, &values)?;
    let rate = paid_term::rate(service);
    let too_large = |_| Fault::value("elid", service.id);
    let with_more = rate.price.checked_add(more).map_err(too_large)?;
    let renewal = if is_less {
        let all: Values = known
            .iter()
            .map(|addon| {
                let value = addon_values::value_of(addon, &values_over(&values, &present));
                (addon.id, value)
            })
            .collect();
        total(scope, service, &all)?.min(with_more)
    } else {
        with_more
    };
    let change = AddonChange {
        today: shown::today(service, scope.now),
        anchor_day: service.anchor_day,
        paid: paid_term::of(service),
        old: rate,
        more,
        less: with_more.checked_sub(renewal).map_err(too_large)?,
        is_rest_returned: IS_REST_RETURNED,
    };
    let settled = settle_addons(&change).map_err(|_| Fault::value("elid", service.id))?;
    Ok(Some(NewAddons {
        values,
        charge: settled.charge,
        refund: settled.refund,
        renewal,
    }))
}

/// New values before the present ones, so that the first of an addon is the one that holds.
fn values_over(values: &[(AddonId, i64)], present: &[(AddonId, i64)]) -> Values {
    values.iter().chain(present).copied().collect()
}

/// The values that change, each checked.
fn changed(
    known: &[Addon],
    present: &[(AddonId, i64)],
    asked: &[(AddonId, i64)],
    is_staff: bool,
) -> std::result::Result<Values, Fault> {
    let is_known = |id: AddonId| known.iter().any(|addon| addon.id == id);
    if let Some((id, value)) = asked.iter().find(|(id, _)| !is_known(*id)) {
        return Err(wrong(*id, *value));
    }
    let mut values = Values::new();
    for addon in known {
        let Some((_, value)) = asked.iter().find(|(id, _)| *id == addon.id) else {
            continue;
        };
        let before = addon_values::value_of(addon, present);
        if *value == before {
            continue;
        }
        if !addon.active || addon.limits().check(*value).is_err() {
            return Err(wrong(addon.id, *value));
        }
        if !is_staff {
            let rule = addon.client_change;
            rule.check(before, *value)
                .map_err(|_| forbidden(addon.id, *value, rule))?;
        }
        values.push((addon.id, *value));
    }
    Ok(values)
}

fn forbidden(addon: AddonId, value: i64, rule: ClientChange) -> Fault {
    let reason = match rule {
        ClientChange::OnlyUp => Text::new(
            "The value can only be raised",
            "Значение можно только увеличить",
        ),
        ClientChange::OnlyDown => Text::new(
            "The value can only be lowered",
            "Значение можно только уменьшить",
        ),
        ClientChange::Allowed | ClientChange::Forbidden => Text::new(
            "The value can be changed by staff only",
            "Значение могут изменить только сотрудники",
        ),
    };
    Fault::value_because(format!("addon_{addon}"), value, reason)
}

/// What the units that are added cost for a period, and whether any are taken away.
fn added(
    scope: &mut Scope<'_>,
    service: &Service,
    known: &[Addon],
    present: &[(AddonId, i64)],
    values: &[(AddonId, i64)],
) -> Result<(Amount, bool)> {
    let prices = tariff::addon_prices(scope.tx, service.tariff, service.currency)?;
    let (mut more, mut is_less) = (Amount::ZERO, false);
    for (id, value) in values {
        let Some(addon) = known.iter().find(|addon| addon.id == *id) else {
            continue;
        };
        let too_large = |_| wrong(*id, *value);
        let billed = |value: i64| value.saturating_sub(addon.included).max(0);
        let (before, after) = (
            billed(addon_values::value_of(addon, present)),
            billed(*value),
        );
        is_less |= after < before;
        if after > before {
            let unit = addon_values::unit_price(&prices, *id, service.period)
                .ok_or_else(|| wrong(*id, *value))?;
            let cost = unit.times(after - before).map_err(too_large)?;
            more = more.checked_add(cost).map_err(too_large)?;
        }
    }
    Ok((more, is_less))
}

/// What the tariff asks today for a renewal with these values.
fn total(scope: &mut Scope<'_>, service: &Service, values: &[(AddonId, i64)]) -> Result<Amount> {
    let sold = tariff::prices(scope.tx, service.tariff, service.currency)?;
    let price = sold.iter().find(|price| price.period == service.period);
    let price = price.ok_or_else(|| {
        let reason = Text::new(
            "The tariff is not sold for this period any more, so that fewer units have no price",
            "Тариф больше не продаётся на этот период, поэтому цена меньшего количества неизвестна",
        );
        Fault::value_because("period", service.period.code(), reason)
    })?;
    let (tariff, currency) = (service.tariff, service.currency);
    let priced = addons::of_service(scope, tariff, currency, service.period, values)?;
    let priced = priced.ok_or_else(|| Fault::value("elid", service.id))?;
    let renewal = price.renewal.unwrap_or(price.price);
    order_total(renewal, Amount::ZERO, &priced).map_err(|_| Fault::value("elid", service.id).into())
}
