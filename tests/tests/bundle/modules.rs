//! A module license hangs on a license: what it may hang on, and what it does after it.

use onsell_tests::bundle::{Bundle, LITE, NONE, PRO, count, settle};
use onsell_tests::{Twin, error, fine, status_key, text, twins};
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
