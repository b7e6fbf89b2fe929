//! One attempt of one operation at a DCImanager 6.

use super::{Dcimanager6, is_busy, mark_of, marked, power};
use crate::server::ServerWork;
use crate::server::call::{Attempt, changed, pending, refused, step, text_of};
use crate::{Answer, Method};
use onsell_domain::OperationKind as K;
use onsell_domain::{Facts, Outcome};
use serde_json::{Value, json};

/// How long the devices may take to tell a change of power, in seconds: they are asked every five
/// minutes only (backends 3.1).
const POWER_SECONDS_MAX: i64 = 1800;
/// How long a server may take to become free, in seconds.
const RELEASE_SECONDS_MAX: i64 = 2 * 3600;

impl Dcimanager6 {
    pub(super) fn attempt(&self, work: &ServerWork) -> Attempt {
        if work.kind == K::Prolong {
            return Ok(done(Facts::default()));
        }
        let rows = self.platform.list("/dci/v3/server")?;
        if work.kind == K::Open {
            return self.open(work, &rows);
        }
        let mut marked = rows
            .iter()
            .filter(|row| mark_of(row) == Some(&work.machine_name));
        let ours = marked
            .clone()
            .find(|row| text_of(row, "owner_email") == work.owner);
        match (ours, work.kind) {
            (Some(row), K::Close) => self.release(work, row),
            (Some(row), _) => self.change(work, row),
            (None, K::Close) => match marked.find(|row| text_of(row, "owner_email").is_empty()) {
                // It is free, and still has our mark.
                Some(row) => {
                    changed(self.write_notes(&text_of(row, "id"), &marked_off(row)))?;
                    Ok(Answer::sent(Outcome::Done(Facts::default())))
                }
                None => Ok(done(Facts::default())),
            },
            (None, _) => {
                let text = format!("no server there is marked as {}", work.machine_name);
                Err(refused("missed", text))
            }
        }
    }

    fn change(&self, work: &ServerWork, row: &Value) -> Attempt {
        let id = text_of(row, "id");
        let is_suspended = self.suspends_ports && row["state"] == "suspended";
        match work.kind {
            K::Suspend if self.suspends_ports => {
                if !is_suspended {
                    changed(self.switch_ports(&id, false))?;
                }
                Ok(Answer::sent(Outcome::Done(Facts::default())))
            }
            K::Resume | K::Start if is_suspended => {
                changed(self.switch_ports(&id, true))?;
                Ok(step(work.progress.clone()))
            }
            K::Suspend | K::Stop => self.switch_power(work, row, "power_off", "OFF"),
            K::Resume if !work.runs => Ok(done(Facts::default())),
            K::Resume | K::Start => self.switch_power(work, row, "power_on", "ON"),
            K::Reboot => {
                let path = format!("/dci/v3/server/{id}/power_reset");
                changed(self.platform.change(Method::Post, &path, &json!({})))?;
                Ok(Answer::sent(Outcome::Done(Facts::default())))
            }
            K::SetParam | K::ChangeTariff => {
                let answer = self.change_addresses(work, row, 1)?;
                Ok(answer.unwrap_or_else(|| done(Facts::default())))
            }
            K::Reinstall => {
                let answer = self.install(work, row)?;
                Ok(answer.unwrap_or_else(|| done(Facts::default())))
            }
            _ => {
                let text =
                    "DCImanager 6 sets a password and runs a recipe with an installation only";
                Err(refused("not_supported", text))
            }
        }
    }

    /// Asks once, then waits for the devices to tell; a person who says Start has it asked again.
    fn switch_power(&self, work: &ServerWork, row: &Value, action: &str, wanted: &str) -> Attempt {
        if power(row) == wanted {
            return Ok(done(Facts::default()));
        }
        let id = text_of(row, "id");
        let is_asked = work.progress.get(action).is_some();
        let is_again = work.step_seconds > POWER_SECONDS_MAX && work.tries <= 1;
        if is_asked && !is_again {
            return pending(
                work,
                &format!("{action} of the server {id}"),
                POWER_SECONDS_MAX,
            );
        }
        let path = format!("/dci/v3/server/{id}/{action}");
        changed(self.platform.change(Method::Post, &path, &json!({})))?;
        Ok(step(work.progress.clone().with(action, 1)))
    }

    /// Gives a server back.
    fn release(&self, work: &ServerWork, row: &Value) -> Attempt {
        let id = text_of(row, "id");
        let is_asked = work.progress.get("released").is_some();
        if is_asked || is_busy(row) {
            return pending(work, &format!("the release of {id}"), RELEASE_SECONDS_MAX);
        }
        changed(self.free(&id))?;
        Ok(step(work.progress.clone().with("released", 1)))
    }
}

fn marked_off(row: &Value) -> String {
    marked(row, None)
}

pub(super) fn done(facts: Facts) -> Answer {
    Answer::unsent(Outcome::Done(facts))
}
