//! What stands behind a service: its history, its address, its instruction (wire 3.8).

use crate::house::{ALICE, BOB, CLERK, story};

#[test]
fn a_history_tells_what_was_done_and_by_which_of_the_own_users() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let renew = format!("func=service.prolong&elid={id}&period=1&sok=ok");
        house.ask(ALICE, &renew).await.field("ok");
        house
            .ask(CLERK, &format!("func=soft.suspend&elid={id}"))
            .await
            .field("ok");
        let history = format!("func=service.history&elid={id}");
        let rows = house.ask(ALICE, &history).await.rows();
        let text = |row: usize, name| rows[row].text_of(name).unwrap_or_default();
        let told: Vec<_> = (0..3)
            .map(|row| (text(row, "description"), text(row, "user")))
            .collect();
        let alice = "alice@example.com";
        assert_eq!(
            told,
            [
                ("Suspension", ""),
                ("Renewal", alice),
                ("Activation", alice)
            ]
        );
        assert_eq!(text(2, "date"), "2026-01-31 12:00:00");
        let rows = house.ask(CLERK, &history).await.rows();
        assert_eq!(rows[0].text_of("user"), Some("clerk"));
        let russian = house.ask(ALICE, &format!("{history}&lang=ru")).await.rows();
        assert_eq!(russian[1].text_of("description"), Some("Продление"));
        assert_eq!(house.ask(BOB, &history).await.refusal().0, "missed");
    });
}

#[test]
fn a_license_has_one_address_under_the_rules_of_its_card() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let list = format!("func=service.ip&elid={id}");
        let rows = house.ask(ALICE, &list).await;
        assert_eq!(rows.rows()[0].text_of("ip"), Some("192.0.2.1"));
        assert_eq!(rows.field("plid"), id);
        let edit = format!("func=service.ip.edit&plid={id}&elid={id}");
        assert_eq!(house.ask(ALICE, &edit).await.field("ip"), "192.0.2.1");
        let taken = format!("func=service.ip.add&plid={id}&ip=192.0.2.9&sok=ok");
        assert_eq!(
            house.ask(ALICE, &taken).await.refusal(),
            ("value".into(), "ip".into())
        );
        house
            .ask(ALICE, &format!("{edit}&ip=192.0.2.2&sok=ok"))
            .await
            .field("ok");
        // As on the card, the next change has to wait.
        let soon = house
            .ask(ALICE, &format!("{edit}&ip=192.0.2.3&sok=ok"))
            .await;
        assert_eq!(soon.refusal(), ("value".into(), "ip".into()));
        let delete = format!("func=service.ip.del&plid={id}&elid={id}");
        house.ask(CLERK, &delete).await.field("ok");
        assert!(house.ask(ALICE, &list).await.rows().is_empty());
        house
            .ask(
                CLERK,
                &format!("func=service.ip.add&plid={id}&ip=192.0.2.4&sok=ok"),
            )
            .await
            .field("ok");
        assert_eq!(
            house.ask(ALICE, &list).await.rows()[0].text_of("ip"),
            Some("192.0.2.4")
        );
        let state = house.state();
        for query in [list.clone(), format!("{edit}&ip=192.0.2.5&sok=ok"), delete] {
            assert_eq!(
                house.ask(BOB, &query).await.refusal().0,
                "missed",
                "{query}"
            );
        }
        let other = format!("func=service.ip.edit&plid={id}&elid=999&ip=192.0.2.5&sok=ok");
        assert_eq!(
            house.ask(ALICE, &other).await.refusal(),
            ("missed".into(), "ip".into())
        );
        assert_eq!(house.state(), state);
    });
}

#[test]
fn an_instruction_has_the_key_and_no_markup_of_the_customer() {
    story(|house| async move {
        let order = "func=soft.order.param&pricelist=55227&period=1&sok=ok&skipbasket=on\
                     &licname=%3Cb%3E%26x";
        let id = house.ask(ALICE, order).await.field("id");
        let query = format!("func=service.instruction.html&elid={id}");
        let body = house.ask(ALICE, &query).await.field("body");
        assert!(body.contains("&lt;b&gt;&amp;x"), "{body}");
        assert!(body.contains(&format!("<code>{id}-")), "{body}");
        assert!(body.contains("install.sh"), "{body}");
        let body = house
            .ask(ALICE, &format!("{query}&lang=ru"))
            .await
            .field("body");
        assert!(body.contains("Ключ лицензии"), "{body}");
        assert_eq!(house.ask(BOB, &query).await.refusal().0, "missed");
    });
}

#[test]
fn a_license_is_no_machine() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        for function in ["service.reboot", "service.changepassword"] {
            let query = format!("func={function}&elid={id}&sok=ok");
            let refusal = house.ask(ALICE, &query).await.refusal();
            assert_eq!(refusal, ("not_supported".into(), "item".into()));
            assert_eq!(house.ask(BOB, &query).await.refusal().0, "missed");
        }
    });
}
