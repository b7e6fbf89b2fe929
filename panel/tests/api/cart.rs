//! The cart: things are ordered, thrown out and paid together (wire 3.5, 3.6).

use crate::house::{ALICE, Answer, BOB, CLERK, House, story};
use onsell_engine::expire;
use onsell_wire::Node;

const DAY_SECONDS: i64 = 24 * 3600;
/// An order that is not paid at once.
const INTO_CART: &str = "out=xml&func=soft.order.param&pricelist=55227&period=1&sok=ok";

impl House {
    async fn put_in_cart(&self, ip: &str) -> Answer {
        self.ask(ALICE, &format!("{INTO_CART}&ip={ip}")).await
    }

    async fn balance(&self, user: &str) -> (String, String) {
        let rows = self.ask(user, "func=dashboard.info").await.rows();
        let text = |name| rows[0].text_of(name).unwrap_or_default().to_owned();
        (text("balance"), text("reserved"))
    }

    async fn status(&self, id: &str) -> String {
        let card = format!("func=soft.edit&elid={id}");
        self.ask(ALICE, &card).await.field("status")
    }
}

/// The rows of a list inside a document.
fn list(answer: &Answer, name: &str) -> Vec<Node> {
    let root = answer.xml();
    let list = root
        .children_of("list")
        .find(|list| list.attribute("name") == Some(name));
    let list = list.unwrap_or_else(|| panic!("no {name}: {}", answer.text));
    list.children_of("elem").cloned().collect()
}

#[test]
fn two_are_ordered_one_is_thrown_out_and_the_other_is_paid_once() {
    story(|house| async move {
        let first = house.put_in_cart("192.0.2.1").await;
        let second = house.put_in_cart("192.0.2.2").await;
        let (one, two) = (first.field("id"), second.field("id"));
        let order = first.field("billorder.id");
        assert_eq!(second.field("billorder.id"), order);
        assert_eq!(first.field("item.id"), one);
        assert_eq!(first.field("ok"), "func=basket");
        assert_eq!(house.status(&one).await, "1");
        assert_eq!(
            house.balance(ALICE).await,
            ("100.00 EUR".into(), "0.00 EUR".into())
        );

        let basket = house.ask(ALICE, "func=basket").await;
        assert_eq!(basket.field("billorder"), order);
        assert_eq!(basket.field("total_sum"), "12.00 EUR");
        let rows = list(&basket, "itemlist");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].text_of("item.id"), Some(one.as_str()));
        assert_eq!(rows[0].text_of("item.type"), Some("soft"));
        assert_eq!(rows[0].text_of("cost"), Some("6.00 EUR"));
        let open = house.ask(ALICE, "func=order").await;
        assert_eq!(
            list(&open, "openlist")[0].text_of("id"),
            Some(order.as_str())
        );

        let delete = format!("func=basket&sok=ok&clicked_button=delete&id={one}");
        house.ask(ALICE, &delete).await.field("ok");
        assert_eq!(house.status(&one).await, "4");
        let cart = house.ask(ALICE, "func=cart").await;
        let total = cart.xml().child("total").cloned().expect("a total");
        assert_eq!(total.text_of("cost"), Some("6.00"));
        assert_eq!(total.text_of("count"), Some("1"));
        assert_eq!(
            list(&cart, "lineitems")[0].text_of("id"),
            Some(two.as_str())
        );

        let pay =
            format!("func=payment.add&billorder={order}&clicked_button=fromsubaccount&sok=ok");
        house.ask(ALICE, &pay).await.field("ok");
        assert_eq!(house.status(&two).await, "2");
        assert_eq!(house.balance(ALICE).await.0, "94.00 EUR");
        // Once more is not twice.
        let state = house.state();
        house.ask(ALICE, &pay).await.field("ok");
        assert_eq!(house.state(), state);
        assert_eq!(house.ask(ALICE, "func=order").await.field("p_elems"), "0");
        // The next thing goes into another order.
        let third = house.put_in_cart("192.0.2.3").await;
        assert_ne!(third.field("billorder.id"), order);
    });
}

