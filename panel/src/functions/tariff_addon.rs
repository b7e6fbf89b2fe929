//! The addons of a tariff and the values of their closed lists, as lists: `pricelist.detail` (wire
//! 4.5).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{cost, name_in, on, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AddonId, Amount, Currency, Level, Period, TariffId, Text};
use onsell_engine::{Result, Scope, addon_edit};
use onsell_store::addon_item::{self, ItemPrice};
use onsell_store::enumeration::{self, EnumerationItem};
use onsell_store::tariff::{self, Addon, AddonPrice};
use onsell_wire::{Document, Fault, Node};

/// `pricelist.detail`: the addons of a tariff, those that are off too.
pub(super) struct Addons;

/// Of what, and which page of it.
pub(super) struct Input<T> {
    of: T,
    page: Page,
}

fn input<T: From<i64>>(ask: &Ask) -> std::result::Result<Input<T>, Fault> {
    Ok(Input {
        of: ask.params.required_id("elid")?,
        page: Page::read(&ask.params)?,
    })
}

/// An addon with its unit prices in the provider's currency.
pub(super) type Priced = (Addon, Vec<AddonPrice>, Currency);

impl Function for Addons {
    type Caller = Staff;
    type Input = Input<TariffId>;
    type Output = Rows<Priced>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.detail",
        kind: Kind::List,
        level: Level::Staff,
        title: Text::new("Addons of a tariff", "Дополнения тарифа"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Tariff number", "Номер тарифа"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input<TariffId>, Fault> {
        input(ask)
    }

    fn body(_: &Input<TariffId>) -> Body<Self> {
        Body::Read(addons)
    }

    fn render(rows: &Rows<Priced>, ask: &Ask) -> Document {
        rows.document(ask, |priced| row(priced, ask))
    }
}

fn addons(scope: &mut Scope<'_>, _: &Staff, input: &Input<TariffId>) -> Result<Rows<Priced>> {
    let found = tariff::find(scope.tx, input.of)?;
    let found = found.ok_or_else(|| Fault::missed("pricelist", input.of))?;
    let prices = tariff::addon_prices(scope.tx, found.id, found.currency)?;
    let addons = tariff::addons(scope.tx, found.id)?.into_iter();
    let priced = addons.map(|addon| {
        let mine = prices.iter().filter(|price| price.addon == addon.id);
        let mine = mine.copied().collect();
        (addon, mine, found.currency)
    });
    Ok(Rows::cut(priced.collect(), input.page))
}

fn row((addon, prices, currency): &Priced, ask: &Ask) -> Node {
    let costs = costs(
        prices.iter().map(|price| (price.period, price.price)),
        *currency,
        ask,
    );
    let mut row = Node::new("elem");
    row.put("id", addon.id.to_string());
    row.put("name", name_in(ask.language, &addon.name, &addon.name_ru));
    row.put("intname", addon.intname.clone());
    row.put("addontype", addon.value_type.to_string());
    row.put("billtype", addon.bill_type.to_string());
    row.put("enumeration", or_empty(addon.enumeration));
    row.put("price", costs);
    row.put("orderpriority", addon.sort.to_string());
    row.put("status", on(addon.active));
    row
}

fn costs(prices: impl Iterator<Item = (Period, Amount)>, currency: Currency, ask: &Ask) -> String {
    let costs: Vec<String> = prices
        .map(|(period, price)| cost(price, currency, period, ask.language))
        .collect();
    costs.join(", ")
}

/// `pricelist.detail.item`: the values of an addon's closed list as the tariff sells them.
pub(super) struct Items;

/// A value, whether it is on, and its prices.
pub(super) type PricedItem = (EnumerationItem, bool, Vec<ItemPrice>, Currency);

impl Function for Items {
    type Caller = Staff;
    type Input = Input<AddonId>;
    type Output = Rows<PricedItem>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.detail.item",
        kind: Kind::List,
        level: Level::Staff,
        title: Text::new("Values of an addon", "Значения дополнения"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Addon number", "Номер дополнения"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input<AddonId>, Fault> {
        input(ask)
    }

    fn body(_: &Input<AddonId>) -> Body<Self> {
        Body::Read(items)
    }

    fn render(rows: &Rows<PricedItem>, ask: &Ask) -> Document {
        rows.document(ask, |(item, is_on, prices, currency)| {
            let costs = costs(
                prices.iter().map(|price| (price.period, price.price)),
                *currency,
                ask,
            );
            let mut row = Node::new("elem");
            row.put("id", item.id.to_string());
            row.put("name", name_in(ask.language, &item.name, &item.name_ru));
            row.put("intname", item.intname.clone());
            row.put("price", costs);
            row.put("orderpriority", item.sort.to_string());
            row.put("status", on(*is_on && item.active));
            row
        })
    }
}

fn items(scope: &mut Scope<'_>, _: &Staff, input: &Input<AddonId>) -> Result<Rows<PricedItem>> {
    let addon = addon_edit::find(scope, input.of)?;
    let Some(list) = addon.enumeration else {
        return Ok(Rows::cut(Vec::new(), input.page));
    };
    let found = tariff::find(scope.tx, addon.tariff)?;
    let found = found.ok_or_else(|| Fault::missed("pricelist", addon.tariff))?;
    let sold = addon_item::of_addon(scope.tx, addon.id)?;
    let prices = addon_item::prices(scope.tx, addon.id, found.currency)?;
    let items = enumeration::items(scope.tx, list)?.into_iter();
    let priced = items.map(|item| {
        let is_on = sold.iter().any(|(known, on)| *known == item.id && *on);
        let mine = prices.iter().filter(|price| price.item == item.id);
        let mine = mine.copied().collect();
        (item, is_on, mine, found.currency)
    });
    Ok(Rows::cut(priced.collect(), input.page))
}
