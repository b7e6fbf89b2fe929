//! The addons of a tariff with everything that decides on a value and on its price, read once:
//! limits, closed lists, prices, scales, and which addon sums up which (semantics 2.3, 2.4).

use crate::{Result, Scope};
use onsell_domain::{
    AddonBilling, AddonId, AddonKind, Amount, Currency, EnumerationItemId, NotOnScale, Period,
    TariffId,
};
use onsell_store::addon_item::{self, ListValue};
use onsell_store::addon_scale::{self, ScaleStep};
use onsell_store::addon_source;
use onsell_store::tariff::{self, Addon, AddonPrice};

/// What of a price is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What our customer pays.
    Price,
    /// What the seller charges.
    Cost,
}

/// The addons of a tariff, those that are off too, as they are sold in one currency.
#[derive(Debug, Clone, Default)]
pub struct Sold {
    /// The addons by their place.
    pub addons: Vec<Addon>,
    units: Vec<AddonPrice>,
    items: Vec<AddonPrice>,
    values: Vec<ListValue>,
    scales: Vec<ScaleStep>,
    sources: Vec<(AddonId, AddonId)>,
}

impl Sold {
    /// Reads what a tariff sells. What its addons do not use is not read.
    pub fn read(scope: &mut Scope<'_>, tariff: TariffId, currency: Currency) -> Result<Self> {
        let tx = &mut *scope.tx;
        let addons = tariff::addons(tx, tariff)?;
        let has = |test: fn(&Addon) -> bool| addons.iter().any(test);
        let is_list = |addon: &Addon| addon.kind() == AddonKind::Enumeration;
        let (has_lists, has_sums) = (
            has(is_list),
            has(|addon| addon.billing() == AddonBilling::FromOthers),
        );
        let has_amounts = has(|addon| addon.kind() != AddonKind::Enumeration);
        let mut sold = Self {
            addons,
            ..Self::default()
        };
        if has_amounts {
            sold.units = tariff::addon_prices(tx, tariff, currency)?;
            sold.scales = addon_scale::of_tariff(tx, tariff, currency)?;
        }
        if has_lists {
            sold.items = addon_item::prices_of_tariff(tx, tariff, currency)?;
            sold.values = addon_item::values(tx, tariff)?;
        }
        if has_sums {
            sold.sources = addon_source::of_tariff(tx, tariff)?;
        }
        Ok(sold)
    }

    /// The addon of that number.
    pub fn find(&self, id: AddonId) -> Option<&Addon> {
        self.addons.iter().find(|addon| addon.id == id)
    }

    /// The values of an addon's closed list by their place, those that are off too.
    pub fn values(&self, addon: AddonId) -> impl Iterator<Item = &ListValue> {
        self.values.iter().filter(move |value| value.addon == addon)
    }

    /// A value of an addon's closed list; none when the list has no such value.
    pub fn list_value(&self, addon: AddonId, value: i64) -> Option<&ListValue> {
        self.values(addon).find(|known| known.item.get() == value)
    }

    /// The addons that a compound one chooses from and that are on.
    pub fn members(&self, compound: AddonId) -> impl Iterator<Item = &Addon> {
        let is_member = move |addon: &&Addon| addon.active && addon.compound == Some(compound);
        self.addons.iter().filter(is_member)
    }

    /// The addons whose values another sums up.
    pub fn sources(&self, addon: AddonId) -> impl Iterator<Item = AddonId> {
        let mine = self.sources.iter().filter(move |(sum, _)| *sum == addon);
        mine.map(|(_, source)| *source)
    }

    /// What an order gets that says nothing: what the tariff includes, the default value of the
    /// list, the first addon of a compound. None where the customer has to choose.
    pub fn default_value(&self, addon: &Addon) -> Option<i64> {
        match (addon.billing(), addon.kind()) {
            (AddonBilling::Compound, _) => self.members(addon.id).next().map(|one| one.id.get()),
            (_, AddonKind::Enumeration) => addon
                .default_item
                .or_else(|| {
                    let mut on = self.values(addon.id).filter(|value| value.is_on);
                    on.find(|value| value.is_default).map(|value| value.item)
                })
                .map(EnumerationItemId::get),
            (AddonBilling::ByStatistics, _) if addon.maximum > 0 => Some(addon.maximum),
            _ => Some(addon.included.max(addon.minimum)),
        }
    }

    /// What a service has of an addon. Of an amount that it was ordered without it has what is
    /// included; of a closed list that it was ordered without it has nothing.
    pub fn value_of(&self, addon: &Addon, values: &[(AddonId, i64)]) -> Option<i64> {
        if addon.billing() == AddonBilling::FromOthers && self.sources(addon.id).next().is_some() {
            return Some(self.sum(addon, values));
        }
        let known = values.iter().find(|(id, _)| *id == addon.id);
        let included = || match (addon.billing(), addon.kind()) {
            (AddonBilling::Compound, _) | (_, AddonKind::Enumeration) => None,
            _ => Some(addon.included),
        };
        known.map(|(_, value)| *value).or_else(included)
    }

