//! What becomes of a server.

use serde_json::{Value, json};

use super::{Caller, install};
use crate::dcimanager6::Power;

#[test]
fn a_server_is_taken_installed_and_given_back() {
    let caller = Caller::new();
    let stock = |caller: &Caller| caller.get("server/configuration")["list"][0].clone();
    let kind = "i9-9900K-64Gb-2x1024NVMe";
    assert_eq!(
        stock(&caller),
        json!({ "configuration": kind, "free_server_count": 3 })
    );
    let free = "server?where=(owner_email+IS+null)+AND+is_new+EQ+false";
    assert_eq!(caller.get(free)["size"], 4);
    caller.done("POST", "server/1/owner", &json!({ "owner": 3 }));
    assert_eq!(caller.get(free)["size"], 3);
    assert_eq!(stock(&caller)["free_server_count"], 2);

    let added = caller.done(
        "POST",
        "server/1/ip",
        &json!({ "ipv4_number": 2, "ipv4_pool": [1] }),
    );
    assert_eq!(added["ip"][0], json!({ "id": 1, "name": "192.0.2.100" }));
    assert_eq!(
        caller.get("ippool")["list"][0]["ipv4"],
        json!({ "total": 50, "used": 2 })
    );
    caller.done("DELETE", "server/1/ip/2", &Value::Null);

    assert_eq!(
        caller.done("POST", "server/1/os", &install()),
        json!({ "id": 1, "operation": 1 })
    );
    let busy = (409, "An operation on the server is in progress".to_owned());
    assert_eq!(caller.refusal("POST", "server/1/os", &install()), busy);
    assert_eq!(
        caller.refusal("DELETE", "server/1/owner", &Value::Null),
        busy
    );
    assert_eq!([0; 2].map(|_| caller.operation()), ["running", "ok"]);
    let element = caller.get("server/1");
    assert_eq!(element["os_template"]["name"], "Debian-12");
    assert_eq!(
        (&element["domain"], &element["power_status"]),
        (&json!("ds.example.com"), &json!("ON"))
    );
    assert_eq!(element["owner_email"], "ds3@example.com");
    assert_eq!(element["ip"][0]["name"], "192.0.2.100");
    let machine = caller.double.machines_of("ds3@example.com").remove(0);
    assert_eq!(
        machine.recipes[0].1,
        [("ACTIVATION_KEY".to_owned(), "K-1".to_owned())]
    );

    caller.done("POST", "server/1/suspend", &json!({}));
    let ports =
        |caller: &Caller| caller.get("server/1")["switch_connection"][0]["admin_status"].clone();
    assert_eq!(ports(&caller), "down");
    caller.done("POST", "server/1/resume", &json!({}));
    assert_eq!(ports(&caller), "up");

    caller.done("DELETE", "server/1/owner", &Value::Null);
    assert_eq!([0; 2].map(|_| caller.operation()), ["running", "ok"]);
    assert_eq!(stock(&caller)["free_server_count"], 3);
    assert_eq!(caller.double.with(|world| world.free.len()), 50);
}

#[test]
fn power_follows_later_and_only_where_it_may() {
    let caller = Caller::new();
    let status = |caller: &Caller| caller.get("server/1")["power_status"].clone();
    let power = |action: &str| {
        caller
            .call("POST", &format!("server/1/{action}"), &json!({}))
            .status
    };
    assert_eq!(power("power_off"), Some(409));
    assert_eq!(power("power_on"), Some(200));
    assert_eq!([0; 2].map(|_| status(&caller)), ["OFF", "ON"]);
    assert_eq!(power("power_on"), Some(409));
    assert_eq!(power("power_reset"), Some(200));
    caller
        .double
        .with(|world| world.machines[0].power = Power::Unknown);
    assert_eq!(status(&caller), "UNKNOWN");
    assert_eq!(power("power_on"), Some(200));
    status(&caller);
    assert_eq!(status(&caller), "ON");
    assert_eq!(power("power_off"), Some(200));
    status(&caller);
    assert_eq!(status(&caller), "OFF");
}

#[test]
fn catalogues_are_listed() {
    let caller = Caller::new();
    let count = |path: &str| caller.get(path)["size"].as_i64().unwrap();
    assert_eq!(
        ["os_template", "recipe", "recipe/2/params", "location"].map(count),
        [2, 2, 1, 1]
    );
    let people = caller.get("user?where=(email+EQ+'ds3@example.com')");
    assert_eq!(people["list"][0]["roles"], json!(["@user"]));
    let named = caller.done(
        "POST",
        "server/1",
        &json!({ "domain": "a.example.com", "notes": "n" }),
    );
    assert_eq!(named["id"], 1);
    assert_eq!(
        caller.get("server?where=(domain+EQ+'a.example.com')")["list"][0]["notes"],
        "n"
    );
}
