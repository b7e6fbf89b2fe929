//! What every list, form and action has in common: paging, sorting, filters, what pages are told,
//! results of groups, and the encodings that only the door knows.

use crate::house::{ALICE, BOB, House, story};
use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

async fn json(house: &House, user: &str, query: &str) -> Value {
    let answer = house.ask(user, query).await;
    serde_json::from_str(&answer.text).unwrap_or_else(|error| panic!("{error}: {}", answer.text))
}

fn ids(value: &Value) -> Vec<&str> {
    let rows = value["elem"].as_array().expect("rows");
    rows.iter()
        .map(|row| row["id"].as_str().expect("an id"))
        .collect()
}

#[test]
fn each_of_a_group_has_its_result() {
    story(|house| async move {
        let (one, two) = (
            house.license("192.0.2.1").await,
            house.license("192.0.2.2").await,
        );
        let query = format!("func=soft.suspend&elid={one}, {two}");
        let answer = json(&house, ALICE, &format!("out=bjson&{query}")).await;
        assert_eq!(answer["ok"]["v"], "");
        let done = json!([{"elid": one, "status": "ok"}, {"elid": two, "status": "ok"}]);
        assert_eq!(answer["list"]["result"], done);

        let query = format!("func=soft.resume&elid={one}, 999999, {two}");
        let answer = house.ask(ALICE, &query).await;
        assert_eq!(answer.refusal(), ("missed".to_owned(), "item".to_owned()));
        let answer = answer.xml();
        let rows = answer.child("list").expect("the results");
        let results: Vec<_> = rows
            .children_of("elem")
            .map(|row| {
                (
                    row.text_of("elid").unwrap_or(""),
                    row.text_of("status").unwrap_or(""),
                )
            })
            .collect();
        let expect = [
            (one.as_str(), "ok"),
            (two.as_str(), "ok"),
            ("999999", "error"),
        ];
        assert_eq!(results, expect);
        for id in [&one, &two] {
            let card = house.ask(ALICE, &format!("func=soft.edit&elid={id}")).await;
            assert_eq!(card.field("status"), "2", "the refused one held up nobody");
        }
        let query = format!("sfrom=ajax&func=soft.delete&elid={one}, {two}");
        let answer = json(&house, BOB, &query).await;
        assert_eq!(answer["message"], json!([{"status": "error"}]));
        assert!(
            answer["warning"][&two]["msg"]
                .as_str()
                .is_some_and(|text| !text.is_empty())
        );
        let text = house
            .ask(BOB, &format!("out=text&func=soft.delete&elid={one}, {two}"))
            .await;
        assert!(
            text.text.starts_with("ERROR: missed(item) "),
            "{}",
            text.text
        );
        assert!(
            text.text.contains(&format!("\nelid={two} status=error ")),
            "{}",
            text.text
        );
    });
}

#[test]
fn a_form_is_saved_for_several() {
    story(|house| async move {
        let (one, two) = (
            house.license("192.0.2.1").await,
            house.license("192.0.2.2").await,
        );
        let group = format!("func=groupedit&faction=soft.edit&elid={one}, {two}");
        let shown = house.ask(ALICE, &group).await;
        assert_eq!(shown.field("id"), one, "the form of the first");
        house
            .ask(ALICE, &format!("{group}&autoprolong=1&sok=ok"))
            .await
            .field("ok");
        for id in [&one, &two] {
            let card = house.ask(ALICE, &format!("func=soft.edit&elid={id}")).await;
            assert_eq!(
                (card.field("autoprolong"), card.field("licname")),
                ("1".to_owned(), "srv1".to_owned())
            );
        }
        let before = house.state();
        let refused = house
            .ask(BOB, &format!("{group}&licname=mine&sok=ok"))
            .await;
        assert_eq!(refused.refusal().0, "missed");
        for form in [
            "groupedit",
            "soft",
            "soft.delete",
            "nothing",
            "auth",
            "account.edit",
        ] {
            let query = format!("func=groupedit&faction={form}&elid={one}&sok=ok");
            assert_eq!(
                house.ask(ALICE, &query).await.refusal().0,
                "access",
                "{form}"
            );
        }
        assert_eq!(house.state(), before);
    });
}

