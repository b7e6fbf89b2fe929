//! Money that goes back, and money that comes in: early deletions, orders that never became a
//! service, and what waits for a payment.

use onsell_engine::{EventMode, waiting};
use onsell_tests::{LITE, Twin, error, status_key, text, twins};
use std::time::{Duration, Instant};

const DAY: i64 = 24 * 3600;
/// How long background threads may take for what they are waited for.
const PATIENCE: Duration = Duration::from_secs(20);

fn delete(twin: &Twin, id: &str) {
    let answer = twin.reseller_calls("soft.delete", &[("elid", id)]);
    assert_eq!(error(&answer), "", "{answer:?}");
}

fn vendor_has(twin: &Twin, balance: &str) {
    let expect = (balance.to_owned(), "0.00".to_owned());
    assert_eq!(Twin::funds(&twin.vendor, &twin.reseller), expect);
}

fn customer_has(twin: &Twin, balance: &str) {
    let expect = (balance.to_owned(), "0.00".to_owned());
    assert_eq!(Twin::funds(&twin.provider, &twin.customer), expect);
}

fn unused_days_are_returned(twin: &Twin) {
    let lite = [
        ("elid", LITE),
        ("returnpolicy", "unused_days"),
        ("sok", "ok"),
    ];
    twin.vendor_staff("pricelist.edit", &lite);
    let ours = [
        ("elid", twin.tariff.as_str()),
        ("returnpolicy", "unused_days"),
        ("sok", "ok"),
    ];
    twin.provider_staff("pricelist.edit", &ours);
}

#[test]
fn an_early_deletion_returns_nothing_unless_the_tariff_says_so() {
    twins(|twin| {
        let id = twin.vendor_license("192.0.2.1", "null");
        delete(twin, &id);
        vendor_has(twin, "94.00");
        unused_days_are_returned(twin);
        let form = twin.vendor_staff("pricelist.edit", &[("elid", LITE)]);
        assert_eq!(text(&form, "returnpolicy"), "unused_days");
        // Of the 31 days from the tenth of January 21 are left after the twentieth.
        let id = twin.vendor_license("192.0.2.1", "null");
        twin.clock.advance_seconds(10 * DAY);
        delete(twin, &id);
        vendor_has(twin, "92.0645");
        let expenses = twin.reseller_calls("expense", &[]);
        let newest = expenses.children_of("elem").next().expect("a row");
        assert_eq!(text(newest, "amount"), "-4.0645");
        assert_eq!(text(newest, "intname"), "close");
        assert_eq!(text(newest, "item"), id);
        assert_eq!(
            text(newest, "locale_name"),
            format!("Returned: ispmanager 6 Lite #{id}")
        );
        // Deleting it again returns nothing again.
        delete(twin, &id);
        vendor_has(twin, "92.0645");
    });
}

#[test]
fn what_was_renewed_ahead_returns_and_a_set_up_fee_does_not() {
    twins(|twin| {
        unused_days_are_returned(twin);
        let parameters = [("elid", LITE), ("setup_1", "1.00"), ("sok", "ok")];
        twin.vendor_staff("pricelist.edit", &parameters);
        let id = twin.vendor_license("192.0.2.1", "null");
        vendor_has(twin, "93.00");
        twin.reseller_calls(
            "service.prolong",
            &[("elid", &id), ("period", "1"), ("sok", "ok")],
        );
        vendor_has(twin, "87.00");
        // Of the 59 days of both months 28 are left, and every day is worth the same.
        twin.clock.advance_seconds(31 * DAY);
        delete(twin, &id);
        vendor_has(twin, "92.6949");
        // On the day of the order all days are left, and the fee is spent.
        let id = twin.vendor_license("192.0.2.1", "null");
        vendor_has(twin, "85.6949");
        delete(twin, &id);
        vendor_has(twin, "91.6949");
    });
}

