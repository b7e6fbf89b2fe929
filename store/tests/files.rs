//! Who owns a database file, and what is in it after the process was killed.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use onsell_store::testing::Fresh;
use onsell_store::{Error, Location, Options, Result, Store, Tx, TxExt};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::channel;
use std::time::Duration;

const PUT: &str = "INSERT INTO setting (name, value) VALUES ($1, 'x')";
const FIND: &str = "SELECT name FROM setting WHERE name = $1";
/// Tells the test below that it is the child.
const CHILD: &str = "ONSELL_TEST_CHILD_DATABASE";
const ROWS_BEFORE_THE_KILL: usize = 3_000;

fn put(tx: &mut dyn Tx, name: &str) -> Result<()> {
    tx.exec_one(PUT, &[name.into()])
}

#[test]
fn a_file_has_one_owner() {
    let fresh = Fresh::sqlite();
    let store = fresh.open();
    let second = Store::open(&fresh.location, Options::default());
    assert!(matches!(second, Err(Error::InUse(_))));
    drop(second);
    store.close();
    drop(store);
    fresh.open().close();
}

#[test]
fn closing_lets_the_file_go_although_a_handle_is_left() {
    let fresh = Fresh::sqlite();
    let store = fresh.open();
    let left = store.clone();
    store.close();
    let second = Store::open(&fresh.location, Options::default());
    assert!(second.is_ok(), "{:?}", second.err());
    drop(left);
}

/// The lock must outlive the writer, or a second owner writes beside the first.
#[test]
fn a_dropped_store_holds_the_file_until_its_writer_has_ended() {
    let fresh = Fresh::sqlite();
    let store = fresh.open();
    let (started, is_running) = channel();
    let (release, released) = channel::<()>();
    let released = Mutex::new(released);
    store.submit(
        0,
        move |tx| {
            put(tx, "late")?;
            let _ = started.send(());
            let _ = released.lock().unwrap().recv();
            Ok::<_, Error>(())
        },
        |_| {},
    );
    is_running.recv().unwrap();
    let dropping = std::thread::spawn(move || drop(store));
    // Whether dropping waits for the writer or not, nobody else may have the file now.
    std::thread::sleep(Duration::from_millis(100));
    let second = Store::open(&fresh.location, Options::default());
    let is_refused = matches!(second, Err(Error::InUse(_)));
    drop(release);
    dropping.join().unwrap();
    assert!(is_refused, "two owners at once");
}

#[test]
fn an_answer_may_drop_the_last_handle_and_close() {
    let fresh = Fresh::sqlite();
    let store = fresh.open();
    let (done, is_done) = channel();
    let handle = store.clone();
    store.submit(
        0,
        |tx| put(tx, "a"),
        move |_| {
            handle.close();
            let _ = done.send(());
        },
    );
    assert!(
        is_done.recv_timeout(Duration::from_secs(5)).is_ok(),
        "close waits for itself"
    );
}

#[test]
fn whatever_was_answered_survives_kill_9() {
    if let Some(path) = std::env::var_os(CHILD) {
        child(&Location::Sqlite(path.into()));
    }
    let fresh = Fresh::sqlite();
    let Location::Sqlite(path) = &fresh.location else {
        unreachable!()
    };
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "whatever_was_answered_survives_kill_9",
            "--nocapture",
        ])
        .env(CHILD, path)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut answered = Vec::new();
    let mut killed = false;
    for line in lines {
        // The last line may be cut.
        let Ok(line) = line else { break };
        if let Some(name) = line
            .strip_prefix("answered ")
            .and_then(|name| name.strip_suffix('.'))
        {
            answered.push(name.to_owned());
        }
        if answered.len() == ROWS_BEFORE_THE_KILL && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    child.wait().unwrap();
    assert!(
        killed,
        "the child ended by itself after {} rows",
        answered.len()
    );
    let store = fresh.open();
    for name in answered {
        let looked = name.clone();
        let row = store
            .read(move |tx| tx.row(FIND, &[(&looked).into()]))
            .unwrap();
        assert!(row.is_some(), "{name} was answered and is gone");
    }
    store.close();
}

/// Writes and tells until it is killed.
fn child(location: &Location) -> ! {
    let store = Store::open(location, Options::default()).unwrap();
    let writers: Vec<_> = (0..16)
        .map(|writer| {
            let store = store.clone();
            std::thread::spawn(move || {
                for row in 0.. {
                    let name = format!("{writer}-{row}");
                    let named = name.clone();
                    store.write(writer, move |tx| put(tx, &named)).unwrap();
                    let _ = writeln!(std::io::stdout(), "answered {name}.");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.join().unwrap();
    }
    std::process::exit(1)
}
