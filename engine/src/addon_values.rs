//! The values that a service's addons have under another tariff.

use crate::addons::{complete, default};
use crate::sold::Sold;
use onsell_domain::{AddonBilling, AddonId, AddonKind};
use onsell_store::tariff::Addon;
use onsell_wire::Fault;

/// Values by addon.
pub(crate) type Values = Vec<(AddonId, i64)>;

/// The values that a service has after it moved to another tariff: what is asked for, else what it
/// has now of an addon with the same internal name, brought within the new limits, else the
/// default. At a resold tariff the internal name is the seller's number, other in each tariff;
/// there the name tells as well.
///
/// # Errors
/// `value` with the addon's field for what the tariff does not offer, and where the customer has to
/// choose.
pub(crate) fn carried(
    old: &[Addon],
    values: &[(AddonId, i64)],
    new: &Sold,
    asked: &[(AddonId, i64)],
    is_resold: bool,
) -> Result<Values, Fault> {
    let same_as = |addon: &Addon| {
        old.iter()
            .find(|old| old.intname == addon.intname)
            .or_else(|| old.iter().find(|old| is_resold && old.name == addon.name))
    };
    complete(new, asked, |addon| {
        let before = same_as(addon).and_then(|same| {
            let (_, value) = values.iter().find(|(id, _)| *id == same.id)?;
            kept(old, same, *value, new, addon)
        });
        before.map_or_else(|| default(new, addon), Ok)
    })
}

/// What a value comes to in an addon of another tariff; none where that knows nothing of it.
fn kept(old: &[Addon], same: &Addon, value: i64, new: &Sold, addon: &Addon) -> Option<i64> {
    match (addon.billing(), addon.kind()) {
        (AddonBilling::NotBilled, _) => None,
        (AddonBilling::Compound, _) => {
            let chosen = old.iter().find(|old| old.id.get() == value)?;
            let mut members = new.members(addon.id);
            let same = members.find(|member| member.intname == chosen.intname);
            same.map(|member| member.id.get())
        }
        (_, AddonKind::Enumeration) => {
            let is_known =
                same.enumeration == addon.enumeration && new.list_value(addon.id, value).is_some();
            is_known.then_some(value)
        }
        _ => Some(addon.limits().nearest(value)),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::sold::tests::sold;
    use onsell_domain::{AddonPurpose, ClientChange, ScaleType, TariffId};

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
            scale_type: ScaleType::default(),
            compound: None,
            measure: String::new(),
            module_factor: 1,
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
            let found = carried(&old, &values, &sold(&[new]), &asked, is_resold).ok();
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
        // What is not billed is as the tariff says, and not as another did.
        let of_tariff = || Addon {
            bill_type: 1,
            ..nodes([2, 0, 100, 1])
        };
        check(of_tariff(), None, false, Some(2));
        check(of_tariff(), Some(2), false, Some(2));
        check(of_tariff(), Some(7), false, None);
    }
}
