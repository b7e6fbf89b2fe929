//! Takes over what the seller changed since its last reading; fields that an open operation is
//! changing are left to its conclusion.

use crate::certificate::{is_only_theirs, sells_certificates};
use crate::complete::{bind, lift};
use crate::tell::tell;
use crate::{Result, Scope, due, paid_term, problems, shown};
use onsell_domain::{
    Fault, OperationKind, OperationState as State, ProblemKind, ServiceStatus, StopReason,
    StopReasons, reasons_from_key,
};
use onsell_store::enumeration_item;
use onsell_store::operation::{self, Operation};
use onsell_store::problem::{self, Subject};
use onsell_store::service::{self, Service};
use onsell_store::tariff::{self, Addon};
use onsell_store::upstream::Upstream;
use onsell_wire::message::service::ServiceState;

/// Takes every fact that changed; what kind of event that makes, if any.
pub(crate) fn take(
    scope: &mut Scope<'_>,
    service: &mut Service,
    before: &Upstream,
    told: &ServiceState,
    working: Option<&Operation>,
) -> Result<Option<&'static str>> {
    let open = working.map(|open| open.kind);
    if let Some(working) = working {
        note_delay(scope, working, told)?;
    }
    if before.status.is_none() && open == Some(OperationKind::Open) {
        return Ok(take_first(scope, service, told).then_some("edit"));
    }
    let mut kind = None;
    if take_labels(scope, service, before, told, working) {
        kind = Some("edit");
    }
    if take_addons(scope, service, before, told, working)? {
        kind = Some("setparam");
    }
    if open != Some(OperationKind::ChangeTariff) && take_tariff(scope, service, before, told)? {
        kind = Some("changepricelist");
    }
    note_end(scope, service, before, told)?;
    note_auto_prolong(scope, service, before, told)?;
    let runs = follow_state(scope, service, told, open);
    Ok(runs.or(kind))
}

/// The first reading of an order has nothing to be compared with but the order itself: what the
/// seller changed right after it delivered shows against that. What it does not tell stays.
fn take_first(scope: &Scope<'_>, service: &mut Service, told: &ServiceState) -> bool {
    let mut changed = false;
    if !told.name.is_empty() && told.name != service.name {
        service.name.clone_from(&told.name);
        changed = true;
    }
    if !told.ip.is_empty() && told.ip != service.ip {
        bind(service, told.ip.clone(), shown::today(service, scope.now));
        changed = true;
    }
    changed
}

/// What was delivered may stand stopped already, when we first hear of it.
pub(crate) fn stands_stopped(
    scope: &mut Scope<'_>,
    service: &mut Service,
    told: &ServiceState,
) -> Result<()> {
    let Some(kind) = follow_state(scope, service, told, None) else {
        return Ok(());
    };
    service::update(scope.tx, service, due::next_look(service))?;
    service.version += 1;
    tell(scope, service, kind)
}

/// Name, address and key.
fn take_labels(
    scope: &Scope<'_>,
    service: &mut Service,
    before: &Upstream,
    told: &ServiceState,
    working: Option<&Operation>,
) -> bool {
    let mut changed = false;
    // What the operation wants is its effect; anything else is the seller's own change, also while
    // the operation stands because the seller refuses it.
    let is_wanted_name = working.is_some_and(|open| open.new_name.as_ref() == Some(&told.name));
    if !is_wanted_name && told.name != before.name && told.name != service.name {
        service.name.clone_from(&told.name);
        changed = true;
    }
    let is_wanted_ip = working.is_some_and(|open| open.new_ip.as_ref() == Some(&told.ip));
    if !is_wanted_ip && told.ip != before.ip && told.ip != service.ip {
        bind(service, told.ip.clone(), shown::today(service, scope.now));
        changed = true;
    }
    let changes_key = working.is_some_and(|open| open.kind == OperationKind::NewKey);
    if !changes_key
        && told.key != before.license_key
        && told.key != service.license_key
        && !told.key.is_empty()
    {
        service.license_key.clone_from(&told.key);
        changed = true;
    }
    changed
}

/// Nodes and other addons, by what the seller calls them. The price of a running contract stays.
fn take_addons(
    scope: &mut Scope<'_>,
    service: &Service,
    before: &Upstream,
    told: &ServiceState,
    working: Option<&Operation>,
) -> Result<bool> {
    let known = |id: i64| {
        let find = |word: &str| {
            let (known, value) = word.split_once('=')?;
            (known.parse() == Ok(id)).then(|| value.parse::<i64>().ok())?
        };
        before.addons.split_whitespace().find_map(find)
    };
    let fresh: Vec<(String, i64)> = told
        .addons
        .iter()
        .filter(|(id, value)| known(*id) != Some(*value))
        .map(|(id, value)| (id.to_string(), *value))
        .collect();
    if fresh.is_empty() {
        return Ok(false);
    }
    let left = match working {
        Some(open) => operation::addons(scope.tx, open.id)?,
        None => Vec::new(),
    };
    let sold = tariff::addons(scope.tx, service.tariff)?;
    let present = service::addons(scope.tx, service.id)?;
    let mut changed = false;
    for (intname, value) in fresh {
        let Some(addon) = sold.iter().find(|addon| addon.intname == intname) else {
            continue;
        };
        let Some(value) = here(scope, service, addon, value)? else {
            continue;
        };
        let is_left = left.iter().any(|(id, _)| *id == addon.id);
        if is_left || present.contains(&(addon.id, value)) {
            continue;
        }
        service::put_addon(scope.tx, service.id, addon.id, value)?;
        changed = true;
    }
    Ok(changed)
}

