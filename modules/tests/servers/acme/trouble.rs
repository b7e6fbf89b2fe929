//! The module `acme` against a real authority, when things go wrong.

use super::driver::{last_state, request, run, run_for, work};
use super::meddler::{Fate, Meddler};
use super::pebble::{module, publish, start};
use onsell_domain::{CertificateState, OperationKind as K};
use onsell_doubles::PebbleSettings;
use std::sync::Arc;

const NAME: [&str; 1] = ["example.com"];

#[test]
fn a_name_that_is_refused_is_told_to_its_owner() {
    let settings = PebbleSettings {
        blocked: vec!["blocked.example.com".to_owned()],
        ..PebbleSettings::default()
    };
    let Some(pebble) = start(&settings) else {
        return;
    };
    let way = Arc::new(Meddler::new(pebble.root()));
    let module = module(&pebble, &way);
    let names = ["blocked.example.com"];
    let work = work(K::Open, &request(&names), &names);
    let waits = run_for(2, module.as_ref(), &work, |_| {}).expect_err("it waits");
    assert_eq!(last_state(&waits), Some(CertificateState::Failed));
    assert!(waits.told("issues nothing for this name"), "{waits:?}");
    assert!(waits.pauses.iter().all(|pause| *pause >= 3600));
}

#[test]
fn refused_nonces_are_no_failure() {
    let settings = PebbleSettings {
        bad_nonces: 45,
        ..PebbleSettings::default()
    };
    let Some(pebble) = start(&settings) else {
        return;
    };
    let way = Arc::new(Meddler::new(pebble.root()));
    let module = module(&pebble, &way);
    let work = work(K::Open, &request(&NAME), &NAME);
    let run = run(module.as_ref(), &work, |validation| {
        publish(&pebble, validation);
    });
    assert_eq!(run.issued().names, NAME);
}

#[test]
fn every_answer_is_lost_once_and_one_certificate_is_issued() {
    let Some(pebble) = start(&PebbleSettings::default()) else {
        return;
    };
    let way = Arc::new(Meddler::losing(pebble.root()));
    let module = module(&pebble, &way);
    let work = work(K::Open, &request(&NAME), &NAME);
    let run = run(module.as_ref(), &work, |validation| {
        publish(&pebble, validation);
    });
    assert_eq!(run.issued().names, NAME);
    assert_eq!(way.posts("/finalize-order/"), 1, "asked for once");
    assert_eq!(
        way.posts("/order-plz"),
        2,
        "an order whose answer was lost expires"
    );
    assert_eq!(
        run.progress.number("lost_orders"),
        Some(1),
        "and is counted"
    );
    assert_eq!(way.posts("/sign-me-up"), 2);
}

#[test]
fn an_order_that_ended_is_replaced_and_the_customer_told_why() {
    let Some(pebble) = start(&PebbleSettings::default()) else {
        return;
    };
    let check = |part: &str, fate: Fate, words: &str| {
        let way = Arc::new(Meddler::new(pebble.root()));
        let module = module(&pebble, &way);
        let work = work(K::Open, &request(&NAME), &NAME);
        way.meets(part, fate);
        let run = run(module.as_ref(), &work, |validation| {
            publish(&pebble, validation);
        });
        assert_eq!(run.issued().names, NAME);
        assert!(run.told(words), "{words}: {run:?}");
        assert_eq!(way.posts("/order-plz"), 2, "{words}");
        pebble
            .clear_records("_acme-challenge.example.com")
            .expect("cleared");
    };
    check(
        "/my-order/",
        Fate::Instead(
            404,
            r#"{"type":"urn:ietf:params:acme:error:malformed","status":404}"#,
        ),
        "does not know its order",
    );
    check(
        "/my-order/",
        Fate::Instead(
            403,
            r#"{"type":"urn:ietf:params:acme:error:unauthorized","status":403}"#,
        ),
        "does not know its order",
    );
    check(
        "/my-order/",
        Fate::Instead(
            200,
            r#"{"status":"invalid","authorizations":[],"finalize":"https://x/"}"#,
        ),
        "expired before all names were proven",
    );
    check(
        "/my-order/",
        Fate::Instead(
            200,
            r#"{"status":"invalid","authorizations":[],"finalize":"https://x/","error":
                {"type":"urn:ietf:params:acme:error:unauthorized","detail":"no record"}}"#,
        ),
        "found no proof, or another one: no record",
    );
    check(
        "/authZ/",
        Fate::Instead(
            200,
            r#"{"status":"invalid","identifier":{"type":"dns","value":"example.com"},
                "challenges":[{"type":"dns-01","url":"https://x/","token":"x","status":"invalid",
                "error":{"type":"urn:ietf:params:acme:error:dns","detail":"SERVFAIL"}}]}"#,
        ),
        "example.com: The authority could not look the name up in DNS: SERVFAIL",
    );
    check(
        "/finalize-order/",
        Fate::Instead(
            403,
            r#"{"type":"urn:ietf:params:acme:error:caa","detail":"CAA of example.com"}"#,
        ),
        "A CAA record of the domain does not allow this authority to issue",
    );
}

