//! Whatever a stranger or a careless client sends ends in a documented refusal and changes nothing.

use crate::house::{ALICE, Answer, BOB, CLERK, House, ORDER, story};
use axum::body::Body;
use axum::http::{Method, Request, header};
use onsell_domain::Level;

async fn refused(house: &House, user: &str, query: &str, expect: (&str, &str)) {
    let before = house.state();
    let answer = house.ask(user, query).await;
    assert_eq!(answer.status, 200, "{query}");
    let refusal = answer.refusal();
    assert_eq!(
        (refusal.0.as_str(), refusal.1.as_str()),
        expect,
        "{query}: {}",
        answer.text
    );
    assert_eq!(house.state(), before, "{query}");
}

#[test]
fn what_cannot_be_is_refused() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let order = |more: &str| format!("func=soft.order.param&sok=ok&skipbasket=on&{more}");
        let check = async |query: &str, kind: &str, object: &str| {
            refused(&house, ALICE, query, (kind, object)).await;
        };
        check(&order("pricelist=55227&period=3"), "value", "period").await;
        check(&order("pricelist=55227&period=0"), "value", "period").await;
        check(&order("pricelist=55227"), "value", "period").await;
        check(&order("pricelist=55227&period=-7"), "value", "period").await;
        check(&order("pricelist=55229&period=1"), "value", "pricelist").await;
        check(&order("pricelist=1&period=1"), "value", "pricelist").await;
        check(&order("pricelist=-1&period=1"), "value", "pricelist").await;
        check(
            &order("pricelist=99999999999999999999&period=1"),
            "value",
            "pricelist",
        )
        .await;
        check(&order("period=1"), "value", "pricelist").await;
        check(
            &order("pricelist=55227&period=1&ip=999.1.1.1"),
            "value",
            "ip",
        )
        .await;
        check(
            &order("pricelist=55227&period=1&ip=192.0.2.1"),
            "exists",
            "ip",
        )
        .await;
        check(
            &order("pricelist=55227&period=1&addon_55236=2"),
            "value",
            "addon_55236",
        )
        .await;
        check(
            &order("pricelist=55230&period=1&addon_55236=-3"),
            "value",
            "addon_55236",
        )
        .await;
        check(
            &order("pricelist=55230&period=1&addon_55236=101"),
            "value",
            "addon_55236",
        )
        .await;
        check(
            &order("pricelist=55230&period=1&addon_55236=x"),
            "value",
            "addon_55236",
        )
        .await;
        check(
            &order("pricelist=55230&period=12&addon_55236=50"),
            "not_enough_money",
            "",
        )
        .await;
        check(
            &order("pricelist=55227&period=1&autoprolong=3"),
            "value",
            "autoprolong",
        )
        .await;
        check(
            "func=vds.order.param&sok=ok&pricelist=55227&period=1",
            "value",
            "pricelist",
        )
        .await;
        check(
            "func=nothing.order.param&sok=ok&pricelist=55227&period=1",
            "access",
            "",
        )
        .await;
        check("func=nothing", "access", "").await;
        check("func=nothing.edit&elid=1", "access", "").await;
        check("func=soft.nothing&elid=1", "access", "").await;
        check("func=soft.edit", "value", "elid").await;
        check("func=soft.edit&elid=0", "value", "elid").await;
        check("func=soft.edit&elid=x", "value", "elid").await;
        check("func=soft.edit&elid=999999", "missed", "item").await;
        check(&format!("func=vds.edit&elid={id}"), "missed", "item").await;
        check(
            &format!("func=soft.edit&elid={id}&sok=ok&ip=nowhere"),
            "value",
            "ip",
        )
        .await;
        check(
            &format!("func=service.prolong&elid={id}&period=3&sok=ok"),
            "value",
            "period",
        )
        .await;
        let long = "x".repeat(300);
        check(
            &format!("func=soft.edit&elid={id}&sok=ok&licname={long}"),
            "value",
            "licname",
        )
        .await;
        check(
            &format!("func=soft.edit&elid={id}&sok=ok&remoteid={long}"),
            "value",
            "remoteid",
        )
        .await;
        let many: Vec<String> = (1..=200).map(|n| n.to_string()).collect();
        check(
            &format!("func=soft.suspend&elid={}", many.join(",")),
            "value",
            "elid",
        )
        .await;
    });
}

