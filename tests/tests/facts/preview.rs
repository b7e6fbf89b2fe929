//! What a change would come to is what it comes to.

use onsell_engine::record;
use onsell_tests::bundle::{Bundle, LITE, licenses, settle};
use onsell_tests::{Fate, Twin, error, refusal, text, twins};
use onsell_wire::Node;

type Parameters<'a> = &'a [(&'a str, &'a str)];

fn preview(twin: &Twin, service: &str, action: &str, more: Parameters<'_>) -> Node {
    let parameters = [&[("elid", service), ("action", action)], more].concat();
    let answer = twin.try_provider_staff("service.preview", &parameters);
    assert_eq!(error(&answer), "", "{action}: {answer:?}");
    answer
}

/// The request that a preview shows, a line for each parameter.
fn shown_request(preview: &Node) -> Vec<String> {
    let upstream = preview.child("upstream").expect("for staff");
    assert_eq!(text(upstream, "how"), "request", "{upstream:?}");
    let request = upstream.child("request").expect("a request");
    let params = request.children_of("param");
    let line = |param: &Node| {
        let name = param.attribute("name").unwrap_or_default();
        format!("{name}={}", param.text)
    };
    params.map(line).collect()
}

/// The last request of a function that was really sent, without what every request has, and
/// without its key.
fn sent_request(twin: &Twin, function: &str) -> Vec<String> {
    record::keep(twin.provider.engine()).expect("it is written");
    let list = twin.provider_staff("processing.calls", &[("elid", "1")]);
    let rows: Vec<&Node> = list.children_of("elem").collect();
    let of_function = |row: &&&Node| text(row, "function") == function;
    let calls = rows.iter().filter(of_function);
    let call = |row: &&Node| {
        let call = [("elid", text(row, "id"))];
        let call = twin.provider_staff("processing.calls.edit", &call);
        text(&call, "request").to_owned()
    };
    let id = |row: &&&Node| text(row, "id").parse::<i64>().expect("a number");
    let newest = calls.max_by_key(id);
    let request = call(newest.unwrap_or_else(|| panic!("no {function} was sent")));
    let common = ["out=", "lang=", "authinfo=", "orderkey="];
    let lines = request.lines();
    let lines = lines.filter(|line| !common.iter().any(|common| line.starts_with(common)));
    lines.map(str::to_owned).collect()
}

/// What a preview says will be another here: name, before, after.
fn changes(preview: &Node) -> Vec<String> {
    let here = preview.child("here").expect("here");
    let fields = ["name", "before", "after"];
    let row = |row: &Node| fields.map(|field| text(row, field).to_owned()).join(" | ");
    here.children_of("elem").map(row).collect()
}

fn money(preview: &Node) -> [String; 3] {
    let here = preview.child("here").expect("here");
    ["charge", "refund", "balance_after"].map(|name| text(here, name).to_owned())
}

#[test]
fn what_is_shown_is_what_is_sent() {
    twins(|twin| {
        let pro = twin.import("55230", "12.00");
        let service = twin.order("192.0.2.1");
        twin.heal();
        let edit: Parameters<'_> = &[("licname", "new.example.com")];
        let tariff: Parameters<'_> = &[("pricelist", &pro)];
        let period: Parameters<'_> = &[("period", "1")];
        let nodes: Parameters<'_> = &[("addon_1", "3")];
        let acts: [(&str, Parameters<'_>, &str); 8] = [
            ("suspend", &[], "soft.suspend"),
            ("resume", &[], "soft.resume"),
            ("prolong", period, "service.prolong"),
            ("edit", edit, "soft.edit"),
            ("newkey", &[], "soft.edit"),
            ("changepricelist", tariff, "service.changepricelist"),
            ("edit", nodes, "soft.edit"),
            ("close", &[], "soft.delete"),
        ];
        for (action, more, function) in acts {
            let record = [("elid", "1"), ("minutes", "120"), ("sok", "ok")];
            twin.provider_staff("processing.record", &record);
            let before = twin.card(&service);
            let funds = Twin::funds(&twin.provider, &twin.customer);
            let shown = preview(twin, &service, action, more);
            assert_eq!(twin.card(&service), before, "{action}: nothing changed");
            assert!(twin.operation(&service).is_none(), "{action}");
            let calls = twin.wire.calls();
            let call = [&[("elid", service.as_str()), ("sok", "ok")], more].concat();
            let button = [("clicked_button", "newkey")];
            let (name, call) = match action {
                "prolong" => ("service.prolong", call),
                "changepricelist" => ("service.changepricelist", call),
                "newkey" => ("soft.edit", [call.as_slice(), &button].concat()),
                "edit" => ("soft.edit", call),
                _ => (function, call),
            };
            twin.provider_staff(name, &call);
            assert_eq!(
                twin.wire.calls(),
                calls,
                "{action}: nothing was sent before"
            );
            twin.work();
            assert_eq!(
                shown_request(&shown),
                sent_request(twin, function),
                "{action}"
            );
            twin.heal();
            let after = Twin::funds(&twin.provider, &twin.customer).0;
            let [charge, refund, balance] = money(&shown);
            assert_eq!(
                balance,
                format!("{after} EUR"),
                "{action} {charge} {refund}"
            );
            let is_paid = matches!(action, "prolong" | "changepricelist") || more == nodes;
            assert_eq!(charge != "0.00 EUR", is_paid, "{action} {funds:?}");
            let card = twin.provider_staff("soft.edit", &[("elid", service.as_str())]);
            for change in changes(&shown) {
                let parts: Vec<&str> = change.split(" | ").collect();
                let field = match parts[0] {
                    "status" => "item_status",
                    "pricelist" => "pricelist_name",
                    other => other,
                };
                assert_eq!(text(&card, field), parts[2], "{action}: {change}");
            }
        }
    });
}

#[test]
fn a_renewal_shows_its_money_its_dates_and_its_cost() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let period = [("period", "1"), ("ask", "on")];
        let shown = preview(twin, &service, "prolong", &period);
        assert_eq!(money(&shown), ["8.00 EUR", "0.00 EUR", "184.00 EUR"]);
        assert_eq!(changes(&shown), ["expiredate | 2026-02-10 | 2026-03-10"]);
        let upstream = shown.child("upstream").expect("for staff");
        let told = ["cost", "quote", "looksfirst"].map(|name| text(upstream, name));
        assert_eq!(told, ["6.00 EUR", "6.00 EUR", "off"]);
        // Its customer sees the own side of it, and no more.
        let own = [
            ("elid", service.as_str()),
            ("action", "prolong"),
            ("ask", "on"),
        ];
        let calls = twin.wire.calls();
        let own = twin.customer_calls("service.preview", &own);
        assert!(own.child("upstream").is_none(), "{own:?}");
        assert_eq!(twin.wire.calls(), calls, "a customer has nobody asked");
        assert_eq!(money(&own), money(&shown));
        assert!(!format!("{own:?}").contains("6.00"), "{own:?}");
    });
}

