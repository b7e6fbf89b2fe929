//! How a machine is made (backends 1.4).

use serde_json::json;

use super::World;
use super::catalogue::{self, CLUSTER, NODE};
use super::host::{Host, State};
use super::work::Work;
use crate::platform::body::Body;
use crate::platform::fault::{Fault, Outcome};
use crate::platform::recipe;
use crate::scenario::{Call, Moment};

/// What a new machine may be told.
const CREATE: [&str; 30] = [
    "name",
    "cluster",
    "node",
    "account",
    "domain",
    "os",
    "image",
    "password",
    "preset",
    "cpu_number",
    "ram_mib",
    "hdd_mib",
    "net_bandwidth_mbitps",
    "ipv4_number",
    "ipv4_pool",
    "ipv6_enabled",
    "ipv6_prefix",
    "recipe",
    "recipe_params",
    "recipe_list",
    "custom_interfaces",
    "vxlan",
    "anti_spoofing",
    "cpu_mode",
    "firewall_rules",
    "send_email_mode",
    "comment",
    "storage",
    "ssh_keys",
    "send_email",
];
/// What the size of a new machine is.
struct Size {
    cpu_number: i64,
    ram_mib: i64,
    hdd_mib: i64,
}

impl Size {
    /// By its preset, or by all three numbers.
    fn of(body: &Body) -> Result<Self, Fault> {
        let Some(id) = body.number("preset")? else {
            return Ok(Self {
                cpu_number: body.must_number("cpu_number")?,
                ram_mib: body.must_number("ram_mib")?,
                hdd_mib: body.must_number("hdd_mib")?,
            });
        };
        let preset = catalogue::preset(id);
        let preset = preset.ok_or_else(|| Fault::no_instance("preset", &id.to_string()))?;
        Ok(Self {
            cpu_number: body.number("cpu_number")?.unwrap_or(preset.cpu_number),
            ram_mib: body.number("ram_mib")?.unwrap_or(preset.ram_mib),
            hdd_mib: body.number("hdd_mib")?.unwrap_or(preset.hdd_mib),
        })
    }
}

impl World {
    pub(super) fn create_host(&mut self, call: &Call, moment: &Moment) -> Outcome {
        let body = Body::of(&call.body, &CREATE)?;
        let account = body.must_number("account")?;
        if body.must_number("cluster")? != CLUSTER {
            return Err(Fault::property("cluster", "no such cluster"));
        }
        if body.number("node")?.is_some_and(|node| node != NODE) {
            return Err(Fault::property("node", "no such node"));
        }
        if self.sign_in.user(&account.to_string()).is_none() {
            return Err(Fault::no_instance("account", &account.to_string()));
        }
        let os = body.must_number("os")?;
        if catalogue::template(os).is_none() {
            return Err(Fault::no_instance("os", &os.to_string()));
        }
        let password = body.must_text("password")?.to_owned();
        let size = Size::of(&body)?;
        let recipes = recipe::named(&body, catalogue::tags(os), &catalogue::RECIPES)?;
        if self.hosts.len() >= self.hosts_max {
            return Err(Fault::exhausted("not enough resources"));
        }
        let ip4 = self.take_addresses(&body, 1)?;
        self.hosts_made += 1;
        let id = self.hosts_made;
        let name = body
            .text("name")?
            .map_or_else(|| format!("host{id}"), str::to_owned);
        *self.created.entry(name.clone()).or_default() += 1;
        self.hosts.push(Host {
            id,
            name,
            domain: body.text("domain")?.unwrap_or_default().to_owned(),
            account,
            os,
            installations: 0,
            password,
            comment: body.text("comment")?.unwrap_or_default().to_owned(),
            state: State::Creating,
            cpu_number: size.cpu_number,
            ram_mib: size.ram_mib,
            cpu_number_new: None,
            ram_mib_new: None,
            disk: id + 1000,
            disk_mib: size.hdd_mib,
            net_bandwidth_mbitps: body.number("net_bandwidth_mbitps")?.unwrap_or(100),
            ip4,
            recipes: Vec::new(),
        });
        let task = self.begin(id, "host_create", Work::Create, moment);
        let mut answer = json!({ "id": id, "task": task });
        self.begin_recipes(id, recipes, Some(&task), moment, &mut answer)?;
        Ok(answer)
    }
}
