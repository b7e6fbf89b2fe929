//! Whose service it is.

use crate::{Result, Scope};
use onsell_domain::{AccountId, ServiceId, StopReason, Text};
use onsell_store::service::{self, Service};
use onsell_wire::Fault;

/// Reads a service that its caller may act on; others' services do not exist for it.
pub(crate) fn owned(
    scope: &mut Scope<'_>,
    id: ServiceId,
    account: Option<AccountId>,
) -> Result<Service> {
    let missing = || Fault::missed("item", id);
    let found = service::find(scope.tx, id)?.ok_or_else(missing)?;
    if account.is_some_and(|account| account != found.account) {
        return Err(missing().into());
    }
    Ok(found)
}

/// A client leaves a service alone that staff, complaints or the seller stopped (semantics 4.3).
pub(crate) fn must_be_free(is_staff: bool, service: &Service) -> Result<()> {
    let barred = [
        StopReason::Employee,
        StopReason::Abuse,
        StopReason::Provider,
    ];
    let is_barred = barred
        .into_iter()
        .any(|reason| service.stopped_by.contains(reason));
    if is_staff || !is_barred {
        return Ok(());
    }
    let text = Text::new(
        "The service was stopped by its provider and cannot be changed here",
        "Услуга остановлена поставщиком и не может быть изменена здесь",
    );
    Err(Fault::from_text("access", "item", text).into())
}
