//! What one `checkevent` costs, by the number of services that there are and of those that changed
//! since the last one. Between the passes nothing happens on either side.

pub mod fill;
mod pair;
mod transport;

use crate::spread::Spread;
use crate::{Engine, Failure, bare, machine, round};
use onsell_engine::check_event::check_all;
use pair::{Done, Pair};
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// How the measurement is taken.
#[derive(clap::Args)]
pub struct Arguments {
    /// Which engine keeps the data of both instances.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    store: Engine,
    /// How many services there are on both sides, one after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 100_000, 1_000_000])]
    services: Vec<i64>,
    /// How many of them change between two passes.
    #[arg(long, value_delimiter = ',', default_values_t = [0, 10, 1_000])]
    changes: Vec<i64>,
    /// How long the passes of each line take at least.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
}

/// Passes of a line at least and at most.
const PASSES_MIN: usize = 5;
const PASSES_MAX: usize = 1_000;
/// Passes that are not counted: they open connections and prepare statements.
const PASSES_BEFORE: usize = 3;
/// Round trips and commits whose middle is the limit's measure.
const BARE: usize = 1_000;

/// What the bare machine takes for a round trip and for a durable commit, in milliseconds.
struct Bare {
    round_trip_ms: f64,
    commit_ms: f64,
}

/// Takes the measurement; tells a line for each number of services and changes, and at last how
/// much more a pass without changes costs with the most services than with the fewest.
pub fn run(arguments: &Arguments, tell: fn(Value)) -> Result<(), Failure> {
    let time = Duration::from_secs(arguments.seconds);
    let mut pair = Pair::open(arguments.store)?;
    let mut starts = Map::new();
    let mut sizes = arguments.services.clone();
    sizes.sort_unstable();
    for &services in &sizes {
        let began = Instant::now();
        pair.grow_to(services)?;
        let filled = began.elapsed();
        starts.insert(services.to_string(), ms(pair.restart()?).into());
        let bare = Bare {
            round_trip_ms: bare::middle_ms(bare::round_trips(BARE)?),
            commit_ms: bare::middle_ms(bare::durable_commits(pair.provider(), BARE)?),
        };
        for &changes in &arguments.changes {
            let (times, done) = passes(&pair, changes, time)?;
            let mut line = line(times, done, &bare);
            line.insert("store".to_owned(), arguments.store.name().into());
            line.insert("services".to_owned(), services.into());
            line.insert("changes".to_owned(), changes.into());
            line.insert("filled_in_s".to_owned(), round(filled.as_secs_f64()).into());
            tell(line.into());
        }
    }
    if let (Some(&fewest), Some(&most)) = (sizes.first(), sizes.last()) {
        let mut other = Pair::open(arguments.store)?;
        other.grow_to(fewest)?;
        let [small, large] = idle_in_turn([&other, &pair], time)?;
        other.close();
        tell(json!({
            "measurement": "sync",
            "store": arguments.store.name(),
            "idle_pass_p50_ms": {
                fewest.to_string(): round(small.p50_ms),
                most.to_string(): round(large.p50_ms),
            },
            "idle_pass_ratio": round(large.p50_ms / small.p50_ms),
            "start_ms": starts,
            "peak_memory_mib": machine::peak_memory_mib(),
        }));
    }
    pair.close();
    Ok(())
}

/// Passes without changes over two pairs in turn, so that what else the machine does meets both.
fn idle_in_turn(pairs: [&Pair; 2], time: Duration) -> Result<[Spread; 2], Failure> {
    let mut times = [Vec::new(), Vec::new()];
    let until = Instant::now() + time;
    let mut count = 0;
    while count < PASSES_MIN || Instant::now() < until {
        for (pair, times) in pairs.iter().zip(&mut times) {
            let (took, ..) = pass(pair, 0)?;
            if count >= PASSES_BEFORE {
                times.push(took);
            }
        }
        count += 1;
    }
    Ok(times.map(Spread::of))
}

fn ms(time: Duration) -> f64 {
    round(time.as_secs_f64() * 1000.0)
}

/// Lets services change and passes find them, again and again: how long each pass took, and what
/// all of them did.
fn passes(pair: &Pair, changes: i64, time: Duration) -> Result<(Vec<Duration>, Sum), Failure> {
    let mut times = Vec::new();
    let mut sum = Sum::default();
    for _ in 0..PASSES_BEFORE {
        pass(pair, changes)?;
    }
    let until = Instant::now() + time;
    while times.len() < PASSES_MIN || Instant::now() < until && times.len() < PASSES_MAX {
        let (took, before, after) = pass(pair, changes)?;
        times.push(took);
        sum.add(before, after);
    }
    Ok((times, sum))
}

fn pass(pair: &Pair, changes: i64) -> Result<(Duration, Done, Done), Failure> {
    pair.change(changes)?;
    let before = pair.done();
    let began = Instant::now();
    let report = check_all(pair.provider())?;
    let took = began.elapsed();
    if report.changed as i64 != changes || !report.problems.is_empty() {
        return Err(format!("{changes} services changed, and the pass told {report:?}").into());
    }
    Ok((took, before, pair.done()))
}

/// What passes did.
#[derive(Default)]
struct Sum {
    commits: u64,
    here: [u64; 2],
    there: [u64; 2],
    requests: u64,
    sent: u64,
    received: u64,
}

impl Sum {
    fn add(&mut self, before: Done, after: Done) {
        self.commits += after.provider.commits - before.provider.commits;
        self.here[0] += after.provider.statements - before.provider.statements;
        self.here[1] += after.provider.reads - before.provider.reads;
        self.there[0] += after.vendor.statements - before.vendor.statements;
        self.there[1] += after.vendor.reads - before.vendor.reads;
        self.requests += after.traffic.requests - before.traffic.requests;
        self.sent += after.traffic.sent - before.traffic.sent;
        self.received += after.traffic.received - before.traffic.received;
    }
}

fn line(times: Vec<Duration>, sum: Sum, bare: &Bare) -> Map<String, Value> {
    let passes = times.len();
    let spread = Spread::of(times);
    let each = |number: u64| round(number as f64 / passes as f64);
    let statements = |of: [u64; 2]| json!({ "writing": each(of[0]), "reading": each(of[1]) });
    let limit = each(sum.requests) * bare.round_trip_ms + each(sum.commits) * bare.commit_ms;
    let line = json!({
        "measurement": "sync",
        "passes": passes,
        "pass_p50_ms": round(spread.p50_ms),
        "pass_p99_ms": round(spread.p99_ms),
        "requests": each(sum.requests),
        "bytes": { "sent": each(sum.sent), "received": each(sum.received) },
        "statements": { "provider": statements(sum.here), "vendor": statements(sum.there) },
        "durable_commits": each(sum.commits),
        "limit_ms": round(limit),
        "of_limit": round(limit / spread.p50_ms),
        "machine": machine::describe(),
    });
    match line {
        Value::Object(line) => line,
        _ => Map::new(),
    }
}
