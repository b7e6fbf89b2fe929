//! Pages of staff that are made by hand: above all, which buttons an operation has in which state.

use crate::house::{ALICE, BOB, CLERK, House, story};
use crate::visitor::Visitor;
use onsell_domain::{Fault, OperationId};
use onsell_store::{operation, seller};

/// Everything that can be done to an operation.
const VERBS: [&str; 8] = [
    "start",
    "sendanyway",
    "takeover",
    "check",
    "done",
    "setmanual",
    "taskcreate",
    "delete",
];

/// Which of them a page offers.
fn offered(page: &str) -> Vec<&'static str> {
    let is_offered = |verb: &&str| {
        let name = format!("/panel/runningoperation.{verb}");
        let mut places = page.match_indices(&name);
        places.any(|(at, _)| page[at + name.len()..].starts_with(['"', '?']))
    };
    VERBS.into_iter().filter(is_offered).collect()
}

/// An operation that waits, of a module that is a seller's when `is_resold`.
async fn waiting(house: &House, is_resold: bool) -> i64 {
    let (module, order) = house.server_order();
    house.ask(BOB, &order).await.field("id");
    if is_resold {
        let module: i64 = module.parse().expect("a number");
        house
            .engine
            .write(None, move |scope| {
                let url = "https://vendor.example/billmgr";
                let seller = seller::insert(scope.tx, url, "us", &[1])?;
                let link = "UPDATE processing_module SET seller = $2 WHERE id = $1";
                scope.tx.exec(link, &[module.into(), seller.into()])?;
                scope.tx.exec("UPDATE task SET of_staff = 0", &[])?;
                Ok(())
            })
            .expect("linked");
    }
    let list = house.ask(CLERK, "func=runningoperation").await.rows();
    let id = list[0].text_of("id").expect("a number");
    id.parse().expect("a number")
}

/// The operation stands with an error; with a price, that was too high.
fn fail(house: &House, id: i64, quoted: bool) {
    house
        .engine
        .write(None, move |scope| {
            let id = OperationId::new(id);
            let fault = Fault::new("not_enough_money", "the vendor wants <money>");
            operation::show(scope.tx, id, Some(&fault), scope.now)?;
            let state = "UPDATE operation SET state = 'attention' WHERE id = $1";
            scope.tx.exec(state, &[id.into()])?;
            if quoted {
                let price = "UPDATE operation SET quoted = 75000, quoted_currency = 'EUR'
                             WHERE id = $1";
                scope.tx.exec(price, &[id.into()])?;
            }
            Ok(())
        })
        .expect("changed");
}

#[test]
fn what_a_seller_works_on_is_left_alone_until_it_is_taken_over() {
    story(|house| async move {
        let id = waiting(&house, true).await;
        let path = format!("/panel/runningoperation.edit?elid={id}");
        let mut clerk = Visitor::signed_in(&house, CLERK).await;
        let page = clerk.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("Processed automatically, nothing to do"));
        assert_eq!(offered(&page.text), ["takeover"]);

        fail(&house, id, false);
        let page = clerk.get(&path).await;
        assert_eq!(offered(&page.text), ["start", "takeover"]);
        assert!(page.text.contains("the vendor wants &#60;money&#62;"));
        assert!(!page.text.contains("nothing to do"), "there is");
        fail(&house, id, true);
        let page = clerk.get(&path).await;
        assert_eq!(offered(&page.text), ["start", "sendanyway", "takeover"]);

        let form = format!("/panel/runningoperation.takeover?elid={id}");
        let page = clerk.get(&form).await;
        assert!(page.text.contains("name=\"reason\""));
        let number = id.to_string();
        let verb = "/panel/runningoperation.takeover";
        let refused = clerk.send(verb, &page.text, &[("elid", &number)]).await;
        assert_eq!(refused.status, 422);
        let fields = [
            ("elid", number.as_str()),
            ("reason", "the vendor is <gone>"),
        ];
        let taken = clerk.send(verb, &page.text, &fields).await;
        assert!(matches!(taken.status, 200 | 303), "{}", taken.text);
        let journal = house.journal(1);
        assert!(
            journal[0].contains("runningoperation.takeover"),
            "{journal:?}"
        );
        let page = clerk.get(&path).await;
        assert_eq!(
            offered(&page.text),
            ["start", "sendanyway", "check", "done", "delete"]
        );
        assert!(page.text.contains("the vendor is &#60;gone&#62;"));
    });
}

#[test]
fn what_is_done_by_hand_has_a_task_and_can_be_given_up() {
    story(|house| async move {
        let id = waiting(&house, false).await;
        let mut clerk = Visitor::signed_in(&house, CLERK).await;
        let path = format!("/panel/runningoperation.edit?elid={id}");
        let page = clerk.get(&path).await;
        assert_eq!(offered(&page.text), ["delete"]);
        assert!(page.text.contains("/panel/task.edit?elid=1"));
        let page = clerk.get("/panel/task.edit?elid=1").await;
        for deed in ["task.take", "task.refuse", "task.edit"] {
            assert!(page.text.contains(&format!("/panel/{deed}")), "{deed}");
        }
        let fields = [
            ("elid", "1"),
            ("licname", "srv7"),
            ("back", "/panel/task"),
            ("status", "2"),
        ];
        let closed = clerk.send("/panel/task.edit", &page.text, &fields).await;
        assert_eq!(closed.status, 303, "{}", closed.text);
        let page = clerk.get("/panel/task.edit?elid=1").await;
        assert!(page.text.contains("Closed"));
        assert!(!page.text.contains("/panel/task.take"));
        assert_eq!(offered(&clerk.get(&path).await.text), [""; 0]);
    });
}

