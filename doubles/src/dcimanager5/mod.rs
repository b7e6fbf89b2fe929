//! A double of DCImanager 5 (backends 3.3), which speaks the family of our own API.
//!
//! | answer | how sure |
//! |---|---|
//! | `server` and what makes one free: `owner`, `hostname`, `blocked`, `hwproblem`, … | seen |
//! | `user.edit` with `level=lvUser` | seen |
//! | `server.edit` needs `name`, `mac`, `type`, `notes` again; `owner=no_owner` frees | seen |
//! | `server.enable`, `server.disable`, `server.poweron`, `server.poweroff` | seen |
//! | `server.connection` with `func_in_progress` | seen |
//! | `server.operations` with `operation=ostemplate`; `install_in_progress` | seen |
//! | `operation_failed` once an installation failed, until the next one begins | seen; guess |
//! | `iplist.edit` with `plid`, `iptype`, `family`; `iplist.delete` | seen |
//! | what is refused when `server.edit` leaves a field out | guess |
//! | the domain is `domain` or `hostname` of `server.edit`, or that of the main address | guess |
//! | marks are empty elements; `is_main`, `disabled`, `poweroff` | guess |
//! | `server.reboot`; parameters of a recipe begin with `recipe_` | guess |
//! | `noip`, `mainip`, `blocked`, `busy`, and that a taken server is `exists` | guess |
//! | others than administrators get `access` | guess |
//!
//! Every look at the list `server` moves all work on, every look at `server.connection` the ports.
//! Deliberately absent: IPv6, the hardware itself, traffic.

mod address;
mod machine;
mod owner;
#[cfg(test)]
mod tests;
mod work;

use std::collections::VecDeque;
use std::io;

use onsell_wire::Fault;
use serde_json::{Value, json};

use crate::http::{Answer, Request};
use crate::mgr5::accounts::Accounts;
use crate::mgr5::{self, Outcome};
use crate::scenario::{Call, Double, Moment, Product};

pub use machine::{Hindrance, Job, Machine};

const USER: &str = "admin";
const PASSWORD: &str = "dcimanager5-secret";
/// The level of a user who owns servers; seen.
const LEVEL: &str = "lvUser";
/// The domain of a server that nobody has; seen.
const FREE_DOMAIN: &str = "free.ds";
/// The owner of a server that nobody has; seen.
const NO_OWNER: &str = "no_owner";
const TEMPLATES: [&str; 2] = ["ISPsystem__Debian-12-amd64", "ISPsystem__AlmaLinux-9-amd64"];
const RECIPES: [&str; 2] = ["LAMP", "ispmanager-pro"];
const CONFIGURATIONS: [(&str, i64); 2] = [("i7-64Gb-2x1024NVMe", 3), ("Xeon-128Gb-4x2048SSD", 1)];
const FREE_ADDRESSES: i64 = 50;

/// A running DCImanager 5.
pub type Dcimanager5 = Double<World>;

/// Everything in a DCImanager 5.
#[derive(Debug, Clone)]
pub struct World {
    /// Users and sessions.
    pub accounts: Accounts,
    /// Servers.
    pub machines: Vec<Machine>,
    /// Addresses that nobody has.
    pub free: VecDeque<String>,
    /// So many of the next servers that are taken have just been taken by a stranger.
    pub snatches: u32,
    addresses_made: i64,
}

impl Default for World {
    fn default() -> Self {
        let kinds = CONFIGURATIONS.iter();
        let kinds = kinds.flat_map(|(kind, count)| (0..*count).map(move |_| *kind));
        Self {
            accounts: Accounts::with_administrator(USER, PASSWORD),
            machines: (1..)
                .zip(kinds)
                .map(|(id, kind)| Machine::new(id, kind))
                .collect(),
            free: (100..100 + FREE_ADDRESSES)
                .map(|host| format!("192.0.2.{host}"))
                .collect(),
            snatches: 0,
            addresses_made: 1000,
        }
    }
}

impl Dcimanager5 {
    /// Starts one on a free loopback port.
    pub fn start() -> io::Result<Self> {
        Self::start_with(World::default())
    }

    /// The address of its program, as a setting says it.
    pub fn program(&self) -> String {
        format!("{}/dcimgr", self.url())
    }

    /// Signs in with this name.
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

    /// The servers of this owner.
    pub fn machines_of(&self, owner: &str) -> Vec<Machine> {
        let mut machines = self.machines();
        machines.retain(|machine| machine.owner == owner);
        machines
    }

    /// The next server that somebody takes was just taken by a stranger.
    pub fn snatch_next(&self) {
        self.with(|world| world.snatches += 1);
    }

    /// No address is left.
    pub fn exhaust_addresses(&self) {
        self.with(|world| world.free.clear());
    }
}

impl Product for World {
    fn read(&self, request: &Request) -> Result<Call, Answer> {
        mgr5::read(request, "/dcimgr")
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
                "chassis_templ": machine.chassis_templ,
                "owner": machine.owner,
                "hostname": machine.hostname,
                "is_on": machine.is_on,
                "template": machine.template,
                "addresses": machine.addresses,
                "jobs": machine.jobs.len(),
            })
        });
        json!({
            "machines": machines.collect::<Vec<_>>(),
            "free_addresses": self.free.len(),
        })
    }
}

impl World {
    fn route(&mut self, call: &Call, moment: &Moment) -> Outcome {
        let params = &call.params;
        match call.path.as_str() {
            "server" => Ok(self.machine_list(moment)),
            "server.edit" => self.machine_form(params),
            "server.edit+sok" => self.edit(params),
            "server.connection" => self.connections(params, moment),
            "server.operations" => self.operations_form(params),
            "server.operations+sok" => self.install(params, moment),
            "iplist" => self.address_list(params),
            "iplist.edit+sok" => self.edit_address(params),
            path => match path.trim_end_matches("+sok") {
                "server.enable" => self.set_enabled(true, params, moment),
                "server.disable" => self.set_enabled(false, params, moment),
                "server.poweron" => self.power("server.poweron", Job::PowerOn, params, moment),
                "server.poweroff" => self.power("server.poweroff", Job::PowerOff, params, moment),
                "server.reboot" => self.power("server.reboot", Job::PowerOn, params, moment),
                "iplist.delete" => self.delete_address(params),
                function => Err(Fault::missed("func", function)),
            },
        }
    }
}
