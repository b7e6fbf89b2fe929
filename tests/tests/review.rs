//! What a hostile reader found, each as the story in which it showed.

use onsell_engine::EventMode;
use onsell_tests::{Fate, LITE, Twin, text, twins};
use onsell_wire::{Format, Node, Params};
use std::time::{Duration, Instant};

const DAY: i64 = 24 * 3600;
/// How long background threads may take for what they are waited for.
const PATIENCE: Duration = Duration::from_secs(20);

fn error(answer: &Node) -> &str {
    let error = answer.child("error");
    error
        .and_then(|error| error.attribute("type"))
        .unwrap_or_default()
}

fn state_of(operation: &Node) -> &str {
    let status = operation.child("status");
    status
        .and_then(|status| status.attribute("orig"))
        .unwrap_or_default()
}

/// Changes rows of the provider behind its back.
fn behind_the_back(twin: &Twin, statement: &'static str) {
    let done = twin
        .provider
        .engine()
        .write(None, move |scope| Ok(scope.tx.exec(statement, &[])?));
    assert_eq!(done.expect("the statement runs"), 1, "{statement}");
}

fn there(twin: &Twin, service: &str) -> String {
    text(&twin.license(service).expect("the vendor has it"), "id").to_owned()
}

fn prolong(twin: &Twin, service: &str) -> Node {
    twin.customer_calls(
        "service.prolong",
        &[("elid", service), ("period", "1"), ("sok", "ok")],
    )
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < until, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn what_was_done_there_before_it_was_asked_keeps_nothing_waiting() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let there = there(twin, &service);
        twin.reseller_calls("soft.suspend", &[("elid", &there)]);
        twin.check_event();
        twin.customer_calls("soft.suspend", &[("elid", &service)]);
        twin.heal();
        assert!(twin.operation(&service).is_none(), "stopped there already");
        twin.vendor_staff("soft.delete", &[("elid", &there), ("sok", "ok")]);
        twin.check_event();
        assert_eq!(
            text(&twin.card(&service), "status"),
            "4",
            "as the seller said"
        );
        let delete = [("elid", service.as_str()), ("sok", "ok")];
        assert_eq!(error(&twin.customer_calls("soft.delete", &delete)), "");
        twin.provider_staff("soft.delete", &delete);
        twin.heal();
        assert!(twin.operation(&service).is_none(), "closed there already");
        assert_eq!(text(&twin.card(&service), "status"), "4");
    });
}

#[test]
fn an_order_that_the_seller_ends_gives_the_money_back() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.work();
        let there = there(twin, &service);
        twin.vendor_staff("soft.delete", &[("elid", &there), ("sok", "ok")]);
        twin.heal();
        assert!(twin.operation(&service).is_none() && twin.task(&service).is_none());
        assert_eq!(text(&twin.card(&service), "status"), "4");
        let funds = Twin::funds(&twin.provider, &twin.customer);
        assert_eq!(funds, ("200.00".into(), "0.00".into()));
    });
}

#[test]
fn a_renewal_of_what_the_seller_ended_gives_the_money_back() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let there = there(twin, &service);
        twin.vendor_staff("soft.delete", &[("elid", &there), ("sok", "ok")]);
        prolong(twin, &service);
        twin.heal();
        assert!(twin.operation(&service).is_none());
        let funds = Twin::funds(&twin.provider, &twin.customer);
        assert_eq!(funds, ("192.00".into(), "0.00".into()));
    });
}

#[test]
fn an_order_that_the_seller_refused_can_be_given_up() {
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
        let service = twin.order("192.0.2.1");
        twin.work();
        let answer = twin.customer_calls("soft.delete", &[("elid", &service), ("sok", "ok")]);
        assert_eq!(error(&answer), "");
        assert!(twin.operation(&service).is_none());
        let funds = Twin::funds(&twin.provider, &twin.customer);
        assert_eq!(funds, ("200.00".into(), "0.00".into()));
        twin.pay_vendor("50.00");
        twin.heal();
        assert_eq!(
            twin.licenses().len(),
            16,
            "what was given up is not ordered"
        );
    });
}

#[test]
fn a_renewal_is_not_taken_for_the_one_before() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        twin.wire.plan("service.prolong", Fate::AnswerLost);
        prolong(twin, &service);
        twin.work();
        twin.clock.advance_seconds(200);
        twin.work();
        assert!(twin.operation(&service).is_none(), "found by a look");
        assert_eq!(error(&prolong(twin, &service)), "");
        twin.check_event();
        twin.heal();
        let license = twin.license(&service).expect("the vendor has it");
        assert_eq!(text(&license, "real_expiredate"), "2026-04-10");
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-04-10");
        let funds = Twin::funds(&twin.provider, &twin.customer);
        assert_eq!(funds, ("176.00".into(), "0.00".into()));
    });
}

