//! Hands off: operations that wait for a seller are processed automatically. Staff act on one only
//! after taking it over, which asks why and is journaled; from then on nothing works on it by
//! itself until Start hands it back.

use crate::complete::conclude_done;
use crate::journal;
use crate::sellers::outside;
use crate::{Engine, Result, Scope, follow, handed, manual};
use onsell_domain::{OperationId, OperationState as State, Text, UpstreamId, UserId};
use onsell_modules::billmanager::CallError;
use onsell_store::operation::{self, Operation};
use onsell_store::{service, upstream};
use onsell_wire::Fault;
use onsell_wire::message::ServiceState;

/// The longest reason, in characters.
const REASON_CHARS_MAX: usize = 1000;

/// Takes an operation over from automatic processing.
///
/// # Errors
/// `missed` for an operation that ended, `locked` while it is being sent, `value` without a reason
/// or for one that no seller works on.
pub fn take_over(
    scope: &mut Scope<'_>,
    id: OperationId,
    why: &str,
    by: Option<UserId>,
) -> Result<()> {
    let why = why.trim();
    if why.is_empty() {
        return Err(Fault::value_empty("reason").into());
    }
    if why.chars().count() > REASON_CHARS_MAX {
        return Err(Fault::value("reason", "").into());
    }
    let found = unfinished(scope, id)?;
    if found.seller.is_none() {
        return Err(not_automatic(id).into());
    }
    if found.taken_at.is_some() {
        return Ok(());
    }
    if !operation::take_over(scope.tx, id, by, why, scope.now)? {
        return Err(Fault::locked(found.service).into());
    }
    note(scope, by, "runningoperation.takeover", id, why)
}

/// Gives an operation up by hand: what was held for it is free again, and a service that was never
/// delivered ends with it.
///
/// # Errors
/// `access` while it is processed automatically.
pub fn give_up(scope: &mut Scope<'_>, id: OperationId, by: Option<UserId>) -> Result<()> {
    let found = unfinished(scope, id)?;
    must_be_taken(&found)?;
    manual::refuse(scope, &found)?;
    note(scope, by, "runningoperation.delete", id, "")
}

/// What the seller tells about the service of an operation that was taken over.
pub struct Seen {
    /// The operation.
    pub operation: Operation,
    /// What the seller tells; none when it has no such service.
    pub state: Option<ServiceState>,
    /// Whether that shows the effect of the operation.
    pub shows_effect: bool,
}

/// Asks the seller about the service of an operation; changes nothing.
pub fn check(engine: &Engine, id: OperationId) -> Result<Seen> {
    let found = engine.read(move |scope| unfinished(scope, id))?;
    must_be_taken(&found)?;
    let state = look(engine, &found, found.upstream_id)?;
    let asked = engine.read(move |scope| handed::of_operation(scope, id))?;
    let shows_effect = state
        .as_ref()
        .is_some_and(|state| follow::shows_effect(&found, &asked, state));
    Ok(Seen {
        operation: found,
        state,
        shows_effect,
    })
}

/// Marks an operation that was taken over as done, with the seller's number of its service: what
/// the seller tells about that becomes ours, and the money is posted.
///
/// # Errors
/// `access` while it is processed automatically, `missed` when the seller has no such service,
/// `exists` when that is linked to another service.
pub fn done(
    engine: &Engine,
    id: OperationId,
    number: Option<UpstreamId>,
    by: Option<UserId>,
) -> Result<()> {
    let found = engine.read(move |scope| unfinished(scope, id))?;
    must_be_taken(&found)?;
    let asked = number.or(found.upstream_id);
    let Some(number) = asked else {
        return Err(Fault::value_empty("upstream").into());
    };
    let state = look(engine, &found, Some(number))?;
    let state = state.ok_or_else(|| Fault::missed("upstream", number))?;
    engine.write(Some(found.account), move |scope| {
        let found = unfinished(scope, id)?;
        must_be_taken(&found)?;
        if let Some(seller) = found.seller
            && upstream::find_by_number(scope.tx, seller, number)?
                .is_some_and(|linked| linked.service != found.service)
        {
            return Err(Fault::exists("upstream", number).into());
        }
        let mut service =
            service::find(scope.tx, found.service)?.ok_or(onsell_store::Error::Stale)?;
        let before = upstream::find(scope.tx, found.service)?.ok_or(onsell_store::Error::Stale)?;
        let now = follow::reading(scope, &before, &state);
        upstream::update(scope.tx, &now)?;
        service.upstream_expires = now.expires;
        conclude_done(scope, &mut service, &found, &follow::facts(&found, &state))?;
        note(scope, by, "runningoperation.done", id, &number.to_string())
    })
}

