//! What staff put right: payments that go back, and a look with the eyes of a client.

use crate::house::{ALICE, BOB, CLERK, House, story};
use onsell_domain::AccountId;
use onsell_store::{expense, wallet};

/// Bob's balance; the ledger is sound.
fn balance(house: &House) -> String {
    let read = |scope: &mut onsell_engine::Scope<'_>| {
        assert_eq!(expense::audit(scope.tx)?, (0, 0));
        Ok(wallet::of_account(scope.tx, AccountId::new(2))?[0]
            .funds
            .balance)
    };
    house.engine.read(read).expect("readable").to_string()
}

#[test]
fn a_payment_goes_back_out_of_the_balance_and_no_further() {
    story(|house| async move {
        let before = balance(&house);
        let add = "func=payment.add&account=2&amount=5&sok=ok";
        let id = house.ask(CLERK, add).await.field("payment_id");
        let form = format!("func=payment.refund&elid={id}");
        let refund = |amount: &str| format!("{form}&amount={amount}&sok=ok");
        let refusal = house.ask(CLERK, &refund("1")).await.refusal();
        assert_eq!(
            refusal,
            ("value".to_owned(), "elid".to_owned()),
            "not credited"
        );
        let paid = format!("func=payment.setpaid&elid={id}");
        house.ask(CLERK, &paid).await.field("ok");
        assert_eq!(house.ask(CLERK, &form).await.field("amount"), "5.00");
        for (user, query, expect) in [
            (BOB, refund("1"), "access"),
            (CLERK, refund("5.01"), "value"),
            (CLERK, refund("0"), "value"),
            (CLERK, refund("-1"), "value"),
            (
                CLERK,
                format!("{}&note={}", refund("1"), "x".repeat(1001)),
                "value",
            ),
            (
                CLERK,
                "func=payment.refund&elid=777&sok=ok".to_owned(),
                "missed",
            ),
        ] {
            assert_eq!(house.ask(user, &query).await.refusal().0, expect, "{query}");
        }
        let back = house.ask(CLERK, &refund("2")).await;
        assert_eq!(back.field("refunded"), "2.00");
        let list = format!("func=account.payment&elid=2&filter=on&id={id}");
        let row = &house.ask(CLERK, &list).await.rows()[0];
        assert_eq!(row.text_of("refunded"), Some("2.00"));
        assert_eq!(row.text_of("allowrefund"), Some("on"));
        house
            .ask(CLERK, &format!("{form}&sok=ok"))
            .await
            .field("ok");
        assert_eq!(balance(&house), before);
        assert_eq!(house.ask(CLERK, &refund("1")).await.refusal().1, "elid");
        assert!(
            house
                .journal(2)
                .iter()
                .all(|line| line.contains("payment.refund")),
            "{:?}",
            house.journal(2)
        );
    });
}

#[test]
fn what_is_spent_does_not_go_back_and_credit_is_no_money() {
    story(|house| async move {
        let limit = "func=account.edit&elid=2&credit_limit=1000&sok=ok";
        house.ask(CLERK, limit).await.field("ok");
        let row = &house
            .ask(BOB, "func=payment&filter=on&status=4")
            .await
            .rows()[0];
        assert_eq!(row.text_of("allowrefund"), Some("off"));
        let id = row.text_of("id").expect("a number");
        let order = crate::house::ORDER;
        house
            .ask(BOB, &format!("{order}&ip=192.0.2.1"))
            .await
            .field("id");
        assert_eq!(balance(&house), "94.00");
        let refund = format!("func=payment.refund&elid={id}&sok=ok");
        let refusal = house.ask(CLERK, &refund).await.refusal();
        assert_eq!(refusal, ("value".to_owned(), "amount".to_owned()));
        assert_eq!(balance(&house), "94.00");
        let rest = house.ask(CLERK, &format!("{refund}&amount=94")).await;
        assert_eq!(rest.field("refunded"), "94.00");
        assert_eq!(balance(&house), "0.00");
    });
}

