//! Calls of functions that are not here: counted for each account, bounded, without secrets.

use crate::house::{ALICE, BOB, CLERK, House, story};
use onsell_engine::unknown_call;
use onsell_wire::Node;
use std::time::Duration;

/// A value that looks like a key.
const KEY: &str = "8f14e45fceea167a5a36dedd4bea2543";

async fn learned(house: &House) -> Vec<Node> {
    unknown_call::keep(&house.engine).expect("it is written");
    house.ask(CLERK, "func=unknowncall").await.rows()
}

/// Waits until so many calls are counted: who calls is found out beside the answer.
async fn known(house: &House, count: i64) -> Vec<Node> {
    for _ in 0..500 {
        let rows = learned(house).await;
        let calls = rows.iter().filter_map(|row| row.first_number(&["calls"]));
        if calls.sum::<i64>() == count {
            return rows;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{count} calls are not known: {:?}", learned(house).await);
}

fn row<'a>(rows: &'a [Node], account: &str, function: &str) -> &'a Node {
    let is_it = |row: &&Node| {
        row.text_of("account") == Some(account) && row.text_of("function") == Some(function)
    };
    rows.iter()
        .find(is_it)
        .unwrap_or_else(|| panic!("no {function} of {account}: {rows:?}"))
}

#[test]
fn unknown_functions_are_counted_for_each_account() {
    story(|house| async move {
        let events = format!("func=soft.events&after=5&password=hush&hint={KEY}");
        for user in [ALICE, ALICE, BOB] {
            let refused = house.ask(user, &events).await.refusal();
            assert_eq!(refused.0, "access");
        }
        house.post("func=soft.events&limit=7").await;
        house
            .ask("alice@example.com:wrong", "func=soft.guess")
            .await;
        let rows = known(&house, 5).await;
        assert_eq!(rows.len(), 4);
        assert_eq!(row(&rows, "1", "soft.events").text_of("calls"), Some("2"));
        assert_eq!(row(&rows, "2", "soft.events").text_of("calls"), Some("1"));
        assert_eq!(
            row(&rows, "", "soft.events").text_of("params"),
            Some("limit")
        );
        row(&rows, "", "soft.guess");
        let of_alice = row(&rows, "1", "soft.events");
        assert_eq!(of_alice.text_of("params"), Some("after password hint"));
        let id = of_alice.text_of("id").expect("a number");
        let shown = house
            .ask(CLERK, &format!("func=unknowncall.edit&elid={id}"))
            .await;
        let sample = shown.field("sample");
        assert!(sample.contains("after=5"), "{sample}");
        assert!(
            sample.contains("password=***") && sample.contains("hint=***"),
            "{sample}"
        );
        assert!(
            !sample.contains("hush") && !shown.text.contains("alice-secret"),
            "{sample}"
        );
        // Another name in a later call is added.
        house.ask(ALICE, "func=soft.events&before=9").await;
        let rows = known(&house, 6).await;
        let of_alice = row(&rows, "1", "soft.events");
        assert_eq!(
            of_alice.text_of("params"),
            Some("after password hint before")
        );
        for user in [ALICE, BOB] {
            let refused = house.ask(user, "func=unknowncall").await.refusal();
            assert_eq!(refused.0, "access");
        }
        let delete = format!("func=unknowncall.delete&elid={id}&sok=ok");
        assert_eq!(house.ask(CLERK, &delete).await.refusal().0, "access");
        house.ask(&house.admin, &delete).await.field("ok");
        assert_eq!(house.ask(&house.admin, &delete).await.refusal().0, "missed");
        assert_eq!(learned(&house).await.len(), 3);
    });
}

#[test]
fn whatever_is_called_memory_and_table_stay_small() {
    story(|house| async move {
        let params: Vec<String> = (0..200).map(|number| format!("&p{number}=x")).collect();
        let params = params.concat();
        let long = "y".repeat(10_000);
        for round in 0..2 {
            for number in 0..400 {
                house
                    .post(&format!("func=nothing.{round}.{number}&v=1"))
                    .await;
            }
            house
                .post(&format!("func=nothing.{long}{params}&long={long}"))
                .await;
            unknown_call::keep(&house.engine).expect("it is written");
        }
        house
            .post(&format!("func=nothing.{long}{params}&long={long}"))
            .await;
        let rows = learned(&house).await;
        assert!(rows.len() <= 100, "{}", rows.len());
        for row in &rows {
            assert!(row.text_of("function").expect("a name").len() <= 64);
            assert!(row.text_of("params").expect("names").len() <= 1_000);
        }
    });
}

#[test]
fn what_the_machines_administrator_mistypes_is_not_learned() {
    story(|house| async move {
        house.root("func=no.such");
        assert!(learned(&house).await.is_empty());
    });
}
