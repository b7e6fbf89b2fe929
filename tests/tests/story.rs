//! The main job, step by step, on both engines: what the demo tells, looked at from inside.

use onsell_tests::{Fate, LITE, Twin, text, twins};
use onsell_wire::Node;

fn error(answer: &Node) -> String {
    let error = answer
        .child("error")
        .unwrap_or_else(|| panic!("no error in {answer:?}"));
    error.attribute("type").unwrap_or_default().to_owned()
}

#[test]
fn an_order_is_placed_upstream_and_its_event_concludes_it() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        assert_eq!(text(&twin.card(&service), "status"), "5");
        assert_eq!(
            Twin::funds(&twin.provider, &twin.customer),
            ("200.00".into(), "8.00".into())
        );
        twin.work();
        let operation = twin
            .operation(&service)
            .expect("an operation waits for the provider");
        let task = twin.task(&service).expect("a task is linked");
        assert_eq!(text(&task, "type"), "postopen");
        assert_eq!(
            operation
                .child("task")
                .map(|task| task.attribute("orig").unwrap_or(&task.text)),
            task.text_of("id")
        );
        assert_eq!(twin.check_event().changed, 1);
        let card = twin.card(&service);
        assert_eq!(text(&card, "status"), "2");
        assert_eq!(text(&card, "expiredate"), "2026-02-10");
        let license = twin.license(&service).expect("the vendor has it");
        assert_eq!(text(&card, "lickey"), text(&license, "lickey"));
        assert!(text(&license, "lickey").starts_with(&format!("{}-", text(&license, "id"))));
        assert!(twin.operation(&service).is_none() && twin.task(&service).is_none());
        assert_eq!(
            Twin::funds(&twin.provider, &twin.customer),
            ("192.00".into(), "0.00".into())
        );
        assert_eq!(
            Twin::funds(&twin.vendor, &twin.reseller),
            ("94.00".into(), "0.00".into())
        );
        assert_eq!(twin.check_event().changed, 0, "an event is applied once");
    });
}

#[test]
fn a_renewal_moves_both_ends_and_is_charged_once() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.work();
        twin.check_event();
        let parameters = [("elid", service.as_str()), ("period", "1"), ("sok", "ok")];
        let answer = twin.customer_calls("service.prolong", &parameters);
        let inner = answer.child("doc").expect("the nested document");
        assert_eq!(text(inner, "newexpiredate"), "2026-03-10");
        let second = twin.customer_calls("service.prolong", &parameters);
        assert_eq!(error(&second), "locked");
        twin.work();
        twin.check_event();
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-03-10");
        let license = twin.license(&service).expect("the vendor has it");
        assert_eq!(text(&license, "real_expiredate"), "2026-03-10");
        assert_eq!(
            Twin::funds(&twin.provider, &twin.customer),
            ("184.00".into(), "0.00".into())
        );
        assert_eq!(
            Twin::funds(&twin.vendor, &twin.reseller),
            ("88.00".into(), "0.00".into())
        );
    });
}

#[test]
fn suspend_resume_and_delete_go_upstream() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let status = |expect: &str| {
            twin.work();
            twin.check_event();
            assert_eq!(text(&twin.card(&service), "status"), expect);
            let license = twin.license(&service).expect("the vendor has it");
            assert_eq!(text(&license, "status"), expect);
        };
        for (function, expect) in [("soft.suspend", "3"), ("soft.resume", "2")] {
            let answer = twin.customer_calls(function, &[("elid", &service)]);
            assert!(answer.child("error").is_none(), "{answer:?}");
            status(expect);
        }
        twin.customer_calls("soft.delete", &[("elid", &service), ("sok", "ok")]);
        twin.work();
        twin.check_event();
        assert_eq!(
            text(&twin.license(&service).expect("it is listed"), "status"),
            "4"
        );
        let list = twin.customer_calls("soft", &[]);
        assert_eq!(
            list.children_of("elem").count(),
            0,
            "a deleted service is not listed"
        );
    });
}

#[test]
fn what_the_vendor_decides_arrives() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let there = text(&twin.license(&service).expect("the vendor has it"), "id").to_owned();
        twin.vendor_staff("soft.suspend", &[("elid", &there)]);
        twin.check_event();
        assert_eq!(text(&twin.card(&service), "status"), "3");
        let answer = twin.customer_calls("soft.resume", &[("elid", &service)]);
        assert_eq!(error(&answer), "access");
        twin.vendor_staff("soft.resume", &[("elid", &there)]);
        let renamed = [
            ("elid", there.as_str()),
            ("licname", "renamed"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("soft.edit", &renamed);
        twin.check_event();
        let card = twin.card(&service);
        assert_eq!(
            (text(&card, "status"), text(&card, "licname")),
            ("2", "renamed")
        );
    });
}

