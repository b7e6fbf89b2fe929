//! The addons of an order or a renewal: which values can be had, and what they cost (semantics 2.3,
//! 2.4).

use crate::{Result, Scope};
use onsell_domain::{AddonId, Amount, Currency, EnumerationItemId, Period, TariffId, Text};
use onsell_store::addon_item::{self, Choice};
use onsell_store::tariff::{self, Addon, AddonPrice};
use onsell_wire::Fault;
use onsell_wire::message::pricelist::{ADDON_ENUMERATION, BILL_NOT};

/// An addon with its value, the price of one unit, and how many units the price of the tariff
/// includes. A value of a closed list counts as one unit, of which none is included.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    pub addon: AddonId,
    pub value: i64,
    unit: Amount,
    included: i64,
    count: i64,
}

impl Chosen {
    /// As `order_total` counts it.
    pub fn priced(&self) -> (Amount, i64, i64) {
        (self.unit, self.included, self.count)
    }
}

fn field(addon: AddonId) -> String {
    format!("addon_{addon}")
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
    let known = tariff::addons(scope.tx, tariff)?;
    let prices = tariff::addon_prices(scope.tx, tariff, currency)?;
    let is_had = |id: AddonId| known.iter().any(|addon| addon.id == id && addon.active);
    if let Some((id, value)) = asked.iter().find(|(id, _)| !is_had(*id)) {
        return Err(Fault::value(field(*id), value).into());
    }
    let choices = if known
        .iter()
        .any(|addon| addon.value_type == ADDON_ENUMERATION)
    {
        addon_item::choices(scope.tx, tariff)?
    } else {
        Vec::new()
    };
    let mut chosen = Vec::new();
    for addon in known.iter().filter(|addon| addon.active) {
        let asked = asked
            .iter()
            .find(|(id, _)| *id == addon.id)
            .map(|(_, value)| *value);
        chosen.push(if addon.value_type == ADDON_ENUMERATION {
            let item = item(addon, &choices, asked)?;
            let prices = addon_item::prices(scope.tx, addon.id, currency)?;
            let price = price_of(addon, &prices, Some(item), period, PRICE);
            one_of(addon, item, price)?
        } else {
            let unit = price_of(addon, &prices, None, period, PRICE);
            amount(addon, unit, asked)?
        });
    }
    Ok(chosen)
}

/// What the addons of a service cost for a period: also those that could not be ordered any more.
/// `None` when one of them has no price for it.
pub(crate) fn of_service(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    currency: Currency,
    period: Period,
    values: &[(AddonId, i64)],
) -> Result<Option<Vec<(Amount, i64, i64)>>> {
    counted(scope, (tariff, currency, period), values, PRICE)
}

/// What the addons of a service cost us at the seller for a period. `None` when the cost of one of
/// them is not known.
pub(crate) fn cost_of_service(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    currency: Currency,
    period: Period,
    values: &[(AddonId, i64)],
) -> Result<Option<Vec<(Amount, i64, i64)>>> {
    counted(scope, (tariff, currency, period), values, COST)
}

/// What of a price is counted: what our customer pays or what the seller charges.
type Side = fn(&AddonPrice) -> Option<Amount>;

/// What our customer pays.
const PRICE: Side = |price| Some(price.price);
/// What the seller charges.
const COST: Side = |price| price.cost;

fn counted(
    scope: &mut Scope<'_>,
    (tariff, currency, period): (TariffId, Currency, Period),
    values: &[(AddonId, i64)],
    side: Side,
) -> Result<Option<Vec<(Amount, i64, i64)>>> {
    let prices = tariff::addon_prices(scope.tx, tariff, currency)?;
    let mut priced = Vec::new();
    for addon in tariff::addons(scope.tx, tariff)? {
        let Some((_, value)) = values.iter().find(|(id, _)| *id == addon.id) else {
            continue;
        };
        let chosen = if addon.value_type == ADDON_ENUMERATION {
            let item = EnumerationItemId::new(*value);
            let prices = addon_item::prices(scope.tx, addon.id, currency)?;
            let price = price_of(&addon, &prices, Some(item), period, side);
            one_of(&addon, item, price).ok()
        } else {
            priced_amount(
                &addon,
                price_of(&addon, &prices, None, period, side),
                *value,
            )
        };
        match chosen {
            Some(chosen) => priced.push(chosen.priced()),
            None => return Ok(None),
        }
    }
    Ok(Some(priced))
}

/// One side of the price of an addon's unit, or of a value. A value that is not billed is free.
fn price_of(
    addon: &Addon,
    prices: &[AddonPrice],
    item: Option<EnumerationItemId>,
    period: Period,
    side: Side,
) -> Option<Amount> {
    if item.is_some() && addon.bill_type == BILL_NOT {
        return Some(Amount::ZERO);
    }
    prices
        .iter()
        .find(|price| price.addon == addon.id && price.item == item && price.period == period)
        .and_then(side)
}

/// The amount of an addon: what was asked, else what the tariff includes.
fn amount(
    addon: &Addon,
    unit: Option<Amount>,
    asked: Option<i64>,
) -> std::result::Result<Chosen, Fault> {
    let value = asked.unwrap_or_else(|| addon.included.max(addon.minimum));
    let wrong = || Fault::value(field(addon.id), value);
    addon.limits().check(value).map_err(|_| wrong())?;
    priced_amount(addon, unit, value).ok_or_else(wrong)
}

/// What is above the included amount needs a price.
fn priced_amount(addon: &Addon, unit: Option<Amount>, value: i64) -> Option<Chosen> {
    let unit = match unit {
        Some(unit) => unit,
        None if value <= addon.included => Amount::ZERO,
        None => return None,
    };
    Some(Chosen {
        addon: addon.id,
        value,
        unit,
        included: addon.included,
        count: value,
    })
}

/// The value of a closed list: what was asked, else the tariff's default, else the list's. An addon
/// that is not billed is not the customer's to choose.
fn item(
    addon: &Addon,
    choices: &[Choice],
    asked: Option<i64>,
) -> std::result::Result<EnumerationItemId, Fault> {
    let mine = || choices.iter().filter(|choice| choice.addon == addon.id);
    let default = addon.default_item.or_else(|| {
        mine()
            .find(|choice| choice.is_default)
            .map(|choice| choice.item)
    });
    let asked = asked.map(EnumerationItemId::new);
    let Some(item) = asked.or(default) else {
        return Err(Fault::value_empty(field(addon.id)));
    };
    let is_on = mine().any(|choice| choice.item == item);
    let is_forced = addon.bill_type == BILL_NOT && default != Some(item);
    if is_on && !is_forced {
        return Ok(item);
    }
    let reason = Text {
        en: "This value cannot be ordered; choose another",
        ru: "Это значение недоступно для заказа; выберите другое",
    };
    Err(Fault::value_because(field(addon.id), item, reason))
}

/// A value of a closed list that has no price cannot be had (semantics 2.4).
fn one_of(
    addon: &Addon,
    item: EnumerationItemId,
    price: Option<Amount>,
) -> std::result::Result<Chosen, Fault> {
    let reason = Text {
        en: "This value has no price for the period and cannot be ordered",
        ru: "У этого значения нет цены на этот период, заказать его нельзя",
    };
    let unit = price.ok_or_else(|| Fault::value_because(field(addon.id), item, reason))?;
    Ok(Chosen {
        addon: addon.id,
        value: item.get(),
        unit,
        included: 0,
        count: 1,
    })
}
