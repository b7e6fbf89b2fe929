//! The binary from outside: `onsell ctl` with and beside a running server, and how a server ends.

mod house;
mod installation;

use house::{House, LITE, PASSWORD, Server, call, client, ended, field, text};
use installation::{Folder, binary};
use onsell_modules::billmanager::CallError;
use std::time::{Duration, Instant};

/// How long somebody waits for news.
const WAIT: Duration = Duration::from_secs(25);

/// A fresh installation that sells, on SQLite.
fn vendor() -> House {
    House::vendor(House::fresh("ctl", None))
}

/// Everything `ctl` can be asked here: how it ends, and what begins each stream.
fn ctl_answers(house: &House) {
    let check = |arguments: &[&str], code: i32, out: &str, err: &str| {
        let ended = house.ctl(arguments);
        assert_eq!(ended.code, Some(code), "{arguments:?}: {}", ended.err);
        for (told, expect) in [(&ended.out, out), (&ended.err, err)] {
            assert_eq!(told.is_empty(), expect.is_empty(), "{arguments:?}: {told}");
            assert!(told.contains(expect), "{arguments:?}: {told}");
        }
    };
    let elid = format!("elid={LITE}");
    check(&["pricelist.resume", &elid], 0, "OK", "");
    check(&["pricelist"], 0, "id=55227 name=\"ispmanager 6 Lite\"", "");
    check(&["whoami", "out=xml"], 0, " name=\"root\" ", "");
    check(
        &["-o", "xml", "whoami"],
        0,
        "<doc lang=\"en\" func=\"whoami\"",
        "",
    );
    check(&["-o", "bjson", "whoami"], 0, "{\"func\":\"whoami\"", "");
    check(
        &["-m", "billmgr", "whoami", "out=json"],
        0,
        "{\"doc\":{",
        "",
    );
    check(&["whoami", "lang=ru", "out=xml"], 0, "lang=\"ru\"", "");
    // An error: in text a failure, in a document an answer.
    let refusal = "Insufficient privileges to perform the 'no.such' function";
    check(&["no.such"], 1, "", refusal);
    check(&["no.such"], 1, "", "ERROR: access");
    check(&["no.such", "out=xml"], 0, "<error type=\"access\"", "");
    check(
        &["no.such", "out=bjson"],
        0,
        "{\"error\":{\"type\":\"access\"",
        "",
    );
    check(&["pricelist.resume"], 1, "", "ERROR: value(elid)");
    let no_seller = "ERROR: value(processingmodule)";
    check(&["pricelist.sync", &elid], 1, "", no_seller);
    check(
        &["pricelist.sync", "elid=1"],
        1,
        "",
        "ERROR: missed(pricelist)",
    );
    // What never reaches a function.
    check(
        &["-o", "pdf", "whoami"],
        1,
        "",
        "use text, xml, json, bjson",
    );
    check(&["-m", "vmmgr", "whoami"], 1, "", "only billmgr");
    check(&["whoami", "elid"], 1, "", "NAME=VALUE");
    check(&[], 2, "", "Usage:");
}

#[test]
fn ctl_is_the_same_without_and_beside_a_server() {
    let house = vendor();
    ctl_answers(&house);
    let server = house.serve();
    assert_eq!(
        house.run(&["serve"]).code,
        Some(1),
        "a second server is refused"
    );
    ctl_answers(&house);
    server.signal("-KILL");
    assert_eq!(server.code(), None);
    // The socket of the dead server is still there, and nobody listens.
    assert!(house.path().join("onsell.sock").exists());
    ctl_answers(&house);
}

#[test]
fn several_calls_at_once_wait_for_each_other() {
    let house = vendor();
    let all_succeed = || {
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..3 {
                        house.ok(&["checkevent"]);
                    }
                });
            }
        });
    };
    all_succeed();
    let server = house.serve();
    all_succeed();
    server.signal("-TERM");
    assert_eq!(server.code(), Some(0));
}

#[test]
fn without_an_installation_ctl_says_what_to_do() {
    let folder = Folder::fresh("ctl");
    let ended = ended(folder.command(binary()).args(["ctl", "whoami"]));
    assert_eq!((ended.code, ended.out.as_str()), (Some(1), ""));
    assert!(ended.err.contains("onsell init"), "{}", ended.err);
}

#[test]
fn the_binary_answers_to_the_name_mgrctl() {
    let house = vendor();
    let link = house.path().join("mgrctl");
    std::os::unix::fs::symlink(binary(), &link).expect("a link");
    let mgrctl = |arguments: &[&str]| ended(house.command(&link).args(arguments));
    let called = mgrctl(&["-m", "billmgr", "-o", "xml", "whoami"]);
    assert_eq!((called.code, called.err.as_str()), (Some(0), ""));
    assert_eq!(called.out, house.ok(&["-o", "xml", "whoami"]));
    let refused = mgrctl(&["-m", "billmgr", "no.such"]);
    assert_eq!((refused.code, refused.out.as_str()), (Some(1), ""));
}

#[test]
fn checkevent_without_sellers_changes_nothing() {
    let house = vendor();
    house.customer("anna");
    let state = || {
        let lists = [
            "account",
            "payment",
            "soft",
            "task",
            "runningoperation",
            "processing",
        ];
        lists.map(|list| house.ok(&[list]))
    };
    let before = state();
    let beside = |server: Option<Server>| {
        for _ in 0..2 {
            let told = house.ok(&["checkevent"]);
            let told: Vec<String> = ["sellers", "events", "changed"]
                .map(|name| field(&told, name))
                .to_vec();
            assert_eq!(told, ["0", "0", "0"]);
        }
        assert_eq!(state(), before);
        drop(server);
    };
    beside(None);
    beside(Some(house.serve()));
}

#[test]
fn a_signal_ends_the_server_cleanly() {
    let house = vendor();
    house.customer("anna");
    for name in ["-TERM", "-INT"] {
        let server = house.serve();
        let anna = client(&server.address, "anna", PASSWORD);
        let feed = call(&anna, "itemevent", &[]).expect("an answer");
        let newest = text(&feed, "newest").to_owned();
        let waiter = std::thread::spawn(move || {
            let wait = WAIT.as_secs().to_string();
            call(&anna, "itemevent", &[("after", &newest), ("wait", &wait)])
        });
        let address = server.address.clone();
        let beside = client(&server.address, "anna", PASSWORD);
        call(&beside, "whoami", &[]).expect("an answer beside the waiter");
        let told = Instant::now();
        server.signal(name);
        assert_eq!(server.code(), Some(0), "{name}");
        assert!(
            told.elapsed() < WAIT / 2,
            "the server waits for its waiters"
        );
        // Whoever waited for news is told that there are none, unless he came with the signal.
        match waiter.join().expect("a thread") {
            Ok(feed) => assert_eq!(feed.children_of("elem").count(), 0),
            Err(error) => assert!(!matches!(error, CallError::Fault(_)), "{error}"),
        }
        assert!(std::net::TcpStream::connect(&address).is_err());
        assert!(!house.path().join("onsell.sock").exists());
    }
}
