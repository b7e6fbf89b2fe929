//! A reseller buys: sign-in, order, card, renewal, stop and start, as real clients call them.

use crate::house::{ALICE, BOB, House, ORDER, story};
use std::sync::Arc;

#[test]
fn a_license_lives_its_life() {
    story(|house| async move {
        let answer = house
            .ask(
                ALICE,
                &format!("{ORDER}&ip=192.0.2.1&licname=srv1&remoteid=l17"),
            )
            .await;
        let id = answer.field("id");
        assert_eq!(answer.field("item.id"), id);
        assert_eq!(answer.field("charged"), "6.00 EUR");
        assert!(!answer.text.contains("alice-secret"), "{}", answer.text);

        let card = house.ask(ALICE, &format!("func=soft.edit&elid={id}")).await;
        let check = |name: &str, expect: &str| assert_eq!(card.field(name), expect, "{name}");
        check("elid", &id);
        check("status", "2");
        check("licname", "srv1");
        check("ip", "192.0.2.1");
        check("remoteid", "l17");
        check("createdate", "2026-01-31");
        check("expiredate", "2026-02-28");
        check("pricelist", "55227");
        check("pricelist_name", "ispmanager 6 Lite");
        check("period", "1");
        check("autoprolong", "null");
        assert!(card.field("lickey").starts_with(&format!("{id}-")));

        let renewed = house
            .ask(
                ALICE,
                &format!("func=service.prolong&elid={id}&period=1&sok=ok"),
            )
            .await;
        let inner = renewed
            .xml()
            .child("doc")
            .cloned()
            .expect("the nested answer");
        assert_eq!(inner.text_of("newexpiredate"), Some("2026-03-31"));
        assert_eq!(inner.text_of("expiredate"), Some("2026-02-28"));
        assert_eq!(renewed.field("newexpiredate"), "2026-03-31");

        let edit = format!("func=soft.edit&elid={id}&sok=ok&licname=free.lic&ip=0.0.0.0&remoteid=");
        assert_eq!(house.ask(ALICE, &edit).await.field("id"), id);
        let card = house.ask(ALICE, &format!("func=soft.edit&elid={id}")).await;
        assert_eq!(card.field("licname"), "free.lic");
        assert_eq!(card.field("remoteid"), "");

        for (verb, status) in [("suspend", "3"), ("resume", "2"), ("delete", "4")] {
            house
                .ask(ALICE, &format!("func=soft.{verb}&elid={id}"))
                .await
                .field("ok");
            let card = house.ask(ALICE, &format!("func=soft.edit&elid={id}")).await;
            assert_eq!(card.field("status"), status, "{verb}");
        }
        assert!(house.ask(ALICE, "func=soft").await.rows().is_empty());
        let closed = format!("func=soft&filter=on&id={id}&closed=on");
        assert_eq!(house.ask(ALICE, &closed).await.rows().len(), 1);

        let balance = house.ask(ALICE, "func=dashboard.info").await;
        assert_eq!(balance.rows()[0].text_of("balance"), Some("88.00 EUR"));
        let expenses = house.ask(ALICE, "func=expense").await;
        assert_eq!(expenses.field("p_elems"), "2");
    });
}

#[test]
fn a_repeated_key_gets_the_first_answer() {
    story(|house| async move {
        let order = format!("{ORDER}&orderkey=0123456789abcdef");
        let first = house.ask(ALICE, &order).await.field("id");
        let state = house.state();
        assert_eq!(house.ask(ALICE, &order).await.field("id"), first);
        let renewal = format!("func=service.prolong&elid={first}&period=1&sok=ok&orderkey=k2");
        assert_eq!(house.state(), state);
        house.ask(ALICE, &renewal).await.field("ok");
        let state = house.state();
        house.ask(ALICE, &renewal).await.field("ok");
        assert_eq!(house.state(), state);
        // The key is the account's own: another account's request is another.
        let other = house.ask(BOB, &order).await.field("id");
        assert_ne!(other, first);
    });
}