/// One service at the seller of an operation, by number or by our reference.
fn look(
    engine: &Engine,
    found: &Operation,
    number: Option<UpstreamId>,
) -> Result<Option<ServiceState>> {
    let seller = found.seller.ok_or_else(|| not_automatic(found.id))?;
    let (_, client) = engine.seller(seller)?;
    let Some(number) = number else {
        let references: Vec<String> = found.reference.iter().cloned().collect();
        let states = client
            .list(&found.type_name, &[], &references)
            .map_err(outside)?;
        return Ok(states.into_iter().next());
    };
    match client.card(&found.type_name, number) {
        Ok(state) => Ok(Some(state)),
        Err(CallError::Fault(fault)) if fault.kind == "missed" => Ok(None),
        Err(error) => Err(outside(error)),
    }
}

/// Staff accept what the seller wants for an operation that the price guard stopped, and start it.
///
/// # Errors
/// `value` when no price above the limit was met.
pub fn send_anyway(scope: &mut Scope<'_>, id: OperationId, by: Option<UserId>) -> Result<()> {
    let found = unfinished(scope, id)?;
    let quoted = found.quoted.filter(|_| found.state == State::Attention);
    let Some(quoted) = quoted else {
        return Err(no_price(id).into());
    };
    operation::accept_price(scope.tx, id, quoted.amount)?;
    note(
        scope,
        by,
        "runningoperation.sendanyway",
        id,
        &quoted.to_string(),
    )?;
    crate::start::start(scope, id, by)
}

pub(crate) fn unfinished(scope: &mut Scope<'_>, id: OperationId) -> Result<Operation> {
    let found = operation::find(scope.tx, id)?;
    let found = found.filter(|found| !found.state.is_finished());
    found.ok_or_else(|| Fault::missed("runningoperation", id).into())
}

/// What is processed automatically is left alone.
pub(crate) fn must_be_taken(found: &Operation) -> Result<()> {
    if found.seller.is_some() && found.taken_at.is_none() {
        return Err(hands_off("runningoperation").into());
    }
    Ok(())
}

/// The refusal to touch what is processed automatically.
pub(crate) fn hands_off(object: &str) -> Fault {
    Fault::from_text(
        "access",
        object,
        Text {
            en: "This is processed automatically, there is nothing to do; to act by hand, take the \
                 operation over first",
            ru: "Обрабатывается автоматически, делать ничего не нужно; чтобы действовать вручную, \
                 сначала возьмите операцию на себя",
        },
    )
}

fn not_automatic(id: OperationId) -> Fault {
    Fault::value_because(
        "elid",
        id,
        Text {
            en: "No provider works on this operation, so there is nothing to take over",
            ru: "Над этой операцией не работает поставщик, брать на себя нечего",
        },
    )
}

fn no_price(id: OperationId) -> Fault {
    Fault::value_because(
        "elid",
        id,
        Text {
            en: "This operation does not stand because of the provider's price",
            ru: "Эта операция остановлена не из-за цены поставщика",
        },
    )
}

fn note(
    scope: &mut Scope<'_>,
    by: Option<UserId>,
    function: &str,
    id: OperationId,
    detail: &str,
) -> Result<()> {
    let object = id.to_string();
    journal::write(scope, by, function, &object, detail)?;
    Ok(())
}
