//! A new machine: itself, its address, that it runs, its password, and what is installed on it.

use super::network::{self, Addresses, DEVICE};
use super::perform::{done, limits, status};
use super::{Lxd, OURS, list};
use crate::Method;
use crate::server::ServerWork;
use crate::server::call::{Attempt, Stop, may_begin, pending, refused};
use onsell_domain::{Facts, Progress, ServiceStatus};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// How long an address is waited for, in seconds.
const ADDRESS_SECONDS_MAX: i64 = 300;

impl Lxd {
    /// Makes the machine; `kept` is what one that it replaces had.
    pub(super) fn create(
        &self,
        work: &ServerWork,
        name: &str,
        progress: &Progress,
        kept: Option<&Value>,
    ) -> Attempt {
        may_begin(work)?;
        if work.template.is_empty() {
            return Err(refused("value", "no system to install was chosen"));
        }
        let alias = format!("/1.0/images/aliases/{}", work.template);
        if self.client.find(&alias)?.is_none() {
            let text = format!("LXD has no image {}", work.template);
            return Err(refused("missed", text));
        }
        let mut body = match kept {
            Some(kept) => kept.clone(),
            None => self.wanted(work, name)?,
        };
        body["name"] = json!(name);
        body["type"] = json!(self.instance_type);
        body["source"] = json!({"type": "image", "alias": work.template});
        self.begin(work, Method::Post, "/1.0/instances", Some(&body), progress)
    }

    /// What a new machine is to have.
    fn wanted(&self, work: &ServerWork, name: &str) -> Result<Value, Stop> {
        let mut config = limits(work);
        config.insert(OURS.to_owned(), json!(work.machine_name));
        let mut devices = Map::new();
        if let Some(size) = work.resources.get("disk") {
            devices.insert("root".to_owned(), self.root(size));
        }
        let address = self.free_address(name)?;
        if let Some(device) = network::device(&self.network, address) {
            devices.insert(DEVICE.to_owned(), device);
        }
        let profile = if work.preset.is_empty() {
            "default"
        } else {
            &work.preset
        };
        Ok(json!({"config": config, "devices": devices, "profiles": [profile]}))
    }

    pub(super) fn root(&self, size_mib: &str) -> Value {
        let size = format!("{size_mib}MiB");
        json!({"type": "disk", "path": "/", "pool": self.pool, "size": size})
    }

    fn free_address(&self, name: &str) -> Result<Option<Ipv4Addr>, Stop> {
        let Addresses::Chosen(ranges) = &self.addresses else {
            return Ok(None);
        };
        let taken = self.taken(name)?;
        network::choose(ranges, &taken, name).map(Some)
    }

    /// The addresses that other machines have.
    fn taken(&self, name: &str) -> Result<BTreeSet<Ipv4Addr>, Stop> {
        let found = self.client.get("/1.0/instances?recursion=1")?;
        let others = list(&found).filter(|instance| instance["name"] != name);
        Ok(others.flat_map(network::given).collect())
    }

    /// What is missing of a machine that was made: its address, that it runs, its password, and
    /// what is installed on it.
    pub(super) fn finish(
        &self,
        work: &ServerWork,
        name: &str,
        instance: &Value,
        ended: Option<&Value>,
    ) -> Attempt {
        let own = network::given(instance);
        if status(instance) == "Stopped" {
            // Two machines that were made at the same time may have chosen the same address:
            // whoever sees that before it starts chooses anew.
            if matches!(self.addresses, Addresses::Chosen(_)) {
                let taken = self.taken(name)?;
                if own.is_empty() || own.iter().any(|address| taken.contains(address)) {
                    return self.move_to(work, name, self.free_address(name)?);
                }
            }
            may_begin(work)?;
            return self.act(work, name, "start", false);
        }
        if status(instance) == "Frozen" {
            return self.act(work, name, "unfreeze", false);
        }
        let address = match self.addresses {
            Addresses::None => String::new(),
            Addresses::Chosen(_) => own.first().map(ToString::to_string).unwrap_or_default(),
            Addresses::Given => {
                let state = self.client.get(&format!("/1.0/instances/{name}/state"))?;
                let Some(address) = network::present(&state).into_iter().next() else {
                    let what = format!("the network has given {name} no address: this");
                    return pending(work, &what, ADDRESS_SECONDS_MAX);
                };
                address
            }
        };
        if let Some(answer) = self.set_password(work, name, ended)? {
            return Ok(answer);
        }
        if let Some(answer) = self.run_recipe(work, name, ended)? {
            return Ok(answer);
        }
        Ok(done(Facts {
            machine: Some(name.to_owned()),
            ip: (!address.is_empty()).then_some(address),
            status: Some(ServiceStatus::Active),
            ..Facts::default()
        }))
    }

    fn move_to(&self, work: &ServerWork, name: &str, address: Option<Ipv4Addr>) -> Attempt {
        let device = network::device(&self.network, address);
        let body = json!({"devices": {DEVICE: device}});
        let path = format!("/1.0/instances/{name}");
        self.begin(work, Method::Patch, &path, Some(&body), &work.progress)
    }
}
