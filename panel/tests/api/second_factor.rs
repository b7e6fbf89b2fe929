//! The second factor: what it lets in, and what it keeps out.

use crate::house::{ALICE, BOB, CLERK, House, story};
use onsell_domain::Secret;
use onsell_engine::totp;

const AUTH: &str = "func=auth&username=alice@example.com&password=alice-secret";

fn said(kind: &str, object: &str) -> (String, String) {
    (kind.to_owned(), object.to_owned())
}

fn code(house: &House, secret: &str) -> String {
    let code = totp::code(&Secret::from(secret), house.engine.now());
    code.expect("a secret")
}

/// Alice switches it on: her secret and her recovery codes.
async fn turn_on(house: &House) -> (String, Vec<String>) {
    let answer = house.ask(ALICE, "func=totp.new").await;
    let secret = answer.field("secret");
    let address = answer.field("qrcode");
    assert!(
        address.starts_with("otpauth://totp/seller.example%3Aalice%40example.com?secret="),
        "{address}"
    );
    let codes: Vec<String> = answer
        .xml()
        .children_of("recovery_code")
        .map(|code| code.text.clone())
        .collect();
    assert_eq!(codes.len(), 10);
    let confirm = format!("func=totp.confirm&sok=ok&qrcode={}", code(house, &secret));
    house.ask(ALICE, &confirm).await.field("ok");
    (secret, codes)
}

#[test]
fn a_password_alone_opens_nearly_nothing() {
    story(|house| async move {
        let (secret, _) = turn_on(&house).await;
        let refusal = house.ask(ALICE, "func=whoami").await.refusal();
        assert_eq!(refusal, said("auth", "totp"));
        house.clock.advance_seconds(60);
        let answer = house.post(AUTH).await;
        let half = answer.field("auth");
        let whoami = house.post(&format!("func=whoami&auth={half}")).await;
        assert_eq!(whoami.field("ok"), "func=totp.confirm");
        for func in [
            "soft",
            "keepalive",
            "usrparam",
            "session.newkey&key=0123456789abcdef",
            "totp.new",
            "totp.off&qrcode=1",
        ] {
            let refusal = house.post(&format!("func={func}&auth={half}")).await;
            assert_eq!(refusal.refusal().0, "access", "{func}");
        }
        let query = format!(
            "func=totp.confirm&sok=ok&clicked_button=ok&auth={half}&qrcode={}",
            code(&house, &secret)
        );
        let full = house.post(&query).await.field("auth");
        assert_ne!(full, half);
        house
            .post(&format!("func=soft&auth={full}"))
            .await
            .field("p_elems");
        let over = house.post(&format!("func=whoami&auth={half}")).await;
        assert_eq!(over.refusal().0, "access");
        // The same code again, within its half minute.
        let half = house.post(AUTH).await.field("auth");
        let replay = format!(
            "func=totp.confirm&sok=ok&auth={half}&qrcode={}",
            code(&house, &secret)
        );
        assert_eq!(house.post(&replay).await.refusal(), said("value", "qrcode"));
        let whoami = house.post(&format!("func=whoami&auth={half}")).await;
        assert_eq!(whoami.field("ok"), "func=totp.confirm");
    });
}

#[test]
fn guessing_codes_is_throttled_and_a_recovery_code_counts_once() {
    story(|house| async move {
        let (_, codes) = turn_on(&house).await;
        let half = house.post(AUTH).await.field("auth");
        let confirm = |code: &str| format!("func=totp.confirm&sok=ok&auth={half}&qrcode={code}");
        for _ in 0..5 {
            let wrong = house.post(&confirm("000000")).await.refusal();
            assert_eq!(wrong, said("value", "qrcode"));
        }
        let blocked = house.post(&confirm(&codes[0])).await.refusal();
        assert_eq!(blocked, said("auth", "blocklogon"));
        house.clock.advance_seconds(301);
        house.post(&confirm(&codes[0])).await.field("auth");
        let half = house.post(AUTH).await.field("auth");
        let confirm = |code: &str| format!("func=totp.confirm&sok=ok&auth={half}&qrcode={code}");
        let again = house.post(&confirm(&codes[0])).await.refusal();
        assert_eq!(again, said("value", "qrcode"));
        house.post(&confirm(&codes[1])).await.field("auth");
    });
}

