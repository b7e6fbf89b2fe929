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
        assert_eq!(alice.get("/panel").await.status, 303);
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
