//! The machines behind the servers of a module, as they should be.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx};
use onsell_domain::{AccountId, ModuleId, ServiceId, ServiceStatus};

/// What is known of one machine.
#[derive(Debug, Clone)]
pub struct KnownMachine {
    /// Its service.
    pub service: ServiceId,
    /// Whose it is; chooses the writer.
    pub account: AccountId,
    /// The status of its service.
    pub status: ServiceStatus,
    /// The version of its service when this was read.
    pub version: i64,
    /// The address of its service; empty none.
    pub ip: String,
    /// What its module calls it.
    pub machine: String,
    /// Whether its customer wants it to run.
    pub runs: bool,
    /// Whether an operation works on its service.
    pub is_busy: bool,
}

impl FromRow for KnownMachine {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            account: row.next()?,
            status: row.next()?,
            version: row.next()?,
            ip: row.next()?,
            machine: row.next()?,
            runs: row.next()?,
            is_busy: row.next::<i64>()? != 0,
        })
    }
}

const OF_MODULE: &str = "
    SELECT s.id, s.account, s.status, s.version, s.ip, v.machine, v.runs,
           CASE WHEN EXISTS (SELECT 1 FROM operation o WHERE o.service = s.id
               AND o.state NOT IN ('done', 'cancelled')) THEN 1 ELSE 0 END
    FROM service s
    JOIN server v ON v.service = s.id
    WHERE s.module = $1 AND s.status <> 4 AND v.machine IS NOT NULL
    ORDER BY s.id";

/// Every machine of a module that has been made and not been closed.
pub fn of_module(tx: &mut dyn Tx, module: ModuleId) -> Result<Vec<KnownMachine>> {
    read_all(tx.rows(OF_MODULE, &[module.into()])?)
}
