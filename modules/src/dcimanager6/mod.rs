//! The module `dcimanager6`: gives dedicated servers of DCImanager 6 away and takes them back
//! (backends 3.1, 3.2).
//!
//! The lists, users and power are documented; how a server gets an owner and a system is not, and
//! stands in [`unknown`] alone. As at DCImanager 5 a server is marked first, by a word in its notes
//! that is the service's alone, then given its owner, then looked at again, and kept only if both
//! are still ours.

mod open;
mod perform;
mod unknown;

use crate::platform6::Platform;
use crate::server::call::{self, text_of};
use crate::server::{Machine, ModuleOffer, OfferKind, ServerModule, ServerWork};
use crate::{Answer, Transport};
use crate::{CheckFault, Connection, FINGERPRINT, Setting, fingerprinted};
use onsell_domain::{Fault, Text};
use serde_json::Value;
use std::sync::Arc;

/// The role of those who may do everything.
const ADMIN: &str = "@admin";
/// The word in the notes that says whose server it is.
const MARK: &str = "billing:";

/// What beside address, user and password is to be said.
pub(crate) const SETTINGS: &[Setting] = &[
    Setting {
        name: "location",
        title: Text::new("Number of the location", "Номер локации"),
        default: "",
    },
    Setting {
        name: "pools",
        title: Text::new("Numbers of the address pools", "Номера пулов адресов"),
        default: "",
    },
    Setting {
        name: "suspension",
        title: Text::new(
            "What a suspension switches off: power or port",
            "Что выключает остановка: power или port",
        ),
        default: "power",
    },
    FINGERPRINT,
];

/// A DCImanager 6, as it is used.
struct Dcimanager6 {
    platform: Platform,
    /// Only servers of this place; none is any.
    location: Option<String>,
    pools: Vec<i64>,
    /// Whether a suspension switches off the ports, and not the power. The documentation says both
    /// (backends 3.2).
    suspends_ports: bool,
}

/// A DCImanager 6 at this place; nothing is asked yet.
pub(crate) fn connect(
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn ServerModule>, CheckFault> {
    let wrong = |text: String| CheckFault::Unreachable(Fault::new("value", text));
    let setting = |name: &str| connection.setting(SETTINGS, name);
    let suspends_ports = match setting("suspension").as_str() {
        "power" => false,
        "port" => true,
        other => return Err(wrong(format!("{other} is neither power nor port"))),
    };
    let pools = setting("pools");
    let pools = pools
        .split(',')
        .map(str::trim)
        .filter(|text| !text.is_empty());
    let number = |text: &str| {
        text.parse()
            .map_err(|_| wrong(format!("{text} is no number")))
    };
    let pools = pools.map(number).collect::<Result<Vec<i64>, _>>()?;
    let url = connection.url.trim().trim_end_matches('/');
    let has_path = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .contains('/');
    let url = if has_path {
        url.to_owned()
    } else {
        format!("{url}/api")
    };
    let transport = fingerprinted(connection, transport)?;
    let password = connection.password.clone();
    let mark = Some("isp-box-instance");
    let platform = Platform::new(&url, &connection.username, password, mark, transport);
    Ok(Arc::new(Dcimanager6 {
        platform: platform.map_err(wrong)?,
        location: Some(setting("location")).filter(|text| !text.is_empty()),
        pools,
        suspends_ports,
    }))
}

impl ServerModule for Dcimanager6 {
    fn check(&self) -> Result<String, CheckFault> {
        self.platform.list("/dci/v3/user")?;
        self.platform.list("/dci/v3/server")?;
        Ok(format!("DCImanager 6, as {}", self.platform.email()))
    }

    fn offers(&self) -> Result<Vec<ModuleOffer>, CheckFault> {
        let rows = self.platform.list("/dci/v3/server/configuration")?;
        let presets = rows.iter().map(|row| ModuleOffer {
            kind: OfferKind::Preset,
            intname: text_of(row, "configuration"),
            name: text_of(row, "configuration"),
            tags: Vec::new(),
            installs_panel: false,
        });
        let mut offers: Vec<ModuleOffer> = presets.collect();
        offers.extend(self.guessed_offers()?);
        Ok(offers)
    }

    fn machines(&self) -> Result<Vec<Machine>, CheckFault> {
        let rows = self.platform.list("/dci/v3/server")?;
        let owned = rows
            .iter()
            .filter(|row| !text_of(row, "owner_email").is_empty());
        let ours = owned.filter_map(|row| Some((row, mark_of(row)?)));
        Ok(ours.map(|(row, name)| self.machine(row, name)).collect())
    }

    fn perform(&self, work: &ServerWork) -> Answer {
        call::answer(self.attempt(work))
    }
}

impl Dcimanager6 {
    fn machine(&self, row: &Value, name: &str) -> Machine {
        let is_stopped = self.suspends_ports && row["state"] == "suspended";
        Machine {
            id: text_of(row, "id"),
            name: name.to_owned(),
            runs: match power(row) {
                "ON" => Some(!is_stopped),
                "OFF" => Some(false),
                _ => None,
            },
            addresses: addresses(row),
        }
    }
}

/// What the devices say of the power: `ON`, `OFF`, or that they do not know.
fn power(row: &Value) -> &str {
    row["power_status"].as_str().unwrap_or_default()
}

/// Whose server it is, by our mark.
fn mark_of(row: &Value) -> Option<&str> {
    let notes = row["notes"].as_str().unwrap_or_default();
    notes
        .split_whitespace()
        .find_map(|word| word.strip_prefix(MARK))
}

/// Notes with another mark, or without one.
fn marked(row: &Value, mark: Option<&str>) -> String {
    let notes = row["notes"].as_str().unwrap_or_default();
    let words = notes
        .split_whitespace()
        .filter(|word| !word.starts_with(MARK));
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.extend(mark.map(|mark| format!("{MARK}{mark}")));
    words.join(" ")
}

fn addresses(row: &Value) -> Vec<String> {
    let rows = row["ip"].as_array().into_iter().flatten();
    rows.map(|address| text_of(address, "name")).collect()
}

/// Whether an operation works on it.
fn is_busy(row: &Value) -> bool {
    let operation = &row["operation"];
    operation.is_object()
        && !matches!(
            operation["status"].as_str(),
            Some("ok" | "canceled" | "failed")
        )
}
