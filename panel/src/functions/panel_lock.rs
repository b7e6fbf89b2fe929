//! `panel.lock`: customers are kept out while something is repaired (wire 1.7).

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, on};
use crate::function::{Body, Function};
use onsell_domain::{Level, Text};
use onsell_engine::lock;
use onsell_wire::{Document, Fault};

/// `panel.lock`.
pub(super) struct Lock;

impl Function for Lock {
    type Caller = Administrator;
    type Input = bool;
    type Output = bool;

    const DECLARATION: Declaration = Declaration {
        name: "panel.lock",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("Lock the panel for clients", "Закрыть панель для клиентов"),
        parameters: &[
            Parameter::required(
                "locked",
                ParameterKind::Switch,
                Text::new(
                    "on: only staff are let in; off: everybody",
                    "on: только сотрудники; off: все",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<bool, Fault> {
        Ok(ask.params.is_on("locked"))
    }

    fn body(_: &bool) -> Body<Self> {
        Body::Outside(|engine, caller: &Administrator, is_locked: &bool| {
            lock::set(engine, *is_locked, caller.identity.author())?;
            Ok(*is_locked)
        })
    }

    fn render(is_locked: &bool, ask: &Ask) -> Document {
        let mut document = done(ask);
        document.put("locked", on(*is_locked));
        document
    }
}
