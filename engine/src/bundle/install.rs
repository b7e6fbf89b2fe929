//! The installation of a control panel: only where customer or tariff chose a recipe that installs
//! it, as an operation of the server after its license is active. A recipe that fails never returns
//! the license.

use crate::begin::{Plan, begin};
use crate::{Result, Scope};
use onsell_domain::{OperationKind, ServiceId, ServiceStatus};
use onsell_store::service::{self, Service};
use onsell_store::{bundled_license, server};

/// Begins the installation, where one is due and nothing else is under way on the server.
pub(super) fn settle(scope: &mut Scope<'_>, machine: &Service) -> Result<()> {
    if machine.status != ServiceStatus::Active || machine.open_operation.is_some() {
        return Ok(());
    }
    let Some(found) = server::find(scope.tx, machine.id)? else {
        return Ok(());
    };
    if !found.installs_panel || found.recipe.is_empty() || found.installed_with.is_some() {
        return Ok(());
    }
    if license_to_install(scope, machine.id)?.is_none() {
        return Ok(());
    }
    let mut machine = machine.clone();
    begin(scope, &mut machine, &Plan::new(OperationKind::Install)).map(drop)
}

/// The active license of a server; none where it has none.
pub(crate) fn license_to_install(
    scope: &mut Scope<'_>,
    machine: ServiceId,
) -> Result<Option<ServiceId>> {
    Ok(active(scope, machine)?.map(|license| license.id))
}

/// Its key; empty where there is none.
pub(crate) fn key_to_install(scope: &mut Scope<'_>, machine: ServiceId) -> Result<String> {
    Ok(active(scope, machine)?.map_or_else(String::new, |license| license.license_key))
}

fn active(scope: &mut Scope<'_>, machine: ServiceId) -> Result<Option<Service>> {
    for row in bundled_license::of_server(scope.tx, machine)?.iter().rev() {
        let found = service::find(scope.tx, row.service)?;
        let found = found.filter(|one| one.status == ServiceStatus::Active && !row.is_lost);
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}
