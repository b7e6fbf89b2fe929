//! What only machines can, as clients call it that know a service's number and not its type:
//! `service.reboot`, `service.changepassword` (wire 3.8). A license is no machine, and that is said
//! clearly.

use super::server::{self, PASSWORD};
use super::service::visible;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind};
use crate::fields::{SERVICE, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, OperationKind, Secret, ServiceId, Text};
use onsell_engine::server as machine;
use onsell_wire::{Document, Fault};

/// `service.reboot`.
pub(super) struct Reboot;

impl Function for Reboot {
    type Caller = Anyone;
    type Input = ServiceId;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.reboot",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Reboot", "Перезагрузить"),
        parameters: &[SERVICE, SOK],
    };

    fn parse(ask: &Ask) -> Result<ServiceId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ServiceId) -> Body<Self> {
        Body::Write(|scope, caller: &Anyone, id: &ServiceId| {
            let service = visible(scope, caller, *id)?;
            machine::switch(scope, &caller.actor(), service.id, OperationKind::Reboot).map(drop)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// `service.changepassword`.
pub(super) struct ChangePassword;

impl Function for ChangePassword {
    type Caller = Anyone;
    type Input = (ServiceId, Option<Secret>);
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "service.changepassword",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Change the password", "Сменить пароль"),
        parameters: &[SERVICE, PASSWORD, SOK],
    };

    fn parse(ask: &Ask) -> Result<Self::Input, Fault> {
        Ok((
            ask.params.required_id("elid")?,
            server::password(&ask.params),
        ))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Outside(|engine, caller: &Anyone, (id, password): &Self::Input| {
            machine::change_password(engine, &caller.actor(), *id, password.as_ref()).map(drop)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
