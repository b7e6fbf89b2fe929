//! How soon a change at the vendor is applied at the provider. The vendor's staff stop and resume
//! licenses; the provider's thread waits at the vendor's feed, as in a serving process.
//!
//! The clock begins when the vendor's staff have their answer, which comes after the commit, and
//! ends with the commit at the provider.

use crate::client::Client;
use crate::lifecycle::{counted, lifecycle, newest};
use crate::setup::Stage;
use crate::spread::Spread;
use crate::{Engine, bare, machine, round};
use onsell::Failure;
use onsell_domain::{AccountId, ServiceId, UpstreamId};
use onsell_engine::session;
use onsell_engine::session_life::Visitor;
use onsell_store::service;
use onsell_store::service_list::{self, ListFilter};
use onsell_store::upstream;
use serde_json::{Value, json};
use std::sync::mpsc::{Receiver, sync_channel};
use std::time::{Duration, Instant};

/// How the measurement is taken.
#[derive(clap::Args)]
pub struct Arguments {
    /// Which engine keeps the data of both instances.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    store: Engine,
    /// Changes of each part of the measurement.
    #[arg(long, default_value_t = 1000)]
    changes: usize,
    /// Licenses that are changed: in turn, then all at once.
    #[arg(long, default_value_t = 8)]
    services: usize,
    /// Writing connections to PostgreSQL; SQLite has one.
    #[arg(long, default_value_t = onsell_store::Options::default().writers)]
    writers: usize,
}

/// Longer than this no change may be on its way.
const PATIENCE: Duration = Duration::from_secs(10);
/// Threads of the provider that ask the vendor for orders.
const WORKERS: usize = 4;
/// What an event takes at least: the feed's answer, the reading of the service, a commit.
const ROUND_TRIPS: f64 = 2.0;

/// A license on both sides, with a customer of its own.
struct Sold {
    account: AccountId,
    service: ServiceId,
    there: UpstreamId,
}

/// How long one change took.
struct Change {
    from_request: Duration,
    from_answer: Duration,
}

/// Takes the measurement: one change after the other, then several at once, and the limit.
pub fn run(arguments: &Arguments) -> Result<Value, Failure> {
    let services = arguments.services.max(1);
    let mut stage = Stage::open(arguments.store, services, WORKERS, arguments.writers)?;
    let sold = sell(&stage)?;
    let session = staff_session(&stage)?;
    // The first changes prepare statements and open connections.
    in_turn(&stage, &session, &sold, 10 * services)?;
    let before = counted(&stage);
    let alone = in_turn(&stage, &session, &sold, arguments.changes)?;
    let after = counted(&stage);
    let began = Instant::now();
    let together = at_once(&stage, &session, &sold, arguments.changes)?;
    let together_rate = together.len() as f64 / began.elapsed().as_secs_f64();
    let round_trip = bare::middle_ms(bare::round_trips(arguments.changes)?);
    let commits = bare::durable_commits(stage.provider.engine(), arguments.changes)?;
    let commit = bare::middle_ms(commits);
    stage.close();
    let limit = ROUND_TRIPS * round_trip + commit;
    let spread = |changes: &[Change], time: fn(&Change) -> Duration| {
        Spread::of(changes.iter().map(time).collect())
    };
    let applied = spread(&alone, |change| change.from_answer);
    let whole = spread(&alone, |change| change.from_request);
    let many = spread(&together, |change| change.from_answer);
    let each = |after: u64, before: u64| round((after - before) as f64 / alone.len() as f64);
    Ok(json!({
        "measurement": "events",
        "store": arguments.store.name(),
        "changes": alone.len(),
        "answer_to_applied_p50_ms": round(applied.p50_ms),
        "answer_to_applied_p99_ms": round(applied.p99_ms),
        "request_to_applied_p50_ms": round(whole.p50_ms),
        "request_to_applied_p99_ms": round(whole.p99_ms),
        "at_once": {
            "services": services,
            "changes_per_s": round(together_rate),
            "answer_to_applied_p50_ms": round(many.p50_ms),
            "answer_to_applied_p99_ms": round(many.p99_ms),
        },
        "statements_per_change": {
            "writing": each(after.statements, before.statements),
            "reading": each(after.reads, before.reads),
        },
        "round_trip_ms": round(round_trip),
        "durable_commit_ms": round(commit),
        "limit_ms": round(limit),
        "of_limit": round(limit / applied.p50_ms),
        "machine": machine::describe(),
    }))
}