#[test]
fn small_lists_are_sorted_filtered_and_paged() {
    story(|house| async move {
        let admin = house.admin.clone();
        let list = async |more: &str| {
            json(&house, &admin, &format!("out=bjson&func=currency&{more}")).await
        };
        let by_code = |value: &Value| -> Vec<String> {
            let rows = value["elem"].as_array().expect("rows");
            rows.iter()
                .map(|row| row["iso"].as_str().expect("a code").to_owned())
                .collect()
        };
        let all = by_code(&list("").await);
        let mut sorted = all.clone();
        sorted.sort();
        assert_eq!(by_code(&list("p_col=%2Biso").await), sorted);
        sorted.reverse();
        let page = list("p_col=-iso&p_cnt=2&p_num=2").await;
        assert_eq!(by_code(&page), sorted[2..4]);
        assert_eq!(
            page["p_elems"].as_str(),
            Some(all.len().to_string().as_str())
        );
        assert_eq!(
            (&page["p_sort"], &page["p_order"]),
            (&json!("iso"), &json!("desc"))
        );
        let euro = list("filter=on&iso=eur").await;
        assert_eq!(
            (by_code(&euro), &euro["p_elems"]),
            (vec!["EUR".to_owned()], &json!("1"))
        );
    });
}

#[test]
fn pages_are_told_what_a_list_and_a_form_are() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let doc = json(&house, ALICE, "out=json&func=soft").await["doc"].take();
        let metadata = &doc["metadata"];
        assert_eq!(
            (&metadata["$type"], &metadata["$key"]),
            (&json!("list"), &json!("id"))
        );
        let columns = metadata["coldata"]["col"].as_array().expect("columns");
        assert!(columns.iter().any(|col| col["$name"] == "item_status"));
        let buttons = &metadata["toolbar"]["toolgrp"][0]["toolbtn"];
        let buttons = buttons.as_array().expect("buttons");
        let find = |name: &str| buttons.iter().find(|button| button["$name"] == name);
        assert_eq!(find("edit").expect("a card")["$func"], "soft.edit");
        assert_eq!(find("suspend").expect("a stop")["$type"], "group");
        assert_eq!(doc["messages"]["msg"]["title"], "Services");
        assert_eq!(doc["messages"]["msg"]["ip"], "IP address");
        assert!(
            !house
                .ask(ALICE, "out=xml&func=soft")
                .await
                .text
                .contains("<metadata")
        );
        assert!(
            house
                .ask(ALICE, "out=devel&func=soft")
                .await
                .text
                .contains("<coldata>")
        );

        let customer = json(&house, ALICE, "out=json&func=pricelist").await;
        assert_eq!(customer["doc"]["error"]["$type"], "access");
        let query = format!("out=json&lang=ru&func=soft.edit&elid={id}");
        let doc = json(&house, ALICE, &query).await["doc"].take();
        let pages = doc["metadata"]["form"]["page"].as_array().expect("pages");
        let names: Vec<_> = pages.iter().map(|page| page["$name"].clone()).collect();
        assert_eq!(names, ["main", "addon"]);
        let fields = pages[0]["field"].as_array().expect("fields");
        let field = |name: &str| fields.iter().find(|field| field["$name"] == name);
        assert!(field("ip").expect("the address")["input"].is_array());
        assert!(field("autoprolong").expect("a choice")["select"].is_array());
        assert!(field("elid").is_none());
        assert_eq!(doc["messages"]["msg"]["ip"], "IP-адрес");
    });
}

#[test]
fn a_form_is_shown_anew_inside_another_document() {
    story(|house| async move {
        let query = "func=soft.order.param&pricelist=55227&period=12&sv_field=period&sok=ok";
        let before = house.state();
        let doc = json(&house, ALICE, &format!("out=json&{query}")).await["doc"].take();
        assert_eq!(doc["doc"]["period"]["$"], "12");
        assert!(doc["doc"]["slist"].is_array());
        assert!(doc["ok"].is_null());
        assert_eq!(house.state(), before, "nothing is ordered by looking");
    });
}