/// A value of the seller's as it is here: of a closed list ours that was learned from it. None
/// where it is not known here.
fn here(
    scope: &mut Scope<'_>,
    service: &Service,
    addon: &Addon,
    value: i64,
) -> Result<Option<i64>> {
    let (Some(list), Some(seller)) = (addon.enumeration, service.seller) else {
        return Ok(Some(value));
    };
    let found = enumeration_item::item_of_seller(scope.tx, list, seller, &value.to_string())?;
    Ok(found.map(|item| item.id.get()))
}

/// The tariff that was imported from the seller's new one; what the customer pays stays.
fn take_tariff(
    scope: &mut Scope<'_>,
    service: &mut Service,
    before: &Upstream,
    told: &ServiceState,
) -> Result<bool> {
    let there = told.tariff.to_string();
    let is_told = told.tariff != 0 && before.tariff.is_some_and(|known| known != told.tariff);
    if !is_told || service.tariff_intname == there {
        return Ok(false);
    }
    let subject = Subject::Service(service.id);
    let present = tariff::find(scope.tx, service.tariff)?;
    let same = match present {
        Some(present) => tariff::imported(scope.tx, service.module, &there, present.provider)?,
        None => None,
    };
    let Some(same) = same else {
        problems::of_service(scope, service, ProblemKind::UnknownTariff, None, &there)?;
        return Ok(false);
    };
    service::set_tariff(scope.tx, service.id, same.id)?;
    service.tariff = same.id;
    service.tariff_intname = there;
    problem::settle(scope.tx, ProblemKind::UnknownTariff, subject, scope.now)?;
    Ok(true)
}

/// The seller's end is kept as told. Moved back before what our customer paid, staff must know.
fn note_end(
    scope: &mut Scope<'_>,
    service: &Service,
    before: &Upstream,
    told: &ServiceState,
) -> Result<()> {
    let (Some(was), Some(is)) = (before.expires, told.expires) else {
        return Ok(());
    };
    let Some(paid) = service.expires else {
        return Ok(());
    };
    if is < was && is < paid && !sells_certificates(&service.type_name) {
        let stake = Some(paid_term::of(service).rest(is));
        let detail = is.to_string();
        problems::of_service(scope, service, ProblemKind::Shortened, stake, &detail)?;
    } else if is > was && is >= paid {
        let subject = Subject::Service(service.id);
        problem::settle(scope.tx, ProblemKind::Shortened, subject, scope.now)?;
    }
    Ok(())
}

/// Renewals are decided here alone; who reads the seller switches its own off.
fn note_auto_prolong(
    scope: &mut Scope<'_>,
    service: &Service,
    before: &Upstream,
    told: &ServiceState,
) -> Result<()> {
    if before.auto_prolong.is_some() && told.auto_prolong.is_none() {
        let subject = Subject::Service(service.id);
        problem::settle(scope.tx, ProblemKind::AutoProlong, subject, scope.now)?;
    }
    Ok(())
}

/// The seller's own operation failed: ours waits on and says so.
fn note_delay(scope: &mut Scope<'_>, working: &Operation, told: &ServiceState) -> Result<()> {
    const DELAYED: &str = "delayed";
    let is_shown = working
        .error
        .as_ref()
        .is_some_and(|error| error.kind == DELAYED);
    if working.state != State::Waiting || told.is_delayed == is_shown {
        return Ok(());
    }
    let fault = told.is_delayed.then(|| {
        let text = "The provider has an error of its own with this order and is looking into it";
        Fault::new(DELAYED, text)
    });
    operation::show(scope.tx, working.id, fault.as_ref(), scope.now)?;
    Ok(())
}

/// Whether a suspension decided by the seller overtakes an operation: a resumption that the seller
/// answered with a stop of its own (design 4).
pub(crate) fn overtakes(open: Option<&Operation>, before: &Upstream, told: &ServiceState) -> bool {
    let resumes = open.is_some_and(|open| open.kind == OperationKind::Resume);
    resumes
        && told.status == ServiceStatus::Suspended
        && before.status_key != told.status_key
        && is_the_sellers(told)
}

/// Whether the seller says that it stopped the service for a reason of its own.
fn is_the_sellers(told: &ServiceState) -> bool {
    let there = reasons_from_key(&told.status_key);
    there.contains(StopReason::Employee) || there.contains(StopReason::Abuse)
}

/// The seller wins about whether a service runs.
fn follow_state(
    scope: &Scope<'_>,
    service: &mut Service,
    told: &ServiceState,
    open: Option<OperationKind>,
) -> Option<&'static str> {
    use OperationKind::{Open, Resume};
    if open == Some(Open) || service.status == ServiceStatus::Deleted {
        return None;
    }
    match told.status {
        ServiceStatus::Suspended => {
            let known = service.stopped_by.contains(StopReason::Provider);
            let is_before_ours = open == Some(Resume) && !is_the_sellers(told);
            let is_ours = is_our_stop(service, told, open);
            if known || is_before_ours || is_ours || is_only_theirs(scope, service, told) {
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

/// Whether a service stands because its time is over, or with its license.
fn is_automatic(service: &Service) -> bool {
    let automatic = [StopReason::Auto, StopReason::License];
    automatic
        .into_iter()
        .any(|reason| service.stopped_by.contains(reason))
}

/// Whether a stop at the seller is the one that we sent, or the seller's own at the end of a time
/// that ended here as well.
fn is_our_stop(service: &Service, told: &ServiceState, open: Option<OperationKind>) -> bool {
    let there = reasons_from_key(&told.status_key);
    if there == StopReasons::only(StopReason::Client) && open == Some(OperationKind::Suspend) {
        return true;
    }
    if service.stopped_by.is_empty() {
        return false;
    }
    let ended = StopReasons::only(StopReason::Auto);
    there == StopReasons::only(StopReason::Client) || (there == ended && is_automatic(service))
}
