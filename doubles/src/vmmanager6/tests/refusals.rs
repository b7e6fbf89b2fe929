//! What is refused, and how.

use serde_json::{Value, json};

use super::{Caller, order, order_with};

#[test]
fn requests_are_refused() {
    let caller = Caller::new();
    let check = |call: &str, body: Value, expect: &str| {
        let (method, path) = call.split_once(' ').unwrap();
        let told = caller.call(method, path, &body);
        let said = told.json()["error"]["msg"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let said = format!("{} {said}", told.status.unwrap());
        assert!(said.contains(expect), "{call} {body}: {said}");
    };
    let host = "POST /vm/v3/host";
    let property = "400 PROXY-3008: Unexpected property: disk";
    check(host, order_with("disk", json!(1)), property);
    check(
        host,
        order_with("os", json!("1")),
        "of property os: a whole number",
    );
    check(
        host,
        order_with("os", json!(9)),
        "404 Instance of os with id 9",
    );
    check(host, order_with("os", Value::Null), "os: it is required");
    check(
        host,
        order_with("preset", Value::Null),
        "cpu_number: it is required",
    );
    check(
        host,
        order_with("preset", json!(9)),
        "404 Instance of preset with id 9",
    );
    check(
        host,
        order_with("cluster", json!(9)),
        "cluster: no such cluster",
    );
    check(
        host,
        order_with("account", json!(9)),
        "404 Instance of account",
    );
    check(
        host,
        order_with("password", json!("")),
        "password: it is required",
    );
    check(
        host,
        order_with("ipv4_number", json!(101)),
        "400 no free ip",
    );
    check(host, order_with("ipv4_pool", json!([9])), "no such pool");
    let windows = json!([{ "recipe": 4 }]);
    check(host, order_with("recipe_list", windows), "it does not fit");
    let keyless = json!([{ "recipe": 2 }]);
    check(
        host,
        order_with("recipe_list", keyless),
        "ACTIVATION_KEY is required",
    );
    let strange = json!([{ "recipe": 1, "recipe_params": [{ "name": "x", "value": "y" }] }]);
    check(host, order_with("recipe_list", strange), "no parameter x");
    assert!(caller.double.hosts().is_empty() && caller.double.taken_addresses().is_empty());

    caller.create("cont7");
    check("POST /vm/v3/disk/1001", json!({ "size_mib": 1 }), "smaller");
    check(
        "POST /vm/v3/disk/9",
        json!({ "size_mib": 1 }),
        "404 Instance of disk",
    );
    check(
        "POST /vm/v3/host/1/resource",
        json!({ "disk": 1 }),
        property,
    );
    let defer = json!({ "defer": { "action": "host_fly" } });
    check("POST /vm/v3/host/1/resource", defer, "defer: host_fly");
    check(
        "POST /vm/v3/host/1/fly",
        json!({}),
        "404 Request handler not found",
    );
    check(
        "POST /vm/v3/host/1/account",
        json!({ "account": 9 }),
        "404 Instance of account",
    );
    check(
        "DELETE /vm/v3/host/9",
        Value::Null,
        "404 Instance of host with id 9",
    );
    check(
        "GET /vm/v3/nothing",
        Value::Null,
        "404 Request handler not found",
    );
    check(
        "GET /vm/v4/host",
        Value::Null,
        "404 Request handler not found",
    );
    check(
        "GET /vm/v3/host?where=(nam+EQ+'x')",
        Value::Null,
        "400 where: no field nam",
    );
    let administrator = json!({ "email": caller.double.user(), "password": "x" });
    check("POST /vm/v3/account", administrator, "409 The account");
    caller.double.with(|world| world.hosts_max = 1);
    check(host, order("cont8"), "400 not enough resources");
    assert_eq!(caller.double.hosts().len(), 1);
}
