//! What went wrong with each attempt of an operation, for staff to read (wire 4.1).

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{Fault, ModuleId, OperationId, ServiceId, Timestamp};

/// How many errors an operation keeps; older ones are forgotten.
const KEPT_MAX: i64 = 100;

/// What went wrong with an attempt.
#[derive(Debug, Clone)]
pub struct OperationError {
    /// Its number.
    pub id: i64,
    /// The operation.
    pub operation: OperationId,
    /// The service that works on.
    pub service: ServiceId,
    /// The attempt.
    pub attempt: u32,
    /// The error.
    pub fault: Fault,
    /// When it was met.
    pub at: Timestamp,
    /// The task of the operation.
    pub task: Option<i64>,
    /// The name of the processing module at which it was met.
    pub module_name: String,
}

impl FromRow for OperationError {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            operation: row.next()?,
            service: row.next()?,
            attempt: row.next()?,
            fault: Fault {
                kind: row.next()?,
                object: row.next()?,
                value: row.next()?,
                message: row.next()?,
            },
            at: row.next()?,
            task: row.next()?,
            module_name: row.next()?,
        })
    }
}

macro_rules! operation_error {
    ($($rest:literal),*) => {
        concat!(
            "SELECT e.id, e.operation, o.service, e.attempt, e.error_kind, e.error_object,
                    e.error_value, e.error_message, e.at, k.id, m.name
             FROM operation_error e
             JOIN operation o ON o.id = e.operation
             JOIN service s ON s.id = o.service
             JOIN processing_module m ON m.id = COALESCE(e.module, s.module)
             LEFT JOIN task k ON k.operation = o.id ",
            $($rest),*
        )
    };
}

const BY_ID: &str = operation_error!("WHERE e.id = $1");
const OF_OPERATION: &str = operation_error!("WHERE e.operation = $1 ORDER BY e.id DESC");
const KEEP: &str = "
    INSERT INTO operation_error (operation, attempt, error_kind, error_object, error_value,
        error_message, at, module)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const FORGET: &str = "
    DELETE FROM operation_error
    WHERE operation = $1 AND id <= (
        SELECT id FROM operation_error WHERE operation = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)";

/// The error of that number.
pub fn find(tx: &mut dyn Tx, id: i64) -> Result<Option<OperationError>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// What went wrong with an operation, the latest first.
pub fn of_operation(tx: &mut dyn Tx, operation: OperationId) -> Result<Vec<OperationError>> {
    read_all(tx.rows(OF_OPERATION, &[operation.into()])?)
}

/// Keeps what went wrong with an attempt at a module, and forgets what was kept too long ago.
pub fn keep(
    tx: &mut dyn Tx,
    operation: OperationId,
    attempt: u32,
    module: ModuleId,
    fault: &Fault,
    now: Timestamp,
) -> Result<()> {
    let args = [
        operation.into(),
        i64::from(attempt).into(),
        fault.kind.as_str().into(),
        fault.object.as_str().into(),
        fault.value.as_str().into(),
        fault.message.as_str().into(),
        now.into(),
        module.into(),
    ];
    tx.exec_one(KEEP, &args)?;
    tx.exec(FORGET, &[operation.into(), KEPT_MAX.into()])?;
    Ok(())
}
