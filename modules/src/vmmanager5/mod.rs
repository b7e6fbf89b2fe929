//! The module `vmmanager5`: drives machines of VMmanager 5 (backends 2), whose life has ended, so
//! that it is what installations that are left need and no more.
//!
//! What is seen in public programs is the list, the making of a machine, its power and its size. A
//! new system and a new password are asked for by names that are guessed. A recipe runs with an
//! installation only, so that none can be told a license key that is bought for the address.
//!
//! As at VMmanager 6 two machines may have one name: an order without an answer is looked for by
//! the name until no copy of it can arrive. There are no tasks: everything is told by the list.

mod open;

use crate::mgr5::{self, Mgr5, POWER_SECONDS_MAX, addresses_wanted, has, text};
use crate::server::call::{self, Attempt, Stop, changed, pending, refused, step};
use crate::server::{Machine, ModuleOffer, OfferKind, ServerModule, ServerWork};
use crate::{Answer, Transport};
use crate::{CheckFault, Connection, FINGERPRINT, Setting};
use onsell_domain::OperationKind as K;
use onsell_domain::{Facts, Outcome};
use onsell_wire::Node;
use std::sync::Arc;

/// The level of those who own machines.
const LEVEL: &str = "16";

/// What beside address, user and password is to be said.
pub(crate) const SETTINGS: &[Setting] = &[FINGERPRINT];

/// A VMmanager 5, as it is used.
struct Vmmanager5(Mgr5);

