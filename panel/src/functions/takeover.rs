//! Operations by hand, after they were taken over from automatic processing: taking over, looking
//! at the seller, marking done, giving up; and sending above the price limit.

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{REASON, SOK, done, group, id, on};
use crate::function::{Body, Function};
use onsell_domain::{Level, OperationId, Text, UpstreamId};
use onsell_engine::Scope;
use onsell_engine::takeover::{self, Seen};
use onsell_wire::{Document, Fault};

const OPERATION: Parameter = Parameter::required(
    "elid",
    ParameterKind::Id,
    Text::new("Operation number", "Номер операции"),
);
const OPERATIONS: Parameter = Parameter::required(
    "elid",
    ParameterKind::Ids,
    Text::new("Operation numbers", "Номера операций"),
);

/// `runningoperation.takeover`: nothing works on the operations by itself until Start.
pub(super) struct TakeOver;

impl Function for TakeOver {
    type Caller = Staff;
    type Input = (Vec<i64>, String);
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.takeover",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Take operations over", "Взять операции на себя"),
        parameters: &[OPERATIONS, REASON, SOK],
    };

    fn parse(ask: &Ask) -> Result<Self::Input, Fault> {
        let reason = ask.params.required_text("reason")?.to_owned();
        Ok((group(&ask.params, "elid")?, reason))
    }

    fn body((ids, _): &Self::Input) -> Body<Self> {
        Body::Each(
            ids.clone(),
            |scope, staff: &Staff, (_, reason): &Self::Input, id| {
                let by = staff.identity.author();
                takeover::take_over(scope, OperationId::new(id), reason, by)
            },
        )
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// `runningoperation.delete`: operations that were taken over are given up, and the client's money
/// is free again.
pub(super) struct GiveUp;

impl OnEach for GiveUp {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.delete",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Give operations up", "Отказаться от операций"),
        parameters: &[OPERATIONS, SOK],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> onsell_engine::Result<()> {
        takeover::give_up(scope, OperationId::new(id), staff.identity.author())
    }
}

/// `runningoperation.check`: what the provider tells about the service; changes nothing.
pub(super) struct Check;

impl Function for Check {
    type Caller = Staff;
    type Input = OperationId;
    type Output = Seen;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.check",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Check at the provider", "Проверить у поставщика"),
        parameters: &[OPERATION],
    };

    fn parse(ask: &Ask) -> Result<OperationId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &OperationId) -> Body<Self> {
        Body::Outside(|engine, _, id| takeover::check(engine, *id))
    }

    fn render(seen: &Seen, ask: &Ask) -> Document {
        let mut document = Document::result(&ask.function);
        document.put("elid", seen.operation.id.to_string());
        document.put("exists", on(seen.state.is_some()));
        document.put("done", on(seen.shows_effect));
        if let Some(state) = &seen.state {
            document.put("upstream", state.id.to_string());
            document.put("status", state.status.number().to_string());
            document.put("item_status", state.status_key.clone());
            document.put("licname", state.name.clone());
            document.put("ip", state.ip.clone());
            document.put("lickey", state.key.clone());
            document.put("remoteid", state.reference.clone());
            let end = state.expires.map(|end| end.to_string());
            document.put("expiredate", end.unwrap_or_default());
            document.put("pricelist", state.tariff.to_string());
        }
        document
    }
}

/// `runningoperation.done`: an operation that was taken over is done, with the provider's number of
/// the service.
pub(super) struct Done;

impl Function for Done {
    type Caller = Staff;
    type Input = (OperationId, Option<UpstreamId>);
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.done",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Mark an operation done", "Отметить операцию выполненной"),
        parameters: &[
            OPERATION,
            Parameter::optional(
                "upstream",
                ParameterKind::Id,
                Text::new(
                    "The provider's number of the service; the known one when left out",
                    "Номер услуги у поставщика; без значения — известный",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Self::Input, Fault> {
        Ok((
            ask.params.required_id("elid")?,
            id(&ask.params, "upstream")?,
        ))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Outside(|engine, staff: &Staff, (id, number): &Self::Input| {
            takeover::done(engine, *id, *number, staff.identity.author())
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// `runningoperation.sendanyway`: what the price guard stopped is sent at the provider's price.
pub(super) struct SendAnyway;

impl OnEach for SendAnyway {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.sendanyway",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Send anyway", "Всё равно отправить"),
        parameters: &[OPERATIONS, SOK],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> onsell_engine::Result<()> {
        takeover::send_anyway(scope, OperationId::new(id), staff.identity.author())
    }
}
