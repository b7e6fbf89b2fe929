//! Changes of a running service that cost money: another tariff, more or fewer addons; at the
//! provider and at the vendor, on both engines.

use onsell_tests::{Fate, LITE, Twin, text, twins};
use onsell_wire::Node;

const PRO: &str = "55228";
const BUSINESS: &str = "55230";
const NODES: &str = "addon_55236";
const DAY: i64 = 24 * 3600;

fn error(answer: &Node) -> String {
    let error = answer
        .child("error")
        .unwrap_or_else(|| panic!("no error in {answer:?}"));
    let part = |name| error.attribute(name).unwrap_or_default();
    format!("{} {}", part("type"), part("object"))
        .trim()
        .to_owned()
}

#[track_caller]
fn fine(answer: Node) -> Node {
    assert!(answer.child("error").is_none(), "{answer:?}");
    answer
}

/// What is on both wallets; nothing is held.
#[track_caller]
fn balances(twin: &Twin, customer: &str, reseller: &str) {
    let expect = |balance: &str| (balance.to_owned(), "0.00".to_owned());
    let found = Twin::funds(&twin.provider, &twin.customer);
    assert_eq!(found, expect(customer), "the customer");
    let found = Twin::funds(&twin.vendor, &twin.reseller);
    assert_eq!(found, expect(reseller), "the reseller");
}

fn change(twin: &Twin, service: &str, tariff: &str) -> Node {
    let parameters = [("elid", service), ("pricelist", tariff), ("sok", "ok")];
    twin.customer_calls("service.changepricelist", &parameters)
}

/// The kinds of the events that the customer's readers got.
fn kinds(twin: &Twin) -> Vec<String> {
    let page = twin.customer_calls("itemevent", &[("after", "0")]);
    let rows = page.children_of("elem");
    rows.map(|row| text(row, "type").to_owned()).collect()
}

fn operation_id(twin: &Twin, service: &str) -> String {
    let operation = twin.operation(service).expect("an operation is under way");
    text(&operation, "id").to_owned()
}

fn operation_card(twin: &Twin, id: &str) -> Node {
    twin.provider_staff("runningoperation.edit", &[("elid", id)])
}

fn state(card: &Node) -> &str {
    let status = card.child("status").expect("a state");
    status.attribute("orig").expect("its name")
}

