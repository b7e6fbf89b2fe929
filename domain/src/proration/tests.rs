use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const MONTH: Period = Period::Months(1);

fn money(text: &str) -> Amount {
    Amount::parse(text).expect(text)
}

fn rate(period: Period, price: &str) -> Rate {
    Rate {
        period,
        price: money(price),
    }
}

/// A month from 10 January that cost eight.
fn paid() -> PaidTerm {
    PaidTerm {
        amount: money("8.00"),
        from: date(2026, 1, 10),
        until: Some(date(2026, 2, 10)),
    }
}

fn change(day: i8, old: &str, new: &str) -> TariffChange {
    TariffChange {
        today: date(2026, 1, day),
        anchor_day: 10,
        paid: paid(),
        old: rate(MONTH, old),
        new: rate(MONTH, new),
        policy: ChangePolicy::Money,
    }
}

#[track_caller]
fn check(change: TariffChange, charge: &str, refund: &str, until: Option<Date>) {
    let expect = Settlement {
        charge: money(charge),
        refund: money(refund),
        until,
    };
    assert_eq!(settle_tariff(&change), Ok(expect), "{change:?}");
}

#[test]
fn policies_come_back_from_storage() {
    for policy in ChangePolicy::ALL {
        assert_eq!(ChangePolicy::parse(policy.name()), Some(policy));
    }
    assert_eq!(ChangePolicy::parse("both"), None);
}

#[test]
fn the_difference_is_paid_for_the_days_that_are_left() {
    let end = Some(date(2026, 2, 10));
    // The whole month, ten days, the last evening.
    check(change(10, "8.00", "12.00"), "4.00", "0.00", end);
    check(change(31, "8.00", "12.00"), "1.30", "0.00", end);
    let last = TariffChange {
        today: date(2026, 2, 10),
        ..change(10, "8.00", "12.00")
    };
    check(last, "0.00", "0.00", end);
    check(
        TariffChange {
            today: date(2026, 3, 1),
            ..last
        },
        "0.00",
        "0.00",
        end,
    );
    // Down: 3.00 × 10/31 is 0.9677.
    check(change(10, "8.00", "5.00"), "0.00", "3.00", end);
    check(change(31, "8.00", "5.00"), "0.00", "0.96", end);
}

#[test]
fn whole_periods_cost_whole_prices() {
    let end = Some(date(2026, 3, 10));
    let twice = |day| TariffChange {
        paid: PaidTerm {
            amount: money("16.00"),
            from: date(2026, 1, 10),
            until: end,
        },
        ..change(day, "8.00", "12.00")
    };
    // A month of 31 days and one of 28, and one with 21 days left of it.
    check(twice(10), "8.00", "0.00", end);
    let check = |from: Date, until: Date, anchor_day, months, expect| {
        let found = months_left(from, until, anchor_day, months);
        assert_eq!(found, expect, "{from} {until}");
    };
    check(date(2026, 1, 20), date(2026, 3, 10), 10, 1, (1, 21, 31));
    check(date(2026, 1, 10), date(2026, 3, 10), 10, 1, (2, 0, 31));
    check(date(2026, 1, 31), date(2026, 3, 31), 31, 1, (2, 0, 31));
    check(date(2026, 2, 28), date(2026, 3, 31), 31, 1, (1, 0, 28));
    check(date(2026, 2, 27), date(2026, 3, 31), 31, 1, (1, 1, 28));
    check(date(2025, 1, 10), date(2026, 3, 10), 10, 12, (1, 59, 365));
    check(date(2026, 2, 5), date(2026, 3, 5), 31, 1, (1, 0, 31));
    check(date(2026, 3, 10), date(2026, 3, 10), 10, 1, (0, 0, 1));
    check(date(2026, 3, 11), date(2026, 3, 10), 10, 1, (0, 0, 1));
}

#[test]
fn no_more_is_counted_on_than_was_paid() {
    let end = Some(date(2026, 2, 10));
    let cheap = PaidTerm {
        amount: money("1.00"),
        ..paid()
    };
    let cheap = |new| TariffChange {
        paid: cheap,
        ..change(10, "8.00", new)
    };
    check(cheap("12.00"), "11.00", "0.00", end);
    check(cheap("0.50"), "0.00", "0.50", end);
    // Nor more than a renewal would cost.
    let dear = |new| TariffChange {
        paid: PaidTerm {
            amount: money("20.00"),
            ..paid()
        },
        ..change(10, "8.00", new)
    };
    check(dear("12.00"), "4.00", "0.00", end);
    check(dear("5.00"), "0.00", "3.00", end);
    // A year that was paid at a discount is returned at that discount.
    let year = PaidTerm {
        amount: money("36.50"),
        from: date(2026, 1, 10),
        until: Some(date(2027, 1, 10)),
    };
    let year = TariffChange {
        paid: year,
        ..change(20, "8.00", "0.00")
    };
    check(year, "0.00", "35.50", Some(date(2027, 1, 10)));
}

