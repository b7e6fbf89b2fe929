//! Changes of a running service that cost money: another tariff, more or fewer addons; at the
//! provider and at the vendor, on both engines.

use onsell_tests::{Fate, LITE, Twin, fine, refusal, state, text, twins};
use onsell_wire::Node;

const PRO: &str = "55228";
const BUSINESS: &str = "55230";
const NODES: &str = "addon_55236";
const DAY: i64 = 24 * 3600;

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
        twin.must_have("192.00", "94.00");

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
        twin.must_have("189.29", "91.96");
        let done = operation_card(twin, &id);
        assert_eq!((state(&done), text(&done, "charged")), ("done", "2.04"));

        // Down with 11 days left: 4.00 and 3.00 for a month come back.
        twin.pass_seconds(10 * DAY);
        let answer = fine(twin.change_tariff(&service, &twin.tariff));
        assert_eq!(
            (text(&answer, "charged"), text(&answer, "returned")),
            ("0.00 EUR", "1.41 EUR")
        );
        let id = operation_id(twin, &service);
        twin.must_have("189.29", "91.96");
        twin.heal();
        assert_eq!(text(&twin.card(&service), "pricelist"), twin.tariff);
        assert_eq!(
            text(&twin.license(&service).expect("it"), "pricelist_id"),
            LITE
        );
        twin.must_have("190.70", "93.02");
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
        twin.must_have("182.70", "87.02");
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
        fine(twin.change_tariff(&service, &pro));
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
        twin.must_have("192.00", "94.00");
        assert_eq!(kinds(twin).last().map(String::as_str), Some("error"));
        // Nothing is tried again by itself, and the next wish is a new one.
        twin.heal();
        assert_eq!(twin.wire.calls_of("service.changepricelist"), 1);
        twin.vendor_staff("pricelist.resume", &[("elid", PRO)]);
        fine(twin.change_tariff(&service, &pro));
        twin.heal();
        assert_eq!(text(&twin.card(&service), "pricelist"), pro);
        twin.must_have("188.00", "91.00");
    });
}

