//! What the seller's weather does to operations, and what staff may do about it: the price guard,
//! hands off and taking over, linking by hand, services that vanish, renewals that the seller makes
//! by itself.

use onsell_store::testing::Fresh;
use onsell_tests::{Chain, Fate, LITE, Twin, error, refusal, state, text, twins};
use onsell_wire::Node;

fn number(operation: &Node) -> String {
    text(operation, "id").to_owned()
}

fn delivered(twin: &Twin, ip: &str) -> (String, String) {
    let here = twin.order(ip);
    twin.work();
    twin.check_event();
    assert_eq!(text(&twin.card(&here), "status"), "2");
    let there = twin.license(&here).expect("the vendor has it");
    (here, text(&there, "id").to_owned())
}

fn problems(twin: &Twin, kind: &str) -> Vec<Node> {
    let list = twin.provider_staff("problems", &[]);
    list.children_of("elem")
        .filter(|row| row.text_of("type") == Some(kind))
        .cloned()
        .collect()
}

fn price_at_vendor(twin: &Twin, price: &str) {
    let price = [("elid", LITE), ("price_1", price), ("sok", "ok")];
    twin.vendor_staff("pricelist.edit", &price);
}

/// The wire of another make, and ours: with it the seller compares by itself.
fn each_make(test: impl Fn(&Twin)) {
    twins(|twin| test(twin));
    twins(|twin| {
        twin.estrange("");
        test(twin);
    });
}

#[test]
fn a_raised_price_is_held_by_the_guard_and_sent_anyway() {
    each_make(|twin| {
        // The last known cost is 6.00 and may rise by a tenth; the customer pays 8.00.
        price_at_vendor(twin, "7.00");
        let here = twin.order("192.0.2.1");
        twin.work();
        let operation = twin.operation(&here).expect("it stands");
        assert_eq!(state(&operation), "attention");
        let words = text(&operation, "error");
        assert!(
            words.contains("7.00 EUR") && words.contains("6.60 EUR"),
            "{words}"
        );
        assert_eq!(text(&operation, "quoted"), "7.00 EUR");
        assert!(twin.licenses().is_empty(), "nothing was ordered");
        assert!(twin.task(&here).is_none());
        let id = number(&operation);
        twin.provider_staff("runningoperation.start", &[("elid", &id)]);
        twin.work();
        assert_eq!(
            state(&twin.operation(&here).expect("it stands")),
            "attention"
        );
        twin.provider_staff("runningoperation.sendanyway", &[("elid", &id)]);
        twin.work();
        twin.check_event();
        assert_eq!(text(&twin.card(&here), "status"), "2");
        assert_eq!(twin.licenses().len(), 1);
    });
}

#[test]
fn above_the_customers_price_nothing_is_renewed() {
    each_make(|twin| {
        let (here, _) = delivered(twin, "192.0.2.1");
        let any = [("elid", "1"), ("costrise", ""), ("sok", "ok")];
        twin.provider_staff("processing.edit", &any);
        let sql = "UPDATE service SET renewal_price = 90000";
        let raised = twin
            .vendor
            .engine()
            .write(None, move |scope| Ok(scope.tx.exec(sql, &[])?));
        assert_eq!(raised.expect("the row can be written"), 1);
        price_at_vendor(twin, "9.00");
        let renewal = [("elid", here.as_str()), ("period", "1"), ("sok", "ok")];
        twin.customer_calls("service.prolong", &renewal);
        twin.work();
        let operation = twin.operation(&here).expect("it stands");
        let words = text(&operation, "error");
        assert!(
            words.contains("9.00 EUR") && words.contains("8.00 EUR"),
            "{operation:?}"
        );
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "94.00");
        twin.provider_staff(
            "runningoperation.sendanyway",
            &[("elid", &number(&operation))],
        );
        twin.work();
        twin.check_event();
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller).0, "85.00");
        assert_eq!(text(&twin.card(&here), "expiredate"), "2026-03-10");
    });
}

