//! A new machine: its owner, itself, its addresses, and what is installed with it.

use super::offers::template_name;
use super::perform::{done, state};
use super::{ADMIN, Vmmanager6, addresses, roles};
use crate::server::ServerWork;
use crate::server::call::{
    Attempt, Stop, changed, failed, may_begin, pending, refused, step, text_of,
};
use crate::{Answer, Method};
use onsell_domain::{Facts, Outcome, ServiceStatus};
use ring::digest;
use serde_json::{Value, json};

/// How long a copy of a request may be on its way after we gave it up, in seconds.
const GIVES_UP_SECONDS: i64 = 120;
/// How long the making of a machine may take, in seconds.
pub(super) const CREATE_SECONDS_MAX: i64 = 3600;

impl Vmmanager6 {
    /// Does what is missing next.
    pub(super) fn open(&self, work: &ServerWork) -> Attempt {
        if let Some(broken) = work.progress.get("broken")
            && let Some(answer) = self.remove_broken(work, broken)?
        {
            return Ok(answer);
        }
        let Some(machine) = work.progress.get("machine") else {
            return self.create(work);
        };
        let host = self.host(machine)?.ok_or_else(|| {
            let text = format!("the machine {machine} was made and is not there any more");
            refused("missed", text)
        })?;
        let wanted: i64 = work
            .resources
            .get("ip")
            .map_or(1, |text| text.parse().unwrap_or(1));
        let own = addresses(&host);
        match state(&host) {
            // One that was found by its name, whose task nobody knows.
            "crashed" => Err(broken(work, "the machine crashed while it was made")),
            "active" if !own.is_empty() || wanted == 0 => {
                if let Some(answer) = self.finish_recipe(work, machine)? {
                    return Ok(answer);
                }
                Ok(done(Facts {
                    machine: Some(machine.to_owned()),
                    ip: own.first().cloned(),
                    status: Some(ServiceStatus::Active),
                    ..Facts::default()
                }))
            }
            "stopped" if work.progress.get("task").is_none() => self.power(work, machine, "start"),
            _ => pending(
                work,
                &format!("the making of {machine}"),
                CREATE_SECONDS_MAX,
            ),
        }
    }

    /// What a failed attempt left is taken away before the next one.
    fn remove_broken(&self, work: &ServerWork, broken: &str) -> Result<Option<Answer>, Stop> {
        if self.host(broken)?.is_none() {
            return Ok(None);
        }
        may_begin(work)?;
        self.remove(work, broken).map(Some)
    }

    fn create(&self, work: &ServerWork) -> Attempt {
        let known = work.progress.number("account");
        let account = match known.map_or_else(|| self.owner(work), |id| Ok(Ok(id)))? {
            Ok(account) => account,
            Err(answer) => return Ok(*answer),
        };
        // One of this name is ours, whoever lost the answer.
        if work.sent_before.is_some() || work.progress.get("failures").is_some() {
            let broken = work.progress.get("broken").unwrap_or_default();
            let named = self.hosts_named(&work.machine_name)?;
            let found = named.iter().map(|host| text_of(host, "id"));
            if let Some(id) = found.into_iter().find(|id| id != broken) {
                let progress = work.progress.clone().without("task");
                return Ok(Answer::unsent(Outcome::Step(progress.with("machine", id))));
            }
            if let Some(sent) = work.sent_before
                && sent.is_unanswered
                && sent.seconds_ago < GIVES_UP_SECONDS
            {
                // It may still arrive: looked for again when it cannot any more.
                let left = (GIVES_UP_SECONDS - sent.seconds_ago).clamp(1, GIVES_UP_SECONDS);
                return Ok(Answer::unsent(Outcome::Pending {
                    again_seconds: u32::try_from(left).unwrap_or(1),
                }));
            }
        }
        may_begin(work)?;
        let body = self.wanted(work, account)?;
        let answer = changed(self.platform.change(Method::Post, "/vm/v3/host", &body))?;
        let progress = work.progress.clone().with("account", account);
        Ok(step(
            progress
                .with("machine", text_of(&answer, "id"))
                .with("task", text_of(&answer, "task"))
                .with("task_name", "host_create")
                .with("recipe_task", recipe_task(&answer)),
        ))
    }