#[test]
fn a_task_of_a_seller_offers_nothing() {
    story(|house| async move {
        let id = waiting(&house, true).await;
        let mut clerk = Visitor::signed_in(&house, CLERK).await;
        let page = clerk.get("/panel/task.edit?elid=1").await;
        assert!(page.text.contains("Processed automatically, nothing to do"));
        for deed in ["task.take", "task.refuse", "action=\"/panel/task.edit"] {
            assert!(!page.text.contains(deed), "{deed}");
        }
        assert_eq!(offered(&page.text), [""; 0]);
        fail(&house, id, false);
        let page = clerk.get("/panel/task.edit?elid=1").await;
        assert_eq!(offered(&page.text), ["start"]);
        let page = clerk.get("/panel/runningoperation").await;
        assert_eq!(offered(&page.text), ["start"], "several at once");
    });
}

#[test]
fn staff_begin_at_the_dashboard_and_customers_do_not() {
    story(|house| async move {
        let id = waiting(&house, true).await;
        fail(&house, id, false);
        let mut clerk = Visitor::signed_in(&house, CLERK).await;
        let page = clerk.get("/panel").await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("data-live=\"/panel/live/\""));
        let attention = "/panel/runningoperation?filter=on&#38;status=attention\"><span \
                         class=\"tile-count\">1</span>";
        assert!(page.text.contains(attention), "{}", page.text);
        assert!(page.text.contains("<svg"), "the order is on the chart");
        let list = clerk.get("/panel/runningoperation?filter=on&status=attention");
        assert!(list.await.text.contains(&format!("data-id=\"{id}\"")));
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let home = alice.get("/panel").await;
        assert_eq!(home.status, 200);
        assert!(!home.text.contains("status=attention"), "{}", home.text);
    });
}

#[test]
fn the_card_of_a_service_says_what_staff_may_do_and_what_it_comes_to() {
    story(|house| async move {
        let id = house.license("192.0.2.1").await;
        let mut clerk = Visitor::signed_in(&house, CLERK).await;
        let page = clerk.get(&format!("/panel/soft.edit?elid={id}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        for deed in [
            "soft.suspend",
            "service.prolong",
            "service.changepricelist",
            "soft.delete",
            "account.edit",
        ] {
            assert!(
                page.text.contains(&format!("/panel/{deed}?elid=")),
                "{deed}"
            );
        }
        assert!(!page.text.contains("/panel/soft.resume"), "it runs");
        assert!(!page.text.contains("service.setlocal"), "not for clerks");
        let form = format!("/panel/soft.edit?elid={id}&change=on");
        let page = clerk.get(&form).await;
        assert!(page.text.contains("name=\"licname\""));
        let page = clerk
            .get(&format!("/panel/service.prolong?elid={id}"))
            .await;
        assert!(page.text.contains("class=\"preview\""), "{}", page.text);
        assert!(page.text.contains("What changes"));
        let page = clerk.get(&format!("/panel/soft.suspend?elid={id}")).await;
        assert!(page.text.contains("<option value=\"abuse\""));
        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let page = admin.get(&format!("/panel/soft.edit?elid={id}")).await;
        assert!(page.text.contains("service.setlocal"));
        let mut alice = Visitor::signed_in(&house, ALICE).await;
        let page = alice.get(&format!("/panel/soft.edit?elid={id}")).await;
        assert!(!page.text.contains("block-provider"));
        let mut bob = Visitor::signed_in(&house, BOB).await;
        let page = bob.get(&format!("/panel/soft.edit?elid={id}")).await;
        assert_eq!(page.status, 404);
    });
}

#[test]
fn a_module_is_added_in_steps_and_its_password_is_never_shown() {
    story(|house| async move {
        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let path = "/panel/processing.add";
        let page = admin.get(path).await;
        assert!(page.text.contains("data-value=\"soft\""), "{}", page.text);
        let page = admin.get(&format!("{path}?itemtype=soft")).await;
        assert!(page.text.contains("data-value=\"billmanager\""));
        assert!(!page.text.contains("data-value=\"lxd\""), "no licenses");
        assert!(!page.text.contains("data-value=\"ispmanagerssl\""));
        let third = format!("{path}?itemtype=soft&module=billmanager");
        let page = admin.get(&third).await;
        assert!(page.text.contains("name=\"url\""));
        assert!(!page.text.contains("name=\"minimalbalance\""));
        let chosen = [("itemtype", "soft"), ("module", "billmanager")];
        let mut fields = chosen.to_vec();
        fields.extend([
            ("step", "connection"),
            ("url", "https://vendor.example/billmgr"),
            ("username", "us"),
            ("password", "marked-secret"),
        ]);
        let page = admin.send(path, &page.text, &fields).await;
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("name=\"minimalbalance\""));
        assert!(
            page.text.contains("vendor.example"),
            "what was typed travels on"
        );
        assert!(!page.text.contains("marked-secret"));
        let sealed = page.text.split("name=\"sealed\" value=\"").nth(1);
        let sealed = sealed.and_then(|rest| rest.split('"').next());
        let sealed = sealed.expect("the password travels on").to_owned();
        let mut fields = chosen.to_vec();
        fields.extend([
            ("step", "details"),
            ("url", "https://vendor.example/billmgr"),
            ("username", "us"),
            ("sealed", sealed.as_str()),
            ("name", "Vendor"),
        ]);
        let refused = admin.send(path, &page.text, &fields).await;
        assert_eq!(refused.status, 422, "there is no network");
        assert!(!refused.text.contains("marked-secret"));
        assert!(
            refused.text.contains("name=\"url\""),
            "the third step again"
        );
        let rows = house.ask(&house.admin, "func=processing").await.rows();
        let count = rows.len();
        let page = admin
            .get(&format!("{path}?itemtype=vds&module=manual"))
            .await;
        assert!(page.text.contains("name=\"openlimit\""), "{}", page.text);
        assert!(!page.text.contains("name=\"url\""));
        let fields = [
            ("itemtype", "vds"),
            ("module", "manual"),
            ("step", "details"),
            ("name", "By hand"),
            ("back", "/panel/processing"),
        ];
        let added = admin.send(path, &page.text, &fields).await;
        assert_eq!(added.status, 303, "{}", added.text);
        let rows = house.ask(&house.admin, "func=processing").await.rows();
        assert_eq!(rows.len(), count + 1);
        let by_hand = rows
            .iter()
            .find(|row| row.text_of("name") == Some("By hand"));
        let id = by_hand.and_then(|row| row.text_of("id")).expect("a number");
        let page = admin
            .get(&format!("/panel/processing.edit?elid={id}"))
            .await;
        assert!(page.text.contains("name=\"openlimit\""));
        assert!(!page.text.contains("name=\"costrise\""), "of sellers only");
        let page = admin
            .get(&format!("/panel/processing.check?elid={id}"))
            .await;
        assert_eq!(page.status, 200, "{}", page.text);
        let mut clerk = Visitor::signed_in(&house, CLERK).await;
        assert_eq!(clerk.get(path).await.status, 403);
    });
}

