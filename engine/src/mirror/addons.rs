//! The addons of a tariff: which there are, and what a unit of each costs.

use super::{Mirror, about, gone, items, known};
use crate::report::Change;
use crate::{Result, Scope};
use onsell_domain::{AddonPurpose, ClientChange, Currency, ScaleType, Words};
use onsell_store::addon_item;
use onsell_store::tariff::{self, Addon, AddonPrice};
use onsell_wire::message::pricelist::{ADDON_BOOLEAN, ADDON_ENUMERATION, PriceListAddon};

impl Mirror {
    /// Writes what the seller tells about one addon.
    pub(super) fn addon(
        &mut self,
        scope: &mut Scope<'_>,
        told: &PriceListAddon,
        before: Option<&Addon>,
    ) -> Result<()> {
        if let Some(before) = before
            && before.value_type != told.value_type
        {
            self.withdraw(scope, before)?;
            let words = Words::new(
                "The seller has it with values of another kind now; make a new one",
                "У продавца теперь значения другого вида; заведите новое дополнение",
            );
            self.lines.push(about(before).warning(words));
            return Ok(());
        }
        let list = match told.value_type {
            ADDON_ENUMERATION => Some(items::list_of(self, scope, told, before)?),
            _ => None,
        };
        let addon = match before {
            Some(before) => self.kept(scope, told, before, list.as_ref())?,
            None => self.new_addon(scope, told, list.as_ref())?,
        };
        self.unit_prices(scope, &addon, told, before.is_none())?;
        match list {
            Some(list) => items::sell(self, scope, &addon, &list, before.is_none()),
            None => Ok(()),
        }
    }

    fn new_addon(
        &mut self,
        scope: &mut Scope<'_>,
        told: &PriceListAddon,
        list: Option<&items::List>,
    ) -> Result<Addon> {
        let name = [&told.name, &told.intname]
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or_else(|| format!("addon_{}", told.id), Clone::clone);
        let most = i64::from(told.value_type == ADDON_BOOLEAN);
        let addon = Addon {
            id: tariff::next_addon_id(scope.tx)?,
            tariff: self.tariff.id,
            intname: told.id.to_string(),
            name_ru: if told.name_ru.is_empty() {
                name.clone()
            } else {
                told.name_ru.clone()
            },
            name,
            value_type: told.value_type,
            bill_type: told.bill_type,
            included: told.included,
            minimum: told.min,
            // A seller that does not tell the most tells 0.
            maximum: told.max.max(told.min).max(told.included).max(most),
            step: told.step.max(1),
            active: self.is_new,
            sort: told.id,
            enumeration: list.map(|list| list.enumeration),
            default_item: list.and_then(|list| list.default_item),
            client_change: ClientChange::default(),
            purpose: purpose(told),
            scale_type: ScaleType::default(),
            compound: None,
            measure: String::new(),
            module_factor: 1,
        };
        tariff::put_addon(scope.tx, &addon)?;
        if !self.is_new {
            let words = Words::new(
                "The seller offers it now; it is off here until it is switched on",
                "Продавец теперь его предлагает; здесь оно выключено, пока его не включат",
            );
            self.lines.push(about(&addon).line(Change::Created, words));
        }
        Ok(addon)
    }

    /// An addon that is known already: its limits are ours, and so is whether it is on.
    fn kept(
        &mut self,
        scope: &mut Scope<'_>,
        told: &PriceListAddon,
        before: &Addon,
        list: Option<&items::List>,
    ) -> Result<Addon> {
        if let Some(reach) = beyond(before, told) {
            self.lines.push(about(before).warning(reach));
        }
        let addon = Addon {
            enumeration: list.map(|list| list.enumeration).or(before.enumeration),
            ..before.clone()
        };
        if addon.enumeration != before.enumeration {
            tariff::put_addon(scope.tx, &addon)?;
        }
        Ok(addon)
    }

