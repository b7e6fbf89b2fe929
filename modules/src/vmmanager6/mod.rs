//! The module `vmmanager6`: drives machines of VMmanager 6 (backends 1).
//!
//! It knows no key that would make a repeated order harmless, and takes two machines of one name.
//! So an order whose answer was lost is looked for by the machine's name, until no copy of it can
//! be on its way any more; only then it is sent again. What takes time there is a task, whose
//! number is kept as soon as it is known.
//!
//! `open` makes machines, `change` changes their size, `perform` does all else.

mod change;
mod offers;
mod open;
mod perform;

use crate::platform6::{Platform, Task, quoted, task_of};
use crate::server::call::{self, Called, text_of};
use crate::server::{Machine, ModuleOffer, ServerModule, ServerWork};
use crate::{Answer, Transport};
use crate::{CheckFault, Connection, FINGERPRINT, Setting, fingerprinted};
use onsell_domain::{Fault, Text};
use serde_json::Value;
use std::sync::Arc;

/// The role of those who may do everything.
const ADMIN: &str = "@admin";

/// What beside address, user and password is to be said.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        name: "cluster",
        title: Text::new(
            "Number of the cluster; empty takes the first",
            "Номер кластера; пусто — первый",
        ),
        default: "",
    },
    Setting {
        name: "pools",
        title: Text::new(
            "Numbers of the address pools, separated by commas; empty leaves it to VMmanager",
            "Номера пулов адресов через запятую; пусто — решает VMmanager",
        ),
        default: "",
    },
    FINGERPRINT,
];

/// A VMmanager 6, as it is used.
struct Vmmanager6 {
    platform: Platform,
    cluster: Option<i64>,
    pools: Vec<i64>,
}

/// A VMmanager 6 at this place; nothing is asked yet.
pub(crate) fn connect(
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn ServerModule>, CheckFault> {
    let wrong = |text: String| CheckFault::Unreachable(Fault::new("value", text));
    let number = |text: &str| {
        let text = text.trim();
        text.parse::<i64>()
            .map_err(|_| wrong(format!("{text} is no number")))
    };
    let setting = |name: &str| connection.setting(SETTINGS, name);
    let cluster = Some(setting("cluster")).filter(|text| !text.is_empty());
    let cluster = cluster.map(|text| number(&text)).transpose()?;
    let pools = setting("pools");
    let pools = pools.split(',').filter(|text| !text.trim().is_empty());
    let pools = pools.map(number).collect::<Result<Vec<_>, _>>()?;
    let transport = fingerprinted(connection, transport)?;
    let password = connection.password.clone();
    let platform = Platform::new(
        &connection.url,
        &connection.username,
        password,
        None,
        transport,
    );
    Ok(Arc::new(Vmmanager6 {
        platform: platform.map_err(wrong)?,
        cluster,
        pools,
    }))
}

impl ServerModule for Vmmanager6 {
    fn check(&self) -> Result<String, CheckFault> {
        let email = self.platform.email();
        let accounts = self.accounts(email)?;
        let is_admin = |account: &Value| roles(account).any(|role| role == ADMIN);
        if !accounts.iter().any(is_admin) {
            let text = format!("the account {email} is there, but is no administrator");
            return Err(CheckFault::Denied(Fault::new("auth", text)));
        }
        Ok(format!("VMmanager 6, as {email}"))
    }

    fn offers(&self) -> Result<Vec<ModuleOffer>, CheckFault> {
        Ok(self.read_offers()?)
    }

    fn machines(&self) -> Result<Vec<Machine>, CheckFault> {
        let rows = self.platform.list("/vm/v3/host")?;
        Ok(rows.iter().map(machine).collect())
    }

    fn perform(&self, work: &ServerWork) -> Answer {
        call::answer(self.attempt(work))
    }
}

impl Vmmanager6 {
    fn accounts(&self, email: &str) -> Called<Vec<Value>> {
        let filter = format!("(email+EQ+'{}')", quoted(email));
        self.platform
            .list(&format!("/vm/v3/account?where={filter}"))
    }

    /// The whole element of a machine.
    fn host(&self, id: &str) -> Called<Option<Value>> {
        let filter = format!("(id+EQ+'{}')", quoted(id));
        let rows = self.platform.list(&format!("/vm/v3/host?where={filter}"))?;
        Ok(rows.into_iter().next())
    }

    fn hosts_named(&self, name: &str) -> Called<Vec<Value>> {
        let filter = format!("(name+EQ+'{}')", quoted(name));
        self.platform.list(&format!("/vm/v3/host?where={filter}"))
    }

    /// How a task is. Without a name every task of the number has to end.
    fn task(&self, consul_id: &str, name: Option<&str>) -> Called<Task> {
        let number = format!("(consul_id+EQ+'{}')", quoted(consul_id));
        let filter = match name {
            Some(name) => format!("({number}+AND+(name+EQ+'{}'))", quoted(name)),
            None => number,
        };
        let rows = self.platform.list(&format!("/vm/v3/task?where={filter}"))?;
        // One that is not to be seen yet has not ended.
        let mut known = if rows.is_empty() {
            Task::Running
        } else {
            Task::Complete
        };
        for row in &rows {
            match task_of(row) {
                Task::Complete => {}
                Task::Failed(text) => return Ok(Task::Failed(text)),
                Task::Running => known = Task::Running,
            }
        }
        Ok(known)
    }
}

fn roles(account: &Value) -> impl Iterator<Item = &str> {
    let roles = account["roles"].as_array();
    roles.into_iter().flatten().filter_map(Value::as_str)
}

fn addresses(host: &Value) -> Vec<String> {
    let rows = host["ip4"].as_array().into_iter().flatten();
    let texts = rows.map(|row| text_of(row, "ip"));
    texts.filter(|text| !text.is_empty()).collect()
}

fn machine(host: &Value) -> Machine {
    Machine {
        id: text_of(host, "id"),
        name: text_of(host, "name"),
        runs: match host["state"].as_str() {
            Some("active") => Some(true),
            Some("stopped") => Some(false),
            _ => None,
        },
        addresses: addresses(host),
    }
}
