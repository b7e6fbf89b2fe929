//! What a client may do with a service and what happens to it by itself: the rules of the product
//! type, and where a tariff says otherwise.

use onsell_tests::{LITE, Twin, error, message, status_key, text, twins};

const DAY: i64 = 24 * 3600;
/// The number of the product type `soft`.
const SOFT: &str = "1";

/// The vendor's product type says so.
fn vendors_type(twin: &Twin, rules: &[(&str, &str)]) {
    let parameters = [&[("elid", SOFT), ("sok", "ok")], rules].concat();
    twin.vendor_staff("itemtype.edit", &parameters);
}

/// The vendor's tariff says otherwise.
fn vendors_tariff(twin: &Twin, rules: &[(&str, &str)]) {
    let parameters = [&[("elid", LITE), ("sok", "ok")], rules].concat();
    twin.vendor_staff("pricelist.edit", &parameters);
}

fn newest(twin: &Twin) -> i64 {
    let events = twin.customer_calls("itemevent", &[]);
    text(&events, "newest").parse().expect("a cursor")
}

#[test]
fn each_right_of_the_client_is_a_switch_of_its_own() {
    const RIGHTS: [(&str, &str, &str); 3] = [
        ("client_suspend", "soft.suspend", "3"),
        ("client_resume", "soft.resume", "2"),
        ("client_delete", "soft.delete", "4"),
    ];
    twins(|twin| {
        let id = twin.vendor_license("192.0.2.1", "null");
        for (rule, function, after) in RIGHTS {
            let before = text(&twin.vendor_card(&id), "status").to_owned();
            let refused = || {
                let answer = twin.reseller_calls(function, &[("elid", &id)]);
                assert_eq!(error(&answer), "access", "{function}");
                assert_eq!(text(&twin.vendor_card(&id), "status"), before, "{function}");
            };
            vendors_type(twin, &[(rule, "off")]);
            refused();
            vendors_tariff(twin, &[(rule, "on")]);
            vendors_tariff(twin, &[(rule, "")]);
            refused();
            vendors_type(twin, &[(rule, "on")]);
            vendors_tariff(twin, &[(rule, "off")]);
            refused();
            vendors_type(twin, &[(rule, "off")]);
            vendors_tariff(twin, &[(rule, "on")]);
            let answer = twin.reseller_calls(function, &[("elid", &id)]);
            assert_eq!(error(&answer), "", "{function}: the tariff allows it");
            assert_eq!(text(&twin.vendor_card(&id), "status"), after, "{function}");
        }
    });
}

#[test]
fn what_a_tariff_does_not_say_its_form_leaves_empty() {
    twins(|twin| {
        vendors_type(
            twin,
            &[("closetype", "period_end"), ("autodelete_days", "never")],
        );
        let form = twin.vendor_staff("itemtype.edit", &[("elid", SOFT)]);
        let shown =
            ["closetype", "autodelete_days", "ip_change_days"].map(|name| text(&form, name));
        assert_eq!(shown, ["period_end", "never", "31"]);
        let form = twin.vendor_staff("pricelist.edit", &[("elid", LITE)]);
        for name in [
            "closetype",
            "autodelete_days",
            "ip_change_days",
            "client_delete",
        ] {
            assert_eq!(text(&form, name), "", "{name}");
        }
        vendors_tariff(twin, &[("autodelete_days", "7")]);
        let form = twin.vendor_staff("pricelist.edit", &[("elid", LITE)]);
        assert_eq!(text(&form, "autodelete_days"), "7");
        for (name, value) in [
            ("closetype", "tomorrow"),
            ("autodelete_days", "0"),
            ("ip_change_days", "-1"),
            ("returnpolicy", "everything"),
        ] {
            let parameters = [("elid", twin.tariff.as_str()), (name, value), ("sok", "ok")];
            let answer = twin.try_provider_staff("pricelist.edit", &parameters);
            assert_eq!(error(&answer), "value", "{name}");
        }
        let nobody = twin.try_provider_staff("itemtype.edit", &[("elid", "99"), ("sok", "ok")]);
        assert_eq!(error(&nobody), "missed");
    });
}

