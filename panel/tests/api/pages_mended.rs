//! What people stumbled over in the pages, each as they met it.

use crate::house::{ALICE, story};
use crate::visitor::{Visitor, location};
use onsell_panel::Declaration;

#[test]
fn a_link_of_a_foreign_page_changes_nothing() {
    story(|house| async move {
        house.license("192.0.2.1").await;
        let before = house.state();
        for user in [house.admin.as_str(), ALICE] {
            let mut visitor = Visitor::signed_in(&house, user).await;
            let functions: Vec<&Declaration> = house.panel.registry().declarations().collect();
            for function in functions {
                let name: Vec<&str> = function
                    .name
                    .split('.')
                    .map(|part| if part == "T" { "soft" } else { part })
                    .collect();
                // A browser follows a link with its cookies and without saying from where.
                let path = format!(
                    "/panel/{}?elid=1&period=1&pricelist=55227&reason=abuse&sok=ok\
                     &clicked_button=finish",
                    name.join(".")
                );
                visitor.get(&path).await;
                assert_eq!(house.state(), before, "{path}");
            }
        }
    });
}

#[test]
fn whoever_acts_as_a_client_begins_at_the_clients_pages() {
    story(|house| async move {
        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let list = admin.get("/panel/account").await;
        let fields = [("elid", "1"), ("back", "/panel/account")];
        let done = admin.send("/panel/account.su", &list.text, &fields).await;
        assert_eq!((done.status, location(&done)), (303, "/panel"));
        let home = admin.get("/panel").await;
        assert_eq!(home.status, 200);
        assert!(home.text.contains("alice@example.com"));
        let fields = [("back", "/panel/soft")];
        let done = admin.send("/panel/session.back", &home.text, &fields).await;
        assert_eq!(location(&done), "/panel");
        assert_eq!(admin.get("/panel/account").await.status, 200);
    });
}

#[test]
fn an_addon_is_saved_from_its_tariff() {
    story(|house| async move {
        let new = "func=pricelist.detail.edit&plid=55227&name=Space&addontype=2&billtype=2&sok=ok";
        let id = house.root(new).field("id");
        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let path = format!("/panel/pricelist.detail.edit?elid={id}&plid=55227");
        let form = admin.get(&path).await;
        let fields = [
            ("elid", id.as_str()),
            ("plid", "55227"),
            ("name", "Disk space"),
        ];
        let done = admin.send(&path, &form.text, &fields).await;
        assert_eq!(done.status, 303, "{}", done.text);
        let card = house.root(&format!("func=pricelist.detail.edit&elid={id}"));
        assert_eq!(card.field("name"), "Disk space");
        // Under another tariff the number is taken.
        let other = format!(
            "func=pricelist.detail.edit&elid={id}&plid=55228&name=Other&addontype=2&sok=ok"
        );
        assert_eq!(house.root(&other).refusal().0, "exists");
    });
}

#[test]
fn what_a_form_needs_first_it_asks_for() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let form = admin.get(&format!("/panel/service.link?elid={id}")).await;
        assert_eq!(form.status, 200, "{}", form.text);
        assert!(form.text.contains("name=\"upstream\""), "{}", form.text);
        let letter = admin.get("/panel/settings.testmail").await;
        assert!(
            letter.text.contains("<input id=\"field-to\""),
            "{}",
            letter.text
        );
        let rate = admin.get("/panel/currencyrate.edit").await;
        assert!(
            rate.text.contains("<select id=\"field-to\""),
            "{}",
            rate.text
        );
        let list = admin.get("/panel/processing").await;
        assert!(!list.text.contains("\"/panel/processing.offer\""));
    });
}

#[test]
fn addresses_are_found_whole_and_carry_no_token() {
    story(|house| async move {
        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        // Any number may be asked for.
        let most = i64::MAX;
        let path = format!("/panel/account?p_cnt={most}&p_num={most}");
        assert_eq!(admin.get(&path).await.status, 200);
        assert_eq!(admin.get("/panel/nosuchpage").await.status, 404);
        assert_eq!(admin.get("/panel/panel.lock").await.status, 200);
        let asked = admin.get("/panel/soft.suspend?elid=1&csrf=0123").await;
        assert_eq!(asked.status, 303);
        assert_eq!(location(&asked), "/panel/soft.suspend?elid=1");
    });
}

#[test]
fn what_was_done_is_said_and_answers_for_programs_are_not_shown() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let form = admin
            .get(&format!("/panel/soft.edit?elid={id}&change=on"))
            .await;
        let fields = [
            ("elid", id.as_str()),
            ("remoteid", "ours"),
            ("back", "/panel/soft"),
        ];
        let done = admin.send("/panel/soft.edit", &form.text, &fields).await;
        assert_eq!(
            location(&done),
            "/panel/soft?notice=soft.edit",
            "{}",
            done.text
        );
    });
}
