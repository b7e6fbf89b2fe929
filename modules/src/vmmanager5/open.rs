//! A new machine at VMmanager 5, and a new system on one.

use super::{LEVEL, Vmmanager5, domain, done};
use crate::Answer;
use crate::mgr5::{GIVES_UP_SECONDS, addresses_wanted, has, recipe_fields, text};
use crate::server::ServerWork;
use crate::server::call::{Attempt, Stop, changed, failed, may_begin, pending, refused, step};
use onsell_domain::{Facts, Outcome, ServiceStatus};
use onsell_wire::Node;

/// How long an installation may take, in seconds.
const INSTALL_SECONDS_MAX: i64 = 3600;
/// What our addons are called there.
pub(super) const SIZES: [(&str, &str); 3] = [("cpu", "vcpu"), ("ram", "mem"), ("disk", "vsize")];

impl Vmmanager5 {
    /// Does what is missing next.
    pub(super) fn open(&self, work: &ServerWork, rows: &[Node]) -> Attempt {
        if let Some(broken) = work.progress.get("broken")
            && let Some(row) = rows.iter().find(|row| text(row, "id") == broken)
        {
            may_begin(work)?;
            return self.ask(work, row, "vm.delete", &[]);
        }
        let Some(machine) = work.progress.get("machine") else {
            return self.create(work, rows);
        };
        let Some(row) = rows.iter().find(|row| text(row, "id") == machine) else {
            let text = format!("the machine {machine} was made and is not there any more");
            return Err(refused("missed", text));
        };
        if has(row, "installing") || has(row, "installos") {
            let what = format!("the installation of {}", text(row, "name"));
            return pending(work, &what, INSTALL_SECONDS_MAX);
        }
        if text(row, "vmstatus") == "crashed" {
            let mut stop = failed(work, "the installation failed", &["machine", "asked"]);
            if let Stop::Told(answer) = &mut stop {
                let progress = answer.progress.take().unwrap_or_default();
                answer.progress = Some(progress.with("broken", machine));
            }
            return Err(stop);
        }
        if addresses_wanted(work).is_some()
            && let Some(answer) = self.change_addresses(work, machine)?
        {
            return Ok(answer);
        }
        let address = text(row, "ip").to_owned();
        Ok(done(Facts {
            machine: Some(machine.to_owned()),
            ip: Some(address).filter(|text| !text.is_empty()),
            status: Some(ServiceStatus::Active),
            ..Facts::default()
        }))
    }

    fn create(&self, work: &ServerWork, rows: &[Node]) -> Attempt {
        let owner = match work.progress.get("owner") {
            Some(owner) => owner.to_owned(),
            None => match self.0.owner(work, LEVEL)? {
                Ok(owner) => owner,
                Err(answer) => return Ok(answer),
            },
        };
        let mut named = rows
            .iter()
            .filter(|row| text(row, "name") == work.machine_name);
        if let Some(row) = named.next() {
            let progress = work.progress.clone().with("machine", text(row, "id"));
            return Ok(Answer::unsent(Outcome::Step(progress)));
        }
        if let Some(sent) = work.sent_before
            && sent.is_unanswered
            && sent.seconds_ago < GIVES_UP_SECONDS
        {
            let left = GIVES_UP_SECONDS - sent.seconds_ago;
            return Ok(Answer::unsent(Outcome::Pending {
                again_seconds: u32::try_from(left).unwrap_or(1),
            }));
        }
        may_begin(work)?;
        let password = work.password.expose();
        let mut fields = vec![
            ("name", work.machine_name.as_str()),
            ("domain", domain(work)),
            ("preset", work.preset.as_str()),
            ("user", owner.as_str()),
            ("vmi", work.template.as_str()),
            ("family", "ipv4"),
            ("iptype", "public"),
            ("hostnode", "auto"),
            ("password", password),
            ("confirm", password),
        ];
        for (ours, theirs) in SIZES {
            if let Some(value) = work.resources.get(ours) {
                fields.push((theirs, value));
            }
        }
        let recipe = recipe_fields(work);
        fields.extend(
            recipe
                .iter()
                .map(|(name, value)| (name.as_str(), value.as_str())),
        );
        let made = changed(self.0.perform("vm.edit", &fields))?;
        let progress = work.progress.clone().with("owner", owner);
        Ok(step(progress.with("machine", text(&made, "id"))))
    }

    /// The fields of the preset; none where the tariff has no name.
    pub(super) fn preset(&self, work: &ServerWork) -> Result<Option<Node>, Stop> {
        if work.preset.is_empty() {
            return Ok(None);
        }
        let rows = self.0.list("preset", &[])?;
        let is_meant =
            |row: &&Node| text(row, "name") == work.preset || text(row, "id") == work.preset;
        let id = rows.iter().find(is_meant).map(|row| text(row, "id"));
        let id = id
            .ok_or_else(|| refused("missed", format!("VMmanager has no preset {}", work.preset)))?;
        Ok(Some(self.0.call("preset.edit", &[("elid", id)])?))
    }

    pub(super) fn reinstall(&self, work: &ServerWork, row: &Node) -> Attempt {
        if work.progress.get("asked").is_none() {
            may_begin(work)?;
            let password = work.password.expose();
            let mut fields = vec![
                ("vmi", work.template.as_str()),
                ("password", password),
                ("confirm", password),
            ];
            let recipe = recipe_fields(work);
            fields.extend(
                recipe
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str())),
            );
            return self.ask(work, row, "vm.reinstall", &fields);
        }
        if has(row, "installing") || has(row, "installos") {
            let what = format!("the installation of {}", text(row, "name"));
            return pending(work, &what, INSTALL_SECONDS_MAX);
        }
        if text(row, "vmstatus") == "crashed" {
            return Err(failed(work, "the installation failed", &["asked"]));
        }
        Ok(done(Facts::default()))
    }
}
