//! The closed lists of a tariff's addons: which list it is here, its values, and what each costs.

use super::{Mirror, about, gone, known};
use crate::report::{Change, Line, Thing};
use crate::{Result, Scope};
use onsell_domain::{Amount, Currency, EnumerationId, EnumerationItemId, Period, Words};
use onsell_store::addon_item;
use onsell_store::enumeration;
use onsell_store::enumeration_item::{self, EnumerationItem};
use onsell_store::tariff::{Addon, AddonPrice};
use onsell_wire::message::pricelist::{BILL_NOT, PriceListAddon, PriceListItem};

/// A closed list of the seller as it is here.
pub(super) struct List {
    /// Our list.
    pub enumeration: EnumerationId,
    /// The value that the seller gives to an order which chooses none.
    pub default_item: Option<EnumerationItemId>,
    /// Our values with what the seller tells about each.
    items: Vec<(EnumerationItem, Vec<(Period, Amount)>)>,
}

/// Finds or makes the list that an addon uses here, with every value the seller has in it.
pub(super) fn list_of(
    mirror: &mut Mirror,
    scope: &mut Scope<'_>,
    told: &PriceListAddon,
    before: Option<&Addon>,
) -> Result<List> {
    let enumeration = match before.and_then(|addon| addon.enumeration) {
        Some(known) => {
            remember(mirror, scope, told, known)?;
            known
        }
        None => source(mirror, scope, told)?,
    };
    let known = enumeration_item::items(scope.tx, enumeration)?;
    let is_new = known.is_empty();
    let names = enumeration_item::names(scope.tx, enumeration, mirror.module)?;
    let default = told.enumeration.as_ref().and_then(|list| list.default_item);
    let mut place = known.iter().map(|item| item.sort).max().unwrap_or_default();
    let mut list = List {
        enumeration,
        default_item: None,
        items: Vec::new(),
    };
    for value in &told.items {
        let number = value.id.to_string();
        let is_default = default == Some(value.id);
        let by_seller =
            enumeration_item::item_of_seller(scope.tx, enumeration, mirror.seller, &number)?;
        let item = if let Some(item) = by_seller {
            item
        } else {
            place = place.saturating_add(1);
            let item = new_item(scope, enumeration, value, is_new && is_default, place)?;
            // An addon that is known says itself that a value is new.
            if !mirror.is_new && before.is_none() {
                mirror.lines.push(created(&item));
            }
            item
        };
        if !names
            .iter()
            .any(|(known, name)| *known == item.id && *name == number)
        {
            enumeration_item::put_name(scope.tx, item.id, mirror.module, &number)?;
        }
        if is_default {
            list.default_item = Some(item.id);
        }
        list.items.push((item, value.prices.clone()));
    }
    Ok(list)
}

/// A seller that told no number of the list before may tell it now.
fn remember(
    mirror: &Mirror,
    scope: &mut Scope<'_>,
    told: &PriceListAddon,
    known: EnumerationId,
) -> Result<()> {
    let number = told.enumeration.as_ref().map_or(0, |list| list.id);
    if number > 0 && enumeration::imported(scope.tx, mirror.seller, number)?.is_none() {
        enumeration::put_source(scope.tx, mirror.seller, number, known)?;
    }
    Ok(())
}

/// The list that was imported from the seller's before, or a new one.
fn source(
    mirror: &mut Mirror,
    scope: &mut Scope<'_>,
    told: &PriceListAddon,
) -> Result<EnumerationId> {
    let list = told.enumeration.clone().unwrap_or_default();
    if list.id > 0
        && let Some(known) = enumeration::imported(scope.tx, mirror.seller, list.id)?
    {
        return Ok(known.id);
    }
    let name = [&list.name, &told.name, &told.intname]
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or_else(|| format!("addon_{}", told.id), Clone::clone);
    let name_ru = [&list.name_ru, &name]
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or_else(String::new, Clone::clone);
    let id = enumeration::insert(scope.tx, "", &name, &name_ru)?;
    if list.id > 0 {
        enumeration::put_source(scope.tx, mirror.seller, list.id, id)?;
    }
    if !mirror.is_new {
        let thing = Thing {
            object: "enumeration",
            id: id.get(),
            name: &name,
        };
        let words = Words::new(
            "An addon of the seller uses it; it is new here",
            "Используется дополнением продавца; здесь создано",
        );
        mirror.lines.push(thing.line(Change::Created, words));
    }
    Ok(id)
}

fn new_item(
    scope: &mut Scope<'_>,
    enumeration: EnumerationId,
    told: &PriceListItem,
    is_default: bool,
    sort: i64,
) -> Result<EnumerationItem> {
    let name = [&told.name, &told.intname]
        .into_iter()
        .find(|name| !name.is_empty())
        .map_or_else(|| told.id.to_string(), Clone::clone);
    let mut item = EnumerationItem {
        id: EnumerationItemId::new(0),
        enumeration,
        intname: told.intname.clone(),
        name_ru: if told.name_ru.is_empty() {
            name.clone()
        } else {
            told.name_ru.clone()
        },
        name,
        is_default,
        active: true,
        sort,
        trial: false,
        paid_item: None,
    };
    item.id = enumeration_item::put(scope.tx, &item)?;
    Ok(item)
}

fn thing(item: &EnumerationItem) -> Thing<'_> {
    Thing {
        object: "enumerationitem",
        id: item.id.get(),
        name: &item.name,
    }
}

fn created(item: &EnumerationItem) -> Line {
    let words = Words::new(
        "The seller has this value now; it is new here",
        "У продавца появилось это значение; здесь создано",
    );
    thing(item).line(Change::Created, words)
}