#[test]
fn a_session_opens_lives_and_ends() {
    story(|house| async move {
        let answer = house
            .post("func=auth&username=alice@example.com&password=alice-secret")
            .await;
        let root = answer.xml();
        let auth = root.child("auth").expect("a session");
        let id = auth.text.clone();
        assert_eq!(auth.attribute("id"), Some(id.as_str()));
        assert_eq!(auth.attribute("level"), Some("16"));
        assert!(!answer.text.contains("alice-secret"));
        let who = house.post(&format!("func=whoami&auth={id}")).await;
        let user = who.xml().child("user").cloned().expect("a user");
        assert_eq!(user.attribute("name"), Some("alice@example.com"));
        let onsell = who.xml().child("onsell").cloned().expect("the extension");
        assert_eq!(
            onsell.attribute("features"),
            Some("itemevent orderkey batch pricemax reissue")
        );
        assert!(!who.text.contains(&id), "{}", who.text);
        house
            .post(&format!("func=keepalive&auth={id}"))
            .await
            .field("ok");
        house
            .post(&format!("func=logon&auth={id}"))
            .await
            .field("ok");
        let refusal = house
            .post(&format!("func=whoami&auth={id}"))
            .await
            .refusal();
        assert_eq!(refusal.0, "access");

        let check = |answer: crate::house::Answer, object: &str| {
            assert_eq!(answer.refusal(), ("auth".to_owned(), object.to_owned()));
        };
        check(
            house
                .post("func=auth&username=alice@example.com&password=wrong")
                .await,
            "badpassword",
        );
        check(house.ask("nobody:x", "func=whoami").await, "badpassword");
        check(house.ask("nocolon", "func=whoami").await, "badpassword");
    });
}

#[test]
fn a_session_ends_by_itself() {
    story(|house| async move {
        let answer = house
            .post("func=auth&username=alice@example.com&password=alice-secret")
            .await;
        let id = answer.xml().text_of("auth").expect("a session").to_owned();
        house.clock.advance_seconds(3_601);
        let answer = house.post(&format!("func=whoami&auth={id}")).await;
        assert_eq!(answer.refusal().0, "access");
    });
}

#[test]
fn the_price_list_is_public_and_complete() {
    story(|house| async move {
        let list = house.post("func=pricelist.export&itemtype=soft").await;
        let tariffs: Vec<_> = list.xml().children_of("pricelist").cloned().collect();
        let ids: Vec<_> = tariffs
            .iter()
            .filter_map(|tariff| tariff.text_of("id"))
            .collect();
        // 55229 and 55240 are off.
        assert_eq!(ids, ["55239", "55227", "55228", "55230"]);
        let addon = tariffs[3].child("addon").expect("Business has nodes");
        assert_eq!(addon.text_of("id"), Some("55236"));
    });
}

#[test]
fn the_form_tells_the_price() {
    story(|house| async move {
        let form = "func=soft.order.param&pricelist=55230&period=12&addon_55236=3";
        let answer = house.ask(ALICE, form).await;
        assert_eq!(answer.field("orderinfo"), "Total amount: 390.00 EUR");
        let answer = house
            .ask(ALICE, "func=soft.order.param&pricelist=55227&lang=ru")
            .await;
        assert_eq!(answer.field("orderinfo"), "Итого: 6.00 EUR");
        assert_eq!(answer.field("period"), "1");
        let check = "func=soft.checkip&pricelist=55227&period=1&ip=192.0.2.1";
        house.ask(ALICE, check).await.field("ok");
        house.license("192.0.2.1").await;
        let refusal = house.ask(ALICE, check).await.refusal();
        assert_eq!(refusal, ("exists".to_owned(), "ip".to_owned()));
    });
}

