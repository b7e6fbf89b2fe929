//! When a job must look at a service: its renewal, its end, its closing.

use crate::shown;
use jiff::civil::Date;
use onsell_domain::{Period, ServiceStatus, StopReason, Timestamp};
use onsell_store::service::Service;

/// A resold service is renewed this many days before our own ones are, so that the renewal is at
/// the seller before the seller's end date.
const RESOLD_LEAD_DAYS: i64 = 1;

/// When a job must look at a service next: its renewal, its end, or its closing.
pub(crate) fn next_look(service: &Service) -> Option<Timestamp> {
    let zone = shown::zone(&service.zone);
    match service.status {
        ServiceStatus::Active | ServiceStatus::Suspended if service.scheduled_close.is_some() => {
            service.scheduled_close.map(|day| zone.end_of(day))
        }
        ServiceStatus::Active => {
            let end = service.expires?;
            Some(match renewal_day(service, end) {
                Some(day) => zone.start_of(day),
                None => zone.end_of(end),
            })
        }
        // The job knows how long the product type waits with closing.
        ServiceStatus::Suspended if service.stopped_by.contains(StopReason::Auto) => {
            service.stopped_at.map(|at| at.plus_seconds(24 * 3600))
        }
        // Stopped for another reason, its paid time still ends.
        ServiceStatus::Suspended => service.expires.map(|end| zone.end_of(end)),
        _ => None,
    }
}

/// The day on which the automatic renewal is tried first; none while a close is scheduled.
pub(crate) fn renewal_day(service: &Service, end: Date) -> Option<Date> {
    if service.auto_prolong.is_none()
        || service.scheduled_close.is_some()
        || service.period == Period::Trial
    {
        return None;
    }
    let lead = if service.seller.is_some() {
        RESOLD_LEAD_DAYS
    } else {
        0
    };
    Some(end.checked_sub(jiff::Span::new().days(lead)).unwrap_or(end))
}
