//! Whether the work that comes back is done in time: the light that staff see.

use crate::clock::Timestamp;

/// How late work may be before the light turns amber, in seconds.
pub const LATE_SECONDS: i64 = 60;
/// How late work may be before nobody seems to do it, in seconds.
pub const STANDS_SECONDS: i64 = 600;

/// Whether work is done in time; the worst is the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    /// It is.
    Green,
    /// It is late.
    Amber,
    /// Nobody seems to do it.
    Red,
}

impl Light {
    /// Its name for programs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

/// How many seconds ago something was due; zero when it is not due yet.
pub fn lag_seconds(due_at: Timestamp, now: Timestamp) -> i64 {
    (now.micros().saturating_sub(due_at.micros()) / 1_000_000).max(0)
}

/// The light of work that is late by so many seconds.
pub const fn light(lag_seconds: i64) -> Light {
    if lag_seconds <= LATE_SECONDS {
        Light::Green
    } else if lag_seconds <= STANDS_SECONDS {
        Light::Amber
    } else {
        Light::Red
    }
}

/// The light of everything: as bad as the worst of it, and red where there is no work at all.
pub fn worst(lags_seconds: impl IntoIterator<Item = i64>) -> Light {
    let lights = lags_seconds.into_iter().map(light);
    lights.max().unwrap_or(Light::Red)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_light_follows_the_lag() {
        let check = |lag: i64, expect: Light| assert_eq!(light(lag), expect, "{lag}");
        check(0, Light::Green);
        check(60, Light::Green);
        check(61, Light::Amber);
        check(600, Light::Amber);
        check(601, Light::Red);
        assert_eq!(worst([0, 61, 5]), Light::Amber);
        assert_eq!(worst([601, 61]), Light::Red);
        assert_eq!(worst([]), Light::Red);
    }

    #[test]
    fn what_is_due_later_is_not_late() {
        let now = Timestamp::from_micros(100_000_000);
        let check = |due: i64, expect: i64| {
            assert_eq!(lag_seconds(Timestamp::from_micros(due), now), expect);
        };
        check(200_000_000, 0);
        check(100_000_000, 0);
        check(90_500_000, 9);
        check(i64::MIN, i64::MAX / 1_000_000);
    }
}
