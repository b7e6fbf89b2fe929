//! Servers: the list, who owns one, power, addresses, installation.

use onsell_wire::{Document, Fault, Node, Params};

use super::{FREE_DOMAIN, NO_OWNER, RECIPES, TEMPLATES, World};
use crate::mgr5::{
    self, Outcome, choices, done, list, must, must_number, must_password, refused, row,
};
use crate::scenario::{Moment, Progress, Stage};

/// What is being done to a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// A system is put on it.
    Install,
    /// It is switched on.
    PowerOn,
    /// It is switched off.
    PowerOff,
}

/// Why a server is not given away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hindrance {
    /// Staff keep it back.
    Blocked,
    /// Its hardware is broken.
    Problem,
    /// It is being looked at.
    Diagnosed,
}

/// A server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its number.
    pub id: i64,
    /// Its name, which billing sends back with every change.
    pub name: String,
    /// What it is sold as.
    pub chassis_templ: &'static str,
    /// Its network card.
    pub mac: String,
    /// The name of its owner; empty while it is free.
    pub owner: String,
    /// Its domain; `free.ds` while it is free.
    pub hostname: String,
    /// Notes of the staff.
    pub notes: String,
    /// Why it is not given away although nobody has it.
    pub hindrance: Option<Hindrance>,
    /// Its ports are on.
    pub is_enabled: bool,
    /// Its power is on.
    pub is_on: bool,
    /// The template on it.
    pub template: String,
    /// What was run on it; `null` for nothing.
    pub recipe: String,
    /// What the recipe was given.
    pub recipe_params: Vec<(String, String)>,
    /// The password of its system.
    pub password: String,
    /// Whether the last installation failed.
    pub has_failed: bool,
    /// Number and address; the first is the main one.
    pub addresses: Vec<(i64, String)>,
    /// How often a system was put on it.
    pub installations: u32,
    /// What is being done to it, one after the other.
    pub jobs: Vec<(Job, Progress)>,
    /// What its ports are doing.
    pub ports: Option<Progress>,
}

impl Machine {
    pub(super) fn new(id: i64, chassis_templ: &'static str) -> Self {
        Self {
            id,
            name: format!("ds{id}"),
            chassis_templ,
            mac: format!("02:00:00:00:00:{id:02x}"),
            owner: String::new(),
            hostname: FREE_DOMAIN.to_owned(),
            notes: String::new(),
            hindrance: None,
            is_enabled: false,
            is_on: false,
            template: String::new(),
            recipe: "null".to_owned(),
            recipe_params: Vec::new(),
            password: String::new(),
            has_failed: false,
            addresses: vec![(id, format!("198.51.100.{id}"))],
            installations: 0,
            jobs: Vec::new(),
            ports: None,
        }
    }

    fn has(&self, job: Job) -> bool {
        self.jobs.iter().any(|(known, _)| *known == job)
    }

    /// Looks at the first job; a job that ends does what it was for.
    fn move_on(&mut self, now: i64) {
        let Some((job, progress)) = self.jobs.first_mut() else {
            return;
        };
        if !progress.look(now) {
            return;
        }
        let (job, is_done) = (*job, progress.stage() == Stage::Complete);
        match job {
            Job::Install => {
                self.has_failed = !is_done;
                self.is_on = self.is_on || is_done;
                self.installations += u32::from(is_done);
            }
            Job::PowerOn if is_done => self.is_on = true,
            Job::PowerOff if is_done => self.is_on = false,
            Job::PowerOn | Job::PowerOff => {}
        }
        self.jobs.remove(0);
    }

    fn row(&self) -> Node {
        let address = self.addresses.first().map_or("", |(_, address)| address);
        let mut row = row(&[
            ("id", &self.id.to_string()),
            ("name", &self.name),
            ("hostname", &self.hostname),
            ("owner", &self.owner),
            ("chassis_templ", self.chassis_templ),
            ("type", self.chassis_templ),
            ("mac", &self.mac),
            ("notes", &self.notes),
            ("ip", address),
            ("ostemplate", &self.template),
        ]);
        let marks = [
            ("blocked", self.hindrance == Some(Hindrance::Blocked)),
            ("hwproblem", self.hindrance == Some(Hindrance::Problem)),
            (
                "diag_in_progress",
                self.hindrance == Some(Hindrance::Diagnosed),
            ),
            ("disabled", !self.is_enabled),
            ("poweron", self.is_on),
            ("poweroff", !self.is_on),
            ("install_in_progress", self.has(Job::Install)),
            ("operation_failed", self.has_failed),
        ];
        for (mark, _) in marks.into_iter().filter(|(_, is_set)| *is_set) {
            row.push(Node::new(mark));
        }
        row
    }
}

