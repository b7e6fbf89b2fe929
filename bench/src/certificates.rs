//! What a round of the job costs that issues certificates anew inside their paid term, by the
//! number of certificates that there are and of those that are due. Nothing is asked of an
//! authority: what is measured is finding what is due and writing down that it is begun.

mod fill;

use crate::spread::Spread;
use crate::sync::fill::{Books, fill as fill_services};
use crate::{Engine, Failure, Onsell, bare, machine, round, setup};
use fill::{end_begun, fill, make_due};
use onsell::Instance;
use onsell::instance::Caller;
use onsell_domain::ServiceId;
use onsell_engine::certificate;
use onsell_store::testing::Fresh;
use onsell_wire::Node;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::runtime::Runtime;

/// How the measurement is taken.
#[derive(clap::Args)]
pub struct Arguments {
    /// Which engine keeps the data.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    store: Engine,
    /// How many certificates there are, one run after the other; the first is what the last is
    /// compared with.
    #[arg(long, value_delimiter = ',', default_values_t = [1_000, 100_000, 1_000_000])]
    certificates: Vec<i64>,
    /// How many of them are due at a round.
    #[arg(long, value_delimiter = ',', default_values_t = [0, 10, 1_000])]
    due: Vec<i64>,
    /// How long the rounds of each line take at least.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
}

/// Rounds of a line at least and at most.
const ROUNDS_MIN: usize = 5;
const ROUNDS_MAX: usize = 1_000;
/// Rounds that are not counted: they prepare statements.
const ROUNDS_BEFORE: usize = 3;
/// Commits whose middle is the limit's measure.
const COMMITS: usize = 500;
/// How long the first certificate may take.
const PATIENCE: Duration = Duration::from_secs(20);
const CUSTOMER: &str = "customer@bench.example";

/// Takes the measurement; tells a line for each number of certificates and of due ones, and at last
/// how much more each costs with the most certificates than with the fewest.
pub fn run(arguments: &Arguments, tell: fn(Value)) -> Result<(), Failure> {
    let mut sizes = arguments.certificates.clone();
    sizes.sort_unstable();
    let time = Duration::from_secs(arguments.seconds);
    let mut runs: Vec<Vec<f64>> = Vec::new();
    for &certificates in &sizes {
        let mut house = House::open(arguments.store, certificates)?;
        let mut middles = Vec::new();
        for &due in &arguments.due {
            let (line, middle) = house.measured(due, time)?;
            middles.push(middle);
            let mut line = line;
            line["store"] = arguments.store.name().into();
            tell(line);
        }
        runs.push(middles);
        house.instance.stop();
    }
    if let (Some(fewest), Some(most)) = (runs.first(), runs.last()) {
        let ratios: serde_json::Map<String, Value> = arguments
            .due
            .iter()
            .zip(fewest.iter().zip(most))
            .map(|(due, (fewest, most))| (due.to_string(), round(most / fewest).into()))
            .collect();
        tell(json!({
            "measurement": "certificates",
            "store": arguments.store.name(),
            "certificates": sizes,
            "round_ratio_by_due": ratios,
            "peak_memory_mib": machine::peak_memory_mib(),
        }));
    }
    Ok(())
}

/// A seller with very many certificates, whose jobs run when they are told to.
struct House {
    instance: Instance,
    first: i64,
    certificates: i64,
    filled: Duration,
    commit_ms: f64,
    rounds: i64,
    _runtime: Runtime,
    _database: Fresh,
}

impl House {
    fn open(store: Engine, certificates: i64) -> Result<Self, Failure> {
        let database = store.fresh();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?;
        let mut instance = setup::vendor(&runtime, &database)?;
        let account = setup::customer(instance.engine(), CUSTOMER, &setup::password_hash()?)?;
        let known = first_certificate(&instance)?;
        instance.rest();
        let engine = instance.engine();
        let began = Instant::now();
        let (books, known) = Books::like(engine, account, known)?;
        let first = 1 + known.id.get().max(100_000);
        let last = first + certificates - 1;
        fill_services(engine, &books, first, last)?;
        fill(engine, known.id, first, last)?;
        let filled = began.elapsed();
        let commit_ms = bare::middle_ms(bare::durable_commits(engine, COMMITS)?);
        Ok(Self {
            instance,
            first,
            certificates,
            filled,
            commit_ms,
            rounds: 0,
            _runtime: runtime,
            _database: database,
        })
    }

