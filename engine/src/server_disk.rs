//! The disk of a machine grows and never shrinks by itself (semantics 1.9): what is on it would be
//! lost.

use crate::begin::Plan;
use crate::handed::{self, Handed};
use crate::{Result, Scope};
use onsell_domain::{OperationId, Text};
use onsell_modules::{ModuleKind, Worker};
use onsell_store::service::Service;
use onsell_store::tariff;
use onsell_wire::Fault;

/// The internal name of the addon that is the size of the disk.
const DISK: &str = "disk";

/// Refuses an operation, as it was just written, that would make the disk of a machine smaller; its
/// unit comes to nothing, so that nothing is sent. Staff do it by hand, at a module of theirs.
///
/// # Errors
/// `value` with the tariff, or with the addon that is changed.
pub(crate) fn must_not_shrink(
    scope: &mut Scope<'_>,
    service: &Service,
    plan: &Plan,
    operation: OperationId,
) -> Result<()> {
    let kind = ModuleKind::parse(&service.module_kind);
    if kind.is_none_or(|kind| kind.capabilities().worker != Worker::Machines) {
        return Ok(());
    }
    let before = disk(&handed::of_service(scope, service.id)?);
    let after = disk(&handed::of_operation(scope, operation)?);
    match (before, after) {
        (Some(before), Some(after)) if after < before => {}
        _ => return Ok(()),
    }
    let reason = Text::new(
        "The disk would become smaller, which is not done automatically: order a new server, or \
         let staff move this one by hand (service.setmodule)",
        "Диск стал бы меньше, автоматически это не делается: закажите новый сервер или попросите \
         сотрудников перенести этот вручную (service.setmodule)",
    );
    if let Some(target) = plan.new_tariff {
        return Err(Fault::value_because("pricelist", target, reason).into());
    }
    let addons = tariff::addons(scope.tx, service.tariff)?;
    let addon = addons.iter().find(|addon| addon.intname == DISK);
    let field = addon.map_or_else(|| DISK.to_owned(), |addon| format!("addon_{}", addon.id));
    Err(Fault::value_because(field, after.unwrap_or_default(), reason).into())
}

fn disk(handed: &Handed) -> Option<i64> {
    let found = handed.iter().find(|(name, _)| name == DISK);
    found.and_then(|(_, size)| size.parse().ok())
}
