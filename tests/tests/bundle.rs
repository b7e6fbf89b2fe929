//! A license goes with a server through its whole life: the table of the documentation, at a vendor
//! whose staff are nobody and a provider whose staff make machines.

use onsell_tests::bundle::{
    Bundle, LITE, NONE, PRO, TRIAL, bought, count, heal, licenses, of_server, settle,
};
use onsell_tests::{Twin, fine, refusal, state, status_key, text, twins};

#[path = "bundle/modules.rs"]
mod modules;
#[path = "bundle/shop.rs"]
mod shop;

fn card(twin: &Twin, server: &str) -> onsell_wire::Node {
    fine(twin.customer_calls("vds.edit", &[("elid", server)]))
}

#[test]
fn an_order_brings_the_license_after_the_server() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let server = bundle.order(twin, LITE);
        settle(twin);
        assert_eq!(bought(twin), 0, "nothing before there is an address");
        bundle.done(twin, &server, &[("ip", "192.0.2.1")]);
        assert_eq!(status_key(&card(twin, &server)), "2", "the server runs");
        settle(twin);
        assert_eq!(licenses(twin), ["55227 Item 192.0.2.1 2"]);
        assert_eq!(
            count(
                twin,
                "SELECT COUNT(*) FROM operation WHERE state NOT IN ('done', 'cancelled')"
            ),
            0
        );
        // The customer paid the server and its panel, and nothing else.
        twin.must_have("185.00", "94.00");
        let own = twin.customer_calls("soft", &[]);
        assert_eq!(own.children_of("elem").count(), 0, "no license of its own");
    });
}

#[test]
fn a_deleted_server_gives_its_license_back_and_the_pool_rests_a_month() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let rule = [
            ("plid", "1"),
            ("local_period", "1"),
            ("remote_period", "12"),
            ("sok", "ok"),
        ];
        twin.provider_staff("processing.customparam.edit", &rule);
        twin.pay_vendor("1000.00");
        let server = bundle.server(twin, LITE, "192.0.2.1");
        twin.provider_staff("vds.delete", &[("elid", &server)]);
        bundle.done(twin, &server, &[]);
        settle(twin);
        assert_eq!(licenses(twin), ["55227 free.lic 0.0.0.0 3"]);
        // Five days later another order buys a new one.
        twin.pass_days(5);
        let second = bundle.server(twin, LITE, "192.0.2.2");
        assert_eq!(bought(twin), 2);
        // A month later the next one is taken from the pool.
        twin.pass_days(27);
        let before = Twin::funds(&twin.vendor, &twin.reseller);
        bundle.server(twin, LITE, "192.0.2.3");
        let expect = ["55227 Item 192.0.2.2 2", "55227 Item 192.0.2.3 2"];
        assert_eq!(licenses(twin), expect);
        assert_eq!(bought(twin), 2, "nothing was bought");
        assert_eq!(Twin::funds(&twin.vendor, &twin.reseller), before);
        let _ = second;
    });
}

/// The unfinished operation of the license of a server.
fn license_operation(twin: &Twin) -> onsell_wire::Node {
    let list = twin.provider_staff("runningoperation", &[]);
    let rows = list.children_of("elem");
    let mut mine = rows.filter(|row| row.text_of("itemtype") == Some("soft"));
    let found = mine.next().expect("an operation is open").clone();
    assert!(mine.next().is_none(), "one operation is open");
    found
}

/// When the only living license at the vendor ends.
fn end(twin: &Twin) -> String {
    let rows = twin.licenses();
    let lives = |row: &&onsell_wire::Node| row.text_of("status") != Some("4");
    let row = rows.iter().find(lives).expect("a license is there");
    text(row, "expiredate").to_owned()
}

fn days(twin: &Twin, days: i64) {
    for _ in 0..days {
        twin.pass_days(1);
        twin.work();
        twin.check_event();
    }
}

