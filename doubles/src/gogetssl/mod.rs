//! A double of the shop GoGetSSL (backends 5.3, 5.5). Its certificates are real ones, of an
//! authority that nobody trusts.
//!
//! | answer | how sure |
//! |---|---|
//! | `POST /auth/` with `user`, `pass`; `auth_key` in the query afterwards | seen |
//! | an old key gets 401 with `auth_key_not_found` | seen |
//! | forms go in, JSON comes out; errors have `error`, `message`, `description` | seen |
//! | `/products/ssl/`, `/account/balance/`, their fields | seen |
//! | `/tools/csr/decode/`, `/tools/csr/validate`, `/tools/domain/emails/` | seen |
//! | `/orders/add_ssl_order/` and its fields, `order_id` in its answer | seen |
//! | `/orders/status/{id}`: states, `crt_code` and `ca_code` when active, `total_domains` | seen |
//! | `/orders/ssl/reissue/{id}`, `/orders/add_ssl_renew_order/`, `add_ssl_san_order` | seen |
//! | `/orders/cancel_ssl_order/`, `resend_validation_email`, `change_validation_method` | seen |
//! | a renewal no earlier than 30 days before the end | seen |
//! | a `unique_code` that is known is refused | seen, its words guessed |
//! | numbers come as numbers or as texts | seen |
//! | `/orders/ssl/all/` with `unique_code` in its rows, the newest first | guess |
//! | what `approver_method` and `san` say of records and files | guess |
//! | `pre_signing` with `status` and `details` where a CAA record forbids the authority | guess |
//! | the words of refusals | guess |
//!
//! Deliberately absent: brands with rules of their own, invoices, code signing.

mod issue;
mod order;
mod tools;

use std::io;

use onsell_domain::Timestamp;
use onsell_wire::Params;
use onsell_x509::Authority;
use serde_json::{Value, json};

use crate::http::{Answer, Request};
use crate::scenario::{Call, Double, Moment, Product};

pub use order::{Order, Proof};

const USER: &str = "reseller@example.com";
const PASSWORD: &str = "gogetssl-secret";
const PREFIX: &str = "/api";
/// How long a key of a sign-in is good, in seconds.
const KEY_SECONDS: i64 = 365 * 86_400;

/// A product for one name, `www.` before it included.
pub const SINGLE: i64 = 71;
/// A product for several names.
pub const MULTI: i64 = 65;
/// A product for a wildcard.
pub const WILDCARD: i64 = 72;
/// A product for several names, wildcards among them.
pub const MULTI_WILDCARD: i64 = 99;

/// A running GoGetSSL.
pub type GoGetSsl = Double<World>;

/// Everything at a GoGetSSL.
#[derive(Debug, Clone)]
pub struct World {
    /// When the clock of the double began.
    pub begin: Timestamp,
    /// What is left on the account, in cents.
    pub balance_cents: i64,
    /// Orders, the oldest first.
    pub orders: Vec<Order>,
    /// Whether numbers come as texts.
    pub has_numbers_as_texts: bool,
    /// Whether orders are left incomplete from now on.
    pub is_incomplete: bool,
    /// What a CAA record says against the authority; empty where none does.
    pub caa: String,
    /// How many days a certificate lives at most.
    pub life_days: i64,
    keys: Vec<(String, i64)>,
    authority: Authority,
    made: i64,
}

/// What is answered, or a status with a refusal.
type Told = Result<Value, (u16, &'static str, String)>;

impl GoGetSsl {
    /// Starts one on a free loopback port, at this instant.
    pub fn start(begin: Timestamp) -> io::Result<Self> {
        let authority = Authority::make("Double Root", 20, begin);
        let authority = authority.and_then(|root| root.intermediate("Double CA", 10, begin));
        Self::start_with(World {
            begin,
            balance_cents: 100_000,
            orders: Vec::new(),
            has_numbers_as_texts: false,
            is_incomplete: false,
            caa: String::new(),
            life_days: 199,
            keys: Vec::new(),
            authority: authority.map_err(io::Error::other)?,
            made: 1000,
        })
    }

    /// The address of its API, as a setting says it.
    pub fn api(&self) -> String {
        format!("{}{PREFIX}", self.url())
    }

    /// Signs in with this name.
    pub fn user(&self) -> &'static str {
        USER
    }

    /// And with this password.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// The orders there are, the oldest first.
    pub fn orders(&self) -> Vec<Order> {
        self.with(|world| world.orders.clone())
    }

    /// Every key of a sign-in is forgotten.
    pub fn forget_keys(&self) {
        self.with(|world| world.keys.clear());
    }
}

impl Product for World {
    fn read(&self, request: &Request) -> Result<Call, Answer> {
        let Some(path) = request.path.strip_prefix(PREFIX) else {
            return Err(answer(Err((404, "not_found", "No such page".to_owned()))));
        };
        let body = String::from_utf8_lossy(&request.body);
        let mut params = Params::parse_urlencoded(&request.query).unwrap_or_default();
        for (name, value) in Params::parse_urlencoded(&body).unwrap_or_default().iter() {
            params.set(name, value);
        }
        Ok(Call {
            method: request.method.clone(),
            path: path.trim_end_matches('/').to_owned(),
            params,
            body: Value::Null,
            headers: request.headers.clone(),
        })
    }

