//! Tariffs of a seller become ours and are looked at again later: addons, closed lists with their
//! values, costs in another currency, and what keeps a tariff from being imported.

use onsell_domain::{Amount, Currency, Money, ProviderId};
use onsell_engine::currency_rate;
use onsell_store::catalogue::{self, Provider};
use onsell_tests::vendor::{BUSINESS, Catalogue, NODES, error, rows, with};
use onsell_tests::{Fate, Twin, text, twins};
use onsell_wire::Node;

/// The provider's number of the tariff, its addons by the names of the vendor, and its values.
struct Imported {
    tariff: String,
    nodes: String,
    panel: String,
}

fn import(twin: &Twin) -> Node {
    let parameters = [
        ("processingmodule", "1"),
        ("pricelist", BUSINESS),
        ("sok", "ok"),
    ];
    twin.try_provider_staff("pricelist.import", &parameters)
}

/// Imports the vendor's tariff; the provider has lists of its own, so that no number is the same on
/// both sides.
fn imported(twin: &Twin) -> Imported {
    for list in ["Disks", "Colors"] {
        let parameters = [("name", list), ("sok", "ok")];
        let list = twin.provider_staff("enumeration.edit", &parameters);
        let parameters = [("plid", text(&list, "id")), ("name", "One"), ("sok", "ok")];
        twin.provider_staff("enumeration.item.edit", &parameters);
    }
    let answer = import(twin);
    assert_eq!(error(&answer), "", "{answer:?}");
    let tariff = text(&answer, "id").to_owned();
    let addons = rows(&twin.provider_staff("pricelist.detail", &[("elid", &tariff)]));
    let of_type = |kind: &str| text(with(&addons, "addontype", kind), "id").to_owned();
    Imported {
        nodes: of_type("2"),
        panel: of_type("3"),
        tariff,
    }
}

fn values(twin: &Twin, addon: &str) -> Vec<Node> {
    rows(&twin.provider_staff("pricelist.detail.item", &[("elid", addon)]))
}

fn sync(twin: &Twin, tariff: &str) -> Vec<Node> {
    rows(&twin.provider_staff("pricelist.sync", &[("elid", tariff)]))
}

/// The lines of a report as change, object and name.
fn told(lines: &[Node]) -> Vec<(&str, &str, &str)> {
    lines
        .iter()
        .map(|line| {
            (
                text(line, "change"),
                text(line, "object"),
                text(line, "name"),
            )
        })
        .collect()
}

fn order(twin: &Twin, tariff: &str, more: &[(&str, &str)]) -> Node {
    let mut parameters = vec![
        ("pricelist", tariff),
        ("period", "1"),
        ("licname", "srv.example.com"),
        ("skipbasket", "on"),
        ("sok", "ok"),
    ];
    parameters.extend(more);
    twin.customer_calls("soft.order.param", &parameters)
}

#[test]
fn a_tariff_comes_with_its_addons_and_their_values() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let here = imported(twin);
        let tariffs = rows(&twin.provider_staff("pricelist", &[]));
        assert_eq!(text(with(&tariffs, "id", &here.tariff), "status"), "off");
        let addons = rows(&twin.provider_staff("pricelist.detail", &[("elid", &here.tariff)]));
        let seen: Vec<_> = addons
            .iter()
            .map(|addon| ["intname", "name", "status"].map(|name| text(addon, name)))
            .collect();
        let panel = [vendor.panel.as_str(), "Control panel", "on"];
        assert_eq!(seen, [[NODES, "Nodes", "on"], panel]);
        let there = with(&addons, "addontype", "3");
        assert_ne!(text(there, "enumeration"), vendor.list, "numbers differ");
        let values = values(twin, &here.panel);
        let seen: Vec<_> = values
            .iter()
            .map(|value| ["name", "intname", "price", "status"].map(|name| text(value, name)))
            .collect();
        let lite = "5.00 EUR / Month, 50.00 EUR / 12 Months";
        assert_eq!(
            seen,
            [
                ["No panel", "", "0.00 EUR / Month", "on"],
                ["Lite", "55227", lite, "on"],
            ],
            "a value without a price and one that is off are not offered"
        );
        let russian = [("elid", text(there, "enumeration")), ("lang", "ru")];
        let values = rows(&twin.provider_staff("enumerationitem", &russian));
        assert_eq!(text(&values[0], "name"), "Без панели");
        assert_eq!(text(&values[0], "default"), "on");
    });
}

