//! Complete lifecycles: a customer orders at the provider, the provider buys from the vendor, the
//! event comes back, the customer reads the key.

use crate::client::{Client, text_of};
use crate::setup::{Customer, Stage};
use crate::spread::Spread;
use crate::{Engine, limit, machine, round};
use onsell::Failure;
use onsell_store::Counters;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How the measurement is taken.
#[derive(clap::Args)]
pub struct Arguments {
    /// Which engine keeps the data of both instances.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    store: Engine,
    /// How long each part of the measurement takes.
    #[arg(long, default_value_t = 10)]
    seconds: u64,
    /// Customers who order at once, one after the other each.
    #[arg(long, default_value_t = 64)]
    customers: usize,
    /// The provider's threads that ask the vendor.
    #[arg(long, default_value_t = 32)]
    workers: usize,
    /// Writing connections to PostgreSQL; SQLite has one.
    #[arg(long, default_value_t = onsell_store::Options::default().writers)]
    writers: usize,
}

/// What one part of the load found.
struct Load {
    lifecycles: u64,
    seconds: f64,
    latencies: Vec<Duration>,
}

/// Takes the measurement: full load, a tenth of it, and the limit.
pub fn run(arguments: &Arguments) -> Result<Value, Failure> {
    let mut stage = Stage::open(
        arguments.store,
        arguments.customers,
        arguments.workers,
        arguments.writers,
    )?;
    let address = stage.provider.address;
    let numbers = AtomicU64::new(0);
    // The first lifecycles prepare statements and open connections.
    drive(
        &stage.customers,
        address,
        &numbers,
        Duration::from_secs(1),
        None,
    )?;
    let before = counted(&stage);
    let full = drive(
        &stage.customers,
        address,
        &numbers,
        Duration::from_secs(arguments.seconds),
        None,
    )?;
    let after = counted(&stage);
    let each =
        |after: u64, before: u64| round((after - before) as f64 / full.lifecycles.max(1) as f64);
    let rate = full.lifecycles as f64 / full.seconds;
    let tenth = drive(
        &stage.customers,
        address,
        &numbers,
        Duration::from_secs(arguments.seconds),
        Some(rate / 10.0),
    )?;
    let peak = machine::peak_memory_mib();
    stage.provider.rest();
    let limit = limit::run(&stage, arguments.seconds)?;
    stage.close();
    let at_tenth = Spread::of(tenth.latencies);
    let at_full = Spread::of(full.latencies.clone());
    Ok(json!({
        "measurement": "lifecycle",
        "store": arguments.store.name(),
        "customers": arguments.customers,
        "seconds": arguments.seconds,
        "lifecycles_per_s": round(rate),
        "order_to_active_p50_ms": round(at_full.p50_ms),
        "order_to_active_p99_ms": round(at_full.p99_ms),
        "tenth": {
            "lifecycles_per_s": round(tenth.lifecycles as f64 / tenth.seconds),
            "order_to_active_p50_ms": round(at_tenth.p50_ms),
            "order_to_active_p99_ms": round(at_tenth.p99_ms),
        },
        "durable_commits_per_lifecycle": each(after.commits, before.commits),
        "retries_per_lifecycle": each(after.retries, before.retries),
        "statements_per_lifecycle": {
            "writing": each(after.statements, before.statements),
            "reading": each(after.reads, before.reads),
        },
        "peak_memory_mib": peak,
        "limit": round(limit),
        "of_limit": round(rate / limit),
        "machine": machine::describe(),
    }))
}

/// What both instances' stores have done so far.
pub fn counted(stage: &Stage) -> Counters {
    let of = |instance: &onsell::Instance| instance.engine().store().counters();
    let (vendor, provider) = (of(&stage.vendor), of(&stage.provider));
    Counters {
        units: vendor.units + provider.units,
        commits: vendor.commits + provider.commits,
        statements: vendor.statements + provider.statements,
        reads: vendor.reads + provider.reads,
        retries: vendor.retries + provider.retries,
    }
}

