//! The seller closed a service: it ends here as well, and staff learn what is at stake.

use crate::begin::{Plan, begin};
use crate::cancel::cancel;
use crate::tell::tell;
use crate::{Result, Scope, bundle, due, module_license, paid_term, problems, shown};
use onsell_domain::{OperationKind, ProblemKind, ServiceStatus};
use onsell_store::operation::Operation;
use onsell_store::service::{self, Service};

/// Ends a service that its seller closed. What worked on it is overtaken and its money is free
/// again; what the customer has paid stays written, and makes a problem for staff.
pub(crate) fn apply(
    scope: &mut Scope<'_>,
    service: &mut Service,
    open: Option<&Operation>,
) -> Result<bool> {
    if service.status == ServiceStatus::Deleted {
        return Ok(false);
    }
    if let Some(overtaken) = open {
        let never_delivered = overtaken.kind == OperationKind::Open;
        if cancel(scope, service, overtaken)? && never_delivered {
            // The seller ended what it never delivered: the customer's money is free again.
            tell(scope, service, "close")?;
            return Ok(true);
        }
    }
    if module_license::goes_with_its_license(scope, service)? {
        // It ends as it would if it were closed here, and nobody has anything to see to.
        let plan = Plan {
            is_ours_alone: true,
            ..Plan::new(OperationKind::Close)
        };
        return begin(scope, service, &plan).map(|_| true);
    }
    let today = shown::today(service, scope.now);
    if service.expires.is_none_or(|paid| paid >= today) {
        let stake = Some(paid_term::of(service).rest(today));
        let detail = service.expires.map(|paid| paid.to_string());
        let detail = detail.unwrap_or_default();
        problems::of_service(scope, service, ProblemKind::Closed, stake, &detail)?;
    }
    service.status = ServiceStatus::Deleted;
    service.auto_prolong = None;
    service::update(scope.tx, service, due::next_look(service))?;
    service.version += 1;
    bundle::lose(scope, service, "its seller closed the license")?;
    tell(scope, service, "close")?;
    module_license::tell_license(scope, service)?;
    module_license::settle(scope, service)?;
    Ok(true)
}