#[test]
fn importing_twice_doubles_nothing_and_keeps_what_is_ours() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let here = imported(twin);
        let lite = text(&values(twin, &here.panel)[1], "id").to_owned();
        for (function, parameters) in [
            (
                "pricelist.edit",
                vec![
                    ("elid", here.tariff.as_str()),
                    ("name", "Ours"),
                    ("price_1", "99.00"),
                ],
            ),
            (
                "pricelist.detail.edit",
                vec![
                    ("elid", here.nodes.as_str()),
                    ("name", "Our nodes"),
                    ("price_1", "20.00"),
                ],
            ),
            (
                "pricelist.detail.item.edit",
                vec![
                    ("plid", here.panel.as_str()),
                    ("elid", &lite),
                    ("price_1", "9.00"),
                ],
            ),
            (
                "enumeration.item.edit",
                vec![("elid", lite.as_str()), ("name", "Our Lite")],
            ),
        ] {
            let mut parameters = parameters.clone();
            parameters.push(("sok", "ok"));
            twin.provider_staff(function, &parameters);
        }
        let everything = || {
            let lists = ["pricelist", "enumeration"].map(|list| twin.provider_staff(list, &[]));
            let addons = twin.provider_staff("pricelist.detail", &[("elid", &here.tariff)]);
            format!("{lists:?} {addons:?} {:?}", values(twin, &here.panel))
        };
        let before = everything();
        let again = import(twin);
        assert_eq!(text(&again, "id"), here.tariff);
        assert_eq!(again.text_of("warning"), None, "{again:?}");
        assert_eq!(everything(), before);
        vendor.reprice(twin, "7.00");
        import(twin);
        assert_eq!(everything(), before, "prices are ours");
        let parameters = [("plid", here.panel.as_str()), ("elid", &lite)];
        let value = twin.provider_staff("pricelist.detail.item.edit", &parameters);
        assert_eq!(
            (text(&value, "price_1"), text(&value, "cost_1")),
            ("9.00", "7.00")
        );
    });
}

#[test]
fn a_value_is_ordered_upstream_by_the_sellers_number() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let here = imported(twin);
        twin.provider_staff("pricelist.resume", &[("elid", &here.tariff)]);
        twin.pay_provider("500.00");
        twin.pay_vendor("500.00");
        let values = values(twin, &here.panel);
        let lite = text(with(&values, "name", "Lite"), "id");
        assert_ne!(lite, vendor.lite, "numbers differ");
        let field = format!("addon_{}", here.panel);
        let nodes = format!("addon_{}", here.nodes);
        let form = twin.customer_calls(
            "soft.order.param",
            &[("pricelist", &here.tariff), ("period", "1")],
        );
        let offered = form
            .children_of("slist")
            .find(|list| list.attribute("name") == Some(&field))
            .expect("the form offers the values");
        assert_eq!(offered.children_of("val").count(), 2);
        let chosen = order(twin, &here.tariff, &[(&field, lite), (&nodes, "3")]);
        let cost = |answer: &Node| text(answer, "charged").to_owned();
        let base = order(twin, &here.tariff, &[]);
        // 15.00 for the license; the default value costs nothing, Lite 5.00, two more nodes 24.00.
        assert_eq!(
            (cost(&base).as_str(), cost(&chosen).as_str()),
            ("15.00 EUR", "44.00 EUR")
        );
        twin.heal();
        let there = |answer: &Node| {
            let license = twin.license(text(answer, "id"));
            let license = license.expect("it was ordered there");
            let card = twin.reseller_calls("soft.edit", &[("elid", text(&license, "id"))]);
            let value = |addon: &str| text(&card, &format!("addon_{addon}")).to_owned();
            (value(&vendor.panel), value(NODES))
        };
        assert_eq!(there(&chosen), (vendor.lite.clone(), "3".to_owned()));
        assert_eq!(there(&base), (vendor.none.clone(), "1".to_owned()));
        let card = twin.card(text(&chosen, "id"));
        assert_eq!((text(&card, "status"), text(&card, &field)), ("2", lite));
        // The renewal for another period is priced by the value and not by its number.
        let preview = twin.customer_calls(
            "service.prolong",
            &[("elid", text(&chosen, "id")), ("period", "12")],
        );
        assert!(format!("{preview:?}").contains("440.00"), "{preview:?}");
    });
}

