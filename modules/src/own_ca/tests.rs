//! An authority from its making to a certificate that belongs to its request.

use super::*;
use crate::ModuleKind;
use onsell_domain::certificate::{Contacts, Subject, ValidationMethod};
use onsell_domain::{Date, Language, Progress, ServiceId};
use onsell_x509::{KeyKind, certificate, issued, request};
use std::collections::BTreeMap;

fn now() -> Timestamp {
    Timestamp::default().plus_seconds(1_775_001_600)
}

fn connection(settings: &[(&str, &str)]) -> Connection {
    let settings = settings
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Connection {
        url: String::new(),
        username: String::new(),
        password: Secret::default(),
        settings: settings.collect(),
    }
}

fn founded(settings: &[(&str, &str)]) -> Connection {
    let mut connection = connection(settings);
    found(&mut connection, "Example CA", now()).unwrap();
    connection
}

fn work(names: &[&str]) -> CertificateWork {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    let subject = Subject {
        common_name: names[0].clone(),
        ..Subject::default()
    };
    let made = request::make(&subject, &names, KeyKind::P256).unwrap();
    CertificateWork {
        kind: OperationKind::Open,
        service: ServiceId::new(7),
        unique_name: "on7-abc".to_owned(),
        product: String::new(),
        period: None,
        paid_until: None,
        request: made.request,
        names,
        subject,
        contacts: Contacts::default(),
        method: ValidationMethod::Dns,
        approvers: BTreeMap::new(),
        present: None,
        progress: Progress::default(),
        kept: Progress::default(),
        tries: 1,
        step_seconds: 0,
        sent_before: None,
        now: now(),
    }
}

fn issued_by(connection: &Connection, work: &CertificateWork) -> IssuedCertificate {
    let answer = connect(connection).unwrap().perform(work);
    match answer.outcome {
        Outcome::Done(facts) => *facts.certificate.unwrap(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_authority_is_made_once_and_issues_what_was_ordered() {
    let mut connection = founded(&[]);
    let before = connection.clone();
    found(&mut connection, "Another", now()).unwrap();
    assert_eq!(connection.settings, before.settings);
    assert!(!connection.settings[settings::CERTIFICATE].contains('\n'));
    let told = connect(&connection).unwrap().check().unwrap();
    assert_eq!(told, "CN=Example CA (until 2046-03-27)");
    let work = work(&["shop.example.org", "*.shop.example.org"]);
    let given = issued_by(&connection, &work);
    let asked = request::read(&work.request).unwrap();
    assert!(issued::check(&given.pem, &given.chain, &asked, &work.names).is_ok());
    assert_eq!(given.not_after, now().plus_seconds(90 * SECONDS_PER_DAY));
    let root = certificate::read_all(&given.chain).unwrap();
    assert_eq!(
        (root.len(), root[0].common_name.as_str()),
        (1, "Example CA")
    );
    let again = CertificateWork {
        kind: OperationKind::Reissue,
        now: now().plus_seconds(60),
        ..work
    };
    assert_ne!(issued_by(&connection, &again).serial, given.serial);
}

#[test]
fn a_certificate_does_not_outlive_its_term_or_its_authority() {
    let check = |days: &str, paid_until: Option<Date>, expect_days: i64, expect_hours: i64| {
        let connection = founded(&[("validity_days", days)]);
        let work = CertificateWork {
            paid_until,
            ..work(&["a.example.org"])
        };
        let life = issued_by(&connection, &work).not_after.seconds_since(now());
        assert_eq!(life, expect_days * SECONDS_PER_DAY + expect_hours * 3600);
    };
    let day = |day| Some(Date::constant(2026, 4, day));
    check("10", None, 10, 0);
    check("10", day(30), 10, 0);
    // It is the 1st of April, 00:00.
    check("200", day(30), 30, 12);
    check("200", Some(Date::constant(2026, 1, 1)), 200, 0);
    let old = CertificateWork {
        now: now().plus_seconds(20 * 366 * SECONDS_PER_DAY),
        ..work(&["a.org"])
    };
    let answer = connect(&founded(&[])).unwrap().perform(&old);
    assert!(
        matches!(answer.outcome, Outcome::Refused(_)),
        "{:?}",
        answer.outcome
    );
}

#[test]
fn names_outside_of_the_suffixes_are_refused() {
    let check = |suffixes: &str, name: &str, is_issued: bool| {
        let connection = founded(&[("suffixes", suffixes)]);
        let answer = connect(&connection).unwrap().perform(&work(&[name]));
        assert!(!answer.sent);
        let is_done = matches!(answer.outcome, Outcome::Done(_));
        assert_eq!(is_done, is_issued, "{suffixes} {name}");
        let state = answer.news.map(|news| {
            (news.state, {
                let said = |language| news.message.get(language).contains(name);
                news.message.en != news.message.ru && said(Language::En) && said(Language::Ru)
            })
        });
        assert_eq!(
            state,
            (!is_issued).then_some((CertificateState::Failed, true))
        );
    };
    check("", "a.example.org", true);
    check("example.org, corp.local", "example.org", true);
    check("*.Example.org. corp.local", "*.example.org", true);
    check(".corp.local", "deep.a.corp.local", true);
    check("example.org", "badexample.org", false);
    check("example.org", "example.org.evil.net", false);
}

#[test]
fn what_ends_or_goes_on_needs_no_authority() {
    use OperationKind as K;
    let module = connect(&founded(&[])).unwrap();
    for kind in [K::Prolong, K::Suspend, K::Resume, K::SetParam, K::Close] {
        let answer = module.perform(&CertificateWork {
            kind,
            ..work(&["a.example.org"])
        });
        assert_eq!(answer.outcome, Outcome::Done(Facts::default()));
        assert_eq!(
            answer.news.is_some_and(|news| news.is_revoked),
            kind == K::Close
        );
    }
}

#[test]
fn what_cannot_be_an_authority_is_not_saved() {
    let fault = |connection: &Connection| match connect(connection) {
        Ok(_) => panic!("connected"),
        Err(fault) => fault.to_string(),
    };
    assert!(fault(&connection(&[])).contains("BEGIN CERTIFICATE"));
    for days in ["0", "x", "-1", "3651"] {
        assert!(
            fault(&founded(&[("validity_days", days)])).contains("days"),
            "{days}"
        );
    }
    let other = founded(&[]);
    let mixed = Connection {
        password: other.password,
        ..founded(&[])
    };
    assert!(fault(&mixed).contains("not the one"));
    assert_eq!(crate::settings(ModuleKind::OwnCa).len(), SETTINGS.len());
}
