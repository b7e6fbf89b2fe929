//! Requests per second of the API beside an empty handler of the same server, and how long pages of
//! a very long list take.

mod load;
mod pages;

use crate::{Engine, bare, machine, round, setup};
use load::{Load, serve_empty};
use onsell::{Failure, Instance};
use serde_json::{Value, json};
use std::time::Duration;

/// How the measurement is taken.
#[derive(clap::Args)]
pub struct Arguments {
    /// Which engine keeps the data.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    store: Engine,
    /// How long each line of the measurement takes.
    #[arg(long, default_value_t = 2)]
    seconds: u64,
    /// Connections at once, one line after the other.
    #[arg(long, value_delimiter = ',', default_values_t = [1, 32, 256])]
    connections: Vec<usize>,
    /// Services of the account whose list is read.
    #[arg(long, default_value_t = 20)]
    services: usize,
    /// Services of the account whose list is paged; 0 leaves it out.
    #[arg(long, default_value_t = 1_000_000)]
    paged: i64,
}

/// A caller with a few services.
const CALLER: &str = "caller@bench.example";

/// Takes the measurement; tells a line for each function, credential and number of connections.
pub fn run(arguments: &Arguments, tell: fn(Value)) -> Result<(), Failure> {
    let database = arguments.store.fresh();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut vendor = setup::vendor(&runtime, &database)?;
    let service = furnish(&vendor, arguments.services)?;
    let empty = serve_empty(runtime.handle())?;
    let time = Duration::from_secs(arguments.seconds);
    let authinfo = format!("authinfo={CALLER}:{}", setup::PASSWORD);
    let session = format!("auth={}", setup::session(vendor.engine(), CALLER)?);
    for &connections in &arguments.connections {
        let load = |address, query: &str| {
            Load {
                address,
                connections,
                time,
            }
            .run(query)
        };
        let limit = load(empty, "func=nothing")?;
        for (function, query) in [
            ("whoami", "func=whoami".to_owned()),
            ("soft", "func=soft".to_owned()),
            ("soft.edit", format!("func=soft.edit&elid={service}")),
        ] {
            for (by, credential) in [("authinfo", &authinfo), ("session", &session)] {
                let measured = load(vendor.address, &format!("{query}&{credential}"))?;
                tell(json!({
                    "measurement": "api",
                    "store": arguments.store.name(),
                    "function": function,
                    "by": by,
                    "connections": connections,
                    "requests_per_s": round(measured.rate),
                    "p50_ms": round(measured.spread.p50_ms),
                    "p99_ms": round(measured.spread.p99_ms),
                    "answer_bytes": measured.bytes,
                    "empty_per_s": round(limit.rate),
                    "of_empty": round(measured.rate / limit.rate),
                    "machine": machine::describe(),
                }));
            }
        }
    }
    if arguments.paged > 0 {
        pages::run(&vendor, &service, arguments, tell)?;
    }
    vendor.stop();
    Ok(())
}

/// A customer with some services; the number of one of them.
fn furnish(vendor: &Instance, services: usize) -> Result<String, Failure> {
    vendor
        .staff()
        .call("pricelist.resume", &[("elid", "55227")])?;
    setup::customer(vendor.engine(), CALLER, &setup::password_hash()?)?;
    let caller = vendor.caller(CALLER, setup::PASSWORD);
    let mut service = String::new();
    for number in 0..services.max(1) {
        let ip = format!("10.1.{}.{}", number / 256, number % 256);
        let order = [
            ("pricelist", "55227"),
            ("period", "1"),
            ("ip", &ip),
            ("licname", "bench"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let answer = caller.call("soft.order.param", &order)?;
        answer
            .text_of("id")
            .ok_or("the order has no number")?
            .clone_into(&mut service);
    }
    Ok(service)
}

/// A round trip to a server that does nothing, in milliseconds: what no page can be faster than.
fn round_trip_ms() -> Result<f64, Failure> {
    const TRIPS: usize = 500;
    Ok(bare::middle_ms(bare::round_trips(TRIPS)?))
}
