//! What rules and the clock do.

use serde_json::{Value, json};

use super::{Caller, order};
use crate::client::send;
use crate::{Pace, Rule};

#[test]
fn rules_make_trouble() {
    let caller = Caller::new();
    let double = &caller.double;
    double.push(Rule::on("POST", "/vm/v3/host").drop_after_effect());
    assert_eq!(
        caller.call("POST", "/vm/v3/host", &order("cont7")).status,
        None
    );
    assert_eq!(
        double.hosts().len(),
        1,
        "the answer is lost, the machine is there"
    );
    caller.create("cont7");
    assert_eq!(
        double.ever_created("cont7"),
        2,
        "that is how a double order shows"
    );

    double.push(Rule::on("POST", "/vm/v3/host").drop_before_effect());
    assert_eq!(
        caller.call("POST", "/vm/v3/host", &order("cont8")).status,
        None
    );
    assert_eq!(double.ever_created("cont8"), 0);

    double.push(Rule::on("POST", "/vm/v3/account").delay_ms(30));
    let account = json!({ "email": "vm3@example.com", "password": "p" });
    let began = std::time::Instant::now();
    caller.post("/vm/v3/account", &account);
    assert!(began.elapsed().as_millis() >= 30);

    double.sleep(2);
    let statuses = [0; 3].map(|_| caller.call("GET", "/vm/v3/host", &Value::Null).status);
    assert_eq!(statuses, [Some(503), Some(503), Some(200)]);

    double.push(Rule::on("GET", "/vm/v3/host").empty_list());
    assert_eq!(caller.get("/vm/v3/host")["list"], json!([]));

    double.push(Rule::on("GET", "/vm/v3/host").times(2).stale());
    caller.create("cont9");
    let counts = [0; 3].map(|_| caller.get("/vm/v3/host")["size"].as_i64().unwrap());
    assert_eq!(counts, [2, 2, 3], "two answers are as old as the rule");

    double.push(Rule::on("POST", "/vm/v3/host").stuck_task(""));
    let stuck = caller.create("stuck");
    double.push(Rule::on("POST", "/vm/v3/host").failed_task("host_create", "broken"));
    let failed = caller.create("failed");
    let looks = [0; 5].map(|_| caller.look(&stuck["task"]));
    assert_eq!(looks, [0; 5].map(|_| "running".to_owned()));
    assert_eq!(caller.finish(&failed["task"]), "fail");
    let row = caller.get("/vm/v3/host?where=(name+EQ+'failed')")["list"][0].clone();
    assert_eq!(
        (&row["state"], &row["ip4"]),
        (&json!("crashed"), &json!([]))
    );

    let lost = double
        .journal()
        .into_iter()
        .find(|entry| entry.status.is_none())
        .unwrap();
    assert_eq!(
        (lost.call().as_str(), lost.by_rule),
        ("POST /vm/v3/host", true)
    );
    assert!(lost.answer.contains("\"task\""), "what was lost is noted");
    assert_eq!(double.count("POST", "/vm/v3/host"), 6);
}

#[test]
fn the_clock_can_have_a_say() {
    let caller = Caller::new();
    caller.double.set_pace(Pace::Seconds(30));
    let made = caller.create("cont7");
    assert_eq!(
        [0; 3].map(|_| caller.look(&made["task"])),
        [0; 3].map(|_| "running".to_owned())
    );
    caller.double.advance_seconds(30);
    assert_eq!(caller.look(&made["task"]), "complete");
}

#[test]
fn a_person_can_change_it_from_outside() {
    let caller = Caller::new();
    let outside = |method: &str, path: &str, body: &str| {
        send(
            &caller.double.url(),
            method,
            &format!("/__double/{path}"),
            &[],
            body,
        )
    };
    let rule = r#"{"method":"GET","path":"/vm/v3/host","then":{"answer":{"status":503}}}"#;
    assert_eq!(outside("POST", "rules", rule).status, Some(200));
    assert_eq!(
        outside("POST", "rules", r#"{"path":"*"}"#).status,
        Some(400)
    );
    assert_eq!(
        outside("GET", "rules", "").json().as_array().unwrap().len(),
        1
    );
    assert_eq!(
        caller.call("GET", "/vm/v3/host", &Value::Null).status,
        Some(503)
    );
    caller.create("cont7");
    assert_eq!(outside("GET", "state", "").json()["created"]["cont7"], 1);
    assert_eq!(
        outside("GET", "journal", "")
            .json()
            .as_array()
            .unwrap()
            .len(),
        3
    );
    let clock = outside(
        "POST",
        "clock",
        r#"{"advance_seconds":60,"pace":{"seconds":5}}"#,
    );
    assert_eq!(clock.json(), json!({ "now": 60, "pace": { "seconds": 5 } }));
    assert_eq!(outside("GET", "nothing", "").status, Some(404));
    assert_eq!(outside("POST", "reset", "").status, Some(200));
    assert!(caller.double.hosts().is_empty() && caller.double.journal().is_empty());
    assert_eq!(
        caller.call("GET", "/vm/v3/host", &Value::Null).status,
        Some(401)
    );
}
