//! Pages that any function gets: nothing is listed by hand, so a function that is added is walked
//! through as well.

use crate::house::{ALICE, BOB, House, story};
use crate::visitor::{Visitor, location};
use axum::http::header;
use onsell_domain::Level;
use onsell_panel::{Declaration, Kind, ParameterKind};

/// The page of a function with something wherever a number is asked for.
fn path(declaration: &Declaration, number: u32) -> String {
    let name = declaration.name.split('.');
    let name: Vec<&str> = name
        .map(|part| if part == "T" { "soft" } else { part })
        .collect();
    let mut query = Vec::new();
    for parameter in declaration.parameters.iter().filter(|p| p.required) {
        let value = match parameter.kind {
            ParameterKind::Id | ParameterKind::Ids => number.to_string(),
            ParameterKind::Date => "2026-02-01".to_owned(),
            _ => "1".to_owned(),
        };
        query.push(format!("{}={value}", parameter.name));
    }
    format!("/panel/{}?{}", name.join("."), query.join("&"))
}

fn functions(house: &House) -> Vec<&'static Declaration> {
    house.panel.registry().declarations().collect()
}

#[test]
fn every_function_has_a_page_in_both_languages() {
    story(|house| async move {
        house.license("192.0.2.1").await;
        for user in [house.admin.as_str(), ALICE] {
            let mut visitor = Visitor::signed_in(&house, user).await;
            let level = if user == ALICE {
                Level::Customer
            } else {
                Level::Root
            };
            for function in functions(&house) {
                let path = path(function, 1);
                let page = visitor.get(&path).await;
                let shows = function.level <= level;
                let known = [200, 303, 403, 404, 422];
                assert!(known.contains(&page.status), "{path}: {}", page.status);
                if !shows {
                    assert_eq!(page.status, 403, "{path}");
                    continue;
                }
                if function.kind == Kind::Action && page.status == 200 {
                    assert!(page.text.contains("<form"), "{path}");
                }
                if page.status == 200 {
                    let title = format!("<title>{}", function.title.en);
                    let is_generic = page.text.contains(&title);
                    let by_hand = !page.text.contains("<main");
                    assert!(is_generic || !by_hand, "{path}");
                }
            }
            // What is behind a list is behind its own name and not that of a kind of services.
            let page = visitor.get("/panel/session").await;
            assert!(!page.text.contains("session.edit"), "{}", page.text);
            let page = visitor.get("/panel/language/ru?back=/panel/payment").await;
            assert_eq!(location(&page), "/panel/payment");
            let page = visitor.get("/panel/payment").await;
            assert!(page.text.contains("<html lang=\"ru\""));
            assert!(page.text.contains("<h1>Платежи"), "{}", page.text);
        }
    });
}

#[test]
fn a_page_loads_nothing_and_runs_nothing_from_elsewhere() {
    story(|house| async move {
        let mut visitor = Visitor::signed_in(&house, &house.admin).await;
        let page = visitor.get("/panel/account").await;
        let said = |name: &str| {
            let value = page.headers.get(name);
            value
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
        };
        let policy = said("content-security-policy");
        for rule in [
            "default-src 'none'",
            "script-src 'self'",
            "frame-ancestors 'none'",
        ] {
            assert!(policy.contains(rule), "{policy}");
        }
        assert!(!policy.contains("unsafe"));
        assert_eq!(said("x-frame-options"), "DENY");
        assert_eq!(said("cache-control"), "no-store");
        assert!(!page.text.contains(" style="));
        let scripts: Vec<&str> = page.text.split("<script").skip(1).collect();
        assert_eq!(scripts.len(), 1);
        assert!(scripts[0].starts_with(" src=\"/panel/assets/"));
        let address = scripts[0].split('"').nth(1).expect("an address");
        let script = visitor.get(address).await;
        assert_eq!(script.status, 200);
        assert!(script.content_type.starts_with("text/javascript"));
        assert_eq!(visitor.get("/panel/assets/onsell-0.js").await.status, 404);
    });
}

