//! What happens when the connection to PostgreSQL dies, before COMMIT and during it.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use onsell_domain::Secret;
use onsell_store::testing::Fresh;
use onsell_store::{Error, Location, Options, Result, Store, Tx, TxExt};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::thread;
use std::time::Duration;

const PUT: &str = "INSERT INTO setting (name, value) VALUES ($1, 'x')";
const COUNT: &str = "SELECT COUNT(*) FROM setting";
const LEAVE: &str = "SELECT CASE WHEN pg_terminate_backend(pg_backend_pid()) THEN 1 ELSE 0 END";

fn put(tx: &mut dyn Tx, name: &str) -> Result<()> {
    tx.exec_one(PUT, &[name.into()])
}

fn count(store: &Store) -> i64 {
    store.read(|tx| tx.one(COUNT, &[])?.read().next()).unwrap()
}

/// What the man in the middle does with the next COMMIT.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    /// The server gets it and its answer is lost.
    Answer,
    /// The server gets it, and the client an answer that the server is shutting down, as a backend
    /// may say that was told to go right after it had committed.
    Farewell,
}

/// A relay before the server that cuts once, when it is armed.
struct Relay {
    address: String,
    is_armed: Arc<AtomicBool>,
}

impl Relay {
    fn new(server: &str, cut: Cut) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let is_armed = Arc::new(AtomicBool::new(false));
        let (server, armed) = (server.to_owned(), Arc::clone(&is_armed));
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let server = TcpStream::connect(&server).unwrap();
                let armed = Arc::clone(&armed);
                thread::spawn(move || relay(client, server, cut, &armed));
            }
        });
        Self { address, is_armed }
    }
}

fn relay(mut client: TcpStream, mut server: TcpStream, cut: Cut, armed: &AtomicBool) {
    let is_cut = Arc::new(AtomicBool::new(false));
    let (mut from_server, mut to_client) =
        (server.try_clone().unwrap(), client.try_clone().unwrap());
    let ends = Arc::clone(&is_cut);
    thread::spawn(move || {
        let mut buffer = [0; 16_384];
        while let Ok(count @ 1..) = from_server.read(&mut buffer) {
            if ends.load(SeqCst) || to_client.write_all(&buffer[..count]).is_err() {
                break;
            }
        }
        if !ends.load(SeqCst) {
            let _ = to_client.shutdown(Shutdown::Both);
        }
    });
    let mut buffer = [0; 16_384];
    while let Ok(count @ 1..) = client.read(&mut buffer) {
        let is_commit = buffer[..count]
            .windows(7)
            .any(|window| window == b"COMMIT\0");
        if is_commit && armed.swap(false, SeqCst) {
            is_cut.store(true, SeqCst);
            server.write_all(&buffer[..count]).unwrap();
            // Time for the server to commit, which the test then sees by reading.
            thread::sleep(Duration::from_millis(200));
            if cut == Cut::Farewell {
                let _ = client.write_all(&farewell());
                thread::sleep(Duration::from_millis(200));
            }
            let _ = client.shutdown(Shutdown::Both);
            return;
        }
        if server.write_all(&buffer[..count]).is_err() {
            return;
        }
    }
    let _ = server.shutdown(Shutdown::Both);
}

/// An ErrorResponse of severity FATAL with SQLSTATE 57P01.
fn farewell() -> Vec<u8> {
    let fields = b"SFATAL\0VFATAL\0C57P01\0Mterminating connection\0\0";
    let mut message = vec![b'E'];
    message.extend(u32::try_from(fields.len() + 4).unwrap().to_be_bytes());
    message.extend(fields);
    message
}

fn through(relay_for: Cut) -> (Fresh, Store, Relay) {
    let fresh = Fresh::postgres();
    let Location::Postgres(url) = &fresh.location else {
        unreachable!()
    };
    let (before, rest) = url.expose().split_once('@').unwrap();
    let (server, path) = rest.split_once('/').unwrap();
    let relay = Relay::new(server, relay_for);
    let url = format!("{before}@{}/{path}", relay.address);
    let options = Options {
        writers: 1,
        readers: 1,
        ..Options::default()
    };
    let store = Store::open(&Location::Postgres(Secret::from(url)), options).unwrap();
    (fresh, store, relay)
}

fn a_lost_commit_is_told_and_not_repeated(cut: Cut) {
    let (_fresh, store, relay) = through(cut);
    store.write(0, |tx| put(tx, "before")).unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    relay.is_armed.store(true, SeqCst);
    let result = store.write(0, move |tx| {
        let run = counted.fetch_add(1, SeqCst);
        put(tx, &format!("run {run}"))
    });
    assert_eq!(
        (runs.load(SeqCst), count(&store)),
        (1, 2),
        "{result:?}: (runs, rows)"
    );
    assert!(matches!(result, Err(Error::LostCommit)), "{result:?}");
    store.write(0, |tx| put(tx, "after")).unwrap();
    store.close();
}

#[test]
fn a_lost_answer_to_commit() {
    a_lost_commit_is_told_and_not_repeated(Cut::Answer);
}

#[test]
fn a_farewell_instead_of_an_answer_to_commit() {
    a_lost_commit_is_told_and_not_repeated(Cut::Farewell);
}

#[test]
fn a_connection_that_dies_before_commit_is_made_anew() {
    let fresh = Fresh::postgres();
    let store = fresh.open_with(Options {
        writers: 1,
        readers: 1,
        ..Options::default()
    });
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    store
        .write(0, move |tx| {
            put(tx, "a")?;
            if counted.fetch_add(1, SeqCst) == 0 {
                tx.rows(LEAVE, &[])?;
            }
            Ok::<_, Error>(())
        })
        .unwrap();
    assert_eq!((runs.load(SeqCst), count(&store)), (2, 1));
    store.close();
}

#[test]
fn a_reader_whose_connection_died_reads_again() {
    let fresh = Fresh::postgres();
    let store = fresh.open_with(Options {
        writers: 1,
        readers: 1,
        ..Options::default()
    });
    store.write(0, |tx| put(tx, "a")).unwrap();
    let runs = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&runs);
    let rows: i64 = store
        .read(move |tx| {
            if counted.fetch_add(1, SeqCst) == 0 {
                tx.rows(LEAVE, &[])?;
            }
            tx.one(COUNT, &[])?.read().next()
        })
        .unwrap();
    assert_eq!((rows, runs.load(SeqCst)), (1, 2));
    store.close();
}
