//! What goes wrong on the way: never a second order, and a clear word.

use super::driver::{End, run, run_with};
use super::{shop, work};
use onsell_domain::Outcome;
use onsell_domain::certificate::{CertificateState, ValidationMethod};
use onsell_doubles::gogetssl::SINGLE;
use onsell_doubles::{Pace, Rule};
use onsell_modules::SentBefore;
use onsell_modules::certificate::CertificateWork;

const ORDER: &str = "/orders/add_ssl_order";
const PAGE: &str = "<html><body>Bad gateway</body></html>";

#[test]
fn an_order_whose_answer_is_lost_is_placed_once() {
    let (double, module) = shop();
    let faults = [
        Rule::on("POST", ORDER).drop_after_effect(),
        Rule::on("POST", ORDER).drop_before_effect(),
        Rule::on("POST", ORDER).answer(502, PAGE),
        Rule::on("POST", ORDER).answer(200, PAGE),
        Rule::on("POST", ORDER).answer(200, "{\"success\":true}"),
        Rule::on("GET", "/orders/ssl/all").answer(200, PAGE),
        Rule::on("GET", "/orders/status/{id}").answer(500, PAGE),
        Rule::on_any().nth(2).times(3).drop_before_effect(),
    ];
    for (at, fault) in faults.into_iter().enumerate() {
        let code = format!("fault-{at}");
        double.push(fault);
        run(module.as_ref(), &work(&code, &["a.example.org"])).certificate();
        double.clear_rules();
        let placed = double
            .orders()
            .into_iter()
            .filter(|order| order.unique_code == code);
        assert_eq!(placed.count(), 1, "{code}");
    }
}

#[test]
fn a_crash_after_any_attempt_places_no_second_order() {
    let (double, module) = shop();
    let mut crash = 1;
    loop {
        let code = format!("crash-{crash}");
        let order = work(&code, &["a.example.org"]);
        let worked = run_with(module.as_ref(), &order, |attempt| attempt == crash, 60);
        worked.certificate();
        let placed = double
            .orders()
            .into_iter()
            .filter(|order| order.unique_code == code);
        assert_eq!(placed.count(), 1, "{code}");
        if crash >= worked.attempts {
            break;
        }
        crash += 1;
    }
    assert!(crash >= 3);
}

#[test]
fn what_may_still_arrive_is_not_sent_again() {
    let (double, module) = shop();
    let sent = |seconds_ago: i64| {
        Some(SentBefore {
            seconds_ago,
            is_unanswered: true,
        })
    };
    let order = work("a1", &["a.example.org"]);
    let early = CertificateWork {
        sent_before: sent(20),
        ..order.clone()
    };
    assert_eq!(
        module.perform(&early).outcome,
        Outcome::Pending { again_seconds: 100 }
    );
    assert_eq!(double.count("POST", ORDER), 0);
    let late = CertificateWork {
        sent_before: sent(120),
        ..order
    };
    run(module.as_ref(), &late).certificate();
    assert_eq!(double.count("POST", ORDER), 1);
}

#[test]
fn a_list_without_codes_is_looked_through_by_the_request() {
    let (double, module) = shop();
    run(module.as_ref(), &work("other", &["b.example.org"])).certificate();
    let order = work("a1", &["a.example.org"]);
    run(module.as_ref(), &order).certificate();
    let ids: Vec<i64> = double.orders().iter().map(|order| order.id).collect();
    let list = format!(
        "{{\"orders\":[{{\"order_id\":\"{}\"}},{{\"order_id\":{}}}]}}",
        ids[0], ids[1]
    );
    double.push(Rule::on("GET", "/orders/ssl/all").answer(200, &list));
    let found = run(module.as_ref(), &order);
    assert_eq!(found.work.kept.number("order"), Some(ids[1]));
    assert_eq!(double.orders().len(), 2);
}

