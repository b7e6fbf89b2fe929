//! When a job must look at a service: its renewal, its end, its closing.

use crate::certificate::sells_certificates;
use crate::shown;
use jiff::civil::Date;
use onsell_domain::{Period, ServiceStatus, StopReason, Timestamp};
use onsell_store::service::Service;

/// A resold service is renewed this many days before our own ones are, so that the renewal is at
/// the seller before the seller's end date.
const RESOLD_LEAD_DAYS: i64 = 1;
/// The end of a bundled trial is spoken of so many days before.
const OFFER_DAYS: i64 = 3;

/// When a job must look at a service next: its renewal, its end, or its closing.
pub(crate) fn next_look(service: &Service) -> Option<Timestamp> {
    let zone = shown::zone(&service.zone);
    match service.status {
        ServiceStatus::Active | ServiceStatus::Suspended if service.scheduled_close.is_some() => {
            service.scheduled_close.map(|day| zone.end_of(day))
        }
        ServiceStatus::Active => {
            let ours = service.expires.map(|end| match renewal_day(service, end) {
                Some(day) => zone.start_of(day),
                // The customer of a trial panel is offered what is paid in its place.
                None if service.parent.is_some() => zone.start_of(days_before(end, OFFER_DAYS)),
                None => zone.end_of(end),
            });
            let cover = cover_day(service).map(|day| zone.start_of(day));
            ours.into_iter().chain(cover).min()
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

/// The day on which the next renewal at the seller that covers the sold term is made.
pub(crate) fn cover_day(service: &Service) -> Option<Date> {
    let end = service
        .upstream_expires
        .filter(|_| service.covers_left > 0)?;
    Some(days_before(end, RESOLD_LEAD_DAYS))
}

fn days_before(day: Date, days: i64) -> Date {
    day.checked_sub(jiff::Span::new().days(days)).unwrap_or(day)
}

/// The day on which the automatic renewal is tried first: a resold service in time for the seller's
/// own end, where that comes first; none while a close is scheduled.
pub(crate) fn renewal_day(service: &Service, end: Date) -> Option<Date> {
    if service.auto_prolong.is_none()
        || service.scheduled_close.is_some()
        || service.period == Period::Trial
    {
        return None;
    }
    if service.seller.is_none() {
        return Some(end);
    }
    if sells_certificates(&service.type_name) {
        // Its seller's end is a certificate's, and not that of what was paid.
        return Some(days_before(end, RESOLD_LEAD_DAYS));
    }
    // A seller whose end comes first because it was ordered for less is renewed to cover the term.
    let there = service
        .upstream_expires
        .filter(|_| service.covers_left == 0);
    let first = there.map_or(end, |there| there.min(end));
    Some(days_before(first, RESOLD_LEAD_DAYS))
}