#[test]
fn an_operation_that_failed_shows_what_its_start_would_send() {
    twins(|twin| {
        twin.wire.plan("soft.order.param", Fate::Refused);
        let record = [("elid", "1"), ("minutes", "120"), ("sok", "ok")];
        twin.provider_staff("processing.record", &record);
        let service = twin.order("192.0.2.1");
        twin.work();
        let operation = twin.operation(&service).expect("it needs attention");
        let shown = preview(twin, &service, "open", &[]);
        let request = shown_request(&shown);
        assert_eq!(request, sent_request(twin, "soft.order.param"));
        assert!(
            request.iter().all(|line| !line.starts_with("orderkey")),
            "{request:?}"
        );
        let upstream = shown.child("upstream").expect("for staff");
        assert_eq!(text(upstream, "looksfirst"), "on", "{upstream:?}");
        assert_eq!(twin.operation(&service), Some(operation), "nothing changed");
        // The price was held before, and is charged when it is done.
        assert_eq!(money(&shown), ["8.00 EUR", "0.00 EUR", "192.00 EUR"]);
    });
}

#[test]
fn what_is_refused_is_refused_beforehand() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let check = |action: &str, more: Parameters<'_>, expect: &str| {
            let call = [&[("elid", service.as_str()), ("action", action)], more].concat();
            let answer = twin.customer_calls("service.preview", &call);
            assert_eq!(refusal(&answer), expect, "{action}");
        };
        check("open", &[], "access");
        check("setmodule", &[("module", "1")], "access");
        check("fly", &[], "value action");
        check("changepricelist", &[], "value pricelist");
        check("prolong", &[("period", "7")], "value period");
        check("edit", &[("ip", "not an address")], "value ip");
        let other = [("elid", "99"), ("action", "suspend")];
        let other = twin.customer_calls("service.preview", &other);
        assert_eq!(refusal(&other), "missed item");
        let nothing = [("elid", service.as_str()), ("action", "open")];
        let nothing = twin.try_provider_staff("service.preview", &nothing);
        assert_eq!(refusal(&nothing), "missed runningoperation");
    });
}

#[test]
fn a_seller_of_its_own_licenses_sends_nothing() {
    twins(|twin| {
        let license = twin.vendor_license("192.0.2.1", "null");
        let call = [("elid", license.as_str()), ("action", "newkey")];
        let shown = twin.vendor_staff("service.preview", &call);
        let upstream = shown.child("upstream").expect("for staff");
        assert_eq!(
            (text(upstream, "how"), text(upstream, "cost")),
            ("nothing", "")
        );
        let call = [("elid", license.as_str()), ("action", "prolong")];
        let own = twin.reseller_calls("service.preview", &call);
        assert_eq!(changes(&own), ["expiredate | 2026-02-10 | 2026-03-10"]);
        assert_eq!(money(&own), ["6.00 EUR", "0.00 EUR", "88.00 EUR"]);
    });
}

#[test]
fn what_follows_for_the_license_of_a_server_is_shown_with_it() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let server = bundle.server(twin, LITE, "192.0.2.1");
        settle(twin);
        let told = licenses(twin);
        let stop = preview(twin, &server, "suspend", &[]);
        let upstream = stop.child("upstream").expect("for staff");
        let told_task = (text(upstream, "how"), text(upstream, "task"));
        assert_eq!(told_task, ("task", "postsuspend"));
        let follows: Vec<&Node> = upstream.children_of("elem").collect();
        let told_follows: Vec<[&str; 2]> = follows
            .iter()
            .map(|row| ["operation", "how"].map(|name| text(row, name)))
            .collect();
        assert_eq!(told_follows, [["suspend", "request"]]);
        let close = preview(twin, &server, "close", &[]);
        let upstream = close.child("upstream").expect("for staff");
        let follows: Vec<&Node> = upstream.children_of("elem").collect();
        assert_eq!(follows.len(), 1, "{close:?}");
        let told_follows = ["operation", "how"].map(|name| text(follows[0], name));
        assert_eq!(told_follows, ["close", "steps"]);
        settle(twin);
        assert_eq!(licenses(twin), told, "nothing happened");
        // Its customer has a server, and hears nothing of licenses.
        let own = [("elid", server.as_str()), ("action", "suspend")];
        let own = twin.customer_calls("service.preview", &own);
        assert!(own.child("upstream").is_none(), "{own:?}");
    });
}
