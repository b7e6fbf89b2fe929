//! Orders step by step, and as the newer clients place them (wire 1.6, 3.3, 3.5).

use crate::house::{ALICE, Answer, story};
use onsell_wire::{Node, decode_xml};

/// A list or a choice of a document by its name.
fn named(root: &Node, tag: &str, name: &str) -> Node {
    let found = root
        .children_of(tag)
        .find(|node| node.attribute("name") == Some(name));
    found
        .cloned()
        .unwrap_or_else(|| panic!("no {tag} {name}: {root:?}"))
}

fn inner(answer: &Answer) -> Node {
    let inner = answer.xml().child("doc").cloned();
    inner.unwrap_or_else(|| panic!("nothing inside: {}", answer.text))
}

#[test]
fn an_order_goes_from_the_tariffs_to_the_parameters_and_back() {
    story(|house| async move {
        for function in ["soft.order", "soft.order.pricelist"] {
            let first = house.ask(ALICE, &format!("func={function}")).await;
            assert_eq!(first.field("period"), "1", "{function}");
            let root = first.xml();
            let periods = named(&root, "slist", "period");
            let keys: Vec<_> = periods
                .children_of("val")
                .filter_map(|value| value.attribute("key"))
                .collect();
            assert_eq!(keys, ["-100", "1", "12"]);
            named(&root, "slist", "datacenter");
            let tariffs = named(&root, "list", "tariflist");
            let lite = tariffs.children_of("elem").next().cloned();
            let lite = lite.expect("a tariff");
            assert_eq!(lite.text_of("pricelist"), Some("55227"));
            assert_eq!(lite.text_of("desc"), Some("ispmanager 6 Lite"));
            assert_eq!(lite.text_of("price"), Some("6.00 EUR / Month"));
            assert_eq!(lite.text_of("order_available"), Some("on"));
        }
        let trials = house.ask(ALICE, "func=soft.order&period=-100").await.xml();
        let trials = named(&trials, "list", "tariflist");
        let trial = trials
            .child("elem")
            .and_then(|elem| elem.text_of("pricelist"));
        assert_eq!(trial, Some("55239"));

        let next = "func=soft.order.pricelist&snext=ok&sok=ok&period=12&pricelist=55230";
        let next = inner(&house.ask(ALICE, next).await);
        assert_eq!(next.text_of("pricelist"), Some("55230"));
        assert_eq!(next.text_of("period"), Some("12"));
        assert_eq!(next.text_of("addon_55236"), Some("1"));
        let info = next.text_of("orderinfo").unwrap_or_default();
        assert!(info.starts_with("Total amount: 150.00 EUR"), "{info}");

        let changed = "func=soft.order.param&pricelist=55230&period=12&addon_55236=2&sv_field=addon_55236&sok=ok";
        let state = house.state();
        let changed = inner(&house.ask(ALICE, changed).await);
        assert_eq!(changed.text_of("addon_55236"), Some("2"));
        assert_eq!(
            house.state(),
            state,
            "a form that is shown anew orders nothing"
        );

        let back = "func=soft.order.param&pricelist=55230&period=12&sback=ok&sok=ok";
        let back = inner(&house.ask(ALICE, back).await);
        named(&back, "list", "tariflist");
        assert_eq!(back.text_of("period"), Some("12"));
        assert_eq!(house.state(), state);
    });
}

#[test]
fn a_step_that_nothing_leads_to_is_not_available() {
    story(|house| async move {
        for pricelist in ["", "&pricelist=55229", "&pricelist=999"] {
            let query = format!("func=soft.order.pricelist&snext=ok&sok=ok&period=1{pricelist}");
            let answer = house.ask(ALICE, &query).await;
            let words = "You are trying to access the 'Order parameters' step that is currently \
                         not available";
            assert!(answer.text.contains(words), "{query}: {}", answer.text);
        }
        let answer = house.ask(ALICE, "func=nothing.order.pricelist").await;
        assert_eq!(answer.refusal().0, "access");
    });
}

