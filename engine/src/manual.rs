//! Work by hand: each operation of a `Manual` module is a task of staff, and so is one that an
//! ordinary module failed for good. Whoever closes the task tells what came of it, and that ends
//! the operation through the one door. Nothing here waits for a worker, so that no crash can lose
//! or repeat anything: the operation, its money and its task are written in one unit, and end in
//! one.

use crate::begin::{self, Begun, Intent, Plan};
use crate::cancel::cancel;
use crate::certificate;
use crate::complete::conclude_done;
use crate::journal;
use crate::operate::handling;
use crate::tell::tell;
use crate::{Error, Result, Scope, due};
use onsell_domain::license::{Address, name as license_name};
use onsell_domain::{
    Expiry, Facts, Handling, OperationKind, OperationState as State, OperationView as View,
    ServiceId, TaskChange, TaskId, Text, UserId, conclude,
};
use onsell_modules::manual;
use onsell_store::operation::{self, Operation};
use onsell_store::processing_module;
use onsell_store::service::{self, Service};
use onsell_store::task::{self, Found};
use onsell_wire::Fault;

/// The longest key of a license, in characters.
const KEY_CHARS_MAX: usize = 256;

/// Gives an operation to staff: it is written with its task and waits for a person.
pub(crate) fn hand_over(
    scope: &mut Scope<'_>,
    service: &mut Service,
    plan: &Plan,
) -> Result<Begun> {
    let view = View {
        kind: plan.kind,
        has_another_way: false,
        handling: Handling::Ordinary,
        state: State::Running,
        attempt: 1,
    };
    let conclusion = conclude(&view, &manual::perform())
        .map_err(|refused| Error::Outside(refused.to_string()))?;
    let id = begin::write(scope, service, plan, &Intent::only(conclusion.state))?;
    if conclusion.task == TaskChange::Create {
        let module = processing_module::find(scope.tx, service.module)?;
        let department = module.and_then(|module| module.department);
        task::link(scope.tx, id, service.id, plan.kind, department, scope.now)?;
    }
    service.open_operation = Some(plan.kind);
    service.open_state = Some(conclusion.state);
    Ok(Begun::Started(id))
}

/// Keeps on a task what was found out; it becomes the service's when the task is closed. An empty
/// field takes back what was told before: a form that is sent whole must not empty the service.
///
/// # Errors
/// `value` for a label, an address or a key that cannot be.
pub(crate) fn fill(scope: &mut Scope<'_>, id: TaskId, told: &Found) -> Result<()> {
    let told = check(told)?;
    let before = task::found(scope.tx, id)?;
    let later = |told: Option<String>, before| match told {
        Some(text) => Some(text).filter(|text| !text.is_empty()),
        None => before,
    };
    let found = Found {
        name: later(told.name, before.name),
        ip: later(told.ip, before.ip),
        key: later(told.key, before.key),
        expires: told.expires.or(before.expires),
    };
    Ok(task::keep_found(scope.tx, id, &found)?)
}

/// What was told, as it is kept.
pub(crate) fn check(told: &Found) -> Result<Found> {
    let name = match &told.name {
        Some(name) => Some(license_name(name).map_err(|_| Fault::value("licname", name))?),
        None => None,
    };
    let ip = match told.ip.as_deref() {
        Some(ip) if !ip.is_empty() => {
            let address = Address::parse(ip).map_err(|_| Fault::value("ip", ip))?;
            Some(address.to_string())
        }
        other => other.map(str::to_owned),
    };
    let key = told.key.as_deref().map(str::trim);
    if key.is_some_and(|key| key.chars().count() > KEY_CHARS_MAX) {
        return Err(Fault::value("lickey", "").into());
    }
    Ok(Found {
        name,
        ip,
        key: key.map(str::to_owned),
        expires: told.expires,
    })
}

/// Keeps on the task of a service's operation what was found out. `false` when no operation of it
/// waits for a person.
///
/// # Errors
/// `locked` while somebody else works on the service.
pub(crate) fn fill_of_service(
    scope: &mut Scope<'_>,
    service: &Service,
    found: &Found,
) -> Result<bool> {
    if service.open_operation.is_none() {
        return Ok(false);
    }
    let open = operation::open_of_service(scope.tx, service.id)?;
    let task = open.filter(|open| handling(open) == Handling::Ordinary);
    let Some(task) = task.and_then(|open| open.task) else {
        return Err(Fault::locked(service.id).into());
    };
    fill(scope, TaskId::new(task), found)?;
    Ok(true)
}