#[test]
fn without_enough_money_nothing_is_paid() {
    story(|house| async move {
        for count in 1..=17 {
            house
                .put_in_cart(&format!("192.0.2.{count}"))
                .await
                .field("id");
        }
        let order = house.ask(ALICE, "func=basket").await.field("billorder");
        let state = house.state();
        let pay =
            format!("func=payment.add&billorder={order}&clicked_button=fromsubaccount&sok=ok");
        let refusal = house.ask(ALICE, &pay).await;
        assert_eq!(refusal.refusal().0, "not_enough_money");
        assert!(refusal.text.contains("102.00"), "{}", refusal.text);
        assert_eq!(house.state(), state);
        // One license less, and the money is enough.
        let basket = house.ask(ALICE, "func=basket").await;
        let id = list(&basket, "itemlist")[0]
            .text_of("id")
            .map(str::to_owned);
        let delete = format!("func=soft.delete&elid={}", id.unwrap_or_default());
        house.ask(ALICE, &delete).await.field("ok");
        house.ask(ALICE, &pay).await.field("ok");
        assert_eq!(house.balance(ALICE).await.0, "4.00 EUR");
    });
}

#[test]
fn an_address_that_was_taken_meanwhile_keeps_the_whole_order_from_being_paid() {
    story(|house| async move {
        house.put_in_cart("192.0.2.1").await.field("id");
        let order = house.put_in_cart("192.0.2.2").await.field("billorder.id");
        house.license("192.0.2.2").await;
        let state = house.state();
        let pay =
            format!("func=payment.add&billorder={order}&clicked_button=fromsubaccount&sok=ok");
        let refusal = house.ask(ALICE, &pay).await.refusal();
        assert_eq!(refusal, ("exists".to_owned(), "ip".to_owned()));
        assert_eq!(house.state(), state);
    });
}

#[test]
fn a_foreign_order_does_not_exist() {
    story(|house| async move {
        let added = house.put_in_cart("192.0.2.1").await;
        let (id, order) = (added.field("id"), added.field("billorder.id"));
        let state = house.state();
        let check = async |query: String| {
            assert_eq!(
                house.ask(BOB, &query).await.refusal().0,
                "missed",
                "{query}"
            );
        };
        check(format!("func=basket&billorder={order}")).await;
        check(format!("func=basket&sok=ok&clicked_button=delete&id={id}")).await;
        check(format!(
            "func=basket&sok=ok&clicked_button=clearbasket&billorder={order}"
        ))
        .await;
        check(format!("func=cart&billorder={order}")).await;
        check(format!("func=cart&sok=ok&clicked_button=delete&id={id}")).await;
        check(format!("func=cart.empty&billorder={order}")).await;
        check(format!("func=order.delete&elid={order}")).await;
        check(format!("func=payment.add&billorder={order}")).await;
        check(format!("func=payment.add&sok=ok&billorder={order}")).await;
        check(format!(
            "func=payment.add&sok=ok&billorder={order}&clicked_button=fromsubaccount"
        ))
        .await;
        assert_eq!(house.state(), state);
        assert_eq!(house.ask(BOB, "func=order").await.field("p_elems"), "0");
    });
}

#[test]
fn what_is_not_paid_is_neither_changed_nor_renewed() {
    story(|house| async move {
        let id = house.put_in_cart("192.0.2.1").await.field("id");
        let state = house.state();
        for query in [
            "func=service.prolong&period=1&sok=ok",
            "func=soft.suspend",
            "func=soft.edit&licname=other&sok=ok",
            "func=soft.edit&clicked_button=newkey&sok=ok",
        ] {
            let answer = house.ask(ALICE, &format!("{query}&elid={id}")).await;
            assert_eq!(answer.refusal(), ("value".into(), "elid".into()), "{query}");
        }
        let change = format!("func=service.changepricelist&elid={id}&pricelist=55228&sok=ok");
        assert_eq!(house.ask(ALICE, &change).await.refusal().0, "locked");
        assert_eq!(house.state(), state);
    });
}

#[test]
fn an_order_that_nobody_pays_is_thrown_away() {
    story(|house| async move {
        let id = house.put_in_cart("192.0.2.1").await.field("id");
        house.clock.advance_seconds(29 * DAY_SECONDS);
        expire::run(&house.engine).expect("what is due is looked at");
        assert_eq!(house.status(&id).await, "1");
        house.clock.advance_seconds(2 * DAY_SECONDS);
        expire::run(&house.engine).expect("what is due is looked at");
        assert_eq!(house.status(&id).await, "4");
        assert_eq!(house.ask(ALICE, "func=order").await.field("p_elems"), "0");
    });
}