#[test]
fn what_is_no_value_of_the_list_cannot_be_ordered() {
    twins(|twin| {
        Catalogue::at(twin);
        let here = imported(twin);
        twin.provider_staff("pricelist.resume", &[("elid", &here.tariff)]);
        let field = format!("addon_{}", here.panel);
        let refused = |value: &str, period: &str| {
            let parameters = [(field.as_str(), value), ("period", period)];
            let answer = order(twin, &here.tariff, &parameters);
            assert_eq!(error(&answer), "value", "{value} for {period}: {answer:?}");
            let object = answer
                .child("error")
                .and_then(|error| error.attribute("object"));
            assert_eq!(object, Some(field.as_str()));
        };
        let values = values(twin, &here.panel);
        let [none, lite] = ["No panel", "Lite"].map(|name| text(with(&values, "name", name), "id"));
        // A value of another list, none at all, and one without a price for the period.
        for value in ["1", "0", "-1", "9223372036854775807"] {
            refused(value, "1");
        }
        refused(none, "12");
        let off = [
            ("plid", here.panel.as_str()),
            ("elid", lite),
            ("active", "off"),
            ("sok", "ok"),
        ];
        twin.provider_staff("pricelist.detail.item.edit", &off);
        refused(lite, "1");
        assert_eq!(
            rows(&twin.customer_calls("soft", &[])).len(),
            0,
            "nothing is half made"
        );
        let funds = Twin::funds(&twin.provider, &twin.customer);
        assert_eq!(funds, ("200.00".into(), "0.00".into()));
    });
}

#[test]
fn a_sync_takes_over_what_the_seller_changed() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let here = imported(twin);
        twin.provider_staff("pricelist.resume", &[("elid", &here.tariff)]);
        assert_eq!(told(&sync(twin, &here.tariff)), [], "nothing changed");
        // A value and an addon more, a value and an addon less, other prices, another period.
        vendor.change(twin);
        let lines = sync(twin, &here.tariff);
        assert_eq!(
            told(&lines),
            [
                ("cost", "pricelist", "ispmanager 6 Business"),
                ("created", "enumerationitem", "Pro"),
                ("deactivated", "enumerationitem", "Lite"),
                ("created", "enumeration", "Support"),
                ("created", "enumerationitem", "Basic"),
                ("created", "pricelist.detail", "Support"),
                ("deactivated", "pricelist.detail", "Nodes"),
            ],
            "{lines:#?}"
        );
        let addons = rows(&twin.provider_staff("pricelist.detail", &[("elid", &here.tariff)]));
        let status = |name: &str| text(with(&addons, "name", name), "status").to_owned();
        assert_eq!(
            ["Nodes", "Control panel", "Support"].map(status),
            ["off", "on", "off"]
        );
        let values = values(twin, &here.panel);
        let status = |name: &str| text(with(&values, "name", name), "status").to_owned();
        assert_eq!(
            ["No panel", "Lite", "Pro"].map(status),
            ["on", "off", "off"]
        );
        let card = twin.provider_staff("pricelist.edit", &[("elid", &here.tariff)]);
        assert_eq!(
            (text(&card, "price_1"), text(&card, "cost_1")),
            ("15.00", "33.00")
        );
        assert_eq!(
            card.text_of("price_3"),
            None,
            "not sold before it has a price of ours"
        );
        assert_eq!(
            told(&sync(twin, &here.tariff)),
            [],
            "everything is taken over"
        );
        // What comes back stays off until somebody switches it on.
        vendor.put_back(twin);
        let lines = sync(twin, &here.tariff);
        assert_eq!(
            told(&lines),
            [
                ("cost", "pricelist.detail", "Nodes"),
                ("cost", "pricelist.detail", "Nodes"),
                ("cost", "enumerationitem", "Lite"),
                ("cost", "enumerationitem", "Lite"),
            ]
        );
        let addons = rows(&twin.provider_staff("pricelist.detail", &[("elid", &here.tariff)]));
        assert_eq!(text(with(&addons, "name", "Nodes"), "status"), "off");
    });
}