    /// What the seller charges for a unit of an addon becomes its cost.
    fn unit_prices(
        &mut self,
        scope: &mut Scope<'_>,
        addon: &Addon,
        told: &PriceListAddon,
        is_new: bool,
    ) -> Result<()> {
        let currency = self.tariff.currency;
        let sold = tariff::addon_prices(scope.tx, self.tariff.id, currency)?;
        let mine = |price: &&AddonPrice| price.addon == addon.id;
        for (period, cost) in &told.prices {
            let cost = self.cost(*cost)?;
            let before = sold
                .iter()
                .filter(mine)
                .find(|price| price.period == *period);
            let price = match before {
                Some(before) => {
                    let was = known(before.cost, before.seller_cost);
                    if was.is(cost) {
                        continue;
                    }
                    if let Some((before, now)) = was.change(cost, currency) {
                        self.lines.push(about(addon).cost(*period, before, now));
                    }
                    before.price
                }
                None if is_new || self.may_add() => cost.amount,
                None => continue,
            };
            let row = AddonPrice {
                addon: addon.id,
                item: None,
                period: *period,
                price,
                cost: Some(cost.amount),
                seller_cost: Some(cost.told),
            };
            tariff::put_addon_price(scope.tx, currency, &row)?;
        }
        let gone = sold.iter().filter(mine).filter(|price| {
            price.cost.is_some()
                && !told
                    .prices
                    .iter()
                    .any(|(period, _)| *period == price.period)
        });
        for price in gone {
            forget_unit_cost(scope, currency, price)?;
        }
        Ok(())
    }

    /// The seller does not offer an addon any more: nobody can order it here, and what it costs is
    /// not known. Services that have it keep it.
    pub(super) fn withdraw(&mut self, scope: &mut Scope<'_>, addon: &Addon) -> Result<()> {
        let currency = self.tariff.currency;
        let known = tariff::addon_prices(scope.tx, self.tariff.id, currency)?;
        for price in known.iter().filter(|price| price.addon == addon.id) {
            if price.cost.is_some() {
                forget_unit_cost(scope, currency, price)?;
            }
        }
        for price in addon_item::prices(scope.tx, addon.id, currency)? {
            if price.cost.is_some() {
                items::forget_cost(scope, currency, price)?;
            }
        }
        if addon.active {
            let off = Addon {
                active: false,
                ..addon.clone()
            };
            tariff::put_addon(scope.tx, &off)?;
            let line = about(addon).line(Change::Deactivated, gone());
            self.lines.push(line);
        }
        Ok(())
    }
}

fn forget_unit_cost(scope: &mut Scope<'_>, currency: Currency, price: &AddonPrice) -> Result<()> {
    let unknown = AddonPrice {
        cost: None,
        seller_cost: None,
        ..*price
    };
    Ok(tariff::put_addon_price(scope.tx, currency, &unknown)?)
}

/// What an addon is for: the number of names of a certificate is known by its name (wire 3.3).
fn purpose(told: &PriceListAddon) -> AddonPurpose {
    if told.intname == AddonPurpose::Names.name() {
        AddonPurpose::Names
    } else {
        AddonPurpose::Ordinary
    }
}

/// Where our limits of an addon reach beyond the seller's, so that orders would be refused there.
fn beyond(ours: &Addon, told: &PriceListAddon) -> Option<Words> {
    if told.value_type == ADDON_ENUMERATION {
        return None;
    }
    let is_within = ours.minimum >= told.min
        && (told.max == 0 || ours.maximum <= told.max)
        && ours.included == told.included
        && ours.step % told.step.max(1) == 0;
    if is_within {
        return None;
    }
    let limits = |included: i64, least: i64, most: i64, step: i64| {
        format!("{included}, {least}–{most}, {step}")
    };
    let here = limits(ours.included, ours.minimum, ours.maximum, ours.step);
    let there = limits(told.included, told.min, told.max, told.step);
    Some(Words::new(
        format!("Included, limits and step are {there} at the seller and {here} here"),
        format!("Включено, пределы и шаг: у продавца {there}, здесь {here}"),
    ))
}
