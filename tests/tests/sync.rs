//! An imported tariff is looked at again: what the seller changed, took away or offers anew, and
//! what somebody should look at.

use onsell_tests::vendor::{
    BUSINESS, Catalogue, error, import, imported, order, rows, sync, told, values, with,
};
use onsell_tests::{Fate, text, twins};
use onsell_wire::Node;

#[test]
fn while_a_tariff_is_off_new_periods_come_in() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let here = imported(twin);
        vendor.change(twin);
        sync(twin, &here.tariff);
        let card = twin.provider_staff("pricelist.edit", &[("elid", &here.tariff)]);
        let prices = ["price_3", "cost_3", "price_1"].map(|name| text(&card, name));
        assert_eq!(prices, ["90.00", "90.00", "15.00"]);
    });
}

#[test]
fn a_sync_takes_over_what_the_seller_changed() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let here = imported(twin);
        twin.provider_staff("pricelist.resume", &[("elid", &here.tariff)]);
        assert_eq!(told(&sync(twin, &here.tariff)), [], "nothing changed");
        // A value and an addon more, a value and an addon less, other prices, another period.
        vendor.change(twin);
        let lines = sync(twin, &here.tariff);
        assert_eq!(
            told(&lines),
            [
                ("cost", "pricelist", "ispmanager 6 Business"),
                ("created", "enumerationitem", "Pro"),
                ("deactivated", "enumerationitem", "Lite"),
                ("created", "enumeration", "Support"),
                ("created", "enumerationitem", "Basic"),
                ("created", "pricelist.detail", "Support"),
                ("deactivated", "pricelist.detail", "Nodes"),
            ],
            "{lines:#?}"
        );
        let addons = rows(&twin.provider_staff("pricelist.detail", &[("elid", &here.tariff)]));
        let status = |name: &str| text(with(&addons, "name", name), "status").to_owned();
        assert_eq!(
            ["Nodes", "Control panel", "Support"].map(status),
            ["off", "on", "off"]
        );
        let values = values(twin, &here.panel);
        let status = |name: &str| text(with(&values, "name", name), "status").to_owned();
        assert_eq!(
            ["No panel", "Lite", "Pro"].map(status),
            ["on", "off", "off"]
        );
        let card = twin.provider_staff("pricelist.edit", &[("elid", &here.tariff)]);
        assert_eq!(
            (text(&card, "price_1"), text(&card, "cost_1")),
            ("15.00", "33.00")
        );
        assert_eq!(
            card.text_of("price_3"),
            None,
            "not sold before it has a price of ours"
        );
        assert_eq!(
            told(&sync(twin, &here.tariff)),
            [],
            "everything is taken over"
        );
        // What comes back stays off until somebody switches it on.
        vendor.put_back(twin);
        let lines = sync(twin, &here.tariff);
        assert_eq!(
            told(&lines),
            [
                ("cost", "pricelist.detail", "Nodes"),
                ("cost", "pricelist.detail", "Nodes"),
                ("cost", "enumerationitem", "Lite"),
                ("cost", "enumerationitem", "Lite"),
            ]
        );
        let addons = rows(&twin.provider_staff("pricelist.detail", &[("elid", &here.tariff)]));
        assert_eq!(text(with(&addons, "name", "Nodes"), "status"), "off");
    });
}

#[test]
fn a_tariff_that_is_gone_there_cannot_be_ordered_here() {
    twins(|twin| {
        Catalogue::at(twin);
        let here = imported(twin);
        twin.provider_staff("pricelist.resume", &[("elid", &here.tariff)]);
        twin.vendor_staff("pricelist.suspend", &[("elid", BUSINESS)]);
        let check = twin.provider_staff("processing.check", &[("elid", "1")]);
        let gone = with(&rows(&check), "name", "tariffs_gone").clone();
        assert_eq!(text(&gone, "status"), "warning");
        let lines = sync(twin, &here.tariff);
        assert_eq!(
            told(&lines),
            [("deactivated", "pricelist", "ispmanager 6 Business")]
        );
        let answer = order(twin, &here.tariff, &[]);
        assert_eq!(error(&answer), "value", "{answer:?}");
        assert_eq!(
            told(&sync(twin, &here.tariff))[0].0,
            "warning",
            "it was off already"
        );
        // An empty list says nothing about one tariff, and neither does silence.
        twin.provider_staff("pricelist.resume", &[("elid", &here.tariff)]);
        twin.vendor_staff("pricelist.suspend", &[("elid", "55239, 55227")]);
        let refused = || twin.try_provider_staff("pricelist.sync", &[("elid", &here.tariff)]);
        assert_eq!(error(&refused()), "client");
        twin.wire.plan("pricelist.export", Fate::Unreachable);
        assert_eq!(error(&refused()), "client");
        let tariffs = rows(&twin.provider_staff("pricelist", &[]));
        assert_eq!(text(with(&tariffs, "id", &here.tariff), "status"), "on");
    });
}