#[test]
fn without_funds_a_change_waits_until_it_is_paid_or_given_up() {
    twins(|twin| {
        let pro = twin.import(PRO, "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        for _ in 0..15 {
            let order = [
                ("pricelist", LITE),
                ("period", "1"),
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            fine(twin.reseller_calls("soft.order.param", &order));
        }
        let order = [
            ("pricelist", LITE),
            ("period", "1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        assert_eq!(
            refusal(&twin.reseller_calls("soft.order.param", &order)),
            "not_enough_money"
        );
        let poor = |twin: &Twin| {
            fine(twin.change_tariff(&service, &pro));
            let id = operation_id(twin, &service);
            twin.work();
            assert_eq!(state(&operation_card(twin, &id)), "held");
            assert_eq!(refusal(&twin.change_tariff(&service, &pro)), "locked item");
            let edit = [("elid", service.as_str()), ("licname", "x"), ("sok", "ok")];
            assert_eq!(
                refusal(&twin.customer_calls("soft.edit", &edit)),
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
        assert_eq!(refusal(&refused), "access");
        twin.provider_staff(rollback, &[("elid", &service), ("sok", "ok")]);
        assert_eq!(state(&operation_card(twin, &id)), "cancelled");
        assert_eq!(text(&twin.card(&service), "pricelist"), twin.tariff);
        twin.must_have("192.00", "1.00");
        let none = twin.try_provider_staff(rollback, &[("elid", &service)]);
        assert_eq!(refusal(&none), "missed runningoperation");

        let id = poor(twin);
        twin.pay_vendor("50.00");
        twin.provider_staff("runningoperation.start", &[("elid", &id)]);
        twin.heal();
        assert_eq!(text(&twin.card(&service), "pricelist"), pro);
        twin.must_have("188.00", "48.00");
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
            fine(twin.change_tariff(&service, &pro));
            twin.work();
            twin.heal();
            assert!(twin.operation(&service).is_none(), "{fate:?}");
            assert_eq!(text(&twin.card(&service), "pricelist"), pro, "{fate:?}");
            let license = twin.license(&service).expect("the vendor has it");
            assert_eq!(text(&license, "pricelist_id"), PRO, "{fate:?}");
            twin.must_have("188.00", "91.00");
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
                ("skipbasket", "on"),
                ("sok", "ok"),
            ];
            let answer = fine(twin.customer_calls("soft.order.param", &order));
            let service = text(&answer, "id").to_owned();
            twin.heal();
            twin.must_have("180.00", "185.00");
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
            twin.must_have("156.00", "161.00");
            if fate == Fate::Arrives {
                assert_eq!(text(&operation_card(twin, &id), "charged"), "24.00");
            }
            // Fewer of them return nothing, and the next renewal is cheaper.
            fine(edit("2", "cluster"));
            twin.heal();
            assert_eq!(text(&twin.card(&service), "cost"), "32.00 EUR / Month");
            twin.must_have("156.00", "161.00");
            fine(twin.customer_calls("service.prolong", &[("elid", &service), ("sok", "ok")]));
            twin.heal();
            twin.must_have("124.00", "134.00");
        });
    }
}

#[test]
fn nodes_are_there_when_the_vendor_tells_their_number() {
    twins(|twin| {
        let business = twin.import(BUSINESS, "20.00");
        let order = [
            ("pricelist", business.as_str()),
            ("period", "1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let answer = fine(twin.customer_calls("soft.order.param", &order));
        let service = text(&answer, "id").to_owned();
        twin.heal();
        let addon = addon_of(&twin.card(&service));
        let edit = [("elid", service.as_str()), (&addon, "3"), ("sok", "ok")];
        twin.wire.plan("soft.edit", Fate::RequestLost);
        fine(twin.customer_calls("soft.edit", &edit));
        twin.work();
        // Something else happens over there meanwhile.
        let id = text(&there(twin, &service), "id").to_owned();
        let renamed = [("elid", id.as_str()), ("licname", "renamed"), ("sok", "ok")];
        twin.vendor_staff("soft.edit", &renamed);
        twin.check_event();
        let card = twin.card(&service);
        assert_eq!(
            (text(&card, &addon), text(&card, "licname")),
            ("1", "renamed")
        );
        assert!(twin.operation(&service).is_some());
        twin.heal();
        assert_eq!(text(&twin.card(&service), &addon), "3");
        assert_eq!(text(&there(twin, &service), NODES), "3");
        twin.must_have("156.00", "61.00");
    });
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
        fine(twin.change_tariff(&service, &pro));
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
        assert_eq!(refusal(&answer), "value elid");
        twin.clock.advance_seconds(900);
        twin.check_event();
        twin.vendor_staff("pricelist.suspend", &[("elid", PRO)]);
        twin.work();
        assert_eq!(state(&operation_card(twin, &id)), "cancelled");
        twin.must_have("192.00", "94.00");
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
        assert_eq!(refusal(&answer), "value pricelist");
        let said = answer.child("error").expect("a refusal");
        assert!(text(said, "msg").contains("'pricelist' field"), "{said:?}");
        twin.vendor_staff("pricelist.resume", &[("elid", PRO)]);
        fine(keyed(twin, &service, &pro, "k2"));
        twin.heal();
        let answer = fine(keyed(twin, &service, &pro, "k2"));
        assert_eq!(text(&answer, "charged"), "4.00 EUR");
        twin.must_have("188.00", "91.00");
        let renewal = [
            ("elid", service.as_str()),
            ("orderkey", "k2"),
            ("licname", "x"),
            ("sok", "ok"),
        ];
        assert_eq!(
            refusal(&twin.customer_calls("soft.edit", &renewal)),
            "value orderkey"
        );
    });
}

#[test]
fn addons_are_chosen_with_the_tariff_and_go_with_it() {
    twins(|twin| {
        let business = twin.import(BUSINESS, "20.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        // The card of the tariff names its addon.
        let form = twin.provider_staff("pricelist.edit", &[("elid", &business)]);
        let names = form.children.iter().map(|child| child.tag.clone());
        let mut addons = names.filter_map(|name| {
            let id = name.strip_prefix("restrictclientchange_")?;
            Some(format!("addon_{id}"))
        });
        let addon = addons.next().expect("an addon");
        let mut parameters = vec![
            ("elid", service.as_str()),
            ("pricelist", &business),
            (&addon, "3"),
            ("sok", "ok"),
        ];
        let answer = fine(twin.customer_calls("service.changepricelist", &parameters));
        assert_eq!(text(&answer, "charged"), "36.00 EUR");
        twin.heal();
        assert_eq!(text(&twin.card(&service), &addon), "3");
        assert_eq!(text(&there(twin, &service), NODES), "3");
        twin.must_have("156.00", "61.00");
        // Back: the nodes are gone on both sides, and so is what they cost.
        parameters[2].1 = "0";
        let answer = twin.customer_calls("service.changepricelist", &parameters);
        assert_eq!(refusal(&answer), "value pricelist");
        fine(twin.change_tariff(&service, &twin.tariff));
        twin.heal();
        assert!(twin.card(&service).child(&addon).is_none());
        assert!(there(twin, &service).child(NODES).is_none());
        twin.must_have("192.00", "94.00");
    });
}

#[test]
fn a_resold_trial_becomes_a_paid_service_on_both_sides() {
    twins(|twin| {
        let parameters = [
            ("processingmodule", "1"),
            ("pricelist", "55239"),
            ("sok", "ok"),
        ];
        let trial = twin.provider_staff("pricelist.import", &parameters);
        let trial = text(&trial, "id").to_owned();
        twin.provider_staff("pricelist.resume", &[("elid", &trial)]);
        let order = [
            ("pricelist", trial.as_str()),
            ("period", "-100"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let answer = fine(twin.customer_calls("soft.order.param", &order));
        let service = text(&answer, "id").to_owned();
        twin.heal();
        twin.pass_seconds(3 * DAY);
        twin.wire.plan("service.changepricelist", Fate::AnswerLost);
        fine(twin.change_tariff(&service, &twin.tariff));
        twin.work();
        twin.heal();
        let card = twin.card(&service);
        assert_eq!(text(&card, "pricelist"), twin.tariff);
        assert_eq!(
            (text(&card, "status"), text(&card, "expiredate")),
            ("2", "2026-02-13")
        );
        let license = twin.license(&service).expect("the vendor has it");
        assert_eq!(text(&license, "real_expiredate"), "2026-02-13");
        twin.must_have("192.00", "94.00");
    });
}

#[test]
fn a_seller_without_order_keys_is_looked_at_before_anything_is_sent_again() {
    for fate in [Fate::AnswerLost, Fate::RequestLost] {
        twins(|twin| {
            let pro = twin.import(PRO, "12.00");
            let service = twin.order("192.0.2.1");
            twin.heal();
            twin.wire.be_a_stranger("");
            let stranger = twin.provider.engine().write(None, |scope| {
                let seller = onsell_domain::SellerId::new(1);
                Ok(onsell_store::seller::set_features(scope.tx, seller, "")?)
            });
            stranger.expect("the seller's row can be changed");
            twin.wire.plan("service.changepricelist", fate);
            fine(twin.change_tariff(&service, &pro));
            let id = operation_id(twin, &service);
            twin.work();
            twin.heal();
            // A second copy would be refused, and the change rolled back although it happened.
            assert_eq!(state(&operation_card(twin, &id)), "done", "{fate:?}");
            let sent = twin.wire.calls_of("service.changepricelist");
            assert_eq!(sent, if fate == Fate::AnswerLost { 1 } else { 2 });
            twin.must_have("188.00", "91.00");
        });
    }
}
