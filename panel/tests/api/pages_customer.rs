//! The pages of customers: what they must see and must not see, and that what they send is done.

use crate::house::{ALICE, House, story};
use crate::visitor::{Visitor, location};

/// The page of a Lite license for a month.
const LITE: &str = "/panel/soft.order.param?pricelist=55227&period=1";
/// What the form of that page sends besides what is typed.
const ORDERED: [(&str, &str); 4] = [
    ("pricelist", "55227"),
    ("period", "1"),
    ("clicked_button", "finish"),
    ("skipbasket", "on"),
];

fn with<'a>(more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = ORDERED.to_vec();
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

/// A page that is there, with all of these and none of those.
async fn see(visitor: &mut Visitor<'_>, path: &str, seen: &[&str], unseen: &[&str]) -> String {
    let page = visitor.get(path).await;
    assert_eq!(page.status, 200, "{path}: {}", page.text);
    for text in seen {
        assert!(
            page.text.contains(text),
            "{path} without {text}: {}",
            page.text
        );
    }
    for text in unseen {
        assert!(
            !page.text.contains(text),
            "{path} with {text}: {}",
            page.text
        );
    }
    page.text
}

/// A server of Alice, made by hand, and ready.
async fn server(house: &House) -> String {
    let (_, order) = house.server_order();
    let server = house.ask(ALICE, &order).await.field("id");
    house
        .root(&format!("func=service.postopen&elid={server}"))
        .field("ok");
    server
}

#[test]
fn a_customer_begins_with_what_there_is_and_what_asks_for_something() {
    story(|house| async move {
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let first = ["Order your first service", "/panel/soft.order", "€100.00"];
        see(&mut alice, "/panel", &first, &["home-services", "not paid"]).await;
        house.license("192.0.2.1").await;
        let seen = [
            "srv1",
            "ispmanager 6 Lite",
            "Until ",
            "/panel/soft.edit?elid=1",
        ];
        let home = see(&mut alice, "/panel", &seen, &["first service"]).await;
        // The live page of the same is another address.
        assert!(home.contains("data-live=\"/panel/live/\""));
        let cart = with(&[("skipbasket", "off"), ("ip", "192.0.2.2")]);
        let page = alice.get(LITE).await;
        let added = alice
            .send("/panel/soft.order.param", &page.text, &cart)
            .await;
        assert_eq!(location(&added), "/panel/basket");
        let seen = ["One service is ordered and not paid", "Pay now"];
        see(
            &mut alice,
            "/panel",
            &seen,
            &["runningoperation", "/panel/account"],
        )
        .await;
    });
}

#[test]
fn a_service_is_ordered_in_three_steps_and_nothing_typed_is_lost() {
    story(|house| async move {
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let kinds = alice.get("/panel/order.new").await;
        // There is one kind to order, so its tariffs are shown at once.
        assert_eq!(location(&kinds), "/panel/soft.order");
        let seen = [
            "data-id=\"55227\"",
            "/panel/soft.order.param?pricelist=55227&amp;period=1",
        ];
        let seen = seen.map(|text| text.replace("&amp;", "&#38;"));
        let seen = [seen[0].as_str(), seen[1].as_str()];
        see(
            &mut alice,
            "/panel/soft.order",
            &seen,
            &["data-id=\"55225\""],
        )
        .await;
        let seen = ["id=\"total\"", "name=\"ip\"", "name=\"licname\""];
        let page = see(&mut alice, LITE, &seen, &["is missing", "role=\"alert\""]).await;

        let typed = with(&[("licname", "first one"), ("ip", "192.0.2.300")]);
        let refused = alice.send("/panel/soft.order.param", &page, &typed).await;
        assert_eq!(refused.status, 422);
        for text in [
            "id=\"error-ip\"",
            "value=\"first one\"",
            "value=\"192.0.2.300\"",
            "IP address”",
        ] {
            assert!(refused.text.contains(text), "{text}: {}", refused.text);
        }
        // The address is checked before it is sent, too.
        let typed = format!("{LITE}&licname=x&ip=192.0.2.300");
        see(
            &mut alice,
            &typed,
            &["id=\"error-ip\"", "value=\"x\""],
            &["role=\"alert\""],
        )
        .await;

        let right = with(&[("licname", "first one"), ("ip", "192.0.2.3")]);
        let right: Vec<_> = right.into_iter().chain([("orderkey", "k1")]).collect();
        let done = alice
            .send("/panel/soft.order.param", &refused.text, &right)
            .await;
        let card = "/panel/soft.edit?elid=1&notice=soft.order.param";
        assert_eq!(location(&done), card);
        // Whoever sends it once more gets the same service.
        let again = alice
            .send("/panel/soft.order.param", &refused.text, &right)
            .await;
        assert_eq!(location(&again), card);
        let seen = [
            "Ordered and paid",
            "first one",
            "data-copy=\"1-",
            "install.sh",
            "192.0.2.3",
        ];
        see(&mut alice, card, &seen, &["By hand", "remoteid"]).await;
    });
}

