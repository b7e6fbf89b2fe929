//! Servers: what they are, and the list.

use onsell_wire::{Document, Fault, Node, Params};

use super::{FREE_DOMAIN, World};
use crate::mgr5::{list, must, row};
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

    pub(super) fn has(&self, job: Job) -> bool {
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
    pub(super) fn machine(&mut self, params: &Params, field: &str) -> Result<&mut Machine, Fault> {
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
}
