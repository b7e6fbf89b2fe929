//! A module license does what its license does.

use crate::begin::{Plan, begin};
use crate::change::give_up_standing;
use crate::complete::lift;
use crate::tell::tell;
use crate::{Result, Scope, due, license_document, waiting};
use onsell_domain::module_license::{Deed, License, Module, next};
use onsell_domain::{
    OperationKind, OperationState as State, ServiceId, ServiceStatus, StopReason, StopReasons,
    reasons_from_key,
};
use onsell_store::service::{self, Service};
use onsell_store::{bundled_license, module_license, upstream};

use super::has_modules;
use super::moved::{misplaced, plan_of_following};

/// How often one unit decides anew about a module; each time something changes, so that this ends.
const ROUNDS_MAX: usize = 4;

/// Something ended on a service, or its seller told something new of it: if it is a license, its
/// modules follow; if it is a module, it follows its license.
pub(crate) fn settle(scope: &mut Scope<'_>, service: &Service) -> Result<()> {
    if service.license.is_some() {
        return settle_module(scope, service.id);
    }
    if !has_modules(&service.type_name) {
        return Ok(());
    }
    for module in module_license::of_license(scope.tx, service.id)? {
        settle_module(scope, module)?;
    }
    Ok(())
}

fn settle_module(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    for _ in 0..ROUNDS_MAX {
        let Some(mut module) = service::find(scope.tx, id)? else {
            return Ok(());
        };
        let license = match module.license {
            Some(license) => service::find(scope.tx, license)?,
            None => None,
        };
        let Some(license) = license else {
            return Ok(());
        };
        let stands = stand(scope, &license)?;
        let seen = seen(scope, &module, &license)?;
        let Some(deed) = next(stands, &seen) else {
            return Ok(());
        };
        if !carry_out(scope, &mut module, license.id, deed)? {
            return Ok(());
        }
    }
    Ok(())
}

/// How a license stands. One of a server that is gone may have another in its place.
fn stand(scope: &mut Scope<'_>, license: &Service) -> Result<License> {
    if license.status == ServiceStatus::Active {
        return Ok(License::Runs);
    }
    if license.status != ServiceStatus::Deleted {
        return Ok(License::Stands);
    }
    let Some(server) = license.parent else {
        return Ok(License::Gone(None));
    };
    for row in bundled_license::of_server(scope.tx, server)? {
        let found = service::find(scope.tx, row.service)?;
        if found.is_some_and(|found| found.status == ServiceStatus::Active) {
            return Ok(License::Gone(Some(row.service)));
        }
    }
    Ok(License::Gone(None))
}

fn seen(scope: &mut Scope<'_>, module: &Service, license: &Service) -> Result<Module> {
    let is_gone = license.status == ServiceStatus::Deleted;
    Ok(Module {
        status: module.status,
        stands_with_it: module.stopped_by.contains(StopReason::License),
        is_busy: module.open_operation.is_some() && !(is_gone && may_be_given_up(module)),
        is_elsewhere: is_elsewhere(scope, module, license)?,
    })
}

/// Whether what is under way stands still, so that a closing gives it up.
fn may_be_given_up(module: &Service) -> bool {
    matches!(module.open_state, Some(State::Attention | State::Held))
        && module.open_operation != Some(OperationKind::Close)
}

/// Whether a module hangs at its seller on another license than on the one it shall hang on.
fn is_elsewhere(scope: &mut Scope<'_>, module: &Service, license: &Service) -> Result<bool> {
    let Some(seller) = module.seller else {
        return Ok(false);
    };
    let Some(there) = module_license::upstream(scope.tx, module.id)? else {
        return Ok(false);
    };
    let told = upstream::find(scope.tx, license.id)?;
    let told = told.filter(|told| told.seller == seller);
    Ok(told
        .and_then(|told| told.upstream_id)
        .is_some_and(|wanted| wanted != there))
}