#[test]
fn every_encoding_says_the_same() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let check = |answer: crate::house::Answer, content_type: &str, parts: &[String]| {
            assert_eq!(
                (answer.status, answer.content_type.as_str()),
                (200, content_type)
            );
            for part in parts {
                assert!(answer.text.contains(part), "{part}: {}", answer.text);
            }
        };
        let json = "application/json";
        let ask = |out: &str| format!("func=soft&out={out}");
        let dollar = [
            format!("\"id\":{{\"$\":\"{id}\"}}"),
            "\"$orig\":\"2\"".to_owned(),
        ];
        for out in ["json", "xjson", "sjson"] {
            check(house.ask(ALICE, &ask(out)).await, json, &dollar);
        }
        let flat = [
            format!("\"id\":\"{id}\""),
            "\"item_status_orig\":\"2\"".to_owned(),
        ];
        check(house.ask(ALICE, &ask("bjson")).await, json, &flat);
        let lines = [format!("id={id} "), "status=2 ".to_owned()];
        check(
            house.ask(ALICE, &ask("text")).await,
            "text/plain; charset=UTF-8",
            &lines,
        );
        let tags = [format!("<id>{id}</id>"), "<p_elems>1</p_elems>".to_owned()];
        for out in ["xml", "devel", "html", ""] {
            check(
                house.ask(ALICE, &ask(out)).await,
                "text/xml; charset=UTF-8",
                &tags,
            );
        }
        let model = [format!("\"model\":{{\"elid\":\"{id}\"")];
        let card = format!("func=soft.edit&elid={id}&out=bjson");
        check(house.ask(ALICE, &card).await, json, &model);
        let refused = ["\"error\":{\"type\":\"missed\"".to_owned()];
        check(
            house.ask(ALICE, "func=soft.edit&elid=999&out=bjson").await,
            json,
            &refused,
        );
    });
}

async fn new_event(house: Arc<House>) {
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    house.license("192.0.2.1").await;
}

#[test]
fn waiting_ends_with_the_next_event() {
    story(|house| async move {
        let writer = tokio::spawn(new_event(Arc::clone(&house)));
        let began = std::time::Instant::now();
        let page = house.ask(ALICE, "func=itemevent&after=0&wait=20").await;
        assert!(began.elapsed() < std::time::Duration::from_secs(10));
        writer.await.expect("the order");
        let rows = page.rows();
        assert_eq!(rows[0].text_of("remoteid"), Some("l17"));
        let newest = page.field("newest");
        assert_eq!(page.field("reset"), "off");
        let epoch = page.field("epoch");

        // Bob's feed is his own.
        assert!(
            house
                .ask(BOB, "func=itemevent&after=0")
                .await
                .rows()
                .is_empty()
        );
        let later = format!("func=itemevent&after={newest}&epoch={epoch}");
        assert!(house.ask(ALICE, &later).await.rows().is_empty());
        let other = house
            .ask(ALICE, "func=itemevent&after=0&epoch=other&wait=20")
            .await;
        assert_eq!(other.field("reset"), "on");
        let ahead = house.ask(ALICE, "func=itemevent&after=99&wait=20").await;
        assert_eq!(ahead.field("reset"), "on");

        let drained = house.ask(ALICE, "func=itemevent&drain=on").await;
        assert_eq!(drained.rows().len(), rows.len());
        assert!(
            house
                .ask(ALICE, "func=itemevent&drain=on")
                .await
                .rows()
                .is_empty()
        );
        assert_eq!(
            house
                .ask(ALICE, "func=itemevent&after=0")
                .await
                .rows()
                .len(),
            rows.len()
        );
    });
}

#[test]
fn closing_lets_those_who_wait_go() {
    story(|house| async move {
        let waiting = {
            let house = Arc::clone(&house);
            tokio::spawn(async move { house.ask(ALICE, "func=itemevent&after=0&wait=20").await })
        };
        while house.engine.feeds().awaited().is_empty() {
            tokio::task::yield_now().await;
        }
        house.panel.stop_waiting();
        let page = waiting.await.expect("an answer");
        assert!(page.rows().is_empty());
        // And nobody waits any more.
        let began = std::time::Instant::now();
        house
            .ask(ALICE, "func=itemevent&after=0&wait=20")
            .await
            .field("newest");
        assert!(began.elapsed() < std::time::Duration::from_secs(10));
        assert!(house.engine.feeds().awaited().is_empty());
    });
}
