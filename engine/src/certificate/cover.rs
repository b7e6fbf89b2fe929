//! A seller's term that ended before ours. Sellers count a certificate's own end as the end of the
//! service (semantics 6.4), so that they stop what our customer has paid for longer: that stop is
//! none of ours, and the service is renewed there, at our cost, where our term needs it.

use super::sells_certificates;
use crate::begin::{Plan, begin};
use crate::cancel::cancel;
use crate::{Result, Scope, covers, shown};
use onsell_domain::{
    OperationKind, OperationState as State, Period, ProblemKind, ServiceStatus, StopReason,
    StopReasons, Timestamp, reasons_from_key,
};
use onsell_store::operation;
use onsell_store::problem::{self, Subject};
use onsell_store::service::Service;
use onsell_store::{certificate, issued_certificate};
use onsell_wire::message::service::ServiceState;

/// Sellers close what stands stopped for so many days; a rest of the term that is as long is
/// covered although the present certificate lasts.
const CLOSED_AFTER_DAYS: i64 = 30;
const DAY_SECONDS: i64 = 24 * 3600;

/// Whether a stop at the seller is only the end of its own term, while ours goes on.
pub(crate) fn is_only_theirs(scope: &Scope<'_>, service: &Service, told: &ServiceState) -> bool {
    sells_certificates(&service.type_name)
        && told.status == ServiceStatus::Suspended
        && reasons_from_key(&told.status_key) == StopReasons::only(StopReason::Auto)
        && paid_until(service).is_none_or(|end| end > scope.now)
}

fn paid_until(service: &Service) -> Option<Timestamp> {
    let zone = shown::zone(&service.zone);
    service.expires.map(|end| zone.end_of(end))
}

/// Renews at the seller what ended there and is needed here; whether it had to. Once in a while it
/// cannot: then staff know, and nothing is bought again before they closed that.
pub(crate) fn keep(
    scope: &mut Scope<'_>,
    service: &mut Service,
    told: &ServiceState,
) -> Result<bool> {
    let today = shown::today(service, scope.now);
    let has_ended = told.expires.is_some_and(|end| end <= today);
    if !has_ended
        || service.status != ServiceStatus::Active
        || !is_only_theirs(scope, service, told)
        || !is_needed(scope, service)?
    {
        return Ok(false);
    }
    let missed = ProblemKind::RenewalMissed;
    if problem::find(scope.tx, missed, Subject::Service(service.id))?.is_some() {
        return Ok(false);
    }
    if let Some(open) = operation::open_of_service(scope.tx, service.id)? {
        // A re-issue is refused there until the service runs again.
        if open.kind != OperationKind::Reissue || open.state != State::Attention {
            return Ok(false);
        }
        cancel(scope, service, &open)?;
    }
    let Some(period) = shortest(scope, service)? else {
        return Ok(false);
    };
    let plan = Plan {
        period: Some(period),
        covers_term: true,
        ..Plan::new(OperationKind::Prolong)
    };
    begin(scope, service, &plan)?;
    Ok(true)
}

/// Whether the present certificate ends before our term does, or the seller would close the service
/// before that.
fn is_needed(scope: &mut Scope<'_>, service: &Service) -> Result<bool> {
    let Some(row) = certificate::find(scope.tx, service.id)? else {
        return Ok(false);
    };
    let Some(paid_until) = paid_until(service) else {
        return Ok(true);
    };
    let present = match row.issued {
        Some(issued) => issued_certificate::find(scope.tx, issued)?,
        None => None,
    };
    let lasts = present.is_some_and(|issued| issued.certificate.not_after >= paid_until);
    let rest = paid_until.seconds_since(scope.now);
    Ok(!lasts || rest >= CLOSED_AFTER_DAYS * DAY_SECONDS)
}

/// The shortest period that the seller renews for.
fn shortest(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Period>> {
    if service.cover_period.is_some() {
        return Ok(service.cover_period);
    }
    let offered = covers::offered(scope, service.tariff, service.currency, service.period)?;
    let months = offered.into_iter().filter_map(|period| match period {
        Period::Months(months) => Some(months),
        _ => None,
    });
    Ok(months.min().map(Period::Months))
}
