//! Who gets in and as whom: keys for one sign-in, acting for others, ranges, pages of others.

use crate::house::{ALICE, BOB, CLERK, House, ORDER, story};
use axum::body::Body;
use axum::http::{Method, Request, header};
use onsell_domain::AddressRanges;
use onsell_panel::Options;

const KEY: &str = "0123456789abcdef";

async fn refusal(house: &House, query: &str) -> (String, String) {
    house.post(query).await.refusal()
}

fn said(kind: &str, object: &str) -> (String, String) {
    (kind.to_owned(), object.to_owned())
}

#[test]
fn a_key_signs_in_once_and_only_its_user() {
    story(|house| async move {
        let newkey =
            |user: &str, key: &str| format!("func=session.newkey&username={user}&key={key}");
        let auth = |user: &str, key: &str| format!("func=auth&username={user}&key={key}");
        let alice = newkey("alice@example.com", KEY);
        house.ask(ALICE, &alice).await.field("ok");
        let again = house.ask(ALICE, &alice).await.refusal();
        assert_eq!(again, said("exists", "key"));
        let bobs = refusal(&house, &auth("bob@example.com", KEY)).await;
        assert_eq!(bobs, said("auth", "badpassword"));
        let query = format!(
            "{}&checkcookie=no&redirect=x",
            auth("alice@example.com", KEY)
        );
        let session = house.post(&query).await.field("auth");
        let who = house.post(&format!("func=whoami&auth={session}")).await;
        assert!(
            who.text.contains("name=\"alice@example.com\""),
            "{}",
            who.text
        );
        let twice = refusal(&house, &auth("alice@example.com", KEY)).await;
        assert_eq!(twice, said("auth", "badpassword"));
        // Nobody makes one for somebody else, unless that is below him.
        let foreign = house.ask(BOB, &newkey("alice@example.com", KEY)).await;
        assert_eq!(foreign.refusal(), said("missed", "user"));
        let upward = house.ask(CLERK, &newkey("admin", KEY)).await.refusal();
        assert_eq!(upward.0, "access");
        let short = house
            .ask(ALICE, &newkey("alice@example.com", "short"))
            .await;
        assert_eq!(short.refusal(), said("value", "key"));
        house.ask(CLERK, &alice).await.field("ok");
        assert_eq!(house.journal(1), ["4 session.newkey 2 "]);
        // It dies after an hour.
        house.clock.advance_seconds(3601);
        let dead = refusal(&house, &auth("alice@example.com", KEY)).await;
        assert_eq!(dead, said("auth", "badpassword"));
        assert_eq!(house.root(&newkey("admin", KEY)).field("ok"), "");
        house.post(&auth("admin", KEY)).await.field("auth");
    });
}

#[test]
fn names_of_any_length_are_counted() {
    story(|house| async move {
        // Nothing that a database could press into a shorter key of an index.
        let long: String = (1..2000_u64)
            .map(|number| number.wrapping_mul(6_364_136_223_846_793_005).to_string())
            .collect();
        let guess = format!("func=auth&username={long}&password=x");
        for _ in 0..5 {
            assert_eq!(refusal(&house, &guess).await, said("auth", "badpassword"));
        }
        let right = "func=auth&username=clerk&password=clerk-secret";
        assert_eq!(refusal(&house, right).await, said("auth", "blocklogon"));
    });
}

#[test]
fn guessing_keys_is_throttled() {
    story(|house| async move {
        for _ in 0..5 {
            let query = format!("func=auth&username=alice@example.com&key={KEY}");
            assert_eq!(refusal(&house, &query).await, said("auth", "badpassword"));
        }
        let right = "func=auth&username=alice@example.com&password=alice-secret";
        assert_eq!(refusal(&house, right).await, said("auth", "blocklogon"));
        house.clock.advance_seconds(21);
        house.post(right).await.field("auth");
    });
}

#[test]
fn staff_act_as_those_below_them_and_the_journal_names_the_staff() {
    story(|house| async move {
        let who = house.ask(CLERK, "func=whoami&su=alice@example.com").await;
        assert!(who.text.contains("level=\"16\""), "{}", who.text);
        let before = house.journal(1);
        house.ask(CLERK, "func=soft&su=2").await.field("p_elems");
        assert_eq!(house.journal(1), before, "reading leaves no line");
        let id = house
            .ask(CLERK, &format!("{ORDER}&su=alice@example.com&ip=192.0.2.9"))
            .await
            .field("id");
        assert_eq!(
            house.journal(1),
            ["4 soft.order.param 2 as alice@example.com"]
        );
        let rows = house.ask(ALICE, "func=soft").await.rows();
        assert_eq!(rows[0].text_of("id"), Some(id.as_str()));
        // As a customer he may do what a customer may, and no more.
        let staffs = house.ask(CLERK, "func=account&su=2").await.refusal();
        assert_eq!(staffs.0, "access");
        for (user, su) in [
            (ALICE, "bob@example.com"),
            (ALICE, "admin"),
            (CLERK, "admin"),
            (CLERK, "clerk"),
            (house.admin.as_str(), "admin"),
        ] {
            let upward = house.ask(user, &format!("func=whoami&su={su}")).await;
            assert_eq!(upward.refusal().0, "access", "{user} {su}");
        }
        let nobody = house.ask(CLERK, "func=whoami&su=nobody").await.refusal();
        assert_eq!(nobody, said("missed", "user"));
        let root = house.root("func=whoami&su=admin");
        assert!(root.text.contains("name=\"admin\""), "{}", root.text);
    });
}

