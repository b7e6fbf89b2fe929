//! What a running service can become, when and for how much: rules of tariffs and addons, at the
//! vendor, which does it at once, and at the provider, on both engines.

use onsell_tests::vendor::{Catalogue, imported, order, values, with};
use onsell_tests::{LITE, Twin, fine, refusal, text, twins};

const PRO: &str = "55228";
const BUSINESS: &str = "55230";
const NODES: &str = "addon_55236";
const DAY: i64 = 24 * 3600;

/// The reseller orders a license at the vendor, for itself; its number.
fn buy(twin: &Twin, tariff: &str, period: &str, more: &[(&str, &str)]) -> String {
    let mut order = vec![
        ("pricelist", tariff),
        ("period", period),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    order.extend(more);
    text(&fine(twin.reseller_calls("soft.order.param", &order)), "id").to_owned()
}

#[test]
fn a_trial_becomes_a_paid_service_from_today_on() {
    twins(|twin| {
        let trial = buy(twin, "55239", "-100", &[("ip", "192.0.2.9")]);
        let card = |name: &str| {
            let card = twin.reseller_calls("soft.edit", &[("elid", &trial)]);
            text(&card, name).to_owned()
        };
        let key = card("lickey");
        assert_eq!(card("expiredate"), "2026-01-24");
        twin.pass_seconds(5 * DAY);
        let move_to = |tariff: &str, more: &[(&str, &str)]| {
            let mut parameters = vec![
                ("elid", trial.as_str()),
                ("pricelist", tariff),
                ("sok", "ok"),
            ];
            parameters.extend(more);
            twin.reseller_calls("service.changepricelist", &parameters)
        };
        let setup = [("elid", LITE), ("setup_1", "1.50"), ("sok", "ok")];
        twin.vendor_staff("pricelist.edit", &setup);
        assert_eq!(refusal(&move_to(LITE, &[("period", "3")])), "value period");
        let answer = fine(move_to(LITE, &[]));
        assert_eq!(text(&answer, "charged"), "7.50 EUR");
        assert_eq!(
            (card("pricelist").as_str(), card("period").as_str()),
            (LITE, "1")
        );
        assert_eq!(card("expiredate"), "2026-02-15");
        assert_eq!(
            (card("lickey"), card("cost")),
            (key, "6.00 EUR / Month".to_owned())
        );
        // Nobody gets a second trial so, and nobody goes back into one.
        let again = [
            ("pricelist", "55239"),
            ("period", "-100"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        assert_eq!(
            refusal(&twin.reseller_calls("soft.order.param", &again)),
            "value period"
        );
        assert_eq!(refusal(&move_to("55239", &[])), "value period");
        assert_eq!(refusal(&move_to(LITE, &[])), "value pricelist");
        // A trial that has ended already runs again.
        twin.vendor_staff("pricelist.resume", &[("elid", "55240")]);
        let ended = buy(twin, "55240", "-100", &[]);
        twin.pass_seconds(20 * DAY);
        let status = || {
            let card = twin.reseller_calls("soft.edit", &[("elid", &ended)]);
            text(&card, "status").to_owned()
        };
        assert_eq!(status(), "3");
        let parameters = [
            ("elid", ended.as_str()),
            ("pricelist", BUSINESS),
            ("sok", "ok"),
        ];
        fine(twin.reseller_calls("service.changepricelist", &parameters));
        assert_eq!(status(), "2");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "77.50");
    });
}

#[test]
fn the_tariff_decides_whether_money_moves_or_the_date() {
    twins(|twin| {
        twin.vendor_staff("pricelist.resume", &[("elid", PRO)]);
        let policy = |value| [("elid", LITE), ("changepolicy", value), ("sok", "ok")];
        let wrong = twin.try_vendor_staff("pricelist.edit", &policy("both"));
        assert_eq!(refusal(&wrong), "value changepolicy");
        twin.vendor_staff("pricelist.edit", &policy("date"));
        let shown = twin.vendor_staff("pricelist.edit", &[("elid", LITE)]);
        assert_eq!(text(&shown, "changepolicy"), "date");
        let license = buy(twin, LITE, "1", &[("autoprolong", "1")]);
        twin.pass_seconds(DAY);
        let parameters = [("elid", license.as_str()), ("pricelist", PRO)];
        let preview = twin.reseller_calls("service.changepricelist.pricelist", &parameters);
        // Thirty days at 6.00 are twenty at 9.00.
        assert_eq!(text(&preview, "newexpiredate"), "2026-01-31");
        assert_eq!(
            text(&preview, "money_info"),
            "Nothing will be charged or returned. The service will end on 2026-01-31"
        );
        let parameters = [
            ("elid", license.as_str()),
            ("pricelist", PRO),
            ("sok", "ok"),
        ];
        fine(twin.reseller_calls("service.changepricelist", &parameters));
        let card = || twin.reseller_calls("soft.edit", &[("elid", &license)]);
        assert_eq!(text(&card(), "expiredate"), "2026-01-31");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "94.00");
        // The next month begins where this one ends, at the new price.
        twin.pass_seconds(20 * DAY);
        assert_eq!(text(&card(), "expiredate"), "2026-02-28");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "85.00");
    });
}

