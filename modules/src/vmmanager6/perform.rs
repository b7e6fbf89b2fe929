//! One attempt of one operation at a VMmanager 6.

use super::Vmmanager6;
use super::change::waiting;
use super::offers::template_name;
use super::open::{CREATE_SECONDS_MAX, broken, recipe_task};
use crate::platform6::Task;
use crate::server::ServerWork;
use crate::server::call::{
    Attempt, Failure, Stop, changed, failed, may_begin, pending, refused, step,
};
use crate::{Answer, Method};
use onsell_domain::OperationKind as K;
use onsell_domain::{Facts, Outcome};
use serde_json::{Value, json};

/// How long a task other than the making of a machine may take, in seconds.
const TASK_SECONDS_MAX: i64 = 1800;
/// How long a recipe may take, in seconds.
const RECIPE_SECONDS_MAX: i64 = 2 * 3600;

/// What says that something was begun; forgotten when it failed, so that it is begun anew.
const BEGUN: [&str; 5] = [
    "resource",
    "resize",
    "restarted",
    "reinstalled",
    "recipe_task",
];

impl Vmmanager6 {
    pub(super) fn attempt(&self, work: &ServerWork) -> Attempt {
        if let Some(task) = work.progress.get("task")
            && let Some(answer) = self.task_has_ended(work, task)?
        {
            return Ok(answer);
        }
        if work.kind == K::Open {
            return self.open(work);
        }
        if work.kind == K::Prolong {
            return Ok(done(Facts::default()));
        }
        let machine = self.machine_of(work)?;
        let host = match &machine {
            Some(machine) => self.host(machine)?,
            None => None,
        };
        match (machine, host) {
            (Some(machine), Some(host)) => self.change(work, &machine, &host),
            // What is gone is gone.
            _ if work.kind == K::Close => Ok(done(Facts::default())),
            _ => {
                let text = format!("the machine of {} does not exist there", work.machine_name);
                Err(refused("missed", text))
            }
        }
    }

    /// Which machine it is about: the one that is known, or, where the order never came to its end,
    /// the one of its name.
    fn machine_of(&self, work: &ServerWork) -> Result<Option<String>, Stop> {
        if work.machine.is_some() {
            return Ok(work.machine.clone());
        }
        let named = self.hosts_named(&work.machine_name)?;
        Ok(named.first().map(|host| super::text_of(host, "id")))
    }

    /// None when the task that is waited for is done; else what that means.
    fn task_has_ended(&self, work: &ServerWork, task: &str) -> Result<Option<Answer>, Stop> {
        let name = work.progress.get("task_name");
        match self.task(task, name)? {
            Task::Complete => Ok(None),
            Task::Failed(text) if name == Some("host_create") => Err(broken(work, text)),
            Task::Failed(text) => Err(failed(work, text, &BEGUN)),
            Task::Running => {
                // The task of a machine that is gone is forgotten with it.
                if name == Some("host_delete") && self.is_gone(work)? {
                    return Ok(None);
                }
                let seconds_max = match name {
                    Some("host_create" | "host_reinstall") => CREATE_SECONDS_MAX,
                    _ => TASK_SECONDS_MAX,
                };
                let what = format!("the task {} {task}", name.unwrap_or_default());
                pending(work, &what, seconds_max).map(Some)
            }
        }
    }

    fn is_gone(&self, work: &ServerWork) -> Result<bool, Stop> {
        let broken = work.progress.get("broken").map(str::to_owned);
        match broken.map_or_else(|| self.machine_of(work), |id| Ok(Some(id)))? {
            Some(machine) => Ok(self.host(&machine)?.is_none()),
            None => Ok(true),
        }
    }

