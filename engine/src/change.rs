//! Changes of a service by its owner or by staff: stop, run again, close, edit, new key.

use crate::address::{check_address, must_have_address};
use crate::begin::{Plan, begin};
use crate::cancel::cancel;
use crate::journal;
use crate::owned::owned;
use crate::tell::tell;
use crate::{
    Begun, Result, Scope, bill_order, bundle, certificate, change_addons, due, manual,
    module_license, repeated, rights, schedule, shown, waiting,
};
use jiff::civil::Date;
use onsell_domain::license::{Address, NextDate, may_change, may_change_ip, name as license_name};
use onsell_domain::{
    AccountId, AddonId, Amount, OperationKind, OperationState as State, Period, ServiceId,
    ServiceStatus, StopReason, StopReasons, Text, UserId,
};
use onsell_store::operation::{self, Operation};
use onsell_store::service::{self, Service};
use onsell_store::task::Found;
use onsell_store::{offer, tariff};
use onsell_wire::Fault;

/// Who changes a service.
#[derive(Debug, Clone)]
pub struct Actor {
    /// Whose services may be touched; none is everybody's.
    pub account: Option<AccountId>,
    /// The user.
    pub by: Option<UserId>,
    /// Whether it is staff, whose reasons and rights are others.
    pub staff: bool,
}

impl Actor {
    /// The reason that a stop by this actor has.
    fn reason(&self) -> StopReason {
        if self.staff {
            StopReason::Employee
        } else {
            StopReason::Client
        }
    }
}

/// Stops a service. Stopping one that the same actor stopped before changes nothing. Staff may name
/// another reason than their own.
///
/// # Errors
/// `access` where customers may not, `locked` while another operation runs.
pub fn suspend(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: ServiceId,
    reason: Option<StopReason>,
) -> Result<()> {
    let reason = reason
        .filter(|_| actor.staff)
        .unwrap_or_else(|| actor.reason());
    let mut service = owned(scope, id, actor.account)?;
    let rules = rights::rules_of(scope, &service)?;
    rights::may(actor, &service, rules.client_suspends, "suspend")?;
    if service.stopped_by.contains(reason) && service.status == ServiceStatus::Suspended {
        return Ok(());
    }
    must_live(&service)?;
    rights::must_be_free(actor.staff, &service)?;
    let reason = StopReasons::only(reason).bits();
    note(scope, actor, "suspend", &service)?;
    begin(
        scope,
        &mut service,
        &Plan {
            reason,
            by: actor.by,
            ..Plan::new(OperationKind::Suspend)
        },
    )?;
    Ok(())
}

/// Lets a service run again. Staff lift their own stop and the client's and the automatic one; a
/// client lifts its own only.
///
/// # Errors
/// `access` for a client when somebody else stopped it, `exists` when its address was given to
/// another license meanwhile.
pub fn resume(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId) -> Result<()> {
    let mut service = owned(scope, id, actor.account)?;
    let rules = rights::rules_of(scope, &service)?;
    rights::may(actor, &service, rules.client_resumes, "resume")?;
    must_live(&service)?;
    if service.status == ServiceStatus::Active {
        return Ok(());
    }
    rights::must_be_free(actor.staff, &service)?;
    let lifted = if actor.staff {
        let mut lifted = service.stopped_by;
        lifted.remove(StopReason::Provider);
        lifted.remove(StopReason::License);
        lifted
    } else {
        StopReasons::only(StopReason::Client)
    };
    let left = service.stopped_by.bits() & !lifted.bits();
    if left != 0 || service.stopped_by.bits() & lifted.bits() == 0 {
        return Err(stopped_by_another(&service).into());
    }
    must_have_address(scope, &service)?;
    note(scope, actor, "resume", &service)?;
    let reason = lifted.bits();
    begin(
        scope,
        &mut service,
        &Plan {
            reason,
            by: actor.by,
            ..Plan::new(OperationKind::Resume)
        },
    )?;
    Ok(())
}

