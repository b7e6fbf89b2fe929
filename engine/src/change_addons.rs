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
        let left = over(&present, &values);
        total(scope, service, &left)?.min(with_more)
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

/// The present values with the new ones in their place.
fn over(present: &[(AddonId, i64)], new: &[(AddonId, i64)]) -> Values {
    let is_new = |id: AddonId| new.iter().any(|(changed, _)| *changed == id);
    let kept = present.iter().filter(|(id, _)| !is_new(*id));
    kept.chain(new).copied().collect()
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::addon_values::tests::addon;

    fn values(pairs: &[(i64, i64)]) -> Values {
        let pairs = pairs.iter();
        pairs
            .map(|(id, value)| (AddonId::new(*id), *value))
            .collect()
    }

    #[test]
    fn only_what_changes_is_changed() {
        let known = [
            addon(1, "nodes", "Nodes", [1, 1, 10, 1]),
            // Came to the tariff after the order: nothing of it is there yet.
            addon(2, "backup", "Backup", [0, 5, 50, 5]),
            Addon {
                active: false,
                ..addon(3, "old", "Old", [0, 0, 9, 1])
            },
        ];
        let present = values(&[(1, 3), (3, 4)]);
        let check = |asked: &[(i64, i64)], expect: Option<&[(i64, i64)]>| {
            let found = changed(&known, &present, &values(asked), false).ok();
            assert_eq!(found, expect.map(values), "{asked:?}");
        };
        check(&[(1, 3), (3, 4)], Some(&[]));
        check(&[(1, 4), (2, 5)], Some(&[(1, 4), (2, 5)]));
        // Of two wishes the first holds.
        check(&[(1, 4), (1, 5)], Some(&[(1, 4)]));
        check(&[(2, 3)], None);
        check(&[(3, 5)], None);
        check(&[(4, 1)], None);
        let left = over(&present, &values(&[(1, 2), (2, 5)]));
        assert_eq!(left, values(&[(3, 4), (1, 2), (2, 5)]));
    }
}