/// Begins a deed; `false` where a person has to do it.
fn carry_out(
    scope: &mut Scope<'_>,
    module: &mut Service,
    license: ServiceId,
    deed: Deed,
) -> Result<bool> {
    match deed {
        Deed::Stop => stop(scope, module)?,
        Deed::Run => run(scope, module)?,
        Deed::Move => drop(begin(scope, module, &plan_of_following(license))?),
        Deed::MoveTo(other) => return go_to(scope, module, other),
        Deed::Close => close(scope, module)?,
    }
    Ok(true)
}

/// It ends with its license: what of it was never delivered is given up.
fn close(scope: &mut Scope<'_>, module: &mut Service) -> Result<()> {
    give_up_standing(scope, module)?;
    if module.status == ServiceStatus::Deleted {
        return tell(scope, module, "close");
    }
    begin(scope, module, &Plan::new(OperationKind::Close)).map(drop)
}

/// It stands with its license. That is a fact and no operation: its seller stops it with the
/// license, and staff have nothing to do. Where the seller was heard of before the license was, his
/// stop is this one.
fn stop(scope: &mut Scope<'_>, module: &mut Service) -> Result<()> {
    let told = upstream::find(scope.tx, module.id)?;
    let automatic = StopReasons::only(StopReason::Auto);
    if told.is_some_and(|told| reasons_from_key(&told.status_key) == automatic) {
        module.stopped_by.remove(StopReason::Provider);
    }
    module.stopped_by.insert(StopReason::License);
    if module.status != ServiceStatus::Suspended {
        module.status = ServiceStatus::Suspended;
        module.stopped_at = Some(scope.now);
    }
    write(scope, module, "suspend")
}

/// It runs with its license, unless its seller says that it stands: he may have another reason, or
/// will tell otherwise.
fn run(scope: &mut Scope<'_>, module: &mut Service) -> Result<()> {
    let told = upstream::find(scope.tx, module.id)?;
    let stands_there = told.is_some_and(|told| told.status == Some(ServiceStatus::Suspended));
    if stands_there && module.stopped_by == StopReasons::only(StopReason::License) {
        module.stopped_by.insert(StopReason::Provider);
    }
    lift(module, StopReason::License);
    let kind = if module.status == ServiceStatus::Active {
        "resume"
    } else {
        "edit"
    };
    write(scope, module, kind)?;
    waiting::may_go_on(scope, module)
}

fn write(scope: &mut Scope<'_>, module: &mut Service, kind: &str) -> Result<()> {
    service::update(scope.tx, module, due::next_look(module))?;
    module.version += 1;
    tell(scope, module, kind)?;
    tell_license(scope, module)
}

/// It goes to the license that its server has now, where its seller has that.
fn go_to(scope: &mut Scope<'_>, module: &mut Service, other: ServiceId) -> Result<bool> {
    let found = upstream::find(scope.tx, other)?;
    let is_there = found.is_some_and(|told| Some(told.seller) == module.seller);
    if module.seller.is_some() && !is_there {
        // It can be moved to no license of another seller: its own is the one it stays on.
        misplaced(
            scope,
            module.id,
            "its server has a license of another provider now",
        )?;
        return Ok(false);
    }
    begin(scope, module, &plan_of_following(other))?;
    Ok(true)
}

/// The readers of a license learn that it has other modules now: its panel fetches it anew.
pub(crate) fn tell_license(scope: &mut Scope<'_>, module: &Service) -> Result<()> {
    match module.license {
        Some(license) => license_document::module_changed(scope, license),
        None => Ok(()),
    }
}

/// Whether a module that its seller closed went with its license: that is closing here as well, or
/// is gone.
pub(crate) fn goes_with_its_license(scope: &mut Scope<'_>, module: &Service) -> Result<bool> {
    let license = match module.license {
        Some(license) => service::find(scope.tx, license)?,
        None => None,
    };
    Ok(license.is_some_and(|license| {
        license.status == ServiceStatus::Deleted
            || license.open_operation == Some(OperationKind::Close)
    }))
}
