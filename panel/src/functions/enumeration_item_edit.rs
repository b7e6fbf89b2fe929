//! A value of an enumeration as a form: `enumeration.item.edit` (wire 4.5).

use super::enumeration_edit::{NAME, NAME_RU};
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, numbered, on, or_empty, saved, switch};
use crate::function::{Body, Function};
use onsell_domain::{EnumerationItemId, Level, ModuleId, Text};
use onsell_engine::enumeration::{self, ItemInput};
use onsell_engine::{Result, Scope};
use onsell_store::enumeration_item::{self as items, EnumerationItem};
use onsell_wire::{Document, Fault, Params};

/// `enumeration.item.edit`: shows a value; with `sok` changes it, or without a number makes one.
pub(super) struct Edit;

/// Which value, and what to change of it.
pub(super) struct Input {
    change: ItemInput,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// What is there.
    Shown(EnumerationItem, Vec<(ModuleId, String)>, String),
    /// Saved.
    Saved(EnumerationItemId),
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

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
                    "Internal name for the processing module N; empty as for all",
                    "Внутреннее имя для обработчика N; пусто — как для всех",
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
            Parameter::optional(
                "trial",
                ParameterKind::Switch,
                Text::new(
                    "Its license is a trial",
                    "Его лицензия — с пробным периодом",
                ),
            ),
            Parameter::optional(
                "paiditem",
                ParameterKind::Id,
                Text::new(
                    "Value that is offered when the trial ends",
                    "Значение, которое предлагается после пробного периода",
                ),
            ),
            Parameter::optional(
                "install",
                ParameterKind::Text,
                Text::new(
                    "What is typed on a server to install it; __KEY__ stands for the license key",
                    "Команда установки на сервере; __KEY__ заменяется ключом лицензии",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let text = |name: &str| params.text(name).map(str::to_owned);
        Ok(Input {
            change: ItemInput {
                enumeration: id(params, "plid")?,
                id: id(params, "elid")?,
                intname: text("intname"),
                name: text("name"),
                name_ru: text("name_ru"),
                is_default: switch(params, "default"),
                active: switch(params, "active"),
                sort: params.integer("orderpriority")?,
                trial: switch(params, "trial"),
                paid_item: id(params, "paiditem")?,
                install: text("install"),
                names: names(params)?,
                by: None,
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(|scope, caller: &Administrator, input: &Input| {
                let change = ItemInput {
                    by: caller.identity.author(),
                    ..input.change.clone()
                };
                enumeration::save_item(scope, &change).map(Output::Saved)
            })
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        match output {
            Output::Empty => {}
            Output::Saved(id) => return saved(ask, id),
            Output::Shown(item, names, install) => {
                form.put("plid", item.enumeration.to_string());
                form.put("elid", item.id.to_string());
                form.put("name", item.name.clone());
                form.put("name_ru", item.name_ru.clone());
                form.put("intname", item.intname.clone());
                form.put("default", on(item.is_default));
                form.put("active", on(item.active));
                form.put("orderpriority", item.sort.to_string());
                form.put("trial", on(item.trial));
                form.put("paiditem", or_empty(item.paid_item));
                form.put("install", install.clone());
                for (module, name) in names {
                    form.put(format!("intname_{module}"), name.as_str());
                }
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

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    let Some(id) = input.change.id else {
        return Ok(Output::Empty);
    };
    let item = items::item(scope.tx, id)?.ok_or_else(|| Fault::missed("enumerationitem", id))?;
    let install = items::install_line(scope.tx, id)?;
    let names = items::names_of_item(scope.tx, id)?;
    Ok(Output::Shown(item, names, install))
}
