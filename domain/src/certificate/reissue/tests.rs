//! One by one, and a paid term lived through from its first to its last second.

use super::*;
use crate::certificate::{ValidityLimit, issuable_seconds};
use proptest::prelude::*;

const DAY: i64 = 86_400;

fn at(seconds: i64) -> Timestamp {
    // The 1st of January 2026.
    Timestamp::from_micros(1_767_225_600_000_000).plus_seconds(seconds)
}

fn state(life_days: i64, paid_days: i64) -> ReissueState {
    ReissueState {
        not_before: at(0),
        not_after: at(life_days * DAY),
        paid_until: at(paid_days * DAY),
        suggested: None,
        failed: None,
        jitter: 0,
    }
}

fn check(state: ReissueState, expect_days: Option<i64>) {
    assert_eq!(
        due(&state),
        expect_days.map(|days| at(days * DAY)),
        "{state:?}"
    );
}

#[test]
fn a_certificate_is_replaced_from_two_thirds_of_its_life() {
    check(state(90, 365), Some(60));
    check(state(90, 91), Some(60));
    check(state(90, 90), None);
    check(state(365, 365), None);
    let mut short_of_it = state(90, 90);
    short_of_it.not_after = at(90 * DAY - 1);
    check(short_of_it, None);
    short_of_it.not_after = at(90 * DAY - 61);
    assert!(due(&short_of_it).is_some());
    // The same certificate after its term was renewed.
    check(state(180, 180), None);
    check(state(180, 545), Some(120));
}

#[test]
fn the_jitter_moves_it_a_little() {
    for jitter in [0, 1, 17, u64::MAX] {
        let moved = due(&ReissueState {
            jitter,
            ..state(90, 365)
        })
        .unwrap();
        assert!((at(60 * DAY)..=at(60 * DAY + 90 * DAY / 20)).contains(&moved));
    }
}

#[test]
fn the_authority_may_want_it_sooner_and_never_later() {
    let with = |from: i64, to: i64, paid_days: i64| ReissueState {
        suggested: Some((at(from * DAY), at(to * DAY))),
        ..state(90, paid_days)
    };
    check(with(10, 11, 365), Some(10));
    check(with(80, 85, 365), Some(60));
    // Reaching the end of the term, only an early wish counts.
    check(with(59, 61, 90), None);
    check(with(3, 4, 90), Some(3));
    // One that says so at once is not followed at once, or it would issue without end.
    check(with(-3, -1, 365), Some(1));
    // A window that ends before it begins is its beginning.
    check(with(11, 10, 365), Some(11));
}

#[test]
fn failures_are_repeated_in_growing_pauses_that_shrink_towards_the_end() {
    let pause_after = |times: u32, day: i64| {
        let last = at(day * DAY);
        let failed = ReissueState {
            failed: Some((times, last)),
            ..state(90, 365)
        };
        due(&failed).unwrap().seconds_since(last)
    };
    assert_eq!(
        [1, 2, 3, 4, 5, 6, 40].map(|times| pause_after(times, 61)),
        [3600, 2 * 3600, 4 * 3600, 8 * 3600, 16 * 3600, DAY, DAY]
    );
    assert_eq!(pause_after(40, 88), DAY / 2);
    assert_eq!(pause_after(40, 95), DAY);
    // An early failure does not bring an attempt forward.
    assert_eq!(pause_after(1, 1), 59 * DAY);
}

proptest! {
    #[test]
    fn the_last_attempts_come_before_the_end(
        life in 7_200_i64..400 * DAY, jitter: u64, answers in 0_i64..600,
    ) {
        let mut state = ReissueState {
            not_after: at(life), paid_until: at(life * 3), jitter, ..state(0, 0)
        };
        let mut attempts = 0;
        while let Some(next) = due(&state).filter(|next| *next < state.not_after) {
            attempts += 1;
            prop_assert!(attempts < 1000);
            let times = state.failed.map_or(0, |(times, _)| times) + 1;
            state.failed = Some((times, next.plus_seconds(answers)));
        }
        prop_assert!(attempts >= 2, "{attempts}");
    }

    /// Any term, any limit, any authority that suggests, any clock that wakes late: whoever has
    /// paid has a valid certificate at every instant when the authority issues, and gets no more of
    /// them than the term needs.
    #[test]
    fn a_paid_term_is_covered_with_as_few_certificates_as_it_takes(
        start_days in 0_i64..1500,
        terms in prop::collection::vec(1_i64..800, 1..4),
        own_days in prop::option::of(1_u16..400),
        shorter in 0_i64..50,
        jitter: u64,
        // How late the clock wakes, in thousandths of what is left of the certificate.
        lateness in prop::collection::vec(0_i64..500, 8),
        // How often in a row the authority does not answer before it issues.
        troubles in prop::collection::vec(0_u32..4, 8),
        suggests: bool,
    ) {
        let limit = own_days.map_or(ValidityLimit::Public, ValidityLimit::Days);
        let mut now = at(start_days * DAY);
        let mut paid_until = now;
        let issue = |now: Timestamp, paid_until: Timestamp| {
            let life = issuable_seconds(limit, now) * (100 - shorter) / 100;
            let not_after = now.plus_seconds(life).min(paid_until);
            let third = not_after.seconds_since(now) / 3;
            let suggested = (not_after.plus_seconds(-third - DAY), not_after.plus_seconds(-third));
            ReissueState {
                not_before: now, not_after, paid_until,
                suggested: suggests.then_some(suggested), failed: None, jitter,
            }
        };
        let mut issued = 0_usize;
        let mut needed = 0_i64;
        let mut certificate: Option<ReissueState> = None;
        for term in terms {
            paid_until = paid_until.plus_seconds(term * DAY);
            let mut state = if let Some(before) = certificate {
                ReissueState { paid_until, ..before }
            } else {
                issued += 1;
                issue(now, paid_until)
            };
            // The shortest life that the term can meet, two thirds of it without the day by which
            // an authority may suggest it sooner.
            let shortest = issuable_seconds(limit, paid_until).min(issuable_seconds(limit, now));
            let life = shortest * (100 - shorter) / 100;
            let used = (life * 2 / 3 - DAY).max(DAY.min(life / 3));
            needed += term * DAY / used + 2;
            while let Some(due) = due(&state) {
                let turn = issued % 8;
                let begun = due.max(now);
                let left = state.not_after.seconds_since(begun);
                let mut woken = begun.plus_seconds(left * lateness[turn] / 1000);
                for _ in 0..troubles[turn] {
                    let times = state.failed.map_or(0, |(times, _)| times) + 1;
                    state.failed = Some((times, woken));
                    let again = super::due(&state).expect("what failed is tried again");
                    prop_assert!(again > woken);
                    woken = again;
                }
                prop_assert!(woken < state.not_after, "late: {state:?} {woken:?}");
                now = woken;
                state = issue(now, paid_until);
                issued += 1;
                prop_assert!(issued < 4000);
            }
            prop_assert!(state.not_after >= paid_until.plus_seconds(-END_SLACK_SECONDS));
            certificate = Some(state);
            // The term is renewed some time before its end.
            let before_end = paid_until.plus_seconds(-term * DAY / 3);
            now = now.max(before_end).min(paid_until);
        }
        prop_assert!(issued as i64 <= needed, "{issued} of {needed}");
    }
}
