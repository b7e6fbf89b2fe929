//! Tools → Running operations → Start: staff start an operation again.

use crate::certificate::Known;
use crate::journal;
use crate::{Result, Scope, bundle, machines, next_module};
use onsell_domain::{OperationId, OperationState as State, Text, UserId};
use onsell_store::{module_choice, operation, seller};
use onsell_wire::Fault;

/// Makes an operation due now, past the queue of those that are held; one that was taken over is
/// processed automatically again. What may have been sent before is looked up before it is sent
/// again, whoever pressed Start. A seller that refuses our credentials is asked again at once and,
/// if it takes them, everything starts.
///
/// # Errors
/// `missed` for an operation that ended, `locked` while it runs.
pub fn start(scope: &mut Scope<'_>, id: OperationId, by: Option<UserId>) -> Result<()> {
    let missing = || Fault::missed("runningoperation", id);
    let found = operation::find(scope.tx, id)?.ok_or_else(missing)?;
    match found.state {
        State::Done | State::Cancelled => return Err(missing().into()),
        State::Running => return Err(Fault::locked(found.service).into()),
        // A module failed for good: it is asked again, and so are the others.
        State::Waiting if machines::drive(&found) || Known::is_issued(&found) => {
            return next_module::start(scope, &found, by);
        }
        State::Waiting if found.seller.is_none() => return Err(waits_for_a_person(id).into()),
        State::Waiting if found.taken_at.is_none() => return Err(waits(id).into()),
        State::Ready | State::Unknown | State::Held | State::Attention | State::Waiting => {}
    }
    if found.taken_at.is_some() {
        operation::hand_back(scope.tx, id)?;
        if found.state == State::Waiting {
            // The seller has it: its event will end it.
            return note(scope, id, by);
        }
    }
    if bundle::start(scope, id)? {
        return note(scope, id, by);
    }
    module_choice::forget_tried(scope.tx, id)?;
    if !operation::start(scope.tx, &found, scope.now)? {
        return Err(Fault::locked(found.service).into());
    }
    if let Some(seller) = found.seller {
        seller::probe_now(scope.tx, seller, scope.now)?;
    }
    scope.wakes.due = true;
    note(scope, id, by)
}

/// Whether Start would be of any use: something went wrong, or somebody has taken it over, and
/// nobody else has it in hand. What is processed without an error is left alone.
pub fn is_startable(found: &operation::Operation) -> bool {
    let stands = match found.state {
        State::Done | State::Cancelled | State::Running => false,
        State::Waiting => {
            found.taken_at.is_some() || machines::drive(found) || Known::is_issued(found)
        }
        State::Ready | State::Unknown | State::Held | State::Attention => true,
    };
    let waits_for_a_person = found.state == State::Waiting && found.seller.is_none();
    stands && (found.error.is_some() || found.taken_at.is_some() || waits_for_a_person)
}

pub(crate) fn note(scope: &mut Scope<'_>, id: OperationId, by: Option<UserId>) -> Result<()> {
    let (function, object) = ("runningoperation.start", id.to_string());
    journal::write(scope, by, function, &object, "")?;
    Ok(())
}

fn waits(id: OperationId) -> Fault {
    Fault::value_because(
        "elid",
        id,
        Text {
            en: "The provider has this operation already and will tell when it is done",
            ru: "Операция уже у поставщика, он сообщит о выполнении",
        },
    )
}

fn waits_for_a_person(id: OperationId) -> Fault {
    Fault::value_because(
        "elid",
        id,
        Text {
            en: "This operation is done by hand: close its task or refuse it",
            ru: "Операция выполняется вручную: закройте её задачу или откажитесь от неё",
        },
    )
}
