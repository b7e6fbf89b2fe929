//! Everything about DCImanager 6 that is not known: paths, bodies and answers are all guesses
//! (backends 3.1). What a real installation teaches is corrected here, and in the one file of the
//! module that speaks to it.
//!
//! | request | body | answer |
//! |---|---|---|
//! | `POST server/{id}/owner` | `{"owner":USER}` | `{"id"}` |
//! | `DELETE server/{id}/owner` | | `{"id","operation"}`; its end frees the server |
//! | `POST server/{id}/os` | `os_template`, `password`, `recipe_list`, `domain` | `{"id","operation"}` |
//! | `POST server/{id}/ip` | `{"ipv4_number","ipv4_pool"}` | `{"id","ip":[{"id","name"}]}` |
//! | `DELETE server/{id}/ip/{ip}` | | `{"id"}` |
//! | `POST server/{id}/suspend`, `resume` | `{}` | `{"id"}`; ports off and on |
//! | `POST server/{id}` | `domain`, `notes` | `{"id"}` |
//! | `GET os_template`, `recipe`, `recipe/{id}/params`, `ippool`, `location` | | lists |

use serde_json::{Value, json};

use super::World;
use super::machine::{Operation, Work};
use crate::platform::body::Body;
use crate::platform::fault::{Fault, Outcome};
use crate::platform::list;
use crate::platform::recipe::{self, Recipe, Template};
use crate::scenario::{Call, Moment, Progress};

static TEMPLATES: [Template; 2] = [
    Template {
        id: 1,
        name: "Debian-12",
        repository: "ISPsystem",
        tags: &["debian", "debian12", "linux"],
        is_for_administrators: false,
    },
    Template {
        id: 2,
        name: "AlmaLinux-9",
        repository: "ISPsystem",
        tags: &["almalinux", "almalinux9", "linux"],
        is_for_administrators: false,
    },
];

static RECIPES: [Recipe; 2] = [
    Recipe {
        id: 1,
        name: "LAMP",
        tags: &["debian", "almalinux"],
        params: &[],
    },
    Recipe {
        id: 2,
        name: "ispmanager-pro",
        tags: &["debian12", "almalinux9"],
        params: &[("ACTIVATION_KEY", true)],
    },
];

const TEMPLATE_FIELDS: [&str; 4] = ["id", "name", "repository", "tags"];
const POOL_FIELDS: [&str; 3] = ["id", "name", "ipv4"];
const LOCATION_FIELDS: [&str; 2] = ["id", "name"];
const INSTALL: [&str; 6] = [
    "os_template",
    "password",
    "domain",
    "recipe",
    "recipe_params",
    "recipe_list",
];

/// A template as the element of a server names it; documented: `id`, `name`, `tags`.
pub(super) fn template_element(id: i64) -> Option<Value> {
    let template = TEMPLATES.iter().find(|template| template.id == id)?;
    Some(json!({ "id": id, "name": template.name, "tags": template.tags }))
}

impl World {
    /// Answers a path below the service `dci` that is not known for sure.
    pub(super) fn guessed(&mut self, call: &Call, path: &[&str], moment: &Moment) -> Outcome {
        match (call.method.as_str(), path) {
            ("POST", ["server", id]) => self.describe(super::number(id)?, call),
            ("POST", ["server", id, "owner"]) => self.assign(super::number(id)?, call),
            ("DELETE", ["server", id, "owner"]) => {
                self.begin(super::number(id)?, Work::Release, "release", moment)
            }
            ("POST", ["server", id, "os"]) => self.install(super::number(id)?, call, moment),
            ("POST", ["server", id, "ip"]) => self.add_addresses(super::number(id)?, call),
            ("DELETE", ["server", id, "ip", address]) => {
                self.delete_address(super::number(id)?, address)
            }
            ("POST", ["server", id, "suspend"]) => self.set_suspended(super::number(id)?, true),
            ("POST", ["server", id, "resume"]) => self.set_suspended(super::number(id)?, false),
            ("GET", ["os_template"]) => list::list(&call.params, &TEMPLATE_FIELDS, templates()),
            ("GET", ["recipe"]) => {
                list::list(&call.params, &recipe::FIELDS, recipe::rows(&RECIPES))
            }
            ("GET", ["recipe", id, "params"]) => recipe::params(&RECIPES, super::number(id)?),
            ("GET", ["ippool"]) => list::list(&call.params, &POOL_FIELDS, vec![self.pool()]),
            ("GET", ["location"]) => {
                let location = json!({ "id": 1, "name": "main" });
                list::list(&call.params, &LOCATION_FIELDS, vec![location])
            }
            _ => Err(Fault::no_handler(&call.path)),
        }
    }

