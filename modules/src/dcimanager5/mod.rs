//! The module `dcimanager5`: gives dedicated servers of DCImanager 5 away and takes them back
//! (backends 3.3).
//!
//! Servers are there already: an order takes a free one of the right configuration. Two may choose
//! the same one, so that it is taken first, by its owner and a word in its notes that is the
//! service's alone, then looked at again, and kept only if both are still ours. That word is also
//! how an order without an answer is recognized. What takes time is told by the list.

mod open;
mod release;

use crate::mgr5::{self, Mgr5, POWER_SECONDS_MAX, addresses_wanted, has, text};
use crate::server::call::{self, Attempt, Called, Stop, changed, pending, refused, step};
use crate::server::{Machine, ModuleOffer, OfferKind, ServerModule, ServerWork};
use crate::{Answer, Transport};
use crate::{CheckFault, Connection, FINGERPRINT, Setting};
use onsell_domain::OperationKind as K;
use onsell_domain::{Facts, Outcome};
use onsell_wire::Node;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The level of those who own servers.
const LEVEL: &str = "lvUser";
/// The domain of a server that nobody has.
const FREE_DOMAIN: &str = "free.ds";
/// The owner of a server that nobody has.
const NO_OWNER: &str = "no_owner";

/// What beside address, user and password is to be said.
pub(crate) const SETTINGS: &[Setting] = &[FINGERPRINT];

/// A DCImanager 5, as it is used.
struct Dcimanager5(Mgr5);