#[test]
fn whoever_is_not_known_signs_in_first_and_goes_on() {
    story(|house| async move {
        let mut visitor = Visitor::stranger(&house);
        let asked = visitor.get("/panel/payment?p_num=2").await;
        assert_eq!(
            location(&asked),
            "/panel/auth?back=%2Fpanel%2Fpayment%3Fp_num%3D2"
        );
        let page = visitor.get("/panel/auth?back=%2Fpanel%2Fpayment").await;
        let wrong = [
            ("username", "alice@example.com"),
            ("password", "not-the-one"),
        ];
        let refused = visitor.send("/panel/auth", &page.text, &wrong).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("role=\"alert\""));
        assert!(refused.text.contains("value=\"alice@example.com\""));
        assert!(!refused.text.contains("not-the-one"));
        let right = [
            ("username", "alice@example.com"),
            ("password", "alice-secret"),
            ("back", "/panel/payment"),
        ];
        let done = visitor.send("/panel/auth", &refused.text, &right).await;
        assert_eq!((done.status, location(&done)), (303, "/panel/payment"));
        assert_eq!(visitor.get("/panel/payment").await.status, 200);
        let elsewhere = [
            ("username", "alice@example.com"),
            ("password", "alice-secret"),
            ("back", "//evil.example"),
        ];
        let page = visitor.get("/panel/auth").await;
        let done = visitor.send("/panel/auth", &page.text, &elsewhere).await;
        assert_eq!(location(&done), "/panel");
    });
}

#[test]
fn nothing_is_done_without_the_token_of_a_form() {
    story(|house| async move {
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let mut bob = Visitor::signed_in(&house, BOB).await;
        let fields = [("realname", "Changed"), ("sok", "ok")];
        let refused = alice.post("/panel/usrparam", &fields).await;
        assert!(refused.status >= 400, "{}", refused.status);
        let foreign = bob.get("/panel/usrparam").await;
        let refused = alice.send("/panel/usrparam", &foreign.text, &fields).await;
        assert!(refused.status >= 400, "{}", refused.status);
        let shown = house.ask(ALICE, "func=usrparam").await.text;
        assert!(!shown.contains("Changed"));
        let own = alice.get("/panel/usrparam").await;
        let done = alice.send("/panel/usrparam", &own.text, &fields).await;
        assert_eq!(done.status, 303, "{}", done.text);
        assert!(
            house
                .ask(ALICE, "func=usrparam")
                .await
                .text
                .contains("Changed")
        );
    });
}

#[test]
fn what_was_typed_is_not_lost_and_the_error_is_at_its_field() {
    story(|house| async move {
        let mut visitor = Visitor::signed_in(&house, &house.admin).await;
        let page = visitor.get("/panel/currencyrate.edit").await;
        let fields = [("from", "EUR"), ("to", "USD"), ("rate", "much")];
        let refused = visitor
            .send("/panel/currencyrate.edit", &page.text, &fields)
            .await;
        assert_eq!(refused.status, 422);
        assert!(refused.text.contains("value=\"much\""), "{}", refused.text);
        assert!(
            refused.text.contains("id=\"error-rate\""),
            "{}",
            refused.text
        );
        assert!(refused.text.contains("<option value=\"EUR\" selected>"));
    });
}

#[test]
fn secrets_are_written_and_never_read() {
    story(|house| async move {
        let mut visitor = Visitor::signed_in(&house, &house.admin).await;
        let page = visitor.get("/panel/processing.edit").await;
        let fields = [
            ("module", "billmanager"),
            ("itemtype", "soft"),
            ("name", ""),
            ("url", "nonsense"),
            ("username", "me"),
            ("password", "marked-secret"),
        ];
        let refused = visitor
            .send("/panel/processing.edit", &page.text, &fields)
            .await;
        assert_eq!(refused.status, 422);
        assert!(!refused.text.contains("marked-secret"));
    });
}

#[test]
fn each_row_of_a_bulk_action_has_its_result() {
    story(|house| async move {
        let first = house.license("192.0.2.1").await;
        let second = house.license("192.0.2.2").await;
        let mut visitor = Visitor::signed_in(&house, &house.admin).await;
        let list = visitor.get("/panel/soft").await;
        for id in [&first, &second] {
            assert!(list.text.contains(&format!("<tr data-id=\"{id}\"")));
        }
        let ask = format!("/panel/soft.suspend?elid={first}&elid={second}");
        let confirm = visitor.get(&ask).await;
        let both = format!("{first},{second}");
        assert!(
            confirm
                .text
                .contains(&format!("name=\"elid\" value=\"{both}\""))
        );
        let gone = format!("{first},999");
        let fields = [("elid", gone.as_str()), ("back", "/panel/soft")];
        let result = visitor
            .send("/panel/soft.suspend", &confirm.text, &fields)
            .await;
        assert_eq!(result.status, 200);
        let row = |id: &str, badge: &str| {
            format!("<tr data-id=\"{id}\"><td>{id}</td><td><span class=\"badge {badge}\">")
        };
        assert!(
            result.text.contains(&row(&first, "good")),
            "{}",
            result.text
        );
        assert!(result.text.contains(&row("999", "bad")), "{}", result.text);
        let one = [("elid", second.as_str()), ("back", "/panel/soft")];
        let done = visitor
            .send("/panel/soft.suspend", &confirm.text, &one)
            .await;
        assert_eq!(location(&done), "/panel/soft?notice=soft.suspend");
        let list = visitor.get("/panel/soft?notice=soft.suspend").await;
        assert!(list.text.contains("class=\"notice\""));
        assert!(list.text.contains("class=\"badge warn\""));
    });
}