#[test]
fn authinfo_can_be_kept_to_a_network() {
    story(|house| async move {
        let strict = house.under(Options {
            authinfo_ranges: AddressRanges::parse("192.0.2.0/24").expect("a network"),
            forwarded_secret: house.panel.options().forwarded_secret.clone(),
            ..Options::default()
        });
        let whoami = format!("func=whoami&authinfo={ALICE}");
        let outside = strict.from("198.51.100.1", &whoami).await.refusal();
        assert_eq!(outside, said("auth", "badip"));
        strict.from("192.0.2.77", &whoami).await.field("user");
        // Sessions are not concerned.
        let session = house.sign_in(ALICE).await;
        let whoami = format!("func=whoami&auth={session}");
        strict.from("198.51.100.1", &whoami).await.field("user");
        let auth = "func=auth&username=alice@example.com&password=alice-secret";
        strict.from("198.51.100.1", auth).await.field("auth");
    });
}

#[test]
fn a_browser_gets_its_session_as_a_cookie() {
    story(|house| async move {
        let auth = "func=auth&username=alice@example.com&password=alice-secret";
        let send = async |query: &str, origin: Option<&str>, cookie: &str| {
            let mut request = Request::builder()
                .method(Method::POST)
                .uri("/billmgr")
                .header(header::HOST, "seller.example")
                .header(header::COOKIE, cookie);
            if let Some(origin) = origin {
                request = request.header(header::ORIGIN, origin);
            }
            let request = request.body(Body::from(query.to_owned()));
            house.send(request.expect("a request")).await
        };
        let cookie = |answer: &crate::house::Answer| {
            let cookie = answer.headers.get(header::SET_COOKIE);
            cookie.map(|value| value.to_str().expect("text").to_owned())
        };
        let answer = send(auth, None, "").await;
        let id = answer.field("auth");
        let expect = format!("billmgrses5={id}; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert_eq!(cookie(&answer), Some(expect));
        // A foreign page cannot put a visitor into a session of its choice.
        let foreign = send(auth, Some("https://evil.example"), "").await;
        assert_eq!(cookie(&foreign), None);
        let ours = Some("https://seller.example");
        let with = format!("billmgrses5={id}");
        assert_eq!(cookie(&send("func=whoami", ours, &with).await), None);
        let gone = cookie(&send("func=logon", ours, &with).await).expect("a cookie");
        assert!(
            gone.starts_with("billmgrses5=;") && gone.contains("Max-Age=0"),
            "{gone}"
        );
        let after = send("func=whoami", ours, &with).await.refusal();
        assert_eq!(after.0, "access");
        let wrong = send("func=auth&username=a&password=b", None, "").await;
        assert_eq!(cookie(&wrong), None);
    });
}

#[test]
fn only_pages_on_the_list_may_read_answers() {
    story(|house| async move {
        let open = house.under(Options {
            origins: vec!["https://cabinet.example".to_owned()],
            ..Options::default()
        });
        let send = async |house: &House, method: Method, origin: &str| {
            let request = Request::builder()
                .method(method)
                .uri("/billmgr?func=whoami")
                .header(header::ORIGIN, origin)
                .body(Body::empty())
                .expect("a request");
            let headers = house.send(request).await.headers;
            assert!(!headers.contains_key(header::ACCESS_CONTROL_ALLOW_CREDENTIALS));
            let text = |name| {
                let value = headers.get(name);
                value.map(|value: &header::HeaderValue| value.to_str().expect("text").to_owned())
            };
            let origin = text(header::ACCESS_CONTROL_ALLOW_ORIGIN);
            (origin, text(header::ACCESS_CONTROL_ALLOW_METHODS))
        };
        let ours = "https://cabinet.example";
        let methods = Some("GET, POST, OPTIONS".to_owned());
        let allowed = Some(ours.to_owned());
        let preflight = send(&open, Method::OPTIONS, ours).await;
        assert_eq!(preflight, (allowed.clone(), methods));
        assert_eq!(send(&open, Method::GET, ours).await, (allowed, None));
        for foreign in [
            "https://evil.example",
            "null",
            "https://cabinet.example.evil.example",
        ] {
            assert_eq!(send(&open, Method::OPTIONS, foreign).await, (None, None));
            assert_eq!(send(&open, Method::GET, foreign).await, (None, None));
        }
        assert_eq!(send(&house, Method::OPTIONS, ours).await, (None, None));
    });
}

#[test]
fn staff_send_a_new_client_a_link_for_the_first_sign_in() {
    story(|house| async move {
        let add = "func=account.edit&sok=ok&email=carol%2Bx@example.com&sendlink=on";
        let answer = house.ask(CLERK, add).await;
        let link = answer.field("link");
        let (host, query) = link.split_once('?').expect("a link");
        assert_eq!(host, "https://seller.example/billmgr");
        let session = house.post(query).await.field("auth");
        let who = house.post(&format!("func=whoami&auth={session}")).await;
        assert!(who.text.contains("carol+x@example.com"), "{}", who.text);
        assert_eq!(refusal(&house, query).await, said("auth", "badpassword"));
        // Without a password nobody signs in with one, not even with none.
        let empty = refusal(&house, "func=whoami&authinfo=carol%2Bx@example.com:").await;
        assert_eq!(empty.0, "auth");
    });
}
