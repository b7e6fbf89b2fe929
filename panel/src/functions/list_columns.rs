//! `usrparam.columns`: which columns a user sees of a list.

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, Text};
use onsell_engine::settings;
use onsell_wire::{Document, Fault};

/// `usrparam.columns`: the caller sees these columns of a list from now on, in every session;
/// without any he sees the usual ones again.
pub(super) struct Choose;

/// The columns of a list.
pub(super) struct Chosen {
    list: String,
    columns: Vec<String>,
}

impl Function for Choose {
    type Caller = Anyone;
    type Input = Chosen;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "usrparam.columns",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Columns of a list", "Колонки списка"),
        parameters: &[
            Parameter::required(
                "list",
                ParameterKind::Text,
                Text::new("Function of the list", "Функция списка"),
            ),
            Parameter::optional(
                "column",
                ParameterKind::Text,
                Text::new(
                    "Names of the columns, separated by commas",
                    "Имена колонок через запятую",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Chosen, Fault> {
        let columns = ask.params.get("column").unwrap_or_default().split(',');
        let columns = columns.map(str::trim).filter(|name| !name.is_empty());
        Ok(Chosen {
            list: ask.params.required_text("list")?.to_owned(),
            columns: columns.map(str::to_owned).collect(),
        })
    }

    fn body(_: &Chosen) -> Body<Self> {
        Body::Write(|scope, caller: &Anyone, chosen: &Chosen| {
            settings::choose_columns(scope, &caller.identity, &chosen.list, &chosen.columns)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
