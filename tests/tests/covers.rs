//! A longer term is sold than is ordered at the vendor at once: the renewals there that cover it
//! are made in time, the customer pays once, and what no rule covers says so.

use onsell_tests::{Twin, text, twins};

const DAY: i64 = 24 * 3600;

/// Sells three months at the provider, and orders them a month at a time.
fn sell_quarters(twin: &Twin) {
    let price = [
        ("elid", twin.tariff.as_str()),
        ("price_3", "24.00"),
        ("sok", "ok"),
    ];
    twin.provider_staff("pricelist.edit", &price);
}

fn compare(twin: &Twin) {
    let rule = [
        ("plid", "1"),
        ("local_period", "3"),
        ("remote_period", "1"),
        ("sok", "ok"),
    ];
    twin.provider_staff("processing.customparam.edit", &rule);
}

fn order(twin: &Twin) -> String {
    let parameters = [
        ("pricelist", twin.tariff.as_str()),
        ("period", "3"),
        ("ip", "192.0.2.1"),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    let answer = twin.customer_calls("soft.order.param", &parameters);
    text(&answer, "id").to_owned()
}

/// A day goes by, and everybody does what is due.
fn days(twin: &Twin, days: i64) {
    for _ in 0..days {
        twin.pass_seconds(DAY);
        twin.work();
        twin.check_event();
    }
}

#[test]
fn a_term_is_covered_by_renewals_that_the_customer_does_not_pay() {
    twins(|twin| {
        sell_quarters(twin);
        compare(twin);
        let here = order(twin);
        days(twin, 0);
        twin.work();
        twin.check_event();
        let staff_card = || twin.provider_staff("soft.edit", &[("elid", &here)]);
        assert_eq!(text(&staff_card(), "upstream_renewals_left"), "2");
        assert_eq!(text(&staff_card(), "expiredate"), "2026-04-10");
        assert_eq!(text(&staff_card(), "upstream_expiredate"), "2026-02-10");
        days(twin, 31);
        assert_eq!(text(&staff_card(), "upstream_expiredate"), "2026-03-10");
        assert_eq!(text(&staff_card(), "upstream_renewals_left"), "1");
        days(twin, 30);
        let card = staff_card();
        assert_eq!(text(&card, "upstream_expiredate"), "2026-04-10");
        assert_eq!(text(&card, "upstream_renewals_left"), "0");
        assert_eq!(
            (text(&card, "status"), text(&card, "expiredate")),
            ("2", "2026-04-10")
        );
        let (customer, reseller) = (
            Twin::funds(&twin.provider, &twin.customer),
            Twin::funds(&twin.vendor, &twin.reseller),
        );
        assert_eq!(customer, ("176.00".into(), "0.00".into()), "paid once");
        assert_eq!(reseller, ("82.00".into(), "0.00".into()), "three months");
    });
}

#[test]
fn a_missed_renewal_asks_for_attention_and_shows_as_a_stop_by_the_provider() {
    twins(|twin| {
        sell_quarters(twin);
        compare(twin);
        let here = order(twin);
        twin.work();
        twin.check_event();
        let dearer = twin.vendor.engine().write(None, |scope| {
            Ok(scope
                .tx
                .exec("UPDATE service SET renewal_price = 90000", &[])?)
        });
        assert_eq!(dearer.expect("the row can be written"), 1);
        days(twin, 32);
        let problems = twin.provider_staff("problems", &[]);
        let kinds: Vec<_> = problems
            .children_of("elem")
            .map(|row| text(row, "type"))
            .collect();
        assert_eq!(kinds, ["service_renewal_missed"]);
        let card = twin.provider_staff("soft.edit", &[("elid", &here)]);
        assert_eq!(
            (text(&card, "status"), text(&card, "expiredate")),
            ("3", "2026-04-10")
        );
        assert_eq!(text(&card, "upstream_status"), "3_autosuspend");
        let operation = twin.operation(&here).expect("it stands");
        let id = text(&operation, "id").to_owned();
        twin.provider_staff("runningoperation.sendanyway", &[("elid", &id)]);
        twin.work();
        twin.check_event();
        let card = twin.provider_staff("soft.edit", &[("elid", &here)]);
        assert_eq!(
            (text(&card, "status"), text(&card, "expiredate")),
            ("2", "2026-04-10")
        );
        let open = twin.provider_staff("problems", &[]);
        assert_eq!(open.children_of("elem").count(), 0, "{open:?}");
    });
}

#[test]
fn what_no_rule_covers_ends_in_an_error_of_the_operation() {
    twins(|twin| {
        sell_quarters(twin);
        let here = order(twin);
        twin.work();
        let operation = twin.operation(&here).expect("it stands");
        let words = text(&operation, "error").to_owned();
        assert!(words.contains("does not sell the period 3"), "{words}");
        assert!(twin.licenses().is_empty());
        assert!(twin.task(&here).is_none());
        // The customer may give it up.
        let answer = twin.customer_calls("soft.delete", &[("elid", &here), ("sok", "ok")]);
        assert!(answer.child("error").is_none(), "{answer:?}");
        assert_eq!(
            Twin::funds(&twin.provider, &twin.customer),
            ("200.00".into(), "0.00".into())
        );
    });
}
