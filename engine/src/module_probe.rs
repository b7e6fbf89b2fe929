//! A module that drives machines and refuses our credentials.

use crate::{Engine, Error, Result, Scope};
use onsell_domain::{Fault, ModuleId};
use onsell_modules::server::ServerModule;
use std::sync::Arc;

pub(crate) fn deny(_scope: &mut Scope<'_>, _module: ModuleId, _fault: &Fault) -> Result<()> {
    Ok(())
}

impl Engine {
    pub(crate) fn server_module(&self, id: ModuleId) -> Result<Arc<dyn ServerModule>> {
        Err(Error::Outside(format!("the module {id} cannot be reached")))
    }
}
