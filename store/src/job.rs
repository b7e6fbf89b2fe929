//! Jobs: work that comes back, each a row that one node claims.

use crate::{Result, Tx, TxExt};
use onsell_domain::Timestamp;

const PUT: &str =
    "INSERT INTO job (name, due_at) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
const CLAIM: &str =
    "UPDATE job SET due_at = $3, lease_owner = $4 WHERE name = $1 AND due_at <= $2";
const NEXT: &str = "SELECT MIN(due_at) FROM job";

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
    Ok(tx.exec(CLAIM, &[name.into(), now.into(), again.into(), owner.into()])? == 1)
}

/// When the next job is due.
pub fn next_due(tx: &mut dyn Tx) -> Result<Option<Timestamp>> {
    match tx.row(NEXT, &[])? {
        Some(row) => row.read().next(),
        None => Ok(None),
    }
}
