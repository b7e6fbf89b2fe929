//! What a tariff has on and what lacks a price: values of closed lists, which cannot be ordered for
//! those periods (semantics 2.4), and sums of other addons.

use crate::report::{Change, Line, Thing, names};
use crate::sold::{Side, Sold};
use crate::{Result, Scope};
use onsell_domain::{AddonBilling, AddonKind, Period, TariffId, Words};
use onsell_store::addon_item::ListValue;
use onsell_store::tariff::{self, Addon, Tariff};

/// A warning for each value and each sum that a tariff has on and that has no price for a period it
/// is sold for; nothing for a tariff that is not there.
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
    let values = lacking(&sold, &periods).into_iter();
    let values = values.map(|(addon, value, periods)| line(addon, value, &periods));
    let sums = sums(&sold, &periods).into_iter();
    let sums = sums.map(|(addon, periods)| line_of_sum(addon, &periods));
    Ok(values.chain(sums).collect())
}

/// Each sum of other addons with the periods for which it has no price: an order that comes to more
/// than is included would be refused, and its customer could not choose less.
fn sums<'a>(sold: &'a Sold, periods: &[Period]) -> Vec<(&'a Addon, Vec<Period>)> {
    let is_sum = |addon: &&Addon| addon.active && addon.billing() == AddonBilling::FromOthers;
    let mut found = Vec::new();
    for addon in sold.addons.iter().filter(is_sum) {
        let lacks = |period: &Period| {
            let has_steps = sold.steps(addon.id, *period).next().is_some();
            !has_steps && sold.unit_price(addon.id, *period, Side::Price).is_none()
        };
        let without: Vec<Period> = periods.iter().copied().filter(lacks).collect();
        if !without.is_empty() {
            found.push((addon, without));
        }
    }
    found
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
    let [en, ru] = listed(periods);
    warning(
        addon,
        Words::new(
            format!(
                "{} has no price for {en} and cannot be ordered for it",
                value.name
            ),
            format!(
                "у значения «{}» нет цены на период: {ru}; заказать его на этот период нельзя",
                value.name_ru
            ),
        ),
    )
}

fn line_of_sum(addon: &Addon, periods: &[Period]) -> Line {
    let [en, ru] = listed(periods);
    warning(
        addon,
        Words::new(
            format!("it has no price for {en}; orders that come to more of it are refused"),
            format!("нет цены на период: {ru}; заказы, где его больше, невозможны"),
        ),
    )
}

/// Periods in English and in Russian.
fn listed(periods: &[Period]) -> [String; 2] {
    let named: Vec<[String; 2]> = periods.iter().map(|period| names(*period)).collect();
    [0, 1].map(|at| {
        let names: Vec<&str> = named.iter().map(|names| names[at].as_str()).collect();
        names.join(", ")
    })
}

fn warning(addon: &Addon, words: Words) -> Line {
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
        let told = |sold: &Sold, periods: &[Period]| {
            let sums = sums(sold, periods);
            let sums = sums
                .iter()
                .map(|(addon, periods)| (addon.id.get(), periods.len()));
            sums.collect::<Vec<_>>()
        };
        assert_eq!(told(&sold, &[month]), []);
        assert_eq!(told(&sold, &[month, year]), [(7, 1)]);
        check(&changed(|addon| addon.bill_type = 1), &[year], &[]);
        check(&changed(|addon| addon.active = false), &[year], &[]);
    }
}