#[test]
fn clients_change_addons_only_as_the_tariff_allows() {
    twins(|twin| {
        twin.pay_vendor("100.00");
        let license = buy(twin, BUSINESS, "1", &[(NODES, "3")]);
        let rule = |value| {
            let field = "restrictclientchange_55236";
            let parameters = [("elid", BUSINESS), (field, value), ("sok", "ok")];
            twin.vendor_staff("pricelist.edit", &parameters);
            let shown = twin.vendor_staff("pricelist.edit", &[("elid", BUSINESS)]);
            assert_eq!(text(&shown, field), value);
        };
        let set = |value: &str| {
            let parameters = [("elid", license.as_str()), (NODES, value), ("sok", "ok")];
            twin.reseller_calls("soft.edit", &parameters)
        };
        let funds = || Twin::funds(&twin.vendor, &twin.reseller).0;
        assert_eq!(funds(), "161.00");
        let refused = [("on", "4"), ("on", "2"), ("uponly", "2"), ("downonly", "4")];
        for (value, nodes) in refused {
            rule(value);
            assert_eq!(refusal(&set(nodes)), "value addon_55236", "{value} {nodes}");
        }
        rule("off");
        for nodes in ["0", "101", "-1"] {
            assert_eq!(refusal(&set(nodes)), "value addon_55236", "{nodes}");
        }
        let unknown = [("elid", license.as_str()), ("addon_7", "1"), ("sok", "ok")];
        assert_eq!(
            refusal(&twin.reseller_calls("soft.edit", &unknown)),
            "value addon_7"
        );
        assert_eq!(funds(), "161.00");
        fine(set("3"));
        rule("uponly");
        fine(set("4"));
        assert_eq!(funds(), "149.00");
        // Staff are not bound; fewer nodes return nothing.
        let parameters = [("elid", license.as_str()), (NODES, "1"), ("sok", "ok")];
        twin.vendor_staff("soft.edit", &parameters);
        let card = twin.reseller_calls("soft.edit", &[("elid", &license)]);
        assert_eq!(
            (text(&card, NODES), text(&card, "cost")),
            ("1", "15.00 EUR / Month")
        );
        assert_eq!(funds(), "149.00");
        // What was raised in price for new orders is not raised for what runs.
        let dearer = [("elid", BUSINESS), ("price_1", "40.00"), ("sok", "ok")];
        twin.vendor_staff("pricelist.edit", &dearer);
        fine(set("2"));
        let card = twin.reseller_calls("soft.edit", &[("elid", &license)]);
        assert_eq!(text(&card, "cost"), "27.00 EUR / Month");
        let expensive = set("100");
        assert_eq!(refusal(&expensive), "not_enough_money");
    });
}