#[test]
fn one_form_changes_several_objects_and_only_what_was_filled_in() {
    story(|house| async move {
        let first = house.license("192.0.2.1").await;
        let second = house.license("192.0.2.2").await;
        let mut visitor = Visitor::signed_in(&house, ALICE).await;
        let list = visitor.get("/panel/soft").await;
        assert!(list.text.contains("name=\"faction\" value=\"soft.edit\""));
        let path = format!("/panel/groupedit?faction=soft.edit&elid={first}&elid={second}");
        let form = visitor.get(&path).await;
        assert!(form.text.contains("name=\"remoteid\""), "{}", form.text);
        assert!(!form.text.contains("192.0.2.1\""));
        let both = format!("{first},{second}");
        let fields = [
            ("faction", "soft.edit"),
            ("elid", both.as_str()),
            ("remoteid", "ours"),
            ("ip", ""),
            ("autoprolong", "1"),
        ];
        let result = visitor.send("/panel/groupedit", &form.text, &fields).await;
        assert_eq!(result.status, 200, "{}", result.text);
        assert_eq!(result.text.matches("badge good").count(), 2);
        for (id, ip) in [(&first, "192.0.2.1"), (&second, "192.0.2.2")] {
            let card = house.ask(ALICE, &format!("func=soft.edit&elid={id}")).await;
            assert_eq!(
                (card.field("ip"), card.field("autoprolong")),
                (ip.into(), "1".into())
            );
        }
    });
}

#[test]
fn filters_stay_and_columns_are_chosen() {
    story(|house| async move {
        let first = house.license("192.0.2.1").await;
        let second = house.license("192.0.2.2").await;
        let mut visitor = Visitor::signed_in(&house, &house.admin).await;
        let list = visitor.get("/panel/soft").await;
        let kept = [("ip", "192.0.2.2"), ("back", "/panel/soft")];
        let done = visitor.send("/panel/soft.filter", &list.text, &kept).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let list = visitor.get("/panel/soft").await;
        assert!(!list.text.contains(&format!("<tr data-id=\"{first}\"")));
        assert!(list.text.contains(&format!("<tr data-id=\"{second}\"")));
        assert!(list.text.contains("data-active"), "{}", list.text);
        let chosen = [("list", "soft"), ("column", "id"), ("column", "lickey")];
        let path = "/panel/usrparam.columns";
        let done = visitor.send(path, &list.text, &chosen).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let list = visitor.get("/panel/soft").await;
        let heads =
            list.text.matches("<th><a").count() + list.text.matches("<th aria-sort").count();
        assert_eq!(heads, 2, "{}", list.text);
        assert!(list.text.contains("License key"));
        let csv = "out=csv";
        assert!(list.text.contains(csv));
    });
}

#[test]
fn pages_are_reached_from_the_root_and_from_the_menu() {
    story(|house| async move {
        let mut visitor = Visitor::signed_in(&house, &house.admin).await;
        let root = visitor.get("/").await;
        assert_eq!((root.status, location(&root)), (303, "/panel"));
        let page = visitor.get("/panel/account").await;
        assert!(page.headers.get(header::SET_COOKIE).is_none());
        for function in functions(&house) {
            let is_shown = function.is_open_list()
                && !function.name.starts_with("dashboard.")
                && !["subaccount", "itemevent", "doctor", "statement"].contains(&function.name);
            let link = format!("href=\"/panel/{}\"", function.name);
            assert!(!is_shown || page.text.contains(&link), "{}", function.name);
        }
    });
}
