//! What the unused days of a service are worth: the share of each payment that covers days which
//! have not begun (semantics 7.3).

use crate::money::Amount;
use jiff::civil::Date;

/// Days that one charge paid for, both ends included. A charge below zero took back what an earlier
/// one had paid for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidDays {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// What was paid for them, without what was paid once (the set-up fee).
    pub amount: Amount,
}

impl PaidDays {
    /// The share of the days after `today`, rounded down: towards less that is returned.
    fn share_after(&self, today: Date) -> i128 {
        let days = |from: Date, to: Date| i128::from((to - from).get_days());
        let all = days(self.first, self.last) + 1;
        if all <= 0 {
            return 0;
        }
        let left = days(today, self.last).clamp(0, all);
        (i128::from(self.amount.get()) * left).div_euclid(all)
    }
}

/// What the days after `today` are worth: never less than nothing, never more than was paid, and
/// nothing when no paid day is left.
pub fn unused_value(charges: &[PaidDays], today: Date) -> Amount {
    let sum: i128 = charges.iter().map(|paid| paid.share_after(today)).sum();
    let in_range = sum.clamp(0, i128::from(i64::MAX));
    Amount::new(i64::try_from(in_range).expect("clamped to the range the line above"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn paid(first: Date, last: Date, amount: i64) -> PaidDays {
        let amount = Amount::new(amount);
        PaidDays {
            first,
            last,
            amount,
        }
    }

    #[test]
    fn unused_days_are_those_after_today() {
        let ordered = paid(date(2026, 1, 10), date(2026, 2, 10), 320_000);
        let renewed = paid(date(2026, 2, 11), date(2026, 3, 10), 280_000);
        let check = |charges: &[PaidDays], today: Date, expect: i64| {
            assert_eq!(unused_value(charges, today).get(), expect, "{today}");
        };
        // The day of the order is used, of 32 days 31 are left.
        check(&[ordered], date(2026, 1, 10), 310_000);
        check(&[ordered], date(2026, 2, 9), 10_000);
        check(&[ordered], date(2026, 2, 10), 0);
        check(&[ordered], date(2026, 3, 1), 0);
        // What was renewed ahead is unused as a whole.
        check(&[ordered, renewed], date(2026, 2, 9), 290_000);
        check(&[ordered, renewed], date(2026, 2, 10), 280_000);
        check(&[ordered, renewed], date(2026, 2, 11), 270_000);
        // What was given back is not given back again.
        let returned = paid(date(2026, 2, 1), date(2026, 2, 10), -100_000);
        check(&[ordered, returned], date(2026, 2, 5), 0);
        check(&[], date(2026, 1, 1), 0);
        // Rounded down, and days that are none count for nothing.
        check(
            &[paid(date(2026, 1, 1), date(2026, 1, 3), 100)],
            date(2026, 1, 1),
            66,
        );
        check(
            &[paid(date(2026, 1, 2), date(2026, 1, 1), 100)],
            date(2026, 1, 1),
            0,
        );
        let all = paid(Date::MIN, Date::MAX, i64::MAX);
        check(&[all, all], date(-5000, 1, 1), i64::MAX);
    }

    fn charges() -> impl Strategy<Value = Vec<PaidDays>> {
        let one = (0_i32..400, 0_i32..400, -1_000_000_i64..1_000_000_000);
        let one = one.prop_map(|(from, length, amount)| {
            let first = date(2026, 1, 1) + from.days();
            paid(first, first + length.days(), amount)
        });
        proptest::collection::vec(one, 0..6)
    }

    proptest! {
        #[test]
        fn never_more_than_was_paid_and_nothing_at_the_end(
            charges in charges(), day in -10_i32..900,
        ) {
            let today = date(2026, 1, 1) + day.days();
            let value = unused_value(&charges, today).get();
            let sum: i64 = charges.iter().map(|paid| paid.amount.get().max(0)).sum();
            prop_assert!(0 <= value && value <= sum);
            if charges.iter().all(|paid| paid.last <= today) {
                prop_assert_eq!(value, 0);
            }
        }

        #[test]
        fn every_day_takes_its_share(
            length in 0_i32..800, amount in 0_i64..1_000_000_000_000, day in 0_i32..800,
        ) {
            let first = date(2026, 1, 1);
            let charge = [paid(first, first + length.days(), amount)];
            let value = |day: i32| unused_value(&charge, first + day.days()).get();
            prop_assert!(value(day + 1) <= value(day));
            prop_assert!(value(0) < amount || amount == 0, "the first day is used");
            let exact = i128::from(amount) * i128::from((length - day).max(0));
            let days = i128::from(length + 1);
            prop_assert_eq!(i128::from(value(day)), exact / days);
        }

        #[test]
        fn what_was_returned_is_not_returned_again(
            length in 1_i32..800, amount in 0_i64..1_000_000_000, at in 0_i32..800,
            later in 0_i32..99,
        ) {
            let first = date(2026, 1, 1);
            let last = first + length.days();
            let today = first + at.min(length).days();
            let mut charges = vec![paid(first, last, amount)];
            let value = unused_value(&charges, today);
            charges.push(paid(today + 1.days(), last, -value.get()));
            // At most what rounding left behind.
            let left = unused_value(&charges, today + later.days());
            prop_assert!(left.get() <= 1);
        }
    }
}
