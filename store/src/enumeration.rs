//! Enumerations: closed lists that customers choose a value from (semantics 2.4).
//!
//! Their values are in `enumeration_item`, what a value costs on a tariff in `addon_item`.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{EnumerationId, SellerId};

/// A closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enumeration {
    /// Its number.
    pub id: EnumerationId,
    /// Its internal name; may be empty.
    pub intname: String,
    /// Its name in English.
    pub name: String,
    /// Its name in Russian.
    pub name_ru: String,
}

impl FromRow for Enumeration {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            intname: row.next()?,
            name: row.next()?,
            name_ru: row.next()?,
        })
    }
}

const BY_ID: &str = "SELECT id, intname, name, name_ru FROM enumeration WHERE id = $1";
const ALL: &str = "SELECT id, intname, name, name_ru FROM enumeration ORDER BY name, id";
const INSERT: &str =
    "INSERT INTO enumeration (intname, name, name_ru) VALUES ($1, $2, $3) RETURNING id";
const UPDATE: &str = "UPDATE enumeration SET intname = $2, name = $3, name_ru = $4 WHERE id = $1";

/// The enumeration of that number.
pub fn find(tx: &mut dyn Tx, id: EnumerationId) -> Result<Option<Enumeration>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// Every enumeration by its name.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<Enumeration>> {
    read_all(tx.rows(ALL, &[])?)
}

/// Adds an enumeration without values.
pub fn insert(tx: &mut dyn Tx, intname: &str, name: &str, name_ru: &str) -> Result<EnumerationId> {
    let row = tx.one(INSERT, &[intname.into(), name.into(), name_ru.into()])?;
    row.read().next()
}

/// Changes an enumeration's names.
pub fn update(tx: &mut dyn Tx, enumeration: &Enumeration) -> Result<()> {
    let args = [
        enumeration.id.into(),
        enumeration.intname.as_str().into(),
        enumeration.name.as_str().into(),
        enumeration.name_ru.as_str().into(),
    ];
    tx.exec_one(UPDATE, &args)
}

const IMPORTED: &str = "
    SELECT e.id, e.intname, e.name, e.name_ru
    FROM enumeration_source s JOIN enumeration e ON e.id = s.enumeration
    WHERE s.seller = $1 AND s.upstream_id = $2";
const PUT_SOURCE: &str = "
    INSERT INTO enumeration_source (seller, upstream_id, enumeration) VALUES ($1, $2, $3)
    ON CONFLICT (seller, upstream_id) DO UPDATE SET enumeration = excluded.enumeration";

/// The enumeration that was imported from this one of a seller.
pub fn imported(tx: &mut dyn Tx, seller: SellerId, upstream: i64) -> Result<Option<Enumeration>> {
    read_first(tx.rows(IMPORTED, &[seller.into(), upstream.into()])?)
}

/// Remembers from which of a seller's lists an enumeration was imported.
pub fn put_source(
    tx: &mut dyn Tx,
    seller: SellerId,
    upstream: i64,
    enumeration: EnumerationId,
) -> Result<()> {
    tx.exec_one(
        PUT_SOURCE,
        &[seller.into(), upstream.into(), enumeration.into()],
    )
}
