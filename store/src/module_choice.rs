//! The modules that could do the work of a tariff, with what the choice between them depends on.

use crate::columns::{FromRow, read_all};
use crate::offer::OfferModule;
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{DataCenterId, ModuleId, OperationId, ServiceId, TariffId};

/// A module that could do the work of a tariff.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The module.
    pub module: OfferModule,
    /// Where its services run.
    pub data_center: Option<DataCenterId>,
    /// Its place, lowest first.
    pub sort: i64,
    /// How many services it may open at the same time; none is any number.
    pub open_limit: Option<i64>,
    /// Whether it cannot be reached or refuses our credentials.
    pub has_problem: bool,
}

impl FromRow for Candidate {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            module: OfferModule {
                id: row.next()?,
                kind: row.next()?,
                seller: row.next()?,
                department: row.next()?,
            },
            data_center: row.next()?,
            sort: row.next()?,
            open_limit: row.next()?,
            has_problem: row.next()?,
        })
    }
}

const CANDIDATES: &str = "
    SELECT m.id, m.kind, m.seller, m.department, m.data_center, m.sort, m.open_limit,
           CASE WHEN m.denied_since IS NOT NULL OR l.denied_since IS NOT NULL OR EXISTS (
               SELECT 1 FROM problem p
               WHERE p.kind = 'connection' AND p.subject = 'module ' || CAST(m.id AS TEXT)
                 AND p.closed_at IS NULL) THEN 1 ELSE 0 END
    FROM tariff_module t
    JOIN processing_module m ON m.id = t.module AND m.active = 1
    LEFT JOIN seller l ON l.id = m.seller
    WHERE t.tariff = $1
    ORDER BY m.sort, m.id";

/// The active modules of a tariff by their place.
pub fn candidates(tx: &mut dyn Tx, tariff: TariffId) -> Result<Vec<Candidate>> {
    read_all(tx.rows(CANDIDATES, &[tariff.into()])?)
}

const OPENING: &str = "
    SELECT COUNT(*) FROM (
        SELECT s.id FROM service s
        JOIN operation o ON o.service = s.id AND o.state NOT IN ('done', 'cancelled')
        WHERE s.module = $1 AND s.status = 5 AND s.id < $2
          AND o.state IN ('ready', 'running', 'unknown')
        LIMIT $3) opening";

/// How many services a module is opening or has in its queue that were ordered before this one;
/// counted up to a limit. What a person has in hand is not at the module.
pub fn opening_before(
    tx: &mut dyn Tx,
    module: ModuleId,
    before: ServiceId,
    limit: i64,
) -> Result<i64> {
    let args = [module.into(), before.into(), limit.max(0).into()];
    tx.one(OPENING, &args)?.read().next()
}

const LIMIT: &str = "SELECT open_limit FROM processing_module WHERE id = $1";

/// How many services a module may open at the same time; none is any number.
pub fn open_limit(tx: &mut dyn Tx, module: ModuleId) -> Result<Option<i64>> {
    match tx.row(LIMIT, &[module.into()])? {
        Some(row) => row.read().next(),
        None => Ok(None),
    }
}

const TRIED: &str = "SELECT module FROM operation_module WHERE operation = $1 ORDER BY module";
const TRY: &str = "
    INSERT INTO operation_module (operation, module) VALUES ($1, $2)
    ON CONFLICT (operation, module) DO NOTHING";
const FORGET: &str = "DELETE FROM operation_module WHERE operation = $1";

/// The modules at which an operation failed.
pub fn tried(tx: &mut dyn Tx, operation: OperationId) -> Result<Vec<ModuleId>> {
    let rows = tx.rows(TRIED, &[operation.into()])?;
    rows.into_iter().map(|row| row.read().next()).collect()
}

/// An operation failed at a module.
pub fn try_no_more(tx: &mut dyn Tx, operation: OperationId, module: ModuleId) -> Result<()> {
    tx.exec(TRY, &[operation.into(), module.into()]).map(drop)
}

/// Somebody starts an operation anew: every module may be tried again.
pub fn forget_tried(tx: &mut dyn Tx, operation: OperationId) -> Result<()> {
    tx.exec(FORGET, &[operation.into()]).map(drop)
}

const LINKED: &str = "SELECT module FROM tariff_module WHERE tariff = $1 ORDER BY module";
const UNLINK: &str = "DELETE FROM tariff_module WHERE tariff = $1 AND module = $2";

/// The modules of a tariff, those that are off too, by their numbers.
pub fn linked(tx: &mut dyn Tx, tariff: TariffId) -> Result<Vec<ModuleId>> {
    let rows = tx.rows(LINKED, &[tariff.into()])?;
    rows.into_iter().map(|row| row.read().next()).collect()
}

/// A module gets no more orders of a tariff; what it has it keeps.
pub fn unlink(tx: &mut dyn Tx, tariff: TariffId, module: ModuleId) -> Result<()> {
    tx.exec(UNLINK, &[tariff.into(), module.into()]).map(drop)
}