#[test]
fn what_belongs_to_another_is_not_there() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        for call in [
            "soft.edit",
            "soft.edit&sok=ok&licname=mine",
            "soft.edit&sok=ok&clicked_button=newkey",
            "soft.suspend",
            "soft.resume",
            "soft.delete&sok=ok",
            "service.prolong",
            "service.prolong&period=1&sok=ok",
        ] {
            refused(
                &house,
                BOB,
                &format!("func={call}&elid={id}"),
                ("missed", "item"),
            )
            .await;
        }
        let seen = format!("func=soft&filter=on&id={id}&account=1&closed=on");
        assert!(house.ask(BOB, &seen).await.rows().is_empty());
        let named = "func=soft&filter=on&remoteid=l17";
        assert!(house.ask(BOB, named).await.rows().is_empty());
        assert_eq!(house.ask(ALICE, named).await.rows().len(), 1);
        for list in ["dashboard.info", "subaccount", "payment", "expense"] {
            let alice = house.ask(ALICE, &format!("func={list}")).await;
            let bob = house.ask(BOB, &format!("func={list}&account=1")).await;
            assert_ne!(alice.rows(), bob.rows(), "{list}");
        }
        // An order for somebody else's account is an order for one's own.
        let before = house.ask(ALICE, "func=dashboard.info").await.rows();
        house
            .ask(BOB, &format!("{ORDER}&account=1"))
            .await
            .field("id");
        assert_eq!(house.ask(ALICE, "func=dashboard.info").await.rows(), before);
    });
}

#[test]
fn levels_are_kept() {
    story(|house| async move {
        let mut functions: Vec<_> = house.panel.registry().declarations().collect();
        // What switches users off comes last.
        functions.sort_by_key(|function| function.name.starts_with("user."));
        for function in functions {
            let name = function.name.replacen('T', "soft", 1);
            let query = format!("func={name}&sok=ok&elid=1");
            let answer = house.post(&query).await;
            if function.level > Level::Guest {
                assert_eq!(answer.refusal().0, "access", "{name} for a guest");
            }
            if function.level > Level::Customer {
                refused(&house, ALICE, &query, ("access", "")).await;
            }
            if function.level > Level::Staff {
                refused(&house, CLERK, &query, ("access", "")).await;
            }
        }
    });
}

async fn raw(house: &House, request: axum::http::request::Builder, body: Vec<u8>) -> Answer {
    let before = house.state();
    let answer = house
        .send(request.body(Body::from(body)).expect("a request"))
        .await;
    assert_eq!(house.state(), before);
    answer
}

#[test]
fn unreadable_requests_are_answered() {
    story(|house| async move {
        let form = "application/x-www-form-urlencoded";
        let check = async |kind: &str, body: Vec<u8>| {
            let request =
                Request::post("/manager/billmgr?out=xml").header(header::CONTENT_TYPE, kind);
            let answer = raw(&house, request, body).await;
            assert_eq!(
                (answer.status, answer.refusal().0.as_str()),
                (200, "value"),
                "{kind}"
            );
        };
        check(form, b"func=soft&licname=%FF%FE".to_vec()).await;
        check(form, vec![0xff; 10]).await;
        check(
            form,
            format!("func=soft&a={}", "x".repeat(2 << 20)).into_bytes(),
        )
        .await;
        check(form, "a=1&".repeat(1_001).into_bytes()).await;
        check("multipart/form-data", b"--b\r\n".to_vec()).await;
        check(
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Disposition: x".to_vec(),
        )
        .await;
        // XML is no way to ask, so its entities are only text.
        let request = Request::post("/billmgr").header(header::CONTENT_TYPE, "text/xml");
        let bomb = b"func=soft.edit&elid=<!DOCTYPE a [<!ENTITY b 'c'>]><a>%26b;</a>";
        assert_eq!(
            raw(&house, request, bomb.to_vec()).await.refusal().0,
            "access"
        );
        let request = Request::post("/billmgr?out=bjson").header(header::CONTENT_TYPE, form);
        let answer = raw(&house, request, b"%FF".to_vec()).await;
        assert!(
            answer.text.starts_with("{\"error\":{\"type\":\"value\""),
            "{}",
            answer.text
        );
        assert_eq!(answer.content_type, "application/json");
    });
}

