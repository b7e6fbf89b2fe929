//! A seller that refuses our credentials: its modules are stopped and reported once, it is asked
//! again at growing pauses by a question that costs nothing, and everything starts by itself when
//! it takes them.

use crate::{Engine, Error, Result, Scope};
use onsell_domain::balance::{PROBE_PAUSE_SECONDS_FIRST, probe_pause};
use onsell_domain::{Fault, ProblemKind, SellerId};
use onsell_store::problem::{self, NewProblem, Subject};
use onsell_store::seller::{self, Seller};
use onsell_store::{held, processing_module};

/// Operations that are started in one unit.
pub(crate) const RELEASED_MAX: u32 = 100;

/// The seller refused our credentials. Each of its modules is a problem of its department, once.
pub(crate) fn deny(scope: &mut Scope<'_>, id: SellerId, fault: &Fault) -> Result<()> {
    let probe_at = scope.now.plus_seconds(PROBE_PAUSE_SECONDS_FIRST);
    if !seller::deny(scope.tx, id, scope.now, probe_at, &fault.message)? {
        return Ok(());
    }
    tracing::warn!(seller.id = id.get(), reason = %fault, "the seller refuses our credentials");
    for module in processing_module::of_seller(scope.tx, id)? {
        problem::open(
            scope.tx,
            &NewProblem {
                kind: ProblemKind::Connection,
                subject: Subject::Module(module.id),
                operation: None,
                department: module.department,
                amount: None,
                detail: &fault.message,
                now: scope.now,
            },
        )?;
    }
    Ok(())
}

/// The seller took our credentials: its problems are settled and what was held for them starts.
pub(crate) fn trust(scope: &mut Scope<'_>, id: SellerId) -> Result<()> {
    seller::trust(scope.tx, id)?;
    for module in processing_module::of_seller(scope.tx, id)? {
        let subject = Subject::Module(module.id);
        problem::settle(scope.tx, ProblemKind::Connection, subject, scope.now)?;
    }
    release(scope, id).map(drop)
}

/// Starts what waited until the seller takes our credentials again, as much as one unit may;
/// returns how much that is.
pub(crate) fn release(scope: &mut Scope<'_>, id: SellerId) -> Result<u64> {
    let released = held::release(scope.tx, id, scope.now, RELEASED_MAX)?;
    scope.wakes.due |= released > 0;
    Ok(released)
}

/// Asks a seller that refused our credentials who we are, if that is due; whether it takes them.
/// Whoever comes first asks, all others learn it from the row.
pub(crate) fn probe(engine: &Engine, row: &Seller) -> Result<bool> {
    let (id, now) = (row.id, engine.now());
    let Some(since) = row.denied_since else {
        return Ok(true);
    };
    if row.probe_at.is_some_and(|at| now < at) {
        return Ok(false);
    }
    let next = now.plus_seconds(probe_pause(now.seconds_since(since)));
    if !engine.write(None, move |scope| {
        Ok(seller::claim_probe(scope.tx, id, scope.now, next)?)
    })? {
        return Ok(false);
    }
    if let Err(error) = engine.client(row)?.whoami() {
        tracing::info!(seller.id = id.get(), error = %error, "the seller is left alone on");
        return Ok(false);
    }
    engine.write(None, move |scope| trust(scope, id))?;
    tracing::info!(
        seller.id = id.get(),
        "the seller takes our credentials again"
    );
    Ok(true)
}

/// Whoever asked a seller something hands the failure on; that our credentials are refused is
/// written down on the way.
pub(crate) fn note(engine: &Engine, id: SellerId, error: &Error) -> Result<()> {
    let Error::Denied(fault) = error else {
        return Ok(());
    };
    let fault = fault.clone();
    engine.write(None, move |scope| deny(scope, id, &fault))
}