/// Closes a service for good; a customer's one at the end of the paid period, where the rules of
/// its tariff say so.
///
/// # Errors
/// `access` where customers may not, `locked` while another operation runs.
pub fn close(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId) -> Result<()> {
    let mut service = owned(scope, id, actor.account)?;
    if service.status == ServiceStatus::Ordered {
        // Nothing was delivered and nothing paid: whoever ordered it may think again.
        note(scope, actor, "delete", &service)?;
        return bill_order::give_up(scope, &mut service);
    }
    let rules = rights::rules_of(scope, &service)?;
    rights::may(actor, &service, rules.client_deletes, "delete")?;
    if service.status == ServiceStatus::Deleted {
        return Ok(());
    }
    rights::must_be_free(actor.staff, &service)?;
    note(scope, actor, "delete", &service)?;
    if let Some(day) = schedule::day_of_deletion(scope, actor, &service, &rules) {
        return schedule::schedule(scope, &mut service, day);
    }
    if let Some(open) = given_up(scope, &service)? {
        let never_delivered = open.kind == OperationKind::Open;
        cancel(scope, &mut service, &open)?;
        if never_delivered {
            return tell(scope, &service, "close");
        }
    }
    begin(
        scope,
        &mut service,
        &Plan {
            by: actor.by,
            ..Plan::new(OperationKind::Close)
        },
    )?;
    Ok(())
}

/// The operation that a closing gives up: one that stands still because the seller said no or wants
/// something first, so that nothing of it can be under way.
fn given_up(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Operation>> {
    if service.open_operation.is_none() {
        return Ok(None);
    }
    let open = operation::open_of_service(scope.tx, service.id)?;
    let stands = |open: &Operation| matches!(open.state, State::Attention | State::Held);
    Ok(open.filter(|open| stands(open) || certificate::only_waits(open)))
}

/// What an edit changes; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct Edit {
    /// The label.
    pub name: Option<String>,
    /// The address.
    pub ip: Option<String>,
    /// The owner's own name for it; empty clears it.
    pub reference: Option<String>,
    /// The automatic renewal; `Some(None)` switches it off.
    pub auto_prolong: Option<Option<Period>>,
    /// Addon values; what more of them costs is charged for the rest of the term.
    pub addons: Vec<(AddonId, i64)>,
    /// The license that a module license shall hang on.
    pub license: Option<ServiceId>,
    /// The key of the request; empty has none.
    pub order_key: String,
}

/// What an edit did.
#[derive(Debug, Clone)]
pub struct Edited {
    /// The service.
    pub service: Service,
    /// What the customer pays and what he gets back; none where no addon changed.
    pub money: Option<(Amount, Amount)>,
}

/// Edits a service. What only we keep (reference, automatic renewal) is written at once; label,
/// address and addons go through the module, in one operation.
///
/// # Errors
/// `value` for what cannot be, also when an address was changed too short a time ago; `access` for
/// a customer whose service the provider stopped; `not_enough_money` for addons.
pub fn edit(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId, edit: &Edit) -> Result<Edited> {
    let mut service = owned(scope, id, actor.account)?;
    let kind = OperationKind::SetParam;
    if let Some(earlier) = repeated::earlier(scope, &service, &edit.order_key, kind)? {
        let money = Some((earlier.amount, earlier.refund));
        return Ok(Edited { service, money });
    }
    must_live(&service)?;
    rights::must_be_free(actor.staff, &service)?;
    let addons = change_addons::decide(scope, actor.staff, &service, &edit.addons)?;
    let name = match &edit.name {
        Some(name) => Some(license_name(name).map_err(|_| Fault::value("licname", name))?)
            .filter(|name| *name != service.name),
        None => None,
    };
    let ip = match edit.ip.as_deref().filter(|ip| *ip != service.ip) {
        Some(ip) => Some(check_ip(scope, actor, &service, ip)?),
        None => None,
    };
    let license = match edit.license {
        Some(license) if module_license::check_move(scope, &service, license)? => Some(license),
        _ => None,
    };
    let kept = keep(scope, &mut service, edit)?;
    let money = addons.as_ref().map(|addons| (addons.charge, addons.refund));
    if name.is_none() && ip.is_none() && addons.is_none() && license.is_none() {
        if kept {
            tell(scope, &service, "edit")?;
        }
        return Ok(Edited { service, money });
    }
    note(scope, actor, "edit", &service)?;
    let mut plan = Plan {
        new_name: name,
        new_ip: ip,
        customer_key: (!edit.order_key.is_empty()).then(|| edit.order_key.clone()),
        by: actor.by,
        ..license.map_or_else(|| Plan::new(kind), module_license::plan_of_move)
    };
    if let Some(addons) = addons {
        let is_bare = plan.new_name.is_none() && plan.new_ip.is_none() && license.is_none();
        plan.is_ours_alone = is_bare && bundle::are_panels(scope, &service, &addons.values)?;
        plan.addons = addons.values;
        plan.amount = addons.charge;
        plan.refund = addons.refund;
        plan.new_renewal_price = Some(addons.renewal);
    }
    begin(scope, &mut service, &plan)?;
    Ok(Edited { service, money })
}

