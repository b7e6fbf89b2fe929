//! Module licenses: services that hang on the license of a panel (semantics 5.5).

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{AccountId, BillOrderId, ServiceId, TariffId, UpstreamId};

const OF_LICENSE: &str = "
    SELECT s.id FROM service s WHERE s.license = $1 AND s.status <> 4 ORDER BY s.id";

/// The module licenses that hang on a license and live, those in a cart included.
pub fn of_license(tx: &mut dyn Tx, license: ServiceId) -> Result<Vec<ServiceId>> {
    let rows = tx.rows(OF_LICENSE, &[license.into()])?;
    rows.into_iter().map(|row| row.read().next()).collect()
}

const SAME: &str = "
    SELECT s.id FROM service s
    JOIN tariff t ON t.id = s.tariff
    JOIN tariff o ON o.id = $2
    WHERE s.license = $1 AND s.status <> 4 AND s.status <> 1 AND s.id <> $3
      AND (t.id = o.id OR t.addition_intname <> '' AND t.addition_intname = o.addition_intname)
    LIMIT 1";

/// The same module on a license, whoever sells it: of one tariff, or of one name. What waits in a
/// cart is not there yet; `except` is the module that is asked about.
pub fn same(
    tx: &mut dyn Tx,
    license: ServiceId,
    tariff: TariffId,
    except: Option<ServiceId>,
) -> Result<Option<ServiceId>> {
    let except = except.map_or(0, ServiceId::get);
    let row = tx.row(SAME, &[license.into(), tariff.into(), except.into()])?;
    row.map(|row| row.read().next()).transpose()
}

/// A module that waits in a cart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InCart {
    /// Its service.
    pub service: ServiceId,
    /// The order it is a part of.
    pub order: BillOrderId,
}

impl FromRow for InCart {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            order: row.next()?,
        })
    }
}

const IN_CART: &str = "
    SELECT s.id, l.bill_order FROM service s
    JOIN bill_order_line l ON l.service = s.id
    WHERE s.license = $1 AND s.status <> 4 AND s.status = 1 AND s.account = $2 AND s.tariff = $3
      AND s.period = $4
    ORDER BY s.id DESC LIMIT 1";

/// A module of a tariff and a period that an account put into its cart for a license.
pub fn in_cart(
    tx: &mut dyn Tx,
    license: ServiceId,
    account: AccountId,
    (tariff, period): (TariffId, i64),
) -> Result<Option<InCart>> {
    let args = [license.into(), account.into(), tariff.into(), period.into()];
    read_first(tx.rows(IN_CART, &args)?)
}

const SET: &str = "UPDATE service SET license = $2 WHERE id = $1";

/// Hangs a module on another license.
pub fn set(tx: &mut dyn Tx, module: ServiceId, license: ServiceId) -> Result<()> {
    tx.exec_one(SET, &[module.into(), license.into()])
}

const SET_UPSTREAM: &str = "UPDATE upstream SET license = $2 WHERE service = $1";
const UPSTREAM: &str = "SELECT license FROM upstream WHERE service = $1";

/// Keeps which license a module hangs on at its seller, by the seller's number.
pub fn set_upstream(tx: &mut dyn Tx, module: ServiceId, license: Option<UpstreamId>) -> Result<()> {
    tx.exec(SET_UPSTREAM, &[module.into(), license.into()])
        .map(drop)
}

/// The seller's number of the license that a module hangs on there, as far as it is known.
pub fn upstream(tx: &mut dyn Tx, module: ServiceId) -> Result<Option<UpstreamId>> {
    match tx.row(UPSTREAM, &[module.into()])? {
        Some(row) => row.read().next(),
        None => Ok(None),
    }
}

/// A license on which a module can be hung, as it is chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its service.
    pub id: ServiceId,
    /// Its label.
    pub name: String,
    /// Its address.
    pub ip: String,
    /// Its tariff's name in English.
    pub tariff_name: String,
    /// Its tariff's name in Russian.
    pub tariff_name_ru: String,
}

impl FromRow for Candidate {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            name: row.next()?,
            ip: row.next()?,
            tariff_name: row.next()?,
            tariff_name_ru: row.next()?,
        })
    }
}

const CANDIDATES: &str = "
    SELECT s.id, s.name, s.ip, t.name, t.name_ru
    FROM service s
    JOIN tariff t ON t.id = s.tariff
    JOIN processing_module m ON m.id = s.module
    WHERE s.account = $1
      AND s.product_type = (SELECT id FROM product_type WHERE intname = 'soft')
      AND s.status = 2 AND ($2 < 0 OR COALESCE(m.seller, 0) = $2)
    ORDER BY s.id DESC LIMIT $3";

/// The licenses of an account that run, the newest first: those from one seller, those that are
/// from none (0), or all of them (below 0).
pub fn candidates(
    tx: &mut dyn Tx,
    account: AccountId,
    seller: i64,
    most: u32,
) -> Result<Vec<Candidate>> {
    read_all(tx.rows(
        CANDIDATES,
        &[account.into(), seller.into(), i64::from(most).into()],
    )?)
}
