//! Measures Onsell against limits taken in the same run. Every measurement prints one JSON line.

mod client;
mod lifecycle;
mod limit;
mod machine;
mod setup;
mod spread;

use clap::{Parser, Subcommand, ValueEnum};
use std::process::ExitCode;

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
}

/// Which engine keeps the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// The embedded engine, `synchronous=FULL`.
    Sqlite,
    /// The PostgreSQL server at `ONSELL_TEST_POSTGRES`, `synchronous_commit=on`.
    Postgres,
}

fn main() -> ExitCode {
    onsell::logging::start("warn", false);
    // The choice is made once for the whole process.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let Measurement::Lifecycle(arguments) = Arguments::parse().measurement;
    match lifecycle::run(&arguments) {
        Ok(line) => {
            println!("{line}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("onsell-bench: {error}");
            ExitCode::FAILURE
        }
    }
}