impl World {
    fn machine(&mut self, params: &Params, field: &str) -> Result<&mut Machine, Fault> {
        let id = must(params, field)?;
        let mut all = self.machines.iter_mut();
        let found = all.find(|machine| machine.id.to_string() == id);
        found.ok_or_else(|| Fault::missed("server", id))
    }

    /// The list; whoever looks at it moves everything on.
    pub(super) fn machine_list(&mut self, moment: &Moment) -> Document {
        for machine in &mut self.machines {
            machine.move_on(moment.now);
        }
        list("server", self.machines.iter().map(Machine::row))
    }

    pub(super) fn machine_form(&mut self, params: &Params) -> Outcome {
        let machine = self.machine(params, "elid")?;
        let mut form = Document::form("server.edit");
        form.put("elid", machine.id.to_string());
        form.put("name", machine.name.clone());
        form.put("mac", machine.mac.clone());
        form.put("type", machine.chassis_templ);
        form.put("notes", machine.notes.clone());
        form.put("owner", machine.owner.clone());
        form.put("hostname", machine.hostname.clone());
        Ok(form)
    }

    /// `server.edit`: the fields of the form have to come back, or the change is refused.
    pub(super) fn edit(&mut self, params: &Params) -> Outcome {
        for field in ["name", "mac", "type"] {
            must(params, field)?;
        }
        if params.get("notes").is_none() {
            return Err(Fault::value_empty("notes"));
        }
        let is_snatched = self.snatches > 0;
        let owner = match params.get("owner") {
            None => None,
            Some("" | NO_OWNER) => Some(String::new()),
            Some(owner) => {
                let known = self.accounts.find(owner);
                Some(
                    known
                        .ok_or_else(|| Fault::missed("user", owner))?
                        .name
                        .clone(),
                )
            }
        };
        let machine = self.machine(params, "elid")?;
        if let Some(owner) = owner {
            let is_taken = machine.owner.is_empty() && !owner.is_empty();
            if is_taken && is_snatched {
                "stranger".clone_into(&mut machine.owner);
                self.snatches -= 1;
                return Err(Fault::exists("owner", "stranger"));
            }
            if is_taken && machine.hindrance.is_some() {
                return Err(refused("blocked", "The server is kept back"));
            }
            if owner.is_empty() && machine.has(Job::Install) {
                return Err(refused("busy", "An operation on the server is in progress"));
            }
            machine.owner = owner;
        }
        must(params, "name")?.clone_into(&mut machine.name);
        params
            .get("notes")
            .unwrap_or_default()
            .clone_into(&mut machine.notes);
        let domain = params.get("domain").or_else(|| params.get("hostname"));
        if let Some(domain) = domain.filter(|domain| !domain.is_empty()) {
            domain.clone_into(&mut machine.hostname);
        }
        Ok(done("server.edit", Some(machine.id)))
    }

    /// `server.enable` and `server.disable`: the ports need a while.
    pub(super) fn set_enabled(
        &mut self,
        is_enabled: bool,
        params: &Params,
        moment: &Moment,
    ) -> Outcome {
        let machine = self.machine(params, "elid")?;
        machine.is_enabled = is_enabled;
        machine.ports = Some(Progress::begin(moment, "ports", true));
        Ok(done(
            if is_enabled {
                "server.enable"
            } else {
                "server.disable"
            },
            None,
        ))
    }

    /// `server.connection`: whoever looks at it moves the ports on.
    pub(super) fn connections(&mut self, params: &Params, moment: &Moment) -> Outcome {
        let machine = self.machine(params, "elid")?;
        if let Some(ports) = &mut machine.ports
            && ports.look(moment.now)
        {
            machine.ports = None;
        }
        let mut port = row(&[("id", "1"), ("name", "eth0"), ("switch", "switch1")]);
        if machine.ports.is_some() {
            port.push(Node::new("func_in_progress"));
        }
        Ok(list("server.connection", [port]))
    }

