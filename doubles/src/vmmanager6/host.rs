//! Machines: what they are, and how they are listed (backends 1.4).

use serde_json::{Value, json};

use super::World;
use super::address::Address;
use super::catalogue::{self, CLUSTER, NODE};
use crate::platform::fault::{Fault, Outcome};
use crate::platform::list;
use crate::scenario::{Call, Moment};

const FIELDS: [&str; 25] = [
    "id",
    "name",
    "state",
    "domain",
    "disabled",
    "account",
    "cluster",
    "node",
    "os_name",
    "os_group",
    "disk",
    "cpu_number",
    "ram_mib",
    "net_bandwidth_mbitps",
    "ip4",
    "ip6",
    "tags",
    "rescue_mode",
    "iso_mounted",
    "uptime",
    "firewall_rules",
    "net_is_synced",
    "cpu_number_new",
    "ram_mib_new",
    "comment",
];

/// Whether a machine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Its first task has not ended.
    Creating,
    /// It runs.
    Active,
    /// It does not.
    Stopped,
    /// It cannot.
    Crashed,
}

/// A recipe on a machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecipeRun {
    /// The recipe's name.
    pub recipe: &'static str,
    /// What it was given.
    pub params: Vec<(String, String)>,
    /// How it ended, none while it has not.
    pub is_done: Option<bool>,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    /// Its number.
    pub id: i64,
    /// Its name; two may have the same, which is how a double order shows.
    pub name: String,
    /// Its domain.
    pub domain: String,
    /// Whose it is.
    pub account: i64,
    /// The template on it.
    pub os: i64,
    /// How often a system was put on it after the first time.
    pub installations: u32,
    /// The password of its system.
    pub password: String,
    /// What its owner notes.
    pub comment: String,
    /// Whether it runs.
    pub state: State,
    /// Processors.
    pub cpu_number: i64,
    /// Memory in MiB.
    pub ram_mib: i64,
    /// Processors after the next start.
    pub cpu_number_new: Option<i64>,
    /// Memory after the next start.
    pub ram_mib_new: Option<i64>,
    /// The number of its disk.
    pub disk: i64,
    /// The size of its disk in MiB.
    pub disk_mib: i64,
    /// Bandwidth in Mbit/s.
    pub net_bandwidth_mbitps: i64,
    /// Its addresses.
    pub ip4: Vec<Address>,
    /// What was run on it.
    pub recipes: Vec<RecipeRun>,
}

impl State {
    /// As lists say it; the first is a guess.
    pub fn word(self) -> &'static str {
        match self {
            Self::Creating => "creating",
            Self::Active => "active",
            Self::Stopped => "stopped",
            Self::Crashed => "crashed",
        }
    }
}

impl Host {
    /// The addresses that everybody can see.
    pub fn addresses(&self) -> Vec<&str> {
        let shown = self.ip4.iter().filter(|address| address.is_there);
        shown.map(|address| address.ip.as_str()).collect()
    }

    /// The whole element of the filtered list.
    fn row(&self, email: &str) -> Value {
        let template = catalogue::template(self.os);
        let ip4 = self.addresses().into_iter();
        let ip4: Vec<Value> = ip4.map(|ip| json!({ "ip": ip, "interface": 0 })).collect();
        json!({
            "id": self.id,
            "name": self.name,
            "state": self.state.word(),
            "domain": self.domain,
            "disabled": false,
            "account": { "id": self.account, "email": email },
            "cluster": { "id": CLUSTER, "name": "main", "virtualization_type": "kvm" },
            "node": { "id": NODE, "name": "node1" },
            "os_name": template.map(|template| template.name),
            "os_group": if template.is_some_and(|t| t.tags.contains(&"windows")) { "windows" } else { "linux" },
            "disk": { "id": self.disk, "disk_mib": self.disk_mib },
            "cpu_number": self.cpu_number,
            "ram_mib": self.ram_mib,
            "net_bandwidth_mbitps": self.net_bandwidth_mbitps,
            "ip4": ip4,
            "ip6": [],
            "tags": [],
            "rescue_mode": false,
            "iso_mounted": false,
            "uptime": 0,
            "firewall_rules": [],
            "net_is_synced": true,
            "cpu_number_new": self.cpu_number_new,
            "ram_mib_new": self.ram_mib_new,
            "comment": self.comment,
        })
    }
}

impl World {
    pub(super) fn host(&self, id: i64) -> Result<&Host, Fault> {
        let host = self.hosts.iter().find(|host| host.id == id);
        host.ok_or_else(|| Fault::no_instance("host", &id.to_string()))
    }

    pub(super) fn host_mut(&mut self, id: i64) -> Result<&mut Host, Fault> {
        let host = self.hosts.iter_mut().find(|host| host.id == id);
        host.ok_or_else(|| Fault::no_instance("host", &id.to_string()))
    }

    /// The list of machines; who looks at one by a filter moves its work on.
    pub(super) fn host_list(&mut self, call: &Call, moment: &Moment) -> Outcome {
        if call.params.has("where") {
            let shown = list::chosen(&call.params, &FIELDS, self.host_rows())?;
            for id in shown.iter().filter_map(|row| row["id"].as_i64()) {
                self.look_at(id, moment.now);
            }
        }
        list::list(&call.params, &FIELDS, self.host_rows())
    }

    pub(super) fn host_rows(&self) -> Vec<Value> {
        let row = |host: &Host| {
            let owner = self.sign_in.user(&host.account.to_string());
            host.row(owner.map_or("", |owner| owner.email.as_str()))
        };
        self.hosts.iter().map(row).collect()
    }

    /// One machine without the filter: a few fields only.
    pub(super) fn host_alone(&self, id: i64) -> Outcome {
        let host = self.host(id)?;
        Ok(json!({ "id": host.id, "name": host.name, "state": host.state.word() }))
    }
}
