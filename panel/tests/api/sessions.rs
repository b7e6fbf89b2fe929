//! Sessions: how long they last, under which id, who sees them and who ends them.

use crate::house::{ALICE, Answer, BOB, CLERK, House, story};
use axum::body::Body;
use axum::http::{Method, Request, header};
use onsell_domain::AccountId;
use onsell_engine::session_life::SessionLife;

const BROWSER: &str = "Mozilla/5.0 (X11; Linux) Firefox/140";

/// What a browser sends that keeps a session.
async fn browse(house: &House, session: &str, query: &str) -> Answer {
    let request = Request::builder()
        .method(Method::POST)
        .uri("/billmgr")
        .header(header::HOST, "seller.example")
        .header(header::ORIGIN, "https://seller.example")
        .header(header::USER_AGENT, BROWSER)
        .header(header::COOKIE, format!("billmgrses5={session}"))
        .body(Body::from(query.to_owned()));
    house.send(request.expect("a request")).await
}

/// The session that a browser is told to keep from now on.
fn kept(answer: &Answer) -> String {
    let cookie = answer.headers.get(header::SET_COOKIE).expect("a cookie");
    let cookie = cookie.to_str().expect("text");
    let id = cookie.strip_prefix("billmgrses5=").expect("a session");
    id.split(';').next().unwrap_or_default().to_owned()
}

async fn is_open(house: &House, session: &str) -> bool {
    let answer = house.post(&format!("func=whoami&auth={session}")).await;
    answer.xml().child("user").is_some()
}

/// Nobody waits for a session to be prolonged, but the next unit of Alice's account comes after it.
fn written(house: &House) {
    let account = Some(AccountId::new(1));
    house.engine.write(account, |_| Ok(())).expect("a turn");
}

async fn numbers(house: &House, user: &str, more: &str) -> Vec<String> {
    let rows = house.ask(user, &format!("func=session{more}")).await.rows();
    let number = |row: &onsell_wire::Node| row.text_of("id").unwrap_or_default().to_owned();
    rows.iter().map(number).collect()
}

#[test]
fn a_session_ends_when_nobody_uses_it_and_at_the_latest_after_its_longest_life() {
    story(|house| async move {
        house.engine.sessions_last(SessionLife {
            idle_seconds: 1000,
            staff_idle_seconds: 300,
            seconds_max: 2000,
        });
        let (alice, clerk) = (house.sign_in(ALICE).await, house.sign_in(CLERK).await);
        let acting = house.ask(CLERK, "func=account.su&elid=1").await;
        let acting = acting.field("auth");
        house.clock.advance_seconds(301);
        assert!(is_open(&house, &alice).await);
        written(&house);
        assert!(!is_open(&house, &clerk).await, "staff stay for less");
        assert!(!is_open(&house, &acting).await, "also as a customer");
        for _ in 0..2 {
            house.clock.advance_seconds(800);
            assert!(is_open(&house, &alice).await);
            written(&house);
        }
        house.clock.advance_seconds(100);
        assert!(!is_open(&house, &alice).await, "however much it is used");
    });
}

#[test]
fn a_browsers_session_has_another_id_after_a_change_of_the_password() {
    story(|house| async move {
        let (before, other) = (house.sign_in(ALICE).await, house.sign_in(ALICE).await);
        let filter = "func=soft.filter&sok=ok&filter=on&id=77";
        browse(&house, &before, filter).await.field("ok");
        let change = "func=usrparam&sok=ok&old_passwd=alice-secret&passwd=new-secret";
        let answer = browse(&house, &before, change).await;
        answer.field("ok");
        let after = kept(&answer);
        assert_ne!(after, before);
        assert!(is_open(&house, &after).await);
        assert!(!is_open(&house, &before).await);
        assert!(!is_open(&house, &other).await);
        assert!(!answer.text.contains(&after), "{}", answer.text);
        let filtered = browse(&house, &after, "func=soft.filter").await;
        assert_eq!(filtered.field("id"), "77", "what it kept goes along");
    });
}

