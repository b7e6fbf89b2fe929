//! The values of a closed list as a tariff sells them: `pricelist.detail.item`.

use super::tariff_addon::{Input, costs, input};
use crate::ask::Ask;
use crate::caller::Staff;
use crate::column;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{name_in, on};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Rows};
use onsell_domain::{AddonId, Currency, Level, Text};
use onsell_engine::{Result, Scope, addon_edit};
use onsell_store::addon_item;
use onsell_store::enumeration_item::{self, EnumerationItem};
use onsell_store::tariff::{self, AddonPrice};
use onsell_wire::{Document, Fault, Node};

/// `pricelist.detail.item`: the values of an addon's closed list as the tariff sells them.
pub(super) struct Items;

/// A value, whether it is on, and its prices.
pub(super) type PricedItem = (EnumerationItem, bool, Vec<AddonPrice>, Currency);

impl Function for Items {
    type Caller = Staff;
    type Input = Input<AddonId>;
    type Output = Rows<PricedItem>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.detail.item",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            column::INTERNAL_NAME,
            column::PRICE,
            column::ORDER,
            column::STATUS,
        ]),
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
        return Ok(Rows::whole(Vec::new(), input.page));
    };
    let found = tariff::find(scope.tx, addon.tariff)?;
    let found = found.ok_or_else(|| Fault::missed("pricelist", addon.tariff))?;
    let sold = addon_item::of_addon(scope.tx, addon.id)?;
    let prices = addon_item::prices(scope.tx, addon.id, found.currency)?;
    let items = enumeration_item::items(scope.tx, list)?.into_iter();
    let priced = items.map(|item| {
        let is_on = sold.iter().any(|(known, on)| *known == item.id && *on);
        let mine = prices.iter().filter(|price| price.item == Some(item.id));
        let mine = mine.copied().collect();
        (item, is_on, mine, found.currency)
    });
    Ok(Rows::whole(priced.collect(), input.page))
}
