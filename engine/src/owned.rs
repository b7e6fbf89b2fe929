//! Whose service it is.

use crate::{Result, Scope};
use onsell_domain::{AccountId, ServiceId};
use onsell_store::service::{self, Service};
use onsell_wire::Fault;

/// Reads a service that its caller may act on; others' services do not exist for it.
pub(crate) fn owned(
    scope: &mut Scope<'_>,
    id: ServiceId,
    account: Option<AccountId>,
) -> Result<Service> {
    let missing = || Fault::missed("item", id);
    let found = service::find(scope.tx, id)?.ok_or_else(missing)?;
    // The license of a server is its server's, and no thing of its own to its customer.
    let is_hidden = |account| account != found.account || found.parent.is_some();
    if account.is_some_and(is_hidden) {
        return Err(missing().into());
    }
    Ok(found)
}