    fn describe(&mut self, id: i64, call: &Call) -> Outcome {
        let body = Body::of(&call.body, &["domain", "notes"])?;
        let machine = self.machine(id)?;
        if let Some(domain) = body.text("domain")? {
            domain.clone_into(&mut machine.domain);
        }
        if let Some(notes) = body.text("notes")? {
            notes.clone_into(&mut machine.notes);
        }
        Ok(json!({ "id": id }))
    }

    fn assign(&mut self, id: i64, call: &Call) -> Outcome {
        let owner = Body::of(&call.body, &["owner"])?.must_number("owner")?;
        if self.sign_in.user(&owner.to_string()).is_none() {
            return Err(Fault::no_instance("user", &owner.to_string()));
        }
        let is_snatched = self.snatches > 0;
        let stranger = self.stranger;
        let machine = self.machine(id)?;
        let is_taken = machine.owner.is_none();
        if is_taken && machine.is_kept_back {
            return Err(Fault::conflict("The server is in maintenance"));
        }
        if machine.is_busy() {
            return Err(Fault::conflict("An operation on the server is in progress"));
        }
        if is_taken && is_snatched {
            machine.owner = Some(stranger);
            self.snatches -= 1;
            return Err(Fault::conflict("The server has another owner"));
        }
        machine.owner = Some(owner);
        Ok(json!({ "id": id }))
    }

    /// Begins an operation, one at a time for each server.
    fn begin(&mut self, id: i64, work: Work, name: &str, moment: &Moment) -> Outcome {
        self.operations += 1;
        let operation = self.operations;
        let machine = self.machine(id)?;
        if machine.is_busy() {
            return Err(Fault::conflict("An operation on the server is in progress"));
        }
        machine.operation = Some(Operation {
            id: operation,
            work,
            progress: Progress::begin(moment, name, true),
        });
        Ok(json!({ "id": id, "operation": operation }))
    }

    fn install(&mut self, id: i64, call: &Call, moment: &Moment) -> Outcome {
        let body = Body::of(&call.body, &INSTALL)?;
        let number = body.must_number("os_template")?;
        let template = TEMPLATES.iter().find(|template| template.id == number);
        let missed = || Fault::no_instance("os_template", &number.to_string());
        let template = template.ok_or_else(missed)?;
        let named = recipe::named(&body, template.tags, &RECIPES)?;
        let recipes = named
            .into_iter()
            .map(|(recipe, params)| (recipe.name, params));
        let work = Work::Install {
            template: number,
            password: body.must_text("password")?.to_owned(),
            recipes: recipes.collect(),
        };
        let domain = body.text("domain")?;
        let begun = self.begin(id, work, "install", moment)?;
        if let Some(domain) = domain {
            domain.clone_into(&mut self.machine(id)?.domain);
        }
        Ok(begun)
    }

    fn add_addresses(&mut self, id: i64, call: &Call) -> Outcome {
        let body = Body::of(&call.body, &["ipv4_number", "ipv4_pool"])?;
        let count = body.must_number("ipv4_number")?;
        let pools = body.list("ipv4_pool")?;
        if pools.iter().any(|pool| pool.as_i64() != Some(1)) {
            return Err(Fault::property("ipv4_pool", "no such pool"));
        }
        if self.machine(id)?.owner.is_none() {
            return Err(Fault::conflict("The server has no owner"));
        }
        if count > self.free.len() as i64 {
            return Err(Fault::exhausted("no free ip"));
        }
        let mut added = Vec::new();
        for address in self.free.drain(..count as usize) {
            self.addresses_made += 1;
            added.push((self.addresses_made, address));
        }
        let shown = added.iter().map(|(id, ip)| json!({ "id": id, "name": ip }));
        let answer = json!({ "id": id, "ip": shown.collect::<Vec<_>>() });
        self.machine(id)?.addresses.extend(added);
        Ok(answer)
    }

    fn delete_address(&mut self, id: i64, address: &str) -> Outcome {
        let addresses = &mut self.machine(id)?.addresses;
        let place = addresses
            .iter()
            .position(|(known, _)| known.to_string() == address);
        let place = place.ok_or_else(|| Fault::no_instance("ip", address))?;
        let (_, ip) = addresses.remove(place);
        self.free.push_back(ip);
        Ok(json!({ "id": id }))
    }

    fn set_suspended(&mut self, id: i64, is_suspended: bool) -> Outcome {
        self.machine(id)?.is_suspended = is_suspended;
        Ok(json!({ "id": id }))
    }

    fn pool(&self) -> Value {
        let used: usize = self
            .machines
            .iter()
            .map(|machine| machine.addresses.len())
            .sum();
        let total = used + self.free.len();
        json!({ "id": 1, "name": "public", "ipv4": { "total": total, "used": used } })
    }
}

fn templates() -> Vec<Value> {
    let row = |template: &Template| {
        json!({
            "id": template.id,
            "name": template.name,
            "repository": template.repository,
            "tags": template.tags,
        })
    };
    TEMPLATES.iter().map(row).collect()
}
