//! What the card and the row of a server have beside those of every service: its machine and its
//! control panel.

use super::operation::state_of;
use crate::fields::{name_in, on, or_empty};
use onsell_domain::{Language, OperationState as State, ServiceStatus, Text, item_status_text};
use onsell_engine::bundle::{self, Card as License};
use onsell_engine::server_order::sells_servers;
use onsell_engine::{Result, Scope, shown};
use onsell_store::bundled_license::{self, Choice};
use onsell_store::enumeration_item;
use onsell_store::server::{self, Server, ServerLine};
use onsell_store::service::Service;
use onsell_wire::Node;

/// What stands for the license key in a line that installs a panel.
const KEY: &str = "__KEY__";

/// What is told of a license.
const FACTS: [&str; 11] = [
    "name",
    "key",
    "ip",
    "expiredate",
    "status",
    "trial",
    "operation",
    "operation_name",
    "state",
    "error",
    "installline",
];

/// A server as its card shows it.
pub(super) struct ServerCard {
    server: Option<Server>,
    panel: Option<Choice>,
    /// What is typed on the server to install the panel.
    install: String,
    /// The newest first.
    licenses: Vec<License>,
}

impl ServerCard {
    /// Reads it; none for what is no server.
    pub fn read(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Self>> {
        if !sells_servers(&service.type_name) {
            return Ok(None);
        }
        let module = bundled_license::license_server(scope.tx, service.module)?;
        let panel = bundled_license::chosen(scope.tx, service.id, service.tariff, module)?;
        let install = match &panel {
            Some(panel) => enumeration_item::install_line(scope.tx, panel.item)?,
            None => String::new(),
        };
        Ok(Some(Self {
            server: server::find(scope.tx, service.id)?,
            panel,
            install,
            licenses: bundle::card(scope, service.id)?,
        }))
    }

    /// Writes it.
    pub fn put(&self, root: &mut Node, for_staff: bool, language: Language) {
        if let Some(server) = &self.server {
            root.put("domain", server.domain.clone());
            root.put("ostempl", server.template.clone());
            root.put("recipe", server.recipe.clone());
            root.put("running", on(server.runs));
        }
        let Some(panel) = &self.panel else { return };
        root.put("panel", name_in(language, &panel.name, &panel.name_ru));
        let newest = self.licenses.first();
        for (name, value) in self.facts(newest, for_staff, language) {
            root.put(format!("panel_{name}"), value);
        }
        let mut list = Node::new("list").attr("name", "license");
        for license in &self.licenses {
            let mut row = Node::new("elem");
            for (name, value) in self.facts(Some(license), for_staff, language) {
                row.put(name, value);
            }
            if for_staff {
                row.put("id", license.service.id.to_string());
                row.put("upstream_id", or_empty(license.upstream));
                row.put("cost", or_empty(license.cost));
            }
            list.push(row);
        }
        root.push(list);
    }

    fn facts(
        &self,
        license: Option<&License>,
        for_staff: bool,
        language: Language,
    ) -> Vec<(&'static str, String)> {
        let Some(license) = license else {
            return FACTS.map(|name| (name, String::new())).to_vec();
        };
        let service = &license.service;
        let operation = license.operation;
        let key = &service.license_key;
        let is_ready = service.status == ServiceStatus::Active && !key.is_empty();
        let install = if is_ready {
            self.install.replace(KEY, key)
        } else {
            String::new()
        };
        let status = item_status_text(&shown::status(service).1, language);
        let tariff = name_in(language, &service.tariff_name, &service.tariff_name_ru);
        let values = [
            tariff.to_owned(),
            key.clone(),
            service.ip.clone(),
            or_empty(service.expires),
            status,
            on(license.is_trial).to_owned(),
            or_empty(operation.map(|(id, _)| id)),
            or_empty(operation.map(|(_, kind)| kind.title(language))),
            state(license, for_staff, language),
            error(license, for_staff, language),
            install,
        ];
        FACTS.into_iter().zip(values).collect()
    }
}

/// How far the operation on a license is.
fn state(license: &License, for_staff: bool, language: Language) -> String {
    let Some(warning) = &license.warning else {
        return String::new();
    };
    let text = if for_staff {
        state_of(warning.state, license.service.seller.is_some())
    } else {
        Text::new("In progress", "Выполняется")
    };
    text.get(language).to_owned()
}

/// Why it does not go on: staff read the seller's words, customers that it is known.
fn error(license: &License, for_staff: bool, language: Language) -> String {
    const DELAYED: Text = Text::new(
        "It takes longer than usual; the provider knows and works on it",
        "Выполнение занимает больше времени, чем обычно; провайдер знает об этом",
    );
    let Some(warning) = &license.warning else {
        return String::new();
    };
    match &warning.fault {
        Some(fault) if for_staff => fault.to_string(),
        _ if matches!(warning.state, State::Attention | State::Held) => {
            DELAYED.get(language).to_owned()
        }
        _ => String::new(),
    }
}

/// Writes what the row of a server has beside that of every service.
pub(super) fn put_line(row: &mut Node, line: &ServerLine, language: Language) {
    row.put("domain", line.domain.clone());
    row.put("ostempl", line.template.clone());
    row.put("panel", name_in(language, &line.panel, &line.panel_ru));
}
