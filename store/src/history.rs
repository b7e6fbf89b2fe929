//! What happened to a service: its operations as its owner reads them.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx};
use onsell_domain::{
    AccountId, OperationId, OperationKind, OperationState as State, ServiceId, Timestamp,
};

/// One thing that happened to a service, or is about to.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The operation.
    pub id: OperationId,
    /// What was done.
    pub kind: OperationKind,
    /// Whether it is done.
    pub state: State,
    /// When it began.
    pub begun_at: Timestamp,
    /// Whether it covers a term that was sold before, which its customer does not see.
    pub covers_term: bool,
    /// The sign-in name of who began it; none for what happens by itself.
    pub user: Option<String>,
    /// Whose user that is; none for staff.
    pub account: Option<AccountId>,
}

impl FromRow for Entry {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            kind: row.next()?,
            state: row.next()?,
            begun_at: row.next()?,
            covers_term: row.next()?,
            user: row.next()?,
            account: row.next()?,
        })
    }
}

const OF_SERVICE: &str = "
    SELECT o.id, o.kind, o.state, o.created_at, o.covers_term, u.name, u.account
    FROM operation o LEFT JOIN \"user\" u ON u.id = o.created_by
    WHERE o.service = $1 ORDER BY o.id DESC";

/// What happened to a service, newest first.
pub fn of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<Entry>> {
    read_all(tx.rows(OF_SERVICE, &[service.into()])?)
}
