//! Tasks: what takes time, one after the other for each machine (backends 1.3).

use serde_json::{Value, json};

use super::World;
use super::host::State;
use super::work::Work;
use crate::platform::fault::Outcome;
use crate::platform::list;
use crate::scenario::{Call, Moment, Progress, Stage};

const FIELDS: [&str; 8] = [
    "id",
    "consul_id",
    "name",
    "status",
    "defer_reason",
    "running_time",
    "waiting_time",
    "host",
];

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its number.
    pub id: i64,
    /// What an answer calls it.
    pub consul_id: String,
    /// `host_create` and the like.
    pub name: &'static str,
    /// The machine.
    pub host: i64,
    /// How far it is.
    pub progress: Progress,
    /// Waits until the machine is stopped.
    pub waits_for_stop: bool,
    /// The task that it belongs to, under whose name it shows as well.
    pub under: Option<String>,
    pub(super) work: Work,
}

impl Task {
    fn status(&self) -> &'static str {
        match self.progress.stage() {
            Stage::Created if self.waits_for_stop => "deferred",
            Stage::Created => "created",
            Stage::Running => "running",
            Stage::Complete => "complete",
            Stage::Failed => "fail",
        }
    }

    /// A row for its own name and one for the task that it belongs to.
    fn rows(&self) -> Vec<Value> {
        let row = |consul_id: &str| {
            let mut row = json!({
                "id": self.id,
                "consul_id": consul_id,
                "name": self.name,
                "status": self.status(),
                "defer_reason": if self.waits_for_stop { "host_stop" } else { "" },
                "running_time": 1,
                "waiting_time": 0,
                "host": { "id": self.host },
            });
            if let Some(message) = self.progress.failure() {
                row["error"] = json!({ "code": 1, "msg": message });
            }
            row
        };
        let names = [Some(&self.consul_id), self.under.as_ref()];
        names.into_iter().flatten().map(|name| row(name)).collect()
    }
}

impl World {
    /// Begins the task that a request is about and says what it is called.
    pub(super) fn begin(
        &mut self,
        host: i64,
        name: &'static str,
        work: Work,
        moment: &Moment,
    ) -> String {
        self.begin_under(None, host, name, work, moment)
    }

    /// Begins a task that belongs to another one.
    pub(super) fn begin_under(
        &mut self,
        under: Option<&str>,
        host: i64,
        name: &'static str,
        work: Work,
        moment: &Moment,
    ) -> String {
        let id = self.tasks.len() as i64 + 1;
        let consul_id = format!("{:08x}-{id}", 0x5eed_0000 + id);
        self.tasks.push(Task {
            id,
            consul_id: consul_id.clone(),
            name,
            host,
            progress: Progress::begin(moment, name, under.is_none()),
            waits_for_stop: false,
            under: under.map(str::to_owned),
            work,
        });
        consul_id
    }

    /// Begins a task that waits until the machine is stopped, if it runs.
    pub(super) fn begin_deferred(
        &mut self,
        host: i64,
        name: &'static str,
        work: Work,
        moment: &Moment,
    ) -> String {
        let consul_id = self.begin(host, name, work, moment);
        let runs = self
            .hosts
            .iter()
            .any(|known| known.id == host && known.state == State::Active);
        if let Some(task) = self.tasks.last_mut() {
            task.waits_for_stop = runs;
        }
        consul_id
    }

    /// The list of tasks; who looks at a task's row moves its machine's work on.
    pub(super) fn task_list(&mut self, call: &Call, moment: &Moment) -> Outcome {
        let rows = |tasks: &[Task]| tasks.iter().flat_map(Task::rows).collect();
        if call.params.has("where") {
            let shown = list::chosen(&call.params, &FIELDS, rows(&self.tasks))?;
            let mut hosts: Vec<i64> = shown
                .iter()
                .filter_map(|row| row["host"]["id"].as_i64())
                .collect();
            hosts.dedup();
            for host in hosts {
                self.look_at(host, moment.now);
            }
        }
        list::list(&call.params, &FIELDS, rows(&self.tasks))
    }

    /// Moves a machine's first unfinished task on.
    pub(super) fn look_at(&mut self, host: i64, now: i64) {
        let is_next =
            |task: &Task| task.host == host && !task.progress.is_over() && !task.waits_for_stop;
        let Some(place) = self.tasks.iter().position(is_next) else {
            return;
        };
        if self.tasks[place].progress.look(now) {
            self.conclude(place);
        }
    }
}
