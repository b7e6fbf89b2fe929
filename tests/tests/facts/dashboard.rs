//! What staff see at a glance.

use onsell_store::hour_total;
use onsell_tests::{Fate, Twin, text, twins};
use onsell_wire::Node;

const FILL: &str = include_str!("../../../store/migrations/sqlite/0027_dashboard.sql");

fn part(twin: &Twin, name: &str) -> Node {
    let dashboard = twin.provider_staff("dashboard.staff", &[]);
    dashboard.child(name).expect(name).clone()
}

/// How many unfinished operations need each thing; the rest need nothing.
fn needs(twin: &Twin) -> String {
    let operations = part(twin, "operations");
    let rows = operations.children_of("elem");
    let rows = rows.filter(|row| text(row, "count") != "0");
    let told: Vec<String> = rows
        .map(|row| format!("{} {}", text(row, "name"), text(row, "count")))
        .collect();
    told.join(", ")
}

fn count(twin: &Twin, name: &str) -> String {
    text(&part(twin, name), "count").to_owned()
}

/// The days of the chart: orders, income, payments.
fn days(twin: &Twin) -> Vec<String> {
    let fields = ["day", "orders", "income", "payments"];
    let row = |row: &Node| fields.map(|field| text(row, field).to_owned()).join(" | ");
    part(twin, "days").children_of("elem").map(row).collect()
}

#[test]
fn operations_are_counted_by_what_they_need() {
    twins(|twin| {
        assert_eq!(needs(twin), "");
        let [first, second, third] = ["192.0.2.1", "192.0.2.2", "192.0.2.3"].map(|ip| {
            twin.clock.advance_seconds(10);
            twin.order(ip)
        });
        assert_eq!(needs(twin), "work 3");
        twin.wire.plan("soft.order.param", Fate::RequestLost);
        twin.work();
        assert_eq!(needs(twin), "unknown 1, waiting 2");
        let row = part(twin, "operations");
        let row = row
            .children_of("elem")
            .find(|row| text(row, "name") == "waiting");
        assert_eq!(text(row.expect("a row"), "oldest_seconds"), "10");
        // A task of a seller's is nobody's work here, until its operation is taken over.
        assert_eq!(count(twin, "tasks"), "0");
        let operation = twin.operation(&third).expect("it waits");
        let elid = ("elid", text(&operation, "id"));
        let why = ("reason", "the customer calls");
        twin.provider_staff("runningoperation.takeover", &[elid, why]);
        assert_eq!(needs(twin), "taken 1, unknown 1, waiting 1");
        assert_eq!(count(twin, "tasks"), "1");
        twin.provider_staff("runningoperation.start", &[elid]);
        assert_eq!(count(twin, "tasks"), "0");
        twin.heal();
        assert_eq!(needs(twin), "");
        for service in [first, second, third] {
            assert_eq!(text(&twin.card(&service), "status"), "2");
        }
    });
}

#[test]
fn what_staff_do_by_hand_is_their_task() {
    twins(|twin| {
        let tariff = twin.sell_by_hand("platform");
        let order = [
            ("pricelist", tariff.as_str()),
            ("period", "1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let answer = twin.customer_calls("platform.order.param", &order);
        assert!(answer.child("error").is_none(), "{answer:?}");
        twin.work();
        // The vendor's staff have it, and here nobody has anything to do.
        let at_vendor = twin.vendor_staff("dashboard.staff", &[]);
        let tasks = at_vendor.child("tasks").expect("tasks");
        assert_eq!(
            (text(tasks, "count"), text(tasks, "oldest_seconds")),
            ("1", "0")
        );
        assert_eq!(
            (needs(twin).as_str(), count(twin, "tasks").as_str()),
            ("waiting 1", "0")
        );
    });
}

#[test]
fn days_have_what_was_ordered_charged_and_paid() {
    twins(|twin| {
        twin.order("192.0.2.1");
        twin.order("192.0.2.2");
        twin.heal();
        assert_eq!(days(twin), ["2026-01-10 | 2 | 16.00 EUR | 200.00 EUR"]);
        twin.clock.advance_seconds(24 * 3600);
        twin.order("192.0.2.3");
        // What is not delivered is ordered, and no income.
        assert_eq!(
            days(twin),
            [
                "2026-01-10 | 2 | 16.00 EUR | 200.00 EUR",
                "2026-01-11 | 1 | 0.00 EUR | 0.00 EUR"
            ]
        );
        twin.heal();
        twin.clock.advance_seconds(29 * 24 * 3600);
        assert_eq!(days(twin), ["2026-01-11 | 1 | 8.00 EUR | 0.00 EUR"]);
        twin.clock.advance_seconds(24 * 3600);
        assert_eq!(days(twin), [""; 0]);
        // A database from before these rows gets them with the migration.
        let from = FILL.find("INSERT INTO hour_total").expect("it fills them");
        let length = FILL[from..].find(';').expect("an end");
        let fill: &'static str = &FILL[from..from + length];
        let again = twin.provider.engine().write(None, move |scope| {
            scope.tx.exec("DELETE FROM hour_total", &[])?;
            let broken = hour_total::audit(scope.tx)?;
            scope.tx.exec(fill, &[])?;
            Ok((broken > 0, hour_total::audit(scope.tx)?))
        });
        assert_eq!(again.expect("the statements run"), (true, 0));
    });
}

#[test]
fn balances_and_the_scheduler_tell_when_they_were_looked_at() {
    twins(|twin| {
        let module = [("elid", "1"), ("minimalbalance", "150"), ("sok", "ok")];
        twin.provider_staff("processing.edit", &module);
        let service = twin.order("192.0.2.1");
        twin.heal();
        let renews = [
            ("elid", service.as_str()),
            ("autoprolong", "1"),
            ("sok", "ok"),
        ];
        twin.customer_calls("soft.edit", &renews);
        twin.provider_staff("processing.checkbalance", &[]);
        let balances = part(twin, "balances");
        let row = balances.child("elem").expect("the module");
        let told = ["balance", "low", "renewals", "coveredto", "balance_date"];
        let told = told.map(|name| text(row, name).to_owned());
        let expect = ["94.00 EUR", "on", "0", "2026-03-11", "2026-01-10 12:26:40"];
        assert_eq!(told, expect, "{row:?}");
        // One month of one license.
        twin.clock.advance_seconds(24 * 3600 * 3);
        twin.provider_staff("processing.checkbalance", &[]);
        let balances = part(twin, "balances");
        let row = balances.child("elem").expect("the module");
        let told = ["renewals", "renewals_amount"].map(|name| text(row, name).to_owned());
        assert_eq!(told, ["1", "6.00 EUR"], "{row:?}");
        // Nobody works in this process.
        let scheduler = part(twin, "scheduler");
        assert_eq!(text(&scheduler, "running"), "off");
        assert_eq!(text(&scheduler, "light"), "red");
    });
}
