//! Users: what people change of themselves, and what others may change of them.

use crate::house::{ALICE, BOB, CLERK, House, story};

fn said(kind: &str, object: &str) -> (String, String) {
    (kind.to_owned(), object.to_owned())
}

async fn refused(house: &House, user: &str, query: &str, kind: &str, object: &str) {
    let refusal = house.ask(user, query).await.refusal();
    assert_eq!(refusal, said(kind, object), "{user} {query}");
}

#[test]
fn people_change_their_own_settings() {
    story(|house| async move {
        let save = "func=usrparam&sok=ok&realname=Alice+A&phone=%2B49+30&language=ru\
                    &timezone=Europe/Berlin&email=a@example.com";
        house.ask(ALICE, save).await.field("ok");
        let form = house.ask(ALICE, "func=usrparam").await;
        assert_eq!(form.field("realname"), "Alice A");
        assert_eq!(form.field("timezone"), "Europe/Berlin");
        let who = house.ask(ALICE, "func=whoami").await;
        assert!(who.text.contains("phone=\"+49 30\""), "{}", who.text);
        assert_eq!(who.xml().attribute("lang"), Some("ru"));
        let check = async |query: &str, object: &str| {
            let query = format!("func=usrparam&sok=ok&{query}");
            refused(&house, ALICE, &query, "value", object).await;
        };
        check("timezone=Mars/Base", "timezone").await;
        check("allowed_ip_ranges=everywhere", "allowed_ip_ranges").await;
        check("email=a%0ABcc:b@example.com", "email").await;
        let long = format!("realname={}", "x".repeat(300));
        check(&long, "realname").await;
        // Ranges hold from the next call on.
        let ranges = "func=usrparam&sok=ok&allowed_ip_ranges=192.0.2.0/24";
        house.ask(ALICE, ranges).await.field("ok");
        refused(&house, ALICE, "func=whoami", "auth", "badip").await;
        let whoami = format!("func=whoami&authinfo={ALICE}");
        house.from("192.0.2.5", &whoami).await.field("user");
    });
}

#[test]
fn a_new_password_takes_the_old_one_and_ends_other_sessions() {
    story(|house| async move {
        let (mine, other) = (house.sign_in(ALICE).await, house.sign_in(ALICE).await);
        let change = |old: &str, again: &str| {
            format!(
                "func=usrparam&sok=ok&auth={mine}&old_passwd={old}&passwd=new-secret\
                 &confirm={again}"
            )
        };
        let wrong = house.post(&change("nonsense", "new-secret")).await;
        assert_eq!(wrong.refusal(), said("value", "old_passwd"));
        let differs = house.post(&change("alice-secret", "new-sekret")).await;
        assert_eq!(differs.refusal(), said("value", "confirm"));
        house
            .post(&change("alice-secret", "new-secret"))
            .await
            .field("ok");
        refused(&house, ALICE, "func=whoami", "auth", "badpassword").await;
        house
            .ask("alice@example.com:new-secret", "func=whoami")
            .await
            .field("user");
        house
            .post(&format!("func=whoami&auth={mine}"))
            .await
            .field("user");
        let ended = house.post(&format!("func=whoami&auth={other}")).await;
        assert_eq!(ended.refusal().0, "access");
        let by_staff = "func=usrparam&sok=ok&su=2&old_passwd=new-secret&passwd=x";
        assert_eq!(house.ask(CLERK, by_staff).await.refusal().0, "access");
    });
}

#[test]
fn a_customer_has_users_of_the_own_account_only() {
    story(|house| async move {
        let add = "func=user.edit&sok=ok&name=robot&passwd=robot-secret&api_only=on\
                   &allowed_ip_ranges=127.0.0.1";
        let robot = house.ask(ALICE, add).await.field("id");
        assert_eq!(house.ask(ALICE, "func=user").await.field("p_elems"), "2");
        assert_eq!(house.ask(BOB, "func=user").await.field("p_elems"), "1");
        assert_eq!(
            house.ask(BOB, "func=user&account=1").await.field("p_elems"),
            "1"
        );
        let page = house.ask(CLERK, "func=user&p_cnt=2&p_num=2").await;
        assert_eq!(
            (page.field("p_elems").as_str(), page.rows().len()),
            ("5", 2)
        );
        let who = house.ask("robot:robot-secret", "func=soft").await;
        assert_eq!(who.field("p_elems"), "0");
        let sign_in = "func=auth&username=robot&password=robot-secret";
        assert_eq!(house.post(sign_in).await.refusal(), said("auth", "apionly"));
        let key = "func=session.newkey&username=robot&key=0123456789abcdef";
        house.ask(CLERK, key).await.field("ok");
        let by_key = "func=auth&username=robot&key=0123456789abcdef";
        assert_eq!(house.post(by_key).await.refusal(), said("auth", "apionly"));
        for call in [
            "user.edit",
            "user.edit&sok=ok&passwd=x",
            "user.delete",
            "user.suspend",
        ] {
            let query = format!("func={call}&elid={robot}");
            refused(&house, BOB, &query, "missed", "user").await;
        }
        let delete = format!("func=user.delete&elid={robot}");
        house.ask(ALICE, &delete).await.field("ok");
        refused(
            &house,
            "robot:robot-secret",
            "func=whoami",
            "auth",
            "badpassword",
        )
        .await;
        assert_eq!(house.ask(ALICE, "func=user").await.field("p_elems"), "1");
        house.ask(ALICE, add).await.field("id");
    });
}