#[test]
fn at_the_end_and_after_it_nothing_is_returned() {
    twins(|twin| {
        unused_days_are_returned(twin);
        let last_day = twin.vendor_license("192.0.2.1", "null");
        let later = twin.vendor_license("192.0.2.2", "null");
        twin.pass_days(31);
        delete(twin, &last_day);
        vendor_has(twin, "88.00");
        twin.pass_days(60);
        assert_eq!(text(&twin.vendor_card(&later), "status"), "4");
        vendor_has(twin, "88.00");
    });
}

#[test]
fn a_resold_service_returns_once_on_both_sides_whoever_deletes_it() {
    twins(|twin| {
        unused_days_are_returned(twin);
        let by_customer = twin.order("192.0.2.1");
        let by_staff = twin.order("192.0.2.2");
        twin.heal();
        twin.clock.advance_seconds(10 * DAY);
        twin.customer_calls("soft.delete", &[("elid", &by_customer)]);
        customer_has(twin, "184.00");
        twin.work();
        customer_has(twin, "184.00");
        twin.check_event();
        customer_has(twin, "189.4193");
        twin.provider_staff("soft.delete", &[("elid", &by_staff)]);
        twin.heal();
        customer_has(twin, "194.8386");
        vendor_has(twin, "96.1290");
        twin.rewind(None);
        twin.heal();
        customer_has(twin, "194.8386");
    });
}

/// What is left at the vendor does not pay one more license.
fn drain_the_reseller(twin: &Twin) {
    for _ in 0..16 {
        twin.vendor_license("", "null");
    }
    vendor_has(twin, "4.00");
}

/// How an order that never became active ends.
type Ending = fn(&Twin, &str);

#[test]
fn an_order_that_never_became_active_returns_everything() {
    let endings: [(&str, Ending); 4] = [
        ("held, deleted by the customer", |twin, service| {
            drain_the_reseller(twin);
            twin.work();
            let answer = twin.customer_calls("soft.delete", &[("elid", service)]);
            assert_eq!(error(&answer), "");
        }),
        ("attention, deleted by staff", |twin, service| {
            let hidden = [("elid", LITE)];
            twin.vendor_staff("pricelist.suspend", &hidden);
            twin.work();
            let operation = twin.operation(service).expect("it stands");
            assert_eq!(text(&operation, "item"), service);
            twin.provider_staff("soft.delete", &[("elid", service)]);
        }),
        ("attention, deleted by the customer", |twin, service| {
            twin.vendor_staff("pricelist.suspend", &[("elid", LITE)]);
            twin.work();
            let answer = twin.customer_calls("soft.delete", &[("elid", service)]);
            assert_eq!(error(&answer), "");
        }),
        ("closed by the seller", |twin, service| {
            twin.work();
            let there = twin.license(service).expect("the vendor has it");
            twin.vendor_staff("soft.delete", &[("elid", text(&there, "id"))]);
            twin.check_event();
        }),
    ];
    for (ending, end) in endings {
        twins(|twin| {
            let parameters = [
                ("elid", twin.tariff.as_str()),
                ("setup_1", "5.00"),
                ("sok", "ok"),
            ];
            twin.provider_staff("pricelist.edit", &parameters);
            let service = twin.order("192.0.2.1");
            let held = Twin::funds(&twin.provider, &twin.customer);
            assert_eq!(held, ("200.00".into(), "13.00".into()), "{ending}");
            end(twin, &service);
            assert_eq!(text(&twin.card(&service), "status"), "4", "{ending}");
            assert!(twin.operation(&service).is_none(), "{ending}");
            customer_has(twin, "200.00");
            let expenses = twin.customer_calls("expense", &[]);
            assert_eq!(text(&expenses, "p_elems"), "0", "{ending}");
            twin.heal();
            customer_has(twin, "200.00");
        });
    }
}

