//! Deletes what was set up for sale and is used by nothing. What anything refers to stays: the
//! schema refuses its deletion.

use crate::{Error, Result, Tx, TxExt};
use onsell_domain::{AddonId, EnumerationId, EnumerationItemId, ModuleId, TariffId};

const TARIFF_PRICES: &str = "DELETE FROM tariff_price WHERE tariff = $1";
const TARIFF_MODULES: &str = "DELETE FROM tariff_module WHERE tariff = $1";
const TARIFF: &str = "DELETE FROM tariff WHERE id = $1";

/// Deletes a tariff with its prices; its addons must be gone.
///
/// # Errors
/// [`Error::Constraint`] when something refers to it.
pub fn tariff(tx: &mut dyn Tx, id: TariffId) -> Result<()> {
    each(tx, &[TARIFF_PRICES, TARIFF_MODULES], id.get())?;
    tx.exec_one(TARIFF, &[id.into()])
}

const COMPOUNDS: &str =
    "UPDATE tariff_addon SET compound = NULL WHERE tariff = $1 AND compound IS NOT NULL";
const SOURCES: &str = "
    DELETE FROM tariff_addon_source
    WHERE addon IN (SELECT a.id FROM tariff_addon a WHERE a.tariff = $1)";

/// Lets no addon of a tariff refer to another, so that all of them can be deleted.
pub fn forget_addon_links(tx: &mut dyn Tx, id: TariffId) -> Result<()> {
    each(tx, &[COMPOUNDS, SOURCES], id.get())
}

const ADDON_ITEM_PRICES: &str = "DELETE FROM tariff_addon_item_price WHERE addon = $1";
const ADDON_ITEMS: &str = "DELETE FROM tariff_addon_item WHERE addon = $1";
const ADDON_PRICES: &str = "DELETE FROM tariff_addon_price WHERE addon = $1";
const ADDON_SCALES: &str = "DELETE FROM tariff_addon_scale WHERE addon = $1";
const ADDON_SOURCES: &str = "DELETE FROM tariff_addon_source WHERE addon = $1";
const ADDON: &str = "DELETE FROM tariff_addon WHERE id = $1";

/// Deletes an addon with its prices.
///
/// # Errors
/// [`Error::Constraint`] when something refers to it.
pub fn addon(tx: &mut dyn Tx, id: AddonId) -> Result<()> {
    let of_addon = [
        ADDON_ITEM_PRICES,
        ADDON_ITEMS,
        ADDON_PRICES,
        ADDON_SCALES,
        ADDON_SOURCES,
    ];
    each(tx, &of_addon, id.get())?;
    tx.exec_one(ADDON, &[id.into()])
}

const PAID_ITEMS: &str =
    "UPDATE enumeration_item SET paid_item = NULL WHERE enumeration = $1 AND paid_item IS NOT NULL";

/// Lets no value of a list name another, so that all of them can be deleted.
pub fn forget_paid_items(tx: &mut dyn Tx, id: EnumerationId) -> Result<()> {
    tx.exec(PAID_ITEMS, &[id.into()]).map(drop)
}

const ENUMERATION_SOURCES: &str = "DELETE FROM enumeration_source WHERE enumeration = $1";
const ENUMERATION: &str = "DELETE FROM enumeration WHERE id = $1";

/// Deletes a closed list; its values must be gone.
///
/// # Errors
/// [`Error::Constraint`] when something refers to it.
pub fn enumeration(tx: &mut dyn Tx, id: EnumerationId) -> Result<()> {
    each(tx, &[ENUMERATION_SOURCES], id.get())?;
    tx.exec_one(ENUMERATION, &[id.into()])
}

const ITEM_IN_SERVICES: &str = "
    SELECT v.service FROM tariff_addon_item i
    JOIN service_addon v ON v.addon = i.addon AND v.value = i.item
    WHERE i.item = $1 LIMIT 1";
const ITEM_IN_OPERATIONS: &str = "
    SELECT v.operation FROM tariff_addon_item i
    JOIN operation_addon v ON v.addon = i.addon AND v.value = i.item
    WHERE i.item = $1 LIMIT 1";
const ITEM_NAMES: &str = "DELETE FROM enumeration_item_name WHERE item = $1";
const ITEM_PRICES: &str = "DELETE FROM tariff_addon_item_price WHERE item = $1";
const ITEM_ADDONS: &str = "DELETE FROM tariff_addon_item WHERE item = $1";
const ITEM_SELLERS_ADDONS: &str = "DELETE FROM enumeration_item_addon WHERE item = $1";
const ITEM: &str = "DELETE FROM enumeration_item WHERE id = $1";

/// Deletes a value of a closed list, with what tariffs ask for it.
///
/// # Errors
/// [`Error::Constraint`] when a service has it, or something refers to it.
pub fn item(tx: &mut dyn Tx, id: EnumerationItemId) -> Result<()> {
    for sql in [ITEM_IN_SERVICES, ITEM_IN_OPERATIONS] {
        if tx.row(sql, &[id.into()])?.is_some() {
            return Err(Error::Constraint("a service has this value".to_owned()));
        }
    }
    let of_item = [ITEM_NAMES, ITEM_PRICES, ITEM_ADDONS, ITEM_SELLERS_ADDONS];
    each(tx, &of_item, id.get())?;
    tx.exec_one(ITEM, &[id.into()])
}

const MODULE_TARIFFS: &str = "DELETE FROM tariff_module WHERE module = $1";
const MODULE_RULES: &str = "DELETE FROM period_rule WHERE module = $1";
const MODULE_NAMES: &str = "DELETE FROM enumeration_item_name WHERE module = $1";
const MODULE: &str = "DELETE FROM processing_module WHERE id = $1";

/// Deletes a module, with what tariffs know of it.
///
/// # Errors
/// [`Error::Constraint`] when a service, also one that is gone, is or was its work.
pub fn module(tx: &mut dyn Tx, id: ModuleId) -> Result<()> {
    each(tx, &[MODULE_TARIFFS, MODULE_RULES, MODULE_NAMES], id.get())?;
    tx.exec_one(MODULE, &[id.into()])
}

fn each(tx: &mut dyn Tx, statements: &[&'static str], id: i64) -> Result<()> {
    for sql in statements {
        tx.exec(sql, &[id.into()])?;
    }
    Ok(())
}
