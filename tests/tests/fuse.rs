//! Every statement of every unit fails once: nothing of the unit remains, and doing it again works.

use onsell_panel::Panel;
use onsell_tests::bundle::{Bundle, LITE as PANEL_LITE, PRO, count, heal, of_server};
use onsell_tests::{Fate, LITE, Twin, text, twins};
use onsell_wire::Node;

/// More statements than any unit has.
const STATEMENTS_MAX: u32 = 80;

fn is_error(answer: &Node) -> bool {
    answer.child("error").is_some()
}

/// Fails the k-th statement of the panel's next unit for every k until `attempt` succeeds.
/// After each failure the state must be what it was.
fn sweep(panel: &Panel, attempt: impl Fn() -> bool, state: impl Fn() -> String) -> u32 {
    let before = state();
    for statements in 0..STATEMENTS_MAX {
        panel.engine().store().set_fuse(statements);
        if attempt() {
            assert!(statements > 0, "the fuse was not met");
            return statements;
        }
        assert_eq!(
            state(),
            before,
            "something remains of a unit cut at statement {statements}"
        );
    }
    panic!("the unit has more than {STATEMENTS_MAX} statements");
}

/// Everything a unit could leave behind, as text.
fn state(twin: &Twin, service: Option<&str>) -> String {
    let funds = Twin::funds(&twin.provider, &twin.customer);
    let services = twin.customer_calls("soft", &[]);
    let operations = twin.provider_staff("runningoperation", &[]);
    let operation: Vec<_> = operations.children_of("elem").collect();
    let card = service.map(|service| {
        let card = twin.card(service);
        format!(
            "{}{}{}",
            text(&card, "status"),
            text(&card, "expiredate"),
            text(&card, "licname")
        )
    });
    format!(
        "{funds:?} {} {} {card:?}",
        services.children_of("elem").count(),
        operation.len()
    )
}

#[test]
fn an_order_leaves_all_or_nothing() {
    twins(|twin| {
        let many = sweep(
            &twin.provider,
            || !is_error(&twin.try_order("192.0.2.1")),
            || state(twin, None),
        );
        assert!(many > 5, "an order has more than {many} statements");
        twin.heal();
        let services = twin.customer_calls("soft", &[]);
        let statuses: Vec<_> = services
            .children_of("elem")
            .map(|row| text(row, "status"))
            .collect();
        assert_eq!(statuses, ["2"]);
    });
}

#[test]
fn a_cart_is_filled_and_paid_whole_or_not_at_all() {
    twins(|twin| {
        let put = |ip: &str| {
            let parameters = [
                ("pricelist", twin.tariff.as_str()),
                ("period", "1"),
                ("ip", ip),
                ("sok", "ok"),
            ];
            !is_error(&twin.customer_calls("soft.order.param", &parameters))
        };
        let state = || {
            let basket = twin.customer_calls("basket", &[]);
            let total = basket.text_of("total_sum").unwrap_or_default().to_owned();
            format!("{} {total}", state(twin, None))
        };
        for ip in ["192.0.2.1", "192.0.2.2"] {
            sweep(&twin.provider, || put(ip), state);
        }
        let basket = twin.customer_calls("basket", &[]);
        let pay = [
            ("billorder", text(&basket, "billorder")),
            ("clicked_button", "fromsubaccount"),
            ("sok", "ok"),
        ];
        let paid = || !is_error(&twin.customer_calls("payment.add", &pay));
        sweep(&twin.provider, paid, state);
        twin.heal();
        let services = twin.customer_calls("soft", &[]);
        let rows = services.children_of("elem");
        let statuses: Vec<_> = rows.map(|row| text(row, "status")).collect();
        assert_eq!(statuses, ["2", "2"]);
        twin.must_have("184.00", "88.00");
    });
}

