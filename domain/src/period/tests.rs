//! Ends, renewals and names, by example and by property.

use super::*;
use jiff::civil::date;
use proptest::prelude::*;

#[test]
fn codes_are_those_of_the_wire() {
    let check = |code: i64, expect: Option<Period>| {
        assert_eq!(Period::from_code(code), expect.ok_or(BadPeriod(code)));
        if let Some(period) = expect {
            assert_eq!(period.code(), code);
        }
    };
    check(-100, Some(Period::Trial));
    check(-50, Some(Period::Day));
    check(0, Some(Period::Lifetime));
    check(1, Some(Period::Months(1)));
    check(120, Some(Period::Months(120)));
    for code in [-101, -99, -1, 121, 65_537, i64::MIN, i64::MAX] {
        check(code, None);
    }
}

#[test]
fn ends_of_first_periods() {
    let check = |period: Period, start: Date, expect: Option<Date>| {
        assert_eq!(
            period.end(start, start.day(), 14),
            expect,
            "{period:?} from {start}"
        );
    };
    check(Period::Lifetime, date(2026, 1, 10), None);
    check(Period::Trial, date(2026, 1, 31), Some(date(2026, 2, 14)));
    check(Period::Day, date(2026, 12, 31), Some(date(2027, 1, 1)));
    check(
        Period::Months(1),
        date(2026, 1, 10),
        Some(date(2026, 2, 10)),
    );
    check(
        Period::Months(1),
        date(2026, 1, 31),
        Some(date(2026, 2, 28)),
    );
    check(
        Period::Months(1),
        date(2028, 1, 31),
        Some(date(2028, 2, 29)),
    );
    check(
        Period::Months(12),
        date(2028, 2, 29),
        Some(date(2029, 2, 28)),
    );
    check(
        Period::Months(120),
        date(2026, 8, 31),
        Some(date(2036, 8, 31)),
    );
    check(Period::Months(1), date(9999, 12, 5), Some(Date::MAX));
    check(Period::Day, Date::MAX, Some(Date::MAX));
}

#[test]
fn an_anchor_beyond_the_calendar_is_a_month_end() {
    let start = date(2026, 1, 10);
    assert_eq!(Period::Months(1).end(start, 31, 0), Some(date(2026, 2, 28)));
    assert_eq!(
        Period::Months(1).end(start, i8::MAX, 0),
        Some(date(2026, 2, 28))
    );
    assert_eq!(Period::Months(1).end(start, 0, 0), Some(date(2026, 2, 1)));
    assert_eq!(
        Period::Months(1).end(start, i8::MIN, 0),
        Some(date(2026, 2, 1))
    );
}

#[test]
fn renewals_count_from_the_end_or_from_today() {
    let today = date(2026, 3, 10);
    let check = |end: Date, is_stopped: bool, anchor: i8, expect: Date| {
        assert_eq!(
            Period::Months(1).prolonged(Some(end), today, is_stopped, anchor),
            Ok(Some(expect)),
            "end {end}, stopped {is_stopped}"
        );
    };
    check(date(2026, 3, 20), false, 20, date(2026, 4, 20));
    check(date(2026, 2, 28), false, 31, date(2026, 3, 31));
    check(date(2026, 3, 8), false, 8, date(2026, 4, 8));
    // Stopped by hand but paid ahead: the days that are paid for are not lost.
    check(date(2026, 3, 20), true, 20, date(2026, 4, 20));
    // Stopped after its end: a new series begins today.
    check(date(2026, 2, 28), true, 31, date(2026, 4, 10));
}

#[test]
fn some_services_are_not_renewed() {
    let (end, today) = (Some(date(2026, 3, 20)), date(2026, 3, 10));
    assert_eq!(
        Period::Trial.prolonged(end, today, false, 20),
        Err(NotRenewable::Trial)
    );
    assert_eq!(
        Period::Day.prolonged(None, today, false, 20),
        Err(NotRenewable::Endless)
    );
    assert_eq!(Period::Lifetime.prolonged(end, today, true, 20), Ok(None));
    assert_eq!(
        Period::Day.prolonged(end, today, false, 1),
        Ok(Some(date(2026, 3, 21)))
    );
}

#[test]
fn names_have_the_right_plurals() {
    let check = |code: i64, en: &str, ru: &str| {
        let period = Period::from_code(code).unwrap();
        assert_eq!(
            (&*period.name(Language::En), &*period.name(Language::Ru)),
            (en, ru)
        );
    };
    check(-100, "Trial", "Пробный период");
    check(-50, "Day", "День");
    check(0, "Lifetime", "Бессрочно");
    check(1, "Month", "Месяц");
    check(3, "3 Months", "3 месяца");
    check(6, "6 Months", "6 месяцев");
    check(11, "11 Months", "11 месяцев");
    check(12, "12 Months", "12 месяцев");
    check(21, "21 Months", "21 месяц");
    check(24, "24 Months", "24 месяца");
    check(60, "60 Months", "60 месяцев");
    check(111, "111 Months", "111 месяцев");
}

fn any_date() -> impl Strategy<Value = Date> {
    (1970_i16..3000, 1_i8..=12, 1_i8..=31).prop_map(|(year, month, day)| {
        date(year, month, day.min(date(year, month, 1).days_in_month()))
    })
}

fn any_period() -> impl Strategy<Value = Period> {
    prop_oneof![
        Just(Period::Day),
        (1..=Period::MONTHS_MAX).prop_map(Period::Months)
    ]
}

proptest! {
    #[test]
    fn codes_come_back(code: i64, near in -200_i64..200) {
        for code in [code, near] {
            if let Ok(period) = Period::from_code(code) {
                prop_assert_eq!(period.code(), code);
            }
        }
    }

    #[test]
    fn a_renewal_ends_later(
        end in any_date(), today in any_date(), is_stopped: bool,
        anchor in 1_i8..=31, period in any_period(),
    ) {
        let new_end = period.prolonged(Some(end), today, is_stopped, anchor).unwrap().unwrap();
        prop_assert!(new_end > end);
        prop_assert!(!is_stopped || new_end > today);
    }

    #[test]
    fn later_starts_and_longer_periods_end_no_earlier(
        start in any_date(), other in any_date(), months in 1_u16..120,
    ) {
        let end = |start: Date, months| Period::Months(months).end(start, start.day(), 0);
        prop_assert!(end(start, months) < end(start, months + 1));
        prop_assert!(end(start.min(other), months) <= end(start.max(other), months));
    }

    #[test]
    fn an_anniversary_keeps_its_day_or_the_month_end(
        start in any_date(), steps in proptest::collection::vec(1_u16..30, 1..12),
    ) {
        let anchor = start.day();
        let mut end = start;
        for months in &steps {
            end = Period::Months(*months).end(end, anchor, 0).unwrap();
            prop_assert_eq!(end.day(), anchor.min(end.days_in_month()));
        }
        // Many small steps arrive where one large step does.
        let months = steps.iter().sum::<u16>();
        prop_assert_eq!(Period::Months(months).end(start, anchor, 0), Some(end));
    }
}