#[test]
fn a_service_found_by_a_look_can_be_renewed_at_once() {
    twins(|twin| {
        twin.wire.plan("soft.order.param", Fate::AnswerLost);
        let service = twin.order("192.0.2.1");
        twin.work();
        twin.clock.advance_seconds(200);
        twin.work();
        assert_eq!(text(&twin.card(&service), "status"), "2");
        prolong(twin, &service);
        twin.work();
        twin.heal();
        assert!(twin.operation(&service).is_none());
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-03-10");
        let vendor = Twin::funds(&twin.vendor, &twin.reseller);
        assert_eq!(vendor, ("88.00".into(), "0.00".into()));
    });
}

#[test]
fn a_request_that_arrives_late_is_not_overtaken() {
    twins(|twin| {
        // No order keys: only looking and waiting keeps this seller from a second license.
        twin.estrange("itemevent batch");
        for _ in 0..2 {
            twin.wire.plan("soft.order.param", Fate::Late);
            // Bound to no address, which would tell the seller that it has this one already.
            twin.order("");
        }
        // Both were intended now; the second leaves only when the first has timed out.
        twin.work();
        twin.clock.advance_seconds(5);
        twin.work();
        twin.wire.let_late_arrive();
        twin.heal();
        assert_eq!(twin.licenses().len(), 2);
    });
}

#[test]
fn a_stale_intention_is_not_sent() {
    twins(|twin| {
        twin.estrange("itemevent batch");
        for _ in 0..4 {
            twin.wire.plan("soft.order.param", Fate::Late);
            twin.order("");
        }
        // The last two are old when their turn comes.
        twin.work();
        twin.clock.advance_seconds(5);
        twin.work();
        twin.wire.let_late_arrive();
        twin.heal();
        twin.heal();
        assert_eq!(twin.licenses().len(), 4);
    });
}

#[test]
fn months_count_from_the_day_of_delivery() {
    twins(|twin| {
        // The last of January; the seller answers on the first of February.
        twin.clock.advance_seconds(21 * DAY);
        twin.wire.plan("soft.order.param", Fate::Unreachable);
        let service = twin.order("192.0.2.1");
        twin.work();
        twin.clock.advance_seconds(DAY);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-03-01");
        prolong(twin, &service);
        twin.heal();
        let license = twin.license(&service).expect("the vendor has it");
        assert_eq!(text(&license, "real_expiredate"), "2026-04-01");
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-04-01");
    });
}

#[test]
fn a_renewal_that_keeps_its_promise_keeps_its_day() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        twin.clock.advance_seconds(31 * DAY);
        twin.wire.plan("service.prolong", Fate::Unreachable);
        prolong(twin, &service);
        twin.work();
        // The seller is met again only two days after the end.
        twin.clock.advance_seconds(2 * DAY);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-03-10");
        prolong(twin, &service);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-04-10");
    });
}

#[test]
fn a_resold_trial_lasts_as_its_tariff_says() {
    twins(|twin| {
        for (elid, is_vendor) in [(LITE, true), (twin.tariff.as_str(), false)] {
            let parameters = [
                ("elid", elid),
                ("trial_days", "30"),
                ("price_-100", "0.00"),
                ("sok", "ok"),
            ];
            if is_vendor {
                twin.vendor_staff("pricelist.edit", &parameters);
            } else {
                twin.provider_staff("pricelist.edit", &parameters);
            }
        }
        let parameters = [
            ("pricelist", twin.tariff.as_str()),
            ("period", "-100"),
            ("ip", "192.0.2.1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let answer = twin.customer_calls("soft.order.param", &parameters);
        let service = text(&answer, "id").to_owned();
        twin.heal();
        let license = twin.license(&service).expect("the vendor has it");
        assert_eq!(text(&license, "real_expiredate"), "2026-02-09");
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-02-09");
    });
}

#[test]
fn what_cannot_be_sent_says_why() {
    twins(|twin| {
        let rename = |intname: &str| {
            let parameters = [
                ("elid", twin.tariff.as_str()),
                ("intname", intname),
                ("sok", "ok"),
            ];
            twin.provider_staff("pricelist.edit", &parameters);
        };
        rename("lite");
        let service = twin.order("192.0.2.1");
        // Whether the working off fails as a whole is looked at by its effect.
        let _ = onsell_engine::operate::work_off(twin.provider.engine());
        let operation = twin.operation(&service).expect("the operation stays");
        assert_eq!(state_of(&operation), "attention");
        assert!(text(&operation, "error").contains("is not the seller's number"));
        rename(LITE);
        let id = text(&operation, "id");
        twin.provider_staff("runningoperation.start", &[("elid", id)]);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "2");
    });
}

#[test]
fn a_cursor_beyond_the_feed_goes_back() {
    twins(|twin| {
        twin.order("192.0.2.1");
        twin.heal();
        // As after the seller's machine was set back to an older picture of itself.
        behind_the_back(twin, "UPDATE seller SET cursor = 1000000");
        twin.check_event();
        let lists = twin.wire.calls_of("soft");
        twin.check_event();
        assert_eq!(twin.wire.calls_of("soft"), lists, "compared once is enough");
        let service = twin.order("192.0.2.2");
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "2");
    });
}

