//! Tariffs of a seller become ours: addons, closed lists with their values, costs in another
//! currency, orders of a value, and what keeps a tariff from being imported.

use onsell_domain::{Amount, Currency, Money, ProviderId};
use onsell_engine::currency_rate;
use onsell_store::catalogue::{self, Provider};
use onsell_tests::vendor::{
    BUSINESS, Catalogue, NODES, error, import, imported, order, rows, sync, values, with,
};
use onsell_tests::{Twin, text, twins};
use onsell_wire::Node;

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
            site: String::new(),
            bill_url: String::new(),
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
            rate("EUR", "CHF", "1"),
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
        let lines = sync(twin, &tariff);
        let said = text(&lines[0], "text");
        assert!(said.contains("16.50 USD now, it was 16.6667 USD"), "{said}");
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
fn what_nobody_can_ask_for_is_not_sold_on() {
    twins(|twin| {
        let add = |more: &[(&str, &str)]| {
            let mut addon = vec![("plid", BUSINESS), ("active", "on"), ("sok", "ok")];
            addon.extend(more);
            text(&twin.vendor_staff("pricelist.detail.edit", &addon), "id").to_owned()
        };
        add(&[("name", "Traffic"), ("billtype", "3"), ("addonmax", "9")]);
        let choice = add(&[("name", "Disk"), ("billtype", "4")]);
        add(&[("name", "Fast"), ("compound", &choice), ("price_1", "2.00")]);
        add(&[
            ("name", "Points"),
            ("billtype", "5"),
            ("sources", "55236"),
            ("price_1", "0.00"),
        ]);
        add(&[("name", "CPU"), ("billtype", "1"), ("addonlimit", "4")]);
        let answer = import(twin);
        let tariff = text(&answer, "id").to_owned();
        let addons = rows(&twin.provider_staff("pricelist.detail", &[("elid", &tariff)]));
        let names: Vec<&str> = addons.iter().map(|addon| text(addon, "name")).collect();
        assert_eq!(names, ["Nodes", "CPU"]);
        // The seller completes the order with the rest.
        twin.provider_staff("pricelist.resume", &[("elid", &tariff)]);
        let service = order(twin, &tariff, &[("ip", "192.0.2.1")]);
        let service = text(&service, "id").to_owned();
        twin.heal();
        assert_eq!(text(&twin.card(&service), "status"), "2");
        assert!(twin.license(&service).is_some());
    });
}