#[test]
fn a_code_that_the_shop_knows_is_looked_for_until_it_is_found() {
    let (double, module) = shop();
    let order = work("a1", &["a.example.org"]);
    run(module.as_ref(), &order).certificate();
    double.push(Rule::on("GET", "/orders/ssl/all").empty_list());
    run(module.as_ref(), &order).certificate();
    assert_eq!((double.count("POST", ORDER), double.orders().len()), (2, 1));
}

#[test]
fn a_key_that_ran_out_is_made_anew() {
    let (double, module) = shop();
    module.check().unwrap();
    double.forget_keys();
    double.clear_journal();
    run(module.as_ref(), &work("a1", &["a.example.org"])).certificate();
    assert_eq!(double.count("POST", "/auth"), 1);
    assert_eq!(double.count("POST", ORDER), 1);
}

#[test]
fn what_the_shop_refuses_is_told() {
    let (double, module) = shop();
    double.with(|shop| shop.balance_cents = 100);
    let poor = run(module.as_ref(), &work("a1", &["a.example.org"]));
    assert_eq!(poor.refused().kind, "not_enough_money");
    assert_eq!(double.with(|shop| shop.balance_cents), 100);
    double.with(|shop| shop.balance_cents = 100_000);
    let check = |work: &CertificateWork, expect: &str| {
        let worked = run(module.as_ref(), work);
        let said = &worked.refused().message;
        assert!(said.contains(expect), "{said}");
    };
    let star = work("a2", &["*.example.org"]);
    check(
        &CertificateWork {
            product: SINGLE.to_string(),
            ..star
        },
        "wildcard",
    );
    check(
        &CertificateWork {
            product: "7".to_owned(),
            ..work("a3", &["a.example.org"])
        },
        "no product",
    );
    let names = ["a.example.org", "b.example.org", "c.example.org"];
    let mut unapproved = CertificateWork {
        method: ValidationMethod::Email,
        ..work("a4", &names)
    };
    unapproved.approvers.remove("b.example.org");
    check(&unapproved, "approvers");
    check(
        &CertificateWork {
            request: String::new(),
            ..work("a5", &["a.example.org"])
        },
        "request",
    );
    assert!(double.orders().is_empty());
}

#[test]
fn what_only_people_can_mend_waits_for_them() {
    let (double, module) = shop();
    double.with(|shop| shop.is_incomplete = true);
    let worked = run(module.as_ref(), &work("a1", &["a.example.org"]));
    assert!(
        worked.refused().message.contains("incomplete"),
        "{:?}",
        worked.end
    );
    double.with(|shop| shop.is_incomplete = false);
    // The customer's zone forbids the authority: he is told, and it goes on when he mended it.
    double.with(|shop| shop.caa = "A CAA record of example.org forbids it".to_owned());
    let order = work("a2", &["a.example.org"]);
    let worked = run_with(module.as_ref(), &order, |_| false, 5);
    assert!(matches!(worked.end, End::Waits(_)), "{:?}", worked.end);
    let news = worked.news.unwrap();
    assert_eq!(news.state, CertificateState::Failed);
    for said in [&news.message.en, &news.message.ru] {
        assert!(said.contains("CAA"), "{said}");
    }
    assert!(news.message.ru.starts_with("Центру"), "{:?}", news.message);
    module.send_again(&worked.work).unwrap();
    double.with(|shop| shop.caa.clear());
    run(module.as_ref(), &worked.work).certificate();
    // The authority says no.
    double.set_pace(Pace::Polls(1));
    double.push(Rule::on("POST", ORDER).failed_task("", "The domain is on a black list"));
    let rejected = run(module.as_ref(), &work("a3", &["bad.example.org"]));
    assert!(
        rejected.refused().message.contains("black list"),
        "{:?}",
        rejected.end
    );
    assert_eq!(
        rejected.news.map(|news| news.state),
        Some(CertificateState::Failed)
    );
}
