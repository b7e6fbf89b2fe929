//! Writes into a tariff of ours what its seller tells about it: costs, addons, and the values of
//! closed lists (semantics 1.3, 1.5).
//!
//! What is ours stays: names, prices, limits, and what an administrator switched off. A tariff that
//! can be ordered gets nothing new that could be sold at once: addons and values that are new there
//! come in switched off, and a period that is new there is not sold here before it has a price.

mod addons;
mod certificate;
mod items;

use crate::report::{Line, Thing, names};
use crate::{Result, Scope};
use onsell_domain::{
    AddonBilling, Amount, Currency, CurrencyRate, ModuleId, Money, Period, SellerId, Words,
    convert, upstream_term,
};
use onsell_store::period_rule;
use onsell_store::tariff::{self, Addon, Price, Tariff};
use onsell_wire::Fault;
use onsell_wire::message::{PriceListAddon, PriceListTariff};

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

/// What was known of a cost before.
#[derive(Clone, Copy)]
struct Before {
    amount: Option<Amount>,
    told: Option<Money>,
}

impl Before {
    /// Whether nothing is to be written.
    fn is(self, cost: Cost) -> bool {
        self.amount == Some(cost.amount) && self.told == Some(cost.told)
    }

    /// What to tell of a change: the costs before and now, in the seller's currency where that is
    /// what changed, else in ours. Nothing where only what the seller told was not written down.
    fn change(self, cost: Cost, ours: Currency) -> Option<(Option<Money>, Money)> {
        let before = self.amount.map(|amount| Money::new(amount, ours));
        match (self.told, before) {
            (Some(told), _) if told != cost.told => Some((Some(told), cost.told)),
            (None, None) => Some((None, cost.told)),
            (_, before) => {
                let now = Money::new(cost.amount, ours);
                (before != Some(now)).then_some((before, now))
            }
        }
    }
}

/// Whether an addon of the seller can be sold on: ordered for a value, or part of the tariff. What
/// follows from others there, or is counted afterwards, cannot be asked for.
fn is_resold(told: &PriceListAddon) -> bool {
    matches!(
        AddonBilling::of(told.bill_type),
        AddonBilling::ByOrder | AddonBilling::NotBilled
    )
}

impl Mirror {
    /// Writes everything the seller tells. `found` has no periods that do not exist here.
    pub fn apply(&mut self, scope: &mut Scope<'_>, found: &PriceListTariff) -> Result<()> {
        self.prices(scope, found)?;
        self.certificate(scope, found)?;
        let known = tariff::addons(scope.tx, self.tariff.id)?;
        for told in &found.addons {
            let number = told.id.to_string();
            let before = known.iter().find(|addon| addon.intname == number);
            if before.is_none() && !is_resold(told) {
                self.leave(told);
                continue;
            }
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

    /// An import says which addons it left aside.
    fn leave(&mut self, told: &PriceListAddon) {
        if !self.is_new {
            return;
        }
        let name = [&told.name, &told.intname]
            .into_iter()
            .find(|name| !name.is_empty())
            .map_or_else(|| format!("addon_{}", told.id), Clone::clone);
        let thing = Thing {
            object: "pricelist.detail",
            id: told.id,
            name: &name,
        };
        let words = Words::new(
            "The seller counts it by other addons or by use; it is left to the seller",
            "Продавец учитывает его по другим дополнениям или по факту; оно остаётся за ним",
        );
        self.lines.push(thing.warning(words));
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
        let sold = tariff::prices(scope.tx, id, currency)?;
        for (period, cost, setup) in &found.prices {
            let cost = self.cost(*cost)?;
            let before = sold.iter().find(|price| price.period == *period);
            let price = match before {
                Some(before) => {
                    let was = known(before.cost, before.seller_cost);
                    if was.is(cost) {
                        continue;
                    }
                    if let Some((before, now)) = was.change(cost, currency) {
                        let line = self.thing().cost(*period, before, now);
                        self.lines.push(line);
                    }
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
        self.unsold(scope, found, &sold)
    }

    /// A period that is sold here and not at the seller has no cost, and unless the module's
    /// periods comparison covers it orders for it would fail.
    fn unsold(
        &mut self,
        scope: &mut Scope<'_>,
        found: &PriceListTariff,
        sold: &[Price],
    ) -> Result<()> {
        let offered: Vec<Period> = found.prices.iter().map(|(period, ..)| *period).collect();
        let gone = sold.iter().filter(|price| !offered.contains(&price.period));
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

fn known(amount: Option<Amount>, told: Option<Money>) -> Before {
    Before { amount, told }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_asked_for_is_sold_on() {
        let resold = [0, 1, 2, 3, 4, 5, 10].map(|bill_type| {
            is_resold(&PriceListAddon {
                bill_type,
                ..PriceListAddon::default()
            })
        });
        assert_eq!(resold, [true, true, true, false, false, false, false]);
    }
}
