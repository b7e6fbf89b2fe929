//! Learns from sellers what changed: once per account, by its event feed.
//!
//! Events are hints, the state read is the truth: the touched services are read in batches, and
//! each reading is applied in a unit of its own. The cursor moves only when all of them are
//! applied, so that what is lost in between is simply read again.

use crate::reading::{BATCH_MAX, GONE_SECONDS, Pass, Touched, compare_everything, read_and_apply};
use crate::sellers::{self, feature, outside};
use crate::{Engine, Error, Result, held, poll, probe};
use onsell_domain::{Fault, SellerId, ServiceId, UpstreamId};
use onsell_modules::billmanager::SellerClient;
use onsell_store::seller::{self, Seller};
use onsell_store::upstream;
use onsell_wire::message::event::{EventPage, EventQuery};
use std::time::{Duration, Instant};

/// Events asked for at once.
const EVENTS_MAX: u32 = 200;
/// How long a seller is asked to wait for the next event, in seconds.
const WAIT_SECONDS: u32 = 25;
/// Pause after a failure, doubled up to the longest.
const PAUSE_FIRST: Duration = Duration::from_millis(500);
const PAUSE_MAX: Duration = Duration::from_secs(60);
/// How long another node may be silent before its reading of a seller is taken over, in seconds.
const READER_LEASE_SECONDS: i64 = 90;
/// How long an operation waits for its event before its service is read, and how often then, in
/// seconds.
const WAITING_SECONDS: i64 = 60;
/// A wait that was answered with nothing sooner than this is no wait.
const WAIT_SHORTEST: Duration = Duration::from_millis(200);

/// What one pass over the sellers found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Accounts at sellers that were asked.
    pub sellers: usize,
    /// Events that were read.
    pub events: usize,
    /// Services that changed here.
    pub changed: usize,
    /// What did not work, a line each.
    pub problems: Vec<String>,
}

/// Asks every seller once for everything that is new; a seller that cannot be asked is a line of
/// the report and holds up nobody. What waits at a seller goes on where it can.
pub fn check_all(engine: &Engine) -> Result<Report> {
    let report = check_those(engine, |_| true)?;
    held::run(engine)?;
    Ok(report)
}

/// Asks the sellers that nobody waits on because they have no feed.
pub(crate) fn check_without_feed(engine: &Engine) -> Result<Report> {
    check_those(engine, |seller| !sellers::has(seller, feature::EVENTS))
}

fn check_those(engine: &Engine, asked: impl Fn(&Seller) -> bool) -> Result<Report> {
    let mut sellers = engine.read(|scope| Ok(seller::list(scope.tx)?))?;
    sellers.retain(asked);
    let mut report = Report::default();
    for seller in sellers {
        report.sellers += 1;
        match check(engine, seller.id) {
            Ok(pulled) => {
                report.events += pulled.events;
                report.changed += pulled.changed;
            }
            Err(error) => {
                probe::note(engine, seller.id, &error)?;
                report.problems.push(format!("{}: {error}", seller.url));
            }
        }
    }
    Ok(report)
}

/// Reads what no event may tell: services whose operation a seller has had for a while, since what
/// it had done already before it was asked makes no event; and those that it said it does not have.
fn look_again(engine: &Engine, seller: &Seller, client: &SellerClient) -> Result<usize> {
    let mut pass = Pass::default();
    let mut changed = 0;
    let mut after = ServiceId::new(0);
    let id = seller.id;
    loop {
        let chunk = engine.read(move |scope| {
            let before = scope.now.plus_seconds(-WAITING_SECONDS);
            let limit = BATCH_MAX as u32;
            Ok(upstream::waiting(scope.tx, id, after, before, limit)?)
        })?;
        let Some(last) = chunk.last() else { break };
        after = last.service;
        changed += read_and_apply(engine, seller, client, &Touched::these(&chunk), &mut pass)?;
    }
    let gone = engine.read(move |scope| {
        let before = scope.now.plus_seconds(-GONE_SECONDS);
        Ok(upstream::gone(scope.tx, id, before, BATCH_MAX as u32)?)
    })?;
    if !gone.is_empty() {
        changed += read_and_apply(engine, seller, client, &Touched::these(&gone), &mut pass)?;
    }
    Ok(changed + pass.end(engine)?)
}

fn check(engine: &Engine, id: SellerId) -> Result<Pulled> {
    let mut sum = Pulled::default();
    loop {
        let (seller, client) = engine.seller(id)?;
        if !probe::probe(engine, &seller)? {
            return Err(still_denied(&seller));
        }
        if !sellers::has(&seller, feature::EVENTS) {
            // A seller without a feed is asked for its lists.
            sum.changed += poll::poll(engine, &seller, &client)?;
            sum.changed += look_again(engine, &seller, &client)?;
            return Ok(sum);
        }
        let pulled = pull(engine, &seller, &client, 0)?;
        sum.events += pulled.events;
        sum.changed += pulled.changed;
        if !pulled.more {
            sum.changed += look_again(engine, &seller, &client)?;
            return Ok(sum);
        }
    }
}

