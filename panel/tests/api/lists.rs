//! The list of services: filters, order, pages, and the filter that a session keeps (wire 3.7).

use crate::house::{ALICE, Answer, BOB, House, story};
use onsell_store::service_count;

impl House {
    /// Three licenses of Alice's: Lite for a month, Pro for a year, Lite that waits to be paid.
    async fn three(&self) {
        for order in [
            "pricelist=55227&period=1&ip=192.0.2.1&licname=Alpha&autoprolong=1&skipbasket=on",
            "pricelist=55228&period=12&ip=192.0.2.2&licname=beta%25&skipbasket=on",
            "pricelist=55227&period=1&ip=192.0.2.3&licname=Alphabet",
        ] {
            let order = format!("func=soft.order.param&sok=ok&{order}");
            self.ask(ALICE, &order).await.field("id");
        }
    }
}

fn names(answer: &Answer) -> String {
    let rows = answer.rows();
    let names = rows.iter().filter_map(|row| row.text_of("licname"));
    names.collect::<Vec<_>>().join(" ")
}

#[test]
fn a_list_of_services_is_filtered_in_the_call() {
    story(|house| async move {
        house.three().await;
        let check = async |filter: &str, expect: &str| {
            let answer = house
                .ask(ALICE, &format!("func=soft&filter=on&{filter}"))
                .await;
            assert_eq!(names(&answer), expect, "{filter}");
            let paged = house
                .ask(ALICE, &format!("func=soft&filter=on&p_cnt=1&{filter}"))
                .await;
            let count = expect.split_whitespace().count().to_string();
            assert_eq!(paged.field("p_elems"), count, "{filter}");
        };
        check("licname=alpha", "Alpha Alphabet").await;
        check("licname=%25", "beta%").await;
        check("pricelist=55228", "beta%").await;
        check("pricelist=55228, 55227", "Alpha beta% Alphabet").await;
        check("period=12", "beta%").await;
        check("autoprolong=1", "Alpha").await;
        check("autoprolong=null", "beta% Alphabet").await;
        check("status=1", "Alphabet").await;
        check("status=2", "Alpha beta%").await;
        check("ip=192.0.2.2", "beta%").await;
        check("expiredate=2027-01-31", "beta%").await;
        check("expiredateto=2026-12-31", "Alpha").await;
        check("opendate=2026-01-31", "Alpha beta% Alphabet").await;
        check("orderdatefrom=2026-02-01", "").await;
        check("orderdateto=2026-01-30", "").await;
        check("cost_from=6.01", "beta%").await;
        check("cost_to=6", "Alpha Alphabet").await;
        check("datacenter=1", "").await;
        let wrong = house
            .ask(ALICE, "func=soft&filter=on&orderdatefrom=x")
            .await;
        assert_eq!(wrong.refusal().0, "value");
        // What is no filter filters nothing.
        assert_eq!(
            names(&house.ask(ALICE, "func=soft&licname=beta").await),
            "Alpha beta% Alphabet"
        );
        assert_eq!(
            names(&house.ask(BOB, "func=soft&filter=on&licname=alpha").await),
            ""
        );
    });
}

#[test]
fn a_name_is_found_in_every_alphabet_and_a_closed_service_by_its_status() {
    story(|house| async move {
        let order = "func=soft.order.param&sok=ok&pricelist=55227&period=1&skipbasket=on\
                     &licname=%D0%A1%D0%B5%D1%80%D0%B2%D0%B5%D1%80";
        let id = house.ask(ALICE, order).await.field("id");
        // "сервер" and "СЕРВ".
        for part in [
            "%D1%81%D0%B5%D1%80%D0%B2%D0%B5%D1%80",
            "%D0%A1%D0%95%D0%A0%D0%92",
        ] {
            let query = format!("func=soft&filter=on&licname={part}");
            let found = house.ask(ALICE, &query).await;
            assert_eq!(names(&found), "Сервер", "{part}");
        }
        let delete = format!("func=soft.delete&elid={id}");
        house.ask(&house.admin, &delete).await.field("ok");
        assert_eq!(names(&house.ask(ALICE, "func=soft").await), "");
        let closed = "func=soft&filter=on&status=4&p_cnt=10";
        let closed = house.ask(ALICE, closed).await;
        assert_eq!(
            (names(&closed).as_str(), closed.field("p_elems").as_str()),
            ("Сервер", "1")
        );
    });
}