/// Writes what only we keep; whether anything changed.
fn keep(scope: &mut Scope<'_>, service: &mut Service, edit: &Edit) -> Result<bool> {
    let mut changed = false;
    if let Some(reference) = edit
        .reference
        .as_ref()
        .filter(|text| **text != service.reference)
    {
        service.reference.clone_from(reference);
        changed = true;
    }
    // The automatic renewal of a module is for its own period; another one is ignored.
    let is_ignored = |period: &Option<Period>| {
        service.license.is_some() && period.is_some_and(|period| period != service.period)
    };
    if let Some(period) = edit
        .auto_prolong
        .filter(|period| *period != service.auto_prolong && !is_ignored(period))
    {
        if let Some(period) = period {
            let sold = tariff::prices(scope.tx, service.tariff, service.currency)?;
            let known = period == service.period || sold.iter().any(|price| price.period == period);
            if !known || period == Period::Trial || service.period == Period::Trial {
                return Err(Fault::value("autoprolong", period.code()).into());
            }
        }
        service.auto_prolong = period;
        changed = true;
    }
    if changed {
        service::update(scope.tx, service, due::next_look(service))?;
        service.version += 1;
        waiting::may_go_on(scope, service)?;
    }
    Ok(changed)
}

fn check_ip(scope: &mut Scope<'_>, actor: &Actor, service: &Service, ip: &str) -> Result<String> {
    let parse = |text: &str| Address::parse(if text.is_empty() { "0.0.0.0" } else { text });
    let new = parse(ip).map_err(|_| Fault::value("ip", ip))?;
    if !actor.staff {
        let days = rights::rules_of(scope, service)?.ip_change_days;
        let today = shown::today(service, scope.now);
        let old = parse(&service.ip).map_err(|_| Fault::value("ip", &service.ip))?;
        may_change_ip(&old, &new, service.ip_changed, today, days)
            .map_err(|next| too_soon("ip", ip, next))?;
    }
    let new = new.to_string();
    if let Some(offer) = offer::find(scope.tx, service.tariff, service.period)? {
        check_address(scope, service.account, &offer, &new, Some(service.id))?;
    }
    Ok(new)
}

/// Makes a new activation key.
///
/// # Errors
/// `value` with the next date when the key was changed too short a time ago, `access` for a
/// customer whose service the provider stopped.
pub fn new_key(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId) -> Result<Service> {
    let mut service = owned(scope, id, actor.account)?;
    must_live(&service)?;
    rights::must_be_free(actor.staff, &service)?;
    if !actor.staff {
        let rules = rights::rules_of(scope, &service)?;
        if module_license::sells_modules(&service.type_name) {
            // The key of a module is for whoever may switch it off and on (semantics 1.13).
            rights::may(actor, &service, rules.client_suspends, "newkey")?;
        }
        let days = rules.key_change_days;
        let today = shown::today(&service, scope.now);
        may_change(service.key_changed, today, days)
            .map_err(|next| too_soon("lickey", "", next))?;
    }
    note(scope, actor, "newkey", &service)?;
    begin(
        scope,
        &mut service,
        &Plan {
            by: actor.by,
            ..Plan::new(OperationKind::NewKey)
        },
    )?;
    Ok(service)
}

