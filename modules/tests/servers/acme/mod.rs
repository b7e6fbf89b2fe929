//! The module `acme` against a real authority.

mod driver;
mod meddler;
mod pebble;
mod renewal;
mod trouble;

use driver::{last_state, request, run, run_for, work};
use meddler::Meddler;
use onsell_domain::certificate::ValidationMethod;
use onsell_domain::{CertificateState, IssuedCertificate, OperationKind as K};
use onsell_doubles::PebbleSettings;
use onsell_modules::certificate::{CertificateWork, connect};
use onsell_modules::{CheckFault, HttpTransport, ModuleKind};
use onsell_x509::{certificate, issued, request as requests};
use pebble::{connection, managed, module, publish, start};
use std::sync::Arc;

/// Whether the certificate is for the key of the request, and its chain leads to the root.
fn check(found: &IssuedCertificate, request: &str, root: &str) {
    let request = requests::read(request).expect("a request");
    let chain = format!("{}{root}", found.chain);
    let whole = issued::check(&found.pem, &chain, &request, &found.names);
    let whole = whole.expect("each is signed by the next");
    let chain = certificate::read_all(&whole.chain).expect("a chain");
    let root = certificate::read_all(root).expect("a root");
    assert_eq!(chain.last(), root.first());
    assert_eq!(chain.len(), 2, "one between certificate and root");
}

#[test]
fn two_names_are_proven_by_files() {
    let Some(pebble) = start(&PebbleSettings::default()) else {
        return;
    };
    let way = Arc::new(Meddler::new(pebble.root()));
    let module = module(&pebble, &way);
    let names = ["example.com", "www.example.com"];
    let request = request(&names);
    let work = CertificateWork {
        method: ValidationMethod::Http,
        ..work(K::Open, &request, &names)
    };
    let before = run_for(5, module.as_ref(), &work, |_| {}).expect_err("nothing is published");
    let waiting = before.news.last().expect("the customer is told");
    assert_eq!(waiting.state, CertificateState::Waiting);
    assert_eq!(waiting.validations.len(), 2);
    let file = &waiting.validations[0];
    assert!(
        file.place
            .starts_with("http://example.com/.well-known/acme-challenge/")
    );
    assert!(file.problem.is_empty(), "nothing is not wrong");
    assert_eq!(way.posts("/chalZ/"), 0, "the authority is not told to look");
    assert!(before.pauses.iter().all(|pause| *pause >= 20));

    let run = run(module.as_ref(), &work, |validation| {
        publish(&pebble, validation);
    });
    let certificate = run.issued();
    check(&certificate, &request, &managed(&pebble, "roots/0"));
    assert_eq!(certificate.names, names);
    assert_eq!(last_state(&run), Some(CertificateState::Issued));
    assert_eq!(way.posts("/finalize-order/"), 1);
}

