//! Stopping, starting and deleting services, several at once (wire 3.11), and the withdrawal of a
//! deletion that is scheduled.

use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SERVICES, SOK, done, group};
use crate::function::{Body, Function};
use onsell_domain::{Level, ServiceId, StopReason, Text};
use onsell_engine::change::{self, Actor};
use onsell_engine::{Result, Scope, schedule};
use onsell_wire::{Document, Fault, Params};
use std::marker::PhantomData;

/// One of the four.
pub(super) trait Verb: Send + Sync + 'static {
    /// What its function says of itself.
    const DECLARATION: Declaration;

    /// Does it to one service, for a reason where one is named.
    fn apply(
        scope: &mut Scope<'_>,
        actor: &Actor,
        id: ServiceId,
        reason: Option<StopReason>,
    ) -> Result<()>;
}

/// The function of a verb. Each service changes in a unit of its own.
pub(super) struct Of<V>(PhantomData<fn() -> V>);

/// Which services.
pub(super) struct Input {
    family: Family,
    services: Vec<i64>,
    reason: Option<StopReason>,
}

impl<V: Verb> Function for Of<V> {
    type Caller = Anyone;
    type Input = Input;
    type Output = ();

    const DECLARATION: Declaration = V::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        Ok(Input {
            family: Family::of(ask),
            services: group(&ask.params, "elid")?,
            reason: reason(&ask.params)?,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        Body::Each(
            input.services.clone(),
            |scope, caller: &Anyone, input: &Input, id| {
                let service = input.family.service(scope, caller, ServiceId::new(id))?;
                V::apply(scope, &caller.actor(), service.id, input.reason)
            },
        )
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

const PARAMETERS: &[Parameter] = &[SERVICES, SOK];
const WITH_REASON: &[Parameter] = &[
    SERVICES,
    Parameter::optional(
        "reason",
        ParameterKind::Text,
        Text::new(
            "Reason; staff only: employee, abuse or auto",
            "Причина; только для сотрудников: employee, abuse или auto",
        ),
    ),
    SOK,
];

/// Why staff stop a service.
pub(super) fn reason(params: &Params) -> std::result::Result<Option<StopReason>, Fault> {
    match params.text("reason") {
        None => Ok(None),
        Some("employee") => Ok(Some(StopReason::Employee)),
        Some("abuse") => Ok(Some(StopReason::Abuse)),
        Some("auto") => Ok(Some(StopReason::Auto)),
        Some(other) => Err(Fault::value("reason", other)),
    }
}

const fn action(name: &'static str, title: Text, parameters: &'static [Parameter]) -> Declaration {
    Declaration {
        name,
        kind: Kind::Action,
        level: Level::Customer,
        title,
        parameters,
    }
}

/// `T.suspend`.
pub(super) struct Suspend;

impl Verb for Suspend {
    const DECLARATION: Declaration =
        action("T.suspend", Text::new("Suspend", "Остановить"), WITH_REASON);

    fn apply(
        scope: &mut Scope<'_>,
        actor: &Actor,
        id: ServiceId,
        reason: Option<StopReason>,
    ) -> Result<()> {
        change::suspend(scope, actor, id, reason)
    }
}

/// `T.resume`.
pub(super) struct Resume;

impl Verb for Resume {
    const DECLARATION: Declaration =
        action("T.resume", Text::new("Resume", "Запустить"), PARAMETERS);

    fn apply(
        scope: &mut Scope<'_>,
        actor: &Actor,
        id: ServiceId,
        _: Option<StopReason>,
    ) -> Result<()> {
        change::resume(scope, actor, id)
    }
}

/// `T.delete`.
pub(super) struct Delete;

impl Verb for Delete {
    const DECLARATION: Declaration = action("T.delete", Text::new("Delete", "Удалить"), PARAMETERS);

    fn apply(
        scope: &mut Scope<'_>,
        actor: &Actor,
        id: ServiceId,
        _: Option<StopReason>,
    ) -> Result<()> {
        change::close(scope, actor, id)
    }
}

/// `T.delete.cancel`: a deletion that waits for the end of the paid period does not happen.
pub(super) struct CancelDelete;

impl Verb for CancelDelete {
    const DECLARATION: Declaration = action(
        "T.delete.cancel",
        Text::new(
            "Withdraw the scheduled deletion",
            "Отменить запланированное удаление",
        ),
        PARAMETERS,
    );

    fn apply(
        scope: &mut Scope<'_>,
        actor: &Actor,
        id: ServiceId,
        _: Option<StopReason>,
    ) -> Result<()> {
        schedule::withdraw(scope, actor, id)
    }
}
