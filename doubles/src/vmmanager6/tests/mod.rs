//! What the double answers, request by request.

mod life;
mod offers;
mod people;
mod refusals;
mod trouble;

use serde_json::{Value, json};

use crate::Vmmanager6;
use crate::client::{Told, send};

/// A double and a token of its administrator.
struct Caller {
    double: Vmmanager6,
    token: String,
}

impl Caller {
    fn new() -> Self {
        let double = Vmmanager6::start().unwrap();
        let token = token(&double);
        Self { double, token }
    }

    fn call(&self, method: &str, target: &str, body: &Value) -> Told {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let token = format!("x-xsrf-token: {}", self.token);
        send(&self.double.url(), method, target, &[&token], &body)
    }

    fn get(&self, target: &str) -> Value {
        let told = self.call("GET", target, &Value::Null);
        assert_eq!(told.status, Some(200), "{target}: {}", told.body);
        told.json()
    }

    fn post(&self, target: &str, body: &Value) -> Value {
        let told = self.call("POST", target, body);
        assert_eq!(told.status, Some(200), "{target}: {}", told.body);
        told.json()
    }

    fn create(&self, name: &str) -> Value {
        self.post("/vm/v3/host", &order(name))
    }

    /// The status of a task after one more look.
    fn look(&self, task: &Value) -> String {
        let task = task.as_str().unwrap();
        let list = self.get(&format!("/vm/v3/task?where=(consul_id+EQ+'{task}')"));
        list["list"][0]["status"].as_str().unwrap().to_owned()
    }

    /// Looks until the task has ended.
    fn finish(&self, task: &Value) -> String {
        let mut status = String::new();
        for _ in 0..20 {
            status = self.look(task);
            if status == "complete" || status == "fail" {
                break;
            }
        }
        status
    }
}

fn token(double: &Vmmanager6) -> String {
    let body = json!({ "email": double.user(), "password": double.password() }).to_string();
    let told = send(&double.url(), "POST", "/auth/v4/public/token", &[], &body);
    told.json()["token"].as_str().unwrap().to_owned()
}

fn order(name: &str) -> Value {
    json!({
        "name": name, "cluster": 1, "account": 1, "os": 1, "preset": 1, "password": "Pass-word-1",
        "domain": "vps.example.com", "ipv4_number": 1, "ipv4_pool": [1],
    })
}

/// The order with one property changed, or taken away by `null`.
fn order_with(name: &str, value: Value) -> Value {
    let mut order = order("cont7");
    order[name] = value;
    order
}