#[test]
fn a_license_has_a_cycle_of_its_own_while_its_server_runs() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        fine(bundle.try_order(twin, LITE, "12"));
        let server = count(twin, "SELECT MAX(id) FROM service WHERE parent IS NULL").to_string();
        bundle.done(twin, &server, &[("ip", "192.0.2.1")]);
        settle(twin);
        assert_eq!(end(twin), "2026-02-10", "the least period");
        days(twin, 31);
        assert_eq!(end(twin), "2026-03-10", "renewed a day before");
        // A server that stands is not paid for: its license runs out.
        twin.provider_staff("vds.suspend", &[("elid", &server)]);
        bundle.done(twin, &server, &[]);
        days(twin, 40);
        assert_eq!(
            (end(twin).as_str(), licenses(twin).len()),
            ("2026-03-10", 1)
        );
        assert_eq!(licenses(twin), ["55227 Item 192.0.2.1 3"]);
        // Run again, it is renewed and runs.
        twin.provider_staff("vds.resume", &[("elid", &server)]);
        bundle.done(twin, &server, &[]);
        settle(twin);
        assert_eq!(licenses(twin), ["55227 Item 192.0.2.1 2"]);
        assert_eq!(bought(twin), 1);
        let funds = Twin::funds(&twin.provider, &twin.customer);
        assert_eq!(funds.0, "95.00", "a year of the server and its panel");
    });
}

#[test]
fn a_license_that_cannot_be_had_stands_on_its_own_and_its_server_runs() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        twin.wire.refuse("soft.order.param");
        let server = bundle.server(twin, LITE, "192.0.2.1");
        assert_eq!(status_key(&card(twin, &server)), "2");
        let operation = license_operation(twin);
        assert_eq!(state(&operation), "attention");
        assert!(text(&operation, "error").contains("No"), "{operation:?}");
        let calls = twin.wire.calls_of("soft.order.param");
        // Start repeats the license part only.
        twin.wire.forget_plans();
        twin.provider_staff(
            "runningoperation.start",
            &[("elid", text(&operation, "id"))],
        );
        heal(twin);
        assert_eq!(licenses(twin), ["55227 Item 192.0.2.1 2"]);
        assert_eq!(twin.wire.calls_of("soft.order.param"), calls + 1);
        assert_eq!(bought(twin), 1);
    });
}

#[test]
fn a_license_without_money_waits_for_it() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        for number in 1..=16 {
            let ip = format!("192.0.2.{}", 100 + number);
            twin.vendor_license(&ip, "null");
        }
        let server = bundle.server(twin, LITE, "192.0.2.1");
        assert_eq!(state(&license_operation(twin)), "held");
        assert_eq!(status_key(&card(twin, &server)), "2");
        twin.pay_vendor("50.00");
        let start = license_operation(twin);
        twin.provider_staff("runningoperation.start", &[("elid", text(&start, "id"))]);
        heal(twin);
        assert_eq!(
            of_server(twin, &server),
            ["55227 192.0.2.1 2"],
            "bought with the money that came"
        );
    });
}

#[test]
fn what_its_seller_closed_is_not_bought_again_by_itself() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let server = bundle.server(twin, LITE, "192.0.2.1");
        let license = twin.licenses().remove(0);
        twin.vendor_staff("soft.delete", &[("elid", text(&license, "id"))]);
        settle(twin);
        assert_eq!(licenses(twin), Vec::<String>::new());
        twin.provider_staff("vds.suspend", &[("elid", &server)]);
        bundle.done(twin, &server, &[]);
        twin.provider_staff("vds.resume", &[("elid", &server)]);
        bundle.done(twin, &server, &[]);
        settle(twin);
        assert_eq!(bought(twin), 1, "a person decides");
        let problems = twin.provider_staff("problems", &[]);
        let kinds: Vec<&str> = problems
            .children_of("elem")
            .map(|row| text(row, "type"))
            .collect();
        assert!(kinds.contains(&"service_panel_missing"), "{kinds:?}");
    });
}

const NOBODY: &str = "UPDATE processing_module SET license_server = NULL";

#[test]
fn an_order_that_could_never_be_fulfilled_is_not_taken() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let done = twin
            .provider
            .engine()
            .write(None, |scope| Ok(scope.tx.exec(NOBODY, &[])?));
        done.expect("the modules can be changed");
        let refused = bundle.try_order(twin, LITE, "1");
        assert_eq!(refusal(&refused), format!("value addon_{}", bundle.addon));
        assert_eq!(count(twin, "SELECT COUNT(*) FROM service"), 0);
        // Without a panel the server can be had.
        fine(bundle.try_order(twin, NONE, "1"));
    });
}

