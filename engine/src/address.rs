//! One license per address and product.

use crate::{Result, Scope};
use onsell_domain::{AccountId, ServiceId};
use onsell_store::service;
use onsell_store::tariff::Offer;
use onsell_wire::Fault;

/// One license per address and product in an account (semantics 5.3), where the license is ours.
pub(crate) fn check_address(
    scope: &mut Scope<'_>,
    account: AccountId,
    offer: &Offer,
    ip: &str,
    except: Option<ServiceId>,
) -> Result<()> {
    let ours = offer
        .module
        .as_ref()
        .is_some_and(|module| module.kind == "license");
    if !ours || ip.is_empty() || ip == "0.0.0.0" {
        return Ok(());
    }
    match service::address_holder(scope.tx, account, &offer.product, ip, except)? {
        Some(_) => Err(Fault::exists("ip", ip).into()),
        None => Ok(()),
    }
}
