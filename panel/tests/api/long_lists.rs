//! Lists that grow with the business: the store filters, sorts and cuts them.

use crate::house::{ALICE, Answer, BOB, CLERK, House, story};

fn cells(answer: &Answer, name: &str) -> String {
    let rows = answer.rows();
    let cells = rows.iter().filter_map(|row| row.text_of(name));
    cells.collect::<Vec<_>>().join(" ")
}

/// What a list shows of a column, whole and page by page.
async fn check(house: &House, user: &str, query: &str, column: &str, expect: &str) {
    let whole = house.ask(user, &format!("func={query}")).await;
    assert_eq!(cells(&whole, column), expect, "{query}");
    let count = expect.split_whitespace().count();
    let mut paged = Vec::new();
    for page in 1..=count.max(1) {
        let query = format!("func={query}&p_cnt=1&p_num={page}");
        let answer = house.ask(user, &query).await;
        assert_eq!(answer.field("p_elems"), count.to_string(), "{query}");
        paged.push(cells(&answer, column));
    }
    assert_eq!(paged.join(" "), expect, "{query}");
}

#[test]
fn clients_are_filtered_and_sorted() {
    story(|house| async move {
        for (name, user) in [("Zeta", "zed"), ("alpha", "al")] {
            let add = format!(
                "func=account.edit&sok=ok&name={name}&username={user}&passwd=first\
                 &email={user}@example.com"
            );
            house.ask(CLERK, &add).await.field("id");
        }
        let check = async |query: &str, expect: &str| {
            check(&house, CLERK, &format!("account&{query}"), "id", expect).await;
        };
        check("", "1 2 3 4").await;
        check("p_col=-id", "4 3 2 1").await;
        check("p_col=-tz_registration_date", "4 3 2 1").await;
        check("filter=on&name=ZET", "3").await;
        check("filter=on&name=%25", "").await;
        check("filter=on&id=2", "2").await;
        check("filter=on&email=al@example.com", "4").await;
        check("filter=on&email=example.com", "").await;
        check("filter=on&account_status=off", "").await;
        check("filter=on&account_status=on&p_col=-id", "4 3 2 1").await;
        check("filter=on&project=1", "1 2 3 4").await;
        check("filter=on&project=2", "").await;
        check("filter=on&registration_datestart=2040-01-01", "").await;
        check("filter=on&registration_dateend=2040-01-01", "1 2 3 4").await;
        // No index is for it, and the list is short.
        check("filter=on&id=2&p_col=balance", "2").await;
        let sorted = house.ask(CLERK, "func=account&p_col=name").await;
        assert_eq!(sorted.rows().len(), 4);
    });
}

#[test]
fn payments_and_expenses_are_filtered_and_sorted() {
    story(|house| async move {
        let add = "func=payment.add&account=2&amount=5&sok=ok";
        let id = house.ask(CLERK, add).await.field("payment_id");
        house.license("192.0.2.1").await;
        house.license("192.0.2.2").await;
        let all = house.ask(CLERK, "func=payment").await;
        let all = cells(&all, "id");
        let reversed: Vec<&str> = all.split(' ').rev().collect();
        let reversed = reversed.join(" ");
        check(&house, CLERK, "payment", "id", &all).await;
        check(&house, CLERK, "payment&p_col=id", "id", &reversed).await;
        check(&house, CLERK, "payment&filter=on&status=1", "id", &id).await;
        check(&house, BOB, "payment&filter=on&status=1", "id", &id).await;
        check(&house, ALICE, "payment&filter=on&status=1", "id", "").await;
        let late = "payment&filter=on&createdatestart=2040-01-01";
        check(&house, CLERK, late, "id", "").await;
        let one = "account.payment&elid=2&filter=on&status=1";
        check(&house, CLERK, one, "id", &id).await;
        check(
            &house,
            CLERK,
            "account.payment&elid=1&filter=on&status=1",
            "id",
            "",
        )
        .await;
        let nobody = house.ask(CLERK, "func=account.payment&elid=77").await;
        assert_eq!(nobody.refusal().0, "missed");
        let customer = house.ask(BOB, "func=account.payment&elid=2").await;
        assert_eq!(customer.refusal().0, "access");
        check(&house, ALICE, "expense&p_col=realdate", "item", "1 2").await;
        check(
            &house,
            ALICE,
            "expense&p_col=-amount",
            "amount",
            "6.00 6.00",
        )
        .await;
        check(&house, CLERK, "expense&filter=on&item=2", "item", "2").await;
        check(&house, BOB, "expense&filter=on&item=2", "item", "").await;
        let early = "expense&filter=on&realdateend=2001-01-01";
        check(&house, ALICE, early, "item", "").await;
    });
}

