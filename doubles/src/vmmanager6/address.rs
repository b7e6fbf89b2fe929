//! Pools of addresses, and who has which.

use std::collections::VecDeque;

use serde_json::{Value, json};

use super::World;
use super::catalogue::CLUSTER;
use super::work::Work;
use crate::platform::body::Body;
use crate::platform::fault::{Fault, Outcome};
use crate::scenario::{Call, Moment};

pub(super) const POOL_FIELDS: [&str; 6] = ["id", "name", "note", "ipv4", "ipv6", "clusters"];
const ADDRESS_FIELDS: [&str; 5] = ["id", "ip_addr", "ippool", "domain", "state"];

/// A pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: &'static str,
    /// Whether it is asked where a request names none.
    pub is_default: bool,
    /// Addresses nobody has; the one that waits longest goes first.
    pub free: VecDeque<String>,
    /// How many there are in all.
    pub total: usize,
}

/// An address that a machine has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Its number.
    pub id: i64,
    /// Itself.
    pub ip: String,
    /// The pool it came from.
    pub pool: i64,
    /// Its name in the reverse zone.
    pub ptr: String,
    /// Whether the task that gives it has ended; before that no list shows it.
    pub is_there: bool,
}

impl Pool {
    pub(super) fn new(id: i64, name: &'static str, network: &str, count: usize) -> Self {
        Self {
            id,
            name,
            is_default: id == 1,
            free: (10..10 + count)
                .map(|host| format!("{network}.{host}"))
                .collect(),
            total: count,
        }
    }

    pub(super) fn row(&self) -> Value {
        json!({
            "id": self.id,
            "name": self.name,
            "note": "",
            "ipv4": { "total": self.total, "used": self.total - self.free.len() },
            "ipv6": { "total": 0, "used": 0 },
            "clusters": [{ "id": CLUSTER, "interface": "vmbr0", "name": "main" }],
        })
    }
}

impl Address {
    fn row(&self) -> Value {
        json!({
            "id": self.id,
            "ip_addr": self.ip,
            "ippool": self.pool,
            "domain": self.ptr,
            "state": "used",
        })
    }
}

impl World {
    /// Takes addresses out of the pools, all or none.
    pub(super) fn take_addresses(
        &mut self,
        body: &Body,
        default: i64,
    ) -> Result<Vec<Address>, Fault> {
        let count = body.number("ipv4_number")?.unwrap_or(default);
        let wanted = body.list("ipv4_pool")?;
        let mut ids = Vec::new();
        for id in wanted {
            let known = id
                .as_i64()
                .filter(|id| self.pools.iter().any(|pool| pool.id == *id));
            ids.push(known.ok_or_else(|| Fault::property("ipv4_pool", "no such pool"))?);
        }
        let is_meant = |pool: &Pool| {
            if ids.is_empty() {
                pool.is_default
            } else {
                ids.contains(&pool.id)
            }
        };
        let free = self
            .pools
            .iter()
            .filter(|pool| is_meant(pool))
            .map(|pool| pool.free.len());
        if (free.sum::<usize>() as i64) < count {
            return Err(Fault::exhausted("no free ip"));
        }
        let mut taken = Vec::new();
        for pool in self.pools.iter_mut().filter(|pool| is_meant(pool)) {
            while (taken.len() as i64) < count
                && let Some(ip) = pool.free.pop_front()
            {
                self.addresses_made += 1;
                taken.push(Address {
                    id: self.addresses_made,
                    ip,
                    pool: pool.id,
                    ptr: String::new(),
                    is_there: false,
                });
            }
        }
        Ok(taken)
    }

    /// Gives addresses back; they go to the end of their pool.
    pub(super) fn give_back(&mut self, addresses: Vec<Address>) {
        for address in addresses {
            if let Some(pool) = self.pools.iter_mut().find(|pool| pool.id == address.pool) {
                pool.free.push_back(address.ip);
            }
        }
    }

    /// Every pool is empty from now on.
    pub fn exhaust_addresses(&mut self) {
        for pool in &mut self.pools {
            pool.free.clear();
        }
    }

    pub(super) fn add_addresses(&mut self, host: i64, call: &Call, moment: &Moment) -> Outcome {
        let body = Body::of(&call.body, &["ipv4_number", "ipv4_pool"])?;
        let taken = self.take_addresses(&body, 0)?;
        if taken.is_empty() {
            return Err(Fault::property("ipv4_number", "it is required"));
        }
        self.host_mut(host)?.ip4.extend(taken);
        let task = self.begin(host, "ip_change", Work::ShowAddresses, moment);
        Ok(json!({ "id": host, "task": task }))
    }

    pub(super) fn host_addresses(&self, host: i64, call: &Call) -> Outcome {
        let shown = self
            .host(host)?
            .ip4
            .iter()
            .filter(|address| address.is_there);
        let rows = shown.map(Address::row).collect();
        crate::platform::list::list(&call.params, &ADDRESS_FIELDS, rows)
    }

    fn owner_of(&self, address: i64) -> Result<i64, Fault> {
        let has = |host: &&super::Host| host.ip4.iter().any(|known| known.id == address);
        let owner = self.hosts.iter().find(has).map(|host| host.id);
        owner.ok_or_else(|| Fault::no_instance("ip", &address.to_string()))
    }

    pub(super) fn set_ptr(&mut self, address: i64, call: &Call) -> Outcome {
        let body = Body::of(&call.body, &["domain"])?;
        let domain = body.must_text("domain")?;
        let owner = self.owner_of(address)?;
        for known in &mut self.host_mut(owner)?.ip4 {
            if known.id == address {
                domain.clone_into(&mut known.ptr);
            }
        }
        Ok(json!({ "id": address }))
    }

    pub(super) fn delete_address(&mut self, address: i64, moment: &Moment) -> Outcome {
        let owner = self.owner_of(address)?;
        let task = self.begin(owner, "ip_delete", Work::TakeAddress(address), moment);
        Ok(json!({ "id": address, "task": task }))
    }
}
