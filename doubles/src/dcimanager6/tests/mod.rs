//! What the double answers, request by request.

mod life;
mod trouble;

use serde_json::{Value, json};

use super::Dcimanager6;
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
