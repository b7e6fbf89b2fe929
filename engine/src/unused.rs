//! Deletes what was set up for sale and is used by nothing; what is in use can only be switched
//! off.

use crate::journal;
use crate::{Error, Result, Scope};
use onsell_domain::{AddonId, EnumerationId, EnumerationItemId, ModuleId, TariffId, Text, UserId};
use onsell_store::tariff::{self, Tariff};
use onsell_store::{enumeration, enumeration_item, processing_module, unused};
use onsell_wire::Fault;

/// Deletes a tariff with its prices and addons.
///
/// # Errors
/// `missed` for none of that number, `value` when a service has or had it.
pub fn delete_tariff(scope: &mut Scope<'_>, id: TariffId, by: Option<UserId>) -> Result<()> {
    found_tariff(scope, id)?;
    unused::forget_addon_links(scope.tx, id)?;
    for addon in tariff::addons(scope.tx, id)? {
        refused(unused::addon(scope.tx, addon.id), id)?;
    }
    refused(unused::tariff(scope.tx, id), id)?;
    note(scope, by, "pricelist.delete", id.get())
}

fn found_tariff(scope: &mut Scope<'_>, id: TariffId) -> Result<Tariff> {
    let found = tariff::find(scope.tx, id)?;
    found.ok_or_else(|| Fault::missed("pricelist", id).into())
}

/// Deletes an addon with its prices.
///
/// # Errors
/// `missed` for none of that number, `value` when a service has it.
pub fn delete_addon(scope: &mut Scope<'_>, id: AddonId, by: Option<UserId>) -> Result<()> {
    let found = tariff::addon(scope.tx, id)?;
    found.ok_or_else(|| Fault::missed("pricelist", id))?;
    refused(unused::addon(scope.tx, id), id)?;
    note(scope, by, "pricelist.detail.delete", id.get())
}

/// Switches an addon on or off; running services keep what they have.
///
/// # Errors
/// `missed` for none of that number.
pub fn set_addon_active(
    scope: &mut Scope<'_>,
    id: AddonId,
    active: bool,
    by: Option<UserId>,
) -> Result<()> {
    let found = tariff::addon(scope.tx, id)?;
    let mut found = found.ok_or_else(|| Fault::missed("pricelist", id))?;
    found.active = active;
    tariff::put_addon(scope.tx, &found)?;
    let function = if active {
        "pricelist.detail.resume"
    } else {
        "pricelist.detail.suspend"
    };
    note(scope, by, function, id.get())
}

/// Deletes a closed list with its values.
///
/// # Errors
/// `missed` for none of that number, `value` when an addon uses it.
pub fn delete_enumeration(
    scope: &mut Scope<'_>,
    id: EnumerationId,
    by: Option<UserId>,
) -> Result<()> {
    let found = enumeration::find(scope.tx, id)?;
    found.ok_or_else(|| Fault::missed("enumeration", id))?;
    unused::forget_paid_items(scope.tx, id)?;
    for item in enumeration_item::items(scope.tx, id)? {
        refused(unused::item(scope.tx, item.id), id)?;
    }
    refused(unused::enumeration(scope.tx, id), id)?;
    note(scope, by, "enumeration.delete", id.get())
}

/// Deletes a value of a closed list.
///
/// # Errors
/// `missed` for none of that number, `value` when a service has it, an addon's default is it, or a
/// trial leads to it.
pub fn delete_item(scope: &mut Scope<'_>, id: EnumerationItemId, by: Option<UserId>) -> Result<()> {
    let found = enumeration_item::item(scope.tx, id)?;
    found.ok_or_else(|| Fault::missed("enumerationitem", id))?;
    refused(unused::item(scope.tx, id), id)?;
    note(scope, by, "enumeration.item.delete", id.get())
}

/// Deletes a module, and the links of tariffs to it.
///
/// # Errors
/// `missed` for none of that number, `value` when a service is or was its work.
pub fn delete_module(scope: &mut Scope<'_>, id: ModuleId, by: Option<UserId>) -> Result<()> {
    let found = processing_module::find(scope.tx, id)?;
    found.ok_or_else(|| Fault::missed("processingmodule", id))?;
    refused(unused::module(scope.tx, id), id)?;
    note(scope, by, "processing.delete", id.get())
}

/// Whether a module opens new services; running ones are its work in any case.
///
/// # Errors
/// `missed` for none of that number.
pub fn set_module_active(
    scope: &mut Scope<'_>,
    id: ModuleId,
    active: bool,
    by: Option<UserId>,
) -> Result<()> {
    if !processing_module::set_active(scope.tx, id, active)? {
        return Err(Fault::missed("processingmodule", id).into());
    }
    let function = if active {
        "processing.resume"
    } else {
        "processing.suspend"
    };
    note(scope, by, function, id.get())
}

/// What the schema refuses is in use.
fn refused(deleted: onsell_store::Result<()>, id: impl std::fmt::Display) -> Result<()> {
    deleted.map_err(|error| match error {
        onsell_store::Error::Constraint(_) => Error::from(Fault::value_because(
            "elid",
            id,
            Text::new(
                "It is in use and can only be switched off",
                "Используется, можно только выключить",
            ),
        )),
        error => error.into(),
    })
}

fn note(scope: &mut Scope<'_>, by: Option<UserId>, function: &str, id: i64) -> Result<()> {
    journal::write(scope, by, function, &id.to_string(), "")?;
    Ok(())
}