#[test]
fn an_address_moves_once_a_month() {
    twins(|twin| {
        let id = twin.vendor_license("", "null");
        let edit = |ip: &str| {
            let parameters = [("elid", id.as_str()), ("ip", ip), ("sok", "ok")];
            twin.reseller_calls("soft.edit", &parameters)
        };
        let check = |ip: &str, expect: &str| {
            let answer = edit(ip);
            assert_eq!(error(&answer), expect, "{ip}: {answer:?}");
        };
        // The first binding is no move, nor is unbinding and binding again.
        check("192.0.2.1", "");
        check("192.0.2.2", "");
        check("192.0.2.3", "value");
        assert!(
            message(&edit("192.0.2.3")).contains("2026-02-10"),
            "the next date is named"
        );
        assert_eq!(text(&twin.vendor_card(&id), "ip"), "192.0.2.2");
        check("192.0.2.2", "");
        check("0.0.0.0", "");
        check("192.0.2.4", "");
        check("192.0.2.5", "value");
        let parameters = [("elid", id.as_str()), ("ip", "192.0.2.5"), ("sok", "ok")];
        twin.vendor_staff("soft.edit", &parameters);
        assert_eq!(text(&twin.vendor_card(&id), "ip"), "192.0.2.5");
        twin.clock.advance_seconds(30 * DAY);
        check("192.0.2.6", "value");
        twin.clock.advance_seconds(DAY);
        check("192.0.2.6", "");
        vendors_tariff(twin, &[("ip_change_days", "0")]);
        check("192.0.2.7", "");
        vendors_tariff(twin, &[("ip_change_days", "2")]);
        check("192.0.2.8", "value");
        twin.clock.advance_seconds(2 * DAY);
        check("192.0.2.8", "");
    });
}

#[test]
fn a_key_changes_once_a_month() {
    twins(|twin| {
        let id = twin.vendor_license("192.0.2.1", "null");
        let new_key = [
            ("elid", id.as_str()),
            ("clicked_button", "newkey"),
            ("sok", "ok"),
        ];
        let key = || text(&twin.vendor_card(&id), "lickey").to_owned();
        let first = key();
        assert_eq!(error(&twin.reseller_calls("soft.edit", &new_key)), "");
        let second = key();
        assert_ne!(second, first);
        let refused = twin.reseller_calls("soft.edit", &new_key);
        assert_eq!(error(&refused), "value");
        assert!(
            message(&refused).contains("2026-02-10"),
            "the next date is named"
        );
        assert_eq!(key(), second);
        twin.vendor_staff("soft.edit", &new_key);
        assert_ne!(key(), second);
        vendors_type(twin, &[("lickey_change_days", "0")]);
        assert_eq!(error(&twin.reseller_calls("soft.edit", &new_key)), "");
        vendors_tariff(twin, &[("lickey_change_days", "7")]);
        assert_eq!(error(&twin.reseller_calls("soft.edit", &new_key)), "value");
        twin.clock.advance_seconds(7 * DAY);
        assert_eq!(error(&twin.reseller_calls("soft.edit", &new_key)), "");
    });
}

#[test]
fn a_resold_license_has_the_same_rules_before_its_seller_is_asked() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let edit = |ip: &str| {
            let parameters = [("elid", service.as_str()), ("ip", ip), ("sok", "ok")];
            let answer = twin.customer_calls("soft.edit", &parameters);
            twin.heal();
            answer
        };
        assert_eq!(error(&edit("192.0.2.2")), "");
        let asked = twin.wire.calls_of("soft.edit");
        assert_eq!(error(&edit("192.0.2.3")), "value");
        assert_eq!(twin.wire.calls_of("soft.edit"), asked);
        assert_eq!(text(&twin.card(&service), "ip"), "192.0.2.2");
    });
}

