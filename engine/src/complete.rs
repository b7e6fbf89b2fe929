//! What follows when the work on a service is done: its new facts, the money, the event.

use crate::certificate::{self, sells_certificates};
use crate::covers;
use crate::doing::{Doing, Held};
use crate::move_tariff::move_tariff;
use crate::paid_term::Paid;
use crate::server_order::sells_servers;
use crate::tell::tell;
use crate::{Result, Scope, bundle, due, machines, module_license, refund, shown, waiting};
use jiff::civil::Date;
use onsell_domain::period::renewal_start;
use onsell_domain::{
    Amount, Expiry, Facts, OperationKind, OperationState as State, ServiceStatus, StopReason,
    StopReasons,
};
use onsell_store::expense::{self, NewExpense};
use onsell_store::service::Service;
use onsell_store::{operation, service, task, wallet};

/// Writes what a finished operation changed, posts what was held for it, and tells the readers.
pub(crate) fn complete(
    scope: &mut Scope<'_>,
    service: &mut Service,
    doing: &Doing,
    held: Held,
    facts: &Facts,
) -> Result<()> {
    let today = shown::today(service, scope.now);
    let start = period_start(service, doing, today);
    let before = Paid::before(service, doing);
    apply(scope, service, doing, facts, today);
    bundle::done(scope, service, doing)?;
    module_license::has_moved(scope, service, doing)?;
    if doing.kind == OperationKind::ChangeTariff {
        move_tariff(scope, service, doing, today)?;
    }
    if doing.kind != OperationKind::Close {
        take_end(service, facts);
    }
    if service.parent.is_some() {
        // The cycle of a bundled license is its seller's.
        service.expires = service.upstream_expires.or(service.expires);
    }
    if service.scheduled_close.is_some() {
        // The scheduled close is at the end of what was paid, wherever that is now.
        service.scheduled_close = service.expires;
    }
    for (addon, value) in &doing.addons {
        service::put_addon(scope.tx, service.id, *addon, *value)?;
    }
    covers::after(scope, service, doing, start)?;
    if sells_servers(&service.type_name) {
        machines::after(scope, service.id, doing, held.operation, facts)?;
    }
    before.keep(scope, service, doing, held, today)?;
    if sells_certificates(&service.type_name) {
        certificate::after(scope, service, doing, facts)?;
    }
    let due_at = due::next_look(service);
    service::update(scope.tx, service, due_at)?;
    service.version += 1;
    post(scope, service, doing.kind, held, start)?;
    if doing.kind == OperationKind::Close {
        refund::of_closing(scope, service, held.operation, today)?;
    } else {
        waiting::may_go_on(scope, service)?;
    }
    tell(scope, service, doing.kind.name())?;
    if matches!(
        doing.kind,
        OperationKind::Open
            | OperationKind::Prolong
            | OperationKind::Close
            | OperationKind::Suspend
            | OperationKind::Resume
    ) {
        module_license::tell_license(scope, service)?;
    }
    bundle::settle(scope, service)?;
    module_license::settle(scope, service)
}

/// Ends an operation that a seller worked on: the facts become ours, the money is posted, task and
/// operation end. Does nothing when it had ended before.
pub(crate) fn conclude_done(
    scope: &mut Scope<'_>,
    service: &mut Service,
    ended: &operation::Operation,
    facts: &Facts,
) -> Result<bool> {
    let addons = match ended.kind {
        OperationKind::SetParam | OperationKind::ChangeTariff => {
            operation::addons(scope.tx, ended.id)?
        }
        _ => Vec::new(),
    };
    if !operation::finish(scope.tx, ended.id, State::Done, scope.now)? {
        return Ok(false);
    }
    if ended.task.is_some() {
        task::close_of_operation(scope.tx, ended.id, scope.now)?;
    }
    let doing = Doing {
        kind: ended.kind,
        period: ended.period,
        reason: ended.reason,
        new_name: ended.new_name.clone(),
        new_ip: ended.new_ip.clone(),
        addons,
        paid_until: ended.paid_until,
        covers_term: ended.covers_term,
        remote_period: ended.remote_period,
        begun_at: ended.created_at,
        new_tariff: ended.new_tariff,
        new_renewal_price: ended.new_renewal_price,
        server: ended.server.clone(),
        progress: ended.progress.clone(),
    };
    service.open_operation = None;
    complete(
        scope,
        service,
        &doing,
        Held {
            operation: ended.id,
            amount: ended.held,
            refund: ended.refund,
        },
        facts,
    )?;
    Ok(true)
}

/// The first day of what an order or a renewal pays for: for a renewal the day from which its end
/// was counted, so that no two of them ever pay for the same.
fn period_start(service: &Service, doing: &Doing, today: Date) -> Date {
    match (doing.kind, service.expires) {
        (OperationKind::Prolong, Some(end)) => {
            let begun = shown::today(service, doing.begun_at);
            renewal_start(end, begun, service.stopped_by.contains(StopReason::Auto))
        }
        _ => today,
    }
}

