//! The values of enumerations, and what modules call them (semantics 2.4).

use crate::columns::{FromRow, read_all, read_first, read_pairs};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{EnumerationId, EnumerationItemId, ModuleId, SellerId};

/// A value of a closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumerationItem {
    /// Its number, the value of an addon that chooses it.
    pub id: EnumerationItemId,
    /// The list it is of.
    pub enumeration: EnumerationId,
    /// What modules call it that have no name of their own for it; where it stands for a license,
    /// a seller's tariff.
    pub intname: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
    /// Whether an order gets it that chooses none, where the tariff has no default of its own.
    pub is_default: bool,
    /// Whether it can be ordered.
    pub active: bool,
    /// Its place, lowest first; of values that stand for licenses, the less the license can do.
    pub sort: i64,
    /// Whether the license that it stands for is a trial.
    pub trial: bool,
    /// The value that is offered when the trial ends.
    pub paid_item: Option<EnumerationItemId>,
}

impl FromRow for EnumerationItem {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            enumeration: row.next()?,
            intname: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
            is_default: row.next()?,
            active: row.next()?,
            sort: row.next()?,
            trial: row.next()?,
            paid_item: row.next()?,
        })
    }
}

macro_rules! item {
    ($($rest:literal),*) => {
        concat!(
            "SELECT i.id, i.enumeration, i.intname, i.name, i.name_ru, i.is_default, i.active,
                    i.sort, i.trial, i.paid_item
             FROM enumeration_item i ",
            $($rest),*
        )
    };
}

const ITEM: &str = item!("WHERE i.id = $1");
const ITEMS: &str = item!("WHERE i.enumeration = $1 ORDER BY i.sort, i.id");
const INSERT_ITEM: &str = "
    INSERT INTO enumeration_item (enumeration, intname, name, name_ru, is_default, active, sort,
        trial, paid_item)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
const UPDATE_ITEM: &str = "
    UPDATE enumeration_item
    SET intname = $2, name = $3, name_ru = $4, is_default = $5, active = $6, sort = $7,
        trial = $8, paid_item = $9
    WHERE id = $1";
const NO_DEFAULT: &str =
    "UPDATE enumeration_item SET is_default = 0 WHERE enumeration = $1 AND is_default = 1";

/// The value of that number.
pub fn item(tx: &mut dyn Tx, id: EnumerationItemId) -> Result<Option<EnumerationItem>> {
    read_first(tx.rows(ITEM, &[id.into()])?)
}

/// The values of an enumeration by their place, those that are off too.
pub fn items(tx: &mut dyn Tx, enumeration: EnumerationId) -> Result<Vec<EnumerationItem>> {
    read_all(tx.rows(ITEMS, &[enumeration.into()])?)
}

/// Adds a value, or with a number above zero changes that one; its enumeration stays. A default
/// takes the place of the one before.
pub fn put(tx: &mut dyn Tx, item: &EnumerationItem) -> Result<EnumerationItemId> {
    if item.is_default {
        tx.exec(NO_DEFAULT, &[item.enumeration.into()])?;
    }
    let is_new = item.id.get() <= 0;
    let first = if is_new {
        item.enumeration.into()
    } else {
        item.id.into()
    };
    let args = [
        first,
        item.intname.as_str().into(),
        item.name.as_str().into(),
        item.name_ru.as_str().into(),
        item.is_default.into(),
        item.active.into(),
        item.sort.into(),
        item.trial.into(),
        item.paid_item.into(),
    ];
    if is_new {
        tx.one(INSERT_ITEM, &args)?.read().next()
    } else {
        tx.exec_one(UPDATE_ITEM, &args)?;
        Ok(item.id)
    }
}

const INSTALL: &str = "SELECT install FROM enumeration_item WHERE id = $1";
const SET_INSTALL: &str = "UPDATE enumeration_item SET install = $2 WHERE id = $1";

/// What is typed on a server to install the panel that a value stands for; `__KEY__` in it stands
/// for the license key. Empty where nothing is said.
pub fn install_line(tx: &mut dyn Tx, item: EnumerationItemId) -> Result<String> {
    match tx.row(INSTALL, &[item.into()])? {
        Some(row) => row.read().next(),
        None => Ok(String::new()),
    }
}

/// Sets what is typed on a server to install the panel that a value stands for.
pub fn set_install_line(tx: &mut dyn Tx, item: EnumerationItemId, line: &str) -> Result<()> {
    tx.exec_one(SET_INSTALL, &[item.into(), line.into()])
}

const NAMES: &str = "
    SELECT n.item, n.intname
    FROM enumeration_item i JOIN enumeration_item_name n ON n.item = i.id AND n.module = $2
    WHERE i.enumeration = $1 ORDER BY n.item";
const PUT_NAME: &str = "
    INSERT INTO enumeration_item_name (item, module, intname) VALUES ($1, $2, $3)
    ON CONFLICT (item, module) DO UPDATE SET intname = excluded.intname";
const DROP_NAME: &str = "DELETE FROM enumeration_item_name WHERE item = $1 AND module = $2";
const NAMES_OF_ITEM: &str =
    "SELECT module, intname FROM enumeration_item_name WHERE item = $1 ORDER BY module";