#[test]
fn a_period_that_the_seller_lacks_asks_for_a_line() {
    twins(|twin| {
        Catalogue::at(twin);
        let here = imported(twin);
        let price = [
            ("elid", here.tariff.as_str()),
            ("price_6", "200.00"),
            ("sok", "ok"),
        ];
        twin.provider_staff("pricelist.edit", &price);
        assert_eq!(told(&sync(twin, &here.tariff))[0].0, "warning");
        let line = [
            ("plid", "1"),
            ("local_period", "6"),
            ("remote_period", "1"),
            ("pricelist", BUSINESS),
            ("sok", "ok"),
        ];
        let line = twin.provider_staff("processing.customparam.edit", &line);
        assert_eq!(told(&sync(twin, &here.tariff)), []);
        let elid = [("elid", text(&line, "id"))];
        twin.provider_staff("processing.customparam.delete", &elid);
        assert_eq!(told(&sync(twin, &here.tariff)).len(), 1);
    });
}

#[test]
fn values_that_name_no_tariff_of_the_seller_are_reported() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let strange = [
            ("plid", vendor.list.as_str()),
            ("name", "Host"),
            ("intname", "55229"),
            ("sok", "ok"),
        ];
        let strange = twin.vendor_staff("enumeration.item.edit", &strange);
        let on = [
            ("plid", vendor.panel.as_str()),
            ("elid", text(&strange, "id")),
            ("active", "on"),
            ("price_1", "8.00"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("pricelist.detail.item.edit", &on);
        let answer = import(twin);
        let says = |text: &str| text.contains("Host (55229)") && !text.contains("Lite");
        assert!(says(text(&answer, "warning")), "{answer:?}");
        let lines = sync(twin, text(&answer, "id"));
        assert_eq!(
            told(&lines),
            [("warning", "pricelist", "ispmanager 6 Business")]
        );
        assert!(says(text(&lines[0], "text")), "{lines:?}");
        let check = || twin.provider_staff("processing.check", &[("elid", "1")]);
        let warning = with(&rows(&check()), "name", "values").clone();
        assert_eq!(
            (text(&warning, "ok"), text(&warning, "status")),
            ("on", "warning")
        );
        assert!(says(text(&warning, "text")), "{warning:?}");
        twin.vendor_staff("pricelist.resume", &[("elid", "55229")]);
        let names: Vec<String> = rows(&check())
            .iter()
            .map(|row| text(row, "name").into())
            .collect();
        assert!(!names.contains(&"values".to_owned()), "{names:?}");
        // A value of a list of our own that has a name for this module is asked for by that name.
        let list = twin.provider_staff("enumeration.edit", &[("name", "Panels"), ("sok", "ok")]);
        let item = [
            ("plid", text(&list, "id")),
            ("name", "Mine"),
            ("intname_1", "99999"),
            ("sok", "ok"),
        ];
        twin.provider_staff("enumeration.item.edit", &item);
        let warning = with(&rows(&check()), "name", "values").clone();
        assert!(
            text(&warning, "text").contains("Mine (99999)"),
            "{warning:?}"
        );
    });
}

#[test]
fn importing_leaves_all_or_nothing() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let state = || {
            let lists = ["pricelist", "enumeration"].map(|list| twin.provider_staff(list, &[]));
            let tariffs = rows(&lists[0]);
            let addons = tariffs.iter().map(|tariff| {
                let addons = [("elid", text(tariff, "id"))];
                twin.provider_staff("pricelist.detail", &addons)
            });
            format!("{:?} {lists:?}", addons.collect::<Vec<_>>())
        };
        let sweep = |attempt: &dyn Fn() -> Node| {
            let before = state();
            for statements in 0..600 {
                twin.provider.engine().store().set_fuse(statements);
                let answer = attempt();
                twin.provider.engine().store().set_fuse(1_000_000);
                if error(&answer).is_empty() {
                    assert!(statements > 20, "the fuse was not met");
                    return;
                }
                assert_eq!(state(), before, "cut at statement {statements}");
            }
            panic!("it never succeeded");
        };
        sweep(&|| import(twin));
        vendor.change(twin);
        let tariffs = rows(&twin.provider_staff("pricelist", &[]));
        let tariff = text(with(&tariffs, "intname", BUSINESS), "id").to_owned();
        sweep(&|| twin.try_provider_staff("pricelist.sync", &[("elid", &tariff)]));
        assert_eq!(told(&sync(twin, &tariff)), []);
    });
}