/// Lets every customer order again and again; with a rate, all of them together no faster than it.
fn drive(
    customers: &[Customer],
    address: SocketAddr,
    numbers: &AtomicU64,
    time: Duration,
    rate: Option<f64>,
) -> Result<Load, Failure> {
    let began = Instant::now();
    let until = began + time;
    let pause = rate.map(|rate| Duration::from_secs_f64(customers.len() as f64 / rate));
    let results: Vec<Result<Vec<Duration>, Failure>> = std::thread::scope(|threads| {
        let running: Vec<_> = customers
            .iter()
            .enumerate()
            .map(|(place, customer)| {
                // Paced customers begin one after the other, not all at once.
                let first =
                    pause.map(|pause| began + pause * place as u32 / customers.len() as u32);
                threads.spawn(move || order_on(customer, address, numbers, until, first, pause))
            })
            .collect();
        running
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err("a customer panicked".into()))
            })
            .collect()
    });
    let mut latencies = Vec::new();
    for result in results {
        latencies.extend(result?);
    }
    let lifecycles = latencies.len() as u64;
    Ok(Load {
        lifecycles,
        seconds: began.elapsed().as_secs_f64(),
        latencies,
    })
}

fn order_on(
    customer: &Customer,
    address: SocketAddr,
    numbers: &AtomicU64,
    until: Instant,
    first: Option<Instant>,
    pause: Option<Duration>,
) -> Result<Vec<Duration>, Failure> {
    let mut client = Client::connect(address, customer.session.clone())?;
    let mut cursor = newest(&mut client)?;
    let mut latencies = Vec::new();
    let mut next = first.unwrap_or_else(Instant::now);
    while Instant::now() < until {
        if pause.is_some() {
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
            if Instant::now() >= until {
                break;
            }
        }
        let began = Instant::now();
        cursor = lifecycle(&mut client, numbers.fetch_add(1, Ordering::Relaxed), cursor)?;
        latencies.push(began.elapsed());
        next += pause.unwrap_or_default();
    }
    Ok(latencies)
}

pub fn newest(client: &mut Client) -> Result<i64, Failure> {
    let answer = client.call("func=itemevent&limit=1&after=999999999999")?;
    Ok(text_of(answer, "newest")
        .ok_or("the feed tells no newest event")?
        .parse()?)
}

/// One lifecycle; returns the cursor behind its event.
pub fn lifecycle(client: &mut Client, number: u64, cursor: i64) -> Result<i64, Failure> {
    let ip = format!(
        "10.{}.{}.{}",
        (number >> 16) % 128,
        (number >> 8) % 256,
        number % 256
    );
    let query = format!(
        "func=soft.order.param&pricelist={}&period=1&ip={ip}&licname=bench&skipbasket=on&sok=ok",
        tariff()
    );
    let answer = client.call(&query)?;
    let service = text_of(answer, "id")
        .ok_or("the order has no number")?
        .to_owned();
    let mut cursor = cursor;
    loop {
        let query = format!("func=itemevent&after={cursor}&wait=20");
        let answer = client.call(&query)?;
        let Some(id) = last_event(answer) else {
            return Err(format!("no event for the service {service}").into());
        };
        let found = answer.contains(&format!("<item>{service}</item>"));
        cursor = id;
        if found {
            break;
        }
    }
    let answer = client.call(&format!("func=soft.edit&elid={service}"))?;
    let active = text_of(answer, "status") == Some("2");
    let key = text_of(answer, "lickey").unwrap_or_default();
    if !active || key.is_empty() {
        return Err(format!("the service {service} is not active with a key").into());
    }
    Ok(cursor)
}

fn last_event(answer: &str) -> Option<i64> {
    let from = answer.rfind("<elem>")?;
    text_of(&answer[from..], "id")?.parse().ok()
}

/// The provider's number of the imported tariff; the first of an empty catalogue.
fn tariff() -> i64 {
    1
}