const OF_SELLER: &str = item!(
    "JOIN enumeration_item_name n ON n.item = i.id
     JOIN processing_module m ON m.id = n.module
     WHERE i.enumeration = $1 AND m.seller = $2 AND n.intname = $3 ORDER BY i.id LIMIT 1"
);

/// What a module calls the values of an enumeration; a value that has no name of its own there is
/// missing, and its internal name counts.
pub fn names(
    tx: &mut dyn Tx,
    enumeration: EnumerationId,
    module: ModuleId,
) -> Result<Vec<(EnumerationItemId, String)>> {
    read_pairs(tx.rows(NAMES, &[enumeration.into(), module.into()])?)
}

/// Sets what a module calls a value.
pub fn put_name(
    tx: &mut dyn Tx,
    item: EnumerationItemId,
    module: ModuleId,
    intname: &str,
) -> Result<()> {
    tx.exec_one(PUT_NAME, &[item.into(), module.into(), intname.into()])
}

/// What modules call a value that have a name of their own for it.
pub fn names_of_item(tx: &mut dyn Tx, item: EnumerationItemId) -> Result<Vec<(ModuleId, String)>> {
    read_pairs(tx.rows(NAMES_OF_ITEM, &[item.into()])?)
}

/// Lets a module call a value by its internal name again.
pub fn drop_name(tx: &mut dyn Tx, item: EnumerationItemId, module: ModuleId) -> Result<()> {
    tx.exec(DROP_NAME, &[item.into(), module.into()]).map(drop)
}

/// The value of an enumeration that a seller calls so, whichever of its modules learned that.
pub fn item_of_seller(
    tx: &mut dyn Tx,
    enumeration: EnumerationId,
    seller: SellerId,
    intname: &str,
) -> Result<Option<EnumerationItem>> {
    let args = [enumeration.into(), seller.into(), intname.into()];
    read_first(tx.rows(OF_SELLER, &args)?)
}

/// A value as a module is asked for it: the name of its list, its own name, and the internal name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedItem {
    /// The name of the list.
    pub list: String,
    /// The name of the value.
    pub name: String,
    /// What it is called inside.
    pub intname: String,
}

impl FromRow for NamedItem {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            list: row.next()?,
            name: row.next()?,
            intname: row.next()?,
        })
    }
}

const SOLD_BY: &str = "
    SELECT e.name, i.name, i.intname
    FROM enumeration_item i JOIN enumeration e ON e.id = i.enumeration
    WHERE i.active = 1
      AND EXISTS (SELECT 1 FROM tariff_addon_item v
                  JOIN tariff_addon a ON a.id = v.addon
                  JOIN tariff_module l ON l.tariff = a.tariff AND l.module = $1
                  WHERE v.item = i.id AND v.active = 1)
    ORDER BY e.id, i.sort, i.id";
const NAMED_ELSEWHERE: &str = "
    SELECT e.name, i.name, n.intname
    FROM enumeration_item_name n
    JOIN enumeration_item i ON i.id = n.item
    JOIN enumeration e ON e.id = i.enumeration
    WHERE n.module = $1 AND i.active = 1
      AND NOT EXISTS (SELECT 1 FROM tariff_addon a
                      JOIN tariff_module l ON l.tariff = a.tariff AND l.module = n.module
                      WHERE a.enumeration = i.enumeration)
    ORDER BY e.id, i.sort, i.id";

const PANELS_OF: &str = "
    SELECT e.name, i.name, COALESCE(n.intname, i.intname)
    FROM enumeration_item i
    JOIN enumeration e ON e.id = i.enumeration
    LEFT JOIN enumeration_item_name n ON n.item = i.id AND n.module = $1
    WHERE i.active = 1
      AND EXISTS (SELECT 1 FROM tariff_addon_item v
                  JOIN tariff_addon a ON a.id = v.addon AND a.purpose = 'control_panel'
                  JOIN tariff_module l ON l.tariff = a.tariff
                  JOIN processing_module m ON m.id = l.module AND m.license_server = $1
                  WHERE v.item = i.id AND v.active = 1)
    ORDER BY e.id, i.sort, i.id";

/// The control panels that are sold with servers whose licenses a module buys, by what it calls
/// them.
pub fn panels_of(tx: &mut dyn Tx, license_server: ModuleId) -> Result<Vec<NamedItem>> {
    read_all(tx.rows(PANELS_OF, &[license_server.into()])?)
}

/// The values that tariffs of a module have on, by their own internal names.
pub fn sold_by(tx: &mut dyn Tx, module: ModuleId) -> Result<Vec<NamedItem>> {
    read_all(tx.rows(SOLD_BY, &[module.into()])?)
}

/// Values with their names for a module whose own tariffs do not sell their list: it is asked for
/// them by that name, as for the license of a server.
pub fn named_elsewhere(tx: &mut dyn Tx, module: ModuleId) -> Result<Vec<NamedItem>> {
    read_all(tx.rows(NAMED_ELSEWHERE, &[module.into()])?)
}
