//! The whole table as a picture, and what must hold on every walk through it.

use super::*;
use crate::ids::UpstreamId;
use crate::operation::{Facts, Progress};
use proptest::prelude::*;
use std::fmt::Write;

fn outcomes() -> [(&'static str, Outcome); 9] {
    let fault = || Fault::new("kind", "words");
    [
        ("Done", Outcome::Done(Facts::default())),
        (
            "Accepted",
            Outcome::Accepted {
                upstream: Some(UpstreamId::new(7)),
                charged: None,
                returned: None,
            },
        ),
        ("Step", Outcome::Step(Progress::default())),
        ("Pending", Outcome::Pending { again_seconds: 30 }),
        ("NoFunds", Outcome::NoFunds(fault())),
        ("Refused", Outcome::Refused(fault())),
        ("Denied", Outcome::Denied(fault())),
        ("Unreachable", Outcome::Unreachable(fault())),
        ("Unknown", Outcome::Unknown(fault())),
    ]
}

/// The new state; `@` when it is due, in seconds; `+` what becomes of the task; `*` when the
/// operation completes; `!` when the module stops; `"` when an error is shown.
fn cell(operation: View, outcome: &Outcome) -> String {
    let Ok(conclusion) = conclude(&operation, outcome) else {
        return "REFUSED".to_owned();
    };
    let mut text = conclusion.state.name().to_owned();
    if let Some(seconds) = conclusion.due_in {
        write!(text, "@{seconds}").unwrap();
    }
    text.push_str(match conclusion.task {
        TaskChange::None => "",
        TaskChange::Link => "+link",
        TaskChange::Close => "+close",
        TaskChange::Create => "+create",
    });
    if conclusion.complete {
        text.push('*');
    }
    if conclusion.module == ModuleChange::Stop {
        text.push('!');
    }
    if conclusion.show.is_some() {
        text.push('"');
    }
    text
}

fn table() -> String {
    use Handling::{Ordinary, Resold};
    use OperationKind::{ChangeTariff, Open};
    let mut text = String::new();
    for (kind, handling, attempt) in [
        (Open, Resold, 1),
        (Open, Resold, TRIES_MAX),
        (Open, Ordinary, 1),
        (Open, Ordinary, TRIES_MAX),
        (ChangeTariff, Resold, 1),
        (ChangeTariff, Ordinary, 1),
    ] {
        if kind == ChangeTariff {
            text += "A change of tariff\n";
        }
        let row = |head: String, cells: Vec<String>| {
            let line = cells.iter().fold(format!("{head:<12}"), |line, cell| {
                format!("{line} {cell:<16}")
            });
            line.trim_end().to_owned() + "\n"
        };
        let outcomes = outcomes();
        let names = outcomes
            .iter()
            .map(|(name, _)| (*name).to_owned())
            .collect();
        text += &row(format!("{handling:?} {attempt}"), names);
        for state in State::ALL {
            let operation = View {
                kind,
                has_another_way: false,
                handling,
                state,
                attempt,
            };
            let cells = outcomes
                .iter()
                .map(|(_, outcome)| cell(operation, outcome))
                .collect();
            text += &row(state.name().to_owned(), cells);
        }
        text.push('\n');
    }
    text.trim_end().to_owned() + "\n"
}

#[test]
fn the_whole_table() {
    let table = table();
    assert_eq!(
        table,
        include_str!("table.txt"),
        "the table is now:\n{table}"
    );
}

#[test]
fn what_was_never_sent_has_no_answer_but_success() {
    for (name, outcome) in outcomes() {
        let operation = View {
            kind: OperationKind::Prolong,
            has_another_way: false,
            handling: Handling::Resold,
            state: State::Ready,
            attempt: 0,
        };
        let is_refused = conclude(&operation, &outcome).is_err();
        assert_eq!(is_refused, name != "Done", "{name}");
    }
}

#[test]
fn pauses_double_up_to_the_longest() {
    let pauses = |first| {
        (1..=9)
            .map(|attempt| growing(first, attempt))
            .collect::<Vec<u32>>()
    };
    assert_eq!(
        pauses(UNREACHABLE_PAUSE_SECONDS_FIRST),
        [10, 20, 40, 80, 160, 320, 640, 900, 900]
    );
    assert_eq!(
        pauses(LOOK_UP_PAUSE_SECONDS_FIRST),
        [2, 4, 8, 16, 32, 64, 128, 256, 512]
    );
    assert_eq!(growing(1, u32::MAX), PAUSE_SECONDS_MAX);
    assert_eq!(growing(1, 0), 1);
}

fn any_outcome() -> impl Strategy<Value = Outcome> {
    prop_oneof![
        6 => (1_usize..9).prop_map(|at| outcomes()[at].1.clone()),
        1 => any::<u32>().prop_map(|again_seconds| Outcome::Pending { again_seconds }),
        1 => Just(Outcome::Done(Facts::default())),
    ]
}

fn any_kind() -> impl Strategy<Value = OperationKind> {
    (0..OperationKind::ALL.len()).prop_map(|at| OperationKind::ALL[at])
}

fn any_handling() -> impl Strategy<Value = Handling> {
    prop_oneof![Just(Handling::Resold), Just(Handling::Ordinary)]
}

proptest! {
    #[test]
    fn every_walk_keeps_the_promises(
        kind in any_kind(),
        handling in any_handling(),
        has_another_way: bool,
        walk in proptest::collection::vec((any_outcome(), any::<bool>()), 1..40),
    ) {
        let mut state = State::Ready;
        let mut completions = 0;
        for (attempt, (outcome, is_claimed)) in (1..).zip(&walk) {
            if *is_claimed && state == State::Ready {
                state = State::Running;
            }
            let operation = View { kind, has_another_way, handling, state, attempt };
            let next = conclude(&operation, outcome).unwrap();
            let is_step = matches!(outcome, Outcome::Step(_));

            completions += u32::from(next.complete);
            prop_assert!(completions <= 1);
            prop_assert_eq!(next.complete, next.state == State::Done && state != State::Done);
            if state.is_finished() {
                prop_assert_eq!(next.state, state);
                prop_assert!(next.due_in.is_none() && next.task == TaskChange::None);
            }
            if handling == Handling::Resold {
                prop_assert_ne!(next.task, TaskChange::Create);
                let is_accepted = matches!(outcome, Outcome::Accepted { .. });
                prop_assert!(is_accepted || next.task != TaskChange::Link);
                // A task and the waiting for the provider are the same fact (semantics 1.6).
                if state == State::Waiting && next.state != State::Waiting {
                    prop_assert_eq!(next.task, TaskChange::Close);
                }
                // What may have arrived is not sent again before somebody answered clearly.
                if state == State::Unknown {
                    prop_assert!(is_step || next.state != State::Ready);
                }
            }
            // Nothing sleeps without anybody who wakes it, and nothing spins.
            let wakes_itself = matches!(next.state, State::Ready | State::Unknown);
            prop_assert!(!wakes_itself || next.due_in.is_some());
            let soonest = u32::from(!is_step);
            let may_be = soonest..=PAUSE_SECONDS_MAX;
            prop_assert!(next.due_in.is_none_or(|due| may_be.contains(&due)));
            // Only a change of tariff is given up because somebody said no.
            if next.state == State::Cancelled && state != State::Cancelled {
                prop_assert!(has_another_way || kind == OperationKind::ChangeTariff);
                prop_assert!(matches!(outcome, Outcome::Refused(_)) && next.show.is_some());
            }
            // No conclusion leaves an operation running.
            prop_assert_ne!(next.state, State::Running);
            prop_assert_eq!(
                next.module == ModuleChange::Stop,
                matches!(outcome, Outcome::Denied(_)) && !state.is_finished()
            );
            state = next.state;
        }
    }
}
