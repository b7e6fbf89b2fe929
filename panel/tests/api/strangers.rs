//! Those who are no users yet, or cannot prove it any more: registration, forgotten passwords.

use crate::house::{ALICE, House, story};
use crate::visitor::Visitor;
use onsell_engine::mail;
use onsell_modules::mail::{NotSent, Post, Route};
use onsell_panel::Options;
use std::sync::{Arc, Mutex};

fn said(kind: &str, object: &str) -> (String, String) {
    (kind.to_owned(), object.to_owned())
}

/// A mailbox that keeps recipients and texts.
#[derive(Default)]
struct Mailbox(Mutex<Vec<(String, String)>>);

impl Post for Mailbox {
    fn send(&self, recipient: &str, _: &str, text: &str) -> Result<(), NotSent> {
        if recipient == "nobody@example.com" {
            return Err(NotSent::Refused("550 nobody there".to_owned()));
        }
        let letter = (recipient.to_owned(), text.to_owned());
        self.0.lock().expect("a mailbox").push(letter);
        Ok(())
    }

    fn route(&self) -> Route {
        Route {
            server: "smtp://mail.example".to_owned(),
            from: "House <house@example.com>".to_owned(),
        }
    }

    fn reach(&self) -> Result<(), String> {
        Ok(())
    }
}

impl Mailbox {
    fn of(house: &House) -> Arc<Self> {
        let mailbox = Arc::<Self>::default();
        house.engine.deliver_by(Arc::<Self>::clone(&mailbox));
        mailbox
    }

    /// What came since it was last looked at.
    fn take(&self, house: &House) -> Vec<(String, String)> {
        mail::run(&house.engine).expect("letters leave");
        std::mem::take(&mut *self.0.lock().expect("a mailbox"))
    }
}

fn open(house: &House) -> House {
    house.under(Options {
        registration: true,
        address: Some("https://seller.example".to_owned()),
        forwarded_secret: house.panel.options().forwarded_secret.clone(),
        ..Options::default()
    })
}

#[test]
fn a_stranger_registers_once_and_signs_in_by_the_link() {
    story(|house| async move {
        let register = "func=register&sok=ok&email=eve@example.com&passwd=eve-secret\
                        &confirm=eve-secret&realname=Eve&phone=1&country=1&conditions_agree=on";
        let closed = house.post(register).await.refusal();
        assert_eq!(closed, said("not_supported", "register"));
        let house = open(&house);
        let answer = house.post(register).await;
        let link = answer.field("ok");
        let (page, query) = link.split_once('?').expect("a link");
        assert_eq!(page, "https://seller.example/billmgr");
        assert!(
            query.contains("func=auth&username=eve%40example.com&key="),
            "{query}"
        );
        let session = house.post(query).await.field("auth");
        let rows = house
            .post(&format!("func=dashboard.info&auth={session}"))
            .await;
        assert_eq!(rows.rows()[0].text_of("balance"), Some("0.00 EUR"));
        house
            .ask("eve@example.com:eve-secret", "func=whoami")
            .await
            .field("user");
        let twice = house.post(register).await.refusal();
        assert_eq!(twice, said("exists", "user"));
        for (field, value) in [
            ("email", "eve"),
            ("passwd", "short"),
            ("confirm", "other"),
            ("project", "77"),
        ] {
            let query = format!(
                "func=register&sok=ok&email=f@example.com&passwd=long-enough&{field}={value}"
            );
            let kind = house
                .from(&format!("192.0.2.{}", field.len()), &query)
                .await
                .refusal();
            assert!(kind.0 == "value" || kind.0 == "missed", "{query}: {kind:?}");
        }
    });
}

#[test]
fn registrations_from_one_address_are_throttled() {
    story(|house| async move {
        let house = open(&house);
        let register =
            |n: u32| format!("func=register&sok=ok&email=n{n}@example.com&passwd=long-enough");
        for n in 0..5 {
            house.from("192.0.2.1", &register(n)).await.field("ok");
        }
        let sixth = house.from("192.0.2.1", &register(6)).await.refusal();
        assert_eq!(sixth.0, "limit");
        house.from("192.0.2.2", &register(7)).await.field("ok");
        house.clock.advance_seconds(3601);
        house.from("192.0.2.1", &register(6)).await.field("ok");
    });
}

