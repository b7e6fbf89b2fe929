//! A system installed anew. Releases without a call for it are most that are met: the machine is
//! removed and made again with what it had.

use super::perform::status;
use super::{Lxd, OURS};
use crate::Answer;
use crate::server::ServerWork;
use crate::server::call::{Attempt, refused};
use onsell_domain::Outcome;
use serde_json::{Map, Value, json};

impl Lxd {
    /// Does what is missing next.
    pub(super) fn reinstall(
        &self,
        work: &ServerWork,
        name: &str,
        found: Option<&Value>,
        ended: Option<&Value>,
    ) -> Attempt {
        let kept = work.progress.get("kept");
        let kept = kept.and_then(|text| serde_json::from_str::<Value>(text).ok());
        match (kept, found) {
            (None, None) => {
                let text = format!("the machine {name} does not exist there");
                Err(refused("missed", text))
            }
            // What it has is written down before it is removed.
            (None, Some(instance)) => {
                let progress = work.progress.clone().with("kept", keep(instance));
                Ok(Answer::unsent(Outcome::Step(progress)))
            }
            (Some(kept), None) => {
                let progress = work.progress.clone().with("removed", 1);
                self.create(work, name, &progress, Some(&kept))
            }
            (Some(_), Some(instance)) if work.progress.get("removed").is_none() => {
                match status(instance) {
                    "Stopped" | "Error" => self.remove(work, name),
                    _ => self.act(work, name, "stop", true),
                }
            }
            (Some(_), Some(instance)) => self.finish(work, name, instance, ended),
        }
    }
}

/// What of a machine its successor shall have.
fn keep(instance: &Value) -> Value {
    let config = instance["config"].as_object();
    let is_kept = |name: &str| name == OURS || name.starts_with("limits.");
    let config: Map<String, Value> = config
        .into_iter()
        .flatten()
        .filter(|(name, _)| is_kept(name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    json!({
        "config": config,
        "devices": instance["devices"],
        "profiles": instance["profiles"],
    })
}
