//! Staff change a service here only: nothing is sent and no money moves. What a seller or a person
//! has to do with it goes through [`crate::change`].

use crate::address::check_address;
use crate::journal;
use crate::next_module;
use crate::sold::Sold;
use crate::tell::tell;
use crate::{Result, Scope, addon_fault, addon_values, addons, due, manual};
use onsell_domain::{AddonId, Amount, ModuleId, ServiceId, ServiceStatus, TariffId, Text, UserId};
use onsell_store::server::{self, Server};
use onsell_store::service::{self, Service};
use onsell_store::tariff;
use onsell_store::task::Found;
use onsell_store::{offer, processing_module, upstream};
use onsell_wire::Fault;

/// What is changed here; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct HereOnly {
    /// Label, address, key and end.
    pub found: Found,
    /// What one renewal costs from now on.
    pub renewal_price: Option<Amount>,
    /// The tariff it belongs to.
    pub tariff: Option<TariffId>,
    /// Values of addons of its tariff.
    pub addons: Vec<(AddonId, i64)>,
}

/// Changes a service here only.
///
/// # Errors
/// `missed` for a service that is gone, `locked` while an operation works on it, `value` for what
/// cannot be, `exists` for an address that another license has.
pub fn change(
    scope: &mut Scope<'_>,
    id: ServiceId,
    change: &HereOnly,
    by: Option<UserId>,
) -> Result<()> {
    let mut service = idle(scope, id)?;
    let told = manual::check(&change.found)?;
    let values = move_here(scope, &mut service, change)?;
    if let Some(ip) = told.ip.filter(|ip| *ip != service.ip) {
        if let Some(offer) = offer::find(scope.tx, service.tariff, service.period)? {
            check_address(scope, service.account, &offer, &ip, Some(id))?;
        }
        service.ip = ip;
    }
    service.name = told.name.unwrap_or(service.name);
    service.license_key = told.key.unwrap_or(service.license_key);
    if let Some(end) = told.expires {
        service.expires = Some(end);
        service.anchor_day = end.day();
    }
    if let Some(price) = change.renewal_price {
        if price.is_negative() {
            return Err(Fault::value("price", price).into());
        }
        service.renewal_price = price;
    }
    if change.tariff.is_some() {
        must_be_free(scope, &service)?;
        service::drop_addons(scope.tx, id)?;
    }
    service::update(scope.tx, &service, due::next_look(&service))?;
    service.version += 1;
    for (addon, value) in values {
        service::put_addon(scope.tx, id, addon, value)?;
    }
    let tariff = change.tariff.map(|tariff| format!("pricelist {tariff}"));
    note(
        scope,
        by,
        "service.setlocal",
        id,
        &tariff.unwrap_or_default(),
    )?;
    tell(scope, &service, "edit")
}

/// Gives a service another tariff of its product type and provider, and says which addons it has
/// then. What a renewal costs stays.
fn move_here(
    scope: &mut Scope<'_>,
    service: &mut Service,
    change: &HereOnly,
) -> Result<addon_values::Values> {
    if change.tariff.is_none() && change.addons.is_empty() {
        return Ok(Vec::new());
    }
    let old = tariff::addons(scope.tx, service.tariff)?;
    let present = service::addons(scope.tx, service.id)?;
    if let Some(id) = change.tariff {
        let before = tariff::find(scope.tx, service.tariff)?;
        let before = before.ok_or(onsell_store::Error::Stale)?;
        let found = tariff::find(scope.tx, id)?;
        let target = found.ok_or_else(|| Fault::missed("pricelist", id))?;
        if target.product_type != before.product_type || target.provider != before.provider {
            return Err(Fault::value("pricelist", id).into());
        }
        if service.license_product.is_some() {
            service.license_product = Some(target.product);
        }
        service.tariff = id;
    }
    let new = Sold::read(scope, service.tariff, service.currency)?;
    let is_resold = service.seller.is_some();
    if change.tariff.is_some() {
        return Ok(addon_values::carried(
            &old,
            &present,
            &new,
            &change.addons,
            is_resold,
        )?);
    }
    for (id, value) in &change.addons {
        let addon = new.find(*id).filter(|addon| addon.active);
        let addon = addon.ok_or_else(|| addon_fault::not_sold(*id, *value))?;
        addons::must_be_offered(&new, addon, *value)?;
    }
    Ok(change.addons.clone())
}

