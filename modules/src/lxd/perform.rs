//! One attempt of one operation at an LXD: looks at the machine and does what is missing next.

use super::client::Task;
use super::{Lxd, OURS};
use crate::server::ServerWork;
use crate::server::call::{Attempt, Stop, changed, failed, pending, refused, step, text_of};
use crate::{Answer, Method};
use onsell_domain::OperationKind as K;
use onsell_domain::{Facts, OperationKind, Outcome, Progress};
use serde_json::{Map, Value, json};

/// How long one operation over there may take, in seconds.
const TASK_SECONDS_MAX: i64 = 900;
/// How long a machine may take to stop by itself, in seconds.
const STOP_SECONDS: u32 = 20;

impl Lxd {
    pub(super) fn attempt(&self, work: &ServerWork) -> Attempt {
        let name = work.machine.as_deref().unwrap_or(&work.machine_name);
        let ended = match work.progress.get("task") {
            Some(task) => self.ended(work, name, task)?,
            None => None,
        };
        let found = self.client.find(&format!("/1.0/instances/{name}"))?;
        if let Some(instance) = &found
            && text_of(&instance["config"], OURS) != work.machine_name
        {
            let text = format!("a machine {name} is there that is not of this service");
            return Err(refused("exists", text));
        }
        match (work.kind, found) {
            (K::Open, None) => self.create(work, name, &work.progress, None),
            (K::Open, Some(instance)) => self.finish(work, name, &instance, ended.as_ref()),
            (K::Close, None) | (K::Prolong, _) => Ok(done(Facts::default())),
            (K::Close, Some(instance)) => match status(&instance) {
                "Stopped" | "Error" => self.remove(work, name),
                _ => self.act(work, name, "stop", true),
            },
            (K::Reinstall, found) => self.reinstall(work, name, found.as_ref(), ended.as_ref()),
            (_, None) => {
                let text = format!("the machine {name} does not exist there");
                Err(refused("missed", text))
            }
            (kind, Some(instance)) => self.change(work, name, kind, &instance, ended.as_ref()),
        }
    }

    /// What became of the operation that an earlier attempt began; none while it is forgotten.
    fn ended(&self, work: &ServerWork, name: &str, task: &str) -> Result<Option<Value>, Stop> {
        match self.client.wait(task)? {
            Task::Complete(ended) => Ok(Some(ended)),
            Task::Forgotten => Ok(None),
            Task::Failed(text) => Err(unfinished(work, text)),
            Task::Running => {
                let what = format!("the operation {task} of {name} at LXD");
                Err(pending(work, &what, TASK_SECONDS_MAX)?.into())
            }
        }
    }

    /// What changes a machine that is there.
    fn change(
        &self,
        work: &ServerWork,
        name: &str,
        kind: OperationKind,
        instance: &Value,
        ended: Option<&Value>,
    ) -> Attempt {
        match (kind, status(instance)) {
            (K::Suspend, "Stopped" | "Frozen")
            | (K::Stop, "Stopped")
            | (K::Resume | K::Start, "Running") => Ok(done(Facts::default())),
            (K::Resume, "Stopped") if !work.runs => Ok(done(Facts::default())),
            (K::Suspend, _) if self.freezes => self.act(work, name, "freeze", false),
            (K::Suspend, _) => self.act(work, name, "stop", true),
            // It is asked to stop by itself; one that does not is switched off.
            (K::Stop, _) => self.act(work, name, "stop", is_forced(work)),
            (K::Resume | K::Start | K::Reboot, "Frozen") => self.act(work, name, "unfreeze", false),
            (K::Resume | K::Start | K::Reboot, "Stopped") => self.act(work, name, "start", false),
            (K::Reboot, _) if work.progress.get("restarted").is_some() => {
                Ok(done(Facts::default()))
            }
            (K::Reboot, _) => {
                let answer = self.act(work, name, "restart", true)?;
                Ok(match answer.outcome {
                    Outcome::Step(progress) => step(progress.with("restarted", 1)),
                    _ => answer,
                })
            }
            (K::SetParam | K::ChangeTariff, _) => self.resize(work, name, instance),
            (K::ChangePassword | K::Install, "Running") => {
                let answer = if kind == K::Install {
                    self.run_recipe(work, name, ended)?
                } else {
                    self.set_password(work, name, ended)?
                };
                Ok(answer.unwrap_or_else(|| done(Facts::default())))
            }
            (K::ChangePassword | K::Install, _) => {
                Err(refused("state", "the server is off: start it first"))
            }
            _ => Err(refused("not_supported", "LXD cannot do that")),
        }
    }