#[test]
fn a_tariff_goes_up_and_down_with_money_on_both_sides() {
    twins(|twin| {
        let pro = twin.import(PRO, "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        let key = text(&twin.card(&service), "lickey").to_owned();
        twin.pass_seconds(10 * DAY);

        let choices = fine(twin.customer_calls("service.changepricelist", &[("elid", &service)]));
        let slist = choices.child("slist").expect("tariffs");
        let offered: Vec<_> = slist
            .children_of("val")
            .map(|val| (val.attribute("key").unwrap_or_default(), val.text.as_str()))
            .collect();
        assert_eq!(
            offered,
            [(pro.as_str(), "ispmanager 6 Pro - 12.00 EUR / Month")]
        );
        let parameters = [("elid", service.as_str()), ("pricelist", pro.as_str())];
        let preview = fine(twin.customer_calls("service.changepricelist.pricelist", &parameters));
        let check = |name: &str, expect: &str| assert_eq!(text(&preview, name), expect, "{name}");
        check("oldpricelist", "ispmanager 6 Lite");
        check("newpricelist", "ispmanager 6 Pro");
        check("oldprice", "8.00 EUR / Month");
        check("newprice", "12.00 EUR / Month");
        check("oldexpiredate", "2026-02-10");
        check("newexpiredate", "2026-02-10");
        check("money_info", "2.71 EUR will be charged from your balance");
        balances(twin, "192.00", "94.00");

        // 21 of 31 days are left: 4.00 here and 3.00 there for a month.
        let parameters = [
            ("elid", service.as_str()),
            ("pricelist", &pro),
            ("sok", "ok"),
        ];
        let answer = fine(twin.customer_calls("service.changepricelist.getmoney", &parameters));
        assert_eq!(text(&answer, "charged"), "2.71 EUR");
        assert_eq!(
            Twin::funds(&twin.provider, &twin.customer),
            ("192.00".into(), "2.71".into())
        );
        // While it runs, the old tariff is what one sees.
        let card = twin.card(&service);
        assert_eq!(
            (text(&card, "pricelist"), text(&card, "status")),
            (twin.tariff.as_str(), "2")
        );
        let id = operation_id(twin, &service);
        twin.work();
        assert_eq!(
            text(&twin.task(&service).expect("a task"), "type"),
            "postsetparam"
        );
        twin.check_event();
        let card = twin.card(&service);
        assert_eq!(text(&card, "pricelist"), pro);
        assert_eq!(text(&card, "cost"), "12.00 EUR / Month");
        assert_eq!(text(&card, "expiredate"), "2026-02-10");
        assert_eq!(text(&card, "lickey"), key);
        assert_eq!(
            text(&twin.license(&service).expect("it"), "pricelist_id"),
            PRO
        );
        assert!(twin.task(&service).is_none());
        balances(twin, "189.29", "91.96");
        let done = operation_card(twin, &id);
        assert_eq!((state(&done), text(&done, "charged")), ("done", "2.04"));

        // Down with 11 days left: 4.00 and 3.00 for a month come back.
        twin.pass_seconds(10 * DAY);
        let answer = fine(change(twin, &service, &twin.tariff));
        assert_eq!(
            (text(&answer, "charged"), text(&answer, "returned")),
            ("0.00 EUR", "1.41 EUR")
        );
        let id = operation_id(twin, &service);
        balances(twin, "189.29", "91.96");
        twin.heal();
        assert_eq!(text(&twin.card(&service), "pricelist"), twin.tariff);
        assert_eq!(
            text(&twin.license(&service).expect("it"), "pricelist_id"),
            LITE
        );
        balances(twin, "190.70", "93.02");
        let done = operation_card(twin, &id);
        assert_eq!(
            (text(&done, "refund"), text(&done, "returned")),
            ("1.41", "1.06")
        );
        let expenses = twin.customer_calls("expense", &[]);
        let amounts: Vec<_> = expenses
            .children_of("elem")
            .map(|row| text(row, "amount"))
            .collect();
        assert_eq!(amounts, ["-1.41", "2.71", "8.00"]);
        let kinds = kinds(twin);
        let changes = kinds.iter().filter(|kind| *kind == "changepricelist");
        assert_eq!(changes.count(), 2, "{kinds:?}");
        // The renewal costs what the tariff costs.
        fine(twin.customer_calls("service.prolong", &[("elid", &service), ("sok", "ok")]));
        twin.heal();
        balances(twin, "182.70", "87.02");
    });
}

#[test]
fn a_change_that_the_vendor_refuses_leaves_everything_as_it_was() {
    twins(|twin| {
        let pro = twin.import(PRO, "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        twin.vendor_staff("pricelist.suspend", &[("elid", PRO)]);
        let before = twin.card(&service);
        fine(change(twin, &service, &pro));
        let id = operation_id(twin, &service);
        twin.work();
        assert!(twin.operation(&service).is_none() && twin.task(&service).is_none());
        let refused = operation_card(twin, &id);
        assert_eq!(state(&refused), "cancelled");
        assert!(
            text(&refused, "errorxml").contains("'pricelist' field has invalid value"),
            "{refused:?}"
        );
        assert_eq!(twin.card(&service), before);
        balances(twin, "192.00", "94.00");
        assert_eq!(kinds(twin).last().map(String::as_str), Some("error"));
        // Nothing is tried again by itself, and the next wish is a new one.
        twin.heal();
        assert_eq!(twin.wire.calls_of("service.changepricelist"), 1);
        twin.vendor_staff("pricelist.resume", &[("elid", PRO)]);
        fine(change(twin, &service, &pro));
        twin.heal();
        assert_eq!(text(&twin.card(&service), "pricelist"), pro);
        balances(twin, "188.00", "91.00");
    });
}

#[test]
fn without_funds_a_change_waits_until_it_is_paid_or_given_up() {
    twins(|twin| {
        let pro = twin.import(PRO, "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        for _ in 0..15 {
            let order = [("pricelist", LITE), ("period", "1"), ("sok", "ok")];
            fine(twin.reseller_calls("soft.order.param", &order));
        }
        let order = [("pricelist", LITE), ("period", "1"), ("sok", "ok")];
        assert_eq!(
            error(&twin.reseller_calls("soft.order.param", &order)),
            "not_enough_money"
        );
        let poor = |twin: &Twin| {
            fine(change(twin, &service, &pro));
            let id = operation_id(twin, &service);
            twin.work();
            assert_eq!(state(&operation_card(twin, &id)), "held");
            assert_eq!(error(&change(twin, &service, &pro)), "locked item");
            let edit = [("elid", service.as_str()), ("licname", "x"), ("sok", "ok")];
            assert_eq!(
                error(&twin.customer_calls("soft.edit", &edit)),
                "locked item"
            );
            id
        };
        // 4.00 are left there and a change costs 3.00, so that one of them leaves too little.
        let list = twin.licenses();
        let other = list.iter().find(|row| text(row, "remoteid").is_empty());
        let other = text(other.expect("one of the reseller's own"), "id").to_owned();
        let parameters = [("elid", other.as_str()), ("pricelist", PRO), ("sok", "ok")];
        let answer = fine(twin.reseller_calls("service.changepricelist", &parameters));
        assert_eq!(text(&answer, "charged"), "3.00 EUR");
        let id = poor(twin);
        let rollback = "service.changepricelist.rollback";
        let refused = twin.customer_calls(rollback, &[("elid", &service)]);
        assert_eq!(error(&refused), "access");
        twin.provider_staff(rollback, &[("elid", &service), ("sok", "ok")]);
        assert_eq!(state(&operation_card(twin, &id)), "cancelled");
        assert_eq!(text(&twin.card(&service), "pricelist"), twin.tariff);
        balances(twin, "192.00", "1.00");
        let none = twin.try_provider_staff(rollback, &[("elid", &service)]);
        assert_eq!(error(&none), "missed runningoperation");

        let id = poor(twin);
        twin.pay_vendor("50.00");
        twin.provider_staff("runningoperation.start", &[("elid", &id)]);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "pricelist"), pro);
        balances(twin, "188.00", "48.00");
    });
}

