//! A module license hangs on a license: what it may hang on, and what it does after it.

use onsell_tests::bundle::{Bundle, LITE, NONE, PRO, count, heal, settle};
use onsell_tests::{Fate, Twin, error, fine, status_key, text, twins};
use onsell_wire::Node;

/// The customer orders a module for a license; whatever is answered.
fn try_order(twin: &Twin, tariff: &str, more: &[(&str, &str)]) -> Node {
    let mut parameters = vec![
        ("pricelist", tariff),
        ("period", "1"),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    parameters.extend_from_slice(more);
    twin.customer_calls("addition.order.param", &parameters)
}

/// The customer orders a module for a license, and it is delivered; its number.
fn order(twin: &Twin, tariff: &str, license: &str) -> String {
    let answer = fine(try_order(twin, tariff, &[("license", license)]));
    settle(twin);
    text(&answer, "id").to_owned()
}

/// A license that runs.
fn license(twin: &Twin, ip: &str) -> String {
    let license = twin.order(ip);
    settle(twin);
    license
}

fn card(twin: &Twin, module: &str) -> Node {
    fine(twin.customer_calls("addition.edit", &[("elid", module)]))
}

/// The reseller's modules at the vendor: the license each hangs on, and its state.
fn at_vendor(twin: &Twin) -> Vec<(String, String)> {
    let list = twin.reseller_calls("addition", &[("closed", "on"), ("filter", "on")]);
    let row = |row: &Node| (text(row, "license").to_owned(), status_key(row).to_owned());
    list.children_of("elem").map(row).collect()
}

fn refused(answer: &Node) -> (&str, &str) {
    let fault = answer.child("error").expect("a refusal");
    let told = |name| fault.attribute(name).unwrap_or_default();
    (told("type"), told("object"))
}

fn vendor_number(twin: &Twin, license: &str) -> String {
    text(&twin.license(license).expect("it is there"), "id").to_owned()
}

#[test]
fn an_order_names_the_license_by_either_word_and_the_seller_gets_its_own_number() {
    twins(|twin| {
        let tariff = twin.sell("addition");
        twin.vendor_license("192.0.2.77", "null");
        let parent = license(twin, "192.0.2.1");
        let more = [("item", parent.as_str()), ("bitninja_email", "a@b.example")];
        let module = text(&fine(try_order(twin, &tariff, &more)), "id").to_owned();
        settle(twin);
        let seen = card(twin, &module);
        assert_eq!(
            (status_key(&seen), text(&seen, "license")),
            ("2", parent.as_str())
        );
        assert_eq!(text(&seen, "param_bitninja_email"), "a@b.example");
        let there = vendor_number(twin, &parent);
        assert_ne!(there, parent, "the numbers differ, or this proves nothing");
        assert_eq!(at_vendor(twin), [(there.clone(), "2".to_owned())]);
        let list = twin.reseller_calls("addition", &[]);
        let row = list.children_of("elem").next().expect("a row");
        let seen = fine(twin.reseller_calls("addition.edit", &[("elid", text(row, "id"))]));
        assert_eq!(text(&seen, "item"), there);
        assert_eq!(text(&seen, "param_bitninja_email"), "a@b.example");
        twin.must_have("184.00", "82.00");
    });
}

#[test]
fn what_cannot_hang_is_refused_before_money_is_held() {
    twins(|twin| {
        let tariff = twin.sell("addition");
        let before = Twin::funds(&twin.provider, &twin.customer);
        let check = |license: &str, expect: (&str, &str)| {
            let answer = try_order(twin, &tariff, &[("license", license)]);
            assert_eq!(refused(&answer), expect, "{license}: {answer:?}");
        };
        assert_eq!(
            refused(&try_order(twin, &tariff, &[])),
            ("value", "license")
        );
        check("x", ("value", "license"));
        check("4711", ("missed", "license"));
        let parent = twin.order("192.0.2.1");
        check(&parent, ("value", "license"));
        settle(twin);
        let held = Twin::funds(&twin.provider, &twin.customer);
        let email = [("license", parent.as_str()), ("bitninja_email", "nobody")];
        assert_eq!(
            refused(&try_order(twin, &tariff, &email)),
            ("value", "bitninja_email")
        );
        let limit = [("license", parent.as_str()), ("accountlimit", "many")];
        assert_eq!(
            refused(&try_order(twin, &tariff, &limit)),
            ("value", "accountlimit")
        );
        // Stopped at the vendor, expired there, and of another seller.
        fine(twin.customer_calls("soft.suspend", &[("elid", &parent)]));
        settle(twin);
        check(&parent, ("value", "license"));
        fine(twin.customer_calls("soft.resume", &[("elid", &parent)]));
        settle(twin);
        let other = twin.provider_staff(
            "processing.edit",
            &[
                ("module", "license"),
                ("itemtype", "soft"),
                ("name", "Own stock"),
                ("sok", "ok"),
            ],
        );
        let own = [
            ("processingmodule", text(&other, "id")),
            ("name", "Own"),
            ("sok", "ok"),
        ];
        let own = text(&twin.provider_staff("pricelist.add", &own), "id").to_owned();
        let price = [("elid", own.as_str()), ("price_1", "1.00"), ("sok", "ok")];
        twin.provider_staff("pricelist.edit", &price);
        twin.provider_staff("pricelist.resume", &[("elid", &own)]);
        let bought = [
            ("pricelist", own.as_str()),
            ("period", "1"),
            ("ip", "192.0.2.9"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let elsewhere = fine(twin.customer_calls("soft.order.param", &bought));
        check(text(&elsewhere, "id"), ("value", "license"));
        // A module is no license, and a license has a module once.
        let module = order(twin, &tariff, &parent);
        check(&module, ("value", "license"));
        check(&parent, ("exists", "license"));
        let _ = (before, held);
        assert_eq!(at_vendor(twin).len(), 1);
        twin.must_have("183.00", "88.00");
        assert_eq!(twin.wire.calls_of("addition.order.param"), 1);
    });
}

#[test]
fn a_module_stands_and_runs_and_ends_with_its_license() {
    twins(|twin| {
        let tariff = twin.sell("addition");
        let parent = license(twin, "192.0.2.1");
        let module = order(twin, &tariff, &parent);
        let check = |verb: &str, expect: &str| {
            fine(twin.customer_calls(&format!("soft.{verb}"), &[("elid", &parent)]));
            settle(twin);
            assert_eq!(status_key(&card(twin, &module)), expect, "{verb}");
            let there = at_vendor(twin);
            assert_eq!(there[0].1, expect, "{verb} at the vendor");
        };
        check("suspend", "3_autosuspend");
        let answer = twin.provider_staff("addition.edit", &[("elid", &module)]);
        assert_eq!(status_key(&answer), "3_autosuspend");
        let resumed = twin.try_provider_staff("addition.resume", &[("elid", &module)]);
        assert_eq!(error(&resumed), "access", "it runs with its license only");
        check("resume", "2");
        // What staff stopped stays stopped when its license runs again.
        fine(twin.provider_staff("addition.suspend", &[("elid", &module)]));
        settle(twin);
        // At the vendor that is a staff function, which he has not opened to his reseller.
        assert!(twin.operation(&module).is_some());
        check("delete", "4");
        assert!(twin.operation(&module).is_none());
        let renewed = twin.customer_calls("service.prolong", &[("elid", &module), ("sok", "ok")]);
        assert_ne!(error(&renewed), "");
        assert_eq!(count(twin, "SELECT COUNT(*) FROM problem").to_string(), "0");
    });
}

#[test]
fn a_module_on_the_license_of_a_server_follows_it() {
    twins(|twin| {
        let tariff = twin.sell("addition");
        twin.pay_vendor("1000.00");
        let bundle = Bundle::at(twin);
        let server = bundle.server(twin, LITE, "192.0.2.1");
        let parent =
            count(twin, "SELECT MAX(id) FROM service WHERE parent IS NOT NULL").to_string();
        let module = order(twin, &tariff, &parent);
        let now = || status_key(&card(twin, &module)).to_owned();
        assert_eq!(now(), "2");
        for (verb, expect) in [("suspend", "3_autosuspend"), ("resume", "2")] {
            twin.provider_staff(&format!("vds.{verb}"), &[("elid", &server)]);
            bundle.done(twin, &server, &[]);
            settle(twin);
            assert_eq!(now(), expect, "{verb}");
        }
        // A panel that becomes another license: the module goes to that.
        twin.wire.refuse("service.changepricelist");
        bundle.choose(twin, &server, PRO);
        settle(twin);
        twin.wire.forget_plans();
        let newer = count(twin, "SELECT MAX(id) FROM service WHERE parent IS NOT NULL").to_string();
        assert_ne!(newer, parent);
        let seen = card(twin, &module);
        assert_eq!(
            (text(&seen, "license"), now().as_str()),
            (newer.as_str(), "2")
        );
        assert_eq!(
            at_vendor(twin),
            [(vendor_number(twin, &newer), "2".to_owned())]
        );
        // The server changes hands, and the module with it.
        let other = [
            ("name", "Other"),
            ("username", "other"),
            ("passwd", "a password"),
            ("sok", "ok"),
        ];
        let other = text(&twin.provider_staff("account.edit", &other), "id").to_owned();
        let to = [
            ("elid", server.as_str()),
            ("account", &other),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("service.transfer", &to));
        let seen = twin.provider_staff("addition.edit", &[("elid", &module)]);
        assert_eq!(text(&seen, "account"), other);
        let back = [
            ("elid", server.as_str()),
            ("account", &twin.customer),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("service.transfer", &back));
        // Without a panel there is nothing to hang on.
        bundle.choose(twin, &server, NONE);
        settle(twin);
        assert_eq!(now(), "4");
        assert_eq!(at_vendor(twin)[0].1, "4");
    });
}

/// The open problems of a service.
fn problems(twin: &Twin, service: &str) -> Vec<String> {
    let asked = [("filter", "on"), ("item", service)];
    let list = twin.provider_staff("problems", &asked);
    let kind = |row: &Node| text(row, "type").to_owned();
    list.children_of("elem").map(kind).collect()
}

#[test]
fn a_module_follows_its_license_to_another_one_or_staff_learn_it() {
    twins(|twin| {
        let tariff = twin.sell("addition");
        let parent = license(twin, "192.0.2.1");
        let module = order(twin, &tariff, &parent);
        let first = vendor_number(twin, &parent);
        let second = twin.vendor_license("192.0.2.50", "null");
        let link = |number: &str| {
            let to = [
                ("elid", parent.as_str()),
                ("module", "1"),
                ("upstream", number),
                ("overwrite", "on"),
                ("sok", "ok"),
            ];
            // Untied first: the old one lets go of our reference.
            fine(twin.provider_staff("service.unlink", &[("elid", &parent)]));
            fine(twin.provider_staff("service.link", &to));
            settle(twin);
        };
        link(&second);
        assert_eq!(at_vendor(twin), [(second.clone(), "2".to_owned())]);
        assert!(problems(twin, &module).is_empty());
        // The seller does not move it: nothing stands in its way, and a person is told.
        twin.wire.refuse("addition.edit");
        link(&first);
        twin.wire.forget_plans();
        assert_eq!(at_vendor(twin), [(second, "2".to_owned())]);
        assert_eq!(problems(twin, &module), ["service_module_misplaced"]);
        assert!(twin.operation(&module).is_none());
        // Moved there by hand, at the seller, it follows, and the problem is over.
        let there = text(&card(twin, &module), "id").to_owned();
        let list = twin.reseller_calls("addition", &[]);
        let number = list.children_of("elem").next().expect("it is there");
        let moved = [
            ("elid", text(number, "id")),
            ("license", &first),
            ("sok", "ok"),
        ];
        fine(twin.reseller_calls("addition.edit", &moved));
        settle(twin);
        assert_eq!(text(&card(twin, &there), "license"), parent);
        assert!(problems(twin, &module).is_empty());
    });
}

#[test]
fn whatever_is_lost_on_the_way_a_module_is_bought_moved_and_closed_once() {
    twins(|twin| {
        let tariff = twin.sell("addition");
        twin.pay_vendor("1000.00");
        let mut number = 0;
        for fate in [Fate::RequestLost, Fate::AnswerLost, Fate::Twice] {
            number += 2;
            let parent = license(twin, &format!("192.0.2.{number}"));
            let other = license(twin, &format!("192.0.2.{}", number + 1));
            let before = at_vendor(twin).len();
            twin.wire.plan("addition.order.param", fate);
            let answer = fine(try_order(twin, &tariff, &[("license", &parent)]));
            heal(twin);
            let module = text(&answer, "id").to_owned();
            assert_eq!(status_key(&card(twin, &module)), "2", "{fate:?}");
            assert_eq!(at_vendor(twin).len(), before + 1, "{fate:?}");
            // Its owner hangs it on another license of his.
            twin.wire.plan("addition.edit+sok", fate);
            let to = [("elid", module.as_str()), ("item", &other), ("sok", "ok")];
            fine(twin.customer_calls("addition.edit", &to));
            heal(twin);
            assert_eq!(text(&card(twin, &module), "license"), other, "{fate:?}");
            let hangs = (vendor_number(twin, &other), "2".to_owned());
            assert!(at_vendor(twin).contains(&hangs), "{fate:?}");
            twin.wire.plan("addition.delete", fate);
            fine(twin.customer_calls("soft.delete", &[("elid", &other)]));
            heal(twin);
            assert_eq!(status_key(&card(twin, &module)), "4", "{fate:?}");
            let living = at_vendor(twin)
                .into_iter()
                .filter(|(_, status)| status != "4");
            assert_eq!(living.count(), 0, "{fate:?}");
        }
    });
}

#[test]
fn a_module_is_not_paid_for_longer_than_its_license_runs() {
    twins(|twin| {
        let tariff = twin.sell("addition");
        let vendors = twin.provider_staff("pricelist.edit", &[("elid", &tariff)]);
        let vendors = text(&vendors, "intname").to_owned();
        let parent = twin.vendor_license("192.0.2.1", "null");
        let order = [
            ("pricelist", vendors.as_str()),
            ("period", "1"),
            ("autoprolong", "1"),
            ("item", parent.as_str()),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let module = fine(twin.reseller_calls("addition.order.param", &order));
        let module = text(&module, "id").to_owned();
        let seen = |verb: &str, id: &str| {
            let card = fine(twin.reseller_calls(verb, &[("elid", id)]));
            (
                status_key(&card).to_owned(),
                text(&card, "expiredate").to_owned(),
            )
        };
        let before = Twin::funds(&twin.vendor, &twin.reseller);
        for _ in 0..32 {
            twin.pass_days(1);
        }
        // The license ended and nobody renewed it: its module was not renewed either.
        let ended = ("3_autosuspend".to_owned(), "2026-02-10".to_owned());
        assert_eq!(seen("soft.edit", &parent), ended);
        assert_eq!(seen("addition.edit", &module), ended);
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller), before);
        // Renewed, the license runs; its module waits for its own renewal, and has it.
        let renew = |id: &str| {
            let parameters = [("elid", id), ("period", "1"), ("sok", "ok")];
            fine(twin.reseller_calls("service.prolong", &parameters));
        };
        renew(&parent);
        assert_eq!(seen("soft.edit", &parent).0, "2");
        assert_eq!(seen("addition.edit", &module), ended);
        renew(&module);
        assert_eq!(seen("addition.edit", &module).0, "2");
        // Long after both ended they are closed together.
        for _ in 0..65 {
            twin.pass_days(1);
        }
        assert_eq!(seen("soft.edit", &parent).0, "4");
        assert_eq!(seen("addition.edit", &module).0, "4");
    });
}