/// A DCImanager 5 at this place; nothing is asked yet.
pub(crate) fn connect(
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn ServerModule>, CheckFault> {
    let client = Mgr5::new(connection, "dcimgr", transport)?;
    Ok(Arc::new(Dcimanager5(client)))
}

impl ServerModule for Dcimanager5 {
    fn check(&self) -> Result<String, CheckFault> {
        self.0.check("DCImanager 5", "server")
    }

    fn offers(&self) -> Result<Vec<ModuleOffer>, CheckFault> {
        let rows = self.0.list("server", &[])?;
        let kinds: BTreeSet<String> = rows.iter().map(configuration).collect();
        let kinds = kinds.into_iter().filter(|kind| !kind.is_empty());
        let presets = kinds.map(|kind| (kind.clone(), kind));
        let mut offers: Vec<ModuleOffer> = mgr5::offers(OfferKind::Preset, presets).collect();
        // The form of any server has the choices of all.
        if let Some(first) = rows.first() {
            let form = self
                .0
                .call("server.operations", &[("elid", text(first, "id"))])?;
            let templates = mgr5::choices(&form, "ostemplate");
            offers.extend(mgr5::offers(OfferKind::Template, templates));
            let recipes = mgr5::choices(&form, "recipe");
            offers.extend(mgr5::offers(OfferKind::Recipe, recipes));
        }
        Ok(offers)
    }

    fn machines(&self) -> Result<Vec<Machine>, CheckFault> {
        let rows = self.0.list("server", &[])?;
        let ours = rows.iter().filter_map(|row| Some((row, mark_of(row)?)));
        Ok(ours.map(|(row, name)| machine(row, name)).collect())
    }

    fn perform(&self, work: &ServerWork) -> Answer {
        call::answer(self.attempt(work))
    }
}

impl Dcimanager5 {
    fn attempt(&self, work: &ServerWork) -> Attempt {
        if work.kind == K::Prolong {
            return Ok(done(Facts::default()));
        }
        let rows = self.0.list("server", &[])?;
        if work.kind == K::Open {
            return self.open(work, &rows);
        }
        let owner = mgr5::owner_name(work);
        let is_ours =
            |row: &&Node| mark_of(row) == Some(&work.machine_name) && text(row, "owner") == owner;
        match rows.iter().find(is_ours) {
            Some(row) => self.change(work, row),
            // It was given back.
            None if work.kind == K::Close => Ok(done(Facts::default())),
            None => {
                let text = format!("no server there is marked as {}", work.machine_name);
                Err(refused("missed", text))
            }
        }
    }

    fn change(&self, work: &ServerWork, row: &Node) -> Attempt {
        let (is_on, is_enabled) = (has(row, "poweron"), !has(row, "disabled"));
        match work.kind {
            // The ports go off and the power stays on (semantics 3.6, backends 3.3).
            K::Suspend if !is_enabled => Ok(done(Facts::default())),
            K::Suspend => self.ask(work, row, "server.disable"),
            K::Resume | K::Start if !is_enabled => self.ask(work, row, "server.enable"),
            K::Resume if is_on || !work.runs => Ok(done(Facts::default())),
            K::Start if is_on => Ok(done(Facts::default())),
            K::Resume | K::Start => self.ask(work, row, "server.poweron"),
            K::Stop if !is_on => Ok(done(Facts::default())),
            K::Stop => self.ask(work, row, "server.poweroff"),
            K::Reboot if work.progress.get("server.reboot").is_some() && is_on => {
                Ok(done(Facts::default()))
            }
            K::Reboot => self.ask(work, row, "server.reboot"),
            K::Close => self.release(work, row),
            K::SetParam | K::ChangeTariff => {
                let answer = self.change_addresses(work, text(row, "id"))?;
                Ok(answer.unwrap_or_else(|| done(Facts::default())))
            }
            K::Reinstall => {
                let answer = self.install(work, row)?;
                Ok(answer.unwrap_or_else(|| done(Facts::default())))
            }
            K::ChangePassword | K::Install | K::NewKey | K::Open | K::Prolong | K::Reissue => {
                let text =
                    "DCImanager 5 sets a password and runs a recipe with an installation only";
                Err(refused("not_supported", text))
            }
        }
    }

    /// Asks once, then waits for the list to show it; a person who says Start has it asked again.
    fn ask(&self, work: &ServerWork, row: &Node, name: &str) -> Attempt {
        let is_asked = work.progress.get(name).is_some();
        let is_again = work.step_seconds > POWER_SECONDS_MAX && work.tries <= 1;
        if is_asked && !is_again {
            let what = format!("{name} of {}", text(row, "name"));
            return pending(work, &what, POWER_SECONDS_MAX);
        }
        changed(self.0.perform(name, &[("elid", text(row, "id"))]))?;
        Ok(step(work.progress.clone().with(name, 1)))
    }

    /// Changes the form of a server. What it has must be sent again, or it is lost.
    fn edit(&self, row: &Node, changes: &[(&str, &str)]) -> Called<Node> {
        let id = text(row, "id");
        let form = self.0.call("server.edit", &[("elid", id)])?;
        let mut fields = vec![("elid", id)];
        for name in ["mac", "name", "notes", "type"] {
            if !changes.iter().any(|(changed, _)| *changed == name) {
                fields.push((name, text(&form, name)));
            }
        }
        fields.extend_from_slice(changes);
        self.0.perform("server.edit", &fields)
    }

    /// One address more, or one less that is not the main one; none when there are enough.
    fn change_addresses(&self, work: &ServerWork, id: &str) -> Result<Option<Answer>, Stop> {
        let Some(wanted) = addresses_wanted(work) else {
            return Ok(None);
        };
        let own = self.0.list("iplist", &[("plid", id)])?;
        if own.len() < wanted {
            let fields = [("plid", id), ("iptype", "public"), ("family", "ipv4")];
            changed(self.0.perform("iplist.edit", &fields))?;
        } else if own.len() > wanted.max(1) {
            let last = own.last().map(|row| text(row, "id")).unwrap_or_default();
            changed(
                self.0
                    .perform("iplist.delete", &[("plid", id), ("elid", last)]),
            )?;
        } else {
            return Ok(None);
        }
        Ok(Some(step(work.progress.clone())))
    }
}

/// What a server is sold as.
fn configuration(row: &Node) -> String {
    let template = text(row, "chassis_templ");
    let kind = if template.is_empty() {
        text(row, "type")
    } else {
        template
    };
    kind.to_owned()
}

/// The word in the notes that says whose server it is.
const MARK: &str = "billing:";

/// Whose server it is, by our mark.
fn mark_of(row: &Node) -> Option<&str> {
    let mut words = text(row, "notes").split_whitespace();
    words.find_map(|word| word.strip_prefix(MARK))
}

/// Notes without our mark.
fn unmarked(notes: &str) -> String {
    let words = notes
        .split_whitespace()
        .filter(|word| !word.starts_with(MARK));
    words.collect::<Vec<_>>().join(" ")
}

fn machine(row: &Node, name: &str) -> Machine {
    let address = text(row, "ip").to_owned();
    let is_known = has(row, "poweron") || has(row, "poweroff");
    Machine {
        id: text(row, "id").to_owned(),
        name: name.to_owned(),
        // One that is suspended has its ports off, and its power may be on.
        runs: is_known.then(|| has(row, "poweron") && !has(row, "disabled")),
        addresses: Some(address)
            .filter(|text| !text.is_empty())
            .into_iter()
            .collect(),
    }
}

fn done(facts: Facts) -> Answer {
    Answer::unsent(Outcome::Done(facts))
}