    /// So many of them, far from each other, and other ones each time.
    fn some(&mut self, count: i64) -> Vec<i64> {
        self.rounds += 1;
        let count = count.min(self.certificates);
        let stride = self.certificates / count.max(1);
        (0..count)
            .map(|number| (number * stride + self.rounds) % self.certificates + self.first)
            .collect()
    }

    /// A round in which so many are due: how long it took.
    fn round(&mut self, due: i64) -> Result<Duration, Failure> {
        let services = self.some(due);
        let engine: &Onsell = self.instance.engine();
        make_due(engine, services.clone(), engine.now())?;
        let began = Instant::now();
        certificate::run(engine)?;
        let took = began.elapsed();
        let begun = end_begun(engine, services.clone())?;
        if begun != services.len() as i64 {
            return Err(format!("{} were due, and {begun} were begun", services.len()).into());
        }
        Ok(took)
    }

    fn measured(&mut self, due: i64, time: Duration) -> Result<(Value, f64), Failure> {
        for _ in 0..ROUNDS_BEFORE {
            self.round(due)?;
        }
        let before = self.instance.engine().store().counters();
        let (mut times, until) = (Vec::new(), Instant::now() + time);
        while times.len() < ROUNDS_MIN || Instant::now() < until && times.len() < ROUNDS_MAX {
            times.push(self.round(due)?);
        }
        let after = self.instance.engine().store().counters();
        let rounds = times.len() as f64;
        let spread = Spread::of(times);
        // A round's own preparation makes two commits that are not of the job.
        let commits = (after.commits - before.commits) as f64 / rounds - 2.0;
        let limit = commits.max(0.0) * self.commit_ms;
        let line = json!({
            "measurement": "certificates",
            "certificates": self.certificates,
            "due": due,
            "filled_in_s": round(self.filled.as_secs_f64()),
            "rounds": rounds,
            "round_p50_ms": (spread.p50_ms * 1000.0).round() / 1000.0,
            "round_p99_ms": (spread.p99_ms * 1000.0).round() / 1000.0,
            "each_ms": (due > 0).then(|| round(spread.p50_ms / due as f64)),
            "durable_commits": round(commits),
            "limit_ms": round(limit),
            "machine": machine::describe(),
        });
        Ok((line, spread.p50_ms))
    }
}

/// A certificate of an own authority, ordered as every customer does it, that all others are like.
fn first_certificate(instance: &Instance) -> Result<ServiceId, Failure> {
    let staff = instance.staff();
    let module = [
        ("module", "ownca"),
        ("itemtype", "certificate"),
        ("name", "Own authority"),
        ("sok", "ok"),
    ];
    let module = id(&staff.call("processing.add", &module)?)?;
    let tariff = [
        ("processingmodule", module.as_str()),
        ("name", "SSL"),
        ("sok", "ok"),
    ];
    let tariff = id(&staff.call("pricelist.add", &tariff)?)?;
    let says = [
        ("elid", tariff.as_str()),
        ("template", "www authdnstxt"),
        ("price_12", "20.00"),
        ("active", "on"),
        ("sok", "ok"),
    ];
    staff.call("pricelist.edit", &says)?;
    let customer = instance.caller(CUSTOMER, setup::PASSWORD);
    let order = [
        ("pricelist", tariff.as_str()),
        ("period", "12"),
        ("crt_type", "generate"),
        ("CN", "shop.example.com"),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    let service = id(&customer.call("certificate.order.param", &order)?)?;
    issued(&customer, &service)?;
    Ok(service.parse()?)
}

fn issued(customer: &Caller, service: &str) -> Result<(), Failure> {
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        let card = customer.call("certificate.edit", &[("elid", service)])?;
        if card.text_of("status") == Some("2") {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Err("the first certificate was not issued".into())
}

fn id(answer: &Node) -> Result<String, Failure> {
    Ok(answer.text_of("id").ok_or("no number")?.to_owned())
}
