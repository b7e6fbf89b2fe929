//! Values of closed lists that a tariff has on and that lack a price: they cannot be ordered for
//! those periods (semantics 2.4).

use crate::report::{Change, Line, Thing, names};
use crate::sold::{Side, Sold};
use crate::{Result, Scope};
use onsell_domain::{AddonBilling, AddonKind, Period, TariffId, Words};
use onsell_store::addon_item::ListValue;
use onsell_store::tariff::{self, Addon, Tariff};

/// A warning for each value that a tariff has on and that has no price for a period it is sold for;
/// nothing for a tariff that is not there.
pub fn warnings(scope: &mut Scope<'_>, id: TariffId) -> Result<Vec<Line>> {
    match tariff::find(scope.tx, id)? {
        Some(found) => of_tariff(scope, &found),
        None => Ok(Vec::new()),
    }
}

fn of_tariff(scope: &mut Scope<'_>, found: &Tariff) -> Result<Vec<Line>> {
    let sold = Sold::read(scope, found.id, found.currency)?;
    let prices = tariff::prices(scope.tx, found.id, found.currency)?;
    let periods: Vec<Period> = prices.iter().map(|price| price.period).collect();
    let lacking = lacking(&sold, &periods).into_iter();
    Ok(lacking
        .map(|(addon, value, periods)| line(addon, value, &periods))
        .collect())
}

/// Each value that is on with the periods for which it has no price. What is not billed needs none.
fn lacking<'a>(sold: &'a Sold, periods: &[Period]) -> Vec<(&'a Addon, &'a ListValue, Vec<Period>)> {
    let mut found = Vec::new();
    let is_billed = |addon: &&Addon| {
        let is_list = addon.kind() == AddonKind::Enumeration;
        addon.active && is_list && addon.billing() != AddonBilling::NotBilled
    };
    for addon in sold.addons.iter().filter(is_billed) {
        for value in sold.values(addon.id).filter(|value| value.is_on) {
            let lacks = |period: &Period| {
                let price = sold.item_price(addon.id, value.item, *period, Side::Price);
                price.is_none()
            };
            let without: Vec<Period> = periods.iter().copied().filter(lacks).collect();
            if !without.is_empty() {
                found.push((addon, value, without));
            }
        }
    }
    found
}

fn line(addon: &Addon, value: &ListValue, periods: &[Period]) -> Line {
    let named: Vec<[String; 2]> = periods.iter().map(|period| names(*period)).collect();
    let list = |at: usize| {
        let names: Vec<&str> = named.iter().map(|names| names[at].as_str()).collect();
        names.join(", ")
    };
    let words = Words::new(
        format!(
            "{} has no price for {} and cannot be ordered for it",
            value.name,
            list(0)
        ),
        format!(
            "у значения «{}» нет цены на период: {}; заказать его на этот период нельзя",
            value.name_ru,
            list(1)
        ),
    );
    let thing = Thing {
        object: "pricelist.detail",
        id: addon.id.get(),
        name: &addon.name,
    };
    thing.line(Change::Warning, words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sold::tests::server;

    #[test]
    fn what_is_on_and_has_no_price_is_named() {
        let (month, year) = (Period::Months(1), Period::Months(12));
        let check = |sold: &Sold, periods: &[Period], expect: &[(i64, usize)]| {
            let found = lacking(sold, periods);
            let found: Vec<_> = found
                .iter()
                .map(|(_, value, periods)| (value.item.get(), periods.len()))
                .collect();
            assert_eq!(found, expect);
        };
        let sold = server();
        check(&sold, &[], &[]);
        // The value 33 is off.
        check(&sold, &[month], &[(32, 1)]);
        check(&sold, &[month, year], &[(30, 1), (31, 1), (32, 2)]);
        let changed = |change: fn(&mut Addon)| {
            let mut sold = server();
            sold.addons.iter_mut().for_each(change);
            sold
        };
        check(&changed(|addon| addon.bill_type = 1), &[year], &[]);
        check(&changed(|addon| addon.active = false), &[year], &[]);
    }
}
