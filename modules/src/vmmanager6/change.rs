//! The size of a machine: what is asked for, what it has, and how it gets there. A running machine
//! takes a change when it stops, so that it is restarted once after all of them.

use super::perform::{done, state};
use super::{Vmmanager6, addresses};
use crate::server::ServerWork;
use crate::server::call::{Attempt, Stop, changed, pending, refused, step, text_of};
use crate::{Answer, Method};
use onsell_domain::{Facts, OperationKind};
use serde_json::{Value, json};

/// How long a change may take, in seconds.
const CHANGE_SECONDS_MAX: i64 = 3600;

/// What a machine is to have; none leaves it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub preset: Option<i64>,
    pub cpu: Option<i64>,
    pub ram_mib: Option<i64>,
    pub disk_mib: Option<i64>,
    pub bandwidth: Option<i64>,
    pub addresses: Option<i64>,
}

impl Vmmanager6 {
    /// What the tariff and the addons say; an addon goes before the preset.
    pub(super) fn size(&self, work: &ServerWork) -> Result<Size, Stop> {
        let addon = |name: &str| match work.resources.get(name) {
            None => Ok(None),
            Some(text) => text.parse::<i64>().map(Some).map_err(|_| {
                let text = format!("{text} is no value of {name}");
                refused("value", text)
            }),
        };
        let own = Size {
            preset: None,
            cpu: addon("cpu")?,
            ram_mib: addon("ram")?,
            disk_mib: addon("disk")?,
            bandwidth: addon("port_speed")?,
            addresses: addon("ip")?,
        };
        // Addons that change say everything about it.
        if work.kind == OperationKind::SetParam || work.preset.is_empty() {
            return Ok(own);
        }
        let rows = self.platform.list("/vm/v3/preset")?;
        let is_meant =
            |row: &&Value| text_of(row, "name") == work.preset || text_of(row, "id") == work.preset;
        match rows.iter().find(is_meant) {
            Some(row) => Ok(Size {
                preset: row["id"].as_i64(),
                cpu: own.cpu.or(row["cpu_number"].as_i64()),
                ram_mib: own.ram_mib.or(row["ram_mib"].as_i64()),
                disk_mib: own.disk_mib.or(row["hdd_mib"].as_i64()),
                ..own
            }),
            // The addons say it all.
            None if own.cpu.is_some() && own.ram_mib.is_some() && own.disk_mib.is_some() => Ok(own),
            None => {
                let text = format!("VMmanager has no preset {}", work.preset);
                Err(refused("missed", text))
            }
        }
    }

    /// Does the next of the changes that are missing.
    pub(super) fn resize(&self, work: &ServerWork, machine: &str, host: &Value) -> Attempt {
        let size = self.size(work)?;
        let had = host["disk"]["disk_mib"].as_i64();
        let grows = size.disk_mib.filter(|size| Some(*size) != had);
        if let (Some(size), Some(had)) = (grows, had)
            && size < had
        {
            let text = format!(
                "the disk has {had} MiB and cannot be made smaller: {size} MiB were asked for"
            );
            return Err(refused("disk_shrink", text));
        }
        let runs = state(host) == "active";
        let is_asked = |name: &str| work.progress.get(name).is_some();
        let resources = differing(&size, host);
        if !resources.is_empty() && !is_asked("resource") {
            let mut body = json!({});
            for (name, value) in &resources {
                body[*name] = json!(value);
            }
            let path = format!("/vm/v3/host/{machine}/resource");
            return self.ask_when_stopped(
                work,
                &path,
                body,
                runs,
                "resource",
                "host_change_params",
            );
        }
        if let Some(size) = grows
            && !is_asked("resize")
        {
            let path = format!("/vm/v3/disk/{}", text_of(&host["disk"], "id"));
            let body = json!({"size_mib": size});
            return self.ask_when_stopped(work, &path, body, runs, "resize", "disk_resize");
        }
        if let Some(answer) = self.change_addresses(work, machine, host, size.addresses)? {
            return Ok(answer);
        }
        if resources.is_empty() && grows.is_none() {
            return Ok(done(Facts {
                ip: addresses(host).first().cloned(),
                ..Facts::default()
            }));
        }
        if runs && !is_asked("restarted") {
            let answer = self.restart(work, machine)?;
            return Ok(answer);
        }
        pending(
            work,
            &format!("the change of {machine}"),
            CHANGE_SECONDS_MAX,
        )
    }

    /// Asks for a change; of a running machine for when it is stopped next.
    fn ask_when_stopped(
        &self,
        work: &ServerWork,
        path: &str,
        mut body: Value,
        runs: bool,
        name: &str,
        task_name: &str,
    ) -> Attempt {
        if runs {
            body["defer"] = json!({"action": "host_stop"});
        }
        let answer = changed(self.platform.change(Method::Post, path, &body))?;
        let progress = work.progress.clone().with(name, text_of(&answer, "task"));
        Ok(step(if runs {
            progress.without("task").without("task_name")
        } else {
            progress
                .with("task", text_of(&answer, "task"))
                .with("task_name", task_name)
        }))
    }

    pub(super) fn restart(&self, work: &ServerWork, machine: &str) -> Attempt {
        let path = format!("/vm/v3/host/{machine}/restart");
        let answer = changed(self.platform.change(Method::Post, &path, &json!({})))?;
        let start = text_of(&answer, "start_task");
        let task = if start.is_empty() {
            text_of(&answer, "task")
        } else {
            start
        };
        let progress = work.progress.clone().with("restarted", 1);
        Ok(step(
            progress.with("task", task).with("task_name", "host_start"),
        ))
    }

    /// Asks for more addresses, or gives one back that is not the main one; none when all is well.
    fn change_addresses(
        &self,
        work: &ServerWork,
        machine: &str,
        host: &Value,
        wanted: Option<i64>,
    ) -> Result<Option<Answer>, Stop> {
        let has = addresses(host).len() as i64;
        let more = wanted.map_or(0, |wanted| wanted - has);
        if more > 0 {
            let mut body = json!({"ipv4_number": more});
            if !self.pools.is_empty() {
                body["ipv4_pool"] = json!(self.pools);
            }
            let path = format!("/vm/v3/host/{machine}/ip");
            let answer = changed(self.platform.change(Method::Post, &path, &body))?;
            return Ok(Some(waiting(work, &answer, "ip_change")));
        }
        if more < 0 {
            let rows = self.platform.list(&format!("/vm/v3/host/{machine}/ipv4"))?;
            let main = work.ip.as_str();
            let mut others = rows.iter().filter(|row| text_of(row, "ip_addr") != main);
            if let Some(last) = others.next_back() {
                let path = format!("/vm/v3/ip/{}", text_of(last, "id"));
                let answer = changed(self.platform.change(Method::Delete, &path, &json!({})))?;
                return Ok(Some(waiting(work, &answer, "ip_delete")));
            }
        }
        Ok(None)
    }
}

/// What of processors, memory and bandwidth is not as it should be.
fn differing(size: &Size, host: &Value) -> Vec<(&'static str, i64)> {
    let wanted = [
        ("cpu_number", size.cpu),
        ("ram_mib", size.ram_mib),
        ("net_bandwidth_mbitps", size.bandwidth),
    ];
    let wanted = wanted
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)));
    wanted
        .filter(|(name, value)| host[*name].as_i64() != Some(*value))
        .collect()
}

/// A step whose task is waited for.
pub(super) fn waiting(work: &ServerWork, answer: &Value, task_name: &str) -> Answer {
    let progress = work.progress.clone().with("task", text_of(answer, "task"));
    step(progress.with("task_name", task_name))
}
