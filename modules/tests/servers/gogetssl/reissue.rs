//! Certificates inside the term of an order, and the year after it.

use super::driver::{End, Worked, run, run_with};
use super::{BEGIN, DAY, date, shop, work};
use onsell_domain::OperationKind as K;
use onsell_doubles::Rule;
use onsell_modules::certificate::CertificateWork;
use onsell_x509::{KeyKind, request};

/// Issues anew, so many days after the beginning, of a service that is paid for so many.
fn anew(before: &Worked, day: i64, paid_days: i64) -> CertificateWork {
    CertificateWork {
        kind: K::Reissue,
        now: BEGIN.plus_seconds(day * DAY),
        paid_until: Some(date(BEGIN.plus_seconds(paid_days * DAY))),
        ..before.next()
    }
}

#[test]
fn inside_its_term_an_order_gives_certificates_for_nothing() {
    let (double, module) = shop();
    let first = run(module.as_ref(), &work("a1", &["a.example.org"]));
    let balance = double.with(|shop| shop.balance_cents);
    double.advance_seconds(130 * DAY);
    let second = run(module.as_ref(), &anew(&first, 130, 365));
    assert_ne!(second.certificate().serial, first.certificate().serial);
    assert_eq!(
        second.certificate().not_after,
        BEGIN.plus_seconds(329 * DAY)
    );
    // Another key.
    let other = work("a1", &["a.example.org"]);
    let changed = CertificateWork {
        request: other.request,
        ..anew(&second, 131, 365)
    };
    let third = run(module.as_ref(), &changed);
    assert_ne!(third.certificate().serial, second.certificate().serial);
    assert_eq!(double.orders().len(), 1);
    assert_eq!(double.with(|shop| shop.balance_cents), balance);
}

#[test]
fn more_names_are_bought_once() {
    let (double, module) = shop();
    let names = ["a.example.org", "b.example.org", "c.example.org"];
    let first = run(module.as_ref(), &work("a1", &names));
    let balance = double.with(|shop| shop.balance_cents);
    let mut more: Vec<String> = first.work.names.clone();
    more.extend(["d.example.org".to_owned(), "e.example.org".to_owned()]);
    let made = request::make(&first.work.subject, &more, KeyKind::P256).unwrap();
    let change = CertificateWork {
        names: more.clone(),
        request: made.request,
        ..anew(&first, 1, 365)
    };
    double.push(Rule::on("POST", "/orders/add_ssl_san_order").drop_after_effect());
    double.push(Rule::on("POST", "/orders/ssl/reissue/{id}").drop_after_effect());
    let second = run(module.as_ref(), &change);
    assert_eq!(second.certificate().names, more);
    assert_eq!(double.with(|shop| shop.balance_cents), balance - 1000);
    assert_eq!(double.count("POST", "/orders/add_ssl_san_order"), 1);
    assert_eq!(double.count("POST", "/orders/ssl/reissue/{id}"), 1);
}

#[test]
fn a_service_that_is_paid_for_longer_renews_its_order_in_time() {
    let (double, module) = shop();
    let first = run(module.as_ref(), &work("a1", &["a.example.org"]));
    double.advance_seconds(200 * DAY);
    let second = run(module.as_ref(), &anew(&first, 200, 730));
    assert_eq!(
        date(second.certificate().not_after),
        date(BEGIN.plus_seconds(365 * DAY - 1))
    );
    // Too early for another year.
    double.advance_seconds(110 * DAY);
    let early = run_with(module.as_ref(), &anew(&second, 310, 730), |_| false, 1);
    assert!(matches!(early.end, End::Waits(86_400)), "{:?}", early.end);
    // A year for some days is not bought by itself.
    let gap = run(module.as_ref(), &anew(&second, 310, 370));
    assert!(
        gap.refused().message.contains("another year"),
        "{:?}",
        gap.end
    );
    assert_eq!(double.orders().len(), 1);
    double.advance_seconds(30 * DAY);
    double.push(Rule::on("POST", "/orders/add_ssl_renew_order").drop_after_effect());
    let third = run(module.as_ref(), &anew(&second, 340, 730));
    let orders = double.orders();
    assert_eq!(orders.len(), 2);
    assert_eq!(orders[1].unique_code, format!("a1-r{}", orders[0].id));
    assert_eq!(third.work.kept.number("order"), Some(orders[1].id));
    assert!(third.certificate().not_after > second.certificate().not_after);
    // From now on it is the new order that is issued anew.
    double.advance_seconds(100 * DAY);
    let fourth = run(module.as_ref(), &anew(&third, 440, 730));
    assert_eq!(fourth.certificate().upstream, third.certificate().upstream);
    assert_eq!(double.orders().len(), 2);
}

#[test]
fn what_was_never_ordered_is_not_issued_anew() {
    let (_, module) = shop();
    let never = CertificateWork {
        kind: K::Reissue,
        ..work("a1", &["a.example.org"])
    };
    assert_eq!(run(module.as_ref(), &never).refused().kind, "missed");
}
