//! How a service is shown to its owner and to readers of events.

use crate::next_module::NONE_LEFT;
use onsell_domain::{
    OperationKind, OperationState, ServiceStatus, Timestamp, Zone, item_status_key,
};
use onsell_store::service::Service;

/// The status a reader sees and its key: while an operation runs that changes whether the service
/// runs or how long, it is in progress (wire 2.1).
pub fn status(service: &Service) -> (ServiceStatus, String) {
    // What covers a term that was sold before is our affair and the seller's.
    let open = service.open_operation.filter(|_| !service.open_covers);
    let shown = match (service.status, open) {
        (ServiceStatus::Deleted, _) => ServiceStatus::Deleted,
        (
            _,
            Some(
                OperationKind::Open
                | OperationKind::Prolong
                | OperationKind::Suspend
                | OperationKind::Resume
                | OperationKind::Close,
            ),
        ) => ServiceStatus::Processing,
        (status, _) => status,
    };
    if is_nowhere(service) {
        return (shown, "service_nosuitable".to_owned());
    }
    (shown, item_status_key(shown, service.stopped_by, open))
}

/// Whether no module can make it, so that a person has it.
fn is_nowhere(service: &Service) -> bool {
    service.open_operation == Some(OperationKind::Open)
        && service.open_state == Some(OperationState::Waiting)
        && service.open_error.as_deref() == Some(NONE_LEFT)
}

/// Whether the operation on a service stands with an error, so that it takes longer than usual.
pub fn is_delayed(service: &Service) -> bool {
    matches!(
        service.open_state,
        Some(OperationState::Attention | OperationState::Held)
    )
}

/// The day it is at the provider of this service.
pub fn today(service: &Service, now: Timestamp) -> jiff::civil::Date {
    now.date_in(&zone(&service.zone))
}

/// A provider's zone; one that is not known counts as UTC.
pub fn zone(name: &str) -> Zone {
    Zone::parse(name).unwrap_or_default()
}
