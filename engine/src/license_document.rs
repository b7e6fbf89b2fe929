//! The document of a license is fetched: with its key, from its address (semantics 5.3, backends
//! 4.5).
//!
//! Whoever has the key alone learns nothing: a key that there is not and a key of another address
//! are the same refusal. Only who comes with both is told that the license is suspended or over.

use crate::module_license::sells_modules;
use crate::sign_in::sha256;
use crate::tell::tell;
use crate::{Engine, Result, Scope, license_key, shown, throttle};
use onsell_domain::license_document::{LicenseDocument, LicensedModule, counts_nodes};
use onsell_domain::{Address, Secret, ServiceId, ServiceStatus, StopReason, Text};
use onsell_modules::ModuleKind;
use onsell_store::license_document::{self as store, LicenseFacts};
use onsell_store::{partner, service};
use onsell_wire::Fault;
use std::net::IpAddr;

/// Wrong keys in a row from one place, after which it is refused for a while.
const FAILURES_MAX: u32 = 10;
/// For how long, in seconds.
const BLOCK_SECONDS: i64 = 60;

/// The signed document of the license with this key, fetched from this address.
///
/// # Errors
/// `missed` for a key that there is not at that address, `license` for one that is suspended, over,
/// deleted or not yet active, `limit` for whoever came with too many wrong keys.
pub fn fetch(engine: &Engine, key: &Secret, address: IpAddr) -> Result<String> {
    let signing = license_key::own(engine)?;
    let subject = format!("license {}", throttle::place(address));
    let (secret, name, place) = (key.clone(), signing.public.name(), subject.clone());
    let found = engine.read(move |scope| {
        throttle::refuse_failed(scope, &place)?;
        match find(scope, &secret, address)? {
            Some(license) => document(scope, &license, address, name.clone()).map(Some),
            None => Ok(None),
        }
    })?;
    if let Some(document) = found {
        return Ok(signing.sign(&document.lines()));
    }
    engine.write(None, move |scope| {
        throttle::count(scope, &subject, FAILURES_MAX, BLOCK_SECONDS)
    })?;
    Err(unknown(address).into())
}

/// A module of a license changed: the readers of the license learn that there is another document,
/// which has a higher serial where the license is our own.
pub(crate) fn module_changed(scope: &mut Scope<'_>, license: ServiceId) -> Result<()> {
    let found = service::find(scope.tx, license)?;
    let Some(license) = found.filter(|found| found.status != ServiceStatus::Deleted) else {
        return Ok(());
    };
    if license.module_kind == ModuleKind::License.name() {
        store::module_changed(scope.tx, license.id)?;
    }
    tell(scope, &license, "edit")
}

/// The license with this key at this address. The number in front of the key finds it; the whole
/// key is compared in a time that does not tell how much of it was right.
fn find(scope: &mut Scope<'_>, key: &Secret, address: IpAddr) -> Result<Option<LicenseFacts>> {
    let number = key.expose().split_once('-').map(|(number, _)| number);
    let number = number.and_then(|number| number.parse().ok());
    let found = store::find(scope.tx, ServiceId::new(number.unwrap_or_default()))?;
    Ok(found.filter(|license| {
        let is_ours = license.module_kind == ModuleKind::License.name()
            && !sells_modules(&license.type_name)
            && !license.key.is_empty();
        let is_key = sha256(license.key.as_bytes()) == sha256(key.expose().as_bytes());
        let bound = Address::parse(&license.ip).ok();
        let is_there = bound.is_some_and(|bound| !bound.is_unbound() && bound == address.into());
        is_ours && is_key && is_there
    }))
}

/// What the license says of itself to a program at this address.
fn document(
    scope: &mut Scope<'_>,
    license: &LicenseFacts,
    address: IpAddr,
    key: String,
) -> Result<LicenseDocument> {
    let zone = shown::zone(&license.zone);
    let is_over = license
        .expires
        .is_some_and(|end| scope.now.date_in(&zone) > end);
    refuse_stopped(license, is_over)?;
    let addons = store::addons(scope.tx, license.id)?;
    let nodes = addons
        .iter()
        .find(|addon| counts_nodes(&addon.intname, &addon.name));
    let modules = store::modules(scope.tx, license.id)?;
    let partner = partner::at(scope.tx, address)?;
    let shop = partner.map(|partner| partner.bill_url);
    Ok(LicenseDocument {
        id: license.id,
        product: license.type_name.clone(),
        tariff: license.tariff_intname.clone(),
        name: license.tariff_name.clone(),
        address: address.into(),
        ends: license.expires,
        valid_before: license.expires.map(|end| zone.end_of(end)),
        nodes: nodes.map(|addon| addon.value),
        addons: addons
            .into_iter()
            .map(|addon| (addon.intname, addon.value))
            .collect(),
        modules: modules
            .into_iter()
            .map(|(name, ends)| LicensedModule { name, ends })
            .collect(),
        shop: shop.unwrap_or_else(|| license.bill_url.clone()),
        serial: license.serial,
        issued: scope.now,
        installation: scope.installation.prefix.clone(),
        key,
    })
}

fn refuse_stopped(license: &LicenseFacts, is_over: bool) -> std::result::Result<(), Fault> {
    let refused = |object: &str, en, ru| {
        let fault = Fault::from_text("license", object, Text { en, ru });
        Err(fault.with_param("elid", license.id))
    };
    let is_unpaid = license.stopped_by.contains(StopReason::Auto);
    match license.status {
        ServiceStatus::Deleted => refused(
            "deleted",
            "The license __elid__ was deleted",
            "Лицензия __elid__ удалена",
        ),
        ServiceStatus::Ordered | ServiceStatus::Processing => refused(
            "inactive",
            "The license __elid__ is not active yet",
            "Лицензия __elid__ ещё не активна",
        ),
        ServiceStatus::Suspended if !is_over && !is_unpaid => refused(
            "suspended",
            "The license __elid__ is suspended",
            "Лицензия __elid__ приостановлена",
        ),
        ServiceStatus::Suspended => expired(license),
        ServiceStatus::Active if is_over => expired(license),
        ServiceStatus::Active => Ok(()),
    }
}

fn expired(license: &LicenseFacts) -> std::result::Result<(), Fault> {
    let text = Text {
        en: "The license __elid__ has expired. Renew it and fetch it again",
        ru: "Срок лицензии __elid__ истёк. Продлите её и получите снова",
    };
    Err(Fault::from_text("license", "expired", text).with_param("elid", license.id))
}

fn unknown(address: IpAddr) -> Fault {
    let text = Text {
        en: "There is no license with this key for the address __value__",
        ru: "Для адреса __value__ нет лицензии с таким ключом",
    };
    Fault::from_text("missed", "license", text).with_param("value", address.to_canonical())
}
