//! What a unit of work is promised, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use onsell_store::testing::{each_engine, each_location};
use onsell_store::{Dialect, Error, Options, Result, Select, Store, Tx, TxExt};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

const PUT: &str = "INSERT INTO setting (name, value) VALUES ($1, $2)";
const COUNT: &str = "SELECT COUNT(*) FROM setting WHERE name LIKE $1";
const NEW_COUNTER: &str = "INSERT INTO job (name, due_at) VALUES ('counter', 0)";
const READ_COUNTER: &str = "SELECT due_at FROM job WHERE name = 'counter'";
const WRITE_COUNTER: &str = "UPDATE job SET due_at = $1 WHERE name = 'counter'";

fn put(tx: &mut dyn Tx, name: &str) -> Result<()> {
    tx.exec_one(PUT, &[name.into(), "x".into()])
}

fn count(store: &Store, pattern: &'static str) -> i64 {
    store
        .read(move |tx| tx.one(COUNT, &[pattern.into()])?.read().next())
        .unwrap()
}

/// Keeps the writer of affinity 0 busy until the sender is dropped, so that what is submitted
/// meanwhile waits together.
fn hold(store: &Store) -> (Sender<()>, Receiver<()>) {
    let (release, released) = channel::<()>();
    let (started, is_running) = channel();
    let released = Mutex::new(released);
    let (done, is_done) = channel();
    store.submit(
        0,
        move |_| -> Result<()> {
            let _ = started.send(());
            let _ = released.lock().unwrap().recv();
            Ok(())
        },
        move |_| {
            let _ = done.send(());
        },
    );
    is_running.recv().unwrap();
    (release, is_done)
}

#[test]
fn the_middle_unit_fails_at_each_statement_and_the_others_survive() {
    const STATEMENTS: u32 = 3;
    each_engine(|store| {
        for fuse in 0..=STATEMENTS {
            let (release, held) = hold(&store);
            let before = store.counters().commits;
            let (sender, answers) = channel();
            for unit in 0..3 {
                let sender = sender.clone();
                let next = store.clone();
                store.submit(
                    0,
                    move |tx| {
                        for row in 0..STATEMENTS {
                            put(tx, &format!("{fuse}-{unit}-{row}"))?;
                        }
                        if unit == 0 {
                            next.set_fuse(fuse);
                        }
                        Ok::<_, Error>(())
                    },
                    move |result| drop(sender.send((unit, result))),
                );
            }
            drop(release);
            held.recv().unwrap();
            let mut results: Vec<_> = (0..3).map(|_| answers.recv().unwrap()).collect();
            results.sort_by_key(|(unit, _)| *unit);
            let succeeded: Vec<bool> = results.iter().map(|(_, result)| result.is_ok()).collect();
            let is_whole = fuse == STATEMENTS;
            assert_eq!(succeeded, [true, is_whole, true], "fuse {fuse}");
            if !is_whole {
                assert!(matches!(results[1].1, Err(Error::Fuse)));
            }
            let rows = |unit| {
                let pattern = format!("{fuse}-{unit}-%");
                store
                    .read(move |tx| tx.one(COUNT, &[(&pattern).into()])?.read().next::<i64>())
                    .unwrap()
            };
            assert_eq!(
                [rows(0), rows(1), rows(2)],
                [3, if is_whole { 3 } else { 0 }, 3]
            );
            // The holder's commit and the batch's.
            assert!(
                store.counters().commits - before <= 2,
                "they shared a commit"
            );
        }
    });
}

#[test]
fn a_unit_cannot_succeed_over_a_failed_statement() {
    each_engine(|store| {
        store.write(0, |tx| put(tx, "a")).unwrap();
        let result = store.write(0, |tx| {
            put(tx, "b")?;
            // The mistake this test is about: the error is forgotten.
            let _ = put(tx, "a");
            Ok::<_, Error>(())
        });
        let is_there = count(&store, "b") == 1;
        assert_eq!(
            result.is_ok(),
            is_there,
            "{:?}: {result:?}, row {is_there}",
            store.dialect()
        );
    });
}

#[test]
fn both_engines_agree_about_a_forgotten_error() {
    let outcome = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&outcome);
    each_engine(move |store| {
        store.write(0, |tx| put(tx, "a")).unwrap();
        let result = store.write(0, |tx| {
            let _ = put(tx, "a");
            put(tx, "b")
        });
        seen.lock()
            .unwrap()
            .push((result.is_ok(), count(&store, "b")));
    });
    let outcome = outcome.lock().unwrap();
    assert_eq!(outcome[0], outcome[1]);
}

