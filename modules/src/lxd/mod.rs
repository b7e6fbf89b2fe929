//! The module `lxd`: drives machines of LXD or Incus over their REST API (backends 6.2).
//!
//! A machine has the name that the service gives it, and that name exists once over there, so that
//! no lost answer can make a second one. Each attempt looks at the machine first and does the next
//! thing that is missing; what is asked for is recognized by the state. `client` makes single
//! calls, `perform` says what is next, `network` where addresses come from, `inside` runs commands
//! in the machine.
//!
//! A template is an alias of an image. A preset is a profile. A recipe is a profile as well: its
//! script is under `user.recipe`, its tags under `user.tags`; it is told its parameters as
//! environment variables.

mod client;
mod create;
mod inside;
mod network;
mod offers;
mod perform;
mod reinstall;
mod settings;

use crate::server::{Machine, ModuleOffer, ServerModule, ServerWork, call};
use crate::{Answer, HttpTransport, Method, Transport};
use crate::{CheckFault, Connection, fingerprinted};
use client::Client;
use network::Addresses;
use onsell_domain::Fault;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::Arc;

pub(crate) use settings::SETTINGS;

/// Where a machine says whose it is.
const OURS: &str = "user.billing_item";
/// Where a profile has its script, if it is a recipe.
const RECIPE: &str = "user.recipe";

/// An LXD, as it is used.
struct Lxd {
    client: Client,
    instance_type: String,
    pool: String,
    network: String,
    addresses: Addresses,
    freezes: bool,
}

/// An LXD at this place; nothing is asked yet.
pub(crate) fn connect(
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn ServerModule>, CheckFault> {
    let wrong = |text: String| CheckFault::Unreachable(Fault::new("value", text));
    let setting = |name: &str| connection.setting(SETTINGS, name);
    let url = connection.url.trim().trim_end_matches('/');
    let (base, transport): (String, Arc<dyn Transport>) =
        if let Some(path) = url.strip_prefix("unix://") {
            // The address is one that needs no look-up; the socket is where it leads.
            let transport = HttpTransport::to_socket(PathBuf::from(path));
            ("http://127.0.0.1".to_owned(), Arc::new(transport))
        } else if url.starts_with("https://") {
            (url.to_owned(), fingerprinted(connection, transport)?)
        } else {
            return Err(wrong(format!(
                "{url} is neither unix:///path/to/the/socket nor https://HOST:8443"
            )));
        };
    let addresses = Addresses::parse(&setting("addresses")).map_err(wrong)?;
    let network = setting("network");
    if matches!(addresses, Addresses::Chosen(_)) && network.is_empty() {
        let text = "addresses are chosen for a network: say which one".to_owned();
        return Err(wrong(text));
    }
    let freezes = match setting("suspension").as_str() {
        "stop" => false,
        "freeze" => true,
        other => return Err(wrong(format!("{other} is neither stop nor freeze"))),
    };
    let instance_type = setting("instance_type");
    if !matches!(instance_type.as_str(), "container" | "virtual-machine") {
        let text = format!("{instance_type} is neither container nor virtual-machine");
        return Err(wrong(text));
    }
    Ok(Arc::new(Lxd {
        client: Client {
            base,
            project: setting("project"),
            transport,
        },
        instance_type,
        pool: setting("pool"),
        network,
        addresses,
        freezes,
    }))
}

impl ServerModule for Lxd {
    fn check(&self) -> Result<String, CheckFault> {
        let server = self.client.get("/1.0")?;
        if server["auth"] != "trusted" {
            let text = "LXD does not trust our certificate: add it with lxc config trust add";
            return Err(CheckFault::Denied(Fault::new("auth", text)));
        }
        let project = &self.client.project;
        self.client.get(&format!("/1.0/projects/{project}"))?;
        self.client
            .get(&format!("/1.0/storage-pools/{}", self.pool))?;
        let environment = &server["environment"];
        Ok(format!(
            "{} {} at {}",
            call::text_of(environment, "server"),
            call::text_of(environment, "server_version"),
            call::text_of(environment, "server_name"),
        ))
    }

    fn offers(&self) -> Result<Vec<ModuleOffer>, CheckFault> {
        Ok(offers::read(&self.client)?)
    }

    fn machines(&self) -> Result<Vec<Machine>, CheckFault> {
        // Addresses that we chose stand in the devices; to read those that a network gave, the
        // state of each machine is told with the list.
        let depth = if self.addresses == Addresses::Given {
            2
        } else {
            1
        };
        let path = format!("/1.0/instances?recursion={depth}");
        let found = self.client.call(Method::Get, &path, None)?;
        let ours = list(&found["metadata"]).filter(|instance| instance["config"][OURS].is_string());
        Ok(ours.map(|instance| self.machine(instance)).collect())
    }

    fn perform(&self, work: &ServerWork) -> Answer {
        call::answer(self.attempt(work))
    }
}

impl Lxd {
    fn machine(&self, instance: &Value) -> Machine {
        let name = call::text_of(instance, "name");
        let addresses = match self.addresses {
            Addresses::Given => network::present(&instance["state"]),
            _ => network::given(instance)
                .iter()
                .map(ToString::to_string)
                .collect(),
        };
        Machine {
            id: name.clone(),
            name,
            runs: match instance["status"].as_str() {
                Some("Running") => Some(true),
                Some("Stopped" | "Frozen") => Some(false),
                _ => None,
            },
            addresses,
        }
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
