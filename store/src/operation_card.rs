//! What staff read about an operation beside what its next step needs.

use crate::columns::{FromRow, read_first};
use crate::{Result, RowReader, Tx};
use onsell_domain::{OperationId, Timestamp};

/// When an operation goes on, and in whose hands it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationCard {
    /// When it is due; none while it waits, is held, or is in somebody's hands.
    pub due_at: Option<Timestamp>,
    /// Why it was taken over.
    pub taken_because: Option<String>,
    /// The sign-in name of who took it over.
    pub taken_by: Option<String>,
}

impl FromRow for OperationCard {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            due_at: row.next()?,
            taken_because: row.next()?,
            taken_by: row.next()?,
        })
    }
}

const BY_OPERATION: &str = "
    SELECT o.due_at, o.taken_because, u.name
    FROM operation o LEFT JOIN \"user\" u ON u.id = o.taken_by
    WHERE o.id = $1";

/// The card of an operation.
pub fn find(tx: &mut dyn Tx, id: OperationId) -> Result<Option<OperationCard>> {
    read_first(tx.rows(BY_OPERATION, &[id.into()])?)
}