#[test]
fn a_public_answer_may_be_a_script_and_no_other() {
    story(|house| async move {
        let get = async |query: &str| {
            let request = Request::get(format!("/billmgr?{query}"));
            house
                .send(request.body(Body::empty()).expect("a request"))
                .await
        };
        let query = "func=pricelist.export&itemtype=soft&out=bjson&callback";
        let answer = get(&format!("{query}=site.prices")).await;
        assert_eq!(answer.content_type, "application/javascript; charset=UTF-8");
        let body = answer
            .text
            .strip_prefix("/**/site.prices(")
            .expect(&answer.text);
        let body = body.strip_suffix(");").expect("a whole call");
        let value: Value = serde_json::from_str(body).expect("JSON inside");
        assert!(value["pricelist"].is_array());
        for wrong in ["alert(1)//", "1a", ".x", "a%20b", "a;b"] {
            let answer = get(&format!("{query}={wrong}")).await;
            assert_eq!(answer.content_type, "application/json", "{wrong}");
        }
        let answer = get("func=pricelist.export&itemtype=soft&out=xml&callback=f").await;
        assert_eq!(answer.content_type, "text/xml; charset=UTF-8");
        let answer = get(&format!("func=soft&out=bjson&callback=f&authinfo={ALICE}")).await;
        assert_eq!(
            answer.content_type, "application/json",
            "nobody else's page may read it"
        );
    });
}

#[test]
fn a_list_is_a_table_for_spreadsheets() {
    story(|house| async move {
        let order = "func=soft.order.param&pricelist=55227&period=1&sok=ok&skipbasket=on";
        let name = "licname=%3D1%2B1,%22x%22";
        house
            .ask(ALICE, &format!("{order}&ip=192.0.2.1&{name}"))
            .await
            .field("id");
        let answer = house.ask(ALICE, "out=csv&func=soft").await;
        assert_eq!(answer.content_type, "text/csv; charset=UTF-8");
        let mut lines = answer.text.split("\r\n");
        assert!(
            lines
                .next()
                .is_some_and(|head| head.starts_with("id,name,"))
        );
        assert!(
            answer.text.contains(",\"'=1+1,\"\"x\"\"\","),
            "{}",
            answer.text
        );
        let all = json(&house, ALICE, "out=bjson&func=soft").await;
        assert_eq!(ids(&all).len(), 1);
    });
}

#[test]
fn a_session_keeps_the_filter_of_a_list() {
    story(|house| async move {
        let admin = house.admin.clone();
        let session = house.sign_in(&admin).await;
        let list = async |more: &str| {
            let query = format!("out=bjson&func=payment&auth={session}{more}");
            let answer = house.post(&query).await;
            let value: Value = serde_json::from_str(&answer.text).expect(&answer.text);
            ids(&value).len()
        };
        let all = list("").await;
        assert!(all >= 2, "two customers have paid");
        let keep = async |value: &str| {
            let query = format!("func=payment.filter&auth={session}&sok=ok&{value}");
            house.post(&query).await.field("ok");
        };
        keep("status=1").await;
        let form = format!("func=payment.filter&auth={session}");
        assert_eq!(house.post(&form).await.field("status"), "1");
        assert_eq!(list("").await, 0, "none is new");
        assert_eq!(list("&filter=off").await, all, "the call's own word counts");
        assert_eq!(list("&filter=on&status=4").await, all);
        let other = house.sign_in(&admin).await;
        let query = format!("out=bjson&func=payment&auth={other}");
        let value: Value = serde_json::from_str(&house.post(&query).await.text).expect("JSON");
        assert_eq!(ids(&value).len(), all, "another session has none");
        keep("").await;
        assert_eq!(list("").await, all, "it is forgotten");
        let refused = house
            .ask(&admin, "func=task.setfilter&status=0&sok=ok")
            .await;
        assert_eq!(refused.refusal(), ("value".to_owned(), "auth".to_owned()));
        let refused = house.ask(ALICE, "func=task.setfilter").await;
        assert_eq!(refused.refusal().0, "access");
    });
}
