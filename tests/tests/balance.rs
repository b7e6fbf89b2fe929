//! The balance at the seller as staff see it: read by hand and by the clock, below its minimum, and
//! how long it lasts.

use onsell_engine::{EventMode, balance};
use onsell_tests::{Fate, Twin, text, twins};
use onsell_wire::Node;
use std::time::{Duration, Instant};

/// How long background threads may take for what they are waited for.
const PATIENCE: Duration = Duration::from_secs(20);
const DAY: i64 = 24 * 3600;

fn module(twin: &Twin) -> Node {
    let list = twin.provider_staff("processing", &[]);
    list.child("elem").expect("the module").clone()
}

fn problems(twin: &Twin) -> Vec<Node> {
    let list = twin.provider_staff("problems", &[]);
    list.children_of("elem").cloned().collect()
}

/// The provider sends what is due and hears of it.
fn work(twin: &Twin) {
    twin.work();
    twin.check_event();
}

fn set_minimum(twin: &Twin, minimum: &str) {
    let id = text(&module(twin), "id").to_owned();
    let parameters = [
        ("elid", id.as_str()),
        ("minimalbalance", minimum),
        ("sok", "ok"),
    ];
    twin.provider_staff("processing.edit", &parameters);
}

fn check(twin: &Twin) {
    let answer = twin.provider_staff("processing.checkbalance", &[]);
    assert!(answer.child("ok").is_some(), "{answer:?}");
}

fn kind_of(answer: &Node) -> &str {
    let error = answer.child("error");
    error
        .and_then(|error| error.attribute("type"))
        .unwrap_or_default()
}

fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < until, "in vain: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Changes rows of the provider behind its back.
fn behind_the_back(twin: &Twin, statements: &[&'static str]) {
    for statement in statements {
        let statement: &'static str = statement;
        let done = twin
            .provider
            .engine()
            .write(None, move |scope| Ok(scope.tx.exec(statement, &[])?));
        assert_ne!(done.expect("the statement runs"), 0, "{statement}");
    }
}

fn forecast(twin: &Twin) -> Node {
    let id = text(&module(twin), "id").to_owned();
    twin.provider_staff("processing.forecast", &[("elid", &id)])
}

fn rows(forecast: &Node) -> Vec<String> {
    let fields = ["day", "count", "unpriced", "amount", "left"];
    let row = |row: &Node| fields.map(|field| text(row, field).to_owned()).join(" ");
    forecast.children_of("elem").map(row).collect()
}

fn set_credit(twin: &Twin, limit: &str) {
    let parameters = [
        ("elid", twin.reseller.as_str()),
        ("credit_limit", limit),
        ("sok", "ok"),
    ];
    twin.vendor_staff("account.edit", &parameters);
}

#[test]
fn the_balance_is_read_by_hand_and_kept_with_its_time() {
    twins(|twin| {
        let fields = ["balance", "available", "balance_date", "coveredto"];
        let shown = |twin: &Twin| {
            let row = module(twin);
            fields.map(|field| row.text_of(field).unwrap_or_default().to_owned())
        };
        assert_eq!(shown(twin), ["", "", "", ""], "nobody asked yet");
        set_credit(twin, "25.00");
        twin.order("192.0.2.1");
        work(twin);
        check(twin);
        assert_eq!(
            shown(twin),
            [
                "94.00 EUR",
                "119.00 EUR",
                "2026-01-10 12:00:00",
                "2026-03-11"
            ]
        );
        let id = text(&module(twin), "id").to_owned();
        let asked = twin.wire.calls_of("subaccount");
        for (function, parameters) in [
            ("processing.checkbalance", [("elid", id.as_str())]),
            ("crontask", [("action", "processing.checkbalance")]),
        ] {
            twin.provider_staff(function, &parameters);
        }
        assert_eq!(twin.wire.calls_of("subaccount"), asked + 2);
        let events = twin.wire.calls_of("itemevent");
        twin.provider_staff("crontask", &[("action", "checkevent")]);
        assert!(twin.wire.calls_of("itemevent") > events);
    });
}

#[test]
fn a_balance_that_cannot_be_read_is_told_and_the_last_one_stays() {
    twins(|twin| {
        check(twin);
        let before = module(twin);
        twin.clock.advance_seconds(60);
        twin.wire.plan("subaccount", Fate::Unreachable);
        let answer = twin.provider_staff("processing.checkbalance", &[]);
        let problem = text(&answer, "problem");
        assert!(problem.contains("cannot be reached"), "{problem}");
        twin.wire.plan("subaccount", Fate::PageInstead);
        let id = text(&before, "id").to_owned();
        let one = [("elid", id.as_str())];
        let answer = twin.try_provider_staff("processing.checkbalance", &one);
        assert_eq!(kind_of(&answer), "client", "{answer:?}");
        assert_eq!(module(twin), before);
        for (function, parameters, kind) in [
            ("processing.checkbalance", ("elid", "77"), "missed"),
            ("processing.checkbalance", ("elid", "x"), "value"),
            ("processing.forecast", ("elid", "77"), "missed"),
            ("processing.forecast", ("elid", ""), "value"),
            ("crontask", ("action", "expire"), "value"),
            ("crontask", ("action", ""), "value"),
        ] {
            let answer = twin.try_provider_staff(function, &[parameters]);
            assert_eq!(kind_of(&answer), kind, "{function} {parameters:?}");
        }
        let answer = twin.customer_calls("processing.checkbalance", &[]);
        assert_eq!(kind_of(&answer), "access");
    });
}

#[test]
fn a_balance_below_the_minimum_is_a_problem_of_the_department_until_it_is_not() {
    twins(|twin| {
        check(twin);
        assert!(problems(twin).is_empty(), "no minimum warns never");
        set_minimum(twin, "100.00");
        assert!(problems(twin).is_empty(), "the minimum is reached");
        twin.order("192.0.2.1");
        work(twin);
        assert!(problems(twin).is_empty(), "nobody has read it");
        check(twin);
        let [problem] = &problems(twin)[..] else {
            panic!("one problem: {:?}", problems(twin));
        };
        let fields = ["type", "amount", "detail", "department", "processingmodule"];
        assert_eq!(
            fields.map(|field| text(problem, field)),
            [
                "processingmodule_balance",
                "6.00 EUR",
                "94.00 EUR",
                "Support",
                text(&module(twin), "id")
            ]
        );
        assert!(text(&module(twin), "problem").contains("94.00 EUR"));
        twin.order("192.0.2.2");
        work(twin);
        check(twin);
        let [problem] = &problems(twin)[..] else {
            panic!("still one problem: {:?}", problems(twin));
        };
        assert_eq!(text(problem, "amount"), "12.00 EUR");
        // A credit is not a balance.
        set_credit(twin, "50.00");
        check(twin);
        assert_eq!(problems(twin).len(), 1);
        twin.pay_vendor("12.00");
        check(twin);
        assert!(problems(twin).is_empty());
        set_minimum(twin, "500.00");
        assert_eq!(problems(twin).len(), 1, "a new minimum is judged at once");
        set_minimum(twin, "");
        assert!(problems(twin).is_empty(), "and so is none");
        assert_eq!(text(&module(twin), "minimalbalance"), "");
    });
}

#[test]
fn the_clock_reads_balances_at_six_and_at_eighteen() {
    twins(|twin| {
        let engine = twin.provider.engine();
        let start = || {
            let working = engine.start_working(1, EventMode::Off);
            working.expect("threads can be started")
        };
        start().stop();
        let run = || balance::run(engine).expect("balances can be read");
        for (hours, expect) in [
            (6, "2026-01-10 18:00:00"),
            (12, "2026-01-11 06:00:00"),
            // Somebody was away, and looks at once.
            (37, "2026-01-12 19:00:00"),
            (11, "2026-01-13 06:00:00"),
        ] {
            if hours < 24 {
                twin.clock.advance_seconds(hours * 3600 - 1);
                assert!(!run(), "a second before {expect}");
                twin.clock.advance_seconds(1);
            } else {
                twin.clock.advance_seconds(hours * 3600);
            }
            assert!(run() && !run(), "once at {expect}");
            assert_eq!(text(&module(twin), "balance_date"), expect);
        }
        let working = start();
        twin.clock.advance_seconds(12 * 3600);
        eventually("a thread does it", || {
            text(&module(twin), "balance_date") == "2026-01-13 18:00:00"
        });
        working.stop();
    });
}

#[test]
fn a_forecast_sets_renewals_by_day_against_the_money() {
    twins(|twin| {
        let order = |ip: &str, auto_prolong: &str| {
            let parameters = [
                ("pricelist", twin.tariff.as_str()),
                ("period", "1"),
                ("autoprolong", auto_prolong),
                ("ip", ip),
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            let answer = twin.customer_calls("soft.order.param", &parameters);
            text(&answer, "id").to_owned()
        };
        order("192.0.2.1", "1");
        order("192.0.2.2", "1");
        order("192.0.2.3", "null");
        let closed = order("192.0.2.4", "1");
        work(twin);
        twin.pass_seconds(DAY);
        order("192.0.2.5", "1");
        work(twin);
        twin.customer_calls("soft.delete", &[("elid", &closed), ("sok", "ok")]);
        work(twin);
        check(twin);
        let id = text(&module(twin), "id").to_owned();
        let forecast = || forecast(twin);
        assert_eq!(
            rows(&forecast()),
            [
                "2026-02-10 2 0 12.00 EUR 58.00 EUR",
                "2026-02-11 1 0 6.00 EUR 52.00 EUR",
                "2026-03-10 2 0 12.00 EUR 40.00 EUR",
                "2026-03-11 1 0 6.00 EUR 34.00 EUR",
            ]
        );
        assert_eq!(text(&forecast(), "coveredto"), "2026-03-12");
        assert_eq!(text(&module(twin), "coveredto"), "2026-03-12");
        // What the seller charged last counts more than what the import told.
        let dearer = "UPDATE tariff_price SET seller_cost = 590000 WHERE period = 1";
        behind_the_back(twin, &[dearer]);
        let row = twin.provider_staff("processing.check", &[("elid", &id)]);
        let line = row
            .children_of("elem")
            .find(|line| text(line, "name") == "coveredto")
            .expect("the check tells it");
        assert!(text(line, "text").contains("2026-02-09"), "{line:?}");
        assert_eq!(text(&module(twin), "coveredto"), "2026-02-09");
        // To the day after the first two are renewed.
        twin.pass_seconds(29 * DAY);
        work(twin);
        twin.pass_seconds(DAY);
        work(twin);
        check(twin);
        let rows = rows(&forecast());
        assert_eq!(
            rows[..2],
            [
                "2026-03-10 2 0 12.00 EUR 40.00 EUR",
                "2026-03-11 1 0 6.00 EUR 34.00 EUR",
            ],
            "{rows:?}"
        );
    });
}

#[test]
fn a_forecast_counts_addons_and_what_covers_a_sold_term() {
    twins(|twin| {
        let parameters = [
            ("pricelist", twin.tariff.as_str()),
            ("period", "1"),
            ("autoprolong", "1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        twin.customer_calls("soft.order.param", &parameters);
        work(twin);
        check(twin);
        assert_eq!(
            rows(&forecast(twin)),
            [
                "2026-02-10 1 0 6.00 EUR 88.00 EUR",
                "2026-03-10 1 0 6.00 EUR 82.00 EUR"
            ]
        );
        behind_the_back(
            twin,
            &[
                // Three units above two that are included, of which the seller wants a euro each.
                "INSERT INTO tariff_addon (id, tariff, intname, name, name_ru, value_type,
                     bill_type, included, minimum, maximum, step, active, sort)
                 SELECT 901, id, '901', '', '', 2, 2, 2, 0, 9, 1, 1, 1 FROM tariff",
                "INSERT INTO tariff_addon_price (addon, currency, period, price, cost)
                 VALUES (901, 'EUR', 1, 0, 10000)",
                "INSERT INTO service_addon (service, addon, value) SELECT id, 901, 5 FROM service",
                // A value of a closed list, for two euros.
                "INSERT INTO enumeration (id, intname, name, name_ru) VALUES (7, '', '', '')",
                "INSERT INTO enumeration_item (id, enumeration, intname, name, name_ru, is_default,
                     active, sort) VALUES (8, 7, '', '', '', 0, 1, 1)",
                "INSERT INTO tariff_addon (id, tariff, intname, name, name_ru, value_type,
                     bill_type, included, minimum, maximum, step, active, sort, enumeration)
                 SELECT 902, id, '902', '', '', 3, 2, 0, 0, 0, 1, 1, 1, 7 FROM tariff",
                "INSERT INTO tariff_addon_item_price (addon, item, currency, period, price, cost)
                 VALUES (902, 8, 'EUR', 1, 0, 20000)",
                "INSERT INTO service_addon (service, addon, value) SELECT id, 902, 8 FROM service",
                // One that is not charged, although nobody knows its price.
                "INSERT INTO tariff_addon (id, tariff, intname, name, name_ru, value_type,
                     bill_type, included, minimum, maximum, step, active, sort)
                 SELECT 903, id, '903', '', '', 2, 1, 0, 0, 9, 1, 1, 1 FROM tariff",
                "INSERT INTO service_addon (service, addon, value) SELECT id, 903, 9 FROM service",
            ],
        );
        assert_eq!(
            rows(&forecast(twin))[0],
            "2026-02-10 1 0 11.00 EUR 83.00 EUR"
        );
        behind_the_back(
            twin,
            &["UPDATE tariff_addon_item_price SET cost = NULL WHERE addon = 902"],
        );
        assert_eq!(
            rows(&forecast(twin))[0],
            "2026-02-10 1 1 0.00 EUR 94.00 EUR",
            "what nobody knows is told"
        );
        behind_the_back(
            twin,
            &[
                "DELETE FROM service_addon",
                "UPDATE service SET auto_prolong = NULL, cover_period = 1, covers_left = 1",
            ],
        );
        assert_eq!(
            rows(&forecast(twin)),
            ["2026-02-10 1 0 6.00 EUR 88.00 EUR"],
            "as often as it is planned"
        );
    });
}

#[test]
fn looking_for_what_waits_costs_the_same_however_many_sellers_there_are() {
    twins(|twin| {
        let engine = twin.provider.engine();
        let cost = || {
            let before = engine.store().counters().reads;
            onsell_engine::held::run(engine).expect("nothing waits");
            engine.store().counters().reads - before
        };
        let of_one = cost();
        let added = engine.write(None, |scope| {
            for number in 0..20 {
                let url = format!("https://seller-{number}.example/billmgr");
                onsell_store::seller::insert(scope.tx, &url, "reseller", &[])?;
            }
            Ok(())
        });
        added.expect("sellers can be added");
        assert_eq!(cost(), of_one);
    });
}
