//! What waits at a seller's account goes on by itself: what waits for our credentials when they are
//! taken again, what waits for money oldest first when the balance suffices.
//!
//! The queue of one account is sent by one thread, the next when the one before has been answered,
//! so that the seller gets them in their order and a refusal stops those behind it. A person who
//! presses Start passes the queue (`start.rs`), and a fresh operation never stands in it.

use crate::begin::LEASE_SECONDS;
use crate::operate::{Attempt, ask_and_conclude};
use crate::price_limit::last_cost;
use crate::work::guarded;
use crate::{Engine, Result, Scope, balance, currency_rate, probe};
use onsell_domain::held::{Wanted, covered, goes_on, has_rested, is_due, named};
use onsell_domain::{
    Currency, Money, OperationId, OperationKind, OperationState as State, SellerId, Timestamp,
};
use onsell_store::held::{self, Held, Waiting};
use onsell_store::operation::{self, Operation};
use onsell_store::seller::{self, Seller};
use std::thread::JoinHandle;

/// Held operations of an account that are looked at at once.
const QUEUE_MAX: u32 = 100;

/// Looks once after what waits at every seller, one after the other: for `ctl`, the job and tests.
pub fn run(engine: &Engine) -> Result<()> {
    for row in with_work(engine)? {
        look_after_quietly(engine, &row);
    }
    Ok(())
}

/// The threads that look after sellers, at most one for each.
pub(crate) type Rounds = Vec<(SellerId, JoinHandle<()>)>;

/// Looks after every seller that needs it, each in a thread of its own, so that one that is slow
/// holds up no other.
pub(crate) fn start_rounds(engine: &Engine, rounds: &mut Rounds) -> Result<()> {
    rounds.retain(|(_, thread)| !thread.is_finished());
    for row in with_work(engine)? {
        if rounds.iter().any(|(id, _)| *id == row.id) {
            continue;
        }
        let (engine, id) = (engine.clone(), row.id);
        let thread = crate::work::spawn("held", move || look_after_quietly(&engine, &row))?;
        rounds.push((id, thread));
    }
    Ok(())
}

/// One seller holds up no other, whatever it meets.
fn look_after_quietly(engine: &Engine, row: &Seller) {
    let id = row.id.get();
    match guarded(|| look_after(engine, row)) {
        Some(Ok(())) => {}
        Some(Err(error)) => {
            tracing::warn!(seller.id = id, error = %error, "what waits there cannot go on yet");
        }
        None => tracing::error!(seller.id = id, "looking after what waits there panicked"),
    }
}

/// The sellers about which something is to be done now. Only reads, so that idling costs no commit.
fn with_work(engine: &Engine) -> Result<Vec<Seller>> {
    engine.read(|scope| {
        let waiting = held::waiting(scope.tx, scope.now)?;
        let mut sellers = seller::list(scope.tx)?;
        sellers.retain(|row| {
            let waiting = waiting.iter().find(|waiting| waiting.seller == row.id);
            has_work(row, waiting, scope.now)
        });
        Ok(sellers)
    })
}

fn has_work(row: &Seller, waiting: Option<&Waiting>, now: Timestamp) -> bool {
    if row.denied_since.is_some() {
        return row.probe_at.is_none_or(|at| at <= now);
    }
    waiting.is_some_and(|waiting| {
        let is_due = || is_due(row.balance_tried_at, waiting.refused_at, now);
        waiting.for_credentials || waiting.for_funds && is_due()
    })
}

fn last_refusal(queue: &[Held]) -> Option<Timestamp> {
    queue.iter().filter_map(|held| held.refused_at).max()
}

fn look_after(engine: &Engine, row: &Seller) -> Result<()> {
    let id = row.id;
    if !probe::probe(engine, row)? {
        return Ok(());
    }
    while engine.write(None, move |scope| probe::release(scope, id))? > 0 {}
    let queue = queue(engine, id)?;
    let refused_at = last_refusal(&queue);
    if queue.is_empty() || !is_due(row.balance_tried_at, refused_at, engine.now()) {
        return Ok(());
    }
    let tried_at = row.balance_tried_at;
    let claimed = engine.write(None, move |scope| {
        Ok(seller::try_balance(scope.tx, id, tried_at, scope.now)?)
    })?;
    if claimed {
        send_queue(engine, id, queue)?;
    }
    Ok(())
}

fn queue(engine: &Engine, id: SellerId) -> Result<Vec<Held>> {
    engine.read(move |scope| Ok(held::for_funds(scope.tx, id, QUEUE_MAX)?))
}

/// Sends what the balance covers, then reads it again, until nothing fits or something stops the
/// queue. Every turn but the last sends at least one.
fn send_queue(engine: &Engine, id: SellerId, mut waiting: Vec<Held>) -> Result<()> {
    loop {
        let available = balance::read_again(engine, id)?;
        let rested = waiting
            .first()
            .is_some_and(|head| has_rested(head.refused_at, engine.now()));
        let prices = prices(engine, &waiting, available.currency)?;
        let count = if rested {
            covered(available, &prices)
        } else {
            0
        };
        if count == 0 {
            return Ok(());
        }
        for held in waiting.into_iter().take(count) {
            if engine.is_stopping() || !send(engine, id, held)? {
                return Ok(());
            }
        }
        waiting = queue(engine, id)?;
    }
}

/// What each will cost. What was charged or imported is looked for where the seller told nothing.
fn prices(engine: &Engine, waiting: &[Held], currency: Currency) -> Result<Vec<Wanted>> {
    let waiting = waiting.to_vec();
    engine.read(move |scope| {
        let price = |held: &Held| {
            let wanted = Wanted {
                quoted: held.quoted,
                named: held.fault.as_ref().and_then(named),
                known: None,
            };
            if wanted.quoted.or(wanted.named).is_some() {
                return Ok(wanted);
            }
            let known = known_cost(scope, held.id, currency)?;
            Ok(Wanted { known, ..wanted })
        };
        waiting.iter().map(price).collect()
    })
}

/// What an order or a renewal cost before, or when its tariff was imported.
fn known_cost(scope: &mut Scope<'_>, id: OperationId, currency: Currency) -> Result<Option<Money>> {
    let found = operation::find(scope.tx, id)?;
    let is_priced =
        |found: &Operation| matches!(found.kind, OperationKind::Open | OperationKind::Prolong);
    let Some(found) = found.filter(is_priced) else {
        return Ok(None);
    };
    match last_cost(scope, &found)? {
        Some(cost) => currency_rate::convert(scope, Money::new(cost, found.currency), currency),
        None => Ok(None),
    }
}

/// Makes one attempt; whether the next may be made. One that somebody else took up is passed over.
fn send(engine: &Engine, seller: SellerId, held: Held) -> Result<bool> {
    let attempt = Attempt {
        operation: held.id,
        number: held.attempt + 1,
        tries: 1,
        sent_before: held.sent_at,
        was: State::Ready,
    };
    let id = held.id;
    let intended = engine.write(Some(held.account), move |scope| {
        let owner = scope.installation.boot.clone();
        let lease_until = scope.now.plus_seconds(LEASE_SECONDS);
        seller::keep_trying(scope.tx, seller, scope.now)?;
        Ok(held::intend(
            scope.tx,
            &held,
            &owner,
            lease_until,
            scope.now,
        )?)
    })?;
    if !intended {
        return Ok(true);
    }
    ask_and_conclude(engine, attempt)?;
    let state = engine.read(move |scope| Ok(held::state(scope.tx, id)?))?;
    Ok(state.is_none_or(goes_on))
}