#[test]
fn a_recovery_code_counts_where_the_sealing_key_is_another() {
    story(|house| async move {
        let (_, codes) = turn_on(&house).await;
        let garble = |scope: &mut onsell_engine::Scope<'_>| {
            const GARBLE: &str = "UPDATE \"user\" SET totp = $1 WHERE totp IS NOT NULL";
            let sealed: &[u8] = b"sealed with a key that is lost";
            Ok(scope.tx.exec(GARBLE, &[sealed.into()])?)
        };
        assert_eq!(house.engine.write(None, garble).expect("garbled"), 1);
        let half = house.post(AUTH).await.field("auth");
        let confirm = |code: &str| format!("func=totp.confirm&sok=ok&auth={half}&qrcode={code}");
        let wrong = house.post(&confirm("123456")).await.refusal();
        assert_eq!(wrong, said("value", "qrcode"));
        house.post(&confirm(&codes[0])).await.field("auth");
    });
}

#[test]
fn it_is_switched_off_by_a_code_or_by_staff() {
    story(|house| async move {
        let (secret, codes) = turn_on(&house).await;
        let full = async |code: &str| {
            let half = house.post(AUTH).await.field("auth");
            let query = format!("func=totp.confirm&sok=ok&auth={half}&qrcode={code}");
            house.post(&query).await.field("auth")
        };
        let session = full(&codes[0]).await;
        let twice = house.post(&format!("func=totp.new&auth={session}")).await;
        assert_eq!(twice.refusal(), said("exists", "totp"));
        let wrong = format!("func=totp.off&auth={session}&qrcode=123");
        assert_eq!(house.post(&wrong).await.refusal(), said("value", "qrcode"));
        house.clock.advance_seconds(60);
        let off = format!(
            "func=totp.off&auth={session}&qrcode={}",
            code(&house, &secret)
        );
        house.post(&off).await.field("ok");
        house.ask(ALICE, "func=whoami").await.field("user");
        // Who lost the device asks staff, and nobody else.
        turn_on(&house).await;
        let reset = "func=user.totp.reset&elid=2";
        assert_eq!(house.ask(BOB, reset).await.refusal().0, "access");
        let upward = house.ask(CLERK, "func=user.totp.reset&elid=1").await;
        assert_eq!(upward.refusal().0, "access");
        house.ask(CLERK, reset).await.field("ok");
        assert_eq!(house.journal(1), ["4 user.totp.reset 2 alice@example.com"]);
        house.ask(ALICE, "func=whoami").await.field("user");
        // Nobody sets it up for somebody else.
        let foreign = house.ask(CLERK, "func=totp.new&su=2").await.refusal();
        assert_eq!(foreign.0, "access");
    });
}

#[test]
fn a_secret_that_was_not_confirmed_asks_for_nothing() {
    story(|house| async move {
        let first = house.ask(ALICE, "func=totp.new").await.field("secret");
        let second = house.ask(ALICE, "func=totp.new").await.field("secret");
        assert_ne!(first, second);
        house.ask(ALICE, "func=whoami").await.field("user");
        let old = format!("func=totp.confirm&sok=ok&qrcode={}", code(&house, &first));
        let refusal = house.ask(ALICE, &old).await.refusal();
        assert_eq!(refusal, said("value", "qrcode"));
        let none = house.ask(BOB, "func=totp.confirm&sok=ok&qrcode=1").await;
        assert_eq!(none.refusal(), said("missed", "totp"));
    });
}
