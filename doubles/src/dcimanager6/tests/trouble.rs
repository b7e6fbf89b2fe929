//! What is refused, and what goes wrong.

use serde_json::{Value, json};

use super::{Caller, install};
use crate::Rule;
use crate::client::send;

#[test]
fn requests_are_refused() {
    let caller = Caller::new();
    let check = |call: &str, body: Value, expect: &str| {
        let (method, path) = call.split_once(' ').unwrap();
        let (status, said) = caller.refusal(method, path, &body);
        let said = format!("{status} {said}");
        assert!(said.contains(expect), "{call} {body}: {said}");
    };
    let owner = json!({ "owner": 3 });
    check(
        "POST server/1/owner",
        json!({ "user": 3 }),
        "400 PROXY-3008",
    );
    check(
        "POST server/1/owner",
        json!({ "owner": 9 }),
        "404 Instance of user",
    );
    check(
        "POST server/9/owner",
        owner.clone(),
        "404 Instance of server",
    );
    check(
        "POST server/1/os",
        json!({ "os_template": 9 }),
        "404 Instance of os_template",
    );
    check(
        "POST server/1/ip",
        json!({ "ipv4_number": 1 }),
        "409 The server has no owner",
    );
    caller.done("POST", "server/1/owner", &owner);
    check(
        "POST server/1/ip",
        json!({ "ipv4_number": 51 }),
        "400 no free ip",
    );
    check("DELETE server/1/ip/9", Value::Null, "404 Instance of ip");
    check(
        "GET server?where=(owner+IS+null)",
        Value::Null,
        "400 where: no field owner",
    );
    check(
        "POST server/1/fly",
        json!({}),
        "404 Request handler not found",
    );
    let again = json!({ "email": "ds3@example.com", "password": "p" });
    check(
        "POST user",
        again,
        "409 The account ds3@example.com already exists",
    );
    caller
        .double
        .with(|world| world.machines[2].is_kept_back = true);
    check(
        "POST server/3/owner",
        owner.clone(),
        "409 The server is in maintenance",
    );
    caller.double.snatch_next();
    check(
        "POST server/2/owner",
        owner,
        "409 The server has another owner",
    );
    assert_eq!(
        caller.get("server/2")["owner_email"],
        "stranger@example.com"
    );
    assert_eq!(caller.double.machines_of("ds3@example.com").len(), 1);
    let token = format!("x-xsrf-token: {}", caller.token);
    let bare = send(
        &caller.double.url(),
        "GET",
        "/api/dci/v3/server",
        &[&token],
        "",
    );
    assert_eq!(
        bare.status,
        Some(400),
        "the header isp-box-instance is missing"
    );
}

#[test]
fn rules_make_trouble() {
    let caller = Caller::new();
    caller.done("POST", "server/1/owner", &json!({ "owner": 3 }));
    caller
        .double
        .push(Rule::on("POST", "/dci/v3/server/{id}/os").failed_task("", "no boot"));
    caller.done("POST", "server/1/os", &install());
    assert_eq!([0; 2].map(|_| caller.operation()), ["running", "failed"]);
    let element = caller.get("server/1");
    assert_eq!(element["operation"]["status_info"], "no boot");
    assert!(element["os_template"].is_null());
    caller
        .double
        .push(Rule::on("POST", "/dci/v3/server/{id}/os").stuck_task(""));
    caller.done("POST", "server/1/os", &install());
    assert_eq!([0; 4].map(|_| caller.operation()), ["running"; 4]);

    caller
        .double
        .push(Rule::on("POST", "/dci/v3/server/{id}/owner").drop_after_effect());
    let lost = caller.call("POST", "server/2/owner", &json!({ "owner": 3 }));
    assert_eq!(lost.status, None);
    assert_eq!(caller.double.machines_of("ds3@example.com").len(), 2);

    caller
        .double
        .push(Rule::on("GET", "/dci/v3/server/{id}").times(3).stale());
    caller.done("POST", "server/2/power_on", &json!({}));
    let status = [0; 5].map(|_| caller.get("server/2")["power_status"].clone());
    assert_eq!(
        status,
        ["OFF", "OFF", "OFF", "OFF", "ON"].map(Value::from),
        "three are old"
    );
    caller.double.sleep(1);
    assert_eq!(caller.call("GET", "server", &Value::Null).status, Some(503));
    caller.double.expire_tokens();
    assert_eq!(caller.call("GET", "server", &Value::Null).status, Some(401));
}
