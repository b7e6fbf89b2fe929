//! The addons of an order or a renewal: which values can be had, and what they cost (semantics 2.3,
//! 2.4).

use crate::addon_fault as fault;
use crate::sold::{Side, Sold};
use crate::{Result, Scope};
use onsell_domain::{AddonBilling, AddonId, AddonKind, Amount, Currency, Period, TariffId};
use onsell_store::tariff::Addon;
use onsell_wire::Fault;

/// An addon with its value, and what that costs for the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chosen {
    pub addon: AddonId,
    pub value: i64,
    pub cost: Amount,
}

/// Checks the addons that an order asks for and completes them with what it leaves to us.
///
/// # Errors
/// `value` with the addon's field for what cannot be had.
pub(crate) fn check(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    currency: Currency,
    period: Period,
    asked: &[(AddonId, i64)],
) -> Result<Vec<Chosen>> {
    let sold = Sold::read(scope, tariff, currency)?;
    Ok(ordered(&sold, period, asked)?)
}

/// What the addons of a service cost for a period: also those that could not be ordered any more.
/// `None` when one of them has no price for it.
pub(crate) fn of_service(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    currency: Currency,
    period: Period,
    values: &[(AddonId, i64)],
) -> Result<Option<Vec<Amount>>> {
    let sold = Sold::read(scope, tariff, currency)?;
    Ok(sold.costs(values, period, Side::Price))
}

/// What the addons of a service cost us at the seller for a period. `None` when the cost of one of
/// them is not known.
pub(crate) fn cost_of_service(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    currency: Currency,
    period: Period,
    values: &[(AddonId, i64)],
) -> Result<Option<Vec<Amount>>> {
    let sold = Sold::read(scope, tariff, currency)?;
    Ok(sold.costs(values, period, Side::Cost))
}

/// The values of an order: what is asked for, else what the tariff says.
fn ordered(
    sold: &Sold,
    period: Period,
    asked: &[(AddonId, i64)],
) -> std::result::Result<Vec<Chosen>, Fault> {
    let values = complete(sold, asked, |addon| {
        let value = default(sold, addon)?;
        must_be_on(sold, addon, value)?;
        Ok(value)
    })?;
    let mut chosen = Vec::with_capacity(values.len());
    for (id, value) in values {
        let addon = sold.find(id).ok_or_else(|| fault::not_sold(id, value))?;
        let cost = sold.cost(addon, value, period, Side::Price);
        chosen.push(Chosen {
            addon: id,
            value,
            cost: cost.map_err(|_| fault::no_price(id, value))?,
        });
    }
    Ok(chosen)
}

/// The values of all addons that a tariff has on: what is asked for where that can be had, else
/// what `otherwise` says. Addons that a compound one did not choose are left out.
///
/// # Errors
/// `value` with the addon's field for what cannot be had.
pub(crate) fn complete(
    sold: &Sold,
    asked: &[(AddonId, i64)],
    otherwise: impl Fn(&Addon) -> std::result::Result<i64, Fault>,
) -> std::result::Result<Vec<(AddonId, i64)>, Fault> {
    let wish = |id: AddonId| {
        let found = asked.iter().find(|(asked, _)| *asked == id);
        found.map(|(_, value)| *value)
    };
    let is_on = |addon: &&Addon| addon.active && addon.billing() != AddonBilling::ByHand;
    let mut values = Vec::new();
    let mut put = |addon: &Addon| {
        let value = match wish(addon.id) {
            Some(value) if addon.billing().is_chosen() => {
                must_be_offered(sold, addon, value)?;
                value
            }
            Some(value) if sold.default_value(addon) != Some(value) => {
                return Err(fault::not_chosen(addon.id, value));
            }
            Some(value) => value,
            None => otherwise(addon)?,
        };
        values.push((addon.id, value));
        Ok(value)
    };
    let is_sum = |addon: &Addon| addon.billing() == AddonBilling::FromOthers;
    let singles = |addon: &&Addon| addon.compound.is_none() && !is_sum(addon);
    for addon in sold.addons.iter().filter(is_on).filter(singles) {
        let value = put(addon)?;
        if addon.billing() == AddonBilling::Compound
            && let Some(member) = sold.find(AddonId::new(value))
        {
            put(member)?;
        }
    }
    for addon in sold
        .addons
        .iter()
        .filter(is_on)
        .filter(|addon| is_sum(addon))
    {
        let value = sold.sum(addon, &values);
        if let Some(asked) = wish(addon.id).filter(|asked| *asked != value) {
            return Err(fault::not_chosen(addon.id, asked));
        }
        values.push((addon.id, value));
    }
    let is_had = |id: AddonId| values.iter().any(|(had, _)| *had == id);
    match asked.iter().find(|(id, _)| !is_had(*id)) {
        Some((id, value)) => Err(fault::not_sold(*id, *value)),
        None => Ok(values),
    }
}