#[test]
fn staff_sign_in_as_the_client_of_a_task() {
    story(|house| async move {
        let (_, order) = house.server_order();
        house.ask(BOB, &order).await.field("id");
        let task = house.ask(CLERK, "func=task").await.rows()[0].clone();
        let task = task.text_of("id").expect("a number").to_owned();
        let query = format!("func=task.su&elid={task}");
        let opened = house.ask(CLERK, &query).await;
        let session = opened.field("auth");
        let who = house
            .from("192.0.2.200", &format!("func=whoami&auth={session}"))
            .await;
        assert!(who.text.contains("bob@example.com"), "{}", who.text);
        assert_eq!(house.ask(ALICE, &query).await.refusal().0, "access");
        let none = house.ask(CLERK, "func=task.su&elid=777").await.refusal();
        assert_eq!(none, ("missed".to_owned(), "task".to_owned()));
    });
}

#[test]
fn the_doctor_looks_at_letters() {
    story(|house| async move {
        let line = async || {
            let rows = house.ask(&house.admin, "func=doctor").await.rows();
            let row = rows.iter().find(|row| row.text_of("name") == Some("mail"));
            let row = row.expect("a line for letters");
            let text = |name| row.text_of(name).unwrap_or_default().to_owned();
            (text("status"), text("text"))
        };
        let (status, text) = line().await;
        assert_eq!(status, "ok", "{text}");
        house
            .engine
            .write(None, |scope| {
                let now = scope.now;
                Ok(onsell_store::mail::add(
                    scope.tx,
                    "bob@example.com",
                    "x",
                    b"",
                    now,
                )?)
            })
            .expect("it is written");
        let (status, text) = line().await;
        assert_eq!(status, "warning", "{text}");
        assert!(text.contains("waiting: 1"), "{text}");
    });
}

#[test]
fn staff_move_a_service_to_another_tariff_here_only() {
    story(|house| async move {
        let admin = house.admin.clone();
        let id = house.license("192.0.2.1").await;
        let list = "func=enumeration.edit&name=Systems&sok=ok";
        let list = house.ask(&admin, list).await.field("id");
        let value = format!("func=enumeration.item.edit&plid={list}&name=Linux&sok=ok");
        let value = house.ask(&admin, &value).await.field("id");
        let addon = format!(
            "func=pricelist.detail.edit&plid=55228&name=System&addontype=3&enumeration={list}&sok=ok"
        );
        let addon = house.ask(&admin, &addon).await.field("id");
        let item = format!(
            "func=pricelist.detail.item.edit&plid={addon}&elid={value}&active=on&price_1=1&sok=ok"
        );
        house.ask(&admin, &item).await.field("ok");
        let on = format!("func=pricelist.detail.resume&elid={addon}");
        house.ask(&admin, &on).await.field("ok");
        let set = format!("func=service.setlocal&elid={id}&sok=ok");
        for (wrong, kind) in [
            ("pricelist=777".to_owned(), "missed"),
            (format!("addon_{addon}={value}"), "value"),
            (format!("pricelist=55228&addon_{addon}=777"), "value"),
            (format!("pricelist=55228&addon_{addon}=x"), "value"),
        ] {
            let refusal = house.ask(&admin, &format!("{set}&{wrong}")).await.refusal();
            assert_eq!(refusal.0, kind, "{wrong}");
        }
        let card = format!("func=soft.edit&elid={id}");
        let before = house.ask(ALICE, &card).await;
        let funds = house.state();
        let moved = format!("{set}&pricelist=55228&addon_{addon}={value}");
        house.ask(&admin, &moved).await.field("ok");
        let after = house.ask(ALICE, &card).await;
        assert_eq!(after.field("pricelist"), "55228");
        assert_eq!(after.field(&format!("addon_{addon}")), value);
        for untouched in ["item_cost", "expiredate", "lickey", "ip"] {
            assert_eq!(after.field(untouched), before.field(untouched));
        }
        assert_ne!(house.state(), funds, "its readers are told");
        let expenses = house.ask(ALICE, "func=expense").await;
        assert_eq!(expenses.rows().len(), 1, "no money moves");
        assert!(house.journal(1)[0].contains("service.setlocal"));
    });
}