#[test]
fn a_forgotten_password_is_recovered_and_nobody_learns_who_exists() {
    story(|house| async move {
        let recover = |name: &str| format!("func=recovery&sok=ok&username={name}");
        let none = house.post(&recover("alice@example.com")).await.refusal();
        assert_eq!(none, said("not_supported", "mail"));
        let mailbox = Mailbox::of(&house);
        let known = house.post(&recover("alice@example.com")).await;
        let unknown = house.post(&recover("nobody@example.com")).await;
        let plain = |answer: &crate::house::Answer| {
            answer
                .text
                .replace("alice@example.com", "")
                .replace("nobody@example.com", "")
        };
        assert_eq!(plain(&known), plain(&unknown));
        // Asked again at once, both hear the same as well.
        for name in ["alice@example.com", "nobody@example.com"] {
            let again = house.post(&recover(name)).await.refusal();
            assert_eq!(again.0, "min_email_send_timeout", "{name}");
        }
        let letters = mailbox.take(&house);
        assert_eq!(letters.len(), 1);
        assert_eq!(letters[0].0, "alice@example.com");
        let link = letters[0]
            .1
            .lines()
            .find(|line| line.starts_with("https://"));
        let query = link
            .and_then(|link| link.split_once("https://seller.example/panel/recovery.change?"))
            .expect("a link")
            .1;
        let key = query.strip_prefix("key=").expect("a key");
        let session = house.sign_in(ALICE).await;
        let change = format!("func=recovery.change&{query}&sok=ok&passwd=new-secret");
        let change = format!("{change}&confirm=new-secret");
        // The link leads to a form that has the key already.
        let mut visitor = Visitor::stranger(&house);
        let page = visitor
            .get(&format!("/panel/recovery.change?{query}"))
            .await;
        let field = format!("<input type=\"hidden\" name=\"key\" value=\"{key}\">");
        assert!(page.text.contains(&field), "{}", page.text);
        assert!(!page.text.contains("id=\"field-key\""), "{}", page.text);
        let fields = [("key", key), ("passwd", "other"), ("confirm", "another")];
        let differs = visitor
            .send("/panel/recovery.change", &page.text, &fields)
            .await;
        assert_eq!(differs.status, 422, "{}", differs.text);
        assert!(differs.text.contains(&field), "{}", differs.text);
        house.post(&change).await.field("ok");
        house
            .ask("alice@example.com:new-secret", "func=whoami")
            .await
            .field("user");
        let ended = house.post(&format!("func=whoami&auth={session}")).await;
        assert_eq!(ended.refusal().0, "access");
        assert_eq!(house.post(&change).await.refusal(), said("value", "key"));
        // A link dies after an hour, and its key opens no session.
        house.clock.advance_seconds(61);
        house.post(&recover("alice@example.com")).await.field("ok");
        let letter = mailbox.take(&house).remove(0).1;
        let key = letter.split_once("key=").expect("a key").1;
        let key = key.lines().next().expect("a key");
        let auth = format!("func=auth&username=alice@example.com&key={key}");
        assert_eq!(
            house.post(&auth).await.refusal(),
            said("auth", "badpassword")
        );
        house.clock.advance_seconds(3601);
        let late = format!("func=recovery.change&sok=ok&key={key}&passwd=later-secret");
        assert_eq!(house.post(&late).await.refusal(), said("value", "key"));
    });
}

#[test]
fn an_administrator_sees_the_settings_and_tries_the_mail() {
    story(|house| async move {
        let test = "func=settings.testmail&to=chief@example.com";
        let refused = house.ask(&house.admin, test).await.refusal();
        assert_eq!(refused, said("not_supported", "mail"));
        let mailbox = Mailbox::of(&house);
        house.ask(&house.admin, test).await.field("ok");
        let letters = mailbox.take(&house);
        assert_eq!(letters[0].0, "chief@example.com");
        let nobody = "func=settings.testmail&to=nobody@example.com";
        let answer = house.ask(&house.admin, nobody).await;
        assert_eq!(answer.refusal(), said("value", "to"));
        assert!(answer.text.contains("550 nobody there"), "{}", answer.text);
        let none = house.ask(&house.admin, "func=settings.testmail").await;
        assert_eq!(none.refusal(), said("value", "to"));
        assert!(mailbox.take(&house).is_empty());
        let list = house.ask(&house.admin, "func=settings").await;
        for part in [
            "smtp://mail.example",
            "House &lt;house@example.com",
            "86400",
            "not set",
        ] {
            assert!(list.text.contains(part), "{part}: {}", list.text);
        }
        let secret = house.panel.options().forwarded_secret.clone();
        let secret = secret.expect("a secret");
        assert!(!list.text.contains(secret.expose()), "{}", list.text);
        let staff = house.ask(crate::house::CLERK, "func=settings").await;
        assert_eq!(staff.refusal().0, "access");
        // Who of the staff there is, and who only calls the API.
        let staff = house.root("func=user&filter=on&staff=on");
        assert_eq!(staff.field("p_elems"), "2");
        let robot = "func=user.edit&sok=ok&name=robot&passwd=robot-secret&api_only=on\
                     &allowed_ip_ranges=192.0.2.1";
        house.ask(ALICE, robot).await.field("id");
        let robots = house.root("func=user&filter=on&api_only=on").rows();
        assert_eq!(robots.len(), 1);
        assert_eq!(robots[0].text_of("allowed_ip_ranges"), Some("192.0.2.1"));
    });
}

#[test]
fn guessing_links_of_recovery_is_throttled() {
    story(|house| async move {
        let guess = |n: u32| {
            format!(
                "func=recovery.change&sok=ok&key=guess-{n}&passwd=new-secret&confirm=new-secret"
            )
        };
        for n in 0..5 {
            let wrong = house.from("192.0.2.1", &guess(n)).await.refusal();
            assert_eq!(wrong, said("value", "key"));
        }
        let blocked = house.from("192.0.2.1", &guess(5)).await.refusal();
        assert_eq!(blocked, said("auth", "blocklogon"));
        let elsewhere = house.from("192.0.2.2", &guess(5)).await.refusal();
        assert_eq!(elsewhere, said("value", "key"));
        house.clock.advance_seconds(21);
        let later = house.from("192.0.2.1", &guess(6)).await.refusal();
        assert_eq!(later, said("value", "key"));
    });
}
