//! Follows a seller: compares what it tells about a service with what it told before, concludes
//! the operation that this answers, and takes over what the seller changed.

use crate::ask_again::ask_again;
use crate::cancel::cancel;
use crate::complete::{bind, conclude_done, lift};
use crate::tell::tell;
use crate::{Result, Scope, due, shown};
use onsell_domain::{
    Facts, OperationKind, Period, ServiceStatus, StopReason, StopReasons, UpstreamId,
    reasons_from_key,
};
use onsell_store::operation::{self, Operation};
use onsell_store::service::{self, Service};
use onsell_store::upstream::{self, Followed, Upstream};
use onsell_wire::message::service::ServiceState;

/// Applies one reading of one service. `true` when something changed here.
///
/// # Errors
/// `Stale` when the service changed since before the seller was asked: read it again.
pub(crate) fn apply(
    scope: &mut Scope<'_>,
    followed: &Followed,
    told: &ServiceState,
) -> Result<bool> {
    let Some(mut service) = service::find(scope.tx, followed.service)? else {
        return Ok(false);
    };
    if service.version != followed.version {
        return Err(onsell_store::Error::Stale.into());
    }
    let Some(before) = upstream::find(scope.tx, followed.service)? else {
        return Ok(false);
    };
    let mut open = match service.open_operation {
        Some(_) => operation::open_of_service(scope.tx, service.id)?,
        None => None,
    };
    let now = reading(scope, &before, told);
    let changed_there = differs(&before, &now);
    if changed_there {
        upstream::update(scope.tx, &now)?;
    }
    let asked = match &open {
        Some(open) if open.kind == OperationKind::SetParam => {
            operation::addons_with_intname(scope.tx, open.id)?
        }
        _ => Vec::new(),
    };
    if let Some(open) = &open
        && shows_effect(open, &asked, told)
    {
        take_over(scope, &mut service, &before, told, Some(open));
        return conclude_done(scope, &mut service, open, &facts(open, told));
    }
    if let Some(open) = &open {
        ask_again(scope, open)?;
    }
    if told.status == ServiceStatus::Deleted
        && let Some(lost) = open.take_if(|open| open.kind != OperationKind::Close)
        && cancel(scope, &mut service, &lost)?
        && lost.kind == OperationKind::Open
    {
        // The seller ended what it never delivered: the customer's money is free again.
        tell(scope, &service, "close")?;
        return Ok(true);
    }
    let kind = take_over(scope, &mut service, &before, told, open.as_ref());
    let Some(kind) = kind else { return Ok(false) };
    let due_at = due::next_look(&service);
    service::update(scope.tx, &service, due_at)?;
    service.version += 1;
    tell(scope, &service, kind)?;
    Ok(true)
}

/// What the seller told, as the row keeps it.
fn reading(scope: &Scope<'_>, before: &Upstream, told: &ServiceState) -> Upstream {
    Upstream {
        service: before.service,
        seller: before.seller,
        reference: before.reference.clone(),
        upstream_id: Some(UpstreamId::new(told.id)),
        status: Some(told.status),
        status_key: told.status_key.clone(),
        expires: told.expires,
        tariff: Some(told.tariff),
        name: told.name.clone(),
        ip: told.ip.clone(),
        license_key: told.key.clone(),
        addons: addons_text(&told.addons),
        auto_prolong: told.auto_prolong,
        read_at: Some(scope.now),
    }
}

fn addons_text(addons: &[(i64, i64)]) -> String {
    let words: Vec<String> = addons
        .iter()
        .map(|(id, value)| format!("{id}={value}"))
        .collect();
    words.join(" ")
}

fn differs(before: &Upstream, now: &Upstream) -> bool {
    Upstream {
        read_at: None,
        ..before.clone()
    } != Upstream {
        read_at: None,
        ..now.clone()
    }
}

/// How the effect of each kind of request is recognized (design 4). The addon values that an edit
/// asked for go by the seller's numbers.
pub(crate) fn shows_effect(open: &Operation, asked: &[(String, i64)], told: &ServiceState) -> bool {
    match open.kind {
        // The reference was compared by who found it. A license without its key is not there yet.
        OperationKind::Open => {
            told.status == ServiceStatus::Active
                && (open.type_name != "soft" || !told.key.is_empty())
        }
        // What was never sent has no effect yet: another author moved the date.
        OperationKind::Prolong => open.sent_at.is_some() && later(open, told),
        OperationKind::Suspend => told.status == ServiceStatus::Suspended,
        OperationKind::Resume => told.status == ServiceStatus::Active,
        OperationKind::Close => told.status == ServiceStatus::Deleted,
        OperationKind::SetParam => {
            open.new_name.as_ref().is_none_or(|name| *name == told.name)
                && open.new_ip.as_ref().is_none_or(|ip| *ip == told.ip)
                && asked.iter().all(|asked| tells_value(told, asked))
        }
        OperationKind::NewKey => {
            open.sent_at.is_some() && !told.key.is_empty() && told.key != open.before_key
        }
        OperationKind::ChangeTariff => {
            open.new_tariff_intname.as_deref() == Some(told.tariff.to_string().as_str())
        }
    }
}