#[test]
fn changes_leave_all_or_nothing() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let calls: [(&str, &[(&str, &str)]); 4] = [
            (
                "service.prolong",
                &[("elid", "1"), ("period", "1"), ("sok", "ok")],
            ),
            (
                "soft.edit",
                &[("elid", "1"), ("licname", "renamed"), ("sok", "ok")],
            ),
            ("soft.suspend", &[("elid", "1")]),
            ("soft.resume", &[("elid", "1")]),
        ];
        for (function, parameters) in calls {
            let attempt = || !is_error(&twin.customer_calls(function, parameters));
            sweep(&twin.provider, attempt, || state(twin, Some(&service)));
            twin.heal();
            assert!(twin.operation(&service).is_none(), "{function}");
        }
        let card = twin.card(&service);
        assert_eq!(
            (text(&card, "status"), text(&card, "licname")),
            ("2", "renamed")
        );
        assert_eq!(text(&card, "expiredate"), "2026-03-10");
    });
}

#[test]
fn a_change_of_tariff_leaves_all_or_nothing() {
    twins(|twin| {
        let pro = twin.import("55228", "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        let state = || {
            let card = twin.card(&service);
            format!("{} {}", state(twin, Some(&service)), text(&card, "cost"))
        };
        // The request, and the conclusion by which it is rolled back.
        let parameters = [
            ("elid", service.as_str()),
            ("pricelist", &pro),
            ("sok", "ok"),
        ];
        let attempt = || {
            let answer = twin.customer_calls("service.changepricelist", &parameters);
            !is_error(&answer)
        };
        sweep(&twin.provider, attempt, state);
        let rollback = [("elid", service.as_str()), ("sok", "ok")];
        twin.wire.plan("service.changepricelist", Fate::Unreachable);
        twin.work();
        // Nothing was sent and it is due again, so that staff may give it up.
        let give_up = || {
            let function = "service.changepricelist.rollback";
            !is_error(&twin.try_provider_staff(function, &rollback))
        };
        sweep(&twin.provider, give_up, state);
        assert!(attempt());
        twin.heal();
        assert_eq!(text(&twin.card(&service), "cost"), "12.00 EUR / Month");
    });
}

#[test]
fn the_steps_of_a_change_of_tariff_may_fail_anywhere_and_run_again() {
    twins(|twin| {
        let pro = twin.import("55228", "12.00");
        let tariffs = [pro.as_str(), twin.tariff.as_str()];
        let service = twin.order("192.0.2.1");
        twin.heal();
        let engine = twin.provider.engine();
        let change = |target: &str| {
            let parameters = [
                ("elid", service.as_str()),
                ("pricelist", target),
                ("sok", "ok"),
            ];
            let answer = twin.customer_calls("service.changepricelist", &parameters);
            assert!(!is_error(&answer), "{answer:?}");
        };
        let cut = |statements| {
            engine.store().set_fuse(statements);
            // Whatever fails here is what must not matter.
            let _ = onsell_engine::operate::work_off(engine);
            engine.store().set_fuse(statements);
            let _ = onsell_engine::check_event::check_all(engine);
            engine.store().set_fuse(1_000_000);
            // All of it within one day.
            for _ in 0..3 {
                twin.clock.advance_seconds(200);
                twin.work();
                twin.check_event();
            }
            assert!(twin.operation(&service).is_none(), "cut at {statements}");
        };
        for statements in 0..22 {
            let target = tariffs[statements as usize % 2];
            change(target);
            cut(statements);
            assert_eq!(text(&twin.card(&service), "pricelist"), target);
        }
        // There and back on one day comes to nothing on either side.
        assert_eq!(Twin::funds(&twin.provider, &twin.customer).0, "192.00");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "94.00");
        twin.vendor_staff("pricelist.suspend", &[("elid", "55228")]);
        for statements in 0..12 {
            change(&pro);
            cut(statements);
            assert_eq!(text(&twin.card(&service), "pricelist"), twin.tariff);
        }
        let funds = Twin::funds(&twin.provider, &twin.customer);
        assert_eq!(funds, ("192.00".to_owned(), "0.00".to_owned()));
    });
}

