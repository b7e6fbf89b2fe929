//! Instants and the zones in which they become dates. There is no "now" here: it is passed in.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{ToSpan, Zoned};

/// An instant: microseconds since the beginning of 1970, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

const MICROS_PER_SECOND: i64 = 1_000_000;

impl Timestamp {
    /// The instant with this number, as it is stored.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// The number of microseconds, as it is stored.
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The instant so many seconds later, or earlier when negative; at the ends of time it stays.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(
            self.0
                .saturating_add(seconds.saturating_mul(MICROS_PER_SECOND)),
        )
    }

    /// How many whole seconds lie between an earlier instant and this one; negative when the other
    /// is later.
    pub const fn seconds_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / MICROS_PER_SECOND
    }

    /// The day on which the instant falls in a zone.
    pub fn date_in(self, zone: &Zone) -> Date {
        self.zoned(zone).date()
    }

    /// `YYYY-MM-DD HH:MM:SS` in a zone, as instants are written on the wire.
    pub fn format_in(self, zone: &Zone) -> String {
        self.zoned(zone).strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    fn zoned(self, zone: &Zone) -> Zoned {
        let calendar =
            jiff::Timestamp::MIN.as_microsecond()..=jiff::Timestamp::MAX.as_microsecond();
        let micros = self.0.clamp(*calendar.start(), *calendar.end());
        jiff::Timestamp::from_microsecond(micros)
            .unwrap_or_default()
            .to_zoned(zone.0.clone())
    }
}

/// A time zone by its name in the IANA database; UTC unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// No zone has this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a time zone: {0}")]
pub struct BadZone(pub String);

impl Zone {
    /// Finds a zone by its name (`Europe/Berlin`). The database is part of the program.
    pub fn parse(name: &str) -> Result<Self, BadZone> {
        TimeZone::get(name)
            .map(Self)
            .map_err(|_| BadZone(name.to_owned()))
    }

    /// The name by which the zone is found again.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// The first instant of a day, which is not midnight everywhere. The end of a day is the start
    /// of the next.
    pub fn start_of(&self, date: Date) -> Timestamp {
        let start = date.to_zoned(self.0.clone()).map(|zoned| zoned.timestamp());
        Timestamp(start.unwrap_or(jiff::Timestamp::MAX).as_microsecond())
    }

    /// The instant at which a clock shows this hour of a day; where that hour is left out, the
    /// instant at which it would have been.
    pub fn at_hour(&self, date: Date, hour: i8) -> Timestamp {
        let hour = date.at(hour.clamp(0, 23), 0, 0, 0);
        let instant = hour.to_zoned(self.0.clone()).map(|zoned| zoned.timestamp());
        Timestamp(instant.unwrap_or(jiff::Timestamp::MAX).as_microsecond())
    }

    /// The instant at which a day is over: a service that ends on that day runs until here.
    pub fn end_of(&self, date: Date) -> Timestamp {
        match date.checked_add(1.day()) {
            Ok(next) => self.start_of(next),
            Err(_) => Timestamp(jiff::Timestamp::MAX.as_microsecond()),
        }
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    #[test]
    fn zones_are_found_by_name() {
        assert_eq!(zone("Europe/Berlin").name(), "Europe/Berlin");
        assert_eq!(zone("UTC").name(), "UTC");
        assert_eq!(Zone::default(), zone("UTC"));
        for name in ["", "Europe/Nowhere", "../etc/passwd", "UTC+25"] {
            assert_eq!(Zone::parse(name), Err(BadZone(name.to_owned())));
        }
    }

    #[test]
    fn instants_become_dates_in_a_zone() {
        let check = |seconds: i64, name: &str, expect: &str| {
            let instant = Timestamp::default().plus_seconds(seconds);
            assert_eq!(instant.format_in(&zone(name)), expect);
            assert_eq!(instant.date_in(&zone(name)).to_string(), expect[..10]);
        };
        check(0, "UTC", "1970-01-01 00:00:00");
        check(-1, "UTC", "1969-12-31 23:59:59");
        check(1_769_903_999, "UTC", "2026-01-31 23:59:59");
        check(1_769_903_999, "Europe/Berlin", "2026-02-01 00:59:59");
        check(1_774_745_999, "Europe/Berlin", "2026-03-29 01:59:59");
        check(1_774_746_000, "Europe/Berlin", "2026-03-29 03:00:00");
        check(1_769_903_999, "America/New_York", "2026-01-31 18:59:59");
    }

    #[test]
    fn days_begin_and_end_in_their_zone() {
        let check = |day: Date, name: &str, start: &str, hours: i64| {
            let zone = zone(name);
            assert_eq!(zone.start_of(day).format_in(&zone), start);
            assert_eq!(
                zone.end_of(day).seconds_since(zone.start_of(day)),
                hours * 3600
            );
        };
        check(date(2026, 1, 31), "UTC", "2026-01-31 00:00:00", 24);
        check(
            date(2026, 3, 29),
            "Europe/Berlin",
            "2026-03-29 00:00:00",
            23,
        );
        check(
            date(2026, 10, 25),
            "Europe/Berlin",
            "2026-10-25 00:00:00",
            25,
        );
        // The day on which Beirut had no midnight.
        check(date(2026, 3, 29), "Asia/Beirut", "2026-03-29 01:00:00", 23);
    }

    #[test]
    fn the_ends_of_time_are_quiet() {
        for micros in [i64::MIN, i64::MAX] {
            let instant = Timestamp::from_micros(micros);
            assert_eq!(
                instant.format_in(&zone("Asia/Tokyo")).len() - usize::from(micros < 0),
                19
            );
        }
        assert_eq!(
            Timestamp::from_micros(i64::MAX).plus_seconds(1).micros(),
            i64::MAX
        );
        assert_eq!(
            Timestamp::default().plus_seconds(i64::MIN).micros(),
            i64::MIN
        );
        assert!(zone("Asia/Tokyo").end_of(Date::MAX) > zone("UTC").end_of(date(9998, 1, 1)));
    }

    proptest! {
        #[test]
        fn an_instant_lies_within_its_day(
            micros in 0_i64..250_000_000_000_000_000, at in 0_usize..4,
        ) {
            let zone = zone(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia"][at]);
            let instant = Timestamp::from_micros(micros);
            let day = instant.date_in(&zone);
            prop_assert!(zone.start_of(day) <= instant && instant < zone.end_of(day));
        }

        #[test]
        fn seconds_are_added_and_counted(
            micros in -1_000_000_000_i64..1_000_000_000, seconds in -1_000_000_i64..1_000_000,
        ) {
            let instant = Timestamp::from_micros(micros);
            prop_assert_eq!(instant.plus_seconds(seconds).seconds_since(instant), seconds);
        }
    }
}