#[test]
fn without_funds_the_operation_shows_the_sellers_words_and_start_repeats_it() {
    twins(|twin| {
        for _ in 0..16 {
            let parameters = [
                ("pricelist", LITE),
                ("period", "1"),
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            twin.reseller_calls("soft.order.param", &parameters);
        }
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "4.00");
        let service = twin.order("192.0.2.1");
        twin.work();
        let operation = twin.operation(&service).expect("the operation stays");
        assert!(
            text(&operation, "error").contains("insufficient funds"),
            "{operation:?}"
        );
        assert!(
            twin.task(&service).is_none(),
            "a refused order makes no task"
        );
        let id = text(&operation, "id").to_owned();
        twin.provider_staff("runningoperation.start", &[("elid", &id)]);
        twin.work();
        let operation = twin.operation(&service).expect("the operation stays");
        assert!(
            text(&operation, "error").contains("insufficient funds"),
            "{operation:?}"
        );
        twin.pay_vendor("50.00");
        twin.provider_staff("runningoperation.start", &[("elid", &id)]);
        twin.work();
        twin.check_event();
        assert_eq!(text(&twin.card(&service), "status"), "2");
        assert_eq!(twin.licenses().len(), 17);
    });
}

#[test]
fn a_vendor_that_cannot_be_reached_leaves_its_error_and_is_tried_again() {
    twins(|twin| {
        twin.wire.plan("soft.order.param", Fate::Unreachable);
        let service = twin.order("192.0.2.1");
        twin.work();
        let operation = twin.operation(&service).expect("the operation stays");
        assert!(
            text(&operation, "error").contains("cannot be reached"),
            "{operation:?}"
        );
        assert!(twin.task(&service).is_none());
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "2");
        assert_eq!(twin.licenses().len(), 1);
    });
}

#[test]
fn a_month_turns_over() {
    const DAY: i64 = 24 * 3600;
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let renewing = twin.order("192.0.2.2");
        twin.heal();
        let parameters = [
            ("elid", renewing.as_str()),
            ("autoprolong", "1"),
            ("sok", "ok"),
        ];
        let answer = twin.customer_calls("soft.edit", &parameters);
        assert!(answer.child("error").is_none(), "{answer:?}");
        // The day before the seller's end date: the renewal is sent.
        twin.pass_seconds(30 * DAY);
        twin.heal();
        assert_eq!(text(&twin.card(&renewing), "expiredate"), "2026-03-10");
        assert_eq!(
            text(&twin.license(&renewing).expect("it"), "real_expiredate"),
            "2026-03-10"
        );
        // The day after the end of the one that is not renewed.
        twin.pass_seconds(3 * DAY);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "3");
        assert_eq!(text(&twin.license(&service).expect("it"), "status"), "3");
        assert_eq!(text(&twin.card(&renewing), "status"), "2");
        // A late renewal counts from today and lets it run again.
        let parameters = [("elid", service.as_str()), ("period", "1"), ("sok", "ok")];
        let answer = twin.customer_calls("service.prolong", &parameters);
        assert!(answer.child("error").is_none(), "{answer:?}");
        twin.work();
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "2");
        assert_eq!(text(&twin.license(&service).expect("it"), "status"), "2");
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-03-12");
        // Thirty days after a stop it is closed for good.
        twin.pass_seconds(40 * DAY);
        twin.heal();
        twin.pass_seconds(40 * DAY);
        twin.heal();
        assert_eq!(text(&twin.license(&service).expect("it"), "status"), "4");
    });
}

#[test]
fn the_customers_money_must_suffice() {
    twins(|twin| {
        for number in 0..25 {
            twin.order(&format!("192.0.2.{}", number + 1));
        }
        let answer = twin.try_order("192.0.2.99");
        assert_eq!(error(&answer), "not_enough_money");
        let params: Vec<(String, String)> = answer
            .child("error")
            .into_iter()
            .flat_map(|error| error.children_of("param"))
            .map(|param| {
                (
                    param.attribute("name").unwrap_or_default().to_owned(),
                    param.text.clone(),
                )
            })
            .collect();
        let value = |name: &str| {
            let found = params.iter().find(|(known, _)| known == name);
            found.map_or_else(|| panic!("no {name}"), |(_, value)| value.as_str())
        };
        assert_eq!(value("amount"), "8.00");
        assert_eq!(value("have"), "200.00");
        assert_eq!(value("currency"), "EUR");
        assert_eq!(value("deficit"), "8.00");
        assert_eq!(value("limit"), "0.00");
        assert_eq!(value("reserved"), "200.00");
        assert_eq!(value("available"), "0.00");
    });
}

#[test]
fn a_tariff_of_ones_own_is_sold_under_the_number_it_was_given() {
    twins(|twin| {
        let new = [
            ("processingmodule", "1"),
            ("name", "Panel of our own"),
            ("elid", "7001"),
            ("sok", "ok"),
        ];
        let made = twin.vendor_staff("pricelist.add", &new);
        assert_eq!(text(&made, "id"), "7001");
        twin.vendor_staff(
            "pricelist.edit",
            &[
                ("elid", "7001"),
                ("price_1", "3.00"),
                ("setup_1", "1.00"),
                ("sok", "ok"),
            ],
        );
        let order = [
            ("pricelist", "7001"),
            ("period", "1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        assert_eq!(
            error(&twin.reseller_calls("soft.order.param", &order)),
            "value"
        );
        twin.vendor_staff("pricelist.resume", &[("elid", "7001")]);
        let answer = twin.reseller_calls("soft.order.param", &order);
        assert!(answer.child("error").is_none(), "{answer:?}");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "96.00");
    });
}
