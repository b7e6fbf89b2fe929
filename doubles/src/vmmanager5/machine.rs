//! Machines: the list, making one, changing it, its addresses.

use onsell_wire::{Document, Fault, Node, Params};

use super::{FREE_MAX, PRESETS, Preset, RECIPES, TEMPLATES, World};
use crate::mgr5::{
    self, Outcome, choices, done, list, must, must_number, must_password, number, refused, row,
};
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
    fn place(&self, params: &Params, field: &str) -> Result<usize, Fault> {
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

    /// `vm.edit` without `sok`: the fields of a machine, or the choices for a new one.
    pub(super) fn machine_form(&self, params: &Params) -> Outcome {
        let mut form = Document::form("vm.edit");
        if params.has("elid") {
            let machine = &self.machines[self.place(params, "elid")?];
            form.put("elid", machine.id.to_string());
            form.put("name", machine.name.clone());
            form.put("domain", machine.domain.clone());
            form.put("user", machine.user.clone());
            form.put("mem", machine.mem.to_string());
            form.put("vcpu", machine.vcpu.to_string());
            form.put("cputune", machine.cputune.to_string());
            form.put("vsize", machine.vsize.to_string());
            return Ok(form);
        }
        let names = PRESETS.iter().map(|preset| (preset.id, preset.name));
        form.push(choices("vmi", TEMPLATES.iter().map(|name| (*name, *name))));
        form.push(choices("preset", names));
        let recipes = RECIPES.iter().map(|name| (*name, *name));
        form.push(choices(
            "recipe",
            [("null", "-- no --")].into_iter().chain(recipes),
        ));
        Ok(form)
    }

    pub(super) fn edit(&mut self, params: &Params, moment: &Moment) -> Outcome {
        if params.has("elid") {
            return self.change(params);
        }
        let name = must(params, "name")?.to_owned();
        let preset = Preset::find(must(params, "preset")?)?;
        let user = must(params, "user")?;
        let user = self
            .accounts
            .find(user)
            .ok_or_else(|| Fault::missed("user", user))?;
        let user = user.name.clone();
        let template = mgr5::one_of(params, "vmi", &TEMPLATES)?;
        let recipe = match params.get("recipe") {
            None | Some("" | "null") => "null".to_owned(),
            Some(_) => mgr5::one_of(params, "recipe", &RECIPES)?,
        };
        let machine = Machine {
            id: self.made + 1,
            domain: must(params, "domain")?.to_owned(),
            user,
            template,
            recipe,
            recipe_params: mgr5::recipe_params(params),
            password: must_password(params, "password")?,
            mem: number(params, "mem")?.unwrap_or(preset.mem),
            vcpu: number(params, "vcpu")?.unwrap_or(preset.vcpu),
            cputune: number(params, "cputune")?.unwrap_or(preset.cputune),
            vsize: number(params, "vsize")?.unwrap_or(preset.vsize),
            addresses: vec![self.take_address(params)?],
            runs: false,
            is_broken: false,
            jobs: vec![(Job::Install, Progress::begin(moment, "install", true))],
            name: name.clone(),
        };
        self.made = machine.id;
        *self.created.entry(name).or_default() += 1;
        self.machines.push(machine);
        Ok(done("vm.edit", Some(self.made)))
    }

    fn change(&mut self, params: &Params) -> Outcome {
        let place = self.place(params, "elid")?;
        let user = match params.get("user") {
            Some(user) => {
                let known = self.accounts.find(user);
                Some(
                    known
                        .ok_or_else(|| Fault::missed("user", user))?
                        .name
                        .clone(),
                )
            }
            None => None,
        };
        let machine = &mut self.machines[place];
        let (mem, vcpu) = (number(params, "mem")?, number(params, "vcpu")?);
        let (vsize, cputune) = (number(params, "vsize")?, number(params, "cputune")?);
        if vsize.is_some_and(|vsize| vsize < machine.vsize) {
            return Err(Fault::value(
                "vsize",
                params.get("vsize").unwrap_or_default(),
            ));
        }
        machine.mem = mem.unwrap_or(machine.mem);
        machine.vcpu = vcpu.unwrap_or(machine.vcpu);
        machine.cputune = cputune.unwrap_or(machine.cputune);
        machine.vsize = vsize.unwrap_or(machine.vsize);
        machine.user = user.unwrap_or_else(|| machine.user.clone());
        if let Some(domain) = params.get("domain") {
            domain.clone_into(&mut machine.domain);
        }
        if let Some(name) = params.get("name") {
            name.clone_into(&mut machine.name);
        }
        Ok(done("vm.edit", Some(machine.id)))
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

    fn take_address(&mut self, params: &Params) -> Result<(i64, String), Fault> {
        let family = params.get("family").unwrap_or("ipv4");
        if family != "ipv4" {
            return Err(Fault::value("family", family));
        }
        let address = self.free.pop_front();
        let address = address.ok_or_else(|| refused("noip", "There is no free IP address"))?;
        self.addresses_made += 1;
        Ok((self.addresses_made, address))
    }

    pub(super) fn address_list(&self, params: &Params) -> Outcome {
        let machine = &self.machines[self.place(params, "plid")?];
        let element = |(id, address): &(i64, String)| {
            row(&[
                ("id", &id.to_string()),
                ("ip", address),
                ("domain", &machine.domain),
            ])
        };
        Ok(list("iplist", machine.addresses.iter().map(element)))
    }

    pub(super) fn add_address(&mut self, params: &Params) -> Outcome {
        let place = self.place(params, "plid")?;
        must(params, "domain")?;
        let (id, address) = self.take_address(params)?;
        self.machines[place].addresses.push((id, address.clone()));
        let mut answer = done("iplist.edit", Some(id));
        answer.put("ip", address);
        Ok(answer)
    }

    pub(super) fn delete_address(&mut self, params: &Params) -> Outcome {
        let place = self.place(params, "plid")?;
        let id = must_number(params, "elid")?;
        let addresses = &mut self.machines[place].addresses;
        let found = addresses.iter().position(|(known, _)| *known == id);
        let found = found.ok_or_else(|| Fault::missed("iplist", id))?;
        if found == 0 {
            return Err(refused("mainip", "The main IP address cannot be deleted"));
        }
        let (_, address) = addresses.remove(found);
        self.free.push_back(address);
        debug_assert!(self.free.len() <= FREE_MAX);
        Ok(done("iplist.delete", None))
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