    fn admit(&mut self, call: &Call, moment: &Moment) -> Result<(), Answer> {
        let key = call.params.get("auth_key").unwrap_or_default();
        let is_known = |(known, until): &(String, i64)| known == key && *until > moment.now;
        if call.path == "/auth" || self.keys.iter().any(is_known) {
            return Ok(());
        }
        Err(answer(Err((
            401,
            "auth_key_not_found",
            "The key is not known".to_owned(),
        ))))
    }

    fn answer(&mut self, call: &Call, moment: &Moment) -> Answer {
        let told = self.route(call, moment);
        answer(told.map(|value| {
            if self.has_numbers_as_texts {
                texts(value)
            } else {
                value
            }
        }))
    }

    fn without_rows(mut answer: Answer) -> Answer {
        if let Ok(mut body) = serde_json::from_str::<Value>(&answer.body)
            && let Some(rows) = body.get_mut("orders")
        {
            *rows = json!([]);
            answer.body = body.to_string();
        }
        answer
    }

    fn state(&self) -> Value {
        let orders = self.orders.iter().map(
            |order| json!({"id": order.id, "unique_code": order.unique_code, "names": order.names}),
        );
        json!({"orders": orders.collect::<Vec<_>>(), "balance_cents": self.balance_cents})
    }
}

impl World {
    fn route(&mut self, call: &Call, moment: &Moment) -> Told {
        let params = &call.params;
        let path: Vec<&str> = call.path.split('/').skip(1).collect();
        let is_post = call.method == "POST";
        match (is_post, path.as_slice()) {
            (true, ["auth"]) => self.sign_in(params, moment),
            (false, ["products", "ssl"]) => Ok(tools::products()),
            (false, ["account", "balance"]) => Ok(self.balance()),
            (true, ["tools", "csr", "decode"]) => tools::decode(params),
            (true, ["tools", "csr", "validate"]) => tools::validate(params),
            (true, ["tools", "domain", "emails"]) => tools::emails(params),
            (true, ["orders", "add_ssl_order"]) => self.order(params, moment, None),
            (true, ["orders", "add_ssl_renew_order"]) => self.renew(params, moment),
            (true, ["orders", "add_ssl_san_order"]) => self.more_names(params),
            (true, ["orders", "cancel_ssl_order"]) => self.cancel(params),
            (false, ["orders", "ssl", "all"]) => Ok(self.all(params)),
            (false, ["orders", "status", id]) => self.status(id, moment),
            (true, ["orders", "ssl", "reissue", id]) => self.reissue(id, params, moment),
            (false, ["orders", "ssl", "resend_validation_email", id])
            | (true, ["orders", "ssl", "recheck-caa", id]) => self.touch(id, ""),
            (true, ["orders", "ssl", "change_validation_method", id]) => {
                self.touch(id, params.get("new_method").unwrap_or_default())
            }
            _ => Err((404, "not_found", "No such function".to_owned())),
        }
    }

    fn sign_in(&mut self, params: &Params, moment: &Moment) -> Told {
        if params.get("user") != Some(USER) || params.get("pass") != Some(PASSWORD) {
            return Err((401, "auth_failed", "Wrong user or password".to_owned()));
        }
        self.made += 1;
        let key = format!("key-{}", self.made);
        self.keys.push((key.clone(), moment.now + KEY_SECONDS));
        Ok(json!({"key": key, "success": true}))
    }

    fn balance(&self) -> Value {
        let balance = self.balance_cents as f64 / 100.0;
        json!({"balance": balance, "currency": "USD", "success": true})
    }

    /// The present instant there.
    fn now(&self, moment: &Moment) -> Timestamp {
        self.begin.plus_seconds(moment.now)
    }
}

fn answer(told: Told) -> Answer {
    match told {
        Ok(value) => Answer::json(200, &value),
        Err((status, kind, message)) => {
            let body = json!({
                "error": true, "message": kind, "description": message, "success": false
            });
            Answer::json(status, &body)
        }
    }
}

/// The same, with every number written as a text.
fn texts(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::String(number.to_string()),
        Value::Bool(flag) => Value::String(u8::from(flag).to_string()),
        Value::Array(rows) => Value::Array(rows.into_iter().map(texts).collect()),
        Value::Object(fields) => {
            let fields = fields.into_iter();
            Value::Object(fields.map(|(name, value)| (name, texts(value))).collect())
        }
        other => other,
    }
}

/// A refusal of what was sent.
fn refusal<T>(
    kind: &'static str,
    text: impl Into<String>,
) -> Result<T, (u16, &'static str, String)> {
    Err((400, kind, text.into()))
}
