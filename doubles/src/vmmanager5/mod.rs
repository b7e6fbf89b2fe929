//! A double of VMmanager 5 (backends 2), which speaks the family of our own API.
//!
//! | answer | how sure |
//! |---|---|
//! | `authinfo`, `out=xml`, `/doc/elem`, `<error type>` with `msg` | seen |
//! | `user`, `user.edit` with `level=16`; the answer's `id` | seen |
//! | `preset`, `preset.edit` with `mem`, `vcpu`, `cputune` | seen |
//! | `vm.edit` and its fields; `vm` with `installing` until the system is there | seen |
//! | `iplist.edit` with `plid`; the answer's `ip` | seen |
//! | `vm.start`, `vm.stop`, `vm.restart`, `vm.delete`; `session.newkey`, `auth` with `key` | seen |
//! | `vmstatus`, its words, and where the main address stands in a row | guess |
//! | the choices `vmi`, `recipe`, `preset` in the form of a new machine | guess |
//! | parameters of a recipe are fields that begin with `recipe_` | guess |
//! | `vm.reinstall`, `vm.chpasswd`, `iplist`, `iplist.delete` | guess |
//! | two machines may have one name | guess, the harder case |
//! | a failed installation leaves `crashed` | guess |
//! | `noip`, `mainip`, a smaller disk is refused | guess |
//! | others than administrators get `access` | guess |
//!
//! Every look at the list `vm` moves all work on. Deliberately absent: IPv6, containers, nodes.

mod address;
mod edit;
mod machine;
mod preset;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::io;

use onsell_wire::Fault;
use serde_json::{Value, json};

use crate::http::{Answer, Request};
use crate::mgr5::accounts::Accounts;
use crate::mgr5::{self, Outcome};
use crate::scenario::{Call, Double, Moment, Product};

pub use machine::{Job, Machine};
use preset::{PRESETS, Preset};

const USER: &str = "admin";
const PASSWORD: &str = "vmmanager5-secret";
/// The level of a user who owns machines; seen.
const LEVEL: &str = "16";
const FREE_MAX: usize = 50;

const TEMPLATES: [&str; 3] = [
    "ISPsystem__Debian-12-amd64",
    "ISPsystem__AlmaLinux-9-amd64",
    "ISPsystem__Windows-2022",
];
const RECIPES: [&str; 2] = ["LAMP", "ispmanager-lite"];
/// A running VMmanager 5.
pub type Vmmanager5 = Double<World>;

/// Everything in a VMmanager 5.
#[derive(Debug, Clone)]
pub struct World {
    /// Users and sessions.
    pub accounts: Accounts,
    /// Machines, the oldest first.
    pub machines: Vec<Machine>,
    /// Addresses that nobody has.
    pub free: VecDeque<String>,
    /// How often a machine of a name was ever made.
    pub created: BTreeMap<String, u32>,
    made: i64,
    addresses_made: i64,
}

impl Default for World {
    fn default() -> Self {
        Self {
            accounts: Accounts::with_administrator(USER, PASSWORD),
            machines: Vec::new(),
            free: (10..10 + FREE_MAX)
                .map(|host| format!("192.0.2.{host}"))
                .collect(),
            created: BTreeMap::new(),
            made: 0,
            addresses_made: 0,
        }
    }
}

impl Vmmanager5 {
    /// Starts one on a free loopback port.
    pub fn start() -> io::Result<Self> {
        Self::start_with(World::default())
    }

    /// The address of its program, as a setting says it.
    pub fn program(&self) -> String {
        format!("{}/vmmgr", self.url())
    }

    /// Signs in with this name.
    pub fn user(&self) -> &'static str {
        USER
    }

    /// And with this password.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// The machines there are.
    pub fn machines(&self) -> Vec<Machine> {
        self.with(|world| world.machines.clone())
    }

    /// How often a machine of this name was ever made.
    pub fn ever_created(&self, name: &str) -> u32 {
        self.with(|world| world.created.get(name).copied().unwrap_or(0))
    }

    /// No address is left.
    pub fn exhaust_addresses(&self) {
        self.with(|world| world.free.clear());
    }
}

impl Product for World {
    fn read(&self, request: &Request) -> Result<Call, Answer> {
        mgr5::read(request, "/vmmgr")
    }

    fn admit(&mut self, call: &Call, moment: &Moment) -> Result<(), Answer> {
        let admitted = self.accounts.admit(call, moment.now);
        admitted.map_err(|fault| mgr5::answer(&call.params, Err(fault)))
    }

    fn answer(&mut self, call: &Call, moment: &Moment) -> Answer {
        let outcome = match self.accounts.answer(call, moment.now, LEVEL) {
            Some(outcome) => outcome,
            None => self.route(call, moment),
        };
        mgr5::answer(&call.params, outcome)
    }

    fn without_rows(answer: Answer) -> Answer {
        mgr5::without_rows(answer)
    }

    fn state(&self) -> Value {
        let machines = self.machines.iter().map(|machine| {
            json!({
                "id": machine.id,
                "name": machine.name,
                "user": machine.user,
                "template": machine.template,
                "runs": machine.runs,
                "addresses": machine.addresses,
                "jobs": machine.jobs.len(),
            })
        });
        json!({
            "machines": machines.collect::<Vec<_>>(),
            "free_addresses": self.free.len(),
            "created": self.created,
        })
    }
}

impl World {
    fn route(&mut self, call: &Call, moment: &Moment) -> Outcome {
        let params = &call.params;
        match call.path.as_str() {
            "vm" => Ok(self.machine_list(moment)),
            "vm.edit" => self.machine_form(params),
            "vm.edit+sok" => self.edit(params, moment),
            "preset" => Ok(preset::presets()),
            "preset.edit" => preset::preset(params),
            "iplist" => self.address_list(params),
            "iplist.edit+sok" => self.add_address(params),
            path => match path.trim_end_matches("+sok") {
                "vm.start" => self.begin("vm.start", &[Job::Start], params, moment),
                "vm.stop" => self.begin("vm.stop", &[Job::Stop], params, moment),
                "vm.restart" => self.begin("vm.restart", &[Job::Stop, Job::Start], params, moment),
                "vm.delete" => self.begin("vm.delete", &[Job::Delete], params, moment),
                "vm.reinstall" => self.reinstall(params, moment),
                "vm.chpasswd" => self.set_password(params),
                "iplist.delete" => self.delete_address(params),
                function => Err(Fault::missed("func", function)),
            },
        }
    }
}
