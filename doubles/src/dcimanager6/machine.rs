//! Servers: the element as documented, free stock, and power (backends 3.1).

use serde_json::{Value, json};

use super::World;
use crate::platform::fault::{Fault, Outcome};
use crate::platform::{body::Body, list};
use crate::scenario::{Call, Moment, Progress, Stage};

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

/// Whether a server has power, as far as its devices say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Power {
    /// It has.
    On,
    /// It has not.
    Off,
    /// They do not say.
    Unknown,
}

/// What an operation does to a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    /// A system is put on it.
    Install {
        /// The template.
        template: i64,
        /// The password of the new system.
        password: String,
        /// What is run on it afterwards: name and parameters.
        recipes: Vec<RecipeRun>,
    },
    /// Its owner's things are taken away.
    Release,
}

/// A recipe's name and what it was given.
pub type RecipeRun = (&'static str, Vec<(String, String)>);

/// What is being done to a server, or was last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Its number.
    pub id: i64,
    /// What it does.
    pub work: Work,
    /// How far it is.
    pub progress: Progress,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its number.
    pub id: i64,
    /// What its hardware is.
    pub configuration: &'static str,
    /// Its domain.
    pub domain: String,
    /// Notes of the staff.
    pub notes: String,
    /// The number of its owner.
    pub owner: Option<i64>,
    /// Staff work on it: it looks free and refuses.
    pub is_kept_back: bool,
    /// Its service is suspended, its ports are off.
    pub is_suspended: bool,
    /// Whether it has power.
    pub power: Power,
    /// A change of power that does not show yet.
    pub power_change: Option<(Power, Progress)>,
    /// The template on it.
    pub template: Option<i64>,
    /// The password of its system.
    pub password: String,
    /// What was run on it.
    pub recipes: Vec<RecipeRun>,
    /// How often a system was put on it.
    pub installations: u32,
    /// Number and address.
    pub addresses: Vec<(i64, String)>,
    /// The last operation.
    pub operation: Option<Operation>,
}

impl Power {
    fn word(self) -> &'static str {
        match self {
            Self::On => "ON",
            Self::Off => "OFF",
            Self::Unknown => "UNKNOWN",
        }
    }
}

impl Operation {
    /// `ok` and `canceled` are documented, the others guessed.
    fn element(&self) -> Value {
        let status = match self.progress.stage() {
            Stage::Created => "created",
            Stage::Running => "running",
            Stage::Complete => "ok",
            Stage::Failed => "failed",
        };
        json!({
            "id": self.id,
            "status": status,
            "status_info": self.progress.failure().unwrap_or_default(),
            "progress_info": [],
        })
    }
}

impl Machine {
    pub(super) fn new(id: i64, configuration: &'static str) -> Self {
        Self {
            id,
            configuration,
            domain: String::new(),
            notes: String::new(),
            owner: None,
            is_kept_back: false,
            is_suspended: false,
            power: Power::Off,
            power_change: None,
            template: None,
            password: String::new(),
            recipes: Vec::new(),
            installations: 0,
            addresses: Vec::new(),
            operation: None,
        }
    }

    /// Whether an operation has not come to its end.
    pub fn is_busy(&self) -> bool {
        let operation = self.operation.as_ref();
        operation.is_some_and(|operation| !operation.progress.is_over())
    }

    /// Looks at the operation and the power.
    fn move_on(&mut self, now: i64) {
        if let Some((power, progress)) = &mut self.power_change
            && progress.look(now)
        {
            if progress.stage() == Stage::Complete {
                self.power = *power;
            }
            self.power_change = None;
        }
        let Some(operation) = &mut self.operation else {
            return;
        };
        if !operation.progress.look(now) || operation.progress.stage() != Stage::Complete {
            return;
        }
        match operation.work.clone() {
            Work::Install {
                template,
                password,
                recipes,
            } => {
                self.template = Some(template);
                self.password = password;
                self.recipes = recipes;
                self.installations += 1;
                self.power = Power::On;
            }
            Work::Release => {
                self.owner = None;
                self.domain.clear();
                self.template = None;
                self.is_suspended = false;
                self.power = Power::Off;
            }
        }
    }
}

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

    /// `power_on` when it is off or unknown, `power_off` when it is on, `power_reset` always:
    /// documented. The status follows later, as the devices are asked only now and then.
    pub(super) fn power(&mut self, id: i64, action: &str, call: &Call, moment: &Moment) -> Outcome {
        Body::of(&call.body, &[])?;
        let machine = self.machine(id)?;
        let power = match (action, machine.power) {
            ("power_on", Power::Off | Power::Unknown) | ("power_reset", _) => Power::On,
            ("power_off", Power::On) => Power::Off,
            (_, power) => {
                let message = format!("The power of the server is {}", power.word());
                return Err(Fault::conflict(&message));
            }
        };
        machine.power_change = Some((power, Progress::begin(moment, action, true)));
        Ok(json!({ "id": id }))
    }
}