#[test]
fn what_a_service_cannot_become_is_said() {
    twins(|twin| {
        let pro = twin.import(PRO, "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        let wish = |tariff: &str| refusal(&twin.change_tariff(&service, tariff));
        assert_eq!(wish("4711"), "value pricelist");
        assert_eq!(wish(&twin.tariff), "value pricelist");
        // Another module, even of the same type and provider.
        let stock = [
            ("module", "license"),
            ("itemtype", "soft"),
            ("name", "Stock"),
            ("sok", "ok"),
        ];
        let module = text(&twin.provider_staff("processing.edit", &stock), "id").to_owned();
        let own = [
            ("processingmodule", module.as_str()),
            ("name", "Own"),
            ("elid", "7001"),
            ("sok", "ok"),
        ];
        twin.provider_staff("pricelist.add", &own);
        let price = [
            ("elid", "7001"),
            ("price_1", "5.00"),
            ("active", "on"),
            ("sok", "ok"),
        ];
        twin.provider_staff("pricelist.edit", &price);
        let answer = twin.change_tariff(&service, "7001");
        assert_eq!(refusal(&answer), "value pricelist");
        let said = answer.child("error").expect("a refusal");
        assert!(
            text(said, "msg").contains("Another processing module"),
            "{said:?}"
        );
        twin.provider_staff("pricelist.suspend", &[("elid", &pro)]);
        assert_eq!(wish(&pro), "value pricelist");
        twin.provider_staff("pricelist.resume", &[("elid", &pro)]);
        twin.provider_staff("soft.suspend", &[("elid", &service)]);
        assert_eq!(wish(&pro), "locked item");
        twin.heal();
        assert_eq!(wish(&pro), "access item");
        let nobody = [("elid", "99"), ("pricelist", pro.as_str()), ("sok", "ok")];
        let answer = twin.customer_calls("service.changepricelist", &nobody);
        assert_eq!(refusal(&answer), "missed item");
        twin.must_have("192.00", "94.00");
    });
}

#[test]
fn two_tariffs_of_ours_that_are_one_at_the_vendor_need_no_vendor() {
    twins(|twin| {
        let cared = [
            ("processingmodule", "1"),
            ("name", "Lite with care"),
            ("intname", LITE),
            ("elid", "7001"),
            ("sok", "ok"),
        ];
        twin.provider_staff("pricelist.add", &cared);
        let price = [
            ("elid", "7001"),
            ("price_1", "18.00"),
            ("active", "on"),
            ("sok", "ok"),
        ];
        twin.provider_staff("pricelist.edit", &price);
        let service = twin.order("192.0.2.1");
        twin.heal();
        fine(twin.change_tariff(&service, "7001"));
        assert_eq!(text(&twin.card(&service), "pricelist"), "7001");
        assert!(twin.operation(&service).is_none());
        twin.heal();
        assert_eq!(twin.wire.calls_of("service.changepricelist"), 0);
        twin.must_have("182.00", "94.00");
    });
}

#[test]
fn what_was_paid_is_what_counts() {
    twins(|twin| {
        twin.vendor_staff("pricelist.resume", &[("elid", PRO)]);
        let move_to = |license: &str, tariff: &str| {
            let parameters = [("elid", license), ("pricelist", tariff), ("sok", "ok")];
            fine(twin.reseller_calls("service.changepricelist", &parameters))
        };
        // Two months that were renewed ahead are two months.
        let license = buy(twin, LITE, "1", &[]);
        fine(twin.reseller_calls("service.prolong", &[("elid", &license), ("sok", "ok")]));
        assert_eq!(text(&move_to(&license, PRO), "charged"), "6.00 EUR");
        assert_eq!(text(&move_to(&license, LITE), "returned"), "6.00 EUR");
        // A set-up fee is spent, and so is what a first month cost more.
        let setup = [
            ("elid", PRO),
            ("setup_1", "5.00"),
            ("price_1", "20.00"),
            ("renewal_1", "9.00"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("pricelist.edit", &setup);
        let license = buy(twin, PRO, "1", &[]);
        assert_eq!(text(&move_to(&license, LITE), "returned"), "3.00 EUR");
        // A first month that cost less is worth less.
        let offer = [
            ("elid", PRO),
            ("setup_1", "0"),
            ("price_1", "1.00"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("pricelist.edit", &offer);
        let license = buy(twin, PRO, "1", &[]);
        let answer = move_to(&license, LITE);
        assert_eq!(text(&answer, "charged"), "5.00 EUR");
        // 12 for two months, 25 and 3 back, 1 and 5.
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "60.00");
    });
}

#[test]
fn a_value_of_a_list_changes_on_both_sides() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let ours = imported(twin);
        twin.provider_staff("pricelist.resume", &[("elid", &ours.tariff)]);
        let values = values(twin, &ours.panel);
        let value = |name: &str| text(with(&values, "name", name), "id").to_owned();
        let (none, lite) = (value("No panel"), value("Lite"));
        assert_ne!(lite, vendor.lite, "numbers differ");
        let service = order(twin, &ours.tariff, &[("ip", "192.0.2.1")]);
        let service = text(&fine(service), "id").to_owned();
        twin.heal();
        let (here, there) = (
            format!("addon_{}", ours.panel),
            format!("addon_{}", vendor.panel),
        );
        let license = text(&twin.license(&service).expect("it is there"), "id").to_owned();
        let both = || {
            twin.heal();
            let (mine, theirs) = (twin.card(&service), twin.vendor_card(&license));
            (
                text(&mine, &here).to_owned(),
                text(&theirs, &there).to_owned(),
            )
        };
        assert_eq!(both(), (none.clone(), vendor.none.clone()));
        let change = |value: &str| {
            let parameters = [("elid", service.as_str()), (&here, value), ("sok", "ok")];
            twin.customer_calls("soft.edit", &parameters)
        };
        assert_eq!(refusal(&change("999999")), format!("value {here}"));
        assert_eq!(text(&fine(change(&lite)), "charged"), "5.00 EUR");
        assert_eq!(both(), (lite.clone(), vendor.lite.clone()));
        assert_eq!(text(&twin.card(&service), "item_cost"), "20.0000");
        assert_eq!(text(&fine(change(&none)), "charged"), "0.00 EUR");
        assert_eq!(both(), (none, vendor.none.clone()));
        assert_eq!(text(&twin.card(&service), "item_cost"), "15.0000");
        // What the seller changes is here the value that was learned from it.
        let parameters = [
            ("elid", license.as_str()),
            (&there, &vendor.lite),
            ("sok", "ok"),
        ];
        twin.vendor_staff("soft.edit", &parameters);
        assert_eq!(both(), (lite, vendor.lite.clone()));
        twin.audit();
    });
}
