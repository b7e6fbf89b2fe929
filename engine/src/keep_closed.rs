//! An order that was given up does not live on at the seller. What gave it up had the seller's word
//! that there is nothing; a copy of the request that was still on its way may prove that wrong.

use crate::begin::{Plan, begin};
use crate::{Result, Scope};
use onsell_domain::{OperationKind, ServiceStatus};
use onsell_store::kept;
use onsell_store::service::Service;
use onsell_wire::message::service::ServiceState;

/// Closes at the seller what was given up here; whether it had to. What was delivered and has ended
/// here is left alone: staff restored it there, or the seller was mistaken.
pub(crate) fn keep(
    scope: &mut Scope<'_>,
    service: &mut Service,
    told: &ServiceState,
) -> Result<bool> {
    if service.status != ServiceStatus::Deleted
        || told.status == ServiceStatus::Deleted
        || service.open_operation.is_some()
        || !kept::order_was_given_up(scope.tx, service.id)?
    {
        return Ok(false);
    }
    tracing::warn!(
        item.id = service.id.get(),
        upstream.id = told.id,
        "the seller has what was given up here; it is closed there"
    );
    begin(scope, service, &Plan::new(OperationKind::Close))?;
    Ok(true)
}
