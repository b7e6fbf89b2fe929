//! Plays seeds until one fails, and tells the shortest story of it.

use clap::Parser;
use onsell_sim::moves::Story;
use onsell_sim::plan::story_of;
use onsell_sim::shrink::shrink;
use onsell_sim::story::{Played, play};
use onsell_sim::template::template;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

#[derive(Parser)]
#[command(
    name = "onsell-sim",
    version,
    about = "Simulates a seller and a reseller."
)]
struct Arguments {
    /// How many seeds are played.
    #[arg(long, default_value_t = 200)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 0)]
    first_seed: u64,
    /// Seeds that are played at the same time; without it as many as there are processors.
    #[arg(long)]
    threads: Option<usize>,
    /// Tells the whole story of each seed.
    #[arg(long)]
    tell: bool,
    /// Tells which seeds fail and how, without looking for the shortest story.
    #[arg(long)]
    all: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let began = Instant::now();
    let (played, failures) = run(&arguments);
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{played} seeds in {seconds:.1} s, {:.1} seeds per second",
        played as f64 / seconds
    );
    let Some(seed) = failures.iter().min() else {
        return ExitCode::SUCCESS;
    };
    if !arguments.all {
        println!("\nSeed {seed} fails. The shortest story of it:\n");
        match shrink(&story(*seed), None) {
            Some((shortest, played)) => tell(&shortest, &played),
            None => println!("It does not fail when it is told again, which is a defect itself."),
        }
    }
    ExitCode::FAILURE
}

fn story(seed: u64) -> Story {
    story_of(seed, template().knows_tariff_change)
}

/// Plays the seeds; how many were played, and which failed.
fn run(arguments: &Arguments) -> (u64, Vec<u64>) {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = arguments.threads.unwrap_or(processors).max(1);
    let next = AtomicU64::new(0);
    let played = AtomicU64::new(0);
    let stop = AtomicBool::new(false);
    let failures = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= arguments.seeds {
                        return;
                    }
                    let seed = arguments.first_seed + index;
                    let result = play(&story(seed));
                    played.fetch_add(1, Ordering::Relaxed);
                    if arguments.tell {
                        tell(&story(seed), &result);
                    }
                    if let Some(violation) = result.violation {
                        if arguments.all {
                            println!("{seed}: {}: {}", violation.invariant, violation.words);
                        }
                        failures
                            .lock()
                            .unwrap_or_else(PoisonError::into_inner)
                            .push(seed);
                        stop.store(!arguments.all, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let failures = failures
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    (played.load(Ordering::Relaxed), failures)
}

fn tell(story: &Story, played: &Played) {
    println!("{:?}", story.setting);
    for one in &story.moves {
        println!("    {one:?},");
    }
    println!();
    for line in &played.told {
        println!("{line}");
    }
}