    /// The sum of what a service has of the addons that an addon sums up.
    pub fn sum(&self, addon: &Addon, values: &[(AddonId, i64)]) -> i64 {
        let of = |source: AddonId| {
            let source = self.find(source)?;
            let known = values.iter().find(|(id, _)| *id == source.id);
            Some(known.map_or(source.included, |(_, value)| *value))
        };
        let sources = self.sources(addon.id).filter_map(of);
        sources.fold(0, i64::saturating_add)
    }

    /// Whether an addon belongs to a compound one that has chosen another.
    pub fn is_left_out(&self, addon: &Addon, values: &[(AddonId, i64)]) -> bool {
        let Some(compound) = addon.compound else {
            return false;
        };
        let chosen = values.iter().find(|(id, _)| *id == compound);
        chosen.is_none_or(|(_, chosen)| *chosen != addon.id.get())
    }

    /// The place of a value among those it can be changed to: a greater one is more. Nothing is
    /// less than everything.
    pub fn rank(&self, addon: &Addon, value: Option<i64>) -> i64 {
        match (value, addon.billing(), addon.kind()) {
            (None, ..) => i64::MIN,
            (Some(value), AddonBilling::Compound, _) => {
                self.find(AddonId::new(value)).map_or(0, |one| one.sort)
            }
            (Some(value), _, AddonKind::Enumeration) => {
                let place = self
                    .values(addon.id)
                    .position(|one| one.item.get() == value);
                place.and_then(|at| i64::try_from(at).ok()).unwrap_or(-1)
            }
            (Some(value), ..) => value,
        }
    }

    /// What a value costs for a period.
    ///
    /// # Errors
    /// When it has no price, or one that is too large.
    pub fn cost(
        &self,
        addon: &Addon,
        value: i64,
        period: Period,
        side: Side,
    ) -> std::result::Result<Amount, NotOnScale> {
        let is_charged = matches!(
            addon.billing(),
            AddonBilling::ByOrder | AddonBilling::FromOthers
        );
        if !is_charged {
            return Ok(Amount::ZERO);
        }
        if addon.kind() == AddonKind::Enumeration {
            let item = EnumerationItemId::new(value);
            return self
                .item_price(addon.id, item, period, side)
                .ok_or(NotOnScale::NoPrice);
        }
        let unit = self.unit_price(addon.id, period, side);
        let scale: Vec<(i64, Amount)> = match side {
            Side::Price => self.steps(addon.id, period).collect(),
            // What a seller asks for certain amounts is not known.
            Side::Cost => Vec::new(),
        };
        let units = value.saturating_sub(addon.included);
        addon.scale_type.cost(units, unit, &scale)
    }

    /// What so many units cost that were used of an addon that is billed by statistics: those above
    /// the included ones. One without a price costs nothing.
    ///
    /// # Errors
    /// When the sum is too large.
    pub fn overage(
        &self,
        addon: &Addon,
        used: i64,
        period: Period,
    ) -> std::result::Result<Amount, NotOnScale> {
        let unit = self.unit_price(addon.id, period, Side::Price);
        let scale: Vec<(i64, Amount)> = self.steps(addon.id, period).collect();
        let units = used.saturating_sub(addon.included);
        match addon.scale_type.cost(units, unit, &scale) {
            Err(NotOnScale::NoPrice) => Ok(Amount::ZERO),
            cost => cost,
        }
    }

    /// The price of one unit of an addon.
    pub fn unit_price(&self, addon: AddonId, period: Period, side: Side) -> Option<Amount> {
        let mut units = self.units.iter();
        let found = units.find(|price| price.addon == addon && price.period == period);
        found.and_then(|price| of_side(price, side))
    }

    /// The price of a value of an addon's closed list.
    pub fn item_price(
        &self,
        addon: AddonId,
        item: EnumerationItemId,
        period: Period,
        side: Side,
    ) -> Option<Amount> {
        let is_it = |price: &&AddonPrice| {
            price.addon == addon && price.item == Some(item) && price.period == period
        };
        let found = self.items.iter().find(is_it);
        found.and_then(|price| of_side(price, side))
    }

    /// The amounts of an addon's scale with their prices.
    pub fn steps(&self, addon: AddonId, period: Period) -> impl Iterator<Item = (i64, Amount)> {
        let is_mine = move |step: &&ScaleStep| step.addon == addon && step.period == period;
        let mine = self.scales.iter().filter(is_mine);
        mine.map(|step| (step.amount, step.price))
    }

