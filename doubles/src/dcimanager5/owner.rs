//! `server.edit`: who has a server, and what else its form says.

use onsell_wire::{Document, Fault, Params};

use super::{Job, NO_OWNER, World};
use crate::mgr5::{Outcome, done, must, refused};

impl World {
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
}
