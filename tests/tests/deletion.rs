//! Deletions: at once or at the end of the paid period, sent to the seller once and shown until it
//! confirms them.

use onsell_panel::Panel;
use onsell_tests::{Fate, LITE, Twin, error, status_key, text, twins};

/// The vendor's tariff says otherwise.
fn vendors_tariff(twin: &Twin, rules: &[(&str, &str)]) {
    let parameters = [&[("elid", LITE), ("sok", "ok")], rules].concat();
    twin.vendor_staff("pricelist.edit", &parameters);
}

/// The provider's tariff says otherwise.
fn providers_tariff(twin: &Twin, rules: &[(&str, &str)]) {
    let parameters = [&[("elid", twin.tariff.as_str()), ("sok", "ok")], rules].concat();
    twin.provider_staff("pricelist.edit", &parameters);
}

fn newest(twin: &Twin) -> i64 {
    let events = twin.customer_calls("itemevent", &[]);
    text(&events, "newest").parse().expect("a cursor")
}

fn rows(panel: &Panel, statement: &'static str) {
    let done = panel
        .engine()
        .write(None, move |scope| Ok(scope.tx.exec(statement, &[])?));
    assert_eq!(done.expect("the statement runs"), 1, "{statement}");
}

#[test]
fn a_deletion_waits_for_the_end_of_the_paid_period() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let renew = [
            ("elid", service.as_str()),
            ("autoprolong", "1"),
            ("sok", "ok"),
        ];
        twin.customer_calls("soft.edit", &renew);
        providers_tariff(twin, &[("closetype", "period_end")]);
        let told = newest(twin);
        let delete = || twin.customer_calls("soft.delete", &[("elid", &service)]);
        assert_eq!(error(&delete()), "");
        assert_eq!(newest(twin), told + 1, "its readers are told");
        assert_eq!(error(&delete()), "");
        assert_eq!(newest(twin), told + 1, "nothing is scheduled twice");
        assert!(twin.operation(&service).is_none(), "nothing is sent yet");
        let list = twin.customer_calls("soft", &[]);
        let row = list
            .children_of("elem")
            .next()
            .expect("it is listed")
            .clone();
        for seen in [row, twin.card(&service)] {
            let facts = ["status", "scheduledclose", "scheduledclose_prop"];
            assert_eq!(
                facts.map(|name| text(&seen, name)),
                ["2", "on", "2026-02-10"]
            );
        }
        // The last day is the last, whatever the automatic renewal says.
        twin.pass_days(31);
        rows(&twin.provider, "UPDATE service SET due_at = 0");
        twin.pass_seconds(1);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "2");
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-02-10");
        twin.pass_days(1);
        assert_eq!(status_key(&twin.card(&service)), "5_close");
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "4");
        assert_eq!(text(&twin.card(&service), "scheduledclose"), "off");
        assert_eq!(text(&twin.license(&service).expect("it"), "status"), "4");
        assert_eq!(twin.wire.calls_of("soft.delete"), 1);
    });
}

#[test]
fn a_scheduled_close_can_be_withdrawn() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let renew = [
            ("elid", service.as_str()),
            ("autoprolong", "1"),
            ("sok", "ok"),
        ];
        twin.customer_calls("soft.edit", &renew);
        providers_tariff(twin, &[("closetype", "period_end")]);
        let withdraw = || twin.customer_calls("soft.delete.cancel", &[("elid", &service)]);
        assert_eq!(error(&withdraw()), "", "there is nothing to withdraw");
        twin.customer_calls("soft.delete", &[("elid", &service)]);
        twin.pass_days(30);
        assert!(twin.operation(&service).is_none(), "it is not renewed");
        let told = newest(twin);
        assert_eq!(error(&withdraw()), "");
        assert_eq!(newest(twin), told + 1);
        let card = twin.card(&service);
        assert_eq!(text(&card, "scheduledclose"), "off");
        assert_eq!(text(&card, "autoprolong"), "1");
        twin.pass_days(1);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "expiredate"), "2026-03-10");
    });
}

#[test]
fn a_renewal_by_hand_moves_the_scheduled_close() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        providers_tariff(twin, &[("closetype", "period_end")]);
        twin.customer_calls("soft.delete", &[("elid", &service)]);
        let renewal = [("elid", service.as_str()), ("period", "1"), ("sok", "ok")];
        assert_eq!(error(&twin.customer_calls("service.prolong", &renewal)), "");
        twin.heal();
        assert_eq!(
            text(&twin.card(&service), "scheduledclose_prop"),
            "2026-03-10"
        );
        twin.pass_days(32);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "2");
        twin.pass_days(28);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "4");
    });
}

#[test]
fn staff_delete_at_once_and_so_is_what_has_no_paid_days_left() {
    twins(|twin| {
        vendors_tariff(twin, &[("closetype", "period_end")]);
        let by_staff = twin.vendor_license("192.0.2.1", "null");
        let ended = twin.vendor_license("192.0.2.2", "null");
        twin.reseller_calls("soft.delete", &[("elid", &by_staff)]);
        assert_eq!(text(&twin.vendor_card(&by_staff), "scheduledclose"), "on");
        twin.vendor_staff("soft.delete", &[("elid", &by_staff)]);
        assert_eq!(text(&twin.vendor_card(&by_staff), "status"), "4");
        twin.pass_days(33);
        assert_eq!(status_key(&twin.vendor_card(&ended)), "3_autosuspend");
        twin.reseller_calls("soft.delete", &[("elid", &ended)]);
        assert_eq!(text(&twin.vendor_card(&ended), "status"), "4");
    });
}

