//! Servers as lists show them, and free stock (backends 3.1).

use serde_json::{Value, json};

use super::World;
use super::machine::{Machine, Operation};
use crate::platform::fault::{Fault, Outcome};
use crate::platform::list;
use crate::scenario::{Call, Moment};

const FIELDS: [&str; 24] = [
    "id",
    "name",
    "domain",
    "operation",
    "os_template",
    "hardware_info",
    "perform_info",
    "configuration",
    "settings",
    "state",
    "state_info",
    "ip",
    "switch_connection",
    "pdu_connection",
    "owner_email",
    "is_new",
    "location_id",
    "rack",
    "unit",
    "power_status",
    "notes",
    "in_operation",
    "maintenance",
    "mac",
];

impl World {
    pub(super) fn machine(&mut self, id: i64) -> Result<&mut Machine, Fault> {
        let machine = self.machines.iter_mut().find(|machine| machine.id == id);
        machine.ok_or_else(|| Fault::no_instance("server", &id.to_string()))
    }

    fn element(&self, machine: &Machine) -> Value {
        let owner = machine
            .owner
            .and_then(|owner| self.sign_in.user(&owner.to_string()));
        let address = |(id, ip): &(i64, String)| {
            json!({
                "id": id,
                "name": ip,
                "domain": machine.domain,
                "family": "ipv4",
                "gateway": "192.0.2.1",
                "network": "192.0.2.0/24",
                "status": "ok",
                "status_info": "",
            })
        };
        let addresses: Vec<Value> = machine.addresses.iter().map(address).collect();
        let template = machine.template.and_then(super::guess::template_element);
        let ports = if machine.is_suspended { "down" } else { "up" };
        json!({
            "id": machine.id,
            "name": format!("ds{}", machine.id),
            "domain": machine.domain,
            "operation": machine.operation.as_ref().map(Operation::element),
            "os_template": template,
            "hardware_info": {},
            "perform_info": {},
            "configuration": machine.configuration,
            "settings": { "efi": false },
            "state": if machine.is_suspended { "suspended" } else { "active" },
            "state_info": "",
            "ip": addresses,
            "switch_connection": [{
                "id": machine.id,
                "switch": { "id": 1, "name": "switch1" },
                "connection_id": machine.id,
                "admin_status": ports,
                "oper_status": ports,
                "is_ipmi_connection": false,
            }],
            "pdu_connection": { "port_id": machine.id, "pdu_id": 1, "power": machine.power.word() },
            "owner_email": owner.map(|owner| owner.email.clone()),
            "is_new": false,
            "location_id": 1,
            "rack": { "id": 1, "name": "rack1" },
            "unit": machine.id,
            "power_status": machine.power.word(),
            "notes": machine.notes,
            "in_operation": true,
            "maintenance": false,
            "mac": format!("02:00:00:00:01:{:02x}", machine.id),
        })
    }

    pub(super) fn rows(&self) -> Vec<Value> {
        self.machines
            .iter()
            .map(|machine| self.element(machine))
            .collect()
    }

    /// The list; whoever looks at a server moves its work on.
    pub(super) fn machine_list(&mut self, call: &Call, moment: &Moment) -> Outcome {
        let shown = list::chosen(&call.params, &FIELDS, self.rows())?;
        let shown: Vec<i64> = shown.iter().filter_map(|row| row["id"].as_i64()).collect();
        for machine in self
            .machines
            .iter_mut()
            .filter(|machine| shown.contains(&machine.id))
        {
            machine.move_on(moment.now);
        }
        self.take_back();
        list::list(&call.params, &FIELDS, self.rows())
    }

    /// The addresses of servers that nobody has are free.
    fn take_back(&mut self) {
        for machine in self
            .machines
            .iter_mut()
            .filter(|machine| machine.owner.is_none())
        {
            let addresses = machine.addresses.drain(..);
            self.free.extend(addresses.map(|(_, address)| address));
        }
    }

    pub(super) fn machine_alone(&mut self, id: i64, moment: &Moment) -> Outcome {
        self.machine(id)?.move_on(moment.now);
        self.take_back();
        let machine = self.machine(id)?.clone();
        Ok(self.element(&machine))
    }

    /// Free stock by configuration, documented.
    pub(super) fn configurations(&self) -> Value {
        let mut rows: Vec<(&str, usize)> = Vec::new();
        for machine in &self.machines {
            let free = usize::from(machine.owner.is_none());
            match rows
                .iter_mut()
                .find(|(name, _)| *name == machine.configuration)
            {
                Some((_, count)) => *count += free,
                None => rows.push((machine.configuration, free)),
            }
        }
        let row = |(name, free): &(&str, usize)| json!({ "configuration": name, "free_server_count": free });
        json!({ "list": rows.iter().map(row).collect::<Vec<_>>() })
    }
}