/// Writes which values the addon sells and what each costs.
pub(super) fn sell(
    mirror: &mut Mirror,
    scope: &mut Scope<'_>,
    addon: &Addon,
    list: &List,
    is_new: bool,
) -> Result<()> {
    let sold = addon_item::of_addon(scope.tx, addon.id)?;
    let prices = addon_item::prices(scope.tx, addon.id, mirror.tariff.currency)?;
    for (item, costs) in &list.items {
        let is_sold = sold.iter().any(|(known, _)| *known == item.id);
        if !is_sold {
            // A value that comes to an addon later is off there until somebody looked at its price.
            let is_had = !costs.is_empty() || addon.bill_type == BILL_NOT;
            addon_item::put(scope.tx, addon.id, item.id, is_new && is_had)?;
            if !is_new {
                let words = Words::new(
                    format!("It is off in {} until it is switched on", addon.name),
                    format!(
                        "В дополнении «{}» выключено, пока его не включат",
                        addon.name_ru
                    ),
                );
                mirror.lines.push(thing(item).line(Change::Created, words));
            }
        }
        let mine: Vec<AddonPrice> = prices
            .iter()
            .filter(|price| price.item == Some(item.id))
            .copied()
            .collect();
        item_prices(mirror, scope, (addon, item), &mine, (costs, !is_sold))?;
    }
    withdrawn(mirror, scope, addon, list, &sold)?;
    default_must_be_sold(mirror, scope, addon)
}

/// What the seller charges for a value becomes its cost, and its price where it has none yet.
fn item_prices(
    mirror: &mut Mirror,
    scope: &mut Scope<'_>,
    (addon, item): (&Addon, &EnumerationItem),
    sold: &[AddonPrice],
    (costs, is_new): (&[(Period, Amount)], bool),
) -> Result<()> {
    let currency = mirror.tariff.currency;
    for (period, cost) in costs {
        let cost = mirror.cost(*cost)?;
        let before = sold.iter().find(|price| price.period == *period);
        let price = match before {
            Some(before) => {
                let was = known(before.cost, before.seller_cost);
                if was.is(cost) {
                    continue;
                }
                if let Some((before, now)) = was.change(cost, currency) {
                    mirror.lines.push(thing(item).cost(*period, before, now));
                }
                before.price
            }
            None if is_new || mirror.may_add() => cost.amount,
            None => continue,
        };
        let row = AddonPrice {
            addon: addon.id,
            item: Some(item.id),
            period: *period,
            price,
            cost: Some(cost.amount),
            seller_cost: Some(cost.told),
        };
        addon_item::put_price(scope.tx, currency, &row)?;
    }
    let gone = sold.iter().filter(|price| {
        price.cost.is_some() && !costs.iter().any(|(period, _)| *period == price.period)
    });
    for price in gone {
        forget_cost(scope, currency, *price)?;
    }
    Ok(())
}

/// Values that the seller does not offer for this addon any more are off here. A value that the
/// seller never named is ours, and left alone.
fn withdrawn(
    mirror: &mut Mirror,
    scope: &mut Scope<'_>,
    addon: &Addon,
    list: &List,
    sold: &[(EnumerationItemId, bool)],
) -> Result<()> {
    let currency = mirror.tariff.currency;
    let names = enumeration_item::names(scope.tx, list.enumeration, mirror.module)?;
    let gone_items = sold.iter().filter(|(item, _)| {
        names.iter().any(|(named, _)| named == item)
            && !list.items.iter().any(|(told, _)| told.id == *item)
    });
    for (item, active) in gone_items {
        for price in addon_item::prices(scope.tx, addon.id, currency)? {
            if price.item == Some(*item) && price.cost.is_some() {
                forget_cost(scope, currency, price)?;
            }
        }
        if !active {
            continue;
        }
        addon_item::put(scope.tx, addon.id, *item, false)?;
        if let Some(item) = enumeration_item::item(scope.tx, *item)? {
            mirror
                .lines
                .push(thing(&item).line(Change::Deactivated, gone()));
        }
    }
    Ok(())
}

/// An order that chooses no value gets the default; one that cannot be had would refuse it.
fn default_must_be_sold(mirror: &mut Mirror, scope: &mut Scope<'_>, addon: &Addon) -> Result<()> {
    let choices = addon_item::choices(scope.tx, mirror.tariff.id)?;
    let is_sold = |item: EnumerationItemId| {
        let mut mine = choices.iter().filter(|choice| choice.addon == addon.id);
        mine.any(|choice| choice.item == item)
    };
    let default = match (addon.default_item, addon.enumeration) {
        (None, Some(enumeration)) => enumeration_item::items(scope.tx, enumeration)?
            .iter()
            .find(|item| item.is_default)
            .map(|item| item.id),
        (default, _) => default,
    };
    if default.is_some_and(|default| !is_sold(default)) {
        let words = Words::new(
            "Its default value cannot be ordered, so that customers must choose another",
            "Значение по умолчанию недоступно для заказа, клиенту придётся выбрать другое",
        );
        mirror.lines.push(about(addon).warning(words));
    }
    Ok(())
}

/// What a value costs is not known any more.
pub(super) fn forget_cost(
    scope: &mut Scope<'_>,
    currency: Currency,
    price: AddonPrice,
) -> Result<()> {
    let unknown = AddonPrice {
        cost: None,
        seller_cost: None,
        ..price
    };
    Ok(addon_item::put_price(scope.tx, currency, &unknown)?)
}