#[test]
fn secrets_are_not_repeated() {
    story(|house| async move {
        for query in [
            "func=whoami",
            "func=soft.edit&elid=1",
            "func=nothing&key=alice-secret",
            "func=soft&passwd=alice-secret&token=alice-secret",
            "func=pricelist.export",
        ] {
            let answer = house.ask(ALICE, query).await;
            assert!(
                !answer.text.contains("alice-secret"),
                "{query}: {}",
                answer.text
            );
        }
    });
}

#[test]
fn every_path_and_method_is_the_same() {
    story(|house| async move {
        let query = format!("authinfo={ALICE}&func=whoami&out=json");
        let mut answers = Vec::new();
        for path in ["/", "/billmgr", "/manager/billmgr", "/manager"] {
            let get = Request::get(format!("{path}?{query}"))
                .body(Body::empty())
                .expect("request");
            answers.push(house.send(get).await.text);
            let post = Request::post(path)
                .body(Body::from(query.clone()))
                .expect("request");
            answers.push(house.send(post).await.text);
        }
        assert!(
            answers[0].contains("\"$name\":\"alice@example.com\""),
            "{}",
            answers[0]
        );
        answers.dedup();
        assert_eq!(answers.len(), 1);
    });
}

#[test]
fn a_foreign_page_cannot_use_the_cookie() {
    story(|house| async move {
        let answer = house
            .post("func=auth&username=alice@example.com&password=alice-secret")
            .await;
        let session = answer.xml().text_of("auth").expect("a session").to_owned();
        let id = house.license("192.0.2.1").await;
        let send = async |origin: Option<&str>, query: &str| {
            let mut request = Request::builder()
                .method(Method::POST)
                .uri("/billmgr")
                .header(header::HOST, "seller.example")
                .header(header::COOKIE, format!("billmgrses5={session}:x"));
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            house
                .send(
                    request
                        .body(Body::from(query.to_owned()))
                        .expect("a request"),
                )
                .await
        };
        let suspend = format!("func=soft.suspend&elid={id}");
        let before = house.state();
        assert_eq!(
            send(Some("https://evil.example"), &suspend)
                .await
                .refusal()
                .0,
            "access"
        );
        assert_eq!(send(None, &suspend).await.refusal().0, "access");
        assert_eq!(house.state(), before);
        // Reading is free, and so is everything from a page of ours.
        assert_eq!(
            send(Some("https://evil.example"), "func=soft")
                .await
                .rows()
                .len(),
            1
        );
        send(Some("https://seller.example"), &suspend)
            .await
            .field("ok");
        assert_ne!(house.state(), before);
    });
}

/// No value of any parameter reaches a place that cannot bear it: that would be our fault, and the
/// answer would say so.
#[test]
fn no_value_breaks_a_function() {
    const VALUES: [&str; 12] = [
        "",
        "0",
        "-1",
        "9223372036854775807",
        "-9223372036854775808",
        "99999999999999999999",
        "null",
        "on",
        "%00",
        "%F0%9F%A6%80%0A%0D%1B",
        "1%2C2%2C3",
        "'%3B+--",
    ];
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let admin = house.admin.clone();
        let mut functions: Vec<_> = house.panel.registry().declarations().collect();
        // What switches users off comes last.
        functions.sort_by_key(|function| function.name.starts_with("user."));
        for function in functions {
            let name = function.name.replacen('T', "soft", 1);
            for parameter in function.parameters {
                let field = parameter.name.replace("_N", "_1");
                for value in VALUES {
                    let query = format!("func={name}&elid={id}&sok=ok&{field}={value}");
                    for user in [ALICE, &admin] {
                        let answer = house.ask(user, &query).await;
                        let root = answer.xml();
                        let kind = root
                            .child("error")
                            .and_then(|error| error.attribute("type"));
                        assert_ne!(kind, Some("process"), "{query}: {}", answer.text);
                        assert_eq!(answer.status, 200, "{query}");
                    }
                }
            }
        }
        let answer = house.ask("a%00b:c", "func=whoami").await;
        assert_eq!(answer.refusal().0, "value");
    });
}
