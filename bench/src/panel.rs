//! The pages of the panel on a database of years: how soon the first byte of each comes, and how
//! many bytes each has compressed, beside an empty handler in the same run.
//!
//! The pages are found as a person finds them: from where staff and a customer begin, through the
//! menu and what the pages of the menu lead to. Each function is looked at once for each of them.

mod browser;
mod fill;

use crate::spread::Spread;
use crate::{Engine, machine, round, setup};
use browser::Browser;
use onsell::Failure;
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

/// How the measurement is taken.
#[derive(clap::Args)]
pub struct Arguments {
    /// Which engine keeps the data.
    #[arg(long, value_enum, default_value_t = Engine::Sqlite)]
    store: Engine,
    /// Services that there are.
    #[arg(long, default_value_t = 1_000_000)]
    services: i64,
    /// Operations on them that are unfinished; each service has one that is done besides.
    #[arg(long, default_value_t = 100_000)]
    operations: i64,
    /// How often each page is asked for.
    #[arg(long, default_value_t = 200)]
    looks: usize,
}

/// The first byte of a page shall come so soon, in milliseconds, at the 99th percentile.
const FIRST_BYTE_MS_MAX: f64 = 20.0;
/// A page shall have so many bytes, compressed.
const BYTES_MAX: usize = 60_000;
/// Pages looked at for one visitor at most.
const PAGES_MAX: usize = 400;
/// How far from the beginning pages are followed.
const STEPS_MAX: usize = 3;
/// Pages that ask other systems, which are as slow as those are, and what ends the visit.
const LEFT_OUT: [&str; 9] = [
    "doctor",
    "logon",
    "processing.check",
    "processing.checkbalance",
    "processing.sync",
    "pricelist.import",
    "pricelist.sync",
    "runningoperation.check",
    "service.link",
];

/// Takes the measurement; tells a line for each page, and one for all of a visitor.
pub fn run(arguments: &Arguments, tell: fn(Value)) -> Result<(), Failure> {
    let database = arguments.store.fresh();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let mut vendor = setup::vendor(&runtime, &database)?;
    let visitors = fill::fill(&vendor, arguments.services, arguments.operations)?;
    let empty = crate::bare::round_trips(2_000)?;
    let empty = Spread::of(empty);
    for (name, session) in visitors {
        let mut browser = Browser::open(vendor.address, &session)?;
        let pages = find(&mut browser)?;
        let (mut slow, mut heavy) = (Vec::new(), Vec::new());
        for address in &pages {
            let mut times: Vec<Duration> = Vec::with_capacity(arguments.looks);
            let mut bytes = 0;
            for _ in 0..arguments.looks {
                let page = browser.get(address)?;
                times.push(page.first_byte);
                bytes = bytes.max(page.bytes);
            }
            let spread = Spread::of(times);
            if spread.p99_ms > FIRST_BYTE_MS_MAX {
                slow.push(address.clone());
            }
            if bytes > BYTES_MAX {
                heavy.push(address.clone());
            }
            tell(json!({
                "measurement": "panel",
                "store": arguments.store.name(),
                "visitor": name,
                "page": address,
                "p50_ms": round(spread.p50_ms),
                "p99_ms": round(spread.p99_ms),
                "of_empty": round(spread.p50_ms / empty.p50_ms),
                "bytes_compressed": bytes,
            }));
        }
        tell(json!({
            "measurement": "panel",
            "store": arguments.store.name(),
            "visitor": name,
            "services": arguments.services,
            "operations": arguments.operations,
            "pages": pages.len(),
            "over_20_ms": slow,
            "over_60_kb": heavy,
            "empty_p50_ms": round(empty.p50_ms),
            "empty_p99_ms": round(empty.p99_ms),
            "machine": machine::describe(),
        }));
    }
    vendor.stop();
    Ok(())
}

/// The pages that can be reached, one of each function.
fn find(browser: &mut Browser) -> Result<Vec<String>, Failure> {
    let mut known = BTreeSet::from([String::new()]);
    let mut pages = Vec::new();
    let mut next = VecDeque::from([("/panel".to_owned(), 0)]);
    while let Some((address, step)) = next.pop_front() {
        if pages.len() == PAGES_MAX {
            break;
        }
        let page = browser.read(&address)?;
        if let Some(elsewhere) = page.elsewhere {
            if known.insert(function(&elsewhere).to_owned()) {
                next.push_front((elsewhere, step));
            }
            continue;
        }
        if page.status != 200 {
            continue;
        }
        if step < STEPS_MAX {
            for link in links(&page.text) {
                if is_wanted(&link) && known.insert(function(&link).to_owned()) {
                    next.push_back((link, step + 1));
                }
            }
        }
        pages.push(address);
    }
    Ok(pages)
}

/// Addresses of pages in a page.
fn links(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split("href=\"").skip(1);
    parts
        .filter_map(|part| part.split('"').next())
        .filter(|link| link.starts_with("/panel"))
        .map(|link| link.replace("&amp;", "&").replace("&#38;", "&"))
}

fn function(address: &str) -> &str {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.trim_start_matches("/panel").trim_matches('/')
}

fn is_wanted(address: &str) -> bool {
    let function = function(address);
    let is_no_page = ["assets/", "brand/", "language/", "theme/", "live"]
        .iter()
        .any(|start| function.starts_with(start));
    !is_no_page && !LEFT_OUT.contains(&function)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_found_by_their_links() {
        let text = "<a href=\"/panel/soft?p_num=2&amp;x=1\">a</a><a href=\"/other\">b</a>\
                    <link href=\"/panel/assets/x.css\"><a href=\"/panel\">c</a>";
        let found: Vec<String> = links(text).filter(|link| is_wanted(link)).collect();
        assert_eq!(found, ["/panel/soft?p_num=2&x=1", "/panel"]);
        assert_eq!(function(&found[0]), "soft");
    }
}
