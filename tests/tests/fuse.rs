//! Every statement of every unit fails once: nothing of the unit remains, and doing it again works.

use onsell_tests::{Twin, text, twins};
use onsell_wire::Node;

/// More statements than any unit has.
const STATEMENTS_MAX: u32 = 80;

fn is_error(answer: &Node) -> bool {
    answer.child("error").is_some()
}

/// Fails the k-th statement of the next unit of the provider for every k until `attempt` succeeds.
/// After each failure the state must be what it was.
fn sweep(twin: &Twin, attempt: impl Fn() -> bool, state: impl Fn() -> String) -> u32 {
    let before = state();
    for statements in 0..STATEMENTS_MAX {
        twin.provider.engine().store().set_fuse(statements);
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
            twin,
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
            sweep(twin, attempt, || state(twin, Some(&service)));
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
