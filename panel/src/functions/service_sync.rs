//! `service.sync`, `processing.sync`: staff compare with the provider now.

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICE, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, ModuleId, ServiceId, Text};
use onsell_engine::compare;
use onsell_wire::{Document, Fault};

/// `service.sync`: what the provider tells about one service is applied.
pub(super) struct Sync;

impl Function for Sync {
    type Caller = Staff;
    type Input = ServiceId;
    type Output = usize;

    const DECLARATION: Declaration = Declaration {
        name: "service.sync",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new(
            "Compare a service with the provider",
            "Сверить услугу с поставщиком",
        ),
        parameters: &[SERVICE, SOK],
    };

    fn parse(ask: &Ask) -> Result<ServiceId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ServiceId) -> Body<Self> {
        Body::Outside(|engine, _, id| compare::one(engine, *id))
    }

    fn render(changed: &usize, ask: &Ask) -> Document {
        let mut document = done(ask);
        document.put("changed", changed.to_string());
        document
    }
}

/// `processing.sync`: everything a module has at its provider.
pub(super) struct SyncAll;

impl Function for SyncAll {
    type Caller = Staff;
    type Input = ModuleId;
    type Output = usize;

    const DECLARATION: Declaration = Declaration {
        name: "processing.sync",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new(
            "Compare everything with the provider",
            "Сверить все услуги с поставщиком",
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
        Body::Outside(|engine, _, id| compare::all(engine, *id))
    }

    fn render(changed: &usize, ask: &Ask) -> Document {
        let mut document = done(ask);
        document.put("changed", changed.to_string());
        document
    }
}