#[test]
fn looks_are_few_and_tell_nothing_of_what_else_is_there() {
    let Some(pebble) = start(&PebbleSettings::default()) else {
        return;
    };
    let way = Arc::new(Meddler::new(pebble.root()));
    let module = module(&pebble, &way);
    let names: Vec<String> = (0..7)
        .map(|number| format!("n{number}.example.com"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let work = CertificateWork {
        method: ValidationMethod::Http,
        ..work(K::Open, &request(&names), &names)
    };
    let run = run_for(6, module.as_ref(), &work, |validation| {
        let published = pebble.publish_file(&validation.place, "what is inside");
        published.expect("it is published");
    });
    let run = run.expect_err("nothing is proven");
    let told = &run.news.last().expect("the customer is told").validations;
    assert_eq!(told.len(), 7);
    let wrong = told.iter().filter(|known| !known.problem.is_empty());
    let wrong: Vec<_> = wrong.map(|known| &known.problem.en).collect();
    assert_eq!(wrong.len(), 5, "{wrong:?}");
    let is_silent = |text: &&String| text.ends_with("has another content");
    assert!(wrong.iter().all(is_silent), "{wrong:?}");
    assert_eq!(way.posts("/chalZ/"), 0, "the authority is not told to look");
}

#[test]
fn a_wildcard_is_proven_by_records_and_revoked_in_the_end() {
    let settings = PebbleSettings {
        validity_seconds: Some(90 * 24 * 3600),
        reused_proofs: 100,
        ..PebbleSettings::default()
    };
    let Some(pebble) = start(&settings) else {
        return;
    };
    let way = Arc::new(Meddler::new(pebble.root()));
    let module = module(&pebble, &way);
    let names = ["example.com", "*.example.com"];
    let first = request(&names);
    // Files are no proof for every name below one.
    let open = CertificateWork {
        method: ValidationMethod::Http,
        ..work(K::Open, &first, &names)
    };
    let run_first = run(module.as_ref(), &open, |validation| {
        publish(&pebble, validation);
    });
    let told = run_first.news.iter().flat_map(|news| &news.validations);
    let record = told
        .clone()
        .find(|validation| validation.name == "*.example.com");
    let record = record.expect("the wildcard is told");
    assert_eq!(record.place, "_acme-challenge.example.com");
    assert_eq!(
        (record.method, record.record.as_str()),
        (ValidationMethod::Dns, "TXT")
    );
    let certificate = run_first.issued();
    check(&certificate, &first, &managed(&pebble, "roots/0"));
    let days = certificate.not_after.seconds_since(certificate.not_before) / 86_400;
    assert!((89..=90).contains(&days), "{days}");

    // What is proven is not asked for again.
    let second = request(&names);
    let reissue = CertificateWork {
        present: Some(certificate.clone()),
        ..work(K::Reissue, &second, &names)
    };
    let again = run(module.as_ref(), &reissue, |_| {
        panic!("nothing is to be published")
    });
    check(&again.issued(), &second, &managed(&pebble, "roots/0"));
    assert_ne!(again.issued().serial, certificate.serial);

    let state = || {
        managed(
            &pebble,
            &format!("cert-status-by-serial/{}", certificate.serial),
        )
    };
    assert!(state().contains("\"Valid\""), "{}", state());
    let close = CertificateWork {
        present: Some(certificate.clone()),
        ..work(K::Close, &first, &names)
    };
    for _ in 0..2 {
        run(module.as_ref(), &close, |_| {}).end.expect("closed");
    }
    assert!(state().contains("\"Revoked\""), "{}", state());
    assert_eq!(
        module.renewal_window(&certificate),
        Ok(None),
        "this Pebble tells none"
    );
}

#[test]
fn an_external_account_is_bound() {
    let key = "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";
    let settings = PebbleSettings {
        external_accounts: vec![("kid-1".to_owned(), key.to_owned())],
        ..PebbleSettings::default()
    };
    let Some(pebble) = start(&settings) else {
        return;
    };
    let module = |external: (&str, &str)| {
        let way = Arc::new(HttpTransport::trusting(pebble.root()).expect("a root"));
        connect(ModuleKind::Acme, &connection(&pebble, external), way)
    };
    let denied = |external: (&str, &str)| match module(external).map(|module| module.check()) {
        Ok(Err(CheckFault::Denied(fault))) | Err(CheckFault::Unreachable(fault)) => fault.message,
        other => panic!("not refused: {:?}", other.map(|_| ())),
    };
    assert!(denied(("", "")).contains("external account"));
    assert!(denied(("kid-1", "")).contains("HMAC key"));
    assert!(denied(("kid-2", key)).contains("refuses our account"));
    assert!(
        denied(("kid-1", "b10lLJs8l1GPIzsLP0s6pMt8O0XVGnfTaCeROxQM0BI"))
            .contains("refuses our account")
    );
    assert!(denied(("kid-1", "%")).contains("no base64"));
    let module = module(("kid-1", key)).expect("it can be right");
    let first = module.check().expect("an account");
    assert_eq!(module.check(), Ok(first), "the same one");
}

#[test]
fn terms_are_accepted_by_a_person() {
    let Some(pebble) = start(&PebbleSettings::default()) else {
        return;
    };
    let mut connection = connection(&pebble, ("", ""));
    // By a root certificate as a form keeps it, and over the plain way.
    let root = pebble.root().replace('\n', " ");
    connection.settings.insert("root".to_owned(), root);
    connection
        .settings
        .insert("accepts_terms".to_owned(), "off".to_owned());
    let check = |connection| {
        let way = Arc::new(HttpTransport::new("suite"));
        let module = connect(ModuleKind::Acme, &connection, way).expect("it can be right");
        module.check()
    };
    let Err(CheckFault::Denied(fault)) = check(connection.clone()) else {
        panic!("terms that nobody accepted");
    };
    assert!(fault.message.contains("terms"), "{}", fault.message);
    connection
        .settings
        .insert("accepts_terms".to_owned(), "on".to_owned());
    check(connection.clone()).expect("an account");
    connection.settings.remove("root");
    let Err(CheckFault::Unreachable(_)) = check(connection) else {
        panic!("nobody public signed its certificate");
    };
}
