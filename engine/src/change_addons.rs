//! New values of a running service's addons: what they cost for the rest of the term and from the
//! next renewal on (semantics 2.3).

use crate::addon_fault as fault;
use crate::addon_values::Values;
use crate::addons::{self, must_be_offered};
use crate::change::Actor;
use crate::owned::owned;
use crate::rights::must_be_free;
use crate::sold::{Side, Sold};
use crate::{Result, Scope, paid_term, shown};
use onsell_domain::proration::settle_addons;
use onsell_domain::{
    AddonBilling, AddonChange, AddonId, Amount, ClientChange, Date, Period, ServiceId, Text,
    order_total,
};
use onsell_store::service::{self, Service};
use onsell_store::tariff::{self, Addon};
use onsell_wire::Fault;

/// Whether the unused days of what is taken away go back to the customer.
const IS_REST_RETURNED: bool = false;

/// What a change of addons comes to.
#[derive(Debug, Clone)]
pub struct NewAddons {
    /// The values that change.
    pub values: Vec<(AddonId, i64)>,
    /// What the customer pays.
    pub charge: Amount,
    /// What goes back to the customer's balance.
    pub refund: Amount,
    /// What a renewal costs then.
    pub renewal: Amount,
}

/// Says what a change of addons would come to, and changes nothing; none when all are as they
/// were.
///
/// # Errors
/// As [`crate::change::edit`] has for addons, without `not_enough_money`.
pub fn preview(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: ServiceId,
    asked: &[(AddonId, i64)],
) -> Result<Option<NewAddons>> {
    let service = owned(scope, id, actor.account)?;
    decide(scope, actor.staff, &service, asked)
}