#[test]
fn what_the_balance_does_not_cover_is_said_before_and_kept_in_the_cart() {
    story(|house| async move {
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let dear = "/panel/soft.order.param?pricelist=55230&period=12";
        let seen = ["is missing", "/panel/payment.add?amount="];
        let page = see(&mut alice, dear, &seen, &[]).await;
        let fields = with(&[
            ("pricelist", "55230"),
            ("period", "12"),
            ("ip", "192.0.2.4"),
        ]);
        let refused = alice.send("/panel/soft.order.param", &page, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("role=\"alert\""));
        let cart = with(&[
            ("pricelist", "55230"),
            ("period", "12"),
            ("skipbasket", "off"),
        ]);
        let added = alice.send("/panel/soft.order.param", &page, &cart).await;
        assert_eq!(location(&added), "/panel/basket", "{}", added.text);
        let seen = ["is missing", "/panel/payment.add?billorder=1", "data-id="];
        let page = see(&mut alice, "/panel/basket", &seen, &["fromsubaccount"]).await;

        // Money is announced, and what to do is said.
        let announced = [("amount", "500"), ("paymethod", "1"), ("note", "by bank")];
        let sent = alice.send("/panel/payment.add", &page, &announced).await;
        let next = location(&sent).to_owned();
        assert!(
            next.starts_with("/panel/payment.add.redirect?elid="),
            "{next}"
        );
        see(&mut alice, &next, &["€500.00", "Seller", "Awaited"], &[]).await;
        let payment = next.rsplit('=').next().expect("a number");
        house
            .root(&format!("func=payment.setpaid&elid={payment}"))
            .field("ok");

        let page = see(
            &mut alice,
            "/panel/basket",
            &["fromsubaccount"],
            &["is missing"],
        )
        .await;
        let paid = [("billorder", "1"), ("clicked_button", "fromsubaccount")];
        let paid = alice.send("/panel/payment.add", &page, &paid).await;
        assert_eq!(location(&paid), "/panel?notice=payment.add.pay");
        see(
            &mut alice,
            location(&paid),
            &["Paid. What you ordered"],
            &["not paid"],
        )
        .await;
        see(
            &mut alice,
            "/panel/basket",
            &["The cart is empty"],
            &["data-id"],
        )
        .await;
    });
}

#[test]
fn the_card_says_when_an_address_may_be_changed_and_keeps_what_was_refused() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let card = format!("/panel/soft.edit?elid={id}");
        let page = see(
            &mut alice,
            &card,
            &["value=\"192.0.2.1\"", "newkey"],
            &["readonly"],
        )
        .await;
        let wrong = [("elid", id.as_str()), ("licname", "renamed"), ("ip", "x")];
        let refused = alice.send("/panel/soft.edit", &page, &wrong).await;
        assert_eq!(refused.status, 422);
        for text in ["id=\"error-ip\"", "value=\"renamed\"", "value=\"x\""] {
            assert!(refused.text.contains(text), "{text}");
        }
        let right = [
            ("elid", id.as_str()),
            ("licname", "renamed"),
            ("ip", "192.0.2.9"),
        ];
        let saved = alice.send("/panel/soft.edit", &page, &right).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        // Thirty-one days lie between two changes (semantics 5.3).
        let seen = [
            "renamed",
            "value=\"192.0.2.9\" autocomplete=\"off\" readonly",
            "3 Mar 2026",
        ];
        see(&mut alice, location(&saved), &seen, &[]).await;

        let renewal = format!("/panel/service.prolong?elid={id}&back=/panel/soft.edit?elid={id}");
        let page = see(
            &mut alice,
            &renewal,
            &["until 31 Mar 2026", "orderkey"],
            &[],
        )
        .await;
        let fields = [
            ("elid", id.as_str()),
            ("period", "1"),
            ("back", card.as_str()),
        ];
        let renewed = alice.send("/panel/service.prolong", &page, &fields).await;
        assert_eq!(location(&renewed), format!("{card}&notice=service.prolong"));
        see(
            &mut alice,
            location(&renewed),
            &["Accepted: the new end", "31 Mar 2026"],
            &[],
        )
        .await;

        let plans = format!("/panel/service.changepricelist?elid={id}");
        see(&mut alice, &plans, &["value=\"55228\""], &["New price"]).await;
        let chosen = format!("{plans}&pricelist=55228");
        see(
            &mut alice,
            &chosen,
            &["New price", "Will end"],
            &["role=\"alert\""],
        )
        .await;
    });
}