#[test]
fn newer_clients_read_prices_without_signing_in() {
    story(|house| async move {
        let answer = house.post("func=v2.soft.order.pricelist").await;
        let root = answer.xml();
        assert_eq!(root.text_of("p_elems"), Some("4"));
        let list = named(&root, "list", "pricelist");
        let lite = list
            .children_of("elem")
            .find(|row| row.text_of("id") == Some("55227"))
            .expect("Lite is sold");
        assert_eq!(lite.text_of("title"), Some("ispmanager 6 Lite"));
        let prices = lite.child("prices").expect("prices");
        let year = prices
            .children_of("price")
            .find(|price| price.text_of("period") == Some("12"))
            .expect("a year is sold");
        assert_eq!(year.text_of("cost"), Some("60.00"));
        assert_eq!(year.text_of("currency"), Some("EUR"));
        // One tariff a page.
        let page = "func=v2.soft.order.pricelist&page=2&page_size=1";
        let page = house.post(page).await.xml();
        let ids: Vec<_> = named(&page, "list", "pricelist")
            .children_of("elem")
            .filter_map(|row| row.text_of("id").map(str::to_owned))
            .collect();
        assert_eq!(ids, ["55227"]);
        // A client in JSON takes the list and the prices for arrays.
        let json = house.post("func=v2.soft.order.pricelist&out=json").await;
        assert!(json.text.contains("\"price\":[{"), "{}", json.text);
    });
}

#[test]
fn newer_clients_order_several_at_once() {
    story(|house| async move {
        let form = "func=v2.soft.order.param&pricelist=55230&order_period=1&addon_55236=3";
        let form = house.ask(ALICE, form).await;
        assert_eq!(form.field("addon_55236"), "3");
        let root = form.xml();
        let pages = root
            .child("metadata")
            .and_then(|metadata| metadata.child("form"))
            .expect("a form");
        named(pages, "page", "page_settings");
        let summary = named(&root, "list", "pricelist_summary");
        let cost = summary
            .child("elem")
            .and_then(|elem| elem.child("cost")?.child("price")?.text_of("cost"));
        assert_eq!(cost, Some(form.field("cost").as_str()));

        let order = "func=v2.soft.order.param&pricelist=55227&order_period=1&sok=ok\
                     &clicked_button=order&autoprolong=on&orderkey=k";
        let cart = house.ask(ALICE, &format!("{order}&order_count=2")).await;
        let service = cart.field("id");
        for field in ["lineitem.id", "item.id"] {
            assert_eq!(cart.field(field), service, "{field}");
        }
        assert_eq!(cart.field("ok"), "func=cart");
        let total = house.ask(ALICE, "func=cart").await.xml();
        let count = total
            .child("total")
            .and_then(|total| total.text_of("count"));
        assert_eq!(count, Some("2"));
        // The same call again is the same two.
        house
            .ask(ALICE, &format!("{order}&order_count=2"))
            .await
            .field("ok");
        let total = house.ask(ALICE, "func=cart").await.xml();
        let count = total
            .child("total")
            .and_then(|total| total.text_of("count"));
        assert_eq!(count, Some("2"));
        let card = house
            .ask(ALICE, &format!("func=soft.edit&elid={service}"))
            .await;
        assert_eq!(card.field("autoprolong"), "1");

        let state = house.state();
        let many = house.ask(ALICE, &format!("{order}&order_count=21")).await;
        assert_eq!(many.refusal(), ("value".into(), "order_count".into()));
        // Two of one address: none is ordered.
        let twice = "func=v2.soft.order.param&pricelist=55227&order_period=1&sok=ok\
                     &skipbasket=on&ip=192.0.2.7&order_count=2";
        assert_eq!(house.ask(ALICE, twice).await.refusal().0, "exists");
        assert_eq!(house.state(), state);
    });
}

/// Wire 6.3: a reseller orders with the newer function, finds its service by `remoteid`, renews it.
#[test]
fn a_reseller_with_the_newer_functions_buys_and_renews() {
    story(|house| async move {
        let order = "func=v2.soft.order.param&out=xjson&pricelist=55227&order_period=1\
                     &skipbasket=on&remoteid=j1&sok=ok&autoprolong=off&licence_agreement=on";
        let answer = house.ask(ALICE, order).await;
        let id = answer
            .text
            .split_once("\"item.id\":{\"$\":\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map_or_else(|| panic!("no number: {}", answer.text), |(id, _)| id);
        let rows = house.ask(ALICE, "func=soft&out=xml").await.rows();
        let row = rows
            .iter()
            .find(|row| row.text_of("remoteid") == Some("j1"))
            .expect("it is listed");
        assert_eq!(row.text_of("id"), Some(id));
        assert_eq!(row.text_of("status"), Some("2"));
        let renew = format!("func=service.prolong&elid={id}&period=1&skipbasket=on&sok=ok&out=xml");
        let renewed = house.ask(ALICE, &renew).await;
        let renewed = decode_xml(&renewed.text).expect("XML");
        assert!(renewed.child("ok").is_some());
    });
}
