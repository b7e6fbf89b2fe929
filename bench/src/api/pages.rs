//! Pages of one very long list: the first ones, as people look at them, and any of them.

use super::{Arguments, round_trip_ms};
use crate::client::Client;
use crate::spread::Spread;
use crate::sync::fill::{Books, fill};
use crate::{machine, round, setup};
use onsell::{Failure, Instance};
use onsell_domain::ServiceId;
use serde_json::{Value, json};
use std::time::Instant;

/// Whose list is long.
const OWNER: &str = "owner@bench.example";
/// Rows of a page.
const ROWS: i64 = 20;
/// Pages looked at for a line.
const LOOKS: i64 = 400;
/// How far people page.
const FIRST_PAGES: i64 = 50;

/// Takes the measurement.
pub fn run(
    vendor: &Instance,
    known: &str,
    arguments: &Arguments,
    tell: fn(Value),
) -> Result<(), Failure> {
    let session = furnish(vendor, known, arguments.paged)?;
    let pages = arguments.paged / ROWS;
    let mut client = Client::connect(vendor.address, session)?;
    let trip = round_trip_ms()?;
    for (name, among, more) in [
        ("first", FIRST_PAGES.min(pages), ""),
        ("any", pages, ""),
        ("first, newest on top", FIRST_PAGES.min(pages), "&p_col=-id"),
        (
            "first, active ones",
            FIRST_PAGES.min(pages),
            "&filter=on&status=2",
        ),
    ] {
        let mut times = Vec::new();
        for look in 0..LOOKS {
            // Spread over all of them, in no order that a cache could follow.
            let page = 1 + look * 7919 % among.max(1);
            let query = format!("func=soft&p_cnt={ROWS}&p_num={page}{more}");
            let began = Instant::now();
            client.call(&query)?;
            times.push(began.elapsed());
        }
        let spread = Spread::of(times);
        tell(json!({
            "measurement": "api",
            "store": arguments.store.name(),
            "pages": name,
            "services": arguments.paged,
            "rows": ROWS,
            "p50_ms": round(spread.p50_ms),
            "p99_ms": round(spread.p99_ms),
            "round_trip_ms": round(trip),
            "machine": machine::describe(),
        }));
    }
    Ok(())
}

/// A customer with very many services; his session.
fn furnish(vendor: &Instance, known: &str, services: i64) -> Result<String, Failure> {
    let engine = vendor.engine();
    let account = setup::customer(engine, OWNER, &setup::password_hash()?)?;
    // A service that is there knows what the others need.
    let known: ServiceId = known.parse()?;
    let (books, known) = Books::like(engine, account, known)?;
    let first = 1 + known.id.get().max(100_000);
    fill(engine, &books, first, first + services - 1)?;
    setup::session(engine, OWNER)
}