#[test]
fn every_value_of_an_addon_is_priced_in_one_form() {
    story(|house| async move {
        let (_, order) = house.server_order();
        let tariff = order.split("pricelist=").nth(1).expect("a tariff");
        let tariff = tariff.split('&').next().expect("a number").to_owned();
        let list = "func=enumeration.edit&name=Panels&sok=ok";
        let list = house.root(list).field("id");
        let mut items = Vec::new();
        for (name, number) in [("Lite", "55227"), ("Pro", "55228")] {
            let item = format!(
                "func=enumeration.item.edit&plid={list}&name={name}&intname={number}&sok=ok"
            );
            items.push(house.root(&item).field("id"));
        }
        let addon = format!(
            "func=pricelist.detail.edit&plid={tariff}&name=Panel&addontype=3&billtype=2\
             &enumeration={list}&itemtype=control_panel&sok=ok"
        );
        let addon = house.root(&addon).field("id");
        let mut admin = Visitor::signed_in(&house, &house.admin).await;
        let page = admin
            .get(&format!("/panel/pricelist.edit?elid={tariff}"))
            .await;
        assert!(page.text.contains("name=\"price_12\""), "{}", page.text);
        assert!(
            page.text
                .contains(&format!("pricelist.detail.edit?elid={addon}"))
        );
        let path = format!("/panel/pricelist.detail.edit?elid={addon}");
        let page = admin.get(&path).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let prices: Vec<(String, &str)> = items
            .iter()
            .zip(["1.5", "3"])
            .flat_map(|(item, price)| {
                [
                    (format!("active.{item}"), "on"),
                    (format!("price.{item}.1"), price),
                    (format!("price.{item}.3"), ""),
                ]
            })
            .collect();
        for (name, _) in &prices {
            assert!(page.text.contains(&format!("name=\"{name}\"")), "{name}");
        }
        let mut fields = vec![("plid", addon.as_str()), ("grid", "on")];
        let typed = prices.iter().map(|(name, price)| (name.as_str(), *price));
        fields.extend(typed);
        let verb = "/panel/pricelist.detail.item.edit";
        let saved = admin.send(verb, &page.text, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text);
        let page = admin.get(&path).await;
        let shown = format!("name=\"price.{}.1\" value=\"3.00\"", items[1]);
        assert!(page.text.contains(&shown), "{}", page.text);
        fields[3].1 = "much";
        let refused = admin.send(verb, &page.text, &fields).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(
            refused.text.contains("value=\"much\""),
            "nothing typed is lost"
        );
    });
}
