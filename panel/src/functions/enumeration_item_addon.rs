//! What is ordered at the seller together with a value of an enumeration, as a list
//! (semantics 5.4).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::SOK;
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{EnumerationItemId, ItemAddonId, ItemAmount, Level, Text};
use onsell_engine::{Result, Scope, item_addon};
use onsell_store::enumeration_item;
use onsell_store::item_addon::{self as addons, ItemAddon};
use onsell_wire::{Document, Fault, Node};

/// `enumeration.item.addon`: the seller's addons that come with a value.
pub(super) struct Addons;

/// Which value, and which page of its addons.
pub(super) struct Input {
    item: EnumerationItemId,
    page: Page,
}

impl Function for Addons {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<ItemAddon>;

    const DECLARATION: Declaration = Declaration {
        name: "enumeration.item.addon",
        kind: Kind::List(&[
            column::ID,
            column::INTERNAL_NAME,
            Column::new("value", "Fixed amount", "Постоянное количество"),
            Column::new("source", "Taken from addon", "Берётся из дополнения"),
            Column::new("addonmin", "Least", "Минимум"),
        ]),
        level: Level::Staff,
        title: Text::new(
            "Addons ordered with a value",
            "Дополнения, заказываемые со значением",
        ),
        parameters: &[
            Parameter::required("elid", ParameterKind::Id, Text::new("Value", "Значение")),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        Ok(Input {
            item: ask.params.required_id("elid")?,
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope: &mut Scope<'_>, _: &Staff, input: &Input| {
            if enumeration_item::item(scope.tx, input.item)?.is_none() {
                return Err(Fault::missed("enumerationitem", input.item).into());
            }
            let addons = addons::of_item(scope.tx, input.item)?;
            Ok(Rows::whole(addons, input.page))
        })
    }

    fn render(rows: &Rows<ItemAddon>, ask: &Ask) -> Document {
        rows.document(ask, |addon| {
            let mut row = Node::new("elem");
            row.put("id", addon.id.to_string());
            put_addon(&mut row, addon);
            row
        })
    }
}

/// What an addon says, as its form has it.
pub(super) fn put_addon(node: &mut Node, addon: &ItemAddon) {
    node.put("intname", addon.intname.clone());
    match &addon.amount {
        ItemAmount::Fixed(value) => node.put("value", value.to_string()),
        ItemAmount::TakenFrom { intname, minimum } => {
            node.put("source", intname.clone());
            node.put("addonmin", minimum.to_string());
        }
    }
}

/// `enumeration.item.addon.delete`: the seller's addons do not come with their values any more.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Administrator;

    const DECLARATION: Declaration = Declaration {
        name: "enumeration.item.addon.delete",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("Delete addons of a value", "Удалить дополнения значения"),
        parameters: &[
            Parameter::required("elid", ParameterKind::Ids, Text::new("Numbers", "Номера")),
            SOK,
        ],
    };

    fn apply(scope: &mut Scope<'_>, caller: &Administrator, id: i64) -> Result<()> {
        item_addon::delete(scope, ItemAddonId::new(id), caller.identity.author())
    }
}