#[test]
fn a_license_is_suspended_at_its_end_and_deleted_thirty_days_later() {
    twins(|twin| {
        let plain = twin.vendor_license("192.0.2.1", "null");
        let by_staff = twin.vendor_license("192.0.2.2", "null");
        let by_client = twin.vendor_license("192.0.2.3", "null");
        let late = twin.vendor_license("192.0.2.4", "null");
        let status = |id: &str| text(&twin.vendor_card(id), "status").to_owned();
        twin.reseller_calls("soft.suspend", &[("elid", &by_client)]);
        twin.pass_days(31);
        assert_eq!(status(&plain), "2", "it runs to the end of its last day");
        twin.pass_days(1);
        assert_eq!(status_key(&twin.vendor_card(&plain)), "3_autosuspend");
        twin.vendor_staff("soft.suspend", &[("elid", &by_staff)]);
        // Renewed from today, when it stood stopped.
        let renewal = [("elid", late.as_str()), ("period", "1"), ("sok", "ok")];
        twin.reseller_calls("service.prolong", &renewal);
        let card = twin.vendor_card(&late);
        assert_eq!(
            (text(&card, "status"), text(&card, "expiredate")),
            ("2", "2026-03-11")
        );
        twin.pass_days(29);
        assert_eq!(
            (status(&plain), status(&by_client)),
            ("3".into(), "3".into())
        );
        twin.pass_days(2);
        assert_eq!(
            (status(&plain), status(&by_client)),
            ("4".into(), "4".into())
        );
        twin.clock.advance_seconds(200 * DAY);
        twin.pass_days(2);
        assert_eq!(status(&by_staff), "3", "staff stopped it, too");
    });
}

#[test]
fn a_tariff_deletes_sooner_or_never() {
    twins(|twin| {
        let id = twin.vendor_license("192.0.2.1", "null");
        let status = || text(&twin.vendor_card(&id), "status").to_owned();
        vendors_tariff(twin, &[("autodelete_days", "never")]);
        twin.pass_days(33);
        twin.clock.advance_seconds(60 * DAY);
        twin.pass_days(1);
        assert_eq!(status(), "3");
        // The rule that is found when it is looked at again holds.
        vendors_tariff(twin, &[("autodelete_days", "5")]);
        twin.pass_days(31);
        assert_eq!(status(), "4");
        let soon = twin.vendor_license("192.0.2.2", "null");
        twin.pass_days(32 + 4);
        assert_eq!(text(&twin.vendor_card(&soon), "status"), "3");
        twin.pass_days(2);
        assert_eq!(text(&twin.vendor_card(&soon), "status"), "4");
    });
}

/// Stops a service for a reason that is not its client's.
type Stop = fn(&Twin, &str);

#[test]
fn a_client_cannot_act_on_what_staff_or_the_seller_stopped() {
    let stops: [(&str, Stop); 3] = [
        ("employee", |twin, id| {
            twin.provider_staff("soft.suspend", &[("elid", id)]);
        }),
        ("abuse", |twin, id| {
            twin.provider_staff("soft.suspend", &[("elid", id), ("reason", "abuse")]);
        }),
        ("provider", |twin, id| {
            let there = twin.license(id).expect("the vendor has it");
            twin.vendor_staff("soft.suspend", &[("elid", text(&there, "id"))]);
        }),
    ];
    for (reason, stop) in stops {
        twins(|twin| {
            let service = twin.order("192.0.2.1");
            twin.heal();
            stop(twin, &service);
            twin.heal();
            assert_eq!(text(&twin.card(&service), "status"), "3", "{reason}");
            let told = newest(twin);
            let calls: [(&str, &[(&str, &str)]); 7] = [
                ("soft.suspend", &[]),
                ("soft.resume", &[]),
                ("soft.delete", &[("sok", "ok")]),
                ("soft.edit", &[("licname", "mine"), ("sok", "ok")]),
                ("soft.edit", &[("autoprolong", "1"), ("sok", "ok")]),
                ("soft.edit", &[("ip", "192.0.2.9"), ("sok", "ok")]),
                ("soft.edit", &[("clicked_button", "newkey"), ("sok", "ok")]),
            ];
            for (function, parameters) in calls {
                let parameters = [&[("elid", service.as_str())], parameters].concat();
                let answer = twin.customer_calls(function, &parameters);
                assert_eq!(error(&answer), "access", "{reason} {function}");
            }
            assert!(twin.operation(&service).is_none(), "{reason}");
            assert_eq!(newest(twin), told, "{reason}: nothing changed");
            // Paying stays possible, and lifts the automatic stop only.
            let renewal = [("elid", service.as_str()), ("period", "1"), ("sok", "ok")];
            let answer = twin.customer_calls("service.prolong", &renewal);
            assert_eq!(error(&answer), "", "{reason}");
            twin.heal();
            let card = twin.card(&service);
            let seen = (text(&card, "status"), text(&card, "expiredate"));
            assert_eq!(seen, ("3", "2026-03-10"), "{reason}");
        });
    }
}
