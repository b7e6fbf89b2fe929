use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const LITE: TariffId = TariffId::new(55_227);
const PRO: TariffId = TariffId::new(55_228);
const MONTH: Period = Period::Months(1);
const QUARTER: Period = Period::Months(3);
const YEAR: Period = Period::Months(12);

fn rule(sold: Period, ordered: Period, tariff: Option<TariffId>) -> PeriodRule {
    PeriodRule {
        sold,
        ordered,
        tariff,
    }
}

/// The term of a service that begins on 31 January 2026 with a trial of 14 days.
fn term(sold: Period) -> (Date, Option<Date>) {
    let start = date(2026, 1, 31);
    (start, sold.end(start, start.day(), 14))
}

#[test]
fn the_nearest_rule_says_what_is_ordered() {
    let rules = [
        rule(YEAR, MONTH, None),
        rule(YEAR, QUARTER, Some(PRO)),
        rule(QUARTER, YEAR, None),
        rule(Period::Months(7), QUARTER, None),
        rule(Period::Trial, MONTH, None),
        rule(Period::Months(24), Period::Months(36), None),
        rule(Period::Day, Period::Trial, None),
    ];
    let offered = [MONTH, QUARTER, YEAR, Period::Lifetime];
    let check = |sold: Period, tariff, expect: Result<(Period, u32), Uncovered>| {
        let found = upstream_term(sold, term(sold), tariff, &rules, &offered);
        let found = found.map(|term| (term.ordered, term.renewals));
        assert_eq!(found, expect, "{sold:?} of {tariff}");
    };
    check(MONTH, LITE, Ok((MONTH, 0)));
    check(YEAR, LITE, Ok((MONTH, 11)));
    check(YEAR, PRO, Ok((QUARTER, 3)));
    check(QUARTER, LITE, Ok((YEAR, 0)));
    check(Period::Months(7), LITE, Ok((QUARTER, 2)));
    check(Period::Trial, LITE, Ok((MONTH, 0)));
    check(Period::Lifetime, LITE, Ok((Period::Lifetime, 0)));
    let half = Period::Months(6);
    check(half, LITE, Err(Uncovered::NoRule(half)));
    let (sold, ordered) = (Period::Months(24), Period::Months(36));
    check(sold, LITE, Err(Uncovered::NotOffered { sold, ordered }));
    check(Period::Day, LITE, Err(BadPeriodRule::Trial.into()));
}

#[test]
fn days_and_long_trials_are_counted_by_the_calendar() {
    let check = |sold: Period, end: Option<Date>, ordered: Period, expect| {
        let rules = [rule(sold, ordered, None)];
        let found = upstream_term(sold, (date(2026, 1, 31), end), LITE, &rules, &[ordered]);
        assert_eq!(found.map(|term| term.renewals), expect, "{sold:?}");
    };
    check(MONTH, Some(date(2026, 2, 28)), Period::Day, Ok(27));
    check(Period::Trial, Some(date(2026, 3, 17)), MONTH, Ok(1));
    check(Period::Day, Some(date(2026, 2, 1)), YEAR, Ok(0));
    check(MONTH, Some(date(2026, 2, 28)), Period::Lifetime, Ok(0));
    // A term that is over needs no more than the order.
    check(MONTH, Some(date(2026, 1, 1)), Period::Day, Ok(0));
    let endless = Err(BadPeriodRule::Endless.into());
    check(Period::Lifetime, None, YEAR, endless);
}

#[test]
fn rules_that_cover_nothing_are_refused() {
    let check = |sold, ordered, expect| {
        assert_eq!(rule(sold, ordered, None).check(), expect, "{sold:?}");
    };
    check(Period::Trial, Period::Trial, Ok(()));
    check(Period::Trial, MONTH, Ok(()));
    check(MONTH, Period::Trial, Err(BadPeriodRule::Trial));
    check(Period::Lifetime, Period::Trial, Err(BadPeriodRule::Trial));
    check(Period::Lifetime, YEAR, Err(BadPeriodRule::Endless));
    check(YEAR, Period::Lifetime, Ok(()));
    check(YEAR, YEAR, Ok(()));
    check(Period::Day, YEAR, Ok(()));
}

proptest! {
    #[test]
    fn the_renewals_are_as_few_as_cover(
        sold in 1_u16..=120, ordered in 1_u16..=120, day in 1_i8..=31,
    ) {
        let start = date(2026, 1, day);
        let end = Period::Months(sold).end(start, day, 0);
        let ordered = Period::Months(ordered);
        let rules = [rule(Period::Months(sold), ordered, None)];
        let term = upstream_term(Period::Months(sold), (start, end), LITE, &rules, &[ordered]);
        let months = u32::try_from(ordered.code()).unwrap();
        let count = u32::from(sold).div_ceil(months);
        prop_assert_eq!(term, Ok(UpstreamTerm { ordered, renewals: count - 1 }));
    }
}