#[test]
fn a_tariff_that_is_gone_there_cannot_be_ordered_here() {
    twins(|twin| {
        Catalogue::at(twin);
        let here = imported(twin);
        twin.provider_staff("pricelist.resume", &[("elid", &here.tariff)]);
        twin.vendor_staff("pricelist.suspend", &[("elid", BUSINESS)]);
        let check = twin.provider_staff("processing.check", &[("elid", "1")]);
        let gone = with(&rows(&check), "name", "tariffs_gone").clone();
        assert_eq!(text(&gone, "status"), "warning");
        let lines = sync(twin, &here.tariff);
        assert_eq!(
            told(&lines),
            [("deactivated", "pricelist", "ispmanager 6 Business")]
        );
        let answer = order(twin, &here.tariff, &[]);
        assert_eq!(error(&answer), "value", "{answer:?}");
        assert_eq!(
            told(&sync(twin, &here.tariff))[0].0,
            "warning",
            "it was off already"
        );
        // An empty list says nothing about one tariff, and neither does silence.
        twin.provider_staff("pricelist.resume", &[("elid", &here.tariff)]);
        twin.vendor_staff("pricelist.suspend", &[("elid", "55239, 55227")]);
        let refused = || twin.try_provider_staff("pricelist.sync", &[("elid", &here.tariff)]);
        assert_eq!(error(&refused()), "client");
        twin.wire.plan("pricelist.export", Fate::Unreachable);
        assert_eq!(error(&refused()), "client");
        let tariffs = rows(&twin.provider_staff("pricelist", &[]));
        assert_eq!(text(with(&tariffs, "id", &here.tariff), "status"), "on");
    });
}

#[test]
fn a_tariff_without_a_common_period_is_refused() {
    twins(|twin| {
        let soft = [("elid", "1"), ("periods", "3, 6"), ("sok", "ok")];
        twin.provider_staff("itemtype.period", &soft);
        let before = twin.provider_staff("pricelist", &[]);
        let answer = import(twin);
        let fault = answer.child("error").expect("a refusal");
        assert_eq!(
            (error(&answer), fault.attribute("object")),
            ("value", Some("pricelist"))
        );
        let reason = fault.text_of("msg").expect("words");
        assert!(reason.contains("codes 1, 12"), "{reason}");
        assert_eq!(
            twin.provider_staff("pricelist", &[]).children,
            before.children
        );
        assert_eq!(rows(&twin.provider_staff("enumeration", &[])).len(), 0);
        // One common period is enough; the others are left out, and that is said.
        let soft = [("elid", "1"), ("periods", "1, 3"), ("sok", "ok")];
        twin.provider_staff("itemtype.period", &soft);
        let answer = import(twin);
        assert!(text(&answer, "warning").contains("12"), "{answer:?}");
        let card = twin.provider_staff("pricelist.edit", &[("elid", text(&answer, "id"))]);
        assert_eq!(text(&card, "price_1"), "15.00");
        assert_eq!(card.text_of("price_12"), None);
        let shown = twin.provider_staff("itemtype.period", &[("elid", "1")]);
        assert_eq!(text(&shown, "periods"), "1, 3");
    });
}

