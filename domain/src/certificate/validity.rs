//! How long a certificate may live, and how long a shown right to a name may be used again. The
//! limits of public authorities are data with dates.

use jiff::civil::{Date, date};

use crate::clock::{Timestamp, Zone};

/// How long a day of a certificate's life is.
pub const SECONDS_PER_DAY: i64 = 86_400;

/// What holds for certificates that are issued from a day on.
struct Stage {
    /// The first day on which it holds.
    from: Date,
    /// The longest life of a certificate, in days.
    life_days: u16,
    /// How long a shown right to a name may be used again, in days.
    reuse_days: u16,
}

const fn stage(from: Date, life_days: u16, reuse_days: u16) -> Stage {
    Stage {
        from,
        life_days,
        reuse_days,
    }
}

/// The limits of public certificates, the oldest first: CA/Browser Forum, Baseline Requirements
/// 4.2.1 and 6.3.2 as changed by ballot SC-081v3 of April 2025.
const PUBLIC: [Stage; 4] = [
    stage(date(2020, 9, 1), 398, 398),
    stage(date(2026, 3, 15), 200, 200),
    stage(date(2027, 3, 15), 100, 100),
    stage(date(2029, 3, 15), 47, 10),
];

/// Whose limits hold for a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ValidityLimit {
    /// Those that all public authorities have agreed on.
    #[default]
    Public,
    /// Those of an authority of one's own: so many days, for both.
    Days(u16),
}

/// The longest life of a certificate that is issued at an instant, in seconds.
pub fn issuable_seconds(limit: ValidityLimit, issued: Timestamp) -> i64 {
    SECONDS_PER_DAY
        * i64::from(match limit {
            ValidityLimit::Days(days) => days,
            ValidityLimit::Public => public(issued).life_days,
        })
}

/// How long after it was shown a right to a name may be used for a certificate that is issued at an
/// instant, in seconds. What counts is the day of the issue, not the day it was shown.
pub fn reuse_seconds(limit: ValidityLimit, issued: Timestamp) -> i64 {
    SECONDS_PER_DAY
        * i64::from(match limit {
            ValidityLimit::Days(days) => days,
            ValidityLimit::Public => public(issued).reuse_days,
        })
}

fn public(issued: Timestamp) -> &'static Stage {
    let day = issued.date_in(&Zone::default());
    let mut newest_first = PUBLIC.iter().rev();
    newest_first
        .find(|stage| stage.from <= day)
        .unwrap_or(&PUBLIC[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limits_change_on_their_days() {
        let check = |day: Date, life_days: i64, reuse_days: i64| {
            let zone = Zone::default();
            for issued in [zone.start_of(day), zone.end_of(day).plus_seconds(-1)] {
                let life = issuable_seconds(ValidityLimit::Public, issued);
                let reuse = reuse_seconds(ValidityLimit::Public, issued);
                assert_eq!(
                    (life, reuse),
                    (life_days * 86_400, reuse_days * 86_400),
                    "{day}"
                );
            }
        };
        check(date(2019, 1, 1), 398, 398);
        check(date(2026, 3, 14), 398, 398);
        check(date(2026, 3, 15), 200, 200);
        check(date(2027, 3, 14), 200, 200);
        check(date(2027, 3, 15), 100, 100);
        check(date(2029, 3, 14), 100, 100);
        check(date(2029, 3, 15), 47, 10);
        check(date(2050, 1, 1), 47, 10);
        let own = ValidityLimit::Days(3650);
        assert_eq!(issuable_seconds(own, Timestamp::default()), 3650 * 86_400);
    }
}