/// Sets the end of a service by hand, without money (`service.setexpiredate`, wire 4.4). While a
/// person has the work, it becomes the end when that is done.
///
/// # Errors
/// `missed` for a service that is gone, `locked` while somebody else works on it.
pub fn set_expires(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId, end: Date) -> Result<()> {
    let mut service = owned(scope, id, actor.account)?;
    must_live(&service)?;
    let detail = end.to_string();
    let (function, object) = ("service.setexpiredate", service.id.to_string());
    journal::write(scope, actor.by, function, &object, &detail)?;
    let found = Found {
        expires: Some(end),
        ..Found::default()
    };
    if manual::fill_of_service(scope, &service, &found)? {
        return Ok(());
    }
    service.expires = Some(end);
    service.anchor_day = end.day();
    service::update(scope.tx, &service, due::next_look(&service))?;
    service.version += 1;
    tell(scope, &service, "prolong")
}

fn too_soon(field: &str, value: &str, next: NextDate) -> Fault {
    let reason = Text {
        en: "It was changed a short time ago and can be changed again on __date__",
        ru: "Значение менялось недавно, изменить его снова можно __date__",
    };
    Fault::value_because(field, value, reason).with_param("date", next.0)
}

fn must_live(service: &Service) -> Result<()> {
    if service.status == ServiceStatus::Deleted {
        return Err(Fault::missed("item", service.id).into());
    }
    if service.status == ServiceStatus::Ordered {
        let reason = Text::new("The service is not paid for yet", "Услуга ещё не оплачена");
        return Err(Fault::value_because("elid", service.id, reason).into());
    }
    Ok(())
}

fn stopped_by_another(service: &Service) -> Fault {
    Fault::from_text(
        "access",
        "item",
        if service.stopped_by.strongest() == Some(StopReason::License) {
            Text {
                en: "The license of this module stands: it runs as soon as that does",
                ru: "Лицензия этого модуля остановлена: он заработает вместе с ней",
            }
        } else if service.stopped_by.contains(StopReason::Auto) {
            Text {
                en: "The service was stopped at the end of its paid time: renew it",
                ru: "Услуга остановлена по окончании оплаченного срока: продлите её",
            }
        } else {
            Text {
                en: "The service was stopped by its provider and cannot be resumed here",
                ru: "Услуга остановлена поставщиком и не может быть включена здесь",
            }
        },
    )
}

/// What staff do to a service leaves a line in the journal.
pub(crate) fn note(
    scope: &mut Scope<'_>,
    actor: &Actor,
    function: &str,
    service: &Service,
) -> Result<()> {
    if actor.staff {
        journal::write(scope, actor.by, function, &service.id.to_string(), "")?;
    }
    Ok(())
}

/// Stops a service whose paid time is over.
pub(crate) fn stop_at_end(scope: &mut Scope<'_>, service: &mut Service) -> Result<Begun> {
    let reason = StopReasons::only(StopReason::Auto).bits();
    begin(
        scope,
        service,
        &Plan {
            reason,
            ..Plan::new(OperationKind::Suspend)
        },
    )
}

/// Closes a service whose time has come: as its customer scheduled, or long after its paid time was
/// over.
pub(crate) fn close_by_itself(scope: &mut Scope<'_>, service: &mut Service) -> Result<Begun> {
    begin(scope, service, &Plan::new(OperationKind::Close))
}

/// Gives up what stands still on a service that is to be closed by itself; a closing that stands
/// still waits for Start.
pub(crate) fn give_up_standing(scope: &mut Scope<'_>, service: &mut Service) -> Result<()> {
    let standing = given_up(scope, service)?;
    if let Some(open) = standing.filter(|open| open.kind != OperationKind::Close) {
        cancel(scope, service, &open)?;
    }
    Ok(())
}