/// Whether the seller tells this value of the addon that it knows by this number.
fn tells_value(told: &ServiceState, (number, value): &(String, i64)) -> bool {
    told.addons
        .iter()
        .any(|(id, there)| there == value && id.to_string() == *number)
}

/// A renewal shows by an end date later than the one written at intent.
fn later(open: &Operation, told: &ServiceState) -> bool {
    match (open.before_expires, told.expires) {
        (Some(before), Some(now)) => now > before,
        // An end that is not told says nothing, unless it was bought for good.
        (Some(_), None) => open.period == Some(Period::Lifetime),
        (None, _) => false,
    }
}

fn facts(open: &Operation, told: &ServiceState) -> Facts {
    let mut facts = Facts {
        upstream: Some(UpstreamId::new(told.id)),
        ..Facts::default()
    };
    match open.kind {
        OperationKind::Open | OperationKind::NewKey => facts.key = Some(told.key.clone()),
        _ => {}
    }
    facts
}

/// Takes over what the seller changed since its last reading; fields that an open operation is
/// changing are left to its conclusion. What kind of event it makes, if any.
fn take_over(
    scope: &Scope<'_>,
    service: &mut Service,
    before: &Upstream,
    told: &ServiceState,
    working: Option<&Operation>,
) -> Option<&'static str> {
    let open = working.map(|open| open.kind);
    if before.status.is_none() && open == Some(OperationKind::Open) {
        return None;
    }
    let mut kind = None;
    let changes_name = working.is_some_and(|open| open.new_name.is_some());
    if !changes_name && told.name != before.name && told.name != service.name {
        service.name.clone_from(&told.name);
        kind = Some("edit");
    }
    let changes_ip = working.is_some_and(|open| open.new_ip.is_some());
    if !changes_ip && told.ip != before.ip && told.ip != service.ip {
        bind(service, told.ip.clone(), shown::today(service, scope.now));
        kind = Some("edit");
    }
    if open != Some(OperationKind::NewKey)
        && told.key != before.license_key
        && told.key != service.license_key
        && !told.key.is_empty()
    {
        service.license_key.clone_from(&told.key);
        kind = Some("edit");
    }
    let runs = follow_state(scope, service, told, open);
    runs.or(kind)
}

/// The seller wins about whether a service runs.
fn follow_state(
    scope: &Scope<'_>,
    service: &mut Service,
    told: &ServiceState,
    open: Option<OperationKind>,
) -> Option<&'static str> {
    let ours = matches!(
        open,
        Some(
            OperationKind::Open
                | OperationKind::Suspend
                | OperationKind::Resume
                | OperationKind::Close
        )
    );
    if ours || service.status == ServiceStatus::Deleted {
        return None;
    }
    match told.status {
        ServiceStatus::Suspended | ServiceStatus::Deleted => {
            let known = service.stopped_by.contains(StopReason::Provider);
            if known || is_our_stop(service, told) {
                return None;
            }
            service.stopped_by.insert(StopReason::Provider);
            service.status = ServiceStatus::Suspended;
            service.stopped_at = Some(scope.now);
            Some("suspend")
        }
        ServiceStatus::Active if service.stopped_by.contains(StopReason::Provider) => {
            lift(service, StopReason::Provider);
            Some("resume")
        }
        _ => None,
    }
}

/// Whether a stop at the seller is the one that we sent, or the seller's own at the end of a time
/// that ended here as well.
fn is_our_stop(service: &Service, told: &ServiceState) -> bool {
    if told.status != ServiceStatus::Suspended || service.stopped_by.is_empty() {
        return false;
    }
    let there = reasons_from_key(&told.status_key);
    let ended = StopReasons::only(StopReason::Auto);
    there == StopReasons::only(StopReason::Client)
        || (there == ended && service.stopped_by.contains(StopReason::Auto))
}
