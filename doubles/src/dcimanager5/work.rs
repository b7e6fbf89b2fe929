//! What is done to a server: ports, power, installation.

use onsell_wire::{Document, Node, Params};

use super::{Job, RECIPES, TEMPLATES, World};
use crate::mgr5::{self, Outcome, choices, done, list, must_password, refused, row};
use crate::scenario::{Moment, Progress};

impl World {
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
}
