//! A month turns over: automatic renewals, stops at the end of the paid time, closings long after;
//! and what was never paid is thrown away.

use crate::due::{self, next_look, renewal_day};
use crate::mail::Letter;
use crate::tell::tell;
use crate::waiting::money_is_free;
use crate::{
    Engine, Error, Result, Scope, bill_order, bundle, certificate, change, covers, module_license,
    prolong, rights, shown,
};
use jiff::civil::Date;
use onsell_domain::{ServiceStatus, StopReason};
use onsell_store::service::{self, Service};
use onsell_store::{upstream, waiting};

/// Services looked at in one round of the job.
const SERVICES_PER_ROUND_MAX: u32 = 200;
/// A stopped service is looked at again after this many days at the latest, for its rules may have
/// changed since.
const LOOK_AGAIN_DAYS: i64 = 30;
const DAY_SECONDS: i64 = 24 * 3600;
/// How long a service waits after it could not be dealt with, in seconds.
const AGAIN_SECONDS: i64 = 3600;

/// Looks at every service that is due; returns how many. Each is a unit of its own, so that one
/// that cannot be dealt with holds up nobody.
pub fn run(engine: &Engine) -> Result<usize> {
    let mut looked = 0;
    loop {
        let due =
            engine.read(|scope| Ok(service::due(scope.tx, scope.now, SERVICES_PER_ROUND_MAX)?))?;
        for found in &due {
            look(engine, found)?;
        }
        looked += due.len();
        if due.len() < SERVICES_PER_ROUND_MAX as usize {
            return Ok(looked);
        }
    }
}

fn look(engine: &Engine, found: &Service) -> Result<()> {
    let id = found.id;
    let letter = bundle::letter(engine, found)?;
    let result = engine.write(Some(found.account), move |scope| {
        deal_with(scope, id, letter.as_ref())
    });
    match result {
        Ok(()) => Ok(()),
        Err(error @ Error::Store(onsell_store::Error::Closed)) => Err(error),
        Err(error) => {
            tracing::warn!(item.id = id.get(), error = %error, "a due service must wait");
            engine.write(Some(found.account), move |scope| {
                let again = scope.now.plus_seconds(AGAIN_SECONDS);
                Ok(service::postpone(scope.tx, id, Some(again))?)
            })
        }
    }
}

/// Decides about one due service in one unit.
fn deal_with(
    scope: &mut Scope<'_>,
    id: onsell_domain::ServiceId,
    letter: Option<&Letter>,
) -> Result<()> {
    let Some(mut service) = service::find(scope.tx, id)? else {
        return Ok(());
    };
    if service.parent.is_some() && service.open_operation.is_none() {
        return bundle::look(scope, &service, letter);
    }
    let today = shown::today(&service, scope.now);
    let is_scheduled = service.scheduled_close.is_some_and(|day| day < today);
    if is_scheduled {
        change::give_up_standing(scope, &mut service)?;
    }
    if !certificate::has_way(scope, &service)? {
        let again = scope.now.plus_seconds(AGAIN_SECONDS / 12);
        return Ok(service::postpone(scope.tx, id, Some(again))?);
    }
    if is_scheduled && service.status != ServiceStatus::Deleted {
        return change::close_by_itself(scope, &mut service).map(drop);
    }
    match (service.status, service.expires) {
        (ServiceStatus::Active | ServiceStatus::Suspended, Some(end))
            if !service.stopped_by.contains(StopReason::Auto) =>
        {
            let ended = end < today;
            let cover = due::cover_day(&service).filter(|day| *day <= today);
            if cover.is_some() && !ended && service.status == ServiceStatus::Active {
                return covers::renew(scope, &mut service);
            }
            let renewal = renewal_day(&service, end).filter(|day| *day <= today);
            if renewal.is_some() && !ended && service.status == ServiceStatus::Active {
                return renew(scope, &service, end);
            }
            if ended {
                return end_of_time(scope, &mut service, end);
            }
            Ok(service::postpone(scope.tx, id, next_look(&service))?)
        }
        (ServiceStatus::Ordered, _) => {
            tracing::info!(item.id = id.get(), "ordered long ago and never paid");
            bill_order::give_up(scope, &mut service)
        }
        (ServiceStatus::Suspended, _) => close_when_long_stopped(scope, &mut service),
        _ => Ok(service::postpone(scope.tx, id, None)?),
    }
}

/// Renews, or says when to try again; without money the service runs to its end and waits for it.
fn renew(scope: &mut Scope<'_>, service: &Service, end: Date) -> Result<()> {
    match prolong::prolong(scope, &prolong::ProlongInput::by_itself(service)) {
        Ok(_) => Ok(()),
        Err(Error::Fault(fault)) => {
            tracing::info!(item.id = service.id.get(), reason = %fault, "not renewed yet");
            let last = shown::zone(&service.zone).end_of(end);
            let again = scope.now.plus_seconds(AGAIN_SECONDS).min(last);
            if fault.kind() == "not_enough_money" {
                return Ok(waiting::wait(scope.tx, service.id, scope.now, again)?);
            }
            Ok(service::postpone(scope.tx, service.id, Some(again))?)
        }
        Err(error) => Err(error),
    }
}

/// The paid time is over. A seller that ends with us stops the service by itself, because it is
/// never renewed there without us; else the stop is sent.
fn end_of_time(scope: &mut Scope<'_>, service: &mut Service, end: Date) -> Result<()> {
    if service.waits_for_money_since.is_none() && renewal_day(service, end).is_some() {
        // Nobody was here to renew it in time: it is renewed as if it had waited for money.
        service.waits_for_money_since = Some(scope.now);
        let again = scope.now.plus_seconds(AGAIN_SECONDS);
        waiting::wait(scope.tx, service.id, scope.now, again)?;
        money_is_free(scope, service.wallet)?;
    }
    if service.seller.is_some() {
        let told = upstream::find(scope.tx, service.id)?;
        let ends_there = told.and_then(|told| told.expires);
        if ends_there.is_some_and(|there| there <= end) {
            service.stopped_by.insert(StopReason::Auto);
            service.status = ServiceStatus::Suspended;
            service.stopped_at = Some(scope.now);
            service::update(scope.tx, service, next_look(service))?;
            service.version += 1;
            tell(scope, service, "suspend")?;
            return module_license::settle(scope, service);
        }
    }
    change::stop_at_end(scope, service).map(drop)
}

/// Closes what was stopped automatically so long ago as the rules say. What staff stopped, too, is
/// never closed by itself: it is looked at again when they let it go.
fn close_when_long_stopped(scope: &mut Scope<'_>, service: &mut Service) -> Result<()> {
    let stopped = service.stopped_by;
    if stopped.by_staff() || !stopped.contains(StopReason::Auto) {
        return Ok(service::postpone(scope.tx, service.id, None)?);
    }
    let days = rights::rules_of(scope, service)?.auto_deletion.days();
    let close_at = match (days, service.stopped_at) {
        (Some(days), Some(at)) => Some(at.plus_seconds(i64::from(days) * DAY_SECONDS)),
        _ => None,
    };
    if close_at.is_some_and(|at| at <= scope.now) {
        return change::close_by_itself(scope, service).map(drop);
    }
    let latest = scope.now.plus_seconds(LOOK_AGAIN_DAYS * DAY_SECONDS);
    let again = close_at.map_or(latest, |at| at.min(latest));
    Ok(service::postpone(scope.tx, service.id, Some(again))?)
}