#[test]
fn a_change_of_tariff_is_bought_once_whatever_the_wire_does() {
    for fate in Fate::ALL {
        twins(|twin| {
            let pro = twin.import(PRO, "12.00");
            let service = twin.order("192.0.2.1");
            twin.heal();
            twin.wire.plan("service.changepricelist", fate);
            fine(change(twin, &service, &pro));
            twin.work();
            twin.heal();
            assert!(twin.operation(&service).is_none(), "{fate:?}");
            assert_eq!(text(&twin.card(&service), "pricelist"), pro, "{fate:?}");
            let license = twin.license(&service).expect("the vendor has it");
            assert_eq!(text(&license, "pricelist_id"), PRO, "{fate:?}");
            balances(twin, "188.00", "91.00");
        });
    }
}

#[test]
fn nodes_are_added_and_taken_away_whatever_the_wire_does() {
    for fate in [Fate::Arrives, Fate::AnswerLost, Fate::Twice] {
        twins(|twin| {
            twin.pay_vendor("100.00");
            let business = twin.import(BUSINESS, "20.00");
            let order = [
                ("pricelist", business.as_str()),
                ("period", "1"),
                ("ip", "192.0.2.1"),
                ("sok", "ok"),
            ];
            let answer = fine(twin.customer_calls("soft.order.param", &order));
            let service = text(&answer, "id").to_owned();
            twin.heal();
            balances(twin, "180.00", "185.00");
            let addon = addon_of(&twin.card(&service));
            let edit = |value: &str, name: &str| {
                let parameters = [
                    ("elid", service.as_str()),
                    (addon.as_str(), value),
                    ("licname", name),
                    ("sok", "ok"),
                ];
                twin.customer_calls("soft.edit", &parameters)
            };
            twin.wire.plan("soft.edit", fate);
            let answer = fine(edit("3", "cluster"));
            assert_eq!(text(&answer, "charged"), "24.00 EUR");
            assert_eq!(text(&twin.card(&service), &addon), "1", "not yet");
            let id = operation_id(twin, &service);
            twin.work();
            twin.heal();
            assert!(twin.operation(&service).is_none(), "{fate:?}");
            let card = twin.card(&service);
            assert_eq!(
                (text(&card, &addon), text(&card, "licname")),
                ("3", "cluster")
            );
            assert_eq!(text(&card, "cost"), "44.00 EUR / Month");
            assert_eq!(text(&there(twin, &service), NODES), "3");
            balances(twin, "156.00", "161.00");
            if fate == Fate::Arrives {
                assert_eq!(text(&operation_card(twin, &id), "charged"), "24.00");
            }
            // Fewer of them return nothing, and the next renewal is cheaper.
            fine(edit("2", "cluster"));
            twin.heal();
            assert_eq!(text(&twin.card(&service), "cost"), "32.00 EUR / Month");
            balances(twin, "156.00", "161.00");
            fine(twin.customer_calls("service.prolong", &[("elid", &service), ("sok", "ok")]));
            twin.heal();
            balances(twin, "124.00", "134.00");
        });
    }
}

