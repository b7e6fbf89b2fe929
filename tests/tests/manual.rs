//! Work by hand: the vendor's module is `Manual`, so that every operation of a service is a task of
//! the vendor's staff; and a provider that resells it.

use onsell_tests::{Twin, error, fine, message, refusal, state, status_key, text, twins};
use onsell_wire::Node;

/// The vendor's first administrator.
const ADMIN: &str = "1";
const TYPE: &str = "softexternal";

/// A service that the reseller orders at the vendor, whose staff make it; its number.
fn order(twin: &Twin, tariff: &str) -> String {
    let parameters = [
        ("pricelist", tariff),
        ("period", "1"),
        ("licname", "by hand"),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    let answer = fine(twin.reseller_calls("softexternal.order.param", &parameters));
    text(&answer, "id").to_owned()
}

/// The number of the vendor's tariff; the provider's is not needed.
fn vendor_tariff(twin: &Twin) -> String {
    twin.sell_by_hand(TYPE);
    let list = twin.vendor_staff("pricelist", &[]);
    let ours = list
        .children_of("elem")
        .find(|row| row.text_of("name") == Some(TYPE));
    text(ours.expect("the tariff is listed"), "id").to_owned()
}

fn card(twin: &Twin, service: &str) -> Node {
    fine(twin.reseller_calls("softexternal.edit", &[("elid", service)]))
}

/// The only open task at the vendor.
fn task(twin: &Twin) -> Node {
    let list = twin.vendor_staff("task", &[]);
    let mut rows = list.children_of("elem");
    let row = rows.next().expect("a task is open").clone();
    assert!(rows.next().is_none(), "one task is open");
    row
}

/// The vendor's staff close the only open task, which is of this type.
fn close(twin: &Twin, kind: &str, found: &[(&str, &str)]) {
    let row = task(twin);
    assert_eq!(text(&row, "type"), kind);
    let mut parameters = vec![("elid", text(&row, "id")), ("status", "2"), ("sok", "ok")];
    parameters.extend_from_slice(found);
    twin.vendor_staff("task.edit", &parameters);
    assert_eq!(
        twin.vendor_staff("task", &[]).children_of("elem").count(),
        0
    );
    assert_eq!(
        twin.vendor_staff("runningoperation", &[])
            .children_of("elem")
            .count(),
        0
    );
}

fn reseller_has(twin: &Twin, balance: &str, reserved: &str) {
    let found = Twin::funds(&twin.vendor, &twin.reseller);
    assert_eq!(found, (balance.to_owned(), reserved.to_owned()));
}

#[test]
fn an_order_is_taken_filled_and_closed_by_staff() {
    twins(|twin| {
        let service = order(twin, &vendor_tariff(twin));
        assert_eq!(status_key(&card(twin, &service)), "5_open");
        reseller_has(twin, "100.00", "6.00");
        let row = task(twin);
        assert_eq!(text(&row, "department"), "Support");
        assert_eq!(text(&row, "auto"), "off");
        let id = text(&row, "id").to_owned();
        let operation = twin.vendor_staff("runningoperation", &[]);
        let operation = operation.child("elem").expect("it is open");
        assert_eq!(
            (state(operation), text(operation, "auto")),
            ("waiting", "off")
        );
        // Nobody but a person goes on with it.
        let operation = text(operation, "id").to_owned();
        let started = twin.try_vendor_staff("runningoperation.start", &[("elid", &operation)]);
        assert!(message(&started).contains("by hand"), "{started:?}");
        let deleted = twin.try_vendor_staff("task.delete", &[("elid", &id)]);
        assert_eq!(refusal(&deleted), "value elid");
        let took = [("elid", id.as_str()), ("performer", ADMIN), ("sok", "ok")];
        twin.vendor_staff("task.edit", &took);
        assert_eq!(text(&task(twin), "performer"), "admin");
        let filled = [
            ("elid", id.as_str()),
            ("lickey", "KEY-1"),
            ("ip", "192.0.2.7"),
            ("param_login", "root"),
            ("param_rack", "A7"),
            ("hidden_rack", "on"),
            ("secret_rootpw", "open sesame"),
            ("sok", "ok"),
        ];
        let answer = twin.vendor_staff("task.edit", &filled);
        assert!(
            !format!("{answer:?}").contains("sesame"),
            "a secret is not repeated"
        );
        assert_eq!(
            text(&card(twin, &service), "lickey"),
            "",
            "nothing is delivered yet"
        );
        close(twin, "postopen", &[("expiredate", "2026-03-01")]);
        let card = card(twin, &service);
        assert_eq!(status_key(&card), "2");
        assert_eq!(text(&card, "lickey"), "KEY-1");
        assert_eq!(text(&card, "ip"), "192.0.2.7");
        assert_eq!(text(&card, "expiredate"), "2026-03-01");
        assert_eq!(text(&card, "param_login"), "root");
        assert_eq!(text(&card, "crypted_rootpw"), "on");
        assert!(
            card.child("param_rack").is_none(),
            "hidden from its customer"
        );
        assert!(!format!("{card:?}").contains("sesame"));
        reseller_has(twin, "94.00", "0.00");
        let again = [("elid", id.as_str()), ("status", "2"), ("sok", "ok")];
        assert_eq!(error(&twin.try_vendor_staff("task.edit", &again)), "value");
        reseller_has(twin, "94.00", "0.00");
    });
}

#[test]
fn every_operation_becomes_a_task_of_its_type() {
    twins(|twin| {
        let service = order(twin, &vendor_tariff(twin));
        close(twin, "postopen", &[("lickey", "KEY-1")]);
        let elid = ("elid", service.as_str());
        let call = |function: &str, parameters: &[(&str, &str)], kind: &str, key: &str| {
            let mut all = vec![elid, ("sok", "ok")];
            all.extend_from_slice(parameters);
            fine(twin.reseller_calls(function, &all));
            close(twin, kind, &[]);
            assert_eq!(status_key(&card(twin, &service)), key, "{function}");
        };
        call("softexternal.suspend", &[], "postsuspend", "3");
        call("softexternal.resume", &[], "postresume", "2");
        call("service.prolong", &[("period", "1")], "postprolong", "2");
        assert_eq!(text(&card(twin, &service), "expiredate"), "2026-03-10");
        reseller_has(twin, "88.00", "0.00");
        call(
            "softexternal.edit",
            &[("licname", "renamed")],
            "postsetparam",
            "2",
        );
        assert_eq!(text(&card(twin, &service), "licname"), "renamed");
        let key = [elid, ("clicked_button", "newkey"), ("sok", "ok")];
        fine(twin.reseller_calls("softexternal.edit", &key));
        close(twin, "postsetparam", &[("lickey", "KEY-2")]);
        assert_eq!(text(&card(twin, &service), "lickey"), "KEY-2");
        call("softexternal.delete", &[], "postclose", "4");
    });
}

#[test]
fn a_task_whose_form_is_sent_whole_takes_nothing_from_the_service() {
    twins(|twin| {
        let service = order(twin, &vendor_tariff(twin));
        let filled = [("lickey", "KEY-1"), ("ip", "192.0.2.7")];
        close(twin, "postopen", &filled);
        let prolong = [("elid", service.as_str()), ("period", "1"), ("sok", "ok")];
        fine(twin.reseller_calls("service.prolong", &prolong));
        let id = text(&task(twin), "id").to_owned();
        let mistyped = [("elid", id.as_str()), ("lickey", "KEY-?"), ("sok", "ok")];
        twin.vendor_staff("task.edit", &mistyped);
        let form = twin.vendor_staff("task.edit", &[("elid", &id)]);
        let whole = [
            ("licname", text(&form, "licname")),
            ("ip", ""),
            ("lickey", ""),
            ("expiredate", text(&form, "expiredate")),
        ];
        close(twin, "postprolong", &whole);
        let found = card(twin, &service);
        assert_eq!(text(&found, "lickey"), "KEY-1");
        assert_eq!(text(&found, "ip"), "192.0.2.7");
    });
}

#[test]
fn an_end_that_staff_set_while_they_work_holds_whatever_the_work_is() {
    twins(|twin| {
        let service = order(twin, &vendor_tariff(twin));
        close(twin, "postopen", &[("expiredate", "2026-02-20")]);
        let elid = ("elid", service.as_str());
        fine(twin.reseller_calls("softexternal.suspend", &[elid, ("sok", "ok")]));
        let end = [elid, ("expiredate", "2026-03-25"), ("sok", "ok")];
        twin.vendor_staff("service.setexpiredate", &end);
        close(twin, "postsuspend", &[]);
        assert_eq!(text(&card(twin, &service), "expiredate"), "2026-03-25");
        fine(twin.reseller_calls("softexternal.resume", &[elid, ("sok", "ok")]));
        close(twin, "postresume", &[]);
        // Months are counted from the end that was set.
        let prolong = [elid, ("period", "1"), ("sok", "ok")];
        fine(twin.reseller_calls("service.prolong", &prolong));
        close(twin, "postprolong", &[]);
        assert_eq!(text(&card(twin, &service), "expiredate"), "2026-04-25");
    });
}

#[test]
fn the_functions_of_a_script_end_operations_too() {
    twins(|twin| {
        let service = order(twin, &vendor_tariff(twin));
        let elid = ("elid", service.as_str());
        let early = twin.try_vendor_staff("service.postclose", &[elid]);
        assert_eq!(error(&early), "locked");
        let kind = twin.vendor_staff("task.gettype", &[("operation", "open")]);
        assert_eq!(text(&kind, "task_type"), "postopen");
        for (name, value) in [("lickey", "KEY-9"), ("ip", "192.0.2.9"), ("note", "hello")] {
            let saved = [elid, ("name", name), ("value", value), ("sok", "ok")];
            twin.vendor_staff("service.saveparam", &saved);
        }
        let secret = [
            elid,
            ("name", "pin"),
            ("value", "4711"),
            ("crypted", "on"),
            ("sok", "ok"),
        ];
        let answer = twin.vendor_staff("service.saveparam", &secret);
        assert!(!format!("{answer:?}").contains("4711"), "{answer:?}");
        let end = [elid, ("expiredate", "2026-04-01"), ("sok", "ok")];
        twin.vendor_staff("service.setexpiredate", &end);
        twin.vendor_staff("service.postopen", &[elid, ("sok", "ok")]);
        let found = card(twin, &service);
        assert_eq!((status_key(&found), text(&found, "lickey")), ("2", "KEY-9"));
        assert_eq!(text(&found, "expiredate"), "2026-04-01");
        assert_eq!(text(&found, "param_note"), "hello");
        twin.vendor_staff(
            "service.saveparam",
            &[elid, ("name", "note"), ("sok", "ok")],
        );
        assert!(card(twin, &service).child("param_note").is_none());
        // Saying it again changes nothing.
        twin.vendor_staff("service.postopen", &[elid, ("sok", "ok")]);
        reseller_has(twin, "94.00", "0.00");
        let missing = twin.try_vendor_staff("service.postopen", &[("elid", "999")]);
        assert_eq!(refusal(&missing), "missed item");
    });
}

#[test]
fn a_task_that_cannot_be_done_gives_the_money_back() {
    twins(|twin| {
        let tariff = vendor_tariff(twin);
        let first = order(twin, &tariff);
        let id = text(&task(twin), "id").to_owned();
        let silent = twin.try_vendor_staff("task.refuse", &[("elid", &id)]);
        assert_eq!(refusal(&silent), "value reason");
        twin.vendor_staff("task.refuse", &[("elid", &id), ("reason", "sold out")]);
        reseller_has(twin, "100.00", "0.00");
        let list = twin.vendor_staff("softexternal", &[("closed", "on"), ("filter", "on")]);
        let row = list
            .children_of("elem")
            .find(|row| text(row, "id") == first);
        assert_eq!(row.map(|row| text(row, "status")), Some("4"));
        // A refused renewal leaves the service as it was.
        let second = order(twin, &tariff);
        close(twin, "postopen", &[]);
        let prolong = [("elid", second.as_str()), ("period", "1"), ("sok", "ok")];
        fine(twin.reseller_calls("service.prolong", &prolong));
        reseller_has(twin, "94.00", "6.00");
        let id = text(&task(twin), "id").to_owned();
        twin.vendor_staff("task.refuse", &[("elid", &id), ("reason", "no")]);
        reseller_has(twin, "94.00", "0.00");
        let found = card(twin, &second);
        assert_eq!(
            (status_key(&found), text(&found, "expiredate")),
            ("2", "2026-02-10")
        );
    });
}

#[test]
fn a_renewal_that_staff_refused_does_not_come_again_by_itself() {
    twins(|twin| {
        let service = order(twin, &vendor_tariff(twin));
        close(twin, "postopen", &[]);
        let by_itself = [
            ("elid", service.as_str()),
            ("autoprolong", "1"),
            ("sok", "ok"),
        ];
        fine(twin.reseller_calls("softexternal.edit", &by_itself));
        twin.pass_days(31);
        let row = task(twin);
        assert_eq!(text(&row, "type"), "postprolong");
        let refused = [("elid", text(&row, "id")), ("reason", "sold out")];
        twin.vendor_staff("task.refuse", &refused);
        twin.pass_seconds(3600);
        let tasks = twin.vendor_staff("task", &[]);
        assert_eq!(tasks.children_of("elem").count(), 0, "{tasks:?}");
        reseller_has(twin, "94.00", "0.00");
        // At the end of the day its time is over.
        twin.pass_seconds(24 * 3600);
        close(twin, "postsuspend", &[]);
        assert_eq!(status_key(&card(twin, &service)), "3_autosuspend");
    });
}

#[test]
fn a_provider_that_resells_it_hears_when_staff_are_done() {
    twins(|twin| {
        let tariff = twin.sell_by_hand(TYPE);
        let parameters = [
            ("pricelist", tariff.as_str()),
            ("period", "1"),
            ("ip", "192.0.2.1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let answer = fine(twin.customer_calls("softexternal.order.param", &parameters));
        let service = text(&answer, "id").to_owned();
        let card = || fine(twin.customer_calls("softexternal.edit", &[("elid", &service)]));
        twin.heal();
        assert_eq!(status_key(&card()), "5_open");
        let waits = twin.operation(&service).expect("it waits for the vendor");
        assert_eq!(state(&waits), "waiting");
        // The provider's own task is not to be touched.
        let posted = twin.try_provider_staff("service.postopen", &[("elid", &service)]);
        assert_eq!(error(&posted), "access");
        assert!(message(&posted).contains("take it over"), "{posted:?}");
        close(twin, "postopen", &[("lickey", "KEY-1")]);
        twin.check_event();
        assert_eq!(
            (status_key(&card()), text(&card(), "lickey")),
            ("2", "KEY-1")
        );
        let stop = [("elid", service.as_str()), ("sok", "ok")];
        fine(twin.customer_calls("softexternal.suspend", &stop));
        twin.work();
        close(twin, "postsuspend", &[]);
        twin.check_event();
        assert_eq!(status_key(&card()), "3");
        fine(twin.customer_calls("softexternal.resume", &stop));
        twin.work();
        close(twin, "postresume", &[]);
        let prolong = [("elid", service.as_str()), ("period", "1"), ("sok", "ok")];
        twin.check_event();
        fine(twin.customer_calls("service.prolong", &prolong));
        twin.work();
        close(twin, "postprolong", &[]);
        twin.check_event();
        assert_eq!(text(&card(), "expiredate"), "2026-03-10");
        twin.must_have("184.00", "88.00");
    });
}

#[test]
fn a_refused_order_is_given_up_along_the_chain() {
    twins(|twin| {
        let tariff = twin.sell_by_hand(TYPE);
        let parameters = [
            ("pricelist", tariff.as_str()),
            ("period", "1"),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        fine(twin.customer_calls("softexternal.order.param", &parameters));
        twin.work();
        let id = text(&task(twin), "id").to_owned();
        twin.vendor_staff("task.refuse", &[("elid", &id), ("reason", "sold out")]);
        twin.heal();
        twin.must_have("200.00", "100.00");
    });
}
