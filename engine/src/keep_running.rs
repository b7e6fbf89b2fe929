//! A service that we stopped at its seller runs there again once no reason of ours is left, however
//! the last one went: the seller knows only that we asked for a stop. A renewal, for instance,
//! lifts the end of the paid time here, and at the seller it lifts only the seller's own.

use crate::begin::{Plan, begin};
use crate::{Result, Scope};
use onsell_domain::{OperationKind, ServiceStatus, StopReason, StopReasons, reasons_from_key};
use onsell_store::kept;
use onsell_store::service::Service;
use onsell_wire::message::service::ServiceState;

/// Asks the seller to let run what stands there only because we had it stopped; whether it had to.
/// A stop that somebody made there in our name is not ours to lift.
pub(crate) fn keep(
    scope: &mut Scope<'_>,
    service: &mut Service,
    told: &ServiceState,
) -> Result<bool> {
    let ours = service.stopped_by.asked_of_a_seller();
    let stands_for_us = told.status == ServiceStatus::Suspended
        && reasons_from_key(&told.status_key) == StopReasons::only(StopReason::Client);
    let lives = matches!(
        service.status,
        ServiceStatus::Active | ServiceStatus::Suspended
    );
    if !stands_for_us || !ours.is_empty() || !lives || service.open_operation.is_some() {
        return Ok(false);
    }
    if !kept::stopped_last(scope.tx, service.id)? {
        return Ok(false);
    }
    let plan = Plan {
        reason: StopReasons::only(StopReason::Provider).bits(),
        ..Plan::new(OperationKind::Resume)
    };
    begin(scope, service, &plan)?;
    Ok(true)
}
