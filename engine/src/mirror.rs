//! Writes into a tariff of ours what its seller tells about it: costs, addons, and the values of
//! closed lists (semantics 1.3, 1.5).
//!
//! What is ours stays: names, prices, limits, and what an administrator switched off. A tariff that
//! can be ordered gets nothing new that could be sold at once: addons and values that are new there
//! come in switched off, and a period that is new there is not sold here before it has a price.

mod items;

use crate::report::{Change, Line, Thing, known_cost, names};
use crate::{Result, Scope};
use onsell_domain::{
    Amount, ClientChange, Currency, CurrencyRate, ModuleId, Money, Period, SellerId, Words,
    convert, upstream_term,
};
use onsell_store::tariff::{self, Addon, AddonPrice, Price, Tariff};
use onsell_store::{addon_item, period_rule};
use onsell_wire::Fault;
use onsell_wire::message::PriceListTariff;
use onsell_wire::message::pricelist::{ADDON_BOOLEAN, ADDON_ENUMERATION, PriceListAddon};

/// One comparison of a tariff with what its seller tells.
pub(crate) struct Mirror {
    /// Our tariff.
    pub tariff: Tariff,
    /// The module that does its work.
    pub module: ModuleId,
    /// The account at the seller.
    pub seller: SellerId,
    /// The currency of the seller's prices.
    pub told_in: Currency,
    /// The rate between that and the provider's currency, where they differ.
    pub rate: Option<CurrencyRate>,
    /// Whether the tariff was just made for this.
    pub is_new: bool,
    /// What was found.
    pub lines: Vec<Line>,
}

/// What the seller charges, in the provider's currency and in its own.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Cost {
    amount: Amount,
    told: Money,
}

impl Mirror {
    /// Writes everything the seller tells. `found` has no periods that do not exist here.
    pub fn apply(&mut self, scope: &mut Scope<'_>, found: &PriceListTariff) -> Result<()> {
        self.prices(scope, found)?;
        let known = tariff::addons(scope.tx, self.tariff.id)?;
        for told in &found.addons {
            let number = told.id.to_string();
            let before = known.iter().find(|addon| addon.intname == number);
            self.addon(scope, told, before)?;
        }
        for addon in &known {
            // An addon whose internal name is no number is none of the seller's.
            let number = addon.intname.parse::<i64>().ok();
            if number.is_some_and(|number| !found.addons.iter().any(|told| told.id == number)) {
                self.withdraw(scope, addon)?;
            }
        }
        Ok(())
    }

