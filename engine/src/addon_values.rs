//! Values of addons: what a service has, what it would have under another tariff, what they cost.

use onsell_domain::{AddonId, Amount, EnumerationItemId, Period};
use onsell_store::tariff::{Addon, AddonPrice};
use onsell_wire::Fault;
use onsell_wire::message::pricelist::ADDON_ENUMERATION;

/// Values by addon.
pub(crate) type Values = Vec<(AddonId, i64)>;

/// The value of an addon; one that a service was ordered without counts as what is included.
pub(crate) fn value_of(addon: &Addon, values: &[(AddonId, i64)]) -> i64 {
    let known = values.iter().find(|(id, _)| *id == addon.id);
    known.map_or(addon.included, |(_, value)| *value)
}

fn default_value(addon: &Addon) -> i64 {
    if is_list(addon) {
        return addon.default_item.map_or(0, EnumerationItemId::get);
    }
    addon.included.max(addon.minimum)
}

/// Whether its values are those of a closed list, which have no limits between them.
fn is_list(addon: &Addon) -> bool {
    addon.value_type == ADDON_ENUMERATION
}

/// The refusal of a value.
pub(crate) fn wrong(addon: AddonId, value: i64) -> Fault {
    Fault::value(format!("addon_{addon}"), value)
}

/// The values that a service has after it moved to another tariff: what is asked for, else what it
/// has now of an addon with the same internal name, brought within the new limits, else the
/// default. At a resold tariff the internal name is the seller's number, other in each tariff;
/// there the name tells as well.
pub(crate) fn carried(
    old: &[Addon],
    values: &[(AddonId, i64)],
    new: &[Addon],
    asked: &[(AddonId, i64)],
    is_resold: bool,
) -> Result<Values, Fault> {
    let is_sold = |id: AddonId| new.iter().any(|addon| addon.id == id && addon.active);
    if let Some((id, value)) = asked.iter().find(|(id, _)| !is_sold(*id)) {
        return Err(wrong(*id, *value));
    }
    let before = |addon: &Addon| {
        let same = old
            .iter()
            .find(|old| old.intname == addon.intname)
            .or_else(|| old.iter().find(|old| is_resold && old.name == addon.name))?;
        let value = values.iter().find(|(id, _)| *id == same.id)?.1;
        Some(if is_list(addon) {
            value
        } else {
            addon.limits().nearest(value)
        })
    };
    new.iter()
        .filter(|addon| addon.active)
        .map(|addon| {
            let asked = asked.iter().find(|(id, _)| *id == addon.id);
            let value = match asked {
                Some((_, value)) => *value,
                None => before(addon).unwrap_or_else(|| default_value(addon)),
            };
            if is_list(addon) || addon.limits().check(value).is_ok() {
                Ok((addon.id, value))
            } else {
                Err(wrong(addon.id, value))
            }
        })
        .collect()
}

/// The price of one unit of an addon for a period; none where it is not sold for it.
pub(crate) fn unit_price(prices: &[AddonPrice], addon: AddonId, period: Period) -> Option<Amount> {
    let found = prices
        .iter()
        .find(|price| price.addon == addon && price.period == period);
    found.map(|price| price.price)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use onsell_domain::{AddonPurpose, ClientChange, TariffId};

    /// An addon with what is included, the least, the most and the step.
    pub(crate) fn addon(id: i64, intname: &str, name: &str, limits: [i64; 4]) -> Addon {
        let [included, minimum, maximum, step] = limits;
        Addon {
            id: AddonId::new(id),
            tariff: TariffId::new(1),
            intname: intname.to_owned(),
            name: name.to_owned(),
            name_ru: String::new(),
            value_type: 2,
            bill_type: 2,
            included,
            minimum,
            maximum,
            step,
            active: true,
            sort: id,
            enumeration: None,
            default_item: None,
            client_change: ClientChange::Allowed,
            purpose: AddonPurpose::Ordinary,
        }
    }

    #[test]
    fn values_go_with_the_internal_name() {
        let old = [
            addon(1, "nodes", "Nodes", [1, 1, 100, 1]),
            addon(2, "disk", "Disk", [10, 10, 100, 10]),
        ];
        let values = [(AddonId::new(1), 7), (AddonId::new(2), 50)];
        let check = |new: Addon, asked: Option<i64>, is_resold, expect: Option<i64>| {
            let asked: Vec<_> = asked.map(|value| (new.id, value)).into_iter().collect();
            let found = carried(&old, &values, &[new], &asked, is_resold).ok();
            assert_eq!(found.map(|found| found[0].1), expect);
        };
        let nodes = |limits| addon(9, "nodes", "Servers", limits);
        check(nodes([1, 1, 100, 1]), None, false, Some(7));
        check(nodes([1, 1, 5, 1]), None, false, Some(5));
        check(nodes([1, 1, 100, 1]), Some(3), false, Some(3));
        check(nodes([1, 1, 5, 1]), Some(6), false, None);
        // What it does not have it gets by default; a seller's number is no name.
        let other = || addon(9, "55", "Disk", [20, 10, 100, 10]);
        check(other(), None, false, Some(20));
        check(other(), None, true, Some(50));
        let off = Addon {
            active: false,
            ..other()
        };
        check(off, Some(50), false, None);
    }
}
