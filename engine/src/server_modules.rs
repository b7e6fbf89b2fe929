//! Clients of the systems that drive machines and of those that issue certificates: one per module,
//! renewed when its connection changes. A client keeps its session there and nothing else.

use crate::{Engine, Error, Result};
use onsell_domain::{Fault, ModuleId, Secret};
use onsell_modules::certificate::{self, CertificateModule};
use onsell_modules::server::{self, ServerModule};
use onsell_modules::{CheckFault, Connection, ModuleKind, Worker};
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
type Known = (i64, Driven);

/// What a module with a connection of its own drives.
#[derive(Clone)]
pub(crate) enum Driven {
    Machines(Arc<dyn ServerModule>),
    Issuer(Arc<dyn CertificateModule>),
}

impl Driven {
    /// Signs in and looks whether what is needed may be done; says who we are there.
    pub fn check(&self) -> std::result::Result<String, CheckFault> {
        match self {
            Self::Machines(module) => module.check(),
            Self::Issuer(module) => module.check(),
        }
    }
}

impl Engine {
    /// The system behind a module that drives machines.
    ///
    /// # Errors
    /// [`Error::Denied`] while it refuses our credentials: then it is asked nothing.
    pub(crate) fn server_module(&self, id: ModuleId) -> Result<Arc<dyn ServerModule>> {
        machines_of(id, self.driven(id)?)
    }

    /// The system behind a module's row, whether it takes our credentials or not.
    pub(crate) fn server_client(&self, row: &ModuleConnection) -> Result<Arc<dyn ServerModule>> {
        machines_of(row.module, self.driven_client(row)?)
    }

    /// The system behind a module that issues certificates.
    ///
    /// # Errors
    /// [`Error::Denied`] while it refuses our credentials: then it is asked nothing.
    pub(crate) fn certificate_module(&self, id: ModuleId) -> Result<Arc<dyn CertificateModule>> {
        match self.driven(id)? {
            Driven::Issuer(module) => Ok(module),
            Driven::Machines(_) => {
                let text = format!("the module {id} issues no certificates");
                Err(Error::Outside(text))
            }
        }
    }

    fn driven(&self, id: ModuleId) -> Result<Driven> {
        let row = self.read(move |scope| Ok(module_connection::find(scope.tx, id)?))?;
        let row = row.ok_or_else(|| Error::Outside(format!("the module {id} does not exist")))?;
        if row.denied_since.is_some() {
            let text = "the module refuses the credentials".to_owned();
            return Err(Error::Denied(Fault::new(
                "auth",
                row.problem.unwrap_or(text),
            )));
        }
        self.driven_client(&row)
    }

    /// A client for a module's row, whether it takes our credentials or not.
    pub(crate) fn driven_client(&self, row: &ModuleConnection) -> Result<Driven> {
        let clients = &self.inside().server_modules.clients;
        {
            let clients = clients.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some((version, client)) = clients.get(&row.module)
                && *version == row.version
            {
                return Ok(client.clone());
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
        let client = self.new_driven_client(kind, &connection).map_err(outside)?;
        let mut clients = clients.lock().unwrap_or_else(PoisonError::into_inner);
        clients.insert(row.module, (row.version, client.clone()));
        Ok(client)
    }

    /// A client for a connection that is not kept yet.
    pub(crate) fn new_driven_client(
        &self,
        kind: ModuleKind,
        connection: &Connection,
    ) -> std::result::Result<Driven, CheckFault> {
        let transport = self.inside().sellers.transport();
        match kind.capabilities().worker {
            Worker::Issuer => certificate::connect(kind, connection, transport).map(Driven::Issuer),
            _ => server::connect(kind, connection, transport).map(Driven::Machines),
        }
    }
}

fn machines_of(id: ModuleId, driven: Driven) -> Result<Arc<dyn ServerModule>> {
    match driven {
        Driven::Machines(module) => Ok(module),
        Driven::Issuer(_) => Err(Error::Outside(format!("the module {id} has no machines"))),
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