#[test]
fn the_customer_of_a_trial_is_offered_what_is_paid() {
    twins(|twin| {
        let server = onsell_doubles::MailServer::start().expect("a port");
        let from = "Provider <billing@provider.example>";
        let post = onsell_modules::mail::SmtpPost::new(&server.url().into(), from);
        let engine = twin.provider.engine();
        engine.deliver_by(std::sync::Arc::new(post.expect("a server")));
        let bundle = Bundle::at(twin);
        bundle.server(twin, TRIAL, "192.0.2.1");
        assert_eq!(licenses(twin), ["55239 Item 192.0.2.1 2"]);
        let letters = || {
            onsell_engine::mail::run(engine).expect("letters are tried");
            server.letters().len()
        };
        days(twin, 10);
        assert_eq!(letters(), 0, "fourteen days");
        days(twin, 2);
        assert_eq!(letters(), 1);
        let letter = server.letters().remove(0);
        assert!(letter.contains("To: customer@example.com"), "{letter}");
        days(twin, 10);
        assert_eq!(letters(), 1, "once");
        // It ended, and nobody paid for anything.
        assert_eq!(licenses(twin), ["55239 Item 192.0.2.1 3"]);
        assert_eq!(bought(twin), 1);
    });
}

#[test]
fn what_the_seller_does_not_know_is_told_in_its_words() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let wrong = [
            ("elid", bundle.values[LITE].as_str()),
            ("intname", "99999"),
            ("sok", "ok"),
        ];
        twin.provider_staff("enumeration.item.edit", &wrong);
        let server = bundle.server(twin, LITE, "192.0.2.1");
        assert_eq!(status_key(&card(twin, &server)), "2", "the server runs");
        let operation = license_operation(twin);
        assert_eq!(state(&operation), "attention");
        let error = text(&operation, "error");
        assert!(error.contains("pricelist"), "the seller's words: {error}");
        assert_eq!(bought(twin), 0);
        // With the right name Start is enough.
        let right = [wrong[0], ("intname", "55227"), wrong[2]];
        twin.provider_staff("enumeration.item.edit", &right);
        let start = [("elid", text(&operation, "id"))];
        twin.provider_staff("runningoperation.start", &start);
        heal(twin);
        assert_eq!(licenses(twin), ["55227 Item 192.0.2.1 2"]);
        assert_eq!(bought(twin), 1);
    });
}

#[test]
fn a_server_without_an_address_takes_no_panel() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let addresses = [
            ("plid", bundle.tariff.as_str()),
            ("name", "Addresses"),
            ("intname", "ip"),
            ("addonmax", "4"),
            ("price_1", "1.00"),
            ("active", "on"),
            ("sok", "ok"),
        ];
        fine(twin.provider_staff("pricelist.detail.edit", &addresses));
        let refused = bundle.try_order(twin, LITE, "1");
        assert_eq!(refusal(&refused), format!("value addon_{}", bundle.addon));
        assert_eq!(
            count(twin, "SELECT COUNT(*) FROM service"),
            0,
            "nothing half-made"
        );
        fine(bundle.try_order(twin, NONE, "1"));
    });
}

#[test]
fn a_lower_panel_that_is_not_to_be_had_leaves_the_higher_one() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let server = bundle.server(twin, PRO, "192.0.2.1");
        twin.wire.refuse("soft.order.param");
        bundle.choose(twin, &server, LITE);
        settle(twin);
        assert_eq!(licenses(twin), ["55228 Item 192.0.2.1 2"], "Pro runs again");
        let operation = license_operation(twin);
        assert_eq!(state(&operation), "attention");
        twin.wire.forget_plans();
        let start = [("elid", text(&operation, "id"))];
        twin.provider_staff("runningoperation.start", &start);
        heal(twin);
        let expect = ["55227 Item 192.0.2.1 2", "55228 free.lic 0.0.0.0 3"];
        assert_eq!(licenses(twin), expect);
        assert_eq!(bought(twin), 2);
    });
}