#[test]
fn a_scheduled_close_that_the_seller_refuses_waits_for_start() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        providers_tariff(twin, &[("closetype", "period_end")]);
        twin.customer_calls("soft.delete", &[("elid", &service)]);
        vendors_tariff(twin, &[("client_delete", "off")]);
        twin.pass_days(32);
        for _ in 0..10 {
            twin.pass_seconds(3_600);
            twin.work();
        }
        assert_eq!(twin.wire.calls_of("soft.delete"), 1);
        assert_eq!(status_key(&twin.card(&service)), "5_close");
        let answer = twin.customer_calls("soft.delete.cancel", &[("elid", &service)]);
        assert_eq!(error(&answer), "locked");
        vendors_tariff(twin, &[("client_delete", "")]);
        let operation = twin.operation(&service).expect("it stands");
        twin.provider_staff(
            "runningoperation.start",
            &[("elid", text(&operation, "id"))],
        );
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "4");
    });
}

#[test]
fn what_stands_still_does_not_keep_a_scheduled_close_from_its_day() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        providers_tariff(twin, &[("closetype", "period_end")]);
        // The seller refuses an edit, which then stands and waits for Start.
        for ip in ["192.0.2.2", "192.0.2.3"] {
            let parameters = [("elid", service.as_str()), ("ip", ip), ("sok", "ok")];
            twin.provider_staff("soft.edit", &parameters);
            twin.heal();
        }
        assert!(twin.operation(&service).is_some(), "the seller refused it");
        twin.customer_calls("soft.delete", &[("elid", &service)]);
        assert_eq!(text(&twin.card(&service), "scheduledclose"), "on");
        twin.pass_days(33);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "4");
    });
}

#[test]
fn a_scheduled_close_is_not_withdrawn_from_what_staff_stopped() {
    twins(|twin| {
        vendors_tariff(twin, &[("closetype", "period_end")]);
        let id = twin.vendor_license("192.0.2.1", "null");
        twin.reseller_calls("soft.delete", &[("elid", &id)]);
        twin.vendor_staff("soft.suspend", &[("elid", &id)]);
        let answer = twin.reseller_calls("soft.delete.cancel", &[("elid", &id)]);
        assert_eq!(error(&answer), "access");
        twin.vendor_staff("soft.delete.cancel", &[("elid", &id)]);
        assert_eq!(text(&twin.vendor_card(&id), "scheduledclose"), "off");
    });
}

#[test]
fn a_deletion_is_sent_once_and_shown_until_it_is_confirmed() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        twin.wire.plan("soft.delete", Fate::AnswerLost);
        twin.customer_calls("soft.delete", &[("elid", &service)]);
        assert_eq!(status_key(&twin.card(&service)), "5_close");
        twin.work();
        assert_eq!(status_key(&twin.card(&service)), "5_close");
        // Nobody can tell what became of it: it is not sent again.
        for _ in 0..3 {
            twin.wire.plan("soft.edit", Fate::PageInstead);
            twin.clock.advance_seconds(900);
            twin.work();
        }
        assert_eq!(twin.wire.calls_of("soft.delete"), 1);
        assert_eq!(status_key(&twin.card(&service)), "5_close");
        twin.clock.advance_seconds(900);
        twin.work();
        assert_eq!(text(&twin.card(&service), "status"), "4", "a look tells");
        assert_eq!(twin.wire.calls_of("soft.delete"), 1);
    });
}

#[test]
fn a_deletion_that_did_not_arrive_is_sent_again() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        twin.wire.plan("soft.delete", Fate::RequestLost);
        twin.customer_calls("soft.delete", &[("elid", &service)]);
        twin.work();
        twin.heal();
        assert_eq!(twin.wire.calls_of("soft.delete"), 2);
        assert_eq!(text(&twin.card(&service), "status"), "4");
        assert_eq!(text(&twin.license(&service).expect("it"), "status"), "4");
    });
}

#[test]
fn what_the_seller_does_not_have_any_more_is_deleted() {
    for lost in [false, true] {
        twins(|twin| {
            let service = twin.order("192.0.2.1");
            twin.heal();
            // It went to another account of the vendor, so that ours is told that it is not there.
            let parameters = [
                ("name", "Another"),
                ("username", "another@example.com"),
                ("passwd", "a password"),
                ("sok", "ok"),
            ];
            let other = twin.vendor_staff("account.edit", &parameters);
            assert_eq!(text(&other, "id"), "2");
            rows(&twin.vendor, "UPDATE service SET account = 2");
            rows(
                &twin.vendor,
                "UPDATE service_count SET account = 2 WHERE services > 0",
            );
            if lost {
                twin.wire.plan("soft.delete", Fate::RequestLost);
            }
            twin.customer_calls("soft.delete", &[("elid", &service)]);
            twin.work();
            twin.clock.advance_seconds(900);
            twin.work();
            assert_eq!(text(&twin.card(&service), "status"), "4");
            assert_eq!(twin.wire.calls_of("soft.delete"), 1);
        });
    }
}