    fn thing(&self) -> Thing<'_> {
        Thing {
            object: "pricelist",
            id: self.tariff.id.get(),
            name: &self.tariff.name,
        }
    }

    /// While nobody can order the tariff, a period that is new at the seller is taken over with the
    /// cost as its price.
    fn may_add(&self) -> bool {
        self.is_new || !self.tariff.active
    }

    fn cost(&self, amount: Amount) -> Result<Cost> {
        let told = Money::new(amount, self.told_in);
        let ours = convert(told, self.tariff.currency, self.rate.as_ref())
            .ok_or_else(|| Fault::value("pricelist", told))?;
        Ok(Cost {
            amount: ours.amount,
            told,
        })
    }

    /// The seller's prices become the cost, and the price where nothing is sold yet.
    fn prices(&mut self, scope: &mut Scope<'_>, found: &PriceListTariff) -> Result<()> {
        let (id, currency) = (self.tariff.id, self.tariff.currency);
        let known = tariff::prices(scope.tx, id, currency)?;
        for (period, cost, setup) in &found.prices {
            let cost = self.cost(*cost)?;
            let before = known.iter().find(|price| price.period == *period);
            let price = match before {
                Some(before) if is_known(before.cost, before.seller_cost, cost) => continue,
                Some(before) => {
                    let was = known_cost(before.seller_cost, before.cost, currency);
                    let line = self.thing().cost(*period, was, cost.told);
                    self.lines.push(line);
                    *before
                }
                None if self.may_add() => Price {
                    period: *period,
                    price: cost.amount,
                    setup: self.cost(*setup)?.amount,
                    renewal: None,
                    cost: None,
                    seller_cost: None,
                },
                None => continue,
            };
            let price = Price {
                cost: Some(cost.amount),
                seller_cost: Some(cost.told),
                ..price
            };
            tariff::put_price(scope.tx, id, currency, &price)?;
        }
        self.unsold(scope, found, &known)
    }

    /// A period that is sold here and not at the seller has no cost, and unless the module's
    /// periods comparison covers it orders for it would fail.
    fn unsold(
        &mut self,
        scope: &mut Scope<'_>,
        found: &PriceListTariff,
        known: &[Price],
    ) -> Result<()> {
        let offered: Vec<Period> = found.prices.iter().map(|(period, ..)| *period).collect();
        let gone = known
            .iter()
            .filter(|price| !offered.contains(&price.period));
        let gone: Vec<Price> = gone.copied().collect();
        if gone.is_empty() {
            return Ok(());
        }
        let rules = period_rule::of_module(scope.tx, self.module)?;
        let rules: Vec<_> = rules.iter().map(|row| row.rule).collect();
        let today = scope.now.date_in(&onsell_domain::Zone::default());
        for price in gone {
            if price.cost.is_some() {
                let unknown = Price {
                    cost: None,
                    seller_cost: None,
                    ..price
                };
                tariff::put_price(scope.tx, self.tariff.id, self.tariff.currency, &unknown)?;
            }
            let sold = price.period;
            let end = sold.end(today, today.day(), self.tariff.trial_days);
            let theirs = onsell_domain::TariffId::new(found.id);
            if upstream_term(sold, (today, end), theirs, &rules, &offered).is_err() {
                let [en, ru] = names(sold);
                let words = Words::new(
                    format!(
                        "It is sold here for {en}, and the seller does not sell it for that; add \
                         a line to the module's periods comparison"
                    ),
                    format!(
                        "Здесь продаётся на период «{ru}», а у продавца такого периода нет; \
                         добавьте строку в сопоставление периодов обработчика"
                    ),
                );
                self.lines.push(self.thing().warning(words));
            }
        }
        Ok(())
    }

    fn addon(
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
        let known = tariff::addon_prices(scope.tx, self.tariff.id, currency)?;
        let mine = |price: &&AddonPrice| price.addon == addon.id;
        for (period, cost) in &told.prices {
            let cost = self.cost(*cost)?;
            let before = known
                .iter()
                .filter(mine)
                .find(|price| price.period == *period);
            let price = match before {
                Some(before) if is_known(before.cost, before.seller_cost, cost) => continue,
                Some(before) => {
                    let was = known_cost(before.seller_cost, before.cost, currency);
                    self.lines.push(about(addon).cost(*period, was, cost.told));
                    before.price
                }
                None if is_new || self.may_add() => cost.amount,
                None => continue,
            };
            let row = AddonPrice {
                addon: addon.id,
                period: *period,
                price,
                cost: Some(cost.amount),
                seller_cost: Some(cost.told),
            };
            tariff::put_addon_price(scope.tx, currency, &row)?;
        }
        let gone = known.iter().filter(mine).filter(|price| {
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
    fn withdraw(&mut self, scope: &mut Scope<'_>, addon: &Addon) -> Result<()> {
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

fn about(addon: &Addon) -> Thing<'_> {
    Thing {
        object: "pricelist.detail",
        id: addon.id.get(),
        name: &addon.name,
    }
}

fn gone() -> Words {
    Words::new(
        "The seller does not offer it any more; it is off here now, and services that have it \
         keep it",
        "Продавец больше его не предлагает; здесь оно теперь выключено, у действующих услуг \
         остаётся",
    )
}

/// Whether a cost is as it was.
fn is_known(amount: Option<Amount>, told: Option<Money>, cost: Cost) -> bool {
    amount == Some(cost.amount) && told == Some(cost.told)
}

fn forget_unit_cost(scope: &mut Scope<'_>, currency: Currency, price: &AddonPrice) -> Result<()> {
    let unknown = AddonPrice {
        cost: None,
        seller_cost: None,
        ..*price
    };
    Ok(tariff::put_addon_price(scope.tx, currency, &unknown)?)
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
