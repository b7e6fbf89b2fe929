//! What is ordered at the seller together with a value of a closed list (semantics 5.4).

use crate::columns::{FromRow, read_all, read_first};
use crate::{Arg, Result, RowReader, Tx, TxExt};
use onsell_domain::{EnumerationItemId, ItemAddonId, ItemAmount};

/// An addon of the seller that comes with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemAddon {
    /// Its number.
    pub id: ItemAddonId,
    /// The value.
    pub item: EnumerationItemId,
    /// What the seller calls the addon: its number there.
    pub intname: String,
    /// How much of it.
    pub amount: ItemAmount,
}

impl FromRow for ItemAddon {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        let (id, item, intname) = (row.next()?, row.next()?, row.next()?);
        let (value, source, minimum): (Option<i64>, String, i64) =
            (row.next()?, row.next()?, row.next()?);
        Ok(Self {
            id,
            item,
            intname,
            amount: match value {
                Some(value) => ItemAmount::Fixed(value),
                None => ItemAmount::TakenFrom {
                    intname: source,
                    minimum,
                },
            },
        })
    }
}

const BY_ID: &str = "
    SELECT id, item, intname, value, source_intname, minimum
    FROM enumeration_item_addon WHERE id = $1";
const OF_ITEM: &str = "
    SELECT id, item, intname, value, source_intname, minimum
    FROM enumeration_item_addon WHERE item = $1 ORDER BY intname";
const INSERT: &str = "
    INSERT INTO enumeration_item_addon (item, intname, value, source_intname, minimum)
    VALUES ($1, $2, $3, $4, $5) RETURNING id";
const UPDATE: &str = "
    UPDATE enumeration_item_addon
    SET intname = $2, value = $3, source_intname = $4, minimum = $5 WHERE id = $1";
const DELETE: &str = "DELETE FROM enumeration_item_addon WHERE id = $1";

/// The addon of that number.
pub fn find(tx: &mut dyn Tx, id: ItemAddonId) -> Result<Option<ItemAddon>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// What comes with a value, by what the seller calls it.
pub fn of_item(tx: &mut dyn Tx, item: EnumerationItemId) -> Result<Vec<ItemAddon>> {
    read_all(tx.rows(OF_ITEM, &[item.into()])?)
}

/// Adds an addon to a value, or with a number above zero changes that one; its value stays.
///
/// # Errors
/// [`crate::Error::Unique`] when another of the value's has that internal name.
pub fn put(tx: &mut dyn Tx, addon: &ItemAddon) -> Result<ItemAddonId> {
    let (value, source, minimum) = match &addon.amount {
        ItemAmount::Fixed(value) => (Some(*value), "", 0),
        ItemAmount::TakenFrom { intname, minimum } => (None, intname.as_str(), *minimum),
    };
    let is_new = addon.id.get() <= 0;
    let first: Arg<'_> = if is_new {
        addon.item.into()
    } else {
        addon.id.into()
    };
    let args = [
        first,
        addon.intname.as_str().into(),
        value.into(),
        source.into(),
        minimum.into(),
    ];
    if is_new {
        tx.one(INSERT, &args)?.read().next()
    } else {
        tx.exec_one(UPDATE, &args)?;
        Ok(addon.id)
    }
}

/// Takes an addon from its value. `false` when there is none of that number.
pub fn delete(tx: &mut dyn Tx, id: ItemAddonId) -> Result<bool> {
    Ok(tx.exec(DELETE, &[id.into()])? == 1)
}
