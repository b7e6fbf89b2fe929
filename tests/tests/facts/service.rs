//! A service as staff see it: what it earns, what was done to it, what its seller was asked.

use onsell_engine::record;
use onsell_tests::bundle::{Bundle, LITE, settle};
use onsell_tests::{Twin, refusal, text, twins};
use onsell_wire::Node;

fn card(twin: &Twin, service: &str) -> Node {
    twin.provider_staff("service.card", &[("elid", service)])
}

fn told<const N: usize>(node: &Node, part: &str, names: [&str; N]) -> [String; N] {
    let part = node
        .child(part)
        .unwrap_or_else(|| panic!("no {part}: {node:?}"));
    names.map(|name| text(part, name).to_owned())
}

#[test]
fn a_card_has_price_cost_and_margin_and_the_sellers_page() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        let waiting = card(twin, &service);
        let operation = told(&waiting, "operation", ["intname", "auto"]);
        assert_eq!(operation, ["open", "on"]);
        twin.heal();
        let shown = card(twin, &service);
        assert!(shown.child("operation").is_none(), "{shown:?}");
        let money = ["price", "cost", "margin", "margin_month", "margin_percent"];
        let expect = ["8.00 EUR", "6.00 EUR", "2.00 EUR", "2.00 EUR", "25.0"];
        assert_eq!(told(&shown, "money", money), expect);
        let license = twin.license(&service).expect("at the vendor");
        let id = text(&license, "id");
        let [number, link] = told(&shown, "upstream", ["id", "link"]);
        assert_eq!(number, id);
        assert!(
            link.ends_with(&format!("/panel/soft.edit?elid={id}")),
            "{link}"
        );
        assert_eq!(told(&shown, "money", ["last_charged"]), ["6.00 EUR"]);
        let missing = twin.try_provider_staff("service.card", &[("elid", "99")]);
        assert_eq!(refusal(&missing), "missed item");
    });
}

#[test]
fn a_server_costs_what_its_license_costs() {
    twins(|twin| {
        let bundle = Bundle::at(twin);
        let server = bundle.server(twin, LITE, "192.0.2.1");
        settle(twin);
        let shown = card(twin, &server);
        let [license, cost] = told(&shown, "license", ["id", "cost"]);
        assert_eq!(cost, "6.00 EUR");
        assert_eq!(told(&shown, "money", ["cost"]), ["6.00 EUR"]);
        let shown = card(twin, &license);
        assert_eq!(told(&shown, "parent", ["id"]), [server]);
    });
}

#[test]
fn what_was_done_to_a_service_is_listed_in_pages() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        twin.heal();
        let elid = ("elid", service.as_str());
        for function in ["soft.suspend", "soft.resume"] {
            twin.customer_calls(function, &[elid]);
            twin.heal();
        }
        let list = |more: &[(&str, &str)]| {
            let list = twin.provider_staff("service.operation", &[&[elid], more].concat());
            let rows = list.children_of("elem");
            let rows: Vec<String> = rows
                .map(|row| format!("{} {}", text(row, "intname"), text(row, "charged")))
                .collect();
            (rows.join(", "), text(&list, "p_elems").to_owned())
        };
        let all = "resume , suspend , open 6.00 EUR".to_owned();
        assert_eq!(list(&[]), (all, "3".to_owned()));
        let page = [("p_cnt", "2"), ("p_num", "2")];
        assert_eq!(list(&page), ("open 6.00 EUR".to_owned(), "3".to_owned()));
        let missing = twin.try_provider_staff("service.operation", &[("elid", "99")]);
        assert_eq!(refusal(&missing), "missed item");
    });
}

#[test]
fn calls_about_a_service_are_found_by_it() {
    twins(|twin| {
        let record = [("elid", "1"), ("minutes", "120"), ("sok", "ok")];
        twin.provider_staff("processing.record", &record);
        let [first, second] = ["192.0.2.1", "192.0.2.2"].map(|ip| twin.order(ip));
        twin.heal();
        twin.customer_calls("soft.suspend", &[("elid", first.as_str())]);
        twin.work();
        record::keep(twin.provider.engine()).expect("they are written");
        let calls = |service: &str| {
            let list = twin.provider_staff("service.calls", &[("elid", service)]);
            let rows = list.children_of("elem");
            let rows: Vec<String> = rows.map(|row| text(row, "function").to_owned()).collect();
            rows
        };
        assert_eq!(calls(&first), ["soft.suspend", "soft.order.param"]);
        assert_eq!(calls(&second), ["soft.order.param"]);
        assert_eq!(text(&card(twin, &first), "calls"), "2");
    });
}

#[test]
fn a_card_tells_when_address_and_key_may_change_next() {
    twins(|twin| {
        let service = twin.order("192.0.2.1");
        let next = ["ip_change_next", "lickey_change_next"];
        let hints = ["ip_change_hint", "lickey_change_hint"];
        let read = |names: [&str; 2]| names.map(|name| text(&twin.card(&service), name).to_owned());
        assert_eq!(read(hints), ["Another change is under way: Activation"; 2]);
        twin.heal();
        assert_eq!(
            (read(next), read(hints)),
            (Default::default(), Default::default())
        );
        let edit = [
            ("elid", service.as_str()),
            ("ip", "192.0.2.9"),
            ("sok", "ok"),
        ];
        twin.customer_calls("soft.edit", &edit);
        // While the seller works on it both are shown.
        let card = twin.card(&service);
        assert_eq!(text(&card, "ip"), "192.0.2.1");
        let lists = card.children_of("list");
        let mut lists = lists.filter(|list| list.attribute("name") == Some("requested"));
        let asked = lists.next().expect("what is asked for");
        assert_eq!(text(&card, "requested"), "setparam");
        let row = asked.child("elem").expect("a row");
        let told = ["name", "before", "after"].map(|name| text(row, name));
        assert_eq!(told, ["ip", "192.0.2.1", "192.0.2.9"]);
        assert_eq!(
            read(hints),
            ["Another change is under way: Change of parameters"; 2]
        );
        twin.heal();
        let card = twin.card(&service);
        assert_eq!(text(&card, "ip"), "192.0.2.9");
        let changed = text(&card, "ip_change_date");
        let changed: onsell_domain::Date = changed.parse().expect("a day");
        let [ip, key] = read(next);
        let ip: onsell_domain::Date = ip.parse().expect("a day");
        assert_eq!((ip - changed).get_days(), 31, "the documented distance");
        assert_eq!(key, "");
        assert!(
            read(hints)[0].ends_with(&ip.to_string()),
            "{:?}",
            read(hints)
        );
        let row = twin.customer_calls("service.ip", &[("elid", service.as_str())]);
        let row = row.child("elem").expect("an address");
        assert_eq!(text(row, "ip_change_next"), ip.to_string());
        // What it says is what happens.
        let again = [
            ("elid", service.as_str()),
            ("ip", "192.0.2.10"),
            ("sok", "ok"),
        ];
        assert_eq!(
            refusal(&twin.customer_calls("soft.edit", &again)),
            "value ip"
        );
    });
}
