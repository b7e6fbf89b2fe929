//! A free server becomes somebody's: taken, looked at again, switched on, named, and installed.

use super::{Dcimanager5, FREE_DOMAIN, LEVEL, MARK, configuration, done, mark_of, unmarked};
use crate::Answer;
use crate::mgr5::{has, recipe_fields, text};
use crate::server::ServerWork;
use crate::server::call::{
    Attempt, Failure, Stop, changed, failed, may_begin, pending, refused, step,
};
use onsell_domain::{Facts, Outcome, ServiceStatus};
use onsell_wire::Node;

/// How long an installation may take, in seconds.
const INSTALL_SECONDS_MAX: i64 = 2 * 3600;
/// How long ports may take to change, in seconds.
const PORTS_SECONDS_MAX: i64 = 900;

impl Dcimanager5 {
    /// Does what is missing next.
    pub(super) fn open(&self, work: &ServerWork, rows: &[Node]) -> Attempt {
        let owner = match work.progress.get("owner") {
            Some(owner) => owner.to_owned(),
            None => match self.0.owner(work, LEVEL)? {
                Ok(owner) => owner,
                Err(answer) => return Ok(answer),
            },
        };
        let is_ours =
            |row: &&Node| mark_of(row) == Some(&work.machine_name) && text(row, "owner") == owner;
        let Some(row) = rows.iter().find(is_ours) else {
            return self.take(work, &owner, rows);
        };
        let id = text(row, "id");
        if has(row, "disabled") {
            return self.ask(work, row, "server.enable");
        }
        let ports = self.0.list("server.connection", &[("elid", id)])?;
        if ports.iter().any(|port| has(port, "func_in_progress")) {
            let what = format!("the enabling of the ports of {}", text(row, "name"));
            return pending(work, &what, PORTS_SECONDS_MAX);
        }
        if !has(row, "poweron") && work.progress.get("installed").is_none() {
            return self.ask(work, row, "server.poweron");
        }
        if !work.domain.is_empty()
            && text(row, "hostname") != work.domain
            && work.progress.get("named").is_none()
        {
            changed(self.edit(row, &[("domain", &work.domain)]))?;
            return Ok(step(work.progress.clone().with("named", 1)));
        }
        if let Some(answer) = self.change_addresses(work, id)? {
            return Ok(answer);
        }
        if let Some(answer) = self.install(work, row)? {
            return Ok(answer);
        }
        let address = text(row, "ip").to_owned();
        Ok(done(Facts {
            machine: Some(id.to_owned()),
            ip: Some(address).filter(|text| !text.is_empty()),
            status: Some(ServiceStatus::Active),
            ..Facts::default()
        }))
    }

    /// Takes a free server of the configuration. Whether it is ours is seen the next time.
    fn take(&self, work: &ServerWork, owner: &str, rows: &[Node]) -> Attempt {
        let passed = work.progress.get("passed").unwrap_or_default();
        let is_free = |row: &&Node| {
            text(row, "owner").is_empty()
                && text(row, "hostname") == FREE_DOMAIN
                && configuration(row) == work.preset
                && !["blocked", "hwproblem", "diag_in_progress"]
                    .iter()
                    .any(|mark| has(row, mark))
                && !passed.split(' ').any(|id| id == text(row, "id"))
        };
        let Some(row) = rows.iter().find(is_free) else {
            let text = format!(
                "no server of the configuration {} is free: prepare one in DCImanager",
                work.preset
            );
            return Err(refused("no_free_server", text));
        };
        may_begin(work)?;
        let id = text(row, "id");
        let notes = format!(
            "{} {MARK}{}",
            unmarked(text(row, "notes")),
            work.machine_name
        );
        let progress = work.progress.clone().with("owner", owner);
        let changes = [("owner", owner), ("notes", notes.trim())];
        match self.edit(row, &changes) {
            Ok(_) => Ok(step(progress)),
            // Somebody was faster, or it is kept back: the next one.
            Err(Failure::Refused(_) | Failure::Missing(_)) => {
                let passed = format!("{passed} {id}");
                Ok(step(progress.with("passed", passed.trim())))
            }
            Err(failure) => Err(Stop::Change(failure)),
        }
    }

    /// Puts a system on a server; none when it is there.
    pub(super) fn install(&self, work: &ServerWork, row: &Node) -> Result<Option<Answer>, Stop> {
        if work.progress.get("installed").is_none() {
            if work.sent_before.is_some() && has(row, "install_in_progress") {
                // The answer was lost, and here is what it would have said.
                let progress = work.progress.clone().with("installed", 1);
                return Ok(Some(Answer::unsent(Outcome::Step(progress))));
            }
            may_begin(work)?;
            let password = work.password.expose();
            let mut fields = vec![
                ("elid", text(row, "id")),
                ("operation", "ostemplate"),
                ("ostemplate", work.template.as_str()),
                ("passwd", password),
                ("confirm", password),
                ("checkpasswd", password),
            ];
            let recipe = recipe_fields(work);
            fields.extend(
                recipe
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str())),
            );
            changed(self.0.perform("server.operations", &fields))?;
            return Ok(Some(step(work.progress.clone().with("installed", 1))));
        }
        if has(row, "install_in_progress") {
            let what = format!("the installation of {}", text(row, "name"));
            return pending(work, &what, INSTALL_SECONDS_MAX).map(Some);
        }
        if has(row, "operation_failed") {
            return Err(failed(work, "the installation failed", &["installed"]));
        }
        Ok(None)
    }
}
