//! A double of VMmanager 6 (backends 1).
//!
//! | answer | how sure |
//! |---|---|
//! | paths, methods, list shape, `where`, error shape, 3001, 503 | documented |
//! | the same tree below `/api` | seen |
//! | a token with 201 or 200; v3 `auth` and `session`; two headers and `ses6` | seen |
//! | a token ends after an hour without use | seen |
//! | a key ends after an hour | documented |
//! | `expires_at` is taken and not kept: a lasting token ends by `expire_tokens` | guess |
//! | 1106, 3080, `PROXY-3008` | seen; their HTTP status a guess |
//! | `{"id","task"}`, `recipe_task_list`, `start_task` | seen |
//! | task names, `complete`, `fail` | seen |
//! | the task of a recipe shows under the name of its creation too | seen |
//! | the name `host_run_recipe`; `created`, `running`, `deferred`; state `creating` | guess |
//! | a failed creation leaves a machine that is `crashed` | guess |
//! | addresses show once the creation is complete | guess |
//! | the order is refused with `no free ip`, `not enough resources` | guess |
//! | a smaller disk, an unfit recipe, a second account of an e-mail are refused | guess |
//! | processors and memory of a running machine change at its next start | guess |
//! | others than administrators get 403 | guess |
//! | an unknown field in `where` is refused | guess, strict on purpose |
//!
//! Every look at a machine or its task by `where` moves the machine's work on. Deliberately
//! absent: IPv6, metrics, backups, firewalls, `image`, `custom_interfaces` (taken and not kept).

mod account;
mod action;
mod address;
pub mod catalogue;
mod create;
mod host;
mod recipe;
mod route;
mod task;
#[cfg(test)]
mod tests;
mod work;

use std::collections::BTreeMap;
use std::io;

use serde_json::{Value, json};

use crate::http::{Answer, Request};
use crate::platform::sign_in::SignIn;
use crate::platform::{self, fault};
use crate::scenario::{Call, Double, Moment, Product};

pub use address::{Address, Pool};
pub use host::{Host, RecipeRun, State};
pub use task::Task;
pub use work::Work;

/// The administrator's e-mail.
const USER: &str = "admin@example.com";
/// The administrator's password.
const PASSWORD: &str = "vmmanager6-secret";
/// Machines that fit on the one node.
const HOSTS_MAX: usize = 1000;

/// A running VMmanager 6.
pub type Vmmanager6 = Double<World>;

/// Everything in a VMmanager 6.
#[derive(Debug, Clone)]
pub struct World {
    /// Accounts and tokens.
    pub sign_in: SignIn,
    /// Machines, the oldest first.
    pub hosts: Vec<Host>,
    /// Tasks, the oldest first.
    pub tasks: Vec<Task>,
    /// Addresses that are free.
    pub pools: Vec<Pool>,
    /// How often a machine of a name was ever made.
    pub created: BTreeMap<String, u32>,
    /// How many machines fit.
    pub hosts_max: usize,
    hosts_made: i64,
    addresses_made: i64,
}

impl Default for World {
    fn default() -> Self {
        Self {
            sign_in: SignIn::with_administrator(USER, PASSWORD),
            hosts: Vec::new(),
            tasks: Vec::new(),
            pools: vec![
                Pool::new(1, "public", "203.0.113", 100),
                Pool::new(2, "reserve", "198.51.100", 20),
            ],
            created: BTreeMap::new(),
            hosts_max: HOSTS_MAX,
            hosts_made: 0,
            addresses_made: 0,
        }
    }
}

impl Vmmanager6 {
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

    /// The machines there are.
    pub fn hosts(&self) -> Vec<Host> {
        self.with(|world| world.hosts.clone())
    }

    /// How often a machine of this name was ever made.
    pub fn ever_created(&self, name: &str) -> u32 {
        self.with(|world| world.created.get(name).copied().unwrap_or(0))
    }

    /// The addresses that machines have, also those that do not show yet.
    pub fn taken_addresses(&self) -> Vec<String> {
        self.with(|world| {
            let taken = world.hosts.iter().flat_map(|host| &host.ip4);
            taken.map(|address| address.ip.clone()).collect()
        })
    }

    /// No address is left.
    pub fn exhaust_addresses(&self) {
        self.with(World::exhaust_addresses);
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
        let pools: Vec<Value> = self.pools.iter().map(Pool::row).collect();
        let tasks = self.tasks.iter().map(|task| {
            json!({
                "consul_id": task.consul_id,
                "name": task.name,
                "host": task.host,
                "stage": format!("{:?}", task.progress.stage()),
            })
        });
        json!({
            "hosts": self.host_rows(),
            "tasks": tasks.collect::<Vec<_>>(),
            "pools": pools,
            "created": self.created,
        })
    }
}
