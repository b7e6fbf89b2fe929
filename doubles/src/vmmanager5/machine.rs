//! Machines: the list, and what is done to one.

use onsell_wire::{Document, Fault, Node, Params};

use super::{RECIPES, TEMPLATES, World};
use crate::mgr5::{self, Outcome, done, list, must, must_password, row};
use crate::scenario::{Moment, Progress, Stage};

/// What is being done to a machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Its system is put on it.
    Install,
    /// It is being started.
    Start,
    /// It is being stopped.
    Stop,
    /// It is being taken away.
    Delete,
}

/// A machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Machine {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its domain.
    pub domain: String,
    /// The name of its owner.
    pub user: String,
    /// The template on it.
    pub template: String,
    /// The recipe that was run on it; `null` for none.
    pub recipe: String,
    /// What the recipe was given: fields that begin with `recipe_`.
    pub recipe_params: Vec<(String, String)>,
    /// The password of its system.
    pub password: String,
    /// Memory in MiB.
    pub mem: i64,
    /// Processors.
    pub vcpu: i64,
    /// Its share of the processors.
    pub cputune: i64,
    /// Disk in MiB.
    pub vsize: i64,
    /// Number and address; the first is the main one.
    pub addresses: Vec<(i64, String)>,
    /// Whether it runs.
    pub runs: bool,
    /// Whether an installation failed.
    pub is_broken: bool,
    /// What is being done to it, one after the other.
    pub jobs: Vec<(Job, Progress)>,
}

impl Machine {
    fn row(&self) -> Node {
        let installs = self.jobs.iter().any(|(job, _)| *job == Job::Install);
        let address = self.addresses.first().map_or("", |(_, address)| address);
        let state = match (self.is_broken, self.runs) {
            (true, _) => "crashed",
            (false, true) => "running",
            (false, false) => "stopped",
        };
        let mut row = row(&[
            ("id", &self.id.to_string()),
            ("name", &self.name),
            ("domain", &self.domain),
            ("user", &self.user),
            ("vmi", &self.template),
            ("mem", &self.mem.to_string()),
            ("vcpu", &self.vcpu.to_string()),
            ("vsize", &self.vsize.to_string()),
            ("hostnode", "node1"),
            ("vmstatus", state),
            ("ip", if installs { "" } else { address }),
        ]);
        if installs {
            row.push(Node::new("installing"));
        }
        row
    }
}

impl World {
    pub(super) fn place(&self, params: &Params, field: &str) -> Result<usize, Fault> {
        let id = must(params, field)?;
        let place = self
            .machines
            .iter()
            .position(|machine| machine.id.to_string() == id);
        place.ok_or_else(|| Fault::missed("vm", id))
    }

    /// The list; whoever looks at it moves everything on.
    pub(super) fn machine_list(&mut self, moment: &Moment) -> Document {
        for machine in &mut self.machines {
            machine.move_on(moment.now);
        }
        let mut gone = Vec::new();
        self.machines.retain(|machine| {
            let is_there = machine.is_there();
            if !is_there {
                gone.extend(machine.addresses.iter().cloned());
            }
            is_there
        });
        self.free
            .extend(gone.into_iter().map(|(_, address)| address));
        list("vm", self.machines.iter().map(Machine::row))
    }

    /// `vm.start` and the like: a job begins.
    pub(super) fn begin(
        &mut self,
        function: &str,
        jobs: &[Job],
        params: &Params,
        moment: &Moment,
    ) -> Outcome {
        let place = self.place(params, "elid")?;
        for job in jobs {
            let progress = Progress::begin(moment, job.name(), true);
            self.machines[place].jobs.push((*job, progress));
        }
        Ok(done(function, None))
    }

    pub(super) fn reinstall(&mut self, params: &Params, moment: &Moment) -> Outcome {
        let place = self.place(params, "elid")?;
        let template = mgr5::one_of(params, "vmi", &TEMPLATES)?;
        let recipe = match params.get("recipe") {
            None | Some("" | "null") => "null".to_owned(),
            Some(_) => mgr5::one_of(params, "recipe", &RECIPES)?,
        };
        let password = must_password(params, "password")?;
        let machine = &mut self.machines[place];
        (machine.template, machine.recipe, machine.password) = (template, recipe, password);
        machine.recipe_params = mgr5::recipe_params(params);
        machine
            .jobs
            .push((Job::Install, Progress::begin(moment, "install", true)));
        Ok(done("vm.reinstall", None))
    }

    pub(super) fn set_password(&mut self, params: &Params) -> Outcome {
        let place = self.place(params, "elid")?;
        self.machines[place].password = must_password(params, "password")?;
        Ok(done("vm.chpasswd", None))
    }
}

impl Job {
    fn name(self) -> &'static str {
        match self {
            Self::Install => "install",
            Self::Start => "start",
            Self::Stop => "stop",
            Self::Delete => "delete",
        }
    }
}

impl Machine {
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
            Job::Install => (self.runs, self.is_broken) = (is_done, !is_done),
            Job::Start if is_done => self.runs = true,
            Job::Stop if is_done => self.runs = false,
            // Stays first on the list for the one who takes the machine away.
            Job::Delete if is_done => return,
            Job::Start | Job::Stop | Job::Delete => {}
        }
        self.jobs.remove(0);
    }

    fn is_there(&self) -> bool {
        let first = self.jobs.first();
        !first.is_some_and(|(job, progress)| *job == Job::Delete && progress.is_over())
    }
}