/// Three licenses that are renewed automatically and end on one day; the reseller has spent the
/// rest, and they stand stopped.
fn three_without_money(twin: &Twin) -> [String; 3] {
    let ids = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(|ip| {
        let id = twin.vendor_license(ip, "1");
        // Each is a moment younger.
        twin.clock.advance_seconds(60);
        id
    });
    for _ in 0..13 {
        twin.vendor_license("", "null");
    }
    vendor_has(twin, "4.00");
    twin.pass_days(33);
    vendor_has(twin, "4.00");
    for id in &ids {
        assert_eq!(status_key(&twin.vendor_card(id)), "3_autosuspend");
    }
    ids
}

fn statuses(twin: &Twin, ids: &[String]) -> Vec<String> {
    let status = |id: &String| text(&twin.vendor_card(id), "status").to_owned();
    ids.iter().map(status).collect()
}

#[test]
fn a_payment_renews_and_resumes_what_waited_for_it_oldest_first() {
    twins(|twin| {
        let ids = three_without_money(twin);
        twin.pay_vendor("10.00");
        waiting::run(twin.vendor.engine()).expect("payments are looked at");
        assert_eq!(statuses(twin, &ids), ["2", "2", "3"]);
        vendor_has(twin, "2.00");
        // From today, since they stood stopped.
        assert_eq!(text(&twin.vendor_card(&ids[0]), "expiredate"), "2026-03-12");
        twin.pay_vendor("1.00");
        waiting::run(twin.vendor.engine()).expect("payments are looked at");
        assert_eq!(statuses(twin, &ids), ["2", "2", "3"]);
        // A raised limit is money, a lowered one is none.
        for (limit, expect) in [("2.00", "3"), ("1.00", "3"), ("3.00", "2")] {
            let parameters = [
                ("elid", twin.reseller.as_str()),
                ("credit_limit", limit),
                ("sok", "ok"),
            ];
            twin.vendor_staff("account.edit", &parameters);
            waiting::run(twin.vendor.engine()).expect("limits are looked at");
            assert_eq!(statuses(twin, &ids)[2], expect, "{limit}");
        }
        vendor_has(twin, "-3.00");
    });
}

#[test]
fn a_cheaper_and_younger_one_does_not_overtake() {
    twins(|twin| {
        let dear = twin.vendor_license("192.0.2.1", "1");
        let cheaper = [("elid", LITE), ("price_1", "1.00"), ("sok", "ok")];
        twin.vendor_staff("pricelist.edit", &cheaper);
        twin.clock.advance_seconds(60);
        let cheap = twin.vendor_license("192.0.2.2", "1");
        for _ in 0..93 {
            twin.vendor_license("", "null");
        }
        vendor_has(twin, "0.00");
        let ids = [dear, cheap];
        twin.pass_days(33);
        twin.pay_vendor("5.00");
        waiting::run(twin.vendor.engine()).expect("payments are looked at");
        assert_eq!(statuses(twin, &ids), ["3", "3"]);
        twin.pay_vendor("2.00");
        waiting::run(twin.vendor.engine()).expect("payments are looked at");
        assert_eq!(statuses(twin, &ids), ["2", "2"]);
        vendor_has(twin, "0.00");
    });
}

#[test]
fn what_an_operation_kept_from_its_renewal_is_renewed_after_it() {
    twins(|twin| {
        let dear = [
            ("elid", twin.tariff.as_str()),
            ("price_1", "150.00"),
            ("sok", "ok"),
        ];
        twin.provider_staff("pricelist.edit", &dear);
        let service = twin.order("192.0.2.1");
        twin.heal();
        let elid = ("elid", service.as_str());
        twin.customer_calls("soft.edit", &[elid, ("autoprolong", "1"), ("sok", "ok")]);
        twin.pass_days(30);
        twin.customer_calls("soft.edit", &[elid, ("licname", "renamed"), ("sok", "ok")]);
        twin.pay_provider("100.00");
        waiting::run(twin.provider.engine()).expect("payments are looked at");
        customer_has(twin, "150.00");
        twin.heal();
        waiting::run(twin.provider.engine()).expect("wallets are looked at");
        twin.heal();
        customer_has(twin, "0.00");
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-03-10");
    });
}

