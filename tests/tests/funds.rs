//! The account at the seller: what happens when the money there, or the sign-in, does not do.

use onsell_domain::parse_reference;
use onsell_engine::{EventMode, held};
use onsell_tests::{Fate, LITE, Twin, state, text, twins};
use onsell_wire::Node;
use std::time::{Duration, Instant};

/// How long background threads may take for what they are waited for.
const PATIENCE: Duration = Duration::from_secs(20);

fn state_of(twin: &Twin, service: &str) -> String {
    let operation = twin.operation(service).expect("the operation stays");
    state(&operation).to_owned()
}

fn tries_of(twin: &Twin, service: &str) -> String {
    let operation = twin.operation(service).expect("the operation stays");
    text(&operation, "trycount").to_owned()
}

fn error_of(twin: &Twin, service: &str) -> String {
    let operation = twin.operation(service).expect("the operation stays");
    text(&operation, "error").to_owned()
}

fn kind_of(answer: &Node) -> &str {
    let error = answer.child("error");
    error
        .and_then(|error| error.attribute("type"))
        .unwrap_or_default()
}

/// What waits at sellers is looked after once.
fn look_after(twin: &Twin) {
    held::run(twin.provider.engine()).expect("what waits is looked after");
}

/// A minute passes, and what waits at sellers is looked after.
fn pass_a_minute(twin: &Twin) {
    twin.clock.advance_seconds(61);
    look_after(twin);
}

