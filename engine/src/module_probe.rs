//! A module that drives machines and refuses our credentials: it is stopped and reported once, it
//! is asked again at growing pauses by a question that changes nothing, and everything starts by
//! itself when it takes them. What [`crate::probe`] is for sellers.

use crate::probe::RELEASED_MAX;
use crate::{Engine, Error, Result, Scope};
use onsell_domain::balance::{PROBE_PAUSE_SECONDS_FIRST, probe_pause};
use onsell_domain::{Fault, ModuleId, ProblemKind};
use onsell_store::module_connection::{self, ModuleConnection};
use onsell_store::problem::{self, NewProblem, Subject};

/// The module refused our credentials: a problem of its department, once.
pub(crate) fn deny(scope: &mut Scope<'_>, id: ModuleId, fault: &Fault) -> Result<()> {
    let probe_at = scope.now.plus_seconds(PROBE_PAUSE_SECONDS_FIRST);
    if !module_connection::deny(scope.tx, id, scope.now, probe_at, &fault.message)? {
        return Ok(());
    }
    tracing::warn!(module.id = id.get(), reason = %fault, "the module refuses our credentials");
    let known = module_connection::find(scope.tx, id)?;
    problem::open(
        scope.tx,
        &NewProblem {
            kind: ProblemKind::Connection,
            subject: Subject::Module(id),
            operation: None,
            department: known.and_then(|module| module.department),
            amount: None,
            detail: &fault.message,
            now: scope.now,
        },
    )?;
    Ok(())
}

/// The module took our credentials: its problem is settled and what was held for it starts.
pub(crate) fn trust(scope: &mut Scope<'_>, id: ModuleId) -> Result<()> {
    module_connection::trust(scope.tx, id)?;
    let subject = Subject::Module(id);
    problem::settle(scope.tx, ProblemKind::Connection, subject, scope.now)?;
    release(scope, id).map(drop)
}

fn release(scope: &mut Scope<'_>, id: ModuleId) -> Result<u64> {
    let released = module_connection::release(scope.tx, id, scope.now, RELEASED_MAX)?;
    scope.wakes.due |= released > 0;
    Ok(released)
}

/// Asks every module whose time has come whether it takes our credentials again; one holds up no
/// other.
pub(crate) fn run(engine: &Engine) -> Result<()> {
    let due = engine.read(|scope| Ok(module_connection::to_probe(scope.tx, scope.now)?))?;
    for row in due {
        if let Err(error) = probe(engine, &row) {
            let id = row.module.get();
            tracing::info!(module.id = id, error = %error, "the module is left alone on");
        }
    }
    Ok(())
}

/// Whoever asked a module something hands the failure on; that our credentials are refused is
/// written down on the way.
pub(crate) fn note(engine: &Engine, id: ModuleId, error: &Error) -> Result<()> {
    let Error::Denied(fault) = error else {
        return Ok(());
    };
    let fault = fault.clone();
    engine.write(None, move |scope| deny(scope, id, &fault))
}

fn probe(engine: &Engine, row: &ModuleConnection) -> Result<()> {
    let (id, now) = (row.module, engine.now());
    let Some(since) = row.denied_since else {
        return Ok(());
    };
    let next = now.plus_seconds(probe_pause(now.seconds_since(since)));
    let claimed = engine.write(None, move |scope| {
        Ok(module_connection::claim_probe(
            scope.tx, id, scope.now, next,
        )?)
    })?;
    if !claimed {
        return Ok(());
    }
    let checked = engine.driven_client(row)?.check();
    checked.map_err(crate::server_modules::outside)?;
    engine.write(None, move |scope| trust(scope, id))?;
    while engine.write(None, move |scope| release(scope, id))? > 0 {}
    tracing::info!(
        module.id = id.get(),
        "the module takes our credentials again"
    );
    Ok(())
}
