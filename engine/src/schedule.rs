//! The scheduled close: a customer's deletion that waits for the end of the paid period, and its
//! withdrawal (semantics 4.6).
//!
//! While it stands nothing is renewed automatically, although the setting of the automatic renewal
//! stays as it is. The date is always the end of what was paid: a renewal by hand moves it.

use crate::change::{Actor, note};
use crate::owned::owned;
use crate::tell::tell;
use crate::{Result, Scope, due, rights, shown, waiting};
use jiff::civil::Date;
use onsell_domain::{Deletion, OperationKind, Rules, ServiceId, StopReason};
use onsell_store::service::{self, Service};
use onsell_wire::Fault;

/// The day at whose end a deletion by this actor happens; none is at once: for staff, where the
/// rules say so, and for what has no paid days left or was never delivered.
pub(crate) fn day_of_deletion(
    scope: &Scope<'_>,
    actor: &Actor,
    service: &Service,
    rules: &Rules,
) -> Option<Date> {
    let ends_otherwise = matches!(
        service.open_operation,
        Some(OperationKind::Open | OperationKind::Close)
    );
    if actor.staff
        || rules.deletion == Deletion::AtOnce
        || ends_otherwise
        || service.stopped_by.contains(StopReason::Auto)
    {
        return None;
    }
    let today = shown::today(service, scope.now);
    service.expires.filter(|end| *end >= today)
}

/// Schedules the close of a service; doing it again changes nothing.
pub(crate) fn schedule(scope: &mut Scope<'_>, service: &mut Service, day: Date) -> Result<()> {
    if service.scheduled_close == Some(day) {
        return Ok(());
    }
    service.scheduled_close = Some(day);
    write(scope, service)
}

/// Withdraws the scheduled close of a service: its automatic renewal is again what it was. Where
/// none is scheduled nothing changes.
///
/// # Errors
/// `access` for a customer who may not delete it or whose service the provider stopped, `locked`
/// when it is being deleted already.
pub fn withdraw(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId) -> Result<()> {
    let mut service = owned(scope, id, actor.account)?;
    let rules = rights::rules_of(scope, &service)?;
    rights::may(actor, &service, rules.client_deletes, "delete.cancel")?;
    if service.scheduled_close.is_none() {
        return Ok(());
    }
    rights::must_be_free(actor.staff, &service)?;
    if service.open_operation == Some(OperationKind::Close) {
        return Err(Fault::locked(id).into());
    }
    note(scope, actor, "delete.cancel", &service)?;
    service.scheduled_close = None;
    write(scope, &mut service)
}

fn write(scope: &mut Scope<'_>, service: &mut Service) -> Result<()> {
    service::update(scope.tx, service, due::next_look(service))?;
    service.version += 1;
    waiting::may_go_on(scope, service)?;
    tell(scope, service, "edit")
}
