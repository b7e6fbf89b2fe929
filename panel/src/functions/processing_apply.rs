//! Staff agree to what a module had stopped for: `processing.apply`.

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, ModuleId, Text};
use onsell_engine::agree::agree;
use onsell_wire::{Document, Fault};

/// `processing.apply`: what the provider changed is applied again, whatever seems to have vanished.
pub(super) struct Apply;

impl Function for Apply {
    type Caller = Administrator;
    type Input = ModuleId;
    type Output = usize;

    const DECLARATION: Declaration = Declaration {
        name: "processing.apply",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new(
            "Apply what the provider changed",
            "Применить изменения поставщика",
        ),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Module number", "Номер обработчика"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<ModuleId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ModuleId) -> Body<Self> {
        Body::Outside(|engine, caller: &Administrator, id: &ModuleId| {
            agree(engine, *id, caller.identity.author())
        })
    }

    fn render(changed: &usize, ask: &Ask) -> Document {
        let mut document = done(ask);
        document.put("changed", changed.to_string());
        document
    }
}