/// Gives a service to another module of its product type, which does its work from now on. Nothing
/// is sent to either, but that an order of a server of which nothing was made begins there anew.
///
/// # Errors
/// `missed` for a service or a module that is not there, `locked` while an operation works on it,
/// `value` for a module of another product type, for one of a seller, and for a service that is at
/// a seller: those are linked and unlinked.
pub fn set_module(
    scope: &mut Scope<'_>,
    id: ServiceId,
    module: ModuleId,
    by: Option<UserId>,
) -> Result<()> {
    let known = service::find(scope.tx, id)?.ok_or_else(|| Fault::missed("item", id))?;
    let found = processing_module::find(scope.tx, module)?;
    let found = found.ok_or_else(|| Fault::missed("processingmodule", module))?;
    if found.product_type != known.product_type {
        return Err(Fault::value("module", module).into());
    }
    if found.seller.is_none()
        && let Some(open) = next_module::movable(scope, &known)?
    {
        next_module::reassign(scope, &open, (module, &found.kind))?;
        return note(scope, by, "service.setmodule", id, &module.to_string());
    }
    let mut service = idle(scope, id)?;
    if found.seller.is_some() || upstream::find(scope.tx, id)?.is_some() {
        return Err(is_at_a_seller(module).into());
    }
    let is_license = found.kind == "license";
    service.license_product = match offer::find(scope.tx, service.tariff, service.period)? {
        Some(offer) if is_license => Some(offer.product),
        _ => None,
    };
    must_be_free(scope, &service)?;
    service::update(scope.tx, &service, due::next_look(&service))?;
    service::set_module(scope.tx, id, module)?;
    forget_machine(scope, id)?;
    note(scope, by, "service.setmodule", id, &module.to_string())
}

/// What one module calls a machine is another machine at the next: that one looks for it by its
/// name, which no other service has.
fn forget_machine(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    let Some(found) = server::find(scope.tx, id)? else {
        return Ok(());
    };
    let unnamed = Server {
        machine: None,
        ..found
    };
    Ok(server::put(scope.tx, &unnamed)?)
}

/// A license of ours needs an address that no other of its account has.
fn must_be_free(scope: &mut Scope<'_>, service: &Service) -> Result<()> {
    let Some(product) = &service.license_product else {
        return Ok(());
    };
    let (account, ip) = (service.account, &service.ip);
    match service::address_holder(scope.tx, account, product, ip, Some(service.id))? {
        Some(_) => Err(Fault::exists("ip", ip).into()),
        None => Ok(()),
    }
}

fn idle(scope: &mut Scope<'_>, id: ServiceId) -> Result<Service> {
    let found = service::find(scope.tx, id)?;
    let is_there = |service: &Service| {
        let status = service.status;
        status != ServiceStatus::Deleted && status != ServiceStatus::Ordered
    };
    let found = found.filter(is_there);
    let service = found.ok_or_else(|| Fault::missed("item", id))?;
    if service.open_operation.is_some() {
        return Err(Fault::locked(id).into());
    }
    Ok(service)
}

fn is_at_a_seller(module: ModuleId) -> Fault {
    let reason = Text {
        en: "What is at a provider is tied by service.link and untied by service.unlink",
        ru: "Услуги поставщика связывают через service.link и отвязывают через service.unlink",
    };
    Fault::value_because("module", module, reason)
}

fn note(
    scope: &mut Scope<'_>,
    by: Option<UserId>,
    function: &str,
    id: ServiceId,
    detail: &str,
) -> Result<()> {
    journal::write(scope, by, function, &id.to_string(), detail)?;
    Ok(())
}
