//! Percentiles of latencies.

use std::time::Duration;

/// The middle and the slowest hundredth of some latencies, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// Half are faster.
    pub p50_ms: f64,
    /// One in a hundred is slower.
    pub p99_ms: f64,
}

impl Spread {
    /// Of these latencies; zero of none.
    pub fn of(mut latencies: Vec<Duration>) -> Self {
        latencies.sort_unstable();
        let at = |hundredth: usize| {
            let last = latencies.len().saturating_sub(1);
            let index = (latencies.len() * hundredth / 100).min(last);
            latencies
                .get(index)
                .map_or(0.0, |latency| latency.as_secs_f64() * 1000.0)
        };
        Self {
            p50_ms: at(50),
            p99_ms: at(99),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles() {
        let latencies = (1..=100).map(Duration::from_millis).collect();
        assert_eq!(
            Spread::of(latencies),
            Spread {
                p50_ms: 51.0,
                p99_ms: 100.0
            }
        );
        assert_eq!(
            Spread::of(Vec::new()),
            Spread {
                p50_ms: 0.0,
                p99_ms: 0.0
            }
        );
    }
}
