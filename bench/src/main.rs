//! Measures Onsell against limits taken in the same run. Every measurement prints one JSON line.

mod api;
mod bare;
mod catalog;
mod certificates;
mod client;
mod events;
mod lifecycle;
mod limit;
mod machine;
mod numbers;
mod panel;
mod setup;
mod spread;
mod sync;

use clap::{Parser, Subcommand, ValueEnum};
use onsell::Failure;
use onsell_engine::Engine as Onsell;
use onsell_store::testing::Fresh;
use serde_json::Value;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[derive(Parser)]
#[command(name = "onsell-bench", version, about = "Measures Onsell.")]
struct Arguments {
    #[command(subcommand)]
    measurement: Measurement,
}

#[derive(Subcommand)]
enum Measurement {
    /// Complete lifecycles through two instances: a customer's order until the license is active
    /// there with its key.
    Lifecycle(lifecycle::Arguments),
    /// How soon a change at the vendor is applied at the provider, which waits for it.
    Events(events::Arguments),
    /// What one `checkevent` costs by the number of services that there are and of those that
    /// changed.
    Sync(sync::Arguments),
    /// Pages of a long price list, and orders from it, beside a short one.
    Catalog(catalog::Arguments),
    /// What a round of re-issues costs by the number of certificates that there are and of those
    /// that are due.
    Certificates(certificates::Arguments),
    /// Requests per second of the API beside an empty handler, and pages of a very long list.
    Api(api::Arguments),
    /// The pages of the panel on a database of years, beside an empty handler.
    Panel(panel::Arguments),
}

/// Which engine keeps the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// The embedded engine, `synchronous=FULL`.
    Sqlite,
    /// The PostgreSQL server at `ONSELL_TEST_POSTGRES`, `synchronous_commit=on`.
    Postgres,
}

impl Engine {
    /// Its name in a line.
    fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
        }
    }

    /// An empty database.
    fn fresh(self) -> Fresh {
        match self {
            Self::Sqlite => Fresh::sqlite(),
            Self::Postgres => Fresh::postgres(),
        }
    }
}

/// A figure as it is printed.
fn round(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}

fn main() -> ExitCode {
    onsell::logging::start("warn", false);
    // The choice is made once for the whole process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let measured = match Arguments::parse().measurement {
        Measurement::Lifecycle(arguments) => lifecycle::run(&arguments).map(tell),
        Measurement::Events(arguments) => events::run(&arguments).map(tell),
        Measurement::Sync(arguments) => sync::run(&arguments, tell),
        Measurement::Catalog(arguments) => catalog::run(&arguments, tell),
        Measurement::Certificates(arguments) => certificates::run(&arguments, tell),
        Measurement::Api(arguments) => api::run(&arguments, tell),
        Measurement::Panel(arguments) => panel::run(&arguments, tell),
    };
    match measured {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("onsell-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a line is told once")]
fn tell(line: Value) {
    println!("{line}");
}
