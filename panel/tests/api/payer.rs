//! What a customer pays and as whom: payments, profiles, the dashboard (wire 3.2, 3.13).

use crate::house::{ALICE, BOB, CLERK, story};

#[test]
fn a_customer_announces_a_payment_and_may_take_it_back() {
    story(|house| async move {
        let method = house
            .ask(ALICE, "func=payment.add.method&amount=25&snext=ok")
            .await;
        let next = method.xml().child("doc").cloned().expect("the next step");
        assert_eq!(next.text_of("amount"), Some("25"));
        assert_eq!(next.attribute("func"), Some("payment.add.pay"));
        let announced = "func=payment.add.pay&amount=25&paymethod=1&sok=ok";
        let answer = house.ask(ALICE, announced).await;
        assert_eq!(answer.field("ok"), "func=payment");
        let id = answer.field("payment_id");
        let balance = house.ask(ALICE, "func=dashboard.info").await;
        assert_eq!(balance.rows()[0].text_of("balance"), Some("100.00 EUR"));
        let new = "func=payment&filter=on&status=1";
        assert_eq!(
            house.ask(ALICE, new).await.rows()[0].text_of("id"),
            Some(id.as_str())
        );
        let redirect = format!("func=payment.add.redirect&elid={id}");
        assert_eq!(
            house.ask(ALICE, &redirect).await.field("amount"),
            "25.00 EUR"
        );

        let delete = format!("func=payment.delete&elid={id}");
        for query in [&redirect, &delete] {
            assert_eq!(house.ask(BOB, query).await.refusal().0, "missed", "{query}");
        }
        house.ask(ALICE, &delete).await.field("ok");
        assert!(house.ask(ALICE, new).await.rows().is_empty());
        // What was credited or taken back stays so.
        for paid in [&id, "1"] {
            let delete = format!("func=payment.delete&elid={paid}");
            let refusal = house.ask(ALICE, &delete).await.refusal();
            assert_eq!(refusal, ("value".into(), "elid".into()), "{paid}");
        }
        let set_paid = format!("func=payment.setpaid&elid={id}");
        assert_eq!(house.ask(CLERK, &set_paid).await.refusal().0, "value");
        assert_eq!(house.ask(ALICE, &set_paid).await.refusal().0, "access");
        for wrong in ["amount=-5", "amount=0", "amount=5&paymethod=9", "sok=ok"] {
            let query = format!("func=payment.add&sok=ok&{wrong}");
            assert_eq!(
                house.ask(ALICE, &query).await.refusal().0,
                "value",
                "{wrong}"
            );
        }
        // A customer names no other account.
        let long = format!("func=payment.add&amount=5&sok=ok&note={}", "x".repeat(1001));
        let refusal = house.ask(ALICE, &long).await.refusal();
        assert_eq!(refusal, ("value".to_owned(), "note".to_owned()));
        let other = "func=payment.add&amount=5&account=2&sok=ok";
        house.ask(ALICE, other).await.field("ok");
        assert_eq!(house.ask(BOB, "func=payment").await.rows().len(), 1);
    });
}

#[test]
fn an_order_says_what_is_to_be_paid() {
    story(|house| async move {
        let order = "func=soft.order.param&pricelist=55227&period=12&sok=ok";
        let order = house.ask(ALICE, order).await.field("billorder.id");
        let form = format!("func=payment.add&billorder={order}");
        let form = house.ask(ALICE, &form).await;
        assert_eq!(form.field("amount"), "60.00");
        assert_eq!(form.field("payment_currency"), "EUR");
    });
}

