//! Our account at a seller: when its balance is read, when it is too low, and when a seller that
//! refuses our credentials is asked again.

use crate::clock::{Timestamp, Zone};
use crate::money::Amount;
use jiff::ToSpan;

/// The hours of the day at which balances are read, in the provider's zone (semantics 3.5).
pub const CHECK_HOURS: [i8; 2] = [6, 18];
/// After a refusal the credentials are tried again so many seconds later; then each pause is as
/// long as the refusal has lasted, which doubles it.
pub const PROBE_PAUSE_SECONDS_FIRST: i64 = 60;
/// No pause between two probes is longer than this, in seconds.
pub const PROBE_PAUSE_SECONDS_MAX: i64 = 3600;

/// The next instant after `now` at which balances are read.
pub fn next_check(now: Timestamp, zone: &Zone) -> Timestamp {
    let today = now.date_in(zone);
    let days = [Ok(today), today.checked_add(1.day())];
    let instants = days.into_iter().flatten().flat_map(|day| {
        CHECK_HOURS
            .into_iter()
            .map(move |hour| zone.at_hour(day, hour))
    });
    instants
        .filter(|instant| *instant > now)
        .min()
        .unwrap_or_else(|| now.plus_seconds(12 * 3600))
}

/// What is missing to a minimal balance; none when it is reached, or where there is no minimum.
pub fn missing(balance: Amount, minimum: Option<Amount>) -> Option<Amount> {
    let missing = minimum?.checked_sub(balance).ok()?;
    (missing > Amount::ZERO).then_some(missing)
}

/// How long a seller that refuses our credentials is left alone, after it has refused them for so
/// many seconds.
pub fn probe_pause(refused_seconds: i64) -> i64 {
    refused_seconds.clamp(PROBE_PAUSE_SECONDS_FIRST, PROBE_PAUSE_SECONDS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn balances_are_read_at_six_and_at_eighteen() {
        let check = |zone: &str, day, hour: i8, minutes: i64, expect: &str| {
            let zone = Zone::parse(zone).unwrap();
            let now = zone.at_hour(day, hour).plus_seconds(minutes * 60);
            assert_eq!(next_check(now, &zone).format_in(&zone), expect);
        };
        let day = date(2026, 1, 10);
        check("UTC", day, 0, 0, "2026-01-10 06:00:00");
        check("UTC", day, 5, 59, "2026-01-10 06:00:00");
        check("UTC", day, 6, 0, "2026-01-10 18:00:00");
        check("UTC", day, 17, 59, "2026-01-10 18:00:00");
        check("UTC", day, 18, 0, "2026-01-11 06:00:00");
        check("Asia/Tokyo", day, 6, 1, "2026-01-10 18:00:00");
        // The night that has 23 hours, and the one that has 25.
        check(
            "Europe/Berlin",
            date(2026, 3, 28),
            18,
            0,
            "2026-03-29 06:00:00",
        );
        check(
            "Europe/Berlin",
            date(2026, 10, 24),
            18,
            0,
            "2026-10-25 06:00:00",
        );
    }

    #[test]
    fn a_balance_is_low_below_its_minimum_only() {
        let check = |balance: i64, minimum: Option<i64>, expect: Option<i64>| {
            let found = missing(Amount::new(balance), minimum.map(Amount::new));
            assert_eq!(found.map(Amount::get), expect);
        };
        check(9, Some(10), Some(1));
        check(10, Some(10), None);
        check(-5, Some(0), Some(5));
        check(-5, None, None);
        check(i64::MIN, Some(i64::MAX), None);
    }

    #[test]
    fn probes_come_at_growing_pauses() {
        let (mut at, mut probes) = (0, Vec::new());
        while probes.len() < 9 {
            at += probe_pause(at);
            probes.push(at);
        }
        assert_eq!(
            probes,
            [60, 120, 240, 480, 960, 1920, 3840, 7440, 11040],
            "doubled up to the longest"
        );
    }

    proptest! {
        #[test]
        fn the_next_reading_is_within_fourteen_hours(
            micros in 0_i64..4_000_000_000_000_000, at in 0_usize..4,
        ) {
            let zone = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia"][at];
            let zone = Zone::parse(zone).unwrap();
            let now = Timestamp::from_micros(micros);
            let next = next_check(now, &zone);
            // A day is left out at most once, on the other side of the date line.
            prop_assert!(next > now && next.seconds_since(now) <= 38 * 3600);
            prop_assert_eq!(next_check(next.plus_seconds(-1), &zone), next);
        }
    }
}
