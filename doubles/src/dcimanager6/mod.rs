//! A double of DCImanager 6 (backends 3.1, 3.2).
//!
//! | answer | how sure |
//! |---|---|
//! | `/api/<service>/<version>`, `x-xsrf-token`, `isp-box-instance: true` | documented |
//! | the shape of errors, 503 | documented |
//! | `POST /auth/v4/public/token`, also without `/api` | seen |
//! | a request without `isp-box-instance: true` is refused | guess, strict on purpose |
//! | `GET server/configuration` with `free_server_count` | documented |
//! | `GET server`, `GET server/{id}` and the fields of the element | documented |
//! | `owner_email`, `is_new`, `location_id`, `rack`, `unit`, `power_status` | seen |
//! | `in_operation`, `maintenance`, `mac`, `name`, `notes` of the element | guess |
//! | `GET user`, `POST user` and its fields | documented |
//! | `power_on`, `power_off`, `power_reset` and when each is allowed | documented |
//! | the status of the power follows later | documented |
//! | `ok` and `canceled` of an operation | documented |
//! | `created`, `running`, `failed` of an operation; `active`, `suspended` of a server | guess |
//! | owner, installation, addresses, release, suspension, catalogues: the file `guess` | guess |
//!
//! Every look at a server moves its work on. Deliberately absent: the services `eservice`, `ip`
//! and `ipmiproxy`, racks, switches and power devices of their own.

mod guess;
mod list;
mod machine;
mod power;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::io;

use serde_json::{Value, json};

use crate::http::{Answer, Request};
use crate::platform::body::Body;
use crate::platform::fault::{Fault, Outcome};
use crate::platform::sign_in::{SignIn, User};
use crate::platform::{self, fault};
use crate::scenario::{Call, Double, Moment, Product};

pub use machine::{Machine, Operation, Power, RecipeRun, Work};

const USER: &str = "admin@example.com";
const PASSWORD: &str = "dcimanager6-secret";
const STRANGER: &str = "stranger@example.com";
const CONFIGURATIONS: [(&str, i64); 2] =
    [("i9-9900K-64Gb-2x1024NVMe", 3), ("Xeon-128Gb-4x2048SSD", 1)];
const FREE_ADDRESSES: i64 = 50;
const USER_FIELDS: [&str; 5] = ["id", "email", "state", "auth_source", "roles"];

/// A running DCImanager 6.
pub type Dcimanager6 = Double<World>;

/// Everything in a DCImanager 6.
#[derive(Debug, Clone)]
pub struct World {
    /// Users and tokens.
    pub sign_in: SignIn,
    /// Servers.
    pub machines: Vec<Machine>,
    /// Addresses that nobody has.
    pub free: VecDeque<String>,
    /// So many of the next servers that are taken have just been taken by a stranger.
    pub snatches: u32,
    stranger: i64,
    operations: i64,
    addresses_made: i64,
}

impl Default for World {
    fn default() -> Self {
        let kinds = CONFIGURATIONS.iter();
        let kinds = kinds.flat_map(|(kind, count)| (0..*count).map(move |_| *kind));
        let mut sign_in = SignIn::with_administrator(USER, PASSWORD);
        // The service is empty, so that nobody has this name.
        let stranger = sign_in.add(STRANGER, PASSWORD, "@user").unwrap_or_default();
        Self {
            sign_in,
            machines: (1..)
                .zip(kinds)
                .map(|(id, kind)| Machine::new(id, kind))
                .collect(),
            free: (100..100 + FREE_ADDRESSES)
                .map(|host| format!("192.0.2.{host}"))
                .collect(),
            snatches: 0,
            stranger,
            operations: 0,
            addresses_made: 0,
        }
    }
}

impl Dcimanager6 {
    /// Starts one on a free loopback port.
    pub fn start() -> io::Result<Self> {
        Self::start_with(World::default())
    }