#[test]
fn the_end_moves_by_the_worth() {
    let date_policy = |day, old, new| TariffChange {
        policy: ChangePolicy::Date,
        ..change(day, old, new)
    };
    let check = |change, until| check(change, "0.00", "0.00", Some(until));
    check(date_policy(10, "8.00", "8.00"), date(2026, 2, 10));
    check(date_policy(10, "8.00", "4.00"), date(2026, 3, 13));
    check(date_policy(10, "8.00", "16.00"), date(2026, 1, 25));
    check(date_policy(31, "8.00", "16.00"), date(2026, 2, 5));
    // What cost nothing buys nothing, and what costs nothing ends when it did.
    check(date_policy(20, "0.00", "8.00"), date(2026, 1, 20));
    check(date_policy(20, "8.00", "0.00"), date(2026, 2, 10));
    // A term that was paid at an eighth of its rate counts for an eighth.
    let cheap = TariffChange {
        paid: PaidTerm {
            amount: money("1.00"),
            ..paid()
        },
        ..date_policy(10, "8.00", "8.00")
    };
    check(cheap, date(2026, 1, 13));
    let by_days = TariffChange {
        new: rate(Period::Day, "0.40"),
        ..date_policy(10, "8.00", "8.00")
    };
    check(by_days, date(2026, 1, 30));
}

#[test]
fn what_is_bought_for_good_stays_so() {
    let forever = PaidTerm {
        until: None,
        ..paid()
    };
    let lifetime = |new| TariffChange {
        paid: forever,
        old: rate(Period::Lifetime, "8.00"),
        new: rate(Period::Lifetime, new),
        ..change(20, "8.00", "8.00")
    };
    check(lifetime("12.00"), "4.00", "0.00", None);
    check(lifetime("5.00"), "0.00", "0.00", None);
    let bought = TariffChange {
        new: rate(Period::Lifetime, "100.00"),
        ..change(10, "8.00", "8.00")
    };
    check(bought, "92.00", "0.00", None);
    let back = TariffChange {
        new: rate(MONTH, "8.00"),
        ..lifetime("8.00")
    };
    assert_eq!(settle_tariff(&back), Err(NotSettled::Endless));
}

#[test]
fn addons_are_paid_for_the_rest_of_the_term() {
    let check =
        |today: Date, more: &str, less: &str, is_rest_returned, charge: &str, back: &str| {
            let change = AddonChange {
                today,
                anchor_day: 10,
                paid: paid(),
                old: rate(MONTH, "8.00"),
                more: money(more),
                less: money(less),
                is_rest_returned,
            };
            let expect = Settlement {
                charge: money(charge),
                refund: money(back),
                until: Some(date(2026, 2, 10)),
            };
            assert_eq!(settle_addons(&change), Ok(expect), "{change:?}");
        };
    let (first, later) = (date(2026, 1, 10), date(2026, 1, 31));
    check(first, "12.00", "0.00", false, "12.00", "0.00");
    check(later, "12.00", "0.00", false, "3.88", "0.00");
    check(later, "0.00", "6.00", false, "0.00", "0.00");
    check(later, "0.00", "6.00", true, "0.00", "1.93");
    check(later, "6.00", "6.00", true, "0.01", "0.00");
    // Nothing is left, nothing is returned beyond what was paid.
    check(date(2026, 2, 20), "12.00", "0.00", false, "0.00", "0.00");
    check(first, "0.00", "100.00", true, "0.00", "8.00");
}

#[test]
fn a_term_that_nobody_wrote_down_was_paid_once() {
    let made = date(2025, 6, 1);
    let check = |rate: Rate, until: Option<Date>, from: Date| {
        let term = PaidTerm::once(rate, made, until, 31);
        assert_eq!(
            (term.amount, term.from, term.until),
            (rate.price, from, until)
        );
    };
    let end = Some(date(2026, 3, 31));
    check(rate(MONTH, "8.00"), end, date(2026, 2, 28));
    check(rate(Period::Months(12), "80.00"), end, date(2025, 3, 31));
    check(rate(Period::Day, "0.30"), end, date(2026, 3, 30));
    check(rate(Period::Trial, "0.00"), end, made);
    check(rate(Period::Lifetime, "99.00"), None, made);
}

#[test]
fn a_renewal_adds_what_it_costs() {
    let renewed = paid().renewed(date(2026, 1, 31), money("8.00"), Some(date(2026, 3, 10)));
    // Ten days of the first month are left: 2.5806.
    assert_eq!(renewed.amount, money("10.5806"));
    assert_eq!(renewed.from, date(2026, 1, 31));
    let late = paid().renewed(date(2026, 3, 1), money("8.00"), Some(date(2026, 4, 1)));
    assert_eq!(late.amount, money("8.00"));
}

#[test]
fn the_largest_amounts_are_no_defect() {
    let most = Amount::new(i64::MAX);
    let huge = |policy| TariffChange {
        paid: PaidTerm {
            amount: most,
            from: Date::MIN,
            until: Some(Date::MAX),
        },
        old: Rate {
            period: Period::Months(Period::MONTHS_MAX),
            price: most,
        },
        new: Rate {
            period: Period::Day,
            price: most,
        },
        policy,
        ..change(1, "8.00", "8.00")
    };
    assert!(settle_tariff(&huge(ChangePolicy::Money)).is_err());
    assert!(settle_tariff(&huge(ChangePolicy::Date)).is_ok());
}