#[test]
fn a_seller_without_a_feed_is_compared_while_others_are_waited_on() {
    twins(|twin| {
        twin.estrange("");
        let working = twin.provider.engine().start_working(1, EventMode::Wait);
        let working = working.expect("threads can be started");
        let service = twin.order("192.0.2.1");
        eventually("the order is concluded", || {
            twin.clock.advance_seconds(2);
            text(&twin.card(&service), "status") == "2"
        });
        working.stop();
        assert_eq!(twin.licenses().len(), 1);
    });
}

#[test]
fn what_the_credentials_held_up_goes_on_when_they_are_taken_again() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        // To the last cent: a stop costs nothing and needs no balance.
        twin.pay_vendor("2.00");
        for _ in 0..16 {
            let parameters = [
                ("pricelist", LITE),
                ("period", "1"),
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            twin.reseller_calls("soft.order.param", &parameters);
        }
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "0.00");
        behind_the_back(
            twin,
            "UPDATE seller SET username = 'nobody', version = version + 1",
        );
        twin.customer_calls("soft.suspend", &[("elid", &service)]);
        twin.work();
        let operation = twin.operation(&service).expect("the operation stays");
        assert_eq!(state_of(&operation), "held");
        twin.clock.advance_seconds(400);
        let working = twin.provider.engine().start_working(1, EventMode::Off);
        let working = working.expect("threads can be started");
        std::thread::sleep(Duration::from_millis(3500));
        assert!(
            twin.wire.calls_of("subaccount") <= 1,
            "a refusing seller is not asked every second"
        );
        behind_the_back(
            twin,
            "UPDATE seller SET username = 'reseller@provider.example', version = version + 1",
        );
        eventually("the service stops", || {
            twin.clock.advance_seconds(10);
            twin.check_event();
            twin.operation(&service).is_none()
        });
        working.stop();
        assert_eq!(text(&twin.card(&service), "status"), "3");
        let modules = twin.provider_staff("processing", &[]);
        let seller = onsell_domain::SellerId::new(1);
        let row = twin
            .provider
            .engine()
            .read(move |scope| Ok(onsell_store::seller::find(scope.tx, seller)?));
        let row = row.expect("it can be read").expect("the seller");
        assert_eq!((row.denied_since, row.problem), (None, None), "{modules:?}");
    });
}

#[test]
fn somebody_elses_guesses_do_not_stop_the_module() {
    twins(|twin| {
        // What was verified before is remembered for a minute.
        twin.clock.advance_seconds(100);
        for _ in 0..6 {
            let mut params = Params::default();
            params.set("func", "whoami");
            params.set("authinfo", "reseller@provider.example:a guess");
            twin.vendor.call_local(params, Format::Xml);
        }
        let service = twin.order("192.0.2.1");
        twin.work();
        let operation = twin.operation(&service).expect("the operation stays");
        assert_eq!(state_of(&operation), "ready");
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "2");
    });
}

#[test]
fn a_renewal_finds_its_address_taken() {
    twins(|twin| {
        let order = || {
            let parameters = [
                ("pricelist", LITE),
                ("period", "1"),
                ("ip", "192.0.2.1"),
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            let answer = twin.reseller_calls("soft.order.param", &parameters);
            text(&answer, "id").to_owned()
        };
        let first = order();
        twin.pass_seconds(35 * DAY);
        order();
        let parameters = [("elid", first.as_str()), ("period", "1"), ("sok", "ok")];
        let answer = twin.reseller_calls("service.prolong", &parameters);
        assert_eq!(error(&answer), "exists");
    });
}

#[test]
fn an_edit_of_one_thing_leaves_the_sellers_edit_of_another() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let there = there(twin, &service);
        let parameters = [
            ("elid", service.as_str()),
            ("ip", "192.0.2.9"),
            ("sok", "ok"),
        ];
        twin.customer_calls("soft.edit", &parameters);
        let parameters = [
            ("elid", there.as_str()),
            ("licname", "renamed"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("soft.edit", &parameters);
        twin.work();
        twin.heal();
        let license = twin.license(&service).expect("the vendor has it");
        for card in [license, twin.card(&service)] {
            let seen = (text(&card, "licname"), text(&card, "ip"));
            assert_eq!(seen, ("renamed", "192.0.2.9"));
        }
        assert!(twin.operation(&service).is_none());
    });
}

#[test]
fn a_defect_in_one_attempt_ends_no_worker() {
    twins(|twin| {
        let working = twin.provider.engine().start_working(1, EventMode::Off);
        let working = working.expect("threads can be started");
        twin.wire.plan("soft.order.param", Fate::Defect);
        twin.order("192.0.2.1");
        let service = twin.order("192.0.2.2");
        eventually("the other order is concluded", || {
            twin.check_event();
            text(&twin.card(&service), "status") == "2"
        });
        working.stop();
    });
}
