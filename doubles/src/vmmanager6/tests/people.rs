//! Who signs in, and whose machines they are.

use serde_json::{Value, json};

use super::Caller;
use crate::Vmmanager6;
use crate::client::{Told, send};

#[test]
fn signing_in_has_its_old_and_new_ways() {
    let double = Vmmanager6::start().unwrap();
    let known = json!({ "email": double.user(), "password": double.password() }).to_string();
    let post = |path: &str, body: &str| send(&double.url(), "POST", path, &[], body);
    let whoami = |header: &str| {
        let told = send(&double.url(), "GET", "/auth/v4/whoami", &[header], "");
        (
            told.status.unwrap(),
            told.json()["roles"][0].as_str().map(str::to_owned),
        )
    };
    let token = |told: &Told, name: &str| told.json()[name].as_str().unwrap().to_owned();

    assert_eq!(
        post("/auth/v4/public/token", r#"{"email":"x","password":"y"}"#).status,
        Some(401)
    );
    let new = post("/auth/v4/public/token", &known);
    assert_eq!(
        (new.status, new.json()["confirmed"].as_bool()),
        (Some(201), Some(true))
    );
    double.with(|world| world.sign_in.token_status = 200);
    let new = token(&post("/api/auth/v4/public/token", &known), "token");
    let old = token(&post("/auth/v3/auth", &known), "session");
    let admin = (200, Some("@admin".to_owned()));
    assert_eq!(whoami(&format!("x-xsrf-token: {new}")), admin);
    assert_eq!(whoami(&format!("ISP-Session: {old}")), admin);
    assert_eq!(whoami(&format!("Cookie: lang=en; ses6={old}")), admin);
    assert_eq!(whoami("x-xsrf-token: stranger").0, 401);

    let header = format!("x-xsrf-token: {new}");
    let admin_post = |path: &str, body: &str| send(&double.url(), "POST", path, &[&header], body);
    let account = r#"{"email":"vm3@example.com","password":"p","role":"@user"}"#;
    assert_eq!(
        admin_post("/vm/v3/account", account).json(),
        json!({ "id": 2 })
    );
    let key = token(
        &admin_post("/auth/v4/user/vm3%40example.com/key", "{}"),
        "key",
    );
    let key = json!({ "key": key }).to_string();
    let theirs = format!(
        "x-xsrf-token: {}",
        token(&post("/auth/v4/public/key", &key), "token")
    );
    assert_eq!(whoami(&theirs), (200, Some("@user".to_owned())));
    assert_eq!(
        post("/auth/v4/public/key", &key).status,
        Some(401),
        "a key is used up"
    );
    let refused = send(&double.url(), "GET", "/vm/v3/host", &[&theirs], "");
    assert_eq!(refused.status, Some(403));

    let lasting = r#"{"description":"billing","expires_at":"2030-01-01 00:00:00"}"#;
    let lasting = format!(
        "x-xsrf-token: {}",
        token(&admin_post("/auth/v4/token", lasting), "token")
    );
    double.advance_seconds(3601);
    assert_eq!((whoami(&header).0, whoami(&lasting).0), (401, 200));
    double.expire_tokens();
    assert_eq!(whoami(&lasting).0, 401);

    double.with(|world| world.sign_in.has_v4 = false);
    let absent = post("/auth/v4/public/token", &known);
    assert_eq!(
        (absent.status, &absent.json()["error"]["code"]),
        (Some(404), &json!(1106))
    );
    assert_eq!(post("/auth/v3/auth", &known).status, Some(200));
}

#[test]
fn accounts_are_made_found_suspended_and_removed() {
    let caller = Caller::new();
    let account = json!({ "email": "vm3@example.com", "password": "p", "role": "@user" });
    assert_eq!(caller.post("/vm/v3/account", &account), json!({ "id": 2 }));
    let filter = "/vm/v3/account?where=(email+EQ+'vm3@example.com')";
    let row = caller.get(filter)["list"][0].clone();
    assert_eq!(
        (&row["roles"], &row["host_count"]),
        (&json!(["@user"]), &json!(0))
    );
    caller.create("cont7");
    caller.post("/vm/v3/host/1/account", &json!({ "account": 2 }));
    assert_eq!(caller.get(filter)["list"][0]["host_count"], 1);
    let delete = || caller.call("DELETE", "/vm/v3/user/2", &Value::Null).status;
    assert_eq!(delete(), Some(409));
    caller.post("/vm/v3/host/1/account", &json!({ "account": 1 }));
    caller.post("/vm/v3/user/2/suspend", &json!({}));
    assert_eq!(caller.get(filter)["list"][0]["state"], "suspended");
    caller.post("/vm/v3/user/2/resume", &json!({}));
    assert_eq!(caller.get(filter)["list"][0]["state"], "active");
    assert_eq!(delete(), Some(200));
    assert_eq!(caller.get(filter)["list"], json!([]));
}