fn any_day() -> impl Strategy<Value = Date> {
    (0_i32..800).prop_map(|after| date(2026, 1, 1).saturating_add(after.days()))
}

fn any_rate() -> impl Strategy<Value = Rate> {
    let period = prop_oneof![
        4 => Just(MONTH),
        1 => Just(Period::Months(12)),
        1 => Just(Period::Months(3)),
        1 => Just(Period::Day),
    ];
    (period, 0_i64..2_000_000).prop_map(|(period, price)| Rate {
        period,
        price: Amount::new(price),
    })
}

fn any_change() -> impl Strategy<Value = TariffChange> {
    let paid = (0_i64..3_000_000, any_day(), 0_i32..500);
    let policy = prop_oneof![Just(ChangePolicy::Money), Just(ChangePolicy::Date)];
    (paid, 0_i32..520, 1_i8..=31, any_rate(), any_rate(), policy).prop_map(
        |((amount, from, term), used, anchor_day, old, new, policy)| TariffChange {
            today: from.saturating_add(used.days()),
            anchor_day,
            paid: PaidTerm {
                amount: Amount::new(amount),
                from,
                until: Some(from.saturating_add(term.days())),
            },
            old,
            new,
            policy,
        },
    )
}

/// The same service after a change, about to be changed to another rate.
fn after(change: &TariffChange, settled: &Settlement, next: Rate) -> TariffChange {
    let worth = change
        .paid
        .worth(change.today, change.old, change.anchor_day);
    let (charge, refund) = (settled.charge, settled.refund);
    TariffChange {
        paid: change
            .paid
            .changed(change.today, worth, charge, refund, settled.until),
        old: change.new,
        new: next,
        ..*change
    }
}

proptest! {
    #[test]
    fn neither_side_is_ever_negative(change in any_change()) {
        let settled = settle_tariff(&change).unwrap();
        prop_assert!(settled.charge >= Amount::ZERO && settled.refund >= Amount::ZERO);
        prop_assert!(settled.charge == Amount::ZERO || settled.refund == Amount::ZERO);
        prop_assert!(settled.refund <= change.paid.amount);
        prop_assert_eq!(settled.charge.get() % HUNDREDTH, 0);
        prop_assert_eq!(settled.refund.get() % HUNDREDTH, 0);
        if change.policy == ChangePolicy::Date {
            prop_assert_eq!(settled.charge.get() + settled.refund.get(), 0);
            let end = change.paid.until.unwrap();
            // A day that has begun is used up, and nothing ends before it.
            prop_assert!(settled.until.unwrap() >= change.today.min(end));
        }
    }

    #[test]
    fn there_and_back_gains_nothing(change in any_change()) {
        let there = settle_tariff(&change).unwrap();
        let back = settle_tariff(&after(&change, &there, change.old)).unwrap();
        let paid = there.charge.get() + back.charge.get();
        prop_assert!(paid >= there.refund.get() + back.refund.get());
        prop_assert!(back.until <= change.paid.until);
    }

    #[test]
    fn no_walk_returns_more_than_was_paid(
        change in any_change(),
        walk in proptest::collection::vec((any_rate(), 0_i32..40, any::<bool>()), 1..12),
    ) {
        let mut change = change;
        let (mut paid, mut returned) = (change.paid.rest(change.today).get(), 0);
        for (next, later, moves_date) in walk {
            change.policy = if moves_date { ChangePolicy::Date } else { ChangePolicy::Money };
            let settled = settle_tariff(&change).unwrap();
            paid += settled.charge.get();
            returned += settled.refund.get();
            prop_assert!(returned <= paid);
            change = after(&change, &settled, next);
            prop_assert!(change.paid.amount >= Amount::ZERO);
            change.today = change.today.saturating_add(later.days());
        }
    }

    #[test]
    fn addons_there_and_back_gain_nothing(
        change in any_change(), units in 0_i64..500_000,
    ) {
        let up = AddonChange {
            today: change.today,
            anchor_day: change.anchor_day,
            paid: change.paid,
            old: change.old,
            more: Amount::new(units),
            less: Amount::ZERO,
            is_rest_returned: true,
        };
        let there = settle_addons(&up).unwrap();
        let rest = up.paid.rest(up.today);
        let price = up.old.price.checked_add(up.more).unwrap();
        let down = AddonChange {
            paid: up.paid.changed(up.today, rest, there.charge, there.refund, there.until),
            old: Rate { price, ..up.old },
            more: Amount::ZERO,
            less: Amount::new(units),
            ..up
        };
        let back = settle_addons(&down).unwrap();
        prop_assert!(there.charge >= back.refund && back.charge == Amount::ZERO);
        prop_assert_eq!(there.until, change.paid.until);
    }
}