/// Staff say that what a call names was done to a service (`service.postopen` and its like, wire
/// 4.4). It may be said twice: a service on which nothing is open stays as it is.
///
/// # Errors
/// `missed` for a service that is not there, `access` while a seller works on it, `locked` while
/// another operation does.
pub fn finish_of_service(
    scope: &mut Scope<'_>,
    id: ServiceId,
    task_type: &str,
    by: Option<UserId>,
) -> Result<()> {
    service::find(scope.tx, id)?.ok_or_else(|| Fault::missed("item", id))?;
    let Some(open) = operation::open_of_service(scope.tx, id)? else {
        return Ok(());
    };
    if handling(&open) == Handling::Resold {
        return Err(a_seller_works("item").into());
    }
    if open.kind.task_type() != task_type {
        return Err(Fault::locked(id).into());
    }
    finish(scope, &open)?;
    let function = format!("service.{task_type}");
    journal::write(scope, by, &function, &id.to_string(), "")?;
    Ok(())
}

/// Ends an operation that a person did, with what the task tells.
///
/// # Errors
/// `locked` when it ended meanwhile, `value` for a license of the type `soft` that is delivered
/// without a key: whoever resells it waits for one.
pub(crate) fn finish(scope: &mut Scope<'_>, ended: &Operation) -> Result<()> {
    let found = match ended.task {
        Some(task) => task::found(scope.tx, TaskId::new(task))?,
        None => Found::default(),
    };
    let facts = Facts {
        name: found.name,
        ip: found.ip,
        key: found.key,
        expires: found.expires.map(Expiry::On),
        ..Facts::default()
    };
    let mut service = service::find(scope.tx, ended.service)?.ok_or(onsell_store::Error::Stale)?;
    let has_key = facts.key.as_ref().is_some_and(|key| !key.is_empty());
    if ended.kind == OperationKind::Open && service.type_name == "soft" && !has_key {
        return Err(Fault::value_empty("lickey").into());
    }
    if !certificate::is_deliverable(scope, ended)? {
        return Err(Fault::value_empty("crt").into());
    }
    if conclude_done(scope, &mut service, ended, &facts)? {
        Ok(())
    } else {
        Err(Fault::locked(ended.service).into())
    }
}

/// A renewal that was due and that a person refused is not begun again by itself: the next look is
/// the one that the service would have without it.
fn rest(scope: &mut Scope<'_>, service: &Service) -> Result<()> {
    if due::next_look(service).is_none_or(|at| at > scope.now) {
        return Ok(());
    }
    let resting = Service {
        auto_prolong: None,
        ..service.clone()
    };
    let again = due::next_look(&resting);
    Ok(service::postpone(scope.tx, service.id, again)?)
}

/// Gives an operation up: what was held for it is free again, and a service that was never
/// delivered ends with it. Whoever buys it from us learns that.
pub(crate) fn refuse(scope: &mut Scope<'_>, given_up: &Operation) -> Result<()> {
    let found = service::find(scope.tx, given_up.service)?;
    let mut service = found.ok_or(onsell_store::Error::Stale)?;
    cancel(scope, &mut service, given_up)?;
    if given_up.kind == OperationKind::Prolong {
        rest(scope, &service)?;
    }
    let kind = match given_up.kind {
        OperationKind::Open => "close",
        _ => "error",
    };
    tell(scope, &service, kind)
}

/// The refusal to end by hand what a seller works on.
pub(crate) fn a_seller_works(object: &str) -> Fault {
    Fault::from_text(
        "access",
        object,
        Text {
            en: "A provider works on this operation: take it over, then mark it done \
                 (runningoperation.done) or give it up (runningoperation.delete)",
            ru: "Над операцией работает поставщик: возьмите её на себя, затем отметьте выполненной \
                 (runningoperation.done) или откажитесь от неё (runningoperation.delete)",
        },
    )
}