#[test]
fn nobody_rises_above_himself() {
    story(|house| async move {
        let edit = |more: &str| format!("func=user.edit&sok=ok&name=new&passwd=x&{more}");
        for level in [28, 29, 30] {
            let query = edit(&format!("level={level}"));
            assert_eq!(
                house.ask(ALICE, &query).await.refusal().0,
                "access",
                "{level}"
            );
            assert_eq!(
                house.ask(CLERK, &query).await.refusal().0,
                "access",
                "{level}"
            );
        }
        let admin = house.admin.as_str();
        assert_eq!(
            house.ask(admin, &edit("level=30")).await.refusal().0,
            "access"
        );
        refused(&house, admin, &edit("level=16"), "value", "level").await;
        refused(&house, admin, &edit("level=28&account=1"), "value", "level").await;
        refused(&house, admin, &edit("level=0"), "value", "level").await;
        refused(&house, admin, &edit("account=77"), "missed", "account").await;
        // Not by changing somebody either, nor oneself.
        for (user, query) in [
            (CLERK, "func=user.edit&sok=ok&elid=1&passwd=mine"),
            (CLERK, "func=user.suspend&elid=1"),
            (CLERK, "func=user.delete&elid=1"),
            (CLERK, "func=user.su&elid=1"),
            (ALICE, "func=user.su&elid=3"),
            (ALICE, "func=account.su&elid=2"),
        ] {
            assert_eq!(
                house.ask(user, query).await.refusal().0,
                "access",
                "{query}"
            );
        }
        for (user, id) in [(CLERK, 4), (ALICE, 2), (admin, 1)] {
            for call in ["user.edit&sok=ok&passwd=x", "user.suspend", "user.delete"] {
                refused(
                    &house,
                    user,
                    &format!("func={call}&elid={id}"),
                    "value",
                    "elid",
                )
                .await;
            }
        }
        let raise = "func=user.edit&sok=ok&elid=2&level=29";
        refused(&house, admin, raise, "value", "level").await;
        let clerk = house.ask(admin, &edit("level=28")).await.field("id");
        let raise = format!("func=user.edit&sok=ok&elid={clerk}&level=29");
        house.ask(admin, &raise).await.field("ok");
        assert_eq!(house.journal(1), [format!("1 user.edit {clerk} ")]);
        let taken = format!("func=user.edit&sok=ok&elid={clerk}&name=admin");
        refused(&house, "new:x", "func=whoami&su=admin", "access", "").await;
        refused(&house, admin, &taken, "exists", "user").await;
    });
}

#[test]
fn who_is_switched_off_is_out_at_once() {
    story(|house| async move {
        let session = house.sign_in(ALICE).await;
        let off = house.ask(CLERK, "func=user.suspend&elid=2, 1").await;
        // The administrator is not below the clerk, which keeps nobody from the other.
        assert!(off.text.contains("access"), "{}", off.text);
        refused(&house, ALICE, "func=whoami", "auth", "badpassword").await;
        house
            .ask(CLERK, "func=user.resume&elid=2")
            .await
            .field("ok");
        house.ask(ALICE, "func=whoami").await.field("user");
        let ended = house.post(&format!("func=whoami&auth={session}")).await;
        assert_eq!(ended.refusal().0, "access");
    });
}

#[test]
fn staff_open_a_session_as_a_client() {
    story(|house| async move {
        let session = house
            .ask(CLERK, "func=account.su&elid=1")
            .await
            .field("auth");
        assert_eq!(house.journal(1), ["4 account.su 2 alice@example.com"]);
        let call = |query: &str| format!("auth={session}&func={query}");
        let who = house.post(&call("whoami")).await;
        assert!(who.text.contains("alice@example.com"), "{}", who.text);
        house
            .post(&call("usrparam&sok=ok&phone=1"))
            .await
            .field("ok");
        assert_eq!(house.journal(1), ["4 usrparam 2 as alice@example.com"]);
        // It ends with the clerk.
        let admin = house.admin.as_str();
        house
            .ask(admin, "func=user.suspend&elid=4")
            .await
            .field("ok");
        assert_eq!(house.post(&call("whoami")).await.refusal().0, "access");
        let root = house.root("func=user.su&elid=1").field("auth");
        let who = house.post(&format!("func=whoami&auth={root}")).await;
        assert!(who.text.contains("level=\"29\""), "{}", who.text);
    });
}

#[test]
fn what_staff_opened_as_others_ends_with_their_password() {
    story(|house| async move {
        let session = house
            .ask(CLERK, "func=account.su&elid=1")
            .await
            .field("auth");
        let whoami = format!("func=whoami&auth={session}");
        house.post(&whoami).await.field("user");
        let own = house.sign_in(CLERK).await;
        let change = format!(
            "func=usrparam&sok=ok&auth={own}&old_passwd=clerk-secret&passwd=another-secret"
        );
        house.post(&change).await.field("ok");
        assert_eq!(house.post(&whoami).await.refusal().0, "access");
        let own = format!("func=whoami&auth={own}");
        house.post(&own).await.field("user");
    });
}

#[test]
fn staff_enter_nothing_that_a_user_cannot_be() {
    story(|house| async move {
        let check = async |query: &str, object: &str| {
            let query = format!("func=account.edit&elid=1&sok=ok&{query}");
            refused(&house, CLERK, &query, "value", object).await;
        };
        check("email=a%0ABcc:b@example.com", "email").await;
        check(&format!("realname={}", "x".repeat(300)), "realname").await;
    });
}
