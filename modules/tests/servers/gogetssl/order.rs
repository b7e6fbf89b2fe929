//! An order from its placing to its end.

use super::driver::{End, run, run_with};
use super::{BEGIN, DAY, date, module_of, shop, work};
use onsell_domain::certificate::{CertificateState, ValidationMethod};
use onsell_domain::{OperationKind as K, Progress, UpstreamId};
use onsell_doubles::{Pace, Rule};
use onsell_modules::certificate::CertificateWork;
use onsell_x509::certificate::read_all;

#[test]
fn the_shop_is_known_by_its_balance_and_wrong_words_are_denied() {
    let (double, module) = shop();
    assert_eq!(module.check().unwrap(), "reseller@example.com: 1000.0 USD");
    let wrong = module_of(&double, "wrong");
    let fault = wrong.check().unwrap_err();
    assert!(
        matches!(fault, onsell_modules::CheckFault::Denied(_)),
        "{fault:?}"
    );
    assert!(matches!(
        run(wrong.as_ref(), &work("a1", &["a.example.org"])).end,
        End::Denied
    ));
    let approvers = module.approvers("71", "*.example.org").unwrap();
    assert!(
        approvers.contains(&"hostmaster@example.org".to_owned()),
        "{approvers:?}"
    );
}

#[test]
fn an_order_becomes_a_certificate_for_its_request() {
    let (double, module) = shop();
    for (code, names, has_texts) in [
        ("a1", vec!["a.example.org"], false),
        ("a2", vec!["www.b.example.org", "b.example.org"], true),
        (
            "a3",
            vec!["c.example.org", "d.example.org", "e.example.org"],
            true,
        ),
    ] {
        double.with(|shop| shop.has_numbers_as_texts = has_texts);
        let worked = run(module.as_ref(), &work(code, &names));
        let certificate = worked.certificate();
        let order = double.orders().pop().unwrap();
        assert_eq!(order.unique_code, code);
        assert_eq!(certificate.upstream, Some(UpstreamId::new(order.id)));
        assert_eq!(
            worked.work.kept,
            Progress::default().with("order", order.id)
        );
        assert_eq!(read_all(&certificate.chain).unwrap().len(), 2);
        assert!(
            names
                .iter()
                .all(|name| certificate.names.contains(&(*name).to_owned()))
        );
        assert_eq!(certificate.not_after, BEGIN.plus_seconds(199 * DAY));
        assert_eq!(order.issued, 1);
        assert!(
            order
                .params
                .iter()
                .all(|(_, value)| !value.contains("PRIVATE KEY"))
        );
    }
}

#[test]
fn the_customer_is_told_what_to_publish() {
    let (double, module) = shop();
    double.set_pace(Pace::Polls(99));
    for (method, place, record) in [
        (ValidationMethod::Dns, "_0123abcd.a.example.org", "CNAME"),
        (
            ValidationMethod::Http,
            "http://a.example.org/.well-known/pki-validation/0123ABCD.txt",
            "",
        ),
        (ValidationMethod::Email, "admin@a.example.org", ""),
    ] {
        let names = ["a.example.org", "b.example.org", "c.example.org"];
        let order = CertificateWork {
            method,
            ..work(method.name(), &names)
        };
        let worked = run_with(module.as_ref(), &order, |_| false, 4);
        let news = worked.news.unwrap();
        assert_eq!(news.state, CertificateState::Waiting);
        let told: Vec<&str> = news
            .validations
            .iter()
            .map(|known| known.name.as_str())
            .collect();
        assert_eq!(told, names);
        let first = &news.validations[0];
        assert_eq!((first.method, first.place.as_str()), (method, place));
        assert_eq!((first.record.as_str(), first.is_valid), (record, false));
        assert_eq!(first.value.is_empty(), method == ValidationMethod::Email);
        // Sent again, or proven in another way.
        module.send_again(&worked.work).unwrap();
        let other = CertificateWork {
            method: ValidationMethod::Email,
            ..worked.work
        };
        module.send_again(&other).unwrap();
        let known = double.orders().pop().unwrap();
        assert!(known.touched >= 2);
        assert!(known.proofs.iter().all(|proof| proof.method == "email"));
    }
}

#[test]
fn an_order_is_given_back_while_there_is_money_for_it() {
    let (double, module) = shop();
    let worked = run(module.as_ref(), &work("a1", &["a.example.org"]));
    let close = |days: i64| CertificateWork {
        kind: K::Close,
        now: BEGIN.plus_seconds(days * DAY),
        ..worked.next()
    };
    let cancelled = || double.count("POST", "/orders/cancel_ssl_order");
    assert!(matches!(
        run(module.as_ref(), &close(31)).end,
        End::Done(None)
    ));
    assert_eq!(cancelled(), 0);
    double.push(Rule::on("POST", "/orders/cancel_ssl_order").drop_after_effect());
    assert!(matches!(
        run(module.as_ref(), &close(5)).end,
        End::Done(None)
    ));
    assert_eq!(
        (cancelled(), double.with(|shop| shop.balance_cents)),
        (1, 100_000)
    );
    let never_ordered = CertificateWork {
        kind: K::Close,
        ..work("a9", &["a.example.org"])
    };
    assert!(matches!(
        run(module.as_ref(), &never_ordered).end,
        End::Done(None)
    ));
    for kind in [K::Prolong, K::Suspend, K::Resume, K::SetParam] {
        let work = CertificateWork {
            kind,
            ..worked.next()
        };
        assert!(matches!(run(module.as_ref(), &work).end, End::Done(None)));
    }
    assert_eq!(date(BEGIN).to_string(), "2026-04-01");
}