#[test]
fn a_list_of_services_is_sorted_and_cut_into_pages() {
    story(|house| async move {
        house.three().await;
        let check = async |query: &str, expect: &str| {
            let answer = house.ask(ALICE, &format!("func=soft&{query}")).await;
            assert_eq!(names(&answer), expect, "{query}");
            assert_eq!(answer.field("p_elems"), "3", "{query}");
        };
        check("p_col=-id", "Alphabet beta% Alpha").await;
        check("p_col=-createdate&p_cnt=1", "Alphabet").await;
        check("p_sort=status&p_order=desc&p_cnt=2", "beta% Alpha").await;
        check("p_col=-cost&p_cnt=1", "beta%").await;
        check("p_col=licname&p_cnt=2&p_num=2", "beta%").await;
        check("p_cnt=2&p_num=2", "Alphabet").await;
        check("p_col=nothing", "Alpha beta% Alphabet").await;
        // What has no end stands first or last, as the engine has it.
        let query = "func=soft&filter=on&status=2&p_col=-expiredate&p_cnt=1";
        assert_eq!(names(&house.ask(ALICE, query).await), "beta%");
        let audit = house
            .engine
            .read(|scope| Ok(service_count::audit(scope.tx)?));
        assert_eq!(audit.expect("readable"), 0);
        let rows = house.ask(ALICE, "func=soft").await.rows();
        let check = |name: &str, expect: &str| {
            assert_eq!(rows[0].text_of(name), Some(expect), "{name}");
        };
        check("project", "Seller");
        check("datacentername", "");
        check("show_reboot", "off");
        check("service_status", "");
        assert!(rows[0].child("account").is_none());
        assert!(rows[0].child("processingmodule").is_none());
    });
}

#[test]
fn a_session_keeps_a_filter_of_its_own() {
    story(|house| async move {
        house.three().await;
        let mut sessions = Vec::new();
        for _ in 0..2 {
            let query = "func=auth&username=alice@example.com&password=alice-secret";
            let answer = house.post(query).await.xml();
            sessions.push(answer.text_of("auth").unwrap_or_default().to_owned());
        }
        let ask = async |session: usize, query: &str| {
            house
                .post(&format!("auth={}&{query}", sessions[session]))
                .await
        };
        let form = ask(0, "func=soft.filter").await;
        assert_eq!(form.field("licname"), "");
        let keep = "func=soft.filter&licname=beta&pricelist=55228&sok=ok";
        ask(0, keep).await.field("ok");
        assert_eq!(names(&ask(0, "func=soft").await), "beta%");
        assert_eq!(ask(0, "func=soft.filter").await.field("pricelist"), "55228");
        let all = names(&ask(0, "func=soft&filter=off").await);
        assert_eq!(
            all,
            names(&house.ask(ALICE, "func=soft").await),
            "the call's own word counts"
        );
        // The call's own filter counts before it; another session has none.
        assert_eq!(
            names(&ask(0, "func=soft&filter=on&licname=alphabet").await),
            "Alphabet"
        );
        assert_eq!(names(&ask(1, "func=soft").await), "Alpha beta% Alphabet");
        let refusal = ask(0, "func=soft.filter&orderdatefrom=x&sok=ok")
            .await
            .refusal();
        assert_eq!(refusal, ("value".into(), "orderdatefrom".into()));
        assert_eq!(names(&ask(0, "func=soft").await), "beta%");
        ask(0, "func=soft.filter&sok=ok").await.field("ok");
        assert_eq!(names(&ask(0, "func=soft").await), "Alpha beta% Alphabet");
        // Nothing keeps it where there is no session, and it ends with its session.
        let refusal = house.ask(ALICE, keep).await.refusal();
        assert_eq!(refusal, ("value".into(), "auth".into()));
        ask(0, keep).await.field("ok");
        ask(0, "func=logon").await.field("ok");
    });
}
