//! The values of addons that a module gets, by what it calls them.

use crate::{Result, Scope};
use onsell_domain::{OperationId, ServiceId};
use onsell_store::handed::{self, NamedAddon};

/// Internal names with values.
pub(crate) type Handed = Vec<(String, String)>;

/// What a service has.
pub(crate) fn of_service(scope: &mut Scope<'_>, id: ServiceId) -> Result<Handed> {
    Ok(named(handed::of_service(scope.tx, id)?))
}

/// What an operation changes.
pub(crate) fn of_operation(scope: &mut Scope<'_>, id: OperationId) -> Result<Handed> {
    Ok(named(handed::of_operation(scope.tx, id)?))
}

fn named(addons: Vec<NamedAddon>) -> Handed {
    let addons = addons.into_iter();
    let handed = addons.filter_map(|known| Some((known.intname, known.addon.handed()?)));
    handed.collect()
}