#[test]
fn what_is_processed_automatically_is_left_alone_until_it_is_taken_over() {
    twins(|twin| {
        twin.wire.plan("soft.order.param", Fate::AnswerLost);
        let here = twin.order("192.0.2.1");
        twin.work();
        let operation = twin.operation(&here).expect("it is looked up");
        assert_eq!(
            (state(&operation), text(&operation, "auto")),
            ("unknown", "on")
        );
        let id = number(&operation);
        let by_hand = |function: &str| {
            let answer = twin.try_provider_staff(function, &[("elid", &id), ("sok", "ok")]);
            answer.child("error").is_some().then(|| refusal(&answer))
        };
        for function in [
            "runningoperation.delete",
            "runningoperation.done",
            "runningoperation.check",
        ] {
            let refused = "access runningoperation";
            assert_eq!(by_hand(function).as_deref(), Some(refused), "{function}");
        }
        let without = twin.try_provider_staff("runningoperation.takeover", &[("elid", &id)]);
        assert_eq!(refusal(&without), "value reason");
        let reason = [("elid", id.as_str()), ("reason", "the vendor called")];
        twin.provider_staff("runningoperation.takeover", &reason);
        let operation = twin.operation(&here).expect("it stands");
        assert_eq!(
            (text(&operation, "auto"), text(&operation, "taken")),
            ("off", "on")
        );
        // Nothing works on it by itself, not even what the vendor tells.
        twin.heal();
        assert_eq!(state(&twin.operation(&here).expect("it stands")), "unknown");
        let seen = twin.provider_staff("runningoperation.check", &[("elid", &id)]);
        assert_eq!((text(&seen, "exists"), text(&seen, "done")), ("on", "on"));
        let there = text(&seen, "upstream").to_owned();
        let done = [("elid", id.as_str()), ("upstream", &there), ("sok", "ok")];
        twin.provider_staff("runningoperation.done", &done);
        assert!(twin.operation(&here).is_none());
        let card = twin.card(&here);
        assert_eq!(text(&card, "status"), "2");
        assert!(text(&card, "lickey").starts_with(&format!("{there}-")));
        assert_eq!(Twin::funds(&twin.provider, &twin.customer).0, "192.00");
        assert_eq!(twin.licenses().len(), 1);
    });
}

#[test]
fn what_was_taken_over_can_be_given_up_or_handed_back() {
    twins(|twin| {
        for hands_back in [true, false] {
            twin.wire.plan("soft.order.param", Fate::Unreachable);
            let here = twin.order(if hands_back { "192.0.2.1" } else { "192.0.2.2" });
            twin.work();
            let id = number(&twin.operation(&here).expect("it is tried again"));
            let reason = [("elid", id.as_str()), ("reason", "let me see")];
            twin.provider_staff("runningoperation.takeover", &reason);
            let reserved = Twin::funds(&twin.provider, &twin.customer).1;
            assert_eq!(reserved, "8.00");
            if hands_back {
                twin.provider_staff("runningoperation.start", &[("elid", &id)]);
                twin.work();
                twin.check_event();
                assert_eq!(text(&twin.card(&here), "status"), "2");
            } else {
                twin.provider_staff("runningoperation.delete", &[("elid", &id)]);
                assert!(twin.operation(&here).is_none());
                let card = twin.provider_staff("soft.edit", &[("elid", &here)]);
                assert_eq!(text(&card, "status"), "4");
            }
            assert_eq!(
                Twin::funds(&twin.provider, &twin.customer),
                ("192.00".into(), "0.00".into())
            );
        }
        assert_eq!(twin.licenses().len(), 1);
    });
}

#[test]
fn tasks_that_wait_for_a_provider_are_left_alone() {
    twins(|twin| {
        let here = twin.order("192.0.2.1");
        twin.work();
        let task = twin.task(&here).expect("a task is linked");
        assert_eq!(text(&task, "auto"), "on");
        assert!(text(&task, "hint").contains("nothing to do"));
        let id = number(&task);
        let deeds: [(&str, &[(&str, &str)]); 3] = [
            ("task.edit", &[("performer", "1")]),
            ("task.edit", &[("status", "2")]),
            ("task.delete", &[]),
        ];
        for (function, change) in deeds {
            let mut parameters = vec![("elid", id.as_str()), ("sok", "ok")];
            parameters.extend_from_slice(change);
            let answer = twin.try_provider_staff(function, &parameters);
            assert_eq!(refusal(&answer), "access task");
        }
        let operation = number(&twin.operation(&here).expect("it waits"));
        let reason = [("elid", operation.as_str()), ("reason", "by hand")];
        twin.provider_staff("runningoperation.takeover", &reason);
        let mine = [("elid", id.as_str()), ("performer", "1"), ("sok", "ok")];
        twin.provider_staff("task.edit", &mine);
        let task = twin.task(&here).expect("it is open");
        assert_eq!(text(&task, "performer"), "admin");
    });
}

