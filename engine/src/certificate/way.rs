//! A re-issue that waits for its customer makes way: he may be slow, and renewing, stopping and
//! closing his service must not wait for him. It is begun again later.

use super::only_waits;
use crate::cancel::cancel;
use crate::{Result, Scope};
use onsell_domain::OperationKind;
use onsell_store::operation::{self, Operation};
use onsell_store::service::Service;

/// Whether nothing is done to a service but what makes way.
pub(crate) fn has_way(scope: &mut Scope<'_>, service: &Service) -> Result<bool> {
    Ok(service.open_operation.is_none() || waiting(scope, service)?.is_some())
}

/// Gives a re-issue up that waits, for an operation of another kind; whether the way is free.
pub(crate) fn makes_way(
    scope: &mut Scope<'_>,
    service: &mut Service,
    kind: OperationKind,
) -> Result<bool> {
    if service.open_operation.is_none() {
        return Ok(true);
    }
    if kind == OperationKind::Reissue {
        return Ok(false);
    }
    match waiting(scope, service)? {
        Some(open) => cancel(scope, service, &open),
        None => Ok(false),
    }
}

fn waiting(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Operation>> {
    if service.open_operation != Some(OperationKind::Reissue) {
        return Ok(None);
    }
    let open = operation::open_of_service(scope.tx, service.id)?;
    Ok(open.filter(only_waits))
}
