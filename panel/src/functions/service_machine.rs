//! What only machines can: `service.reboot`, `service.changepassword` (wire 3.8). A license is no
//! machine, and that is said clearly.

use super::service::visible;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind};
use crate::fields::{SERVICE, SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, Text};
use onsell_wire::{Document, Fault};
use std::marker::PhantomData;

/// Something that only machines can.
pub(super) trait Verb: Send + Sync + 'static {
    /// What the function says of itself.
    const DECLARATION: Declaration;
    /// Why it cannot be done.
    const REFUSAL: Text;
}

/// The function of a verb.
pub(super) struct Of<V>(PhantomData<fn() -> V>);

impl<V: Verb> Function for Of<V> {
    type Caller = Anyone;
    type Input = ServiceId;
    type Output = ();

    const DECLARATION: Declaration = V::DECLARATION;

    fn parse(ask: &Ask) -> Result<ServiceId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ServiceId) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, id: &ServiceId| {
            let service = visible(scope, caller, *id)?;
            let fault = Fault::from_text("not_supported", "item", V::REFUSAL);
            Err(fault.with_param("value", service.id).into())
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

const fn action(name: &'static str, title: Text) -> Declaration {
    Declaration {
        name,
        kind: Kind::Action,
        level: Level::Customer,
        title,
        parameters: &[SERVICE, SOK],
    }
}

/// `service.reboot`.
pub(super) struct Reboot;

impl Verb for Reboot {
    const DECLARATION: Declaration = action("service.reboot", Text::new("Reboot", "Перезагрузить"));
    const REFUSAL: Text = Text::new(
        "This service is no machine and cannot be rebooted",
        "Эта услуга — не сервер, её нельзя перезагрузить",
    );
}

/// `service.changepassword`.
pub(super) struct ChangePassword;

impl Verb for ChangePassword {
    const DECLARATION: Declaration = action(
        "service.changepassword",
        Text::new("Change the password", "Сменить пароль"),
    );
    const REFUSAL: Text = Text::new("This service has no password", "У этой услуги нет пароля");
}
