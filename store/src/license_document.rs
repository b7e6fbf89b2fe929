//! What the document of a license is written from.

use crate::columns::{FromRow, read_all, read_first, read_pairs};
use crate::{Result, RowReader, Tx, TxExt};
use jiff::civil::Date;
use onsell_domain::{ServiceId, ServiceStatus, StopReasons};

/// A license, as far as its document is concerned.
#[derive(Debug, Clone)]
pub struct LicenseFacts {
    /// Its number.
    pub id: ServiceId,
    /// Its activation key; empty until there is one.
    pub key: String,
    /// Its address; empty or `0.0.0.0` while it is bound to none.
    pub ip: String,
    /// Where it stands.
    pub status: ServiceStatus,
    /// Every reason that keeps it stopped.
    pub stopped_by: StopReasons,
    /// The day at whose end it ends; none for a lifetime.
    pub expires: Option<Date>,
    /// Grows with every change of the license or of its modules.
    pub serial: i64,
    /// The internal name of its product type.
    pub type_name: String,
    /// The tariff's internal name.
    pub tariff_intname: String,
    /// The tariff's name in English.
    pub tariff_name: String,
    /// The zone of the provider's dates.
    pub zone: String,
    /// Where the provider's clients sign in.
    pub bill_url: String,
    /// The kind of its module.
    pub module_kind: String,
}

impl FromRow for LicenseFacts {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            key: row.next()?,
            ip: row.next()?,
            status: row.next()?,
            stopped_by: row.next()?,
            expires: row.next()?,
            serial: row.next()?,
            type_name: row.next()?,
            tariff_intname: row.next()?,
            tariff_name: row.next()?,
            zone: row.next()?,
            bill_url: row.next()?,
            module_kind: row.next()?,
        })
    }
}

const FIND: &str = "
    SELECT s.id, s.license_key, s.ip, s.status, s.stopped_by, s.expires,
           s.version + s.module_changes, y.intname, t.intname, t.name, p.zone, p.bill_url, m.kind
    FROM service s
    JOIN product_type y ON y.id = s.product_type
    JOIN tariff t ON t.id = s.tariff
    JOIN wallet w ON w.id = s.wallet
    JOIN provider p ON p.id = w.provider
    JOIN processing_module m ON m.id = s.module
    WHERE s.id = $1";

/// The license of that number.
pub fn find(tx: &mut dyn Tx, id: ServiceId) -> Result<Option<LicenseFacts>> {
    read_first(tx.rows(FIND, &[id.into()])?)
}

/// The value of an addon of a license.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseAddon {
    /// The addon's internal name.
    pub intname: String,
    /// The addon's name in English.
    pub name: String,
    /// The value.
    pub value: i64,
}

impl FromRow for LicenseAddon {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            intname: row.next()?,
            name: row.next()?,
            value: row.next()?,
        })
    }
}

const ADDONS: &str = "
    SELECT a.intname, a.name, v.value FROM service_addon v
    JOIN tariff_addon a ON a.id = v.addon
    WHERE v.service = $1 ORDER BY v.addon";

/// The values of the addons of a license.
pub fn addons(tx: &mut dyn Tx, id: ServiceId) -> Result<Vec<LicenseAddon>> {
    read_all(tx.rows(ADDONS, &[id.into()])?)
}

const MODULES: &str = "
    SELECT CASE WHEN t.addition_intname = '' THEN t.name ELSE t.addition_intname END, s.expires
    FROM service s JOIN tariff t ON t.id = s.tariff
    WHERE s.license = $1 AND s.status <> 4 AND s.status = 2 ORDER BY s.id";

/// The modules of a license that run, and the day at whose end each ends, oldest first.
pub fn modules(tx: &mut dyn Tx, id: ServiceId) -> Result<Vec<(String, Option<Date>)>> {
    read_pairs(tx.rows(MODULES, &[id.into()])?)
}

const CHANGED: &str = "UPDATE service SET module_changes = module_changes + 1 WHERE id = $1";

/// Notes that a module of a license changed. Whoever changes the license itself is in nobody's way.
pub fn module_changed(tx: &mut dyn Tx, id: ServiceId) -> Result<()> {
    tx.exec_one(CHANGED, &[id.into()])
}
