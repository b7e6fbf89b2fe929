//! An imported tariff is compared with its seller: `pricelist.sync` (semantics 1.5).

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::function::{Body, Function};
use onsell_domain::{Level, TariffId, Text};
use onsell_engine::report::Line;
use onsell_engine::sync::sync;
use onsell_wire::{Document, Fault, Node};

/// `pricelist.sync`: takes over what the seller changed; a line for each thing that changed or that
/// somebody should look at, none when there is nothing to say.
pub(super) struct Sync;

impl Function for Sync {
    type Caller = Administrator;
    type Input = TariffId;
    type Output = Vec<Line>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.sync",
        kind: Kind::List(&[
            Column::new("change", "Change", "Изменение"),
            Column::new("object", "What", "Что"),
            column::ID,
            column::NAME,
            column::TEXT,
        ]),
        level: Level::Administrator,
        title: Text::new(
            "Compare a tariff with the seller",
            "Сверка тарифа с продавцом",
        ),
        parameters: &[Parameter::required(
            "elid",
            ParameterKind::Id,
            Text::new("Tariff number", "Номер тарифа"),
        )],
    };

    fn parse(ask: &Ask) -> Result<TariffId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &TariffId) -> Body<Self> {
        Body::Outside(|engine, caller: &Administrator, id| {
            sync(engine, *id, caller.identity.author())
        })
    }

    fn render(lines: &Vec<Line>, ask: &Ask) -> Document {
        let mut document = Document::list(&ask.function);
        for line in lines {
            let mut row = Node::new("elem");
            row.put("change", line.change.name());
            row.put("object", line.object);
            row.put("id", line.id.to_string());
            row.put("name", line.name.clone());
            row.put("text", line.words.get(ask.language));
            document.push(row);
        }
        document.put("p_elems", lines.len().to_string());
        document
    }
}
