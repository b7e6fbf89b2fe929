//! One license per address and product.

use crate::module_license::sells_modules;
use crate::{Result, Scope};
use onsell_domain::{AccountId, ServiceId};
use onsell_store::offer::{self, Offer};
use onsell_store::service::{self, Service};
use onsell_wire::Fault;

/// One license per address and product in an account (semantics 5.3), where the license is ours.
pub(crate) fn check_address(
    scope: &mut Scope<'_>,
    account: AccountId,
    offer: &Offer,
    ip: &str,
    except: Option<ServiceId>,
) -> Result<()> {
    let module = offer.module.as_ref();
    let ours =
        module.is_some_and(|module| module.kind == "license") && !sells_modules(&offer.type_name);
    if !ours || ip.is_empty() || ip == "0.0.0.0" {
        return Ok(());
    }
    match service::address_holder(scope.tx, account, &offer.product, ip, except)? {
        Some(_) => Err(Fault::exists("ip", ip).into()),
        None => Ok(()),
    }
}

/// A license that is to run again must find its address free.
pub(crate) fn must_have_address(scope: &mut Scope<'_>, service: &Service) -> Result<()> {
    if service.license_product.is_none() {
        return Ok(());
    }
    match offer::find(scope.tx, service.tariff, service.period)? {
        Some(offer) => check_address(
            scope,
            service.account,
            &offer,
            &service.ip,
            Some(service.id),
        ),
        None => Ok(()),
    }
}
