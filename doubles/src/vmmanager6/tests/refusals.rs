//! What is refused, and how.

use serde_json::{Value, json};

use super::{Caller, order, order_with};

#[test]
fn requests_are_refused() {
    let caller = Caller::new();
    let check = |method: &str, path: &str, body: Value, status: u16, message: &str| {
        let told = caller.call(method, path, &body);
        assert_eq!(
            told.status,
            Some(status),
            "{method} {path} {body}: {}",
            told.body
        );
        let said = told.json()["error"]["msg"].as_str().unwrap().to_owned();
        assert!(said.contains(message), "{method} {path} {body}: {said}");
    };
    let host = "/vm/v3/host";
    let property = "PROXY-3008: Unexpected property: disk";
    check("POST", host, order_with("disk", json!(1)), 400, property);
    check(
        "POST",
        host,
        order_with("os", json!("1")),
        400,
        "a whole number",
    );
    check(
        "POST",
        host,
        order_with("os", json!(9)),
        404,
        "Instance of os with id 9",
    );
    check(
        "POST",
        host,
        order_with("os", Value::Null),
        400,
        "os: it is required",
    );
    check(
        "POST",
        host,
        order_with("preset", Value::Null),
        400,
        "cpu_number",
    );
    check(
        "POST",
        host,
        order_with("account", json!(9)),
        404,
        "Instance of account",
    );
    check(
        "POST",
        host,
        order_with("ipv4_number", json!(101)),
        400,
        "no free ip",
    );
    check(
        "POST",
        host,
        order_with("ipv4_pool", json!([9])),
        400,
        "no such pool",
    );
    let windows = json!([{ "recipe": 4 }]);
    check(
        "POST",
        host,
        order_with("recipe_list", windows),
        400,
        "does not fit",
    );
    let keyless = json!([{ "recipe": 2 }]);
    check(
        "POST",
        host,
        order_with("recipe_list", keyless),
        400,
        "ACTIVATION_KEY",
    );
    assert!(caller.double.hosts().is_empty() && caller.double.taken_addresses().is_empty());

    caller.create("cont7");
    check(
        "POST",
        "/vm/v3/disk/1001",
        json!({ "size_mib": 1 }),
        400,
        "smaller",
    );
    check(
        "POST",
        "/vm/v3/host/1/resource",
        json!({ "disk": 1 }),
        400,
        property,
    );
    check("POST", "/vm/v3/host/1/fly", json!({}), 404, "handler");
    check(
        "DELETE",
        "/vm/v3/host/9",
        Value::Null,
        404,
        "Instance of host with id 9",
    );
    check("GET", "/vm/v3/nothing", Value::Null, 404, "handler");
    check("GET", "/vm/v4/host", Value::Null, 404, "handler");
    check(
        "GET",
        "/vm/v3/host?where=(nam+EQ+'x')",
        Value::Null,
        400,
        "no field nam",
    );
    let administrator = json!({ "email": caller.double.user(), "password": "x" });
    check(
        "POST",
        "/vm/v3/account",
        administrator,
        409,
        "already exists",
    );
    caller.double.with(|product| product.hosts_max = 1);
    check("POST", host, order("cont8"), 400, "not enough resources");
}