#[test]
fn a_panic_takes_nobody_along() {
    each_engine(|store| {
        let (release, held) = hold(&store);
        let (sender, answers) = channel();
        for unit in 0..3 {
            let sender = sender.clone();
            store.submit(
                0,
                move |tx| {
                    put(tx, &format!("p{unit}"))?;
                    assert!(unit != 1, "on purpose");
                    Ok::<_, Error>(())
                },
                move |result| drop(sender.send((unit, result))),
            );
        }
        drop(release);
        held.recv().unwrap();
        for _ in 0..3 {
            let (unit, result) = answers.recv().unwrap();
            assert_eq!(result.is_ok(), unit != 1);
        }
        assert_eq!(count(&store, "p%"), 2);
        store.write(0, |tx| put(tx, "after")).unwrap();
    });
}

#[test]
fn an_answer_that_panics_does_not_end_the_writer() {
    each_engine(|store| {
        store.submit(0, |tx| put(tx, "a"), |_| panic!("on purpose"));
        store.write(0, |tx| put(tx, "b")).unwrap();
        assert_eq!(count(&store, "%"), 2);
    });
}

#[test]
fn every_increment_arrives() {
    each_engine(|store| {
        store.write(0, |tx| tx.exec_one(NEW_COUNTER, &[])).unwrap();
        let callers: Vec<_> = (0..16)
            .map(|caller| {
                let store = store.clone();
                thread::spawn(move || {
                    for _ in 0..50 {
                        store
                            .write(caller, |tx| {
                                let value: i64 = tx.one(READ_COUNTER, &[])?.read().next()?;
                                tx.exec_one(WRITE_COUNTER, &[(value + 1).into()])
                            })
                            .unwrap();
                    }
                })
            })
            .collect();
        for caller in callers {
            caller.join().unwrap();
        }
        let value: i64 = store
            .read(|tx| tx.one(READ_COUNTER, &[])?.read().next())
            .unwrap();
        assert_eq!(value, 800);
    });
}

#[test]
fn a_full_queue_refuses_at_once() {
    each_location(|fresh| {
        let store = fresh.open_with(Options {
            queue: 4,
            writers: 1,
            ..Options::default()
        });
        let (release, held) = hold(&store);
        let (sender, answers) = channel();
        for unit in 0..6 {
            let sender = sender.clone();
            store.submit(
                0,
                move |tx| put(tx, &format!("q{unit}")),
                move |result| drop(sender.send(result)),
            );
        }
        // Two are refused while the writer is still busy.
        for _ in 0..2 {
            assert!(matches!(answers.recv().unwrap(), Err(Error::Overload)));
        }
        drop(release);
        held.recv().unwrap();
        for _ in 0..4 {
            answers.recv().unwrap().unwrap();
        }
        assert_eq!(count(&store, "q%"), 4);
        store.close();
    });
}

#[test]
fn readers_see_what_is_committed_and_nothing_else() {
    each_engine(|store| {
        let (inside, is_inside) = channel();
        let (release, released) = channel::<()>();
        let (done, is_done) = channel();
        let released = Mutex::new(released);
        store.submit(
            0,
            move |tx| {
                put(tx, "hidden")?;
                let _ = inside.send(());
                let _ = released.lock().unwrap().recv();
                Ok::<_, Error>(())
            },
            move |result| drop(done.send(result)),
        );
        is_inside.recv().unwrap();
        assert_eq!(count(&store, "hidden"), 0);
        drop(release);
        is_done.recv().unwrap().unwrap();
        assert_eq!(count(&store, "hidden"), 1);
        assert!(store.read(|tx| put(tx, "by a reader")).is_err());
        assert_eq!(count(&store, "by a reader"), 0);
    });
}