/// Decides on the values that are asked for; none when all are as they were.
///
/// What is added costs what the tariff asks for it today: units above those there were, and the
/// difference of the prices of two values of a list. When something becomes less, a renewal costs
/// what the tariff asks today for what is left, but never more than before.
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
    let sold = Sold::read(scope, service.tariff, service.currency)?;
    let present = service::addons(scope.tx, service.id)?;
    let limits = if is_staff {
        Limits::Staff
    } else {
        Limits::Client {
            lowers_from: lowers_from(scope, service)?,
        }
    };
    let values = changed(&sold, &present, asked, limits)?;
    if values.is_empty() {
        return Ok(None);
    }
    must_be_free(is_staff, service)?;
    let left = over(&present, &values);
    let difference = difference(&sold, &present, &left, service.period)?;
    let rate = paid_term::rate(service);
    let too_large = |_| Fault::value("elid", service.id);
    let (more, is_less) = match difference {
        Difference::Known { more, is_less } => (more, is_less),
        Difference::Unknown => {
            let total = total(scope, service, &left)?;
            let more = Amount::new((total.get() - rate.price.get()).max(0));
            (more, total < rate.price)
        }
    };
    let with_more = rate.price.checked_add(more).map_err(too_large)?;
    let renewal = if is_less {
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

/// What binds whoever asks.
#[derive(Debug, Clone, Copy)]
enum Limits {
    /// Staff are not bound by the rules for clients.
    Staff,
    /// A client, who can lower values from this day on; none is any time.
    Client { lowers_from: Option<Date> },
}

/// The day from which a client may lower what the service has, while that is to come: the tariff's
/// minimum period has to be over.
fn lowers_from(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Date>> {
    let found = tariff::find(scope.tx, service.tariff)?;
    let Some(minimum) = found.and_then(|found| found.minimum_period) else {
        return Ok(None);
    };
    let begun = shown::today(service, service.created_at);
    let until = minimum.end(begun, begun.day(), 0);
    Ok(until.filter(|until| shown::today(service, scope.now) < *until))
}

/// The present values with the new ones in their place.
fn over(present: &[(AddonId, i64)], new: &[(AddonId, i64)]) -> Values {
    let is_new = |id: AddonId| new.iter().any(|(changed, _)| *changed == id);
    let kept = present.iter().filter(|(id, _)| !is_new(*id));
    kept.chain(new).copied().collect()
}

/// The values that change, each checked, with those that follow from them.
fn changed(
    sold: &Sold,
    present: &[(AddonId, i64)],
    asked: &[(AddonId, i64)],
    limits: Limits,
) -> std::result::Result<Values, Fault> {
    if let Some((id, value)) = asked.iter().find(|(id, _)| sold.find(*id).is_none()) {
        return Err(fault::not_sold(*id, *value));
    }
    let mut values = Values::new();
    for addon in &sold.addons {
        let Some((_, value)) = asked.iter().find(|(id, _)| *id == addon.id) else {
            continue;
        };
        let before = sold.value_of(addon, present);
        if before == Some(*value) {
            continue;
        }
        must_be_possible(sold, addon, before, *value, limits)?;
        values.push((addon.id, *value));
    }
    chosen_members(sold, present, &mut values)?;
    let left = over(present, &values);
    for addon in &sold.addons {
        let is_left_out = || sold.is_left_out(addon, &left);
        if let Some((_, value)) = values.iter().find(|(id, _)| *id == addon.id)
            && is_left_out()
        {
            return Err(fault::not_sold(addon.id, *value));
        }
        let is_sum = addon.billing() == AddonBilling::FromOthers && addon.active;
        if is_sum && sold.sum(addon, present) != sold.sum(addon, &left) {
            values.push((addon.id, sold.sum(addon, &left)));
        }
    }
    Ok(values)
}

fn must_be_possible(
    sold: &Sold,
    addon: &Addon,
    before: Option<i64>,
    value: i64,
    limits: Limits,
) -> std::result::Result<(), Fault> {
    if !addon.active {
        return Err(fault::not_sold(addon.id, value));
    }
    if !addon.billing().is_chosen() {
        return Err(fault::not_chosen(addon.id, value));
    }
    must_be_offered(sold, addon, value)?;
    let Limits::Client { lowers_from } = limits else {
        return Ok(());
    };
    let rule = addon.client_change;
    let (from, to) = (sold.rank(addon, before), sold.rank(addon, Some(value)));
    rule.check(from, to)
        .map_err(|_| fault::forbidden(addon.id, value, rule))?;
    match lowers_from {
        Some(day) if to < from && rule == ClientChange::Allowed => {
            Err(fault::too_early(addon.id, value, day))
        }
        _ => Ok(()),
    }
}

/// An addon that a compound one chooses now has a value, too.
fn chosen_members(
    sold: &Sold,
    present: &[(AddonId, i64)],
    values: &mut Values,
) -> std::result::Result<(), Fault> {
    for (id, chosen) in values.clone() {
        let is_compound =
            |addon: &&Addon| addon.id == id && addon.billing() == AddonBilling::Compound;
        if !sold.addons.iter().any(|addon| is_compound(&addon)) {
            continue;
        }
        let Some(member) = sold.find(AddonId::new(chosen)) else {
            continue;
        };
        let is_it = |(known, _): &&(AddonId, i64)| *known == member.id;
        if values
            .iter()
            .find(is_it)
            .or(present.iter().find(is_it))
            .is_none()
        {
            values.push((member.id, addons::default(sold, member)?));
        }
    }
    Ok(())
}

/// What a change of values makes of the price of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Difference {
    /// What is added costs this, and whether something becomes less.
    Known { more: Amount, is_less: bool },
    /// What there was before has no price today.
    Unknown,
}

/// Compares what each addon costs before and after a change, as the tariff asks today.
///
/// # Errors
/// `value` for a new value without a price.
fn difference(
    sold: &Sold,
    present: &[(AddonId, i64)],
    left: &[(AddonId, i64)],
    period: Period,
) -> std::result::Result<Difference, Fault> {
    let (mut more, mut is_less) = (Amount::ZERO, false);
    let mut is_known = true;
    for addon in sold.addons.iter().filter(|addon| addon.compound.is_none()) {
        let (before, after) = (counted(sold, addon, present), counted(sold, addon, left));
        if before == after {
            continue;
        }
        let cost = |counted: Option<(AddonId, i64)>| {
            let known = counted.and_then(|(id, value)| Some((sold.find(id)?, value)));
            known.map_or(Ok(Amount::ZERO), |(addon, value)| {
                sold.cost(addon, value, period, Side::Price)
            })
        };
        let (id, value) = after.unwrap_or((addon.id, 0));
        let asked = cost(after).map_err(|_| fault::no_price(id, value))?;
        match cost(before) {
            Ok(paid) if asked >= paid => {
                let rise = Amount::new(asked.get() - paid.get());
                let too_large = |_| fault::not_sold(id, value);
                more = more.checked_add(rise).map_err(too_large)?;
            }
            Ok(_) => is_less = true,
            Err(_) => is_known = false,
        }
    }
    Ok(if is_known {
        Difference::Known { more, is_less }
    } else {
        Difference::Unknown
    })
}

/// The addon whose price counts, with its value: of a compound one the addon that it chose. None
/// where the service has nothing of it.
fn counted(sold: &Sold, addon: &Addon, values: &[(AddonId, i64)]) -> Option<(AddonId, i64)> {
    let value = sold.value_of(addon, values)?;
    if addon.billing() != AddonBilling::Compound {
        return Some((addon.id, value));
    }
    let member = sold.find(AddonId::new(value))?;
    Some((member.id, sold.value_of(member, values)?))
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
    use crate::sold::tests::{server, sold};

    const CLIENT: Limits = Limits::Client { lowers_from: None };

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
            let found = changed(&sold(&known), &present, &values(asked), CLIENT).ok();
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

    fn fault_of(result: std::result::Result<Values, Fault>) -> Option<String> {
        let fault = result.err()?;
        Some(format!(
            "{} {}",
            fault.kind(),
            fault.object().unwrap_or_default()
        ))
    }

    #[test]
    fn what_follows_from_a_change_changes_with_it() {
        let sold = server();
        let present = values(&[(2, 4), (3, 30), (4, 5), (5, 3), (7, 7), (8, 500), (9, 4)]);
        let check = |asked: &[(i64, i64)], expect: &[(i64, i64)]| {
            let found = changed(&sold, &present, &values(asked), CLIENT).ok();
            assert_eq!(found, Some(values(expect)), "{asked:?}");
        };
        // The sum of nodes and backups, and the value of what a compound chooses.
        check(&[(2, 6)], &[(2, 6), (7, 9)]);
        check(&[(4, 6)], &[(4, 6), (6, 1)]);
        check(&[(4, 6), (6, 2)], &[(4, 6), (6, 2)]);
        check(&[(3, 31), (8, 20)], &[(3, 31), (8, 20)]);
        let refused = |asked: &[(i64, i64)], expect: &str| {
            let found = changed(&sold, &present, &values(asked), CLIENT);
            assert_eq!(fault_of(found).as_deref(), Some(expect), "{asked:?}");
        };
        refused(&[(9, 5)], "value addon_9");
        refused(&[(7, 8)], "value addon_7");
        refused(&[(6, 2)], "value addon_6");
        refused(&[(4, 6), (5, 4)], "value addon_5");
        refused(&[(4, 2)], "value addon_4");
        refused(&[(3, 33)], "value addon_3");
        refused(&[(3, 99)], "value addon_3");
    }

    #[test]
    fn clients_lower_when_the_minimum_period_is_over() {
        let sold = server();
        let present = values(&[(2, 4), (3, 31)]);
        let early = Limits::Client {
            lowers_from: Some(Date::constant(2026, 3, 1)),
        };
        let check = |limits: Limits, asked: &[(i64, i64)], expect: bool| {
            let found = changed(&sold, &present, &values(asked), limits);
            assert_eq!(found.is_ok(), expect, "{limits:?} {asked:?}");
        };
        for lower in [(2, 2), (3, 30)] {
            check(early, &[lower], false);
            check(CLIENT, &[lower], true);
            check(Limits::Staff, &[lower], true);
        }
        check(early, &[(2, 6), (3, 32)], true);
    }

    #[test]
    fn a_change_costs_the_difference_of_two_prices() {
        let sold = server();
        let month = Period::Months(1);
        let check = |from: &[(i64, i64)], to: &[(i64, i64)], expect: Option<(i64, bool)>| {
            let found = difference(&sold, &values(from), &values(to), month);
            let found = match found.expect("it has a price") {
                Difference::Known { more, is_less } => Some((more.get(), is_less)),
                Difference::Unknown => None,
            };
            assert_eq!(found, expect, "{from:?} {to:?}");
        };
        check(&[(3, 30)], &[(3, 31)], Some((600, false)));
        check(&[(3, 31)], &[(3, 30)], Some((0, true)));
        // What was ordered without a list has nothing of it.
        check(&[], &[(3, 31)], Some((600, false)));
        // One more and one less; a value without a price today.
        check(&[(2, 6), (3, 30)], &[(2, 2), (3, 31)], Some((600, true)));
        check(&[(3, 32)], &[(3, 31)], None);
        // Another addon of the compound has no price.
        let to = values(&[(4, 6), (6, 2)]);
        assert!(difference(&sold, &values(&[(4, 5), (5, 2)]), &to, month).is_err());
    }
}