    /// Signs in with this e-mail.
    pub fn user(&self) -> &'static str {
        USER
    }

    /// And with this password.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// All servers.
    pub fn machines(&self) -> Vec<Machine> {
        self.with(|world| world.machines.clone())
    }

    /// The servers of the user with this e-mail.
    pub fn machines_of(&self, email: &str) -> Vec<Machine> {
        self.with(|world| {
            let owner = world.sign_in.user(email).map(|user| user.id);
            let owned = world
                .machines
                .iter()
                .filter(|machine| machine.owner == owner);
            owned
                .filter(|machine| machine.owner.is_some())
                .cloned()
                .collect()
        })
    }

    /// The next server that somebody takes was just taken by a stranger.
    pub fn snatch_next(&self) {
        self.with(|world| world.snatches += 1);
    }

    /// No address is left.
    pub fn exhaust_addresses(&self) {
        self.with(|world| world.free.clear());
    }

    /// Ends every token: the next request of each client gets a 401.
    pub fn expire_tokens(&self) {
        self.with(|world| world.sign_in.expire_tokens());
    }

    /// The next requests, whatever they are, find the platform asleep.
    pub fn sleep(&self, requests: u32) {
        self.push(crate::Rule::on_any().times(requests).answer(503, ""));
    }
}

impl Product for World {
    fn read(&self, request: &Request) -> Result<Call, Answer> {
        platform::read(request).map_err(|fault| fault.answer())
    }

    fn admit(&mut self, call: &Call, moment: &Moment) -> Result<(), Answer> {
        let is_meant =
            call.path.starts_with("/auth/") || call.header("isp-box-instance") == Some("true");
        if !is_meant {
            return Err(Fault::bad("The header isp-box-instance is missing").answer());
        }
        let admitted = self.sign_in.admit(call, moment.now);
        admitted.map_err(|fault| fault.answer())
    }

    fn answer(&mut self, call: &Call, moment: &Moment) -> Answer {
        if call.path.starts_with("/auth/") {
            return self.sign_in.answer(call, moment.now);
        }
        fault::answer(self.route(call, moment))
    }

    fn without_rows(answer: Answer) -> Answer {
        platform::without_rows(answer)
    }

    fn state(&self) -> Value {
        json!({ "machines": self.rows(), "free_addresses": self.free.len() })
    }
}

impl World {
    fn route(&mut self, call: &Call, moment: &Moment) -> Outcome {
        let parts: Vec<&str> = call.path.trim_matches('/').split('/').collect();
        let ["dci", "v3", rest @ ..] = parts.as_slice() else {
            return Err(Fault::no_handler(&call.path));
        };
        match (call.method.as_str(), rest) {
            ("GET", ["server"]) => self.machine_list(call, moment),
            ("GET", ["server", "configuration"]) => Ok(self.configurations()),
            ("GET", ["server", id]) => self.machine_alone(number(id)?, moment),
            (
                "POST",
                [
                    "server",
                    id,
                    action @ ("power_on" | "power_off" | "power_reset"),
                ],
            ) => self.power(number(id)?, action, call, moment),
            ("GET", ["user"]) => {
                let rows = self.sign_in.users.iter().map(User::element).collect();
                platform::list::list(&call.params, &USER_FIELDS, rows)
            }
            ("POST", ["user"]) => self.create_user(call),
            (_, rest) => self.guessed(call, rest, moment),
        }
    }

    /// `POST user`: the fields are documented.
    fn create_user(&mut self, call: &Call) -> Outcome {
        let known = ["email", "full_name", "password", "phone_number", "role"];
        let body = Body::of(&call.body, &known)?;
        let (email, password) = (body.must_text("email")?, body.must_text("password")?);
        let role = body.text("role")?.unwrap_or("@user");
        Ok(json!({ "id": self.sign_in.add(email, password, role)? }))
    }
}

fn number(text: &str) -> Result<i64, Fault> {
    text.parse().map_err(|_| Fault::no_instance("server", text))
}
