//! An addon that is ordered at the seller together with a value, as a form:
//! `enumeration.item.addon.edit` (semantics 5.4).

use super::enumeration_item_addon::put_addon;
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, saved};
use crate::function::{Body, Function};
use onsell_domain::{ItemAddonId, Level, Text};
use onsell_engine::item_addon::{self, ItemAddonInput};
use onsell_store::item_addon::ItemAddon;
use onsell_wire::{Document, Fault};

/// `enumeration.item.addon.edit`: shows an addon of a value; with `sok` changes it, or without a
/// number adds one.
pub(super) struct Edit;

/// Which addon, and what to change of it.
pub(super) struct Input {
    change: ItemAddonInput,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// What is there.
    Shown(ItemAddon),
    /// Saved.
    Saved(ItemAddonId),
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "enumeration.item.addon.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new(
            "Addon ordered with a value",
            "Дополнение, заказываемое со значением",
        ),
        parameters: &[
            Parameter::optional("plid", ParameterKind::Id, Text::new("Value", "Значение")),
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Addon; without one an addon is added",
                    "Дополнение; без него добавляется новое",
                ),
            ),
            Parameter::optional(
                "intname",
                ParameterKind::Text,
                Text::new(
                    "Internal name: the seller's addon number",
                    "Внутреннее имя: номер дополнения у продавца",
                ),
            ),
            Parameter::optional(
                "value",
                ParameterKind::Integer,
                Text::new("Fixed amount", "Постоянное количество"),
            ),
            Parameter::optional(
                "source",
                ParameterKind::Text,
                Text::new(
                    "Internal name of the tariff's addon whose value is taken",
                    "Внутреннее имя дополнения тарифа, значение которого берётся",
                ),
            ),
            Parameter::optional(
                "addonmin",
                ParameterKind::Integer,
                Text::new("The least that is taken", "Минимум при этом"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let params = &ask.params;
        let text = |name: &str| params.text(name).map(str::to_owned);
        Ok(Input {
            change: ItemAddonInput {
                item: id(params, "plid")?,
                id: id(params, "elid")?,
                intname: text("intname"),
                value: params.integer("value")?,
                source: text("source"),
                minimum: params.integer("addonmin")?,
                by: None,
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(|scope, caller: &Administrator, input: &Input| {
                let change = ItemAddonInput {
                    by: caller.identity.author(),
                    ..input.change.clone()
                };
                item_addon::save(scope, &change).map(Output::Saved)
            })
        } else {
            Body::Read(|scope, _, input: &Input| match input.change.id {
                None => Ok(Output::Empty),
                Some(id) => item_addon::find(scope, id).map(Output::Shown),
            })
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        match output {
            Output::Empty => {}
            Output::Saved(id) => return saved(ask, id),
            Output::Shown(addon) => {
                form.put("plid", addon.item.to_string());
                form.put("elid", addon.id.to_string());
                put_addon(&mut form.root, addon);
            }
        }
        form
    }
}
