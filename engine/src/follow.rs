//! Follows a seller: compares what it tells about a service with what it told before, concludes
//! the operation that this answers, and takes over what the seller changed.

use crate::ask_again::ask_again;
use crate::cancel::cancel;
use crate::certificate::{self, sells_certificates};
use crate::complete::conclude_done;
use crate::mail::Letter;
use crate::tell::tell;
use crate::{
    Result, Scope, bundle, changed_there, closed_there, due, keep_closed, keep_running,
    keep_stopped, module_license, problems,
};
use onsell_domain::{
    Facts, OperationKind, OperationState as State, Period, ProblemKind, ServiceStatus, UpstreamId,
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
    apply_with(scope, followed, told, None)
}

/// The same with a letter to a customer who has to do something for it.
pub(crate) fn apply_with(
    scope: &mut Scope<'_>,
    followed: &Followed,
    told: &ServiceState,
    letter: Option<&Letter>,
) -> Result<bool> {
    let Some((mut service, before)) = present(scope, followed)? else {
        return Ok(false);
    };
    let mut open = match service.open_operation {
        Some(_) => operation::open_of_service(scope.tx, service.id)?,
        None => None,
    };
    if open.as_ref().is_some_and(|open| !bundle::may_be_told(open)) {
        return Ok(false);
    }
    let asked = match &open {
        Some(open) if open.kind == OperationKind::SetParam => bundle::asked_addons(scope, open)?,
        _ => Vec::new(),
    };
    let there = certificate::there(scope, &service, told)?;
    let shows = |open: &Operation| {
        let known = there
            .as_ref()
            .and_then(|there| there.shows(open, &before, told));
        known.unwrap_or_else(|| shows_effect(open, &asked, told))
    };
    let concludes = open
        .as_ref()
        .filter(|open| open.taken_at.is_none())
        .is_some_and(shows)
        && hangs_as_asked(scope, open.as_ref(), told)?;
    if followed.stands && !concludes {
        // What the seller changed waits until staff agree; it is compared again then.
        return Ok(false);
    }
    if there.is_some() && !certificate::follow_number(scope, service.id, UpstreamId::new(told.id))?
    {
        problems::of_service(
            scope,
            &service,
            ProblemKind::TwoServices,
            None,
            &told.id.to_string(),
        )?;
        return Ok(false);
    }
    let now = reading(scope, &before, told);
    if differs(&before, &now) {
        upstream::update(scope.tx, &now)?;
        service.upstream_expires = now.expires;
        if service.parent.is_some() {
            // The cycle of a bundled license is its seller's.
            service.expires = now.expires;
        }
    } else if followed.gone_at.is_some() {
        upstream::note_back(scope.tx, service.id)?;
    }
    if let Some(open) = open.as_ref().filter(|_| concludes) {
        changed_there::take(scope, &mut service, &before, told, Some(open))?;
        let mut facts = facts(open, told);
        facts.certificate = there.and_then(|there| there.brought).map(Box::new);
        let ended = conclude_done(scope, &mut service, open, &facts)?;
        if ended {
            changed_there::stands_stopped(scope, &mut service, told)?;
        }
        if told.status == ServiceStatus::Deleted {
            // It was done, and then the seller closed the service.
            closed_there::apply(scope, &mut service, None)?;
        }
        keep(scope, &mut service, told)?;
        bundle::settle(scope, &service)?;
        module_license::settle(scope, &service)?;
        return Ok(ended);
    }
    if told.status == ServiceStatus::Deleted {
        return closed_there::apply(scope, &mut service, open.as_ref());
    }
    if changed_there::overtakes(open.as_ref(), &before, told)
        && let Some(overtaken) = open.take()
    {
        cancel(scope, &mut service, &overtaken)?;
    }
    if let Some(open) = &open {
        ask_again(scope, open)?;
    } else {
        module_license::is_told(scope, &mut service, told.license)?;
    }
    let kind = changed_there::take(scope, &mut service, &before, told, open.as_ref())?;
    let came = match there {
        Some(there) => {
            let kind = open.as_ref().map(|open| open.kind);
            let came = there.follow(scope, &service, (told, letter), kind)?;
            // What was learned of a certificate is a reading of its own.
            let now = service::find(scope.tx, service.id)?;
            service.version = now.map_or(service.version, |now| now.version);
            came
        }
        None => false,
    };
    if let Some(kind) = kind {
        let due_at = due::next_look(&service);
        service::update(scope.tx, &service, due_at)?;
        service.version += 1;
        tell(scope, &service, kind)?;
    } else if before.expires != now.expires {
        // The seller's end decides when its renewal is due.
        if service.parent.is_some() {
            service::update(scope.tx, &service, due::next_look(&service))?;
            service.version += 1;
        } else {
            service::postpone(scope.tx, service.id, due::next_look(&service))?;
        }
    }
    if kind.is_none() {
        // A reading that was asked for before this one must not be applied after it.
        service::note_reading(scope.tx, &service)?;
    }
    let asked = keep(scope, &mut service, told)?;
    if kind.is_some() {
        bundle::settle(scope, &service)?;
        module_license::settle(scope, &service)?;
    }
    Ok(kind.is_some() || asked || came)
}