/// Every customer of the provider buys one license.
fn sell(stage: &Stage) -> Result<Vec<Sold>, Failure> {
    let mut sold = Vec::with_capacity(stage.customers.len());
    for (number, customer) in stage.customers.iter().enumerate() {
        let mut client = Client::connect(stage.provider.address, customer.session.clone())?;
        let cursor = newest(&mut client)?;
        lifecycle(&mut client, number as u64, cursor)?;
        let account = customer.account;
        let found = stage.provider.engine().read(move |scope| {
            let filter = ListFilter {
                account: Some(account),
                ..ListFilter::default()
            };
            let (services, _) = service_list::list(scope.tx, "soft", &filter)?;
            let service = services.first().map(|service| service.id);
            let told = match service {
                Some(service) => upstream::find(scope.tx, service)?,
                None => None,
            };
            Ok(told.and_then(|told| Some((told.service, told.upstream_id?))))
        })?;
        let (service, there) = found.ok_or("the license is not linked to the vendor's")?;
        sold.push(Sold {
            account,
            service,
            there,
        });
    }
    Ok(sold)
}

/// The vendor's administrator, signed in.
fn staff_session(stage: &Stage) -> Result<String, Failure> {
    let (vendor, address) = (&stage.vendor, std::net::IpAddr::from([127, 0, 0, 1]));
    let (name, password) = (&vendor.administrator, &vendor.password);
    let opened = session::sign_in(vendor.engine(), name, password, &Visitor::new(address, ""))?;
    Ok(opened.id.expose().to_owned())
}

/// Changes one license after the other.
fn in_turn(
    stage: &Stage,
    session: &str,
    sold: &[Sold],
    changes: usize,
) -> Result<Vec<Change>, Failure> {
    let mut staff = Client::connect(stage.vendor.address, session.to_owned())?;
    // An even number of rounds, so that every license runs in the end.
    let rounds = (changes / sold.len()).max(1).next_multiple_of(2);
    let mut made = Vec::with_capacity(rounds * sold.len());
    for round in 0..rounds {
        for one in sold {
            made.push(change(stage, &mut staff, one, round)?);
        }
    }
    Ok(made)
}

/// Changes all licenses at once, again and again, by a member of staff each.
fn at_once(
    stage: &Stage,
    session: &str,
    sold: &[Sold],
    changes: usize,
) -> Result<Vec<Change>, Failure> {
    let results: Vec<Result<Vec<Change>, Failure>> = std::thread::scope(|threads| {
        let running: Vec<_> = sold
            .iter()
            .map(|one| {
                let one = std::slice::from_ref(one);
                threads.spawn(|| in_turn(stage, session, one, changes / sold.len()))
            })
            .collect();
        let ended = running.into_iter().map(|thread| {
            let panicked = |_| Err("a member of staff panicked".into());
            thread.join().unwrap_or_else(panicked)
        });
        ended.collect()
    });
    let mut made = Vec::new();
    for result in results {
        made.extend(result?);
    }
    Ok(made)
}

/// Stops a license at the vendor in even rounds and resumes it in odd ones, and waits for the
/// commit that makes it so at the provider.
fn change(stage: &Stage, staff: &mut Client, one: &Sold, round: usize) -> Result<Change, Failure> {
    let is_stop = round.is_multiple_of(2);
    let verb = if is_stop { "suspend" } else { "resume" };
    let mut news = listen(stage, one)?;
    let requested = Instant::now();
    staff.call(&format!("func=soft.{verb}&elid={}", one.there))?;
    let answered = Instant::now();
    loop {
        let applied = news
            .recv_timeout(PATIENCE)
            .map_err(|_| format!("the {verb} of {} does not arrive", one.service))?;
        // On PostgreSQL a waiter may be woken for what was there before it came.
        news = listen(stage, one)?;
        if is_stopped(stage, one)? == is_stop {
            return Ok(Change {
                from_request: applied.saturating_duration_since(requested),
                from_answer: applied.saturating_duration_since(answered),
            });
        }
    }
}

/// Hears when the provider has committed an event of the license's owner.
fn listen(stage: &Stage, one: &Sold) -> Result<Receiver<Instant>, Failure> {
    let (sender, receiver) = sync_channel(1);
    let told = Box::new(move || {
        // Whoever gave up waiting is not told.
        let _ = sender.send(Instant::now());
    });
    let feeds = stage.provider.engine().feeds();
    // Whoever waited before and was not told does not wait any more.
    feeds.wake(one.account);
    feeds
        .wait(one.account, told)
        .ok_or("too many wait for the account")?;
    Ok(receiver)
}

fn is_stopped(stage: &Stage, one: &Sold) -> Result<bool, Failure> {
    let id = one.service;
    let engine = stage.provider.engine();
    let found = engine.read(move |scope| Ok(service::find(scope.tx, id)?))?;
    let found = found.ok_or("the license is gone")?;
    Ok(!found.stopped_by.is_empty())
}