#[test]
fn a_trial_that_was_thrown_out_of_the_cart_was_not_had() {
    story(|house| async move {
        let trial = "func=soft.order.param&pricelist=55239&period=-100&sok=ok";
        let id = house.ask(ALICE, trial).await.field("id");
        let refusal = house.ask(ALICE, trial).await.refusal();
        assert_eq!(refusal, ("value".into(), "period".into()));
        house
            .ask(
                ALICE,
                &format!("func=cart&sok=ok&clicked_button=delete&id={id}"),
            )
            .await
            .field("ok");
        let id = house.ask(ALICE, trial).await.field("id");
        // What costs nothing is confirmed without a payment.
        let free = "func=basket&sok=ok&clicked_button=free";
        house.ask(ALICE, free).await.field("ok");
        assert_eq!(house.status(&id).await, "2");
        assert_eq!(house.ask(ALICE, trial).await.refusal().0, "value");
    });
}

#[test]
fn a_repeated_key_finds_its_place_in_the_cart() {
    story(|house| async move {
        let order = format!("{INTO_CART}&orderkey=k1");
        let first = house.ask(ALICE, &order).await;
        let again = house.ask(ALICE, &order).await;
        for field in ["id", "billorder.id", "lineitem.id"] {
            assert_eq!(first.field(field), again.field(field), "{field}");
        }
        let basket = house.ask(ALICE, "func=basket").await;
        assert_eq!(list(&basket, "itemlist").len(), 1);
        house.ask(ALICE, "func=cart.empty").await.field("ok");
        assert_eq!(house.ask(ALICE, "func=basket").await.field("billorder"), "");
    });
}

#[test]
fn the_cart_of_another_provider_is_paid_from_the_wallet_there() {
    story(|house| async move {
        let admin = house.admin.clone();
        let new = async |query: &str| house.ask(&admin, &format!("{query}&sok=ok")).await;
        let brand = new("func=project.edit&name=Second&currency=USD").await;
        let brand = brand.field("id");
        let module = "func=processing.edit&module=manual&itemtype=vds&name=By hand";
        let module = new(module).await.field("id");
        let tariff =
            format!("func=pricelist.add&processingmodule={module}&name=Server&project={brand}");
        let tariff = new(&tariff).await.field("id");
        new(&format!("func=pricelist.edit&elid={tariff}&price_1=7"))
            .await
            .field("ok");
        new(&format!("func=pricelist.resume&elid={tariff}"))
            .await
            .field("ok");
        let order = format!("func=vds.order.param&pricelist={tariff}&period=1&sok=ok");
        let placed = house.ask(ALICE, &order).await;
        let order = placed.field("billorder.id");
        // The hundred euros at the first provider are of no use here.
        let pay =
            format!("func=payment.add&billorder={order}&clicked_button=fromsubaccount&sok=ok");
        assert_eq!(house.ask(ALICE, &pay).await.refusal().0, "not_enough_money");
        let announce = format!("func=payment.add&billorder={order}&sok=ok");
        let euros = format!("{announce}&payment_currency=EUR");
        let refusal = house.ask(ALICE, &euros).await.refusal();
        assert_eq!(refusal, ("value".to_owned(), "payment_currency".to_owned()));
        let announced = house.ask(ALICE, &announce).await.field("payment_id");
        let paid = format!("func=payment.setpaid&elid={announced}");
        house.ask(&admin, &paid).await.field("ok");
        house.ask(ALICE, &pay).await.field("ok");
        let again = house.ask(ALICE, &announce).await.refusal();
        assert_eq!(again, ("value".to_owned(), "billorder".to_owned()));
        let funds = house.ask(ALICE, "func=dashboard.info").await.rows();
        let text = |row: usize, name| funds[row].text_of(name).unwrap_or_default().to_owned();
        assert_eq!(text(0, "balance"), "100.00 EUR");
        assert_eq!(
            (text(1, "balance"), text(1, "reserved")),
            ("7.00 USD".into(), "7.00 USD".into())
        );
        // Without an order the provider is named.
        let more = format!("func=payment.add&amount=5&project={brand}&sok=ok");
        let more = house.ask(ALICE, &more).await.field("payment_id");
        let row = format!("func=payment.edit&elid={more}");
        assert_eq!(house.ask(CLERK, &row).await.field("currency"), "USD");
    });
}