#[test]
fn the_steps_of_an_operation_may_fail_anywhere_and_run_again() {
    twins(|twin| {
        // The claim, the conclusion and the application of the event: each cut at every statement,
        // then done again, and done once more when it was done already.
        for statements in 0..30 {
            let service = twin.order(&format!("192.0.2.{}", statements + 1));
            if statements % 8 == 0 {
                twin.pay_provider("100.00");
                twin.pay_vendor("100.00");
            }
            let engine = twin.provider.engine();
            engine.store().set_fuse(statements);
            // Whatever fails here is what must not matter.
            let _ = onsell_engine::operate::work_off(engine);
            engine.store().set_fuse(statements);
            let _ = onsell_engine::check_event::check_all(engine);
            engine.store().set_fuse(1_000_000);
            twin.heal();
            twin.heal();
            assert_eq!(
                text(&twin.card(&service), "status"),
                "2",
                "cut at {statements}"
            );
            assert!(twin.operation(&service).is_none(), "cut at {statements}");
        }
        assert_eq!(twin.licenses().len(), 30, "one license for each order");
    });
}

#[test]
fn the_sellers_units_leave_all_or_nothing() {
    twins(|twin| {
        let vendor = &twin.vendor;
        // The deletion gives money back, too.
        let returning = [
            ("elid", LITE),
            ("returnpolicy", "unused_days"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("pricelist.edit", &returning);
        let order = [
            ("pricelist", LITE),
            ("period", "1"),
            ("ip", "192.0.2.1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let id = std::cell::RefCell::new(String::new());
        let calls: [(&str, &[(&str, &str)]); 5] = [
            ("soft.order.param", &order),
            ("service.prolong", &[("period", "1"), ("sok", "ok")]),
            ("soft.edit", &[("clicked_button", "newkey"), ("sok", "ok")]),
            ("soft.suspend", &[]),
            ("soft.delete", &[("sok", "ok")]),
        ];
        for (function, parameters) in calls {
            let attempt = || {
                let elid = id.borrow().clone();
                let mut parameters = parameters.to_vec();
                if !elid.is_empty() {
                    parameters.push(("elid", &elid));
                }
                let answer = twin.reseller_calls(function, &parameters);
                let ok = !is_error(&answer);
                if ok && elid.is_empty() {
                    text(&answer, "id").clone_into(&mut id.borrow_mut());
                }
                ok
            };
            let state = || {
                let funds = Twin::funds(vendor, &twin.reseller);
                let rows = twin.licenses();
                let facts = rows.iter().map(|row| {
                    ["status", "lickey", "real_expiredate"].map(|name| text(row, name).to_owned())
                });
                let events = twin.reseller_calls("itemevent", &[("after", "0")]);
                let facts = facts.collect::<Vec<_>>();
                format!("{funds:?} {facts:?} {}", text(&events, "newest"))
            };
            let many = sweep(vendor, attempt, state);
            assert!(many > 4, "{function} has more than {many} statements");
        }
    });
}

#[test]
fn what_staff_do_is_done_whole_or_not_at_all() {
    twins(|twin| {
        let payment = twin.provider_staff(
            "payment.add",
            &[
                ("account", &twin.customer),
                ("amount", "5.00"),
                ("sok", "ok"),
            ],
        );
        let payment = text(&payment, "id").to_owned();
        let tariff = twin.tariff.clone();
        let calls: [(&str, Vec<(&str, &str)>); 4] = [
            ("payment.setpaid", vec![("elid", &payment)]),
            (
                "pricelist.edit",
                vec![("elid", &tariff), ("price_12", "90.00"), ("sok", "ok")],
            ),
            ("pricelist.suspend", vec![("elid", &tariff)]),
            (
                "account.edit",
                vec![
                    ("name", "Second"),
                    ("username", "second@example.com"),
                    ("email", "second@example.com"),
                    ("passwd", "a password"),
                    ("sok", "ok"),
                ],
            ),
        ];
        for (function, parameters) in &calls {
            let attempt = || !is_error(&twin.try_provider_staff(function, parameters));
            let state = || {
                let funds = Twin::funds(&twin.provider, &twin.customer);
                let accounts = twin.provider_staff("account", &[]);
                let tariffs = twin.provider_staff("pricelist", &[]);
                let export = twin.provider_staff("pricelist.export", &[("itemtype", "soft")]);
                let counted = [&accounts, &tariffs].map(|list| list.children_of("elem").count());
                let export = export.with(Node::new("end"));
                format!(
                    "{funds:?} {counted:?} {:?} {tariffs:?}",
                    export.children.len()
                )
            };
            sweep(&twin.provider, attempt, state);
        }
    });
}

#[test]
fn events_that_are_read_again_change_nothing() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        twin.customer_calls("service.prolong", &[("elid", &service), ("sok", "ok")]);
        twin.heal();
        let before = state(twin, Some(&service));
        let events = text(&twin.customer_calls("itemevent", &[]), "newest").to_owned();
        // From the first event on, and once everything compared as after a restored backup.
        for epoch in [None, Some("another")] {
            twin.rewind(epoch);
            assert_eq!(twin.check_event().changed, 0);
            assert_eq!(state(twin, Some(&service)), before);
            assert_eq!(
                text(&twin.customer_calls("itemevent", &[]), "newest"),
                events
            );
        }
    });
}

#[test]
fn work_by_hand_leaves_all_or_nothing() {
    twins(|twin| {
        let tariff = twin.sell_by_hand("softexternal");
        let list = twin.vendor_staff("pricelist", &[]);
        let rows = list.children_of("elem");
        let tariff_there = rows
            .filter(|row| text(row, "name") == "softexternal")
            .map(|row| text(row, "id"))
            .next();
        let parameters = [
            ("pricelist", tariff_there.expect("the vendor sells it")),
            ("period", "1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        assert_ne!(tariff, "", "the provider resells it");
        let state = || {
            let services = twin.reseller_calls("softexternal", &[]);
            let tasks = twin.vendor_staff("task", &[]);
            let funds = Twin::funds(&twin.vendor, &twin.reseller);
            format!("{funds:?} {services:?} {tasks:?}")
        };
        let order = || {
            let answer = twin.reseller_calls("softexternal.order.param", &parameters);
            !is_error(&answer)
        };
        sweep(&twin.vendor, order, state);
        let tasks = twin.vendor_staff("task", &[]);
        let task = text(tasks.child("elem").expect("a task"), "id").to_owned();
        let close = [
            ("elid", task.as_str()),
            ("lickey", "KEY"),
            ("param_login", "root"),
            ("status", "2"),
            ("sok", "ok"),
        ];
        let closed = || !is_error(&twin.try_vendor_staff("task.edit", &close));
        sweep(&twin.vendor, closed, state);
        let services = twin.reseller_calls("softexternal", &[]);
        let statuses: Vec<_> = services
            .children_of("elem")
            .map(|row| text(row, "status"))
            .collect();
        assert_eq!(statuses, ["2"]);
        let funds = Twin::funds(&twin.vendor, &twin.reseller);
        assert_eq!(funds, ("94.00".to_owned(), "0.00".to_owned()));
    });
}

#[test]
fn what_follows_for_the_license_of_a_server_is_begun_whole_or_not_at_all() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let state = || {
            let rows = |sql| count(twin, sql).to_string();
            [
                "SELECT COUNT(*) FROM service",
                "SELECT COUNT(*) FROM operation",
                "SELECT COUNT(*) FROM operation WHERE state = 'done'",
                "SELECT COUNT(*) FROM bundled_license",
                "SELECT CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM service",
            ]
            .map(rows)
            .join(" ")
        };
        let server = bundle.order(twin, PRO);
        let task = twin.task(&server).expect("a task is open");
        let done = [
            ("elid", text(&task, "id")),
            ("status", "2"),
            ("ip", "192.0.2.1"),
            ("sok", "ok"),
        ];
        let close = || !is_error(&twin.try_provider_staff("task.edit", &done));
        sweep(&twin.provider, close, state);
        // Each step of the license is cut at each statement, and done again.
        for statement in 0..30 {
            twin.provider.engine().store().set_fuse(statement);
            let _ = onsell_engine::operate::work_off(twin.provider.engine());
            twin.clock.advance_seconds(200);
        }
        heal(twin);
        assert_eq!(of_server(twin, &server), ["55228 192.0.2.1 2"]);
        // Down: a license is written and waits, the other one is stopped, in one unit.
        let addon = format!("addon_{}", bundle.addon);
        let choice = [
            ("elid", server.as_str()),
            (addon.as_str(), bundle.values[PANEL_LITE].as_str()),
            ("sok", "ok"),
        ];
        let choose = || !is_error(&twin.customer_calls("vds.edit", &choice));
        sweep(&twin.provider, choose, state);
        heal(twin);
        assert_eq!(of_server(twin, &server), ["55227 192.0.2.1 2"]);
    });
}