/// What the tariff says where nothing is asked for.
pub(crate) fn default(sold: &Sold, addon: &Addon) -> std::result::Result<i64, Fault> {
    let value = sold.default_value(addon);
    value.ok_or_else(|| fault::nothing_chosen(addon.id))
}

/// A value that is asked for must be within the limits, or on in its list.
pub(crate) fn must_be_offered(
    sold: &Sold,
    addon: &Addon,
    value: i64,
) -> std::result::Result<(), Fault> {
    match (addon.billing(), addon.kind()) {
        (AddonBilling::Compound, _) => {
            let mut members = sold.members(addon.id);
            if members.any(|member| member.id.get() == value) {
                return Ok(());
            }
            Err(fault::not_offered(addon.id, value))
        }
        (_, AddonKind::Enumeration) => match sold.list_value(addon.id, value) {
            Some(found) if found.is_on => Ok(()),
            Some(_) => Err(fault::not_offered(addon.id, value)),
            None => Err(fault::of_another_list(addon.id, value)),
        },
        _ => addon
            .limits()
            .check(value)
            .map_err(|error| fault::outside(addon.id, value, error)),
    }
}

/// What is left to us must be possible as well: a default value may be off by now.
fn must_be_on(sold: &Sold, addon: &Addon, value: i64) -> std::result::Result<(), Fault> {
    match addon.billing() {
        AddonBilling::NotBilled if addon.kind() != AddonKind::Enumeration => Ok(()),
        _ => must_be_offered(sold, addon, value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sold::tests::server;

    #[test]
    fn an_order_is_completed_by_the_tariff() {
        let sold = server();
        let month = Period::Months(1);
        let order = |asked: &[(i64, i64)]| {
            let asked = asked.iter().map(|(id, value)| (AddonId::new(*id), *value));
            let asked: Vec<_> = asked.collect();
            ordered(&sold, month, &asked)
        };
        let check = |asked: &[(i64, i64)], expect: &[(i64, i64, i64)]| {
            let found = order(asked).expect("it can be ordered");
            let found: Vec<_> = found
                .iter()
                .map(|one| (one.addon.get(), one.value, one.cost.get()))
                .collect();
            assert_eq!(found, expect, "{asked:?}");
        };
        // Of a compound the first, of a list its default, of statistics the most; the sum of nodes
        // and backups stands at the end.
        let by_itself = [
            (2, 2, 0),
            (3, 30, 0),
            (4, 5, 0),
            (5, 1, 7),
            (8, 500, 0),
            (9, 4, 0),
            (7, 3, 0),
        ];
        check(&[], &by_itself);
        check(&[(9, 4), (7, 3), (4, 5)], &by_itself);
        let mut more = by_itself;
        (more[0], more[1], more[6]) = ((2, 6, 30), (3, 31, 600), (7, 7, 400));
        check(&[(2, 6), (3, 31)], &more);
        let refused = |asked: (i64, i64)| {
            let fault = order(&[asked]).expect_err("it cannot be ordered");
            let expect = ("value", Some(format!("addon_{}", asked.0)));
            assert_eq!((fault.kind(), fault.object().map(str::to_owned)), expect);
        };
        for asked in [
            (2, 1),  // below the least
            (2, 22), // above the most
            (2, 3),  // between two steps
            (2, 20), // in no package
            (3, 32), // without a price
            (3, 33), // off
            (3, 99), // of another list
            (4, 2),  // of no compound
            (6, 1),  // of a compound that chose another
            (7, 4),  // not the sum
            (9, 5),  // not to be chosen
            (77, 1), // of another tariff
        ] {
            refused(asked);
        }
    }
}
