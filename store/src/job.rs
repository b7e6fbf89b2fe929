//! Jobs: work that comes back, each a row that one node claims.

use crate::{Result, Tx, TxExt};
use onsell_domain::Timestamp;

const PUT: &str = "INSERT INTO job (name, due_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
const CLAIM: &str = "UPDATE job SET due_at = $3, lease_owner = $4 WHERE name = $1 AND due_at <= $2";
const IS_DUE: &str = "SELECT name FROM job WHERE name = $1 AND due_at <= $2";

const LIST: &str = "SELECT name, due_at FROM job ORDER BY name";

/// Every job and when it is due.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<(String, Timestamp)>> {
    let rows = tx.rows(LIST, &[])?;
    let read = |row: crate::Row| {
        let mut row = row.read();
        Ok((row.next()?, row.next()?))
    };
    rows.into_iter().map(read).collect()
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