#[test]
fn parameters_may_come_in_any_order_and_again() {
    const MIXED: &str = "
        SELECT name FROM setting WHERE value = $2 AND name <> $1 AND value <> $1 AND name > $3
        AND value = $2";
    each_engine(|store| {
        let found: String = store
            .write(0, |tx| {
                for (name, value) in [("a", "1"), ("b", "1"), ("c", "2")] {
                    tx.exec_one(PUT, &[name.into(), value.into()])?;
                }
                tx.one(MIXED, &["a".into(), "1".into(), "A".into()])?
                    .read()
                    .next()
            })
            .unwrap();
        assert_eq!(found, "b");
        let result = store.read(|tx| tx.rows(MIXED, &["a".into(), "1".into()]).map(drop));
        assert!(result.is_err(), "an argument is missing");
    });
}

#[test]
fn a_dollar_in_a_text_is_no_parameter() {
    const PRICED: &str = "SELECT '$5 of ' || value FROM setting WHERE name = $1";
    each_engine(|store| {
        let text: String = store
            .write(0, |tx| {
                put(tx, "a")?;
                tx.one(PRICED, &["a".into()])?.read().next()
            })
            .unwrap();
        assert_eq!(text, "$5 of x");
    });
}

#[test]
fn assembled_lists_run_and_an_empty_one_finds_nothing() {
    each_engine(|store| {
        store
            .write(0, |tx| {
                ["a", "b", "c"].iter().try_for_each(|name| put(tx, name))
            })
            .unwrap();
        let find = |names: &'static [&'static str]| {
            store
                .read(move |tx| {
                    let mut select = Select::new("SELECT name FROM setting WHERE name IN ", 0);
                    select.in_list(names.len());
                    let args: Vec<_> = names.iter().map(|name| (*name).into()).collect();
                    Ok::<_, Error>(tx.select(&select, &args)?.len())
                })
                .map_err(|error| error.to_string())
        };
        assert_eq!(find(&["a", "c", "z"]), Ok(2));
        assert_eq!(find(&[]), Ok(0));
    });
}

#[test]
fn sums_and_truths_are_numbers() {
    const SUM: &str =
        "SELECT CAST(SUM(due_at) AS BIGINT), CASE WHEN COUNT(*) > 1 THEN 1 ELSE 0 END FROM job";
    const JOB: &str = "INSERT INTO job (name, due_at) VALUES ($1, $2)";
    each_engine(|store| {
        let result: Result<(i64, bool)> = store.write(0, |tx| {
            tx.exec_one(JOB, &["a".into(), i64::MAX.into()])?;
            tx.exec_one(JOB, &["b".into(), (-7i64).into()])?;
            let mut row = tx.one(SUM, &[])?.read();
            Ok((row.next()?, row.next()?))
        });
        assert_eq!(result.map_err(|e| e.to_string()), Ok((i64::MAX - 7, true)));
    });
}

#[test]
fn broken_rules_have_a_kind() {
    const NO_VALUE: &str = "INSERT INTO setting (name) VALUES ($1)";
    const NO_PARENT: &str = "INSERT INTO feed (account, last, drained) VALUES (77, 0, 0)";
    each_engine(|store| {
        store.write(0, |tx| put(tx, "a")).unwrap();
        assert!(matches!(
            store.write(0, |tx| put(tx, "a")),
            Err(Error::Unique(_))
        ));
        let missing = store.write(0, |tx| tx.exec(NO_VALUE, &["b".into()]).map(drop));
        assert!(matches!(missing, Err(Error::Constraint(_))), "{missing:?}");
        let orphan = store.write(0, |tx| tx.exec(NO_PARENT, &[]).map(drop));
        assert!(matches!(orphan, Err(Error::Constraint(_))), "{orphan:?}");
        let stale = store.write(0, |tx| tx.exec_one(WRITE_COUNTER, &[1i64.into()]));
        assert!(matches!(stale, Err(Error::Stale)));
    });
}

#[test]
fn a_closed_store_has_served_what_waited_and_refuses_the_rest() {
    each_engine(|store| {
        let (sender, answers) = channel();
        for unit in 0..100 {
            let sender = sender.clone();
            store.submit(
                unit,
                move |tx| put(tx, &format!("c{unit}")),
                move |result| {
                    let _ = sender.send(result.is_ok());
                },
            );
        }
        store.close();
        drop(sender);
        let answered: Vec<bool> = answers.iter().collect();
        assert_eq!(answered, vec![true; 100]);
        assert!(matches!(
            store.write(0, |tx| put(tx, "late")),
            Err(Error::Closed)
        ));
        assert!(matches!(
            store.dialect(),
            Dialect::Sqlite | Dialect::Postgres
        ));
    });
}