fn apply(scope: &Scope<'_>, service: &mut Service, doing: &Doing, facts: &Facts, today: Date) {
    match doing.kind {
        OperationKind::Open => {
            service.status = ServiceStatus::Active;
            // Months are counted from the day of delivery, which may come after the order's.
            service.anchor_day = today.day();
            service.expires = paid_until(service, doing, today);
        }
        // The customer's own term was counted when it was sold.
        OperationKind::Prolong if doing.covers_term => {}
        OperationKind::Prolong => {
            let period = doing.period.unwrap_or(service.period);
            let is_in_count = service.expires.is_some_and(|end| {
                end >= today
                    || doing.paid_until.is_some()
                        && period.end(end, service.anchor_day, 0) == doing.paid_until
            });
            if !is_in_count {
                // A renewal that comes late begins a new count of months.
                service.anchor_day = today.day();
            }
            service.expires = paid_until(service, doing, today);
            service.waits_for_money_since = None;
            lift(service, StopReason::Auto);
        }
        OperationKind::Suspend => {
            service.stopped_by = StopReasons::from_bits(service.stopped_by.bits() | doing.reason);
            service.status = ServiceStatus::Suspended;
            service.stopped_at = Some(scope.now);
        }
        OperationKind::Resume => {
            for reason in StopReasons::from_bits(doing.reason).iter() {
                lift(service, reason);
            }
        }
        OperationKind::SetParam => {
            take(&mut service.name, doing.new_name.as_ref());
            if let Some(ip) = &doing.new_ip {
                bind(service, ip.clone(), today);
            }
            service.renewal_price = doing.new_renewal_price.unwrap_or(service.renewal_price);
        }
        OperationKind::Close => end_for_good(service),
        // What these change is not a service's but its server's.
        _ => {}
    }
    learn(service, doing.kind, facts, today);
}

/// A service is deleted: nothing about it is to come any more.
pub(crate) fn end_for_good(service: &mut Service) {
    service.status = ServiceStatus::Deleted;
    service.auto_prolong = None;
    service.scheduled_close = None;
    service.waits_for_money_since = None;
}

/// Takes over what the doer told of name, address and key.
fn learn(service: &mut Service, kind: OperationKind, facts: &Facts, today: Date) {
    take(&mut service.name, facts.name.as_ref());
    if let Some(ip) = &facts.ip {
        bind(service, ip.clone(), today);
    }
    if let Some(key) = &facts.key
        && *key != service.license_key
    {
        service.license_key.clone_from(key);
        if kind == OperationKind::NewKey {
            service.key_changed = Some(today);
        }
    }
}

fn take(field: &mut String, value: Option<&String>) {
    if let Some(value) = value {
        field.clone_from(value);
    }
}

/// Binds a license to an address. The first binding is not a change.
pub(crate) fn bind(service: &mut Service, ip: String, today: Date) {
    if service.ip == ip {
        return;
    }
    if !service.ip.is_empty() && service.ip != "0.0.0.0" {
        service.ip_changed = Some(today);
    }
    service.ip = ip;
}

/// Takes one reason of a stop away; the service runs when none is left.
pub(crate) fn lift(service: &mut Service, reason: StopReason) {
    service.stopped_by.remove(reason);
    if service.status == ServiceStatus::Suspended && service.stopped_by.is_empty() {
        service.status = ServiceStatus::Active;
        service.stopped_at = None;
    }
}

/// The end of what the customer paid, counted here and not by the seller (semantics 4.6): as it was
/// promised, else from the delivery on.
fn paid_until(service: &Service, doing: &Doing, today: Date) -> Option<Date> {
    if doing.paid_until.is_some() {
        return doing.paid_until;
    }
    let period = doing.period.unwrap_or(service.period);
    let from = match (doing.kind, service.expires) {
        (OperationKind::Prolong, Some(end)) if end >= today => end,
        _ => today,
    };
    let anchor = if from == today {
        today.day()
    } else {
        service.anchor_day
    };
    period.end(from, anchor, service.trial_days)
}

/// Takes over the end that the doer told. One that nobody counted begins a new count of months.
fn take_end(service: &mut Service, facts: &Facts) {
    match facts.expires {
        Some(Expiry::On(end)) if service.expires != Some(end) => {
            service.expires = Some(end);
            service.anchor_day = end.day();
        }
        Some(Expiry::Never) => service.expires = None,
        Some(Expiry::On(_)) | None => {}
    }
}

/// What was held is charged, what was promised goes back to the wallet: a document with two
/// postings either way.
fn post(
    scope: &mut Scope<'_>,
    service: &Service,
    kind: OperationKind,
    held: Held,
    start: Date,
) -> Result<()> {
    if held.amount > Amount::ZERO {
        wallet::spend_held(scope.tx, service.wallet, held.amount)?;
    }
    if held.refund > Amount::ZERO {
        wallet::add(scope.tx, service.wallet, held.refund)?;
    }
    let amount = Amount::new(held.amount.get() - held.refund.get());
    if amount == Amount::ZERO {
        return Ok(());
    }
    let name = format!("{} #{}", service.tariff_name, service.id);
    expense::post(
        scope.tx,
        &NewExpense {
            wallet: service.wallet,
            currency: service.currency,
            service: service.id,
            operation: held.operation,
            kind,
            period_start: start,
            amount,
            name: &name,
            now: scope.now,
        },
    )?;
    Ok(())
}