/// A VMmanager 5 at this place; nothing is asked yet.
pub(crate) fn connect(
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn ServerModule>, CheckFault> {
    let client = Mgr5::new(connection, "vmmgr", transport)?;
    Ok(Arc::new(Vmmanager5(client)))
}

impl ServerModule for Vmmanager5 {
    fn check(&self) -> Result<String, CheckFault> {
        self.0.check("VMmanager 5", "vm")
    }

    fn offers(&self) -> Result<Vec<ModuleOffer>, CheckFault> {
        let form = self.0.call("vm.edit", &[])?;
        let templates = mgr5::choices(&form, "vmi");
        let recipes = mgr5::choices(&form, "recipe");
        let presets = self.0.list("preset", &[])?;
        let presets = presets.iter().map(|row| {
            let name = text(row, "name").to_owned();
            (name.clone(), name)
        });
        Ok(mgr5::offers(OfferKind::Template, templates)
            .chain(mgr5::offers(OfferKind::Recipe, recipes))
            .chain(mgr5::offers(OfferKind::Preset, presets))
            .collect())
    }

    fn machines(&self) -> Result<Vec<Machine>, CheckFault> {
        let rows = self.0.list("vm", &[])?;
        Ok(rows.iter().map(machine).collect())
    }

    fn perform(&self, work: &ServerWork) -> Answer {
        call::answer(self.attempt(work))
    }
}

impl Vmmanager5 {
    fn attempt(&self, work: &ServerWork) -> Attempt {
        if work.kind == K::Prolong {
            return Ok(done(Facts::default()));
        }
        let rows = self.0.list("vm", &[])?;
        if work.kind == K::Open {
            return self.open(work, &rows);
        }
        let is_meant = |row: &&Node| match &work.machine {
            Some(machine) => text(row, "id") == machine,
            None => text(row, "name") == work.machine_name,
        };
        match rows.iter().find(is_meant) {
            Some(row) => self.change(work, row),
            None if work.kind == K::Close => Ok(done(Facts::default())),
            None => {
                let text = format!("the machine of {} does not exist there", work.machine_name);
                Err(refused("missed", text))
            }
        }
    }

    fn change(&self, work: &ServerWork, row: &Node) -> Attempt {
        let runs = text(row, "vmstatus") == "running";
        match work.kind {
            K::Suspend | K::Stop if !runs => Ok(done(Facts::default())),
            K::Suspend | K::Stop => self.ask(work, row, "vm.stop", &[]),
            K::Resume | K::Start if runs => Ok(done(Facts::default())),
            K::Resume if !work.runs => Ok(done(Facts::default())),
            K::Resume | K::Start => self.ask(work, row, "vm.start", &[]),
            K::Reboot if work.progress.get("asked").is_some() && runs => Ok(done(Facts::default())),
            K::Reboot => self.ask(work, row, "vm.restart", &[]),
            K::Close => self.ask(work, row, "vm.delete", &[]),
            K::SetParam | K::ChangeTariff => self.resize(work, row),
            K::Reinstall => self.reinstall(work, row),
            K::ChangePassword => {
                let (id, password) = (text(row, "id"), work.password.expose());
                let fields = [("elid", id), ("password", password), ("confirm", password)];
                changed(self.0.perform("vm.chpasswd", &fields))?;
                Ok(Answer::sent(Outcome::Done(Facts::default())))
            }
            K::Install | K::NewKey | K::Open | K::Prolong | K::Reissue => {
                let text = "VMmanager 5 runs a recipe with an installation only";
                Err(refused("not_supported", text))
            }
        }
    }

    /// Asks once, then waits for the list to show it; a person who says Start has it asked again.
    fn ask(&self, work: &ServerWork, row: &Node, name: &str, more: &[(&str, &str)]) -> Attempt {
        let is_asked = work.progress.get("asked").is_some();
        let is_again = work.step_seconds > POWER_SECONDS_MAX && work.tries <= 1;
        if is_asked && !is_again {
            let what = format!("{name} of {}", text(row, "name"));
            return pending(work, &what, POWER_SECONDS_MAX);
        }
        let mut fields = vec![("elid", text(row, "id"))];
        fields.extend_from_slice(more);
        changed(self.0.perform(name, &fields))?;
        Ok(step(work.progress.clone().with("asked", 1)))
    }

    /// Memory, processors and disk in one change, then addresses one by one.
    fn resize(&self, work: &ServerWork, row: &Node) -> Attempt {
        let id = text(row, "id");
        let preset = match work.kind {
            K::ChangeTariff => self.preset(work)?,
            _ => None,
        };
        let mut fields = vec![("elid", id.to_owned())];
        for (ours, theirs) in open::SIZES {
            let of_preset = || preset.as_ref().map(|form| text(form, theirs));
            let wanted = work.resources.get(ours).map(String::as_str);
            let Some(wanted) = wanted.or_else(of_preset).filter(|text| !text.is_empty()) else {
                continue;
            };
            let had = text(row, theirs);
            let number = |text: &str| text.parse::<i64>().unwrap_or(0);
            if theirs == "vsize" && number(wanted) < number(had) {
                let text = format!(
                    "the disk has {had} MiB and cannot be made smaller: {wanted} MiB were asked for"
                );
                return Err(refused("disk_shrink", text));
            }
            if wanted != had {
                fields.push((theirs, wanted.to_owned()));
            }
        }
        if fields.len() > 1 {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            changed(self.0.perform("vm.edit", &fields))?;
            return Ok(step(work.progress.clone().with("resized", 1)));
        }
        match self.change_addresses(work, id)? {
            Some(answer) => Ok(answer),
            None => Ok(done(Facts::default())),
        }
    }

    /// One address more, or one less that is not the main one; none when there are enough.
    fn change_addresses(&self, work: &ServerWork, id: &str) -> Result<Option<Answer>, Stop> {
        let Some(wanted) = addresses_wanted(work) else {
            return Ok(None);
        };
        let own = self.0.list("iplist", &[("plid", id)])?;
        if own.len() < wanted {
            let fields = [("plid", id), ("family", "ipv4"), ("domain", domain(work))];
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

/// The host name, which must be something.
fn domain(work: &ServerWork) -> &str {
    if work.domain.is_empty() {
        &work.machine_name
    } else {
        &work.domain
    }
}

fn machine(row: &Node) -> Machine {
    let address = text(row, "ip").to_owned();
    Machine {
        id: text(row, "id").to_owned(),
        name: text(row, "name").to_owned(),
        runs: match text(row, "vmstatus") {
            "running" => Some(true),
            "stopped" if !has(row, "installing") => Some(false),
            _ => None,
        },
        addresses: Some(address)
            .filter(|text| !text.is_empty())
            .into_iter()
            .collect(),
    }
}

fn done(facts: Facts) -> Answer {
    Answer::unsent(Outcome::Done(facts))
}