#[test]
fn a_payer_belongs_to_its_account() {
    story(|house| async move {
        let new = "func=profile.edit&name=Alice+GmbH&profiletype=2&country=276&city=Berlin\
                   &vatnum=DE123&sok=ok";
        let id = house.ask(ALICE, new).await.field("id");
        let form = house
            .ask(ALICE, &format!("func=profile.edit&elid={id}"))
            .await;
        assert_eq!(form.field("country"), "276");
        assert_eq!(form.field("vatnum"), "DE123");
        assert!(
            form.text.contains("image=\"/manimg/common/flag/RU.png\""),
            "{}",
            form.text
        );
        let edit = format!("func=profile.edit&elid={id}&city=Bonn&sok=ok");
        house.ask(ALICE, &edit).await.field("ok");
        let rows = house.ask(ALICE, "func=profile").await.rows();
        let text = |name| rows[0].text_of(name).unwrap_or_default();
        assert_eq!((text("name"), text("city")), ("Alice GmbH", "Bonn"));
        assert_eq!(
            (text("country"), text("profiletype")),
            ("Germany", "Company")
        );

        assert!(house.ask(BOB, "func=profile").await.rows().is_empty());
        for query in [
            format!("func=profile.edit&elid={id}"),
            edit,
            format!("func=profile.delete&elid={id}"),
        ] {
            assert_eq!(
                house.ask(BOB, &query).await.refusal().0,
                "missed",
                "{query}"
            );
        }
        let check = async |query: &str, object: &str| {
            let query = format!("func=profile.add.profiledata&sok=ok&{query}");
            let refusal = house.ask(ALICE, &query).await.refusal();
            assert_eq!(refusal, ("value".to_owned(), object.to_owned()), "{query}");
        };
        check("city=Berlin", "name").await;
        check("name=x&country=999", "country").await;
        check("name=x&profiletype=7", "profiletype").await;
        check(&format!("name=x&address={}", "y".repeat(256)), "address").await;
        house
            .ask(ALICE, &format!("func=profile.delete&elid={id}"))
            .await
            .field("ok");
        assert!(house.ask(ALICE, "func=profile").await.rows().is_empty());
        let gone = format!("func=profile.edit&elid={id}&city=Ulm&sok=ok");
        assert_eq!(house.ask(ALICE, &gone).await.refusal().0, "missed");
    });
}

#[test]
fn countries_have_numbers_and_flags() {
    story(|house| async move {
        let rows = house.ask(ALICE, "func=country&lang=ru").await.rows();
        let russia = rows.iter().find(|row| row.text_of("id") == Some("643"));
        let russia = russia.expect("Russia is a country");
        assert_eq!(russia.text_of("name"), Some("Россия"));
        assert_eq!(russia.text_of("image"), Some("/manimg/common/flag/RU.png"));
        assert_eq!(rows.len(), 249);
    });
}

#[test]
fn the_dashboard_says_how_long_the_money_lasts() {
    story(|house| async move {
        let until = async || {
            let rows = house.ask(ALICE, "func=dashboard.info").await.rows();
            rows[0]
                .text_of("enoughmoneyto")
                .unwrap_or_default()
                .to_owned()
        };
        assert_eq!(until().await, "");
        // Twelve of six a month: 28 are left, and the first renewals ask for 72.
        for last in 1..=12 {
            let order = format!(
                "func=soft.order.param&pricelist=55227&period=1&autoprolong=1&skipbasket=on\
                 &sok=ok&ip=192.0.2.{last}"
            );
            house.ask(ALICE, &order).await.field("id");
        }
        assert_eq!(until().await, "2026-02-27");
        let credit = "func=account.edit&elid=1&credit_limit=50&sok=ok";
        house.root(credit);
        let rows = house
            .ask(ALICE, "func=dashboard.subaccount_credit")
            .await
            .rows();
        assert_eq!(rows[0].text_of("credit"), Some("50.00 EUR"));
        assert_eq!(rows[0].text_of("available_credit"), Some("50.00 EUR"));
        assert_eq!(until().await, "2026-03-27");
        let discounts = house.ask(ALICE, "func=account.discountinfo").await.xml();
        assert!(discounts.child("list").is_some());
    });
}
