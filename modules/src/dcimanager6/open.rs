//! A free server becomes somebody's: marked, given, looked at again, addressed, and installed.

use super::perform::done;
use super::{ADMIN, Dcimanager6, addresses, is_busy, mark_of, marked};
use crate::platform6::quoted;
use crate::server::ServerWork;
use crate::server::call::{
    Attempt, Failure, Stop, changed, failed, may_begin, pending, refused, step, text_of,
};
use crate::{Answer, Method};
use onsell_domain::{Facts, Outcome, ServiceStatus};
use serde_json::{Value, json};
use std::cmp::Ordering;

/// How long an installation may take, in seconds.
const INSTALL_SECONDS_MAX: i64 = 2 * 3600;

impl Dcimanager6 {
    /// Does what is missing next.
    pub(super) fn open(&self, work: &ServerWork, rows: &[Value]) -> Attempt {
        let owner = match work.progress.number("owner") {
            Some(owner) => owner,
            None => match self.owner(work)? {
                Ok(owner) => owner,
                Err(answer) => return Ok(answer),
            },
        };
        let is_marked = |row: &&Value| mark_of(row) == Some(&work.machine_name);
        let mut marked = rows.iter().filter(is_marked);
        let ours = marked
            .clone()
            .find(|row| text_of(row, "owner_email") == work.owner);
        let Some(row) = ours else {
            let free =
                marked.find(|row| text_of(row, "owner_email").is_empty() && !passed(work, row));
            return match free {
                Some(row) => self.take(work, owner, row),
                None => self.mark(work, owner, rows),
            };
        };
        let id = text_of(row, "id");
        if let Some(answer) = self.change_addresses(work, row, 1)? {
            return Ok(answer);
        }
        if let Some(answer) = self.install(work, row)? {
            return Ok(answer);
        }
        Ok(done(Facts {
            machine: Some(id),
            ip: addresses(row).into_iter().next(),
            status: Some(ServiceStatus::Active),
            ..Facts::default()
        }))
    }

    /// The number of the owner over there, or the answer of the step that made him.
    fn owner(&self, work: &ServerWork) -> Result<Result<i64, Answer>, Stop> {
        let filter = format!("(email+EQ+'{}')", quoted(&work.owner));
        let known = self
            .platform
            .list(&format!("/dci/v3/user?where={filter}"))?;
        if let Some(user) = known.first() {
            let roles = user["roles"].as_array().into_iter().flatten();
            if roles.filter_map(Value::as_str).any(|role| role == ADMIN) {
                let text = format!("{} is an administrator there", work.owner);
                return Err(refused("owner", text));
            }
            if let Some(id) = user["id"].as_i64() {
                return Ok(Ok(id));
            }
        }
        let body = json!({
            "email": work.owner,
            "full_name": work.owner,
            "password": work.password.expose(),
            "phone_number": "",
            "role": "@user",
        });
        let made = changed(self.platform.change(Method::Post, "/dci/v3/user", &body))?;
        let progress = work.progress.clone().with("owner", text_of(&made, "id"));
        Ok(Err(step(progress)))
    }

    /// Marks a free server of the configuration. Whether it stays ours is seen the next time.
    fn mark(&self, work: &ServerWork, owner: i64, rows: &[Value]) -> Attempt {
        let is_here = |row: &Value| {
            let location = self.location.as_deref();
            location.is_none_or(|location| text_of(row, "location_id") == location)
        };
        let is_free = |row: &&Value| {
            text_of(row, "owner_email").is_empty()
                && text_of(row, "configuration") == work.preset
                && row["is_new"] != true
                && row["in_operation"] != false
                && row["maintenance"] != true
                && !is_busy(row)
                && mark_of(row).is_none()
                && is_here(row)
                && !passed(work, row)
        };
        let Some(row) = rows.iter().find(is_free) else {
            let text = format!(
                "no server of the configuration {} is free: prepare one in DCImanager",
                work.preset
            );
            return Err(refused("no_free_server", text));
        };
        may_begin(work)?;
        let notes = marked(row, Some(&work.machine_name));
        changed(self.write_notes(&text_of(row, "id"), &notes))?;
        Ok(step(work.progress.clone().with("owner", owner)))
    }

    /// Gives a marked server to its owner.
    fn take(&self, work: &ServerWork, owner: i64, row: &Value) -> Attempt {
        let id = text_of(row, "id");
        match self.give_to(&id, owner) {
            Ok(_) => Ok(step(work.progress.clone())),
            // Somebody was faster, or it is kept back: the next one.
            Err(Failure::Refused(_) | Failure::Missing(_)) => {
                let passed = work.progress.get("passed").unwrap_or_default();
                let passed = format!("{passed} {id}");
                Ok(step(work.progress.clone().with("passed", passed.trim())))
            }
            Err(failure) => Err(Stop::Change(failure)),
        }
    }

    /// Brings a server to the number of addresses that is wanted; none when it has them.
    pub(super) fn change_addresses(
        &self,
        work: &ServerWork,
        row: &Value,
        least: usize,
    ) -> Result<Option<Answer>, Stop> {
        let wanted = work.resources.get("ip").and_then(|text| text.parse().ok());
        let own = row["ip"].as_array().map(Vec::as_slice).unwrap_or_default();
        let wanted: usize = wanted.unwrap_or(own.len()).max(least);
        let id = text_of(row, "id");
        match own.len().cmp(&wanted) {
            Ordering::Equal => return Ok(None),
            Ordering::Less => {
                changed(self.add_addresses(&id, wanted - own.len()))?;
            }
            Ordering::Greater => {
                let mut others = own
                    .iter()
                    .filter(|address| text_of(address, "name") != work.ip);
                let last = others.next_back().map(|address| text_of(address, "id"));
                changed(self.delete_address(&id, &last.unwrap_or_default()))?;
            }
        }
        Ok(Some(step(work.progress.clone())))
    }

    /// Puts a system on a server; none when it is there.
    pub(super) fn install(&self, work: &ServerWork, row: &Value) -> Result<Option<Answer>, Stop> {
        let operation = &row["operation"];
        let Some(begun) = work.progress.get("operation") else {
            if is_busy(row) {
                // The answer was lost, and here is what it would have said.
                let progress = work.progress.clone();
                let progress = progress.with("operation", text_of(operation, "id"));
                return Ok(Some(Answer::unsent(Outcome::Step(progress))));
            }
            may_begin(work)?;
            let body = self.system(work)?;
            let answer = changed(self.put_system(&text_of(row, "id"), &body))?;
            let progress = work.progress.clone();
            let progress = progress.with("operation", text_of(&answer, "operation"));
            return Ok(Some(step(progress)));
        };
        match operation["status"].as_str() {
            Some("ok") => Ok(None),
            Some("failed" | "canceled") if text_of(operation, "id") == begun => {
                let why = text_of(operation, "status_info");
                let text = format!("the installation failed: {why}");
                Err(failed(work, text, &["operation"]))
            }
            _ => {
                let what = format!("the installation of {}", text_of(row, "id"));
                pending(work, &what, INSTALL_SECONDS_MAX).map(Some)
            }
        }
    }
}

/// Whether somebody else got this server while we tried.
fn passed(work: &ServerWork, row: &Value) -> bool {
    let passed = work.progress.get("passed").unwrap_or_default();
    passed.split(' ').any(|id| id == text_of(row, "id"))
}