/// A seller that refused our credentials is not asked before its next probe.
fn still_denied(seller: &Seller) -> Error {
    let text = seller.problem.clone().unwrap_or_default();
    Error::Denied(Fault::new("auth", text))
}

/// Waits for a seller's events until the process stops.
pub(crate) fn follow(engine: &Engine, id: SellerId) {
    let mut pause = PAUSE_FIRST;
    let mut looked_at = Instant::now();
    while !engine.is_stopping() {
        match follow_once(engine, id, &mut looked_at) {
            Ok(()) => pause = PAUSE_FIRST,
            Err(error) => {
                tracing::warn!(seller.id = id.get(), error = %error, "events cannot be read");
                if let Err(error) = probe::note(engine, id, &error) {
                    tracing::error!(seller.id = id.get(), error = %error, "it cannot be noted");
                }
                let until = Instant::now() + pause;
                while Instant::now() < until && !engine.is_stopping() {
                    std::thread::sleep(Duration::from_millis(50));
                }
                pause = (pause * 2).min(PAUSE_MAX);
            }
        }
    }
}

fn follow_once(engine: &Engine, id: SellerId, looked_at: &mut Instant) -> Result<()> {
    let (seller, client) = engine.seller(id)?;
    let now = engine.now();
    if seller.lease_is_near_its_end(now, &engine.installation().boot, READER_LEASE_SECONDS / 2) {
        let taken = engine.write(None, move |scope| {
            let owner = scope.installation.boot.clone();
            let until = scope.now.plus_seconds(READER_LEASE_SECONDS);
            Ok(seller::lease(scope.tx, id, &owner, until, scope.now)?)
        })?;
        if !taken {
            // Another node reads this seller.
            std::thread::sleep(Duration::from_secs(1));
            return Ok(());
        }
    }
    if !probe::probe(engine, &seller)? {
        std::thread::sleep(Duration::from_millis(500));
        return Ok(());
    }
    let began = Instant::now();
    let pulled = pull(engine, &seller, &client, WAIT_SECONDS)?;
    if looked_at.elapsed().as_secs() >= WAITING_SECONDS as u64 {
        *looked_at = Instant::now();
        look_again(engine, &seller, &client)?;
    }
    if pulled.events == 0 && began.elapsed() < WAIT_SHORTEST {
        // It did not wait; asking on without a pause would be a flood.
        std::thread::sleep(WAIT_SHORTEST);
    }
    Ok(())
}

#[derive(Default)]
struct Pulled {
    events: usize,
    changed: usize,
    more: bool,
}

/// Reads the next events of one account and applies what they touch.
fn pull(
    engine: &Engine,
    seller: &Seller,
    client: &SellerClient,
    wait_seconds: u32,
) -> Result<Pulled> {
    let query = EventQuery {
        after: seller.cursor,
        limit: EVENTS_MAX,
        wait_seconds,
        epoch: (!seller.epoch.is_empty()).then(|| seller.epoch.clone()),
        drain: false,
    };
    let page = client.events(&query).map_err(outside)?;
    if page.reset || seller.epoch != page.epoch {
        let changed = compare_everything(engine, seller, client)?;
        advance(engine, seller, &page, page.newest)?;
        let id = seller.id;
        engine.write(None, move |scope| Ok(seller::compared(scope.tx, id)?))?;
        return Ok(Pulled {
            events: 0,
            changed,
            more: false,
        });
    }
    let Some(newest) = page.events.iter().map(|event| event.id).max() else {
        return Ok(Pulled::default());
    };
    let mut references: Vec<String> = Vec::new();
    let mut ids: Vec<UpstreamId> = Vec::new();
    for event in &page.events {
        let id = UpstreamId::new(event.item);
        if !ids.contains(&id) {
            ids.push(id);
            if !event.reference.is_empty() {
                references.push(event.reference.clone());
            }
        }
    }
    let mut pass = Pass::default();
    let touched = Touched { references, ids };
    let mut changed = read_and_apply(engine, seller, client, &touched, &mut pass)?;
    changed += pass.end(engine)?;
    advance(engine, seller, &page, newest)?;
    Ok(Pulled {
        events: page.events.len(),
        changed,
        more: newest < page.newest,
    })
}

fn advance(engine: &Engine, seller: &Seller, page: &EventPage, cursor: i64) -> Result<()> {
    let (id, epoch) = (seller.id, page.epoch.clone());
    let (known_epoch, known_cursor) = (seller.epoch.clone(), seller.cursor);
    engine.write(None, move |scope| {
        let known = (known_epoch.as_str(), known_cursor);
        Ok(seller::advance(scope.tx, id, known, &epoch, cursor)?)
    })
}
