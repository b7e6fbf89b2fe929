//! `vm.edit`: making a machine and changing one.

use onsell_wire::{Document, Fault, Params};

use super::{Job, Machine, PRESETS, Preset, RECIPES, TEMPLATES, World};
use crate::mgr5::{self, Outcome, choices, done, must, must_password, number};
use crate::scenario::{Moment, Progress};

impl World {
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
}