#[test]
fn work_in_hand_shows_since_when_and_both_values_and_nobody_who_does_it() {
    story(|house| async move {
        let server = server(&house).await;
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let card = format!("/panel/vds.edit?elid={server}");
        see(
            &mut alice,
            &card,
            &["Active", "28 Feb 2026"],
            &["By hand", "Requested"],
        )
        .await;
        let query = format!("func=service.prolong&elid={server}&period=1&sok=ok");
        house.ask(ALICE, &query).await.field("ok");
        house.clock.advance_seconds(125);
        let waits = "Waiting for the provider for 2 minutes";
        let both = [waits, "Requested", "28 Feb 2026", "31 Mar 2026"];
        // While it is worked on nothing can be begun.
        let begun = ["By hand", "service.prolong?elid", "changepricelist"];
        see(&mut alice, &card, &both, &begun).await;
        see(&mut alice, "/panel", &[waits], &["By hand"]).await;
        let bob = house
            .ask(
                crate::house::BOB,
                &format!("func=service.state&elid={server}"),
            )
            .await;
        assert_eq!(bob.refusal().0, "missed");
    });
}

#[test]
fn a_second_factor_is_set_up_with_a_picture_and_codes_that_are_shown_once() {
    story(|house| async move {
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let page = see(
            &mut alice,
            "/panel/usrparam",
            &["totp.new", "value=\"ru\""],
            &["totp.off"],
        );
        let page = page.await;
        let begun = alice.send("/panel/totp.new", &page, &[]).await;
        assert_eq!(begun.status, 200);
        assert!(begun.text.contains("<svg") && !begun.text.contains(" style="));
        let codes = begun
            .text
            .split("<ul class=\"codes\">")
            .nth(1)
            .expect("codes");
        let codes = codes.split("</ul>").next().expect("an end");
        assert_eq!(codes.matches("<code>").count(), 10);
        see(&mut alice, "/panel/totp.new", &[], &["class=\"codes\""]).await;
        let wrong = alice
            .send("/panel/totp.confirm", &begun.text, &[("qrcode", "000000")])
            .await;
        assert_eq!(wrong.status, 422);
        let zone = [("timezone", "Europe/Nowhere"), ("realname", "Alice")];
        let refused = alice.send("/panel/usrparam", &page, &zone).await;
        assert_eq!(refused.status, 422);
        for text in ["id=\"error-timezone\"", "value=\"Alice\""] {
            assert!(refused.text.contains(text), "{text}: {}", refused.text);
        }
    });
}

#[test]
fn what_cannot_be_taken_back_is_said_first_and_nothing_for_staff_is_asked() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let card = format!("/panel/soft.edit?elid={id}");
        let deed = format!("/panel/soft.delete?elid={id}");
        let seen = ["cannot be taken back", "srv1", "class=\"danger\""];
        let page = see(&mut alice, &deed, &seen, &["One object"]).await;
        let fields = [("elid", id.as_str()), ("back", card.as_str())];
        let done = alice.send("/panel/soft.delete", &page, &fields).await;
        let next = format!("{card}&notice=soft.delete");
        assert_eq!(location(&done), next);
        see(&mut alice, &next, &["It is being deleted."], &[]).await;
        see(&mut alice, "/panel/profile.edit", &[], &["staff only"]).await;
        let heads = ["Expenses", "Amount", "Description"];
        see(&mut alice, "/panel/expense", &heads, &["Internal name</a>"]).await;
        let seen = ["This one", "session.delete", "Unknown device"];
        see(&mut alice, "/panel/session", &seen, &[]).await;
    });
}
