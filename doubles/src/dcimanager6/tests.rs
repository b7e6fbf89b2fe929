//! What the double answers, request by request.

use serde_json::{Value, json};

use super::{Dcimanager6, Power};
use crate::Rule;
use crate::client::{Told, send};

struct Caller {
    double: Dcimanager6,
    token: String,
}

impl Caller {
    /// With one user who can own servers: the third, after the administrator and a stranger.
    fn new() -> Self {
        let double = Dcimanager6::start().unwrap();
        let body = json!({ "email": double.user(), "password": double.password() }).to_string();
        let told = send(
            &double.url(),
            "POST",
            "/api/auth/v4/public/token",
            &[],
            &body,
        );
        let token = told.json()["token"].as_str().unwrap().to_owned();
        let caller = Self { double, token };
        let user = json!({ "email": "ds3@example.com", "full_name": "F", "password": "p", "role": "@user" });
        assert_eq!(caller.done("POST", "user", &user), json!({ "id": 3 }));
        caller
    }

    fn call(&self, method: &str, path: &str, body: &Value) -> Told {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let token = format!("x-xsrf-token: {}", self.token);
        let headers = ["isp-box-instance: true", &token];
        send(
            &self.double.url(),
            method,
            &format!("/api/dci/v3/{path}"),
            &headers,
            &body,
        )
    }

    fn done(&self, method: &str, path: &str, body: &Value) -> Value {
        let told = self.call(method, path, body);
        assert_eq!(told.status, Some(200), "{method} {path}: {}", told.body);
        told.json()
    }

    fn get(&self, path: &str) -> Value {
        self.done("GET", path, &Value::Null)
    }

    fn refusal(&self, method: &str, path: &str, body: &Value) -> (u16, String) {
        let told = self.call(method, path, body);
        let message = told.json()["error"]["msg"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        (told.status.unwrap(), message)
    }

    fn operation(&self) -> String {
        let element = self.get("server/1");
        element["operation"]["status"].as_str().unwrap().to_owned()
    }
}

fn install() -> Value {
    let params = json!([{ "name": "ACTIVATION_KEY", "value": "K-1" }]);
    json!({
        "os_template": 1, "password": "Pw-1", "domain": "ds.example.com",
        "recipe_list": [{ "recipe": 2, "recipe_params": params }],
    })
}

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
