//! How long the money at a seller lasts: expected renewals by day against what is available.

use crate::money::Amount;
use crate::period::Period;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many days after today a forecast looks at.
pub const FORECAST_DAYS: i64 = 60;
/// Renewals that should have been made at most so many days ago are still expected, today. What is
/// later than that was stopped by its seller.
pub const LATE_DAYS: i64 = 7;

/// Services that end at the seller on the same day and are renewed for the same period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Renewals {
    /// The seller's end date.
    pub day: Date,
    /// The period they are renewed for.
    pub period: Period,
    /// How often at most, where that is planned already; none goes on.
    pub times: Option<i64>,
    /// How many they are.
    pub count: i64,
    /// How many of them have a cost that nobody knows.
    pub unpriced: i64,
    /// What the others cost together, in the seller's currency.
    pub amount: Amount,
}

/// What a day will ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: Date,
    /// How many services are to be renewed.
    pub count: i64,
    /// How many of them have a cost that nobody knows.
    pub unpriced: i64,
    /// What the others cost together.
    pub amount: Amount,
    /// What is left of the available amount at the end of the day; negative when it does not do.
    pub left: Amount,
}

/// The first and the last of the seller's end dates that a forecast of this day must know.
pub fn span(today: Date) -> (Date, Date) {
    (
        today.saturating_sub(LATE_DAYS.days()),
        today.saturating_add(FORECAST_DAYS.days()),
    )
}

/// The days with renewals from today on, each with what is left after it. What is renewed for a
/// period that is shorter than the forecast comes again.
pub fn forecast(available: Amount, today: Date, renewals: &[Renewals]) -> Vec<Day> {
    let (_, last) = span(today);
    let mut days: BTreeMap<Date, (i64, i64, Amount)> = BTreeMap::new();
    for renewal in renewals {
        let mut next = Some(renewal.day);
        let mut times = renewal.times.unwrap_or(i64::MAX);
        while let Some(day) = next.filter(|day| *day <= last && times > 0) {
            times -= 1;
            let (count, unpriced, amount) = days.entry(day.max(today)).or_default();
            *count += renewal.count;
            *unpriced += renewal.unpriced;
            *amount = sum(*amount, renewal.amount);
            let anchor_day = renewal.day.day();
            next = renewal
                .period
                .end(day, anchor_day, 0)
                .filter(|end| *end > day);
        }
    }
    let mut left = available;
    days.into_iter()
        .map(|(day, (count, unpriced, amount))| {
            left = less(left, amount);
            Day {
                day,
                count,
                unpriced,
                amount,
                left,
            }
        })
        .collect()
}

/// The last day whose renewals are covered: the day before the first that is not, else the last
/// day of the forecast.
pub fn covered_to(today: Date, days: &[Day]) -> Date {
    let short = days.iter().find(|day| day.left.is_negative());
    short.map_or(span(today).1, |short| short.day.saturating_sub(1.day()))
}

/// How many days after today a glance at the renewals to come looks at.
pub const SOON_DAYS: i64 = 30;

/// How many renewals are to come soon, and what they cost together.
pub fn soon(today: Date, days: &[Day]) -> (i64, Amount) {
    let last = today.saturating_add(SOON_DAYS.days());
    let days = days.iter().filter(|day| day.day <= last);
    days.fold((0, Amount::ZERO), |(count, amount), day| {
        (count + day.count, sum(amount, day.amount))
    })
}

// Beyond the range of an amount it stays at the range's end.
fn sum(one: Amount, other: Amount) -> Amount {
    Amount::new(one.get().saturating_add(other.get()))
}

fn less(one: Amount, other: Amount) -> Amount {
    Amount::new(one.get().saturating_sub(other.get()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    const TODAY: Date = date(2026, 1, 10);

    fn monthly(day: Date, count: i64, amount: i64) -> Renewals {
        Renewals {
            day,
            period: Period::Months(1),
            times: None,
            count,
            unpriced: 0,
            amount: Amount::new(amount),
        }
    }

    fn shown(days: &[Day]) -> Vec<String> {
        days.iter()
            .map(|day| {
                let (amount, left) = (day.amount.get(), day.left.get());
                format!("{} {}x {amount} {left}", day.day, day.count)
            })
            .collect()
    }

    #[test]
    fn months_come_again_and_what_is_late_is_due_today() {
        let renewals = [
            monthly(date(2026, 1, 8), 1, 5),
            monthly(date(2026, 1, 31), 2, 20),
            Renewals {
                period: Period::Months(12),
                ..monthly(date(2026, 2, 28), 1, 7)
            },
            Renewals {
                period: Period::Lifetime,
                ..monthly(date(2026, 1, 11), 1, 1)
            },
            // The last renewal of a longer term that was sold here.
            Renewals {
                times: Some(1),
                ..monthly(date(2026, 1, 31), 1, 0)
            },
        ];
        let days = forecast(Amount::new(40), TODAY, &renewals);
        assert_eq!(
            shown(&days),
            [
                "2026-01-10 1x 5 35",
                "2026-01-11 1x 1 34",
                "2026-01-31 3x 20 14",
                "2026-02-08 1x 5 9",
                "2026-02-28 3x 27 -18",
                "2026-03-08 1x 5 -23",
            ]
        );
        assert_eq!(covered_to(TODAY, &days), date(2026, 2, 27));
        assert_eq!(soon(TODAY, &days), (6, Amount::new(31)));
    }

    #[test]
    fn money_lasts_until_the_day_before_it_does_not() {
        let check = |available: i64, renewals: &[Renewals], expect: Date| {
            let days = forecast(Amount::new(available), TODAY, renewals);
            assert_eq!(covered_to(TODAY, &days), expect);
        };
        let renewals = [monthly(date(2026, 1, 20), 1, 6)];
        check(5, &renewals, date(2026, 1, 19));
        check(6, &renewals, date(2026, 2, 19));
        check(12, &renewals, date(2026, 3, 11));
        check(0, &[], date(2026, 3, 11));
        check(0, &[monthly(TODAY, 1, 6)], date(2026, 1, 9));
        check(i64::MIN, &renewals, date(2026, 1, 19));
    }

    #[test]
    fn what_is_paid_by_the_day_fills_the_forecast_and_nothing_loops() {
        let daily = Renewals {
            period: Period::Day,
            ..monthly(TODAY, 3, 1)
        };
        let days = forecast(Amount::new(60), TODAY, &[daily]);
        assert_eq!(days.len(), 61);
        assert_eq!(covered_to(TODAY, &days), date(2026, 3, 10));
        let end = forecast(
            Amount::ZERO,
            Date::MAX,
            &[Renewals {
                day: Date::MAX,
                ..daily
            }],
        );
        assert_eq!(end.len(), 1);
    }

    proptest! {
        #[test]
        fn every_renewal_is_paid_once(
            available in 0_i64..1000, days in prop::collection::vec((0_i32..60, 1_i64..50), 0..9),
        ) {
            let renewals: Vec<Renewals> = days
                .iter()
                .map(|(after, amount)| Renewals {
                    period: Period::Months(12),
                    ..monthly(TODAY.saturating_add(after.days()), 1, *amount)
                })
                .collect();
            let found = forecast(Amount::new(available), TODAY, &renewals);
            let sum: i64 = days.iter().map(|(_, amount)| amount).sum();
            prop_assert_eq!(found.iter().map(|day| day.count).sum::<i64>(), days.len() as i64);
            let left = found.last().map_or(available, |last| last.left.get());
            prop_assert_eq!(left, available - sum);
        }
    }
}
