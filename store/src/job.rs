//! Jobs: work that comes back, each a row that one node claims.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::Timestamp;

const PUT: &str = "INSERT INTO job (name, due_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
const CLAIM: &str = "
    UPDATE job SET due_at = $3, lease_owner = $4, begun_at = $2 WHERE name = $1 AND due_at <= $2";
const IS_DUE: &str = "SELECT name FROM job WHERE name = $1 AND due_at <= $2";

const LIST: &str = "SELECT name, due_at, begun_at FROM job ORDER BY name";

/// A job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its name.
    pub name: String,
    /// When it is due.
    pub due_at: Timestamp,
    /// When it was last begun.
    pub begun_at: Option<Timestamp>,
}

impl FromRow for Job {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            name: row.next()?,
            due_at: row.next()?,
            begun_at: row.next()?,
        })
    }
}

/// Every job.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<Job>> {
    read_all(tx.rows(LIST, &[])?)
}

/// Makes sure a job exists.
pub fn put(tx: &mut dyn Tx, name: &str, due_at: Timestamp) -> Result<()> {
    tx.exec(PUT, &[name.into(), due_at.into()]).map(drop)
}

/// Claims a job that is due and says when it is due again; `false` when it is not due or another
/// node was first.
pub fn claim(
    tx: &mut dyn Tx,
    name: &str,
    now: Timestamp,
    again: Timestamp,
    owner: &str,
) -> Result<bool> {
    Ok(tx.exec(
        CLAIM,
        &[name.into(), now.into(), again.into(), owner.into()],
    )? == 1)
}

/// Whether a job is due; looked at before a claim, so that idling writes nothing.
pub fn is_due(tx: &mut dyn Tx, name: &str, now: Timestamp) -> Result<bool> {
    Ok(tx.row(IS_DUE, &[name.into(), now.into()])?.is_some())
}
