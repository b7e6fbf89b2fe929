//! How a module is connected that drives machines or issues certificates.

use crate::{
    HttpTransport, ModuleKind, Transport, acme, dcimanager5, dcimanager6, lxd, own_ca, vmmanager5,
    vmmanager6,
};
use onsell_domain::{Fault, Secret, Text};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How a module is connected.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The address, as the administrator entered it.
    pub url: String,
    /// Who we are there.
    pub username: String,
    /// The password, or the private key.
    pub password: Secret,
    /// What else the kind of module wants to know, by the names of its [`Setting`]s.
    pub settings: BTreeMap<String, String>,
}

impl Connection {
    /// What holds for a setting: what was entered, or its default.
    pub(crate) fn setting(&self, known: &[Setting], name: &str) -> String {
        let entered = self.settings.get(name).map(|value| value.trim());
        let entered = entered.filter(|value| !value.is_empty());
        let default = || {
            let setting = known.iter().find(|setting| setting.name == name);
            setting.map_or("", |setting| setting.default)
        };
        entered.unwrap_or_else(default).to_owned()
    }
}

/// The setting that every system over HTTPS has.
pub(crate) const FINGERPRINT: Setting = Setting {
    name: "fingerprint",
    title: Text::new(
        "SHA-256 of the server's certificate; empty: one of the public authorities signed it",
        "SHA-256 сертификата сервера; пусто — подписан публичным центром",
    ),
    default: "",
};

/// The way to a system over HTTPS: by the fingerprint of its certificate where one was entered, and
/// with our own certificate where the password is one.
pub(crate) fn fingerprinted(
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn Transport>, CheckFault> {
    let fingerprint = connection.settings.get(FINGERPRINT.name);
    let fingerprint = fingerprint.map(String::as_str).unwrap_or_default();
    let is_certificate = connection.password.expose().contains("-----BEGIN");
    if fingerprint.trim().is_empty() && !is_certificate {
        return Ok(transport);
    }
    let none = Secret::default();
    let identity = if is_certificate {
        &connection.password
    } else {
        &none
    };
    let pinned = HttpTransport::pinned(fingerprint, identity)
        .map_err(|text| CheckFault::Unreachable(Fault::new("value", text)))?;
    Ok(Arc::new(pinned))
}

/// One setting that a kind of module has of its own.
#[derive(Debug, Clone, Copy)]
pub struct Setting {
    /// Its name in the form.
    pub name: &'static str,
    /// What people call it.
    pub title: Text,
    /// What holds where nothing is entered.
    pub default: &'static str,
}

/// What a kind of module wants to know beside address, user and password.
pub fn settings(kind: ModuleKind) -> &'static [Setting] {
    match kind {
        ModuleKind::Acme => acme::SETTINGS,
        ModuleKind::Lxd => lxd::SETTINGS,
        ModuleKind::VmManager6 => vmmanager6::SETTINGS,
        ModuleKind::VmManager5 => vmmanager5::SETTINGS,
        ModuleKind::DciManager5 => dcimanager5::SETTINGS,
        ModuleKind::DciManager6 => dcimanager6::SETTINGS,
        ModuleKind::OwnCa => own_ca::SETTINGS,
        _ => &[],
    }
}

/// Why a question that changes nothing has no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckFault {
    /// It refuses our credentials or rights.
    #[error("{0}")]
    Denied(Fault),
    /// It cannot be reached, or is not what it should be.
    #[error("{0}")]
    Unreachable(Fault),
}
