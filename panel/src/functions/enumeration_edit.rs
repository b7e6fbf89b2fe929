//! An enumeration as a form: `enumeration.edit` (wire 4.5).

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, saved};
use crate::function::{Body, Function};
use onsell_domain::{EnumerationId, Level, Text};
use onsell_engine::enumeration::{self, EnumerationInput};
use onsell_store::enumeration::Enumeration;
use onsell_wire::{Document, Fault, Params};

/// The name in English.
pub(super) const NAME: Parameter =
    Parameter::optional("name", ParameterKind::Text, Text::new("Name", "Название"));
/// The name in Russian.
pub(super) const NAME_RU: Parameter = Parameter::optional(
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
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// What is there.
    Shown(Enumeration),
    /// Saved.
    Saved(EnumerationId),
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

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

    fn parse(ask: &Ask) -> Result<Input, Fault> {
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

    fn render(output: &Output, ask: &Ask) -> Document {
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
