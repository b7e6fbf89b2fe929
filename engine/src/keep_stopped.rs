//! A service runs only when no reason for its stop is left: one that the seller lets run again
//! while a reason of ours stands is stopped there again.

use crate::begin::{Plan, begin};
use crate::{Result, Scope};
use onsell_domain::{OperationKind, ServiceStatus};
use onsell_store::service::Service;
use onsell_wire::message::service::ServiceState;

/// Sends the stop again where the seller runs what is stopped here; whether it had to.
pub(crate) fn keep(
    scope: &mut Scope<'_>,
    service: &mut Service,
    told: &ServiceState,
) -> Result<bool> {
    let ours = service.stopped_by.asked_of_a_seller();
    let runs_there = told.status == ServiceStatus::Active;
    if !runs_there
        || ours.is_empty()
        || service.status != ServiceStatus::Suspended
        || service.open_operation.is_some()
    {
        return Ok(false);
    }
    let plan = Plan {
        reason: ours.bits(),
        ..Plan::new(OperationKind::Suspend)
    };
    begin(scope, service, &plan)?;
    Ok(true)
}