#[test]
fn a_service_is_linked_and_unlinked_by_hand() {
    twins(|twin| {
        let (here, there) = delivered(twin, "192.0.2.1");
        let (other, _) = delivered(twin, "192.0.2.2");
        twin.provider_staff("service.unlink", &[("elid", &here)]);
        assert_eq!(text(&twin.licenses()[0], "remoteid"), "");
        twin.vendor_staff(
            "soft.edit",
            &[("elid", &there), ("licname", "elsewhere"), ("sok", "ok")],
        );
        twin.check_event();
        assert_eq!(text(&twin.card(&here), "licname"), "srv.example.com");
        let module = text(
            &twin.provider_staff("soft.edit", &[("elid", &here)]),
            "processingmodule",
        )
        .to_owned();
        let link = |service: &str, more: &[(&str, &str)]| {
            let mut parameters = vec![
                ("elid", service),
                ("module", module.as_str()),
                ("upstream", there.as_str()),
            ];
            parameters.extend_from_slice(more);
            twin.try_provider_staff("service.link", &parameters)
        };
        let view = link(&here, &[]);
        let list = view.child("list").expect("what differs");
        let names: Vec<_> = list
            .children_of("elem")
            .map(|row| text(row, "name"))
            .collect();
        assert_eq!(names, ["licname"]);
        assert!(link(&here, &[("sok", "ok")]).child("error").is_none());
        assert_eq!(text(&twin.card(&here), "licname"), "elsewhere");
        assert!(text(&twin.licenses()[0], "remoteid").contains(&format!("-{here}-")));
        assert_eq!(refusal(&link(&other, &[("sok", "ok")])), "exists upstream");
        // A stranger's service is not taken without being asked to.
        let foreign = [
            ("pricelist", LITE),
            ("period", "1"),
            ("remoteid", "l17"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let foreign = text(&twin.reseller_calls("soft.order.param", &foreign), "id").to_owned();
        let taken = [
            ("elid", other.as_str()),
            ("module", module.as_str()),
            ("upstream", foreign.as_str()),
        ];
        assert_eq!(
            refusal(&twin.try_provider_staff("service.link", &taken)),
            "value upstream"
        );
    });
}

#[test]
fn a_service_ends_only_when_the_seller_says_so_twice() {
    twins(|twin| {
        let (here, there) = delivered(twin, "192.0.2.1");
        twin.estrange("");
        let hide = |hidden: bool| {
            const HIDE: &str = "UPDATE service SET account = $2 WHERE id = $1";
            let (id, account): (i64, i64) = (
                there.parse().expect("a number"),
                if hidden {
                    hidden_account(twin)
                } else {
                    twin.reseller.parse().expect("a number")
                },
            );
            let done = twin.vendor.engine().write(None, move |scope| {
                Ok(scope.tx.exec(HIDE, &[id.into(), account.into()])?)
            });
            assert_eq!(done.expect("the row can be written"), 1);
        };
        hide(true);
        twin.check_event();
        assert_eq!(
            text(&twin.card(&here), "status"),
            "2",
            "absence closes nothing"
        );
        twin.check_event();
        assert_eq!(
            text(&twin.card(&here), "status"),
            "2",
            "nor does the same answer at once"
        );
        hide(false);
        twin.check_event();
        hide(true);
        twin.clock.advance_seconds(120);
        twin.check_event();
        assert_eq!(
            text(&twin.card(&here), "status"),
            "2",
            "it was there in between"
        );
        twin.clock.advance_seconds(120);
        twin.check_event();
        let card = twin.provider_staff("soft.edit", &[("elid", &here)]);
        assert_eq!(text(&card, "status"), "4");
        let stake = problems(twin, "service_closed");
        assert_eq!(stake.len(), 1);
        assert_eq!(text(&stake[0], "amount"), "8.00 EUR");
        hide(false);
    });
}

fn hidden_account(twin: &Twin) -> i64 {
    let parameters = [
        ("name", "hidden"),
        ("username", "hidden"),
        ("passwd", "a password"),
        ("email", "hidden@example.com"),
        ("sok", "ok"),
    ];
    let known = twin.vendor_staff("account", &[]);
    let known = known
        .children_of("elem")
        .find(|row| row.text_of("name") == Some("hidden"))
        .map(|row| text(row, "id").to_owned());
    let id = known
        .unwrap_or_else(|| text(&twin.vendor_staff("account.edit", &parameters), "id").to_owned());
    id.parse().expect("a number")
}

#[test]
fn when_too_much_vanishes_staff_are_asked() {
    twins(|twin| {
        twin.pay_provider("100.00");
        let all: Vec<_> = (1..=11)
            .map(|host| delivered(twin, &format!("192.0.2.{host}")))
            .collect();
        for (_, there) in &all {
            twin.vendor_staff("soft.delete", &[("elid", there), ("sok", "ok")]);
        }
        twin.check_event();
        let living = |twin: &Twin| twin.customer_calls("soft", &[]).children_of("elem").count();
        assert_eq!(living(twin), 11, "nothing is applied");
        let asked = problems(twin, "processingmodule_vanished");
        assert_eq!(asked.len(), 1);
        let module = text(&asked[0], "processingmodule").to_owned();
        twin.heal();
        assert_eq!(living(twin), 11, "nor later by itself");
        twin.provider_staff("processing.apply", &[("elid", &module), ("sok", "ok")]);
        assert_eq!(living(twin), 0);
        assert!(problems(twin, "processingmodule_vanished").is_empty());
        assert_eq!(problems(twin, "service_closed").len(), 11);
    });
}

#[test]
fn a_seller_that_renews_by_itself_is_told_not_to() {
    each_make(|twin| {
        let (here, there) = delivered(twin, "192.0.2.1");
        let on = [
            ("elid", there.as_str()),
            ("autoprolong", "1"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("soft.edit", &on);
        twin.check_event();
        let license = twin.vendor_staff("soft.edit", &[("elid", &there)]);
        assert_eq!(text(&license, "autoprolong"), "null");
        twin.check_event();
        let card = twin.provider_staff("soft.edit", &[("elid", &here)]);
        assert_eq!(text(&card, "upstream_autoprolong"), "null");
    });
}

#[test]
fn a_service_that_we_keep_stopped_is_stopped_again() {
    twins(|twin| {
        let (here, there) = delivered(twin, "192.0.2.1");
        twin.customer_calls("soft.suspend", &[("elid", &here)]);
        twin.work();
        twin.check_event();
        twin.vendor_staff("soft.resume", &[("elid", &there)]);
        twin.check_event();
        twin.work();
        twin.check_event();
        assert_eq!(text(&twin.card(&here), "status"), "3");
        let license = twin.license(&here).expect("the vendor has it");
        assert_eq!(text(&license, "status"), "3");
    });
}

#[test]
fn a_stop_by_the_sellers_staff_overtakes_our_resumption() {
    twins(|twin| {
        let (here, there) = delivered(twin, "192.0.2.1");
        twin.customer_calls("soft.suspend", &[("elid", &here)]);
        twin.work();
        twin.check_event();
        twin.wire.plan("soft.resume", Fate::Unreachable);
        twin.customer_calls("soft.resume", &[("elid", &here)]);
        twin.work();
        assert!(twin.operation(&here).is_some());
        twin.vendor_staff("soft.suspend", &[("elid", &there)]);
        twin.check_event();
        assert!(twin.operation(&here).is_none(), "it is overtaken");
        let answer = twin.customer_calls("soft.resume", &[("elid", &here)]);
        assert_eq!(error(&answer), "access");
        assert_eq!(text(&twin.card(&here), "status"), "3");
    });
}

#[test]
fn in_a_chain_of_three_a_failure_arrives_and_so_does_the_license() {
    for fresh in [Fresh::sqlite, Fresh::postgres] {
        let chain = Chain::open([fresh(), fresh(), fresh()]);
        let twin = &chain.twin;
        let order = [
            ("pricelist", chain.tariff.as_str()),
            ("period", "1"),
            ("ip", "192.0.2.1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let answer = twin.customer_calls("softexternal.order.param", &order);
        let here = text(&answer, "id").to_owned();
        twin.work();
        // The vendor has no money at the source: its operation is held, and ours says so.
        chain.pass();
        chain.pass();
        let operation = twin.operation(&here).expect("it waits");
        assert_eq!(state(&operation), "waiting");
        let words = text(&operation, "error");
        assert!(words.contains("error of its own"), "{operation:?}");
        chain.pay_source("20.00");
        let held = twin.vendor_staff("runningoperation", &[]);
        let held = text(held.child("elem").expect("the vendor's"), "id").to_owned();
        twin.vendor_staff("runningoperation.start", &[("elid", &held)]);
        chain.pass();
        chain.pass();
        let card = twin.provider_staff("softexternal.edit", &[("elid", &here)]);
        assert_eq!(text(&card, "status"), "2");
        assert!(!text(&card, "lickey").is_empty());
        assert!(twin.operation(&here).is_none());
        assert_eq!(Twin::funds(&chain.source, &chain.buyer).0, "15.00");
        chain.close();
    }
}