    /// What the addons of a service cost for a period, also those that could not be ordered any
    /// more. None when one of them has no price for it.
    pub fn costs(
        &self,
        values: &[(AddonId, i64)],
        period: Period,
        side: Side,
    ) -> Option<Vec<Amount>> {
        let of = |addon: &Addon| {
            let (_, value) = values.iter().find(|(id, _)| *id == addon.id)?;
            if self.is_left_out(addon, values) {
                return None;
            }
            Some(self.cost(addon, *value, period, side).ok())
        };
        self.addons.iter().filter_map(of).collect()
    }
}

fn of_side(price: &AddonPrice, side: Side) -> Option<Amount> {
    match side {
        Side::Price => Some(price.price),
        Side::Cost => price.cost,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::addon_values::tests::addon;
    use onsell_domain::ScaleType;

    /// A tariff with these addons and no prices.
    pub(crate) fn sold(addons: &[Addon]) -> Sold {
        Sold {
            addons: addons.to_vec(),
            ..Sold::default()
        }
    }

    const MONTH: Period = Period::Months(1);

    fn price(addon: i64, item: Option<i64>, price: i64) -> AddonPrice {
        AddonPrice {
            addon: AddonId::new(addon),
            item: item.map(EnumerationItemId::new),
            period: MONTH,
            price: Amount::new(price),
            cost: Some(Amount::new(price / 2)),
            seller_cost: None,
        }
    }

    fn value(addon: i64, item: i64, is_on: bool) -> ListValue {
        ListValue {
            addon: AddonId::new(addon),
            item: EnumerationItemId::new(item),
            name: String::new(),
            name_ru: String::new(),
            is_default: item == 30,
            is_on,
        }
    }

    /// Nodes of which two are included, a panel, backups of either of two kinds, and the sum of
    /// nodes and of one kind of backup.
    pub(crate) fn server() -> Sold {
        let billed = |bill_type, addon: Addon| Addon { bill_type, ..addon };
        let of_backup = |addon: Addon| Addon {
            compound: Some(AddonId::new(4)),
            ..addon
        };
        let panel = Addon {
            value_type: 3,
            ..addon(3, "panel", "Panel", [0, 0, 1, 1])
        };
        Sold {
            addons: vec![
                Addon {
                    scale_type: ScaleType::Packages,
                    ..addon(2, "nodes", "Nodes", [2, 2, 20, 2])
                },
                panel,
                billed(4, addon(4, "backup", "Backup", [0, 0, 0, 1])),
                of_backup(addon(5, "daily", "Daily", [0, 1, 9, 1])),
                of_backup(addon(6, "weekly", "Weekly", [0, 1, 9, 1])),
                billed(5, addon(7, "ips", "Addresses", [3, 0, 99, 1])),
                billed(3, addon(8, "traffic", "Traffic", [10, 0, 500, 1])),
                billed(1, addon(9, "cpu", "CPU", [4, 0, 0, 1])),
            ],
            units: vec![price(2, None, 10), price(5, None, 7), price(7, None, 100)],
            items: vec![price(3, Some(30), 0), price(3, Some(31), 600)],
            values: vec![
                value(3, 30, true),
                value(3, 31, true),
                value(3, 32, true),
                value(3, 33, false),
            ],
            scales: [(4, 30), (8, 50)]
                .map(|(amount, cost)| ScaleStep {
                    addon: AddonId::new(2),
                    period: MONTH,
                    amount,
                    price: Amount::new(cost),
                })
                .to_vec(),
            sources: [2, 5]
                .map(|source| (AddonId::new(7), AddonId::new(source)))
                .to_vec(),
        }
    }

    #[test]
    fn what_is_charged_has_a_price() {
        let sold = server();
        let check = |id: i64, value: i64, side, expect: Option<i64>| {
            let addon = sold.find(AddonId::new(id)).expect("known");
            let cost = sold.cost(addon, value, MONTH, side).ok();
            assert_eq!(cost.map(Amount::get), expect, "{id} {value}");
        };
        check(2, 2, Side::Price, Some(0));
        check(2, 4, Side::Price, Some(30));
        check(2, 10, Side::Price, Some(50));
        check(2, 20, Side::Price, None);
        check(2, 4, Side::Cost, Some(10));
        check(3, 31, Side::Price, Some(600));
        check(3, 31, Side::Cost, Some(300));
        check(3, 32, Side::Price, None);
        check(4, 5, Side::Price, Some(0));
        check(6, 2, Side::Price, None);
        check(7, 5, Side::Price, Some(200));
        check(8, 500, Side::Price, Some(0));
        check(9, 4, Side::Price, Some(0));
    }
}
