//! An enumeration and one of its values as forms (wire 4.5).

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, numbered, on, or_empty, saved, switch};
use crate::function::{Body, Function};
use onsell_domain::{EnumerationId, EnumerationItemId, Level, ModuleId, Text};
use onsell_engine::enumeration::{self, EnumerationInput, ItemInput};
use onsell_engine::{Result, Scope};
use onsell_store::enumeration::{self as lists, Enumeration, EnumerationItem};
use onsell_wire::{Document, Fault, Params};

const NAME: Parameter =
    Parameter::optional("name", ParameterKind::Text, Text::new("Name", "Название"));
const NAME_RU: Parameter = Parameter::optional(
    "name_ru",
    ParameterKind::Text,
    Text::new("Russian name", "Название по-русски"),
);

/// `enumeration.edit`: shows a closed list; with `sok` changes it, or without a number makes one.
pub(super) struct Edit;

/// Which list, and what to change of it.
pub(super) struct Input {
    change: EnumerationInput,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output<T, Id> {
    /// An empty form.
    Empty,
    /// What is there.
    Shown(T),
    /// Saved.
    Saved(Id),
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output<Enumeration, EnumerationId>;

    const DECLARATION: Declaration = Declaration {
        name: "enumeration.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Enumeration", "Перечисление"),
        parameters: &[
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Enumeration; without one a new one is made",
                    "Перечисление; без него создаётся новое",
                ),
            ),
            NAME,
            NAME_RU,
            Parameter::optional(
                "intname",
                ParameterKind::Text,
                Text::new("Internal name", "Внутреннее имя"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        Ok(Input {
            change: EnumerationInput {
                id: id(params, "elid")?,
                intname: text(params, "intname"),
                name: text(params, "name"),
                name_ru: text(params, "name_ru"),
                by: None,
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(|scope, caller: &Administrator, input: &Input| {
                let change = EnumerationInput {
                    by: caller.identity.author(),
                    ..input.change.clone()
                };
                enumeration::save(scope, &change).map(Output::Saved)
            })
        } else {
            Body::Read(|scope, _, input: &Input| match input.change.id {
                None => Ok(Output::Empty),
                Some(id) => enumeration::find(scope, id).map(Output::Shown),
            })
        }
    }

    fn render(output: &Self::Output, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        match output {
            Output::Empty => {}
            Output::Saved(id) => return saved(ask, id),
            Output::Shown(list) => {
                form.put("elid", list.id.to_string());
                form.put("name", list.name.clone());
                form.put("name_ru", list.name_ru.clone());
                form.put("intname", list.intname.clone());
            }
        }
        form
    }
}

fn text(params: &Params, name: &str) -> Option<String> {
    params.text(name).map(str::to_owned)
}

/// `enumeration.item.edit`: shows a value; with `sok` changes it, or without a number makes one.
pub(super) struct EditItem;

/// Which value, and what to change of it.
pub(super) struct InputItem {
    change: ItemInput,
    is_final: bool,
}

impl Function for EditItem {
    type Caller = Administrator;
    type Input = InputItem;
    type Output = Output<EnumerationItem, EnumerationItemId>;

    const DECLARATION: Declaration = Declaration {
        name: "enumeration.item.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Value of an enumeration", "Значение перечисления"),
        parameters: &[
            Parameter::optional(
                "plid",
                ParameterKind::Id,
                Text::new("Enumeration", "Перечисление"),
            ),
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Value; without one a new one is made",
                    "Значение; без него создаётся новое",
                ),
            ),
            NAME,
            NAME_RU,
            Parameter::optional(
                "intname",
                ParameterKind::Text,
                Text::new(
                    "Internal name: what the panel or the seller calls it",
                    "Внутреннее имя: как его называет панель или продавец",
                ),
            ),
            Parameter::optional(
                "intname_N",
                ParameterKind::Text,
                Text::new(
                    "Internal name for the processing module N",
                    "Внутреннее имя для обработчика N",
                ),
            ),
            Parameter::optional(
                "default",
                ParameterKind::Switch,
                Text::new(
                    "Ordered when nothing is chosen",
                    "Заказывается, если ничего не выбрано",
                ),
            ),
            Parameter::optional(
                "active",
                ParameterKind::Switch,
                Text::new("Can be ordered", "Доступно для заказа"),
            ),
            Parameter::optional(
                "orderpriority",
                ParameterKind::Integer,
                Text::new("Place in the list", "Место в списке"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<InputItem, Fault> {
        let params = &ask.params;
        Ok(InputItem {
            change: ItemInput {
                enumeration: id(params, "plid")?,
                id: id(params, "elid")?,
                intname: text(params, "intname"),
                name: text(params, "name"),
                name_ru: text(params, "name_ru"),
                is_default: switch(params, "default"),
                active: switch(params, "active"),
                sort: params.integer("orderpriority")?,
                names: names(params)?,
                by: None,
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &InputItem) -> Body<Self> {
        if input.is_final {
            Body::Write(|scope, caller: &Administrator, input: &InputItem| {
                let change = ItemInput {
                    by: caller.identity.author(),
                    ..input.change.clone()
                };
                enumeration::save_item(scope, &change).map(Output::Saved)
            })
        } else {
            Body::Read(show_item)
        }
    }

    fn render(output: &Self::Output, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        match output {
            Output::Empty => {}
            Output::Saved(id) => return saved(ask, id),
            Output::Shown(item) => {
                form.put("plid", item.enumeration.to_string());
                form.put("elid", item.id.to_string());
                form.put("name", item.name.clone());
                form.put("name_ru", item.name_ru.clone());
                form.put("intname", item.intname.clone());
                form.put("default", on(item.is_default));
                form.put("active", on(item.active));
                form.put("orderpriority", or_empty(Some(item.sort)));
            }
        }
        form
    }
}

fn names(params: &Params) -> std::result::Result<Vec<(ModuleId, String)>, Fault> {
    numbered(params, "intname")
        .map(|field| field.map(|(module, name)| (ModuleId::new(module), name.trim().to_owned())))
        .collect()
}

fn show_item(
    scope: &mut Scope<'_>,
    _: &Administrator,
    input: &InputItem,
) -> Result<Output<EnumerationItem, EnumerationItemId>> {
    let Some(id) = input.change.id else {
        return Ok(Output::Empty);
    };
    let item = lists::item(scope.tx, id)?.ok_or_else(|| Fault::missed("enumerationitem", id))?;
    Ok(Output::Shown(item))
}