/// The reseller spends at the vendor until it has so much left.
fn spend_to(twin: &Twin, left: &str) {
    while Twin::funds(&twin.vendor, &twin.reseller).0 != left {
        let parameters = [
            ("pricelist", LITE),
            ("period", "1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let answer = twin.reseller_calls("soft.order.param", &parameters);
        assert_eq!(kind_of(&answer), "", "{left} is never left: {answer:?}");
    }
}

fn order_for(twin: &Twin, ip: &str, period: &str) -> String {
    let parameters = [
        ("pricelist", twin.tariff.as_str()),
        ("period", period),
        ("ip", ip),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    let answer = twin.customer_calls("soft.order.param", &parameters);
    text(&answer, "id").to_owned()
}

/// Orders that the vendor refuses for want of money.
fn held_orders<const N: usize>(twin: &Twin) -> [String; N] {
    let orders = std::array::from_fn(|number| twin.order(&format!("192.0.2.{}", number + 1)));
    twin.work();
    for service in &orders {
        assert_eq!(state_of(twin, service), "held");
    }
    orders
}

/// The module as staff see it.
fn module(twin: &Twin) -> Node {
    let list = twin.provider_staff("processing", &[]);
    list.child("elem").expect("the module").clone()
}

/// What staff should know about.
fn problems(twin: &Twin) -> Vec<Node> {
    let list = twin.provider_staff("problems", &[]);
    list.children_of("elem").cloned().collect()
}

/// Changes rows of the provider behind its back.
fn behind_the_back(twin: &Twin, statement: &'static str) {
    let done = twin
        .provider
        .engine()
        .write(None, move |scope| Ok(scope.tx.exec(statement, &[])?));
    assert_ne!(done.expect("the statement runs"), 0, "{statement}");
}

/// The vendor changes the reseller's password.
fn change_password(twin: &Twin, password: &str) {
    let parameters = [
        ("elid", twin.reseller.as_str()),
        ("passwd", password),
        ("sok", "ok"),
    ];
    twin.vendor_staff("account.edit", &parameters);
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < until, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn of_three_held_orders_the_two_oldest_go_on_when_two_can_be_paid() {
    twins(|twin| {
        spend_to(twin, "4.00");
        let [first, second, third] = held_orders(twin);
        let refusal = error_of(twin, &third);
        assert!(refusal.contains("insufficient funds"), "{refusal}");
        pass_a_minute(twin);
        assert_eq!(tries_of(twin, &first), "1", "nothing is tried in vain");
        twin.pay_vendor("8.00");
        pass_a_minute(twin);
        twin.check_event();
        for service in [&first, &second] {
            assert_eq!(text(&twin.card(service), "status"), "2");
        }
        let there = [&first, &second].map(|service| {
            let license = twin.license(service).expect("the vendor has it");
            text(&license, "id").parse::<i64>().expect("a number")
        });
        assert!(there[0] < there[1], "in their order: {there:?}");
        assert!(twin.license(&third).is_none());
        assert_eq!(state_of(twin, &third), "held");
        assert_eq!(error_of(twin, &third), refusal);
        assert_eq!(tries_of(twin, &third), "1", "it was not sent");
        assert!(twin.task(&third).is_none());
        twin.pay_vendor("5.99");
        pass_a_minute(twin);
        assert_eq!(tries_of(twin, &third), "1", "a cent is missing");
        twin.pay_vendor("0.01");
        look_after(twin);
        assert_eq!(state_of(twin, &third), "held", "the minute is not over");
        pass_a_minute(twin);
        twin.check_event();
        assert_eq!(text(&twin.card(&third), "status"), "2");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "0.00");
    });
}

#[test]
fn the_balance_is_read_once_after_refusals_and_then_every_minute() {
    twins(|twin| {
        spend_to(twin, "4.00");
        twin.clock.advance_seconds(1);
        let [_, _, _] = held_orders(twin);
        let readings = || twin.wire.calls_of("subaccount");
        for expect in [1, 1, 1] {
            look_after(twin);
            assert_eq!(readings(), expect, "three refusals are one reading");
        }
        twin.clock.advance_seconds(10);
        look_after(twin);
        assert_eq!(readings(), 1);
        let fourth = twin.order("192.0.2.4");
        twin.work();
        assert_eq!(state_of(twin, &fourth), "held");
        look_after(twin);
        assert_eq!(readings(), 2, "after each refusal");
        twin.clock.advance_seconds(59);
        look_after(twin);
        assert_eq!(readings(), 2);
        twin.clock.advance_seconds(1);
        look_after(twin);
        assert_eq!(readings(), 3, "and every minute");
        assert_eq!(text(&module(twin), "balance"), "4.00 EUR");
        assert_eq!(text(&module(twin), "balance_date"), "2026-01-10 12:01:11");
    });
}

#[test]
fn a_refusal_in_the_middle_stops_those_behind_it() {
    twins(|twin| {
        spend_to(twin, "4.00");
        let [first, second] = held_orders(twin);
        // A price that is no longer true.
        behind_the_back(
            twin,
            "UPDATE operation SET quoted = 10000, quoted_currency = 'EUR' WHERE state = 'held'",
        );
        pass_a_minute(twin);
        assert_eq!(tries_of(twin, &first), "2", "it seemed to fit");
        assert_eq!(tries_of(twin, &second), "1", "the answer stopped it");
        look_after(twin);
        assert_eq!(tries_of(twin, &first), "2", "not without a pause");
        pass_a_minute(twin);
        assert_eq!(tries_of(twin, &first), "3");
    });
}

#[test]
fn an_answer_that_is_lost_stops_those_behind_it_too() {
    twins(|twin| {
        spend_to(twin, "4.00");
        let [first, second] = held_orders(twin);
        twin.pay_vendor("8.00");
        twin.wire.plan("soft.order.param", Fate::AnswerLost);
        pass_a_minute(twin);
        assert_eq!(state_of(twin, &first), "unknown");
        assert_eq!(tries_of(twin, &second), "1");
        twin.heal();
        for service in [&first, &second] {
            assert_eq!(text(&twin.card(service), "status"), "2");
        }
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "0.00");
    });
}

#[test]
fn the_dearer_and_older_one_is_not_overtaken_but_start_passes_it() {
    twins(|twin| {
        spend_to(twin, "4.00");
        let dear = order_for(twin, "192.0.2.1", "12");
        let cheap = twin.order("192.0.2.2");
        twin.work();
        twin.pay_vendor("10.00");
        pass_a_minute(twin);
        for service in [&dear, &cheap] {
            assert_eq!(state_of(twin, service), "held");
            assert_eq!(tries_of(twin, service), "1");
        }
        let operation = twin.operation(&cheap).expect("the operation stays");
        let id = text(&operation, "id");
        twin.provider_staff("runningoperation.start", &[("elid", id)]);
        twin.work();
        twin.check_event();
        assert_eq!(text(&twin.card(&cheap), "status"), "2");
        assert_eq!(state_of(twin, &dear), "held");
    });
}

#[test]
fn start_without_money_shows_the_same_and_counts() {
    twins(|twin| {
        spend_to(twin, "4.00");
        let [service] = held_orders(twin);
        let refusal = error_of(twin, &service);
        for expect in ["2", "3"] {
            let operation = twin.operation(&service).expect("the operation stays");
            let id = text(&operation, "id");
            twin.provider_staff("runningoperation.start", &[("elid", id)]);
            twin.work();
            assert_eq!(state_of(twin, &service), "held");
            assert_eq!(error_of(twin, &service), refusal);
            assert_eq!(tries_of(twin, &service), expect);
            assert!(twin.task(&service).is_none());
        }
    });
}

#[test]
fn what_nobody_can_price_is_tried_one_at_a_time() {
    twins(|twin| {
        spend_to(twin, "4.00");
        let [first, second, third] = held_orders(twin);
        // The seller named no amount, and the import told no cost.
        behind_the_back(
            twin,
            "UPDATE operation SET error_value = '' WHERE state = 'held'",
        );
        behind_the_back(twin, "UPDATE tariff_price SET cost = NULL");
        let orders = twin.wire.calls_of("soft.order.param");
        pass_a_minute(twin);
        assert_eq!(twin.wire.calls_of("soft.order.param"), orders + 1);
        assert_eq!(tries_of(twin, &first), "2", "the oldest tells the price");
        twin.pay_vendor("8.00");
        pass_a_minute(twin);
        twin.check_event();
        for service in [&first, &second] {
            assert_eq!(text(&twin.card(service), "status"), "2");
        }
        assert_eq!(state_of(twin, &third), "held");
        assert_eq!(tries_of(twin, &third), "1", "nothing was left to try with");
    });
}

#[test]
fn many_held_orders_go_on_in_one_round() {
    twins(|twin| {
        spend_to(twin, "4.00");
        twin.pay_provider("2000.00");
        let orders: [String; 120] = held_orders(twin);
        twin.pay_vendor("716.00");
        pass_a_minute(twin);
        twin.check_event();
        let open = twin.provider_staff("runningoperation", &[]);
        assert_eq!(open.children_of("elem").count(), 0, "all that fit at once");
        let prefix = &twin.provider.engine().installation().prefix;
        let there: Vec<String> = twin
            .licenses()
            .iter()
            .filter_map(|license| parse_reference(prefix, text(license, "remoteid")))
            .map(|service| service.to_string())
            .collect();
        assert_eq!(there, orders, "in their order");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "0.00");
    });
}

#[test]
fn threads_let_held_orders_go_on_whatever_the_mode_of_events() {
    twins(|twin| {
        spend_to(twin, "4.00");
        let [first, second, third] = held_orders(twin);
        twin.pay_vendor("8.00");
        let working = twin.provider.engine().start_working(2, EventMode::Off);
        let working = working.expect("threads can be started");
        eventually("two orders are sent", || {
            twin.clock.advance_seconds(5);
            twin.licenses().len() == 18
        });
        working.stop();
        assert_eq!(
            [&first, &second, &third].map(|service| state_of(twin, service)),
            ["waiting", "waiting", "held"]
        );
    });
}

#[test]
fn refused_credentials_are_reported_once_and_everything_starts_again_by_itself() {
    twins(|twin| {
        let running = twin.order("192.0.2.1");
        twin.heal();
        change_password(twin, "another password");
        let ordered = twin.order("192.0.2.2");
        twin.customer_calls("soft.suspend", &[("elid", &running)]);
        twin.work();
        for service in [&ordered, &running] {
            assert_eq!(state_of(twin, service), "held");
            assert!(twin.task(service).is_none());
        }
        let [problem] = &problems(twin)[..] else {
            panic!("one problem: {:?}", problems(twin));
        };
        assert_eq!(text(problem, "type"), "processingmodule_connect");
        assert_eq!(text(problem, "processingmodule"), text(&module(twin), "id"));
        assert_eq!(text(problem, "department"), "Support");
        assert!(text(&module(twin), "problem").contains("refuses the sign-in"));
        let later = twin.order("192.0.2.3");
        let sent = twin.wire.calls_of("soft.order.param");
        twin.work();
        assert_eq!(state_of(twin, &later), "held");
        assert_eq!(
            twin.wire.calls_of("soft.order.param"),
            sent,
            "nothing is sent"
        );
        assert_eq!(problems(twin).len(), 1);

        let mut pauses = Vec::new();
        let mut pause = 0;
        let mut probes = twin.wire.calls_of("whoami");
        while pauses.len() < 9 {
            twin.clock.advance_seconds(30);
            pause += 30;
            look_after(twin);
            twin.check_event();
            if twin.wire.calls_of("whoami") > probes {
                probes += 1;
                pauses.push(std::mem::take(&mut pause));
            }
            assert_eq!(twin.wire.calls_of("whoami"), probes, "one asks for all");
        }
        assert_eq!(pauses, [60, 60, 120, 240, 480, 960, 1920, 3600, 3600]);
        assert_eq!(problems(twin).len(), 1);

        change_password(twin, "a password");
        twin.clock.advance_seconds(3600);
        look_after(twin);
        assert!(problems(twin).is_empty(), "it is settled");
        assert_eq!(text(&module(twin), "problem"), "");
        twin.heal();
        for (service, status) in [(&running, "3"), (&ordered, "2"), (&later, "2")] {
            assert_eq!(text(&twin.card(service), "status"), status);
        }
    });
}

#[test]
fn whatever_learns_it_first_stops_the_module_and_start_asks_at_once() {
    twins(|twin| {
        let lost = twin.order("192.0.2.1");
        twin.wire.plan("soft.order.param", Fate::AnswerLost);
        twin.work();
        assert_eq!(state_of(twin, &lost), "unknown");
        change_password(twin, "another password");
        assert_eq!(twin.check_event().problems.len(), 1);
        assert_eq!(problems(twin).len(), 1, "reading events has learned it");
        let events = twin.wire.calls_of("itemevent");
        assert_eq!(twin.check_event().problems.len(), 1, "it is told again");
        assert_eq!(twin.wire.calls_of("itemevent"), events, "not asked again");
        twin.clock.advance_seconds(10);
        twin.work();
        let held = twin.order("192.0.2.2");
        twin.work();
        assert_eq!(state_of(twin, &lost), "unknown", "that is not forgotten");
        assert_eq!(state_of(twin, &held), "held");
        // The vendor forgets as well what it verified lately.
        pass_a_minute(twin);
        change_password(twin, "a password");
        look_after(twin);
        assert_eq!(problems(twin).len(), 1, "the pause is not over");
        let operation = twin.operation(&held).expect("the operation stays");
        let id = text(&operation, "id");
        twin.provider_staff("runningoperation.start", &[("elid", id)]);
        look_after(twin);
        assert!(problems(twin).is_empty());
        twin.work();
        twin.check_event();
        for service in [&lost, &held] {
            assert_eq!(text(&twin.card(service), "status"), "2");
        }
        assert_eq!(twin.licenses().len(), 2);
    });
}

#[test]
fn a_corrected_password_starts_everything_at_once() {
    twins(|twin| {
        change_password(twin, "another password");
        let service = twin.order("192.0.2.1");
        twin.work();
        let id = text(&module(twin), "id").to_owned();
        let wrong = [
            ("elid", id.as_str()),
            ("password", "a guess"),
            ("sok", "ok"),
        ];
        let answer = twin.try_provider_staff("processing.edit", &wrong);
        assert_eq!(kind_of(&answer), "client", "{answer:?}");
        assert_eq!(state_of(twin, &service), "held");
        let right = [
            ("elid", id.as_str()),
            ("password", "another password"),
            ("sok", "ok"),
        ];
        twin.provider_staff("processing.edit", &right);
        assert!(problems(twin).is_empty());
        twin.work();
        twin.check_event();
        assert_eq!(text(&twin.card(&service), "status"), "2");
    });
}

#[test]
fn threads_probe_whatever_the_mode_of_events() {
    twins(|twin| {
        for mode in [EventMode::Off, EventMode::Poll, EventMode::Wait] {
            change_password(twin, "another password");
            let service = twin.order(&format!("192.0.2.{}", 1 + mode as u8));
            let working = twin.provider.engine().start_working(2, mode);
            let working = working.expect("threads can be started");
            eventually("the module is stopped", || problems(twin).len() == 1);
            change_password(twin, "a password");
            eventually("the order is sent", || {
                twin.clock.advance_seconds(2);
                twin.license(&service).is_some()
            });
            working.stop();
            assert!(problems(twin).is_empty(), "{mode:?}");
        }
    });
}

#[test]
fn what_a_person_has_taken_over_does_not_go_on_by_itself() {
    twins(|twin| {
        spend_to(twin, "4.00");
        let [taken, free] = held_orders(twin);
        behind_the_back(
            twin,
            "UPDATE operation SET taken_at = 1 WHERE id = (SELECT MIN(id) FROM operation)",
        );
        twin.pay_vendor("8.00");
        pass_a_minute(twin);
        assert_eq!(state_of(twin, &taken), "held");
        assert_eq!(state_of(twin, &free), "waiting");
    });
}
