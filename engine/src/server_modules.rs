//! Clients of the systems that drive machines: one per module, renewed when its connection changes.
//! A client keeps its session there and nothing else.

use crate::{Engine, Error, Result};
use onsell_domain::{Fault, ModuleId, Secret};
use onsell_modules::ModuleKind;
use onsell_modules::server::{self, CheckFault, Connection, ServerModule};
use onsell_store::module_connection::{self, ModuleConnection};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// The clients that are in use.
#[derive(Default)]
pub(crate) struct ServerModules {
    // Held only to look a client up or to put one in; requests run outside.
    clients: Mutex<HashMap<ModuleId, Known>>,
}

/// A client, and of which version of the connection it is.
type Known = (i64, Arc<dyn ServerModule>);

impl Engine {
    /// The system behind a module that drives machines.
    ///
    /// # Errors
    /// [`Error::Denied`] while it refuses our credentials: then it is asked nothing.
    pub(crate) fn server_module(&self, id: ModuleId) -> Result<Arc<dyn ServerModule>> {
        let row = self.read(move |scope| Ok(module_connection::find(scope.tx, id)?))?;
        let row = row.ok_or_else(|| Error::Outside(format!("the module {id} does not exist")))?;
        if row.denied_since.is_some() {
            let text = "the module refuses the credentials".to_owned();
            return Err(Error::Denied(Fault::new(
                "auth",
                row.problem.unwrap_or(text),
            )));
        }
        self.server_client(&row)
    }

    /// A client for a module's row, whether it takes our credentials or not.
    pub(crate) fn server_client(&self, row: &ModuleConnection) -> Result<Arc<dyn ServerModule>> {
        let clients = &self.inside().server_modules.clients;
        {
            let clients = clients.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((version, client)) = clients.get(&row.module)
                && *version == row.version
            {
                return Ok(Arc::clone(client));
            }
        }
        let password = match &row.password {
            Some(sealed) => self.inside().seal.open(sealed)?,
            None => Secret::default(),
        };
        let connection = Connection {
            url: row.url.clone(),
            username: row.username.clone(),
            password,
            settings: parse_settings(&row.settings),
        };
        let kind = ModuleKind::parse(&row.kind)
            .ok_or_else(|| Error::Outside(format!("modules {} are not known", row.kind)))?;
        let client = self.new_server_client(kind, &connection).map_err(outside)?;
        let mut clients = clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.insert(row.module, (row.version, Arc::clone(&client)));
        Ok(client)
    }

    /// A client for a connection that is not kept yet.
    pub(crate) fn new_server_client(
        &self,
        kind: ModuleKind,
        connection: &Connection,
    ) -> std::result::Result<Arc<dyn ServerModule>, CheckFault> {
        server::connect(kind, connection, self.inside().sellers.transport())
    }
}

/// Why a question to a module has no answer.
pub(crate) fn outside(fault: CheckFault) -> Error {
    match fault {
        CheckFault::Denied(fault) => Error::Denied(fault),
        CheckFault::Unreachable(fault) => Error::Outside(fault.to_string()),
    }
}

/// A module's own settings, as they are kept.
pub(crate) fn parse_settings(text: &str) -> BTreeMap<String, String> {
    let lines = text.lines().filter_map(|line| line.split_once('='));
    lines
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// A module's own settings in the form they are kept in; a line break in one becomes a space.
pub(crate) fn settings_text(settings: &BTreeMap<String, String>) -> String {
    let line = |(name, value): (&String, &String)| {
        format!("{name}={}\n", value.replace(['\n', '\r'], " "))
    };
    settings.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_back_as_they_were_kept() {
        let settings = [("a", "1=2"), ("b", "x\ny")].map(|(n, v)| (n.to_owned(), v.to_owned()));
        let kept = settings_text(&settings.into());
        assert_eq!(kept, "a=1=2\nb=x y\n");
        let again = parse_settings(&kept);
        assert_eq!(again["a"], "1=2");
        assert_eq!(settings_text(&again), kept);
    }
}