    fn change(&self, work: &ServerWork, machine: &str, host: &Value) -> Attempt {
        let runs = state(host) == "active";
        match work.kind {
            K::Close => self.remove(work, machine),
            K::Suspend | K::Stop if state(host) == "stopped" => Ok(done(Facts::default())),
            K::Suspend | K::Stop => self.power(work, machine, "stop"),
            K::Resume | K::Start if runs => Ok(done(Facts::default())),
            K::Resume if !work.runs => Ok(done(Facts::default())),
            K::Reboot if work.progress.get("restarted").is_some() && runs => {
                Ok(done(Facts::default()))
            }
            K::Reboot if runs => self.restart(work, machine),
            K::Resume | K::Start | K::Reboot => self.power(work, machine, "start"),
            K::SetParam | K::ChangeTariff => self.resize(work, machine, host),
            K::Reinstall => self.reinstall(work, machine),
            K::ChangePassword => {
                let path = format!("/vm/v3/host/{machine}/password");
                let body = json!({"password": work.password.expose()});
                changed(self.platform.change(Method::Post, &path, &body))?;
                Ok(Answer::sent(Outcome::Done(Facts::default())))
            }
            K::Install => Ok(self
                .finish_recipe(work, machine)?
                .unwrap_or_else(|| done(Facts::default()))),
            K::NewKey | K::Open | K::Prolong | K::Reissue => {
                Err(refused("not_supported", "VMmanager cannot do that"))
            }
        }
    }

    pub(super) fn power(&self, work: &ServerWork, machine: &str, action: &str) -> Attempt {
        let path = format!("/vm/v3/host/{machine}/{action}");
        let answer = changed(self.platform.change(Method::Post, &path, &json!({})))?;
        Ok(waiting(work, &answer, &format!("host_{action}")))
    }

    pub(super) fn remove(&self, work: &ServerWork, machine: &str) -> Attempt {
        let path = format!("/vm/v3/host/{machine}");
        match self.platform.change(Method::Delete, &path, &json!({})) {
            Ok(answer) => Ok(waiting(work, &answer, "host_delete")),
            // Somebody was faster.
            Err(Failure::Missing(_)) if work.kind == K::Close => Ok(done(Facts::default())),
            Err(failure) => Err(Stop::Change(failure)),
        }
    }

    fn reinstall(&self, work: &ServerWork, machine: &str) -> Attempt {
        if work.progress.get("reinstalled").is_some() {
            return Ok(self
                .finish_recipe(work, machine)?
                .unwrap_or_else(|| done(Facts::default())));
        }
        may_begin(work)?;
        let os = self.number_of("/vm/v3/os", "template", &work.template, template_name)?;
        let mut body = json!({"os": os, "password": work.password.expose()});
        if let Some(recipe) = &work.recipe {
            body["recipe_list"] = json!([self.recipe(recipe)?]);
        }
        let path = format!("/vm/v3/host/{machine}/reinstall");
        let answer = changed(self.platform.change(Method::Post, &path, &body))?;
        let progress = work.progress.clone().with("reinstalled", 1);
        let progress = progress.with("recipe_task", recipe_task(&answer));
        let task = super::text_of(&answer, "task");
        Ok(step(
            progress
                .with("task", task)
                .with("task_name", "host_reinstall"),
        ))
    }

    /// Waits for the recipe that was begun, or begins it; none when it is done or there is none.
    pub(super) fn finish_recipe(
        &self,
        work: &ServerWork,
        machine: &str,
    ) -> Result<Option<Answer>, Stop> {
        let Some(recipe) = &work.recipe else {
            return Ok(None);
        };
        if let Some(task) = work.progress.get("recipe_task") {
            return match self.task(task, None)? {
                Task::Complete => Ok(None),
                Task::Running => {
                    let what = format!("the recipe {} ({task})", recipe.name);
                    pending(work, &what, RECIPE_SECONDS_MAX).map(Some)
                }
                Task::Failed(text) => {
                    let text = format!("the recipe {} failed: {text}", recipe.name);
                    Err(failed(work, text, &["recipe_task"]))
                }
            };
        }
        may_begin(work)?;
        let path = format!("/vm/v3/host/{machine}/runrecipe");
        let body = self.recipe(recipe)?;
        let answer = changed(self.platform.change(Method::Post, &path, &body))?;
        let task = match recipe_task(&answer) {
            empty if empty.is_empty() => super::text_of(&answer, "task"),
            task => task,
        };
        let progress = work.progress.clone().with("recipe_task", task);
        Ok(Some(step(progress.without("task").without("task_name"))))
    }
}

/// What state a machine is in.
pub(super) fn state(host: &Value) -> &str {
    host["state"].as_str().unwrap_or_default()
}

pub(super) fn done(facts: Facts) -> Answer {
    Answer::unsent(Outcome::Done(facts))
}