#[test]
fn a_period_that_the_seller_lacks_asks_for_a_line() {
    twins(|twin| {
        Catalogue::at(twin);
        let here = imported(twin);
        let price = [
            ("elid", here.tariff.as_str()),
            ("price_6", "200.00"),
            ("sok", "ok"),
        ];
        twin.provider_staff("pricelist.edit", &price);
        assert_eq!(told(&sync(twin, &here.tariff))[0].0, "warning");
        let line = [
            ("plid", "1"),
            ("local_period", "6"),
            ("remote_period", "1"),
            ("pricelist", BUSINESS),
            ("sok", "ok"),
        ];
        let line = twin.provider_staff("processing.customparam.edit", &line);
        assert_eq!(told(&sync(twin, &here.tariff)), []);
        let elid = [("elid", text(&line, "id"))];
        twin.provider_staff("processing.customparam.delete", &elid);
        assert_eq!(told(&sync(twin, &here.tariff)).len(), 1);
    });
}

fn currency(text: &str) -> Currency {
    Currency::parse(text).expect(text)
}

#[test]
fn costs_in_another_currency_are_converted_upwards() {
    twins(|twin| {
        Catalogue::at(twin);
        let brand = Provider {
            id: ProviderId::new(2),
            name: "Dollar brand".to_owned(),
            name_ru: "Долларовый".to_owned(),
            currency: currency("USD"),
            zone: "UTC".to_owned(),
        };
        let engine = twin.provider.engine();
        let put = engine.write(None, move |scope| {
            Ok(catalogue::put_provider(scope.tx, &brand)?)
        });
        put.expect("a brand is added");
        let parameters = [
            ("processingmodule", "1"),
            ("pricelist", BUSINESS),
            ("project", "2"),
            ("sok", "ok"),
        ];
        let import = || twin.try_provider_staff("pricelist.import", &parameters);
        let answer = import();
        let fault = answer.child("error").expect("a refusal");
        assert_eq!(
            (error(&answer), fault.attribute("object")),
            ("value", Some("project"))
        );
        let reason = fault.text_of("msg").expect("words");
        assert!(
            reason.contains("EUR") && reason.contains("to USD"),
            "{reason}"
        );
        let rate = |from, to, rate| {
            let parameters = [("from", from), ("to", to), ("rate", rate), ("sok", "ok")];
            twin.try_provider_staff("currencyrate.edit", &parameters)
        };
        for wrong in [
            rate("EUR", "EUR", "1"),
            rate("EUR", "USD", "0"),
            rate("EUR", "USD", "1,1"),
            rate("EUR", "XXX", "1"),
            rate("EUR", "usd", "1"),
        ] {
            assert_eq!(error(&wrong), "value");
        }
        // Only the rate back is set: it serves both ways.
        let back = text(&rate("USD", "EUR", "0.9"), "id").to_owned();
        let tariff = text(&import(), "id").to_owned();
        let card = || twin.provider_staff("pricelist.edit", &[("elid", &tariff)]);
        assert_eq!(text(&card(), "cost_1"), "16.6667");
        assert_eq!(text(&card(), "seller_cost_1"), "15.00 EUR");
        let addons = rows(&twin.provider_staff("pricelist.detail", &[("elid", &tariff)]));
        let panel = text(with(&addons, "addontype", "3"), "id");
        let lite = values(twin, panel).remove(1);
        let value = [("plid", panel), ("elid", text(&lite, "id"))];
        let value = twin.provider_staff("pricelist.detail.item.edit", &value);
        assert_eq!(text(&value, "cost_1"), "5.5556");
        assert_eq!(text(&value, "seller_cost_1"), "5.00 EUR");
        // The rate from the seller's currency beats the one back; our prices stay.
        rate("EUR", "USD", "1.1");
        sync(twin, &tariff);
        assert_eq!(
            (text(&card(), "price_1"), text(&card(), "cost_1")),
            ("16.6667", "16.50")
        );
        let money = Money::new(Amount::new(10_000), currency("EUR"));
        let convert = |to: &str| {
            let to = currency(to);
            let converted = engine.read(move |scope| currency_rate::convert(scope, money, to));
            converted
                .expect("rates can be read")
                .map(|money| money.to_string())
        };
        assert_eq!(convert("USD").as_deref(), Some("1.10 USD"));
        assert_eq!(convert("EUR").as_deref(), Some("1.00 EUR"));
        assert_eq!(convert("RUB"), None);
        let rates = rows(&twin.provider_staff("currencyrate", &[]));
        let rates: Vec<_> = rates
            .iter()
            .map(|row| ["from", "to", "rate"].map(|name| text(row, name)))
            .collect();
        assert_eq!(rates, [["EUR", "USD", "1.1"], ["USD", "EUR", "0.9"]]);
        twin.provider_staff("currencyrate.delete", &[("elid", &back)]);
        assert_eq!(
            error(&twin.try_provider_staff("currencyrate.delete", &[("elid", &back)])),
            "missed"
        );
    });
}

