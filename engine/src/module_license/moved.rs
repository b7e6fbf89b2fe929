//! A module license goes to another license: because its owner wishes it, because its server has
//! another one now, or because its license is another one at the seller. Each is one edit.

use crate::begin::Plan;
use crate::doing::Doing;
use crate::problems;
use crate::tell::tell;
use crate::{Result, Scope, license_document};
use onsell_domain::{OperationKind, ProblemKind, Progress, ServiceId, UpstreamId};
use onsell_store::operation::Operation;
use onsell_store::problem::{self, Subject};
use onsell_store::service::{self, Service};
use onsell_store::{module_license, upstream};
use onsell_wire::Fault;

use super::order::{Hanging, must_be_possible};
use super::source;

/// The name under which the progress of an edit keeps the license to hang on.
pub(super) const LICENSE: &str = "license";
/// The name under which it is kept that a module follows, and nobody asked for it.
const FOLLOWS: &str = "follows";

/// An edit that hangs a module on a license.
pub(crate) fn plan_of_move(license: ServiceId) -> Plan {
    Plan {
        progress: Progress::default().with(LICENSE, license),
        ..Plan::new(OperationKind::SetParam)
    }
}

/// The same, where a module follows its license.
pub(super) fn plan_of_following(license: ServiceId) -> Plan {
    let plan = plan_of_move(license);
    Plan {
        progress: plan.progress.with(FOLLOWS, "on"),
        ..plan
    }
}

/// Whether an operation is a module that follows its license: where its seller refuses that, staff
/// learn it, and the operation does not stand in the way of others.
pub(crate) fn follows(operation: &Operation) -> bool {
    operation.progress.get(FOLLOWS).is_some()
}

/// Whether a module may be hung on another license by its owner; `false` where it hangs there.
///
/// # Errors
/// As an order of the module for that license; `value` for what is no module.
pub(crate) fn check_move(
    scope: &mut Scope<'_>,
    module: &Service,
    license: ServiceId,
) -> Result<bool> {
    if module.license == Some(license) {
        return Ok(false);
    }
    if !super::sells_modules(&module.type_name) {
        return Err(Fault::value("license", license).into());
    }
    let hanging = Hanging {
        account: module.account,
        tariff: module.tariff,
        source: source(&module.module_kind, module.seller),
        module: Some(module.id),
    };
    must_be_possible(scope, &hanging, license)?;
    Ok(true)
}

/// An edit or an order of a module is done: it hangs where it was to hang, also at its seller.
pub(crate) fn has_moved(scope: &mut Scope<'_>, module: &mut Service, doing: &Doing) -> Result<()> {
    if let Some(license) = doing.progress.number(LICENSE).map(ServiceId::new) {
        if let Some(before) = module.license.filter(|before| *before != license) {
            license_document::module_changed(scope, before)?;
        }
        module_license::set(scope.tx, module.id, license)?;
        module.license = Some(license);
        is_placed(scope, module.id)?;
    } else if doing.kind != OperationKind::Open {
        return Ok(());
    }
    let Some(license) = module.license.filter(|_| module.seller.is_some()) else {
        return Ok(());
    };
    let number = upstream::find(scope.tx, license)?.and_then(|told| told.upstream_id);
    Ok(module_license::set_upstream(scope.tx, module.id, number)?)
}

/// Staff learn that a module does not hang where it should.
pub(crate) fn misplaced(scope: &mut Scope<'_>, module: ServiceId, why: &str) -> Result<()> {
    let found = service::find(scope.tx, module)?.ok_or(onsell_store::Error::Stale)?;
    problems::of_service(scope, &found, ProblemKind::ModuleMisplaced, None, why)
}

/// It hangs where it should.
fn is_placed(scope: &mut Scope<'_>, module: ServiceId) -> Result<()> {
    let subject = Subject::Service(module);
    problem::settle(scope.tx, ProblemKind::ModuleMisplaced, subject, scope.now)?;
    Ok(())
}

/// A seller tells which license a module hangs on. One that it moved to another license of the same
/// client follows here; where that is not known here, staff learn it.
pub(crate) fn is_told(
    scope: &mut Scope<'_>,
    module: &mut Service,
    told: Option<i64>,
) -> Result<()> {
    let (Some(told), Some(seller)) = (told.map(UpstreamId::new), module.seller) else {
        return Ok(());
    };
    let known = module_license::upstream(scope.tx, module.id)?;
    if module.license.is_none() || known.is_none() || known == Some(told) {
        return Ok(());
    }
    let holder = match upstream::holder(scope.tx, seller, told)? {
        Some(holder) => service::find(scope.tx, holder)?,
        None => None,
    };
    let holder = holder.filter(|holder| holder.account == module.account);
    let Some(holder) = holder else {
        let why = format!("the provider moved it to its license {told}");
        return misplaced(scope, module.id, &why);
    };
    module_license::set(scope.tx, module.id, holder.id)?;
    module_license::set_upstream(scope.tx, module.id, Some(told))?;
    module.license = Some(holder.id);
    is_placed(scope, module.id)?;
    tell(scope, module, "edit")
}
