//! Two hundred seeds end well.

use onsell_sim::plan::story_of;
use onsell_sim::story::play;
use onsell_sim::template::template;
use std::sync::atomic::{AtomicU64, Ordering};

const SEEDS: u64 = 200;

#[test]
fn two_hundred_seeds_end_well() {
    let next = AtomicU64::new(0);
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|threads| {
        for _ in 0..processors {
            threads.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= SEEDS {
                        return;
                    }
                    let played = play(&story_of(seed, template().knows_tariff_change));
                    assert_eq!(
                        played.violation, None,
                        "seed {seed}; for its shortest story: \
                         cargo run --release -p onsell-sim -- --seeds 1 --first-seed {seed}"
                    );
                }
            });
        }
    });
}