    /// The number of the owner over there, or the answer of the step that made him.
    fn owner(&self, work: &ServerWork) -> Result<Result<i64, Box<Answer>>, Stop> {
        let known = self.accounts(&work.owner)?;
        if known
            .iter()
            .any(|account| roles(account).any(|role| role == ADMIN))
        {
            let text = format!(
                "{} is an administrator there and can own no machine",
                work.owner
            );
            return Err(refused("owner", text));
        }
        if let Some(id) = known.iter().find_map(|account| account["id"].as_i64()) {
            return Ok(Ok(id));
        }
        // Nobody signs in with it: who is let in gets a key for it.
        let password = digest::digest(
            &digest::SHA256,
            format!("{}{}", work.password.expose(), work.owner).as_bytes(),
        );
        let password: Vec<String> = password.as_ref()[..16]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let body = json!({
            "email": work.owner,
            "password": password.concat(),
            "role": "@user",
        });
        let made = changed(self.platform.change(Method::Post, "/vm/v3/account", &body))?;
        let progress = work.progress.clone().with("account", text_of(&made, "id"));
        Ok(Err(Box::new(step(progress))))
    }

    fn wanted(&self, work: &ServerWork, account: i64) -> Result<Value, Stop> {
        if work.template.is_empty() {
            return Err(refused("value", "no system to install was chosen"));
        }
        let os = self.number_of("/vm/v3/os", "template", &work.template, template_name)?;
        let mut body = json!({
            "name": work.machine_name,
            "domain": work.domain,
            "account": account,
            "cluster": self.cluster()?,
            "os": os,
            "password": work.password.expose(),
            "comment": work.machine_name,
        });
        let size = self.size(work)?;
        let mut put = |name: &str, value: Option<i64>| {
            if let Some(value) = value {
                body[name] = json!(value);
            }
        };
        put("preset", size.preset);
        put("cpu_number", size.cpu);
        put("ram_mib", size.ram_mib);
        put("hdd_mib", size.disk_mib);
        put("net_bandwidth_mbitps", size.bandwidth);
        put("ipv4_number", Some(size.addresses.unwrap_or(1)));
        if !self.pools.is_empty() {
            body["ipv4_pool"] = json!(self.pools);
        }
        if let Some(recipe) = &work.recipe {
            body["recipe_list"] = json!([self.recipe(recipe)?]);
        }
        Ok(body)
    }

    fn cluster(&self) -> Result<i64, Stop> {
        if let Some(cluster) = self.cluster {
            return Ok(cluster);
        }
        let rows = self.platform.list("/vm/v3/cluster")?;
        let first = rows.iter().find_map(|row| row["id"].as_i64());
        first.ok_or_else(|| refused("missed", "VMmanager has no cluster"))
    }
}

/// The task of the recipe that a request began; empty where it began none.
pub(super) fn recipe_task(answer: &Value) -> String {
    match answer["recipe_task_list"]
        .as_array()
        .and_then(|list| list.first())
    {
        Some(Value::String(task)) => task.clone(),
        Some(task) => text_of(task, "task"),
        None => text_of(answer, "recipe_task"),
    }
}

/// The making failed: what is left of it is in the way of the next attempt.
pub(super) fn broken(work: &ServerWork, text: impl Into<String>) -> Stop {
    let mut stop = failed(work, text, &["machine", "recipe_task"]);
    if let (Stop::Told(answer), Some(machine)) = (&mut stop, work.progress.get("machine")) {
        let progress = answer.progress.take().unwrap_or_default();
        answer.progress = Some(progress.with("broken", machine));
    }
    stop
}