    pub(super) fn power(
        &mut self,
        function: &str,
        job: Job,
        params: &Params,
        moment: &Moment,
    ) -> Outcome {
        let machine = self.machine(params, "elid")?;
        let progress = Progress::begin(moment, function, true);
        machine.jobs.push((job, progress));
        Ok(done(function, None))
    }

    /// `server.operations` without `sok`: what can be put on a server.
    pub(super) fn operations_form(&mut self, params: &Params) -> Outcome {
        self.machine(params, "elid")?;
        let mut form = Document::form("server.operations");
        form.push(choices("operation", [("ostemplate", "Install a system")]));
        form.push(choices(
            "ostemplate",
            TEMPLATES.iter().map(|name| (*name, *name)),
        ));
        let recipes = RECIPES.iter().map(|name| (*name, *name));
        form.push(choices(
            "recipe",
            [("null", "-- no --")].into_iter().chain(recipes),
        ));
        Ok(form)
    }

    pub(super) fn install(&mut self, params: &Params, moment: &Moment) -> Outcome {
        mgr5::one_of(params, "operation", &["ostemplate"])?;
        let template = mgr5::one_of(params, "ostemplate", &TEMPLATES)?;
        let recipe = match params.get("recipe") {
            None | Some("" | "null") => "null".to_owned(),
            Some(_) => mgr5::one_of(params, "recipe", &RECIPES)?,
        };
        let password = must_password(params, "passwd")?;
        let machine = self.machine(params, "elid")?;
        if machine.has(Job::Install) {
            return Err(refused("busy", "An operation on the server is in progress"));
        }
        (machine.template, machine.recipe, machine.password) = (template, recipe, password);
        machine.recipe_params = mgr5::recipe_params(params);
        machine.has_failed = false;
        machine
            .jobs
            .push((Job::Install, Progress::begin(moment, "install", true)));
        Ok(done("server.operations", None))
    }

    pub(super) fn address_list(&mut self, params: &Params) -> Outcome {
        let machine = self.machine(params, "plid")?;
        let first = machine.addresses.first().map(|(id, _)| *id);
        let element = |(id, address): &(i64, String)| {
            let is_main = first == Some(*id);
            let domain = &machine.hostname;
            let mut row = row(&[("id", &id.to_string()), ("ip", address), ("domain", domain)]);
            if is_main {
                row.push(Node::new("is_main"));
            }
            row
        };
        Ok(list("iplist", machine.addresses.iter().map(element)))
    }

    /// `iplist.edit`: without `elid` one address more, with it the domain of an address.
    pub(super) fn edit_address(&mut self, params: &Params) -> Outcome {
        if params.has("elid") {
            let (id, domain) = (must_number(params, "elid")?, must(params, "domain")?);
            let machine = self.machine(params, "plid")?;
            return match machine.addresses.iter().position(|(known, _)| *known == id) {
                None => Err(Fault::missed("iplist", id)),
                Some(place) => {
                    if place == 0 {
                        domain.clone_into(&mut machine.hostname);
                    }
                    Ok(done("iplist.edit", Some(id)))
                }
            };
        }
        let family = must(params, "family")?;
        if family != "ipv4" {
            return Err(Fault::value("family", family));
        }
        mgr5::one_of(params, "iptype", &["public", "private"])?;
        self.machine(params, "plid")?;
        let address = self.free.pop_front();
        let address = address.ok_or_else(|| refused("noip", "There is no free IP address"))?;
        self.addresses_made += 1;
        let id = self.addresses_made;
        self.machine(params, "plid")?
            .addresses
            .push((id, address.clone()));
        let mut answer = done("iplist.edit", Some(id));
        answer.put("ip", address);
        Ok(answer)
    }

    pub(super) fn delete_address(&mut self, params: &Params) -> Outcome {
        let id = must_number(params, "elid")?;
        let machine = self.machine(params, "plid")?;
        let place = machine.addresses.iter().position(|(known, _)| *known == id);
        let place = place.ok_or_else(|| Fault::missed("iplist", id))?;
        if place == 0 {
            return Err(refused("mainip", "The main IP address cannot be deleted"));
        }
        let (_, address) = machine.addresses.remove(place);
        self.free.push_back(address);
        Ok(done("iplist.delete", None))
    }
}