#[test]
fn users_are_found_by_their_names() {
    story(|house| async move {
        let name = "bob@example.com";
        let query = format!("user&filter=on&name={name}");
        check(&house, CLERK, &query, "name", name).await;
        check(&house, BOB, &query, "name", name).await;
        check(&house, ALICE, &query, "name", "").await;
        check(&house, CLERK, "user&filter=on&name=bob", "name", "").await;
    });
}

#[test]
fn unfinished_operations_are_filtered_and_sorted() {
    story(|house| async move {
        let (module, order) = house.server_order();
        for _ in 0..2 {
            house.ask(ALICE, &order).await.field("id");
        }
        let check = async |query: &str, expect: &str| {
            let query = format!("runningoperation&{query}");
            check(&house, CLERK, &query, "item", expect).await;
        };
        check("", "1 2").await;
        check("p_col=-cdate", "2 1").await;
        check("filter=on&item=2", "2").await;
        check("filter=on&intname=open&itemtype=vds&account=1", "1 2").await;
        check(
            &format!("filter=on&processingmodule={module}&p_col=-id"),
            "2 1",
        )
        .await;
        check("filter=on&itemtype=soft", "").await;
        check("filter=on&account=2", "").await;
        check("filter=on&intname=prolong", "").await;
        check("filter=on&status=waiting", "1 2").await;
        check("filter=on&status=attention", "").await;
        check("filter=on&cdatestart=2040-01-01", "").await;
        let wrong = "func=runningoperation&filter=on&status=x";
        assert_eq!(house.ask(CLERK, wrong).await.refusal().0, "value");
    });
}

#[test]
fn the_price_list_is_read_page_by_page() {
    story(|house| async move {
        let admin = house.admin.clone();
        house.server_order();
        let page = async |query: &str| {
            let answer = house.ask(&admin, &format!("func=pricelist&{query}")).await;
            let ids: Vec<String> = answer
                .rows()
                .iter()
                .map(|row| row.text_of("id").unwrap_or_default().to_owned())
                .collect();
            (answer.field("p_elems"), ids.join(" "))
        };
        let preset = "55239 55240 55227 55228 55229 55230";
        let (total, all) = page("").await;
        assert_eq!(
            (total.as_str(), all.starts_with(preset)),
            ("7", true),
            "{all}"
        );
        assert_eq!(
            page("p_cnt=2&p_num=2").await,
            ("7".into(), "55227 55228".into())
        );
        let of_type = "filter=on&itemtype=soft&p_cnt=4&p_num=2";
        assert_eq!(page(of_type).await, ("6".into(), "55229 55230".into()));
        let sorted = "p_cnt=2&p_num=1&p_col=-id";
        let (_, first) = page(sorted).await;
        assert!(first.ends_with("55240"), "{first}");
        let answer = house.ask(&admin, "func=pricelist&p_cnt=1").await;
        assert_eq!(
            answer.rows()[0].text_of("processingmodules"),
            Some("License stock")
        );
        assert_eq!(
            answer.rows()[0].text_of("pricelist_cost"),
            Some("0.00 EUR / Trial")
        );
        // Of the six licenses four are on.
        let offered = "func=v2.soft.order.pricelist&page=2&page_size=3";
        let offered = house.post(offered).await;
        assert_eq!(offered.field("p_elems"), "4");
        let root = offered.xml();
        let list = root.child("list").expect("a list");
        let ids: Vec<_> = list
            .children_of("elem")
            .map(|row| row.text_of("id"))
            .collect();
        assert_eq!(ids, [Some("55230")]);
    });
}

#[test]
fn open_tasks_are_cut_where_they_are_kept() {
    story(|house| async move {
        let (_, order) = house.server_order();
        for _ in 0..3 {
            house.ask(BOB, &order).await.field("id");
        }
        check(&house, CLERK, "task", "id", "1 2 3").await;
        check(&house, CLERK, "task&filter=on&itemstatus=5", "id", "1 2 3").await;
        check(&house, CLERK, "task&filter=on&itemstatus=2", "id", "").await;
        house.ask(CLERK, "func=service.postopen&elid=2").await;
        check(&house, CLERK, "task", "id", "1 3").await;
        check(&house, CLERK, "task&filter=on&status=2", "id", "2").await;
    });
}