    /// Asks for another state.
    pub(super) fn act(
        &self,
        work: &ServerWork,
        name: &str,
        action: &str,
        is_forced: bool,
    ) -> Attempt {
        let body = json!({"action": action, "timeout": STOP_SECONDS, "force": is_forced});
        let path = format!("/1.0/instances/{name}/state");
        self.begin(work, Method::Put, &path, Some(&body), &work.progress)
    }

    pub(super) fn remove(&self, work: &ServerWork, name: &str) -> Attempt {
        let path = format!("/1.0/instances/{name}");
        self.begin(work, Method::Delete, &path, None, &work.progress)
    }

    /// Sends one request and waits a little for what it began.
    pub(super) fn begin(
        &self,
        work: &ServerWork,
        method: Method,
        path: &str,
        body: Option<&Value>,
        progress: &Progress,
    ) -> Attempt {
        let task = changed(self.client.change(method, path, body))?;
        let progress = progress.clone();
        match self.client.wait(&task) {
            Ok(Task::Complete(_) | Task::Forgotten) => Ok(step(progress.without("task"))),
            // Somebody else was first, or an earlier request of ours.
            Ok(Task::Failed(text)) if text.contains("already") => {
                Ok(step(progress.without("task")))
            }
            Ok(Task::Failed(text)) => Err(unfinished(work, text)),
            Ok(Task::Running) | Err(_) => Ok(step(progress.with("task", task))),
        }
    }

    fn resize(&self, work: &ServerWork, name: &str, instance: &Value) -> Attempt {
        let mut body = Map::new();
        let config = limits(work);
        if !config.is_empty() {
            body.insert("config".to_owned(), Value::Object(config));
        }
        if let Some(size) = work.resources.get("disk") {
            let before = text_of(&instance["expanded_devices"]["root"], "size");
            if mib(size) < mib(&before) {
                let text = format!("the disk has {before} and cannot be made smaller");
                return Err(refused("disk_shrink", text));
            }
            body.insert("devices".to_owned(), json!({"root": self.root(size)}));
        }
        if work.kind == OperationKind::ChangeTariff && !work.preset.is_empty() {
            body.insert("profiles".to_owned(), json!([work.preset]));
        }
        if body.is_empty() || work.progress.get("resized").is_some() {
            return Ok(done(Facts::default()));
        }
        let path = format!("/1.0/instances/{name}");
        let progress = work.progress.clone().with("resized", 1);
        self.begin(
            work,
            Method::Patch,
            &path,
            Some(&Value::Object(body)),
            &progress,
        )
    }
}

/// A machine that was asked to stop by itself and does not is switched off at once; whatever else
/// failed is told.
fn unfinished(work: &ServerWork, text: String) -> Stop {
    if work.kind == OperationKind::Stop && !is_forced(work) {
        let progress = work.progress.clone().without("task");
        return step(progress.with("forced", 1)).into();
    }
    failed(work, text, &[])
}

fn is_forced(work: &ServerWork) -> bool {
    work.progress.get("forced").is_some()
}

pub(super) fn limits(work: &ServerWork) -> Map<String, Value> {
    let mut config = Map::new();
    if let Some(cores) = work.resources.get("cpu") {
        config.insert("limits.cpu".to_owned(), json!(cores));
    }
    if let Some(size) = work.resources.get("ram") {
        config.insert("limits.memory".to_owned(), json!(format!("{size}MiB")));
    }
    config
}

/// A size of ours or of LXD in MiB; what cannot be read is none.
fn mib(text: &str) -> u64 {
    let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
    let number: u64 = digits.parse().unwrap_or(0);
    match &text[digits.len()..] {
        "GiB" => number * 1024,
        "GB" => number * 1_000_000_000 / 1_048_576,
        "MB" => number * 1_000_000 / 1_048_576,
        _ => number,
    }
}

pub(super) fn status(instance: &Value) -> &str {
    instance["status"].as_str().unwrap_or_default()
}

pub(super) fn done(facts: Facts) -> Answer {
    Answer::unsent(Outcome::Done(facts))
}