#[test]
fn an_account_that_the_authority_forgot_is_registered_again() {
    let Some(pebble) = start(&PebbleSettings::default()) else {
        return;
    };
    let way = Arc::new(Meddler::new(pebble.root()));
    let module = module(&pebble, &way);
    let forgotten = r#"{"type":"urn:ietf:params:acme:error:accountDoesNotExist"}"#;
    way.meets("/order-plz", Fate::Instead(400, forgotten));
    let mut work = work(K::Open, &request(&NAME), &NAME);
    // An order at an authority that the module asked before is left alone.
    let before = work
        .progress
        .with("order", "https://elsewhere.example/order/1");
    work.progress = before.with("directory", "https://elsewhere.example/dir");
    let run = run(module.as_ref(), &work, |validation| {
        publish(&pebble, validation);
    });
    assert_eq!(run.issued().names, NAME);
    assert_eq!(way.posts("/sign-me-up"), 2);
    assert_eq!(way.posts("elsewhere"), 0);
    assert!(run.told("Another authority is asked now"));
}

#[test]
fn a_proof_that_the_authority_does_not_find_is_asked_for_anew() {
    let Some(pebble) = start(&PebbleSettings::default()) else {
        return;
    };
    let way = Arc::new(Meddler::new(pebble.root()));
    let mut connection = super::pebble::connection(&pebble, ("", ""));
    connection
        .settings
        .insert("looks_first".to_owned(), "off".to_owned());
    let kind = onsell_modules::ModuleKind::Acme;
    let module = onsell_modules::certificate::connect(kind, &connection, way.way());
    let module = module.expect("it can be right");
    let work = work(K::Open, &request(&NAME), &NAME);
    let mut told = Vec::new();
    let waits = run_for(40, module.as_ref(), &work, |validation| {
        told.push(validation.value.clone());
    });
    let waits = waits.expect_err("nothing is published");
    assert!(waits.told("found no proof, or another one"), "{waits:?}");
    told.sort();
    told.dedup();
    assert!(told.len() > 1, "other proofs are asked for");
    let longest = waits.pauses.iter().max();
    assert!(
        longest.is_some_and(|pause| *pause >= 60),
        "and ever more slowly"
    );
}

#[test]
fn what_the_authority_says_about_when_to_ask_again_is_kept_to() {
    let Some(pebble) = start(&PebbleSettings::default()) else {
        return;
    };
    let limited = r#"{"type":"urn:ietf:params:acme:error:rateLimited","detail":"too many orders"}"#;
    let way = Arc::new(Meddler::new(pebble.root()));
    let module = module(&pebble, &way);
    way.meets("/order-plz", Fate::Later(429, limited, "7200"));
    way.meets("/order-plz", Fate::Instead(429, limited));
    way.meets("/order-plz", Fate::Instead(503, "<html>maintenance</html>"));
    let work = work(K::Open, &request(&NAME), &NAME);
    let run = run(module.as_ref(), &work, |validation| {
        publish(&pebble, validation);
    });
    assert_eq!(run.pauses[..2], [7200, 3600]);
    assert!(run.told("takes no more requests for now: too many orders"));
    assert_eq!(run.issued().names, NAME);
}

#[test]
fn a_request_that_the_authority_does_not_take_is_for_staff_and_customer() {
    let Some(pebble) = start(&PebbleSettings::default()) else {
        return;
    };
    let way = Arc::new(Meddler::new(pebble.root()));
    let module = module(&pebble, &way);
    let other = request(&["other.example.com"]);
    let work = work(K::Open, &other, &NAME);
    let run = run(module.as_ref(), &work, |validation| {
        publish(&pebble, validation);
    });
    let fault = run.end.as_ref().expect_err("names that were not ordered");
    assert!(!fault.message.is_empty());
    assert_eq!(last_state(&run), Some(CertificateState::Failed));
}