#[test]
fn what_a_deletion_returns_pays_what_waited_for_money() {
    twins(|twin| {
        let ids = three_without_money(twin);
        unused_days_are_returned(twin);
        let added = [
            ("elid", twin.reseller.as_str()),
            ("credit_limit", "2.00"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("account.edit", &added);
        waiting::run(twin.vendor.engine()).expect("limits are looked at");
        assert_eq!(statuses(twin, &ids), ["2", "3", "3"]);
        // Nearly all of the six comes back.
        twin.pay_vendor("0.25");
        waiting::run(twin.vendor.engine()).expect("payments are looked at");
        assert_eq!(statuses(twin, &ids), ["2", "3", "3"]);
        delete(twin, &ids[0]);
        waiting::run(twin.vendor.engine()).expect("returns are looked at");
        assert_eq!(statuses(twin, &ids), ["4", "2", "3"]);
    });
}

#[test]
fn a_service_that_cannot_be_renewed_holds_up_nobody() {
    twins(|twin| {
        let ids = three_without_money(twin);
        // Its address has another license meanwhile, which has money of its own.
        let parameters = [
            ("elid", twin.reseller.as_str()),
            ("credit_limit", "2.00"),
            ("sok", "ok"),
        ];
        let dry = [
            ("elid", ids[0].as_str()),
            ("ip", "192.0.2.9"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("soft.edit", &dry);
        twin.vendor_staff("account.edit", &parameters);
        twin.vendor_license("192.0.2.9", "null");
        twin.pay_vendor("12.00");
        waiting::run(twin.vendor.engine()).expect("payments are looked at");
        assert_eq!(statuses(twin, &ids), ["3", "2", "2"]);
        vendor_has(twin, "-2.00");
    });
}

#[test]
fn paying_lifts_the_automatic_stop_only() {
    twins(|twin| {
        let ids = three_without_money(twin);
        twin.vendor_staff("soft.suspend", &[("elid", &ids[0])]);
        twin.reseller_calls("soft.suspend", &[("elid", &ids[1])]);
        twin.pay_vendor("20.00");
        waiting::run(twin.vendor.engine()).expect("payments are looked at");
        // Nobody pays by himself for what would stay stopped.
        assert_eq!(statuses(twin, &ids), ["3", "3", "2"]);
        vendor_has(twin, "18.00");
        let renewal = [("elid", ids[0].as_str()), ("period", "1"), ("sok", "ok")];
        assert_eq!(error(&twin.reseller_calls("service.prolong", &renewal)), "");
        let card = twin.vendor_card(&ids[0]);
        assert_eq!(status_key(&card), "3_employeesuspend");
        assert_eq!(text(&card, "expiredate"), "2026-03-12");
    });
}

#[test]
fn who_wants_no_renewal_any_more_is_not_charged() {
    twins(|twin| {
        let ids = three_without_money(twin);
        let off = [
            ("elid", ids[0].as_str()),
            ("autoprolong", "null"),
            ("sok", "ok"),
        ];
        twin.reseller_calls("soft.edit", &off);
        delete(twin, &ids[1]);
        let renewal = [("elid", ids[2].as_str()), ("period", "1"), ("sok", "ok")];
        twin.pay_vendor("2.00");
        twin.reseller_calls("service.prolong", &renewal);
        twin.pay_vendor("50.00");
        waiting::run(twin.vendor.engine()).expect("payments are looked at");
        assert_eq!(statuses(twin, &ids), ["3", "4", "2"]);
        vendor_has(twin, "50.00");
        // Who wants it again finds the money there.
        let on = [
            ("elid", ids[0].as_str()),
            ("autoprolong", "1"),
            ("sok", "ok"),
        ];
        twin.reseller_calls("soft.edit", &on);
        waiting::run(twin.vendor.engine()).expect("wallets are looked at");
        assert_eq!(statuses(twin, &ids), ["2", "4", "2"]);
        vendor_has(twin, "44.00");
    });
}

#[test]
fn a_payment_before_the_end_renews_from_the_end() {
    twins(|twin| {
        let id = twin.vendor_license("192.0.2.1", "1");
        for _ in 0..15 {
            twin.vendor_license("", "null");
        }
        twin.pass_days(31);
        assert_eq!(text(&twin.vendor_card(&id), "status"), "2");
        twin.pay_vendor("2.00");
        waiting::run(twin.vendor.engine()).expect("payments are looked at");
        let card = twin.vendor_card(&id);
        assert_eq!(
            (text(&card, "status"), text(&card, "expiredate")),
            ("2", "2026-03-10")
        );
        vendor_has(twin, "0.00");
    });
}

fn waits_for_money(twin: &Twin, service: &str) -> bool {
    let id = service.parse().expect("a number");
    let found = twin
        .provider
        .engine()
        .read(move |scope| Ok(onsell_store::service::find(scope.tx, id)?));
    let found = found.expect("it can be read").expect("the service");
    found.waits_for_money_since.is_some()
}

#[test]
fn a_resold_service_is_renewed_and_resumed_at_its_seller_by_a_payment() {
    twins(|twin| {
        let dear = [
            ("elid", twin.tariff.as_str()),
            ("price_1", "150.00"),
            ("sok", "ok"),
        ];
        twin.provider_staff("pricelist.edit", &dear);
        let service = twin.order("192.0.2.1");
        twin.heal();
        let renewal = [
            ("elid", service.as_str()),
            ("autoprolong", "1"),
            ("sok", "ok"),
        ];
        twin.customer_calls("soft.edit", &renewal);
        twin.pass_days(33);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "3");
        assert_eq!(text(&twin.license(&service).expect("it"), "status"), "3");
        assert!(waits_for_money(twin, &service));
        twin.pay_provider("100.00");
        waiting::run(twin.provider.engine()).expect("payments are looked at");
        assert!(twin.operation(&service).is_some());
        assert!(!waits_for_money(twin, &service), "it has the money");
        twin.heal();
        let card = twin.card(&service);
        assert_eq!(
            (text(&card, "status"), text(&card, "expiredate")),
            ("2", "2026-03-12")
        );
        assert_eq!(text(&twin.license(&service).expect("it"), "status"), "2");
        customer_has(twin, "0.00");
    });
}

#[test]
fn who_could_not_be_renewed_because_nobody_was_here_is_renewed_late() {
    twins(|twin| {
        let id = twin.vendor_license("192.0.2.1", "1");
        // No job ran around the last day.
        twin.clock.advance_seconds(35 * DAY);
        twin.pass_seconds(DAY);
        waiting::run(twin.vendor.engine()).expect("wallets are looked at");
        let card = twin.vendor_card(&id);
        assert_eq!(
            (text(&card, "status"), text(&card, "expiredate")),
            ("2", "2026-03-15")
        );
        vendor_has(twin, "88.00");
    });
}

#[test]
fn a_payment_wakes_the_job_and_many_that_wait_are_all_dealt_with() {
    twins(|twin| {
        twin.pay_vendor("80.00");
        let ids: Vec<String> = (1..=30)
            .map(|host| twin.vendor_license(&format!("192.0.2.{host}"), "1"))
            .collect();
        vendor_has(twin, "0.00");
        twin.pass_days(33);
        assert!(statuses(twin, &ids).iter().all(|status| status == "3"));
        let working = twin.vendor.engine().start_working(1, EventMode::Off);
        let working = working.expect("threads can be started");
        // The clock stands from here on: no job becomes due by itself.
        twin.pay_vendor("200.00");
        let until = Instant::now() + PATIENCE;
        while statuses(twin, &ids).iter().any(|status| status != "2") {
            assert!(
                Instant::now() < until,
                "in vain: {:?}",
                statuses(twin, &ids)
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        working.stop();
        vendor_has(twin, "20.00");
    });
}
