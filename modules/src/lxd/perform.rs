//! One attempt of one operation at an LXD: looks at the machine and does what is missing next.

use super::client::Task;
use super::network::{self, Addresses, DEVICE};
use super::{Lxd, OURS, list};
use crate::server::ServerWork;
use crate::server::call::{
    Attempt, Stop, changed, failed, may_begin, pending, refused, step, text_of,
};
use crate::{Answer, Method};
use onsell_domain::OperationKind as K;
use onsell_domain::{Facts, OperationKind, Outcome, Progress, ServiceStatus};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::net::Ipv4Addr;

/// How long one operation over there may take, in seconds.
const TASK_SECONDS_MAX: i64 = 900;
/// How long an address is waited for, in seconds.
const ADDRESS_SECONDS_MAX: i64 = 300;
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
    fn act(&self, work: &ServerWork, name: &str, action: &str, is_forced: bool) -> Attempt {
        let body = json!({"action": action, "timeout": STOP_SECONDS, "force": is_forced});
        let path = format!("/1.0/instances/{name}/state");
        self.begin(work, Method::Put, &path, Some(&body), &work.progress)
    }

    fn remove(&self, work: &ServerWork, name: &str) -> Attempt {
        let path = format!("/1.0/instances/{name}");
        self.begin(work, Method::Delete, &path, None, &work.progress)
    }

    /// Sends one request and waits a little for what it began.
    fn begin(
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

    /// Makes the machine; `kept` is what one that it replaces had.
    fn create(
        &self,
        work: &ServerWork,
        name: &str,
        progress: &Progress,
        kept: Option<&Value>,
    ) -> Attempt {
        may_begin(work)?;
        if work.template.is_empty() {
            return Err(refused("value", "no system to install was chosen"));
        }
        let alias = format!("/1.0/images/aliases/{}", work.template);
        if self.client.find(&alias)?.is_none() {
            let text = format!("LXD has no image {}", work.template);
            return Err(refused("missed", text));
        }
        let mut body = match kept {
            Some(kept) => kept.clone(),
            None => self.wanted(work, name)?,
        };
        body["name"] = json!(name);
        body["type"] = json!(self.instance_type);
        body["source"] = json!({"type": "image", "alias": work.template});
        self.begin(work, Method::Post, "/1.0/instances", Some(&body), progress)
    }

    /// What a new machine is to have.
    fn wanted(&self, work: &ServerWork, name: &str) -> Result<Value, Stop> {
        let mut config = limits(work);
        config.insert(OURS.to_owned(), json!(work.machine_name));
        let mut devices = Map::new();
        if let Some(size) = work.resources.get("disk") {
            devices.insert("root".to_owned(), self.root(size));
        }
        let address = self.free_address(name)?;
        if let Some(device) = network::device(&self.network, address) {
            devices.insert(DEVICE.to_owned(), device);
        }
        let profile = if work.preset.is_empty() {
            "default"
        } else {
            &work.preset
        };
        Ok(json!({"config": config, "devices": devices, "profiles": [profile]}))
    }

    fn root(&self, size_mib: &str) -> Value {
        let size = format!("{size_mib}MiB");
        json!({"type": "disk", "path": "/", "pool": self.pool, "size": size})
    }

    fn free_address(&self, name: &str) -> Result<Option<Ipv4Addr>, Stop> {
        let Addresses::Chosen(ranges) = &self.addresses else {
            return Ok(None);
        };
        let taken = self.taken(name)?;
        network::choose(ranges, &taken, name).map(Some)
    }

    /// The addresses that other machines have.
    fn taken(&self, name: &str) -> Result<BTreeSet<Ipv4Addr>, Stop> {
        let found = self.client.get("/1.0/instances?recursion=1")?;
        let others = list(&found).filter(|instance| instance["name"] != name);
        Ok(others.flat_map(network::given).collect())
    }

    /// What is missing of a machine that was made: its address, that it runs, its password, and
    /// what is installed on it.
    fn finish(
        &self,
        work: &ServerWork,
        name: &str,
        instance: &Value,
        ended: Option<&Value>,
    ) -> Attempt {
        let own = network::given(instance);
        if status(instance) == "Stopped" {
            // Two machines that were made at the same time may have chosen the same address:
            // whoever sees that before it starts chooses anew.
            if matches!(self.addresses, Addresses::Chosen(_)) {
                let taken = self.taken(name)?;
                if own.is_empty() || own.iter().any(|address| taken.contains(address)) {
                    return self.move_to(work, name, self.free_address(name)?);
                }
            }
            may_begin(work)?;
            return self.act(work, name, "start", false);
        }
        if status(instance) == "Frozen" {
            return self.act(work, name, "unfreeze", false);
        }
        let address = match self.addresses {
            Addresses::None => String::new(),
            Addresses::Chosen(_) => own.first().map(ToString::to_string).unwrap_or_default(),
            Addresses::Given => {
                let state = self.client.get(&format!("/1.0/instances/{name}/state"))?;
                let Some(address) = network::present(&state).into_iter().next() else {
                    let what = format!("the network has given {name} no address: this");
                    return pending(work, &what, ADDRESS_SECONDS_MAX);
                };
                address
            }
        };
        if let Some(answer) = self.set_password(work, name, ended)? {
            return Ok(answer);
        }
        if let Some(answer) = self.run_recipe(work, name, ended)? {
            return Ok(answer);
        }
        Ok(done(Facts {
            machine: Some(name.to_owned()),
            ip: (!address.is_empty()).then_some(address),
            status: Some(ServiceStatus::Active),
            ..Facts::default()
        }))
    }

    fn move_to(&self, work: &ServerWork, name: &str, address: Option<Ipv4Addr>) -> Attempt {
        let device = network::device(&self.network, address);
        let body = json!({"devices": {DEVICE: device}});
        let path = format!("/1.0/instances/{name}");
        self.begin(work, Method::Patch, &path, Some(&body), &work.progress)
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

    /// This version rebuilds nothing: the machine is removed and made again with what it had.
    fn reinstall(
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

/// A machine that was asked to stop by itself and does not is switched off at once; whatever else
/// failed is told.
fn unfinished(work: &ServerWork, text: String) -> Stop {
    if work.kind == OperationKind::Stop && !is_forced(work) {
        let progress = work.progress.clone().without("task");
        return step(progress.with("forced", 1)).into();
    }
    failed(work, text)
}

fn is_forced(work: &ServerWork) -> bool {
    work.progress.get("forced").is_some()
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

fn limits(work: &ServerWork) -> Map<String, Value> {
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

fn status(instance: &Value) -> &str {
    instance["status"].as_str().unwrap_or_default()
}

fn done(facts: Facts) -> Answer {
    Answer::unsent(Outcome::Done(facts))
}
