//! What a customer may do with a service: the rules that hold for it, and who keeps it stopped.

use crate::change::Actor;
use crate::{Result, Scope};
use onsell_domain::{Rules, Text};
use onsell_store::rules::{self, TariffRules};
use onsell_store::service::Service;
use onsell_wire::Fault;

/// The rules of a service's product type, overridden by its tariff.
pub(crate) fn rules_of(scope: &mut Scope<'_>, service: &Service) -> Result<Rules> {
    Ok(tariff_rules_of(scope, service)?.rules())
}

/// The rules of a service, and what its early deletion returns.
pub(crate) fn tariff_rules_of(scope: &mut Scope<'_>, service: &Service) -> Result<TariffRules> {
    rules::of_tariff(scope.tx, service.tariff)?.ok_or_else(|| onsell_store::Error::Stale.into())
}

/// Refuses a customer what the rules do not allow; staff may.
pub(crate) fn may(actor: &Actor, service: &Service, allowed: bool, verb: &str) -> Result<()> {
    if actor.staff || allowed {
        return Ok(());
    }
    Err(Fault::access(format!("{}.{verb}", service.type_name)).into())
}

/// Refuses a customer every change of a service that staff or the seller stopped (semantics 4.3).
/// Paying for it stays possible: it lifts the automatic stop and no other.
pub(crate) fn must_be_free(is_staff: bool, service: &Service) -> Result<()> {
    if is_staff || !service.stopped_by.keep_the_client_out() {
        return Ok(());
    }
    Err(Fault::from_text(
        "access",
        "item",
        Text {
            en: "The service was stopped by its provider and cannot be changed here, only renewed",
            ru: "Услуга остановлена поставщиком: её можно только продлить, но не изменить",
        },
    )
    .into())
}