/// What must be so at the seller and is not is asked for; whether anything was.
fn keep(scope: &mut Scope<'_>, service: &mut Service, told: &ServiceState) -> Result<bool> {
    if sells_certificates(&service.type_name) {
        // It cannot be stopped there, nor let run: what is issued holds.
        return Ok(
            certificate::keep(scope, service, told)? || keep_closed::keep(scope, service, told)?
        );
    }
    Ok(keep_stopped::keep(scope, service, told)?
        || keep_running::keep(scope, service, told)?
        || keep_closed::keep(scope, service, told)?)
}

/// Applies that the seller has no such service any more.
pub(crate) fn apply_gone(scope: &mut Scope<'_>, followed: &Followed) -> Result<bool> {
    let Some((mut service, before)) = present(scope, followed)? else {
        return Ok(false);
    };
    let open = operation::open_of_service(scope.tx, service.id)?;
    let now = Upstream {
        status: Some(ServiceStatus::Deleted),
        status_key: ServiceStatus::Deleted.number().to_string(),
        read_at: Some(scope.now),
        ..before
    };
    upstream::update(scope.tx, &now)?;
    let closes = open
        .as_ref()
        .filter(|open| open.kind == OperationKind::Close && open.taken_at.is_none());
    if let Some(open) = closes {
        return conclude_done(scope, &mut service, open, &Facts::default());
    }
    closed_there::apply(scope, &mut service, open.as_ref())
}

/// The service as it was before the seller was asked, and what the seller told last.
fn present(scope: &mut Scope<'_>, followed: &Followed) -> Result<Option<(Service, Upstream)>> {
    let Some(service) = service::find(scope.tx, followed.service)? else {
        return Ok(None);
    };
    if service.version != followed.version {
        return Err(onsell_store::Error::Stale.into());
    }
    let before = upstream::find(scope.tx, followed.service)?;
    Ok(before.map(|before| (service, before)))
}

/// What the seller told, as the row keeps it.
pub(crate) fn reading(scope: &Scope<'_>, before: &Upstream, told: &ServiceState) -> Upstream {
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
pub(crate) fn shows_effect(
    open: &Operation,
    asked: &[(String, String)],
    told: &ServiceState,
) -> bool {
    match open.kind {
        // The reference was compared by who found it. A license without its key is not there yet;
        // one that was stopped right after its delivery is.
        OperationKind::Open => {
            matches!(
                told.status,
                ServiceStatus::Active | ServiceStatus::Suspended
            ) && (open.type_name != "soft" || !told.key.is_empty())
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
        // No seller has servers of ours.
        _ => false,
    }
}

/// Whether a module hangs where an edit asked for. A seller that does not tell where it hangs has
/// done it when he took the edit.
fn hangs_as_asked(
    scope: &mut Scope<'_>,
    open: Option<&Operation>,
    told: &ServiceState,
) -> Result<bool> {
    let Some(open) = open.filter(|open| open.kind == OperationKind::SetParam) else {
        return Ok(true);
    };
    let wanted = module_license::asked(scope, open)?.license;
    Ok(match (wanted, told.license) {
        (None, _) => true,
        (Some(wanted), Some(there)) => wanted.get() == there,
        (Some(_), None) => open.state == State::Waiting,
    })
}

/// Whether the seller tells this value of the addon that it knows by this number.
fn tells_value(told: &ServiceState, (number, value): &(String, String)) -> bool {
    told.addons
        .iter()
        .any(|(id, there)| there.to_string() == *value && id.to_string() == *number)
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

/// What the reading tells of the effect of an operation.
pub(crate) fn facts(open: &Operation, told: &ServiceState) -> Facts {
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