#[test]
fn staff_go_back_from_a_client_to_a_session_with_another_id() {
    story(|house| async move {
        let own = house.sign_in(CLERK).await;
        let acting = kept(&browse(&house, &own, "func=account.su&elid=1").await);
        let who = browse(&house, &acting, "func=whoami").await;
        assert!(who.text.contains("alice@example.com"), "{}", who.text);
        // Only by the cookie: who was handed a session cannot become the one who opened it.
        let handed = format!("func=session.back&auth={acting}");
        assert_eq!(house.post(&handed).await.refusal().0, "missed");
        // The own one does not end while the other is used.
        for _ in 0..2 {
            house.clock.advance_seconds(3000);
            browse(&house, &acting, "func=whoami").await.field("user");
            written(&house);
        }
        let back = kept(&browse(&house, &acting, "func=session.back").await);
        let who = browse(&house, &back, "func=whoami").await;
        assert!(who.text.contains("name=\"clerk\""), "{}", who.text);
        for ended in [&own, &acting] {
            assert!(!is_open(&house, ended).await);
        }
        let nowhere = browse(&house, &back, "func=session.back").await;
        assert_eq!(nowhere.refusal().0, "missed");
        // A session that was opened for a program leads nowhere.
        let opened = house.ask(CLERK, "func=account.su&elid=1").await;
        let opened = opened.field("auth");
        let refused = browse(&house, &opened, "func=session.back").await;
        assert_eq!(refused.refusal().0, "missed");
        // Who signs out as somebody else is out.
        let again = kept(&browse(&house, &back, "func=account.su&elid=1").await);
        browse(&house, &again, "func=logon").await.field("ok");
        for ended in [&back, &again] {
            assert!(!is_open(&house, ended).await);
        }
    });
}

#[test]
fn a_person_sees_where_he_is_signed_in_and_ends_it() {
    story(|house| async move {
        let first = house.sign_in(ALICE).await;
        house.clock.advance_seconds(120);
        let request = Request::builder()
            .method(Method::POST)
            .uri("/billmgr")
            .header(header::HOST, "seller.example")
            .header(
                header::USER_AGENT,
                format!("{BROWSER}\u{9}{}", "x".repeat(300)),
            )
            .body(Body::from(
                "func=auth&username=alice@example.com&password=alice-secret",
            ));
        let answer = house.send(request.expect("a request")).await;
        let second = answer.field("auth");
        let acting = house.ask(CLERK, "func=account.su&elid=1").await;
        let acting = acting.field("auth");
        let list = house.post(&format!("func=session&auth={second}")).await;
        let rows = list.rows();
        let text = |row: usize, name: &str| rows[row].text_of(name).unwrap_or_default().to_owned();
        assert_eq!(rows.len(), 2, "{}", list.text);
        assert!(text(0, "device").starts_with(BROWSER));
        assert_eq!(text(0, "device").chars().count(), 200);
        assert_eq!(
            ["opened", "used", "ends", "current"].map(|name| text(0, name)),
            [
                "2026-01-31 12:02:00",
                "2026-01-31 12:02:00",
                "2026-02-01 12:02:00",
                "on"
            ]
        );
        assert_eq!(
            (text(1, "device"), text(1, "current")),
            (String::new(), "off".to_owned())
        );
        for id in [&first, &second] {
            assert!(!list.text.contains(id.as_str()), "{}", list.text);
        }
        let end = format!("func=session.delete&elid={}&auth={second}", text(1, "id"));
        house.post(&end).await.field("ok");
        assert!(!is_open(&house, &first).await);
        assert!(is_open(&house, &second).await);
        assert!(is_open(&house, &acting).await);
        assert_eq!(house.post(&end).await.refusal().0, "missed");
    });
}

#[test]
fn sessions_are_the_business_of_their_owner_and_of_those_above_him() {
    story(|house| async move {
        let alice = house.sign_in(ALICE).await;
        let admin = house.admin.clone();
        let chief = house.sign_in(&admin).await;
        let of_alice = numbers(&house, CLERK, "&user=2").await;
        let of_chief = numbers(&house, &admin, "").await;
        assert_eq!((of_alice.len(), of_chief.len()), (1, 1));
        assert!(numbers(&house, BOB, "").await.is_empty());
        let foreign = house.ask(BOB, "func=session&user=2").await;
        assert_eq!(foreign.refusal().0, "missed");
        let upward = house.ask(CLERK, "func=session&user=1").await;
        assert_eq!(upward.refusal().0, "access");
        let end = |number: &str| format!("func=session.delete&elid={number}");
        for (user, number) in [(BOB, &of_alice[0]), (CLERK, &of_chief[0])] {
            assert_eq!(house.ask(user, &end(number)).await.refusal().0, "missed");
        }
        assert!(is_open(&house, &alice).await && is_open(&house, &chief).await);
        house.ask(CLERK, &end(&of_alice[0])).await.field("ok");
        assert!(!is_open(&house, &alice).await);
        assert_eq!(house.journal(1), ["4 session.delete 2 "]);
        // Staff who act as a customer are seen by staff, and end it themselves.
        let acting = house
            .ask(CLERK, "func=account.su&elid=1")
            .await
            .field("auth");
        assert!(numbers(&house, ALICE, "").await.is_empty());
        let seen = house.ask(&admin, "func=session&user=2").await.rows();
        assert_eq!(seen[0].text_of("opened_by"), Some("clerk"));
        let number = seen[0].text_of("id").unwrap_or_default();
        house.ask(CLERK, &end(number)).await.field("ok");
        assert!(!is_open(&house, &acting).await);
    });
}