#[test]
fn values_that_name_no_tariff_of_the_seller_are_reported() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let strange = [
            ("plid", vendor.list.as_str()),
            ("name", "Host"),
            ("intname", "55229"),
            ("sok", "ok"),
        ];
        let strange = twin.vendor_staff("enumeration.item.edit", &strange);
        let on = [
            ("plid", vendor.panel.as_str()),
            ("elid", text(&strange, "id")),
            ("active", "on"),
            ("price_1", "8.00"),
            ("sok", "ok"),
        ];
        twin.vendor_staff("pricelist.detail.item.edit", &on);
        let answer = import(twin);
        let says = |text: &str| text.contains("Host (55229)") && !text.contains("Lite");
        assert!(says(text(&answer, "warning")), "{answer:?}");
        let lines = sync(twin, text(&answer, "id"));
        assert_eq!(
            told(&lines),
            [("warning", "pricelist", "ispmanager 6 Business")]
        );
        assert!(says(text(&lines[0], "text")), "{lines:?}");
        let check = || twin.provider_staff("processing.check", &[("elid", "1")]);
        let warning = with(&rows(&check()), "name", "values").clone();
        assert_eq!(
            (text(&warning, "ok"), text(&warning, "status")),
            ("on", "warning")
        );
        assert!(says(text(&warning, "text")), "{warning:?}");
        twin.vendor_staff("pricelist.resume", &[("elid", "55229")]);
        let names: Vec<String> = rows(&check())
            .iter()
            .map(|row| text(row, "name").into())
            .collect();
        assert!(!names.contains(&"values".to_owned()), "{names:?}");
        // A value of a list of our own that has a name for this module is asked for by that name.
        let list = twin.provider_staff("enumeration.edit", &[("name", "Panels"), ("sok", "ok")]);
        let item = [
            ("plid", text(&list, "id")),
            ("name", "Mine"),
            ("intname_1", "99999"),
            ("sok", "ok"),
        ];
        twin.provider_staff("enumeration.item.edit", &item);
        let warning = with(&rows(&check()), "name", "values").clone();
        assert!(
            text(&warning, "text").contains("Mine (99999)"),
            "{warning:?}"
        );
    });
}

#[test]
fn importing_leaves_all_or_nothing() {
    twins(|twin| {
        let vendor = Catalogue::at(twin);
        let state = || {
            let lists = ["pricelist", "enumeration"].map(|list| twin.provider_staff(list, &[]));
            let tariffs = rows(&lists[0]);
            let addons = tariffs.iter().map(|tariff| {
                let addons = [("elid", text(tariff, "id"))];
                twin.provider_staff("pricelist.detail", &addons)
            });
            format!("{:?} {lists:?}", addons.collect::<Vec<_>>())
        };
        let sweep = |attempt: &dyn Fn() -> Node| {
            let before = state();
            for statements in 0..600 {
                twin.provider.engine().store().set_fuse(statements);
                let answer = attempt();
                twin.provider.engine().store().set_fuse(1_000_000);
                if error(&answer).is_empty() {
                    assert!(statements > 20, "the fuse was not met");
                    return;
                }
                assert_eq!(state(), before, "cut at statement {statements}");
            }
            panic!("it never succeeded");
        };
        sweep(&|| import(twin));
        vendor.change(twin);
        let tariffs = rows(&twin.provider_staff("pricelist", &[]));
        let tariff = text(with(&tariffs, "intname", BUSINESS), "id").to_owned();
        sweep(&|| twin.try_provider_staff("pricelist.sync", &[("elid", &tariff)]));
        assert_eq!(told(&sync(twin, &tariff)), []);
    });
}