/// The name of the only addon on a card.
fn addon_of(card: &Node) -> String {
    let names = card.children.iter().map(|child| child.tag.clone());
    let addon = names.into_iter().find(|name| name.starts_with("addon_"));
    addon.expect("an addon").into_owned()
}

/// The vendor's card of a service.
fn there(twin: &Twin, service: &str) -> Node {
    let license = twin.license(service).expect("the vendor has it");
    twin.reseller_calls("soft.edit", &[("elid", text(&license, "id"))])
}

#[test]
fn a_change_that_a_seller_took_and_forgot_is_asked_about_again() {
    twins(|twin| {
        let pro = twin.import(PRO, "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        twin.wire.plan("service.changepricelist", Fate::Pretends);
        fine(change(twin, &service, &pro));
        let id = operation_id(twin, &service);
        twin.work();
        twin.clock.advance_seconds(300);
        twin.check_event();
        twin.work();
        assert_eq!(twin.wire.calls_of("service.changepricelist"), 1, "too soon");
        assert_eq!(state(&operation_card(twin, &id)), "waiting");
        // What may be at the vendor is not given up.
        let rollback = "service.changepricelist.rollback";
        let answer = twin.try_provider_staff(rollback, &[("elid", &service)]);
        assert_eq!(error(&answer), "value elid");
        twin.clock.advance_seconds(900);
        twin.check_event();
        twin.vendor_staff("pricelist.suspend", &[("elid", PRO)]);
        twin.work();
        assert_eq!(state(&operation_card(twin, &id)), "cancelled");
        balances(twin, "192.00", "94.00");
    });
}

/// The customer's request with a key.
fn keyed(twin: &Twin, service: &str, tariff: &str, key: &str) -> Node {
    let parameters = [
        ("elid", service),
        ("pricelist", tariff),
        ("orderkey", key),
        ("sok", "ok"),
    ];
    twin.customer_calls("service.changepricelist", &parameters)
}

#[test]
fn a_repeated_key_gets_the_first_answer_and_the_truth_about_it() {
    twins(|twin| {
        let pro = twin.import(PRO, "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        twin.vendor_staff("pricelist.suspend", &[("elid", PRO)]);
        for _ in 0..2 {
            let answer = fine(keyed(twin, &service, &pro, "k1"));
            assert_eq!(text(&answer, "charged"), "4.00 EUR");
        }
        twin.work();
        // Whoever buys from us learns by the same key that it came to nothing, and why.
        let answer = keyed(twin, &service, &pro, "k1");
        assert_eq!(error(&answer), "value pricelist");
        let refusal = answer.child("error").expect("a refusal");
        assert!(
            text(refusal, "msg").contains("'pricelist' field"),
            "{refusal:?}"
        );
        twin.vendor_staff("pricelist.resume", &[("elid", PRO)]);
        fine(keyed(twin, &service, &pro, "k2"));
        twin.heal();
        let answer = fine(keyed(twin, &service, &pro, "k2"));
        assert_eq!(text(&answer, "charged"), "4.00 EUR");
        balances(twin, "188.00", "91.00");
        let renewal = [
            ("elid", service.as_str()),
            ("orderkey", "k2"),
            ("licname", "x"),
            ("sok", "ok"),
        ];
        assert_eq!(
            error(&twin.customer_calls("soft.edit", &renewal)),
            "value orderkey"
        );
    });
}

/// The reseller orders a license at the vendor, for itself; its number.
fn buy(twin: &Twin, tariff: &str, period: &str, more: &[(&str, &str)]) -> String {
    let mut order = vec![("pricelist", tariff), ("period", period), ("sok", "ok")];
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
        assert_eq!(error(&move_to(LITE, &[("period", "3")])), "value period");
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
        let again = [("pricelist", "55239"), ("period", "-100"), ("sok", "ok")];
        assert_eq!(
            error(&twin.reseller_calls("soft.order.param", &again)),
            "value period"
        );
        assert_eq!(error(&move_to("55239", &[])), "value period");
        assert_eq!(error(&move_to(LITE, &[])), "value pricelist");
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
        let wrong = twin.vendor.call_local(
            policy("both").iter().fold(
                onsell_wire::Params::default(),
                |mut params, (name, value)| {
                    params.set("func", "pricelist.edit");
                    params.push(*name, *value);
                    params
                },
            ),
            onsell_wire::Format::Xml,
        );
        assert!(wrong.contains("changepolicy"), "{wrong}");
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
            "Nothing will be charged or returned"
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
            assert_eq!(error(&set(nodes)), "value addon_55236", "{value} {nodes}");
        }
        rule("off");
        for nodes in ["0", "101", "-1"] {
            assert_eq!(error(&set(nodes)), "value addon_55236", "{nodes}");
        }
        let unknown = [("elid", license.as_str()), ("addon_7", "1"), ("sok", "ok")];
        assert_eq!(
            error(&twin.reseller_calls("soft.edit", &unknown)),
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
        assert_eq!(error(&expensive), "not_enough_money");
    });
}

#[test]
fn what_a_service_cannot_become_is_said() {
    twins(|twin| {
        let pro = twin.import(PRO, "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        let wish = |tariff: &str| error(&change(twin, &service, tariff));
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
        let answer = change(twin, &service, "7001");
        assert_eq!(error(&answer), "value pricelist");
        let refusal = answer.child("error").expect("a refusal");
        assert!(
            text(refusal, "msg").contains("Another processing module"),
            "{refusal:?}"
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
        assert_eq!(error(&answer), "missed item");
        balances(twin, "192.00", "94.00");
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
        fine(change(twin, &service, "7001"));
        assert_eq!(text(&twin.card(&service), "pricelist"), "7001");
        assert!(twin.operation(&service).is_none());
        twin.heal();
        assert_eq!(twin.wire.calls_of("service.changepricelist"), 0);
        balances(twin, "182.00", "94.00");
    });
}
