//! The filters of lists that sessions keep.

use crate::{Result, Tx, TxExt};

const PUT: &str = "
    INSERT INTO list_filter (session, function, query) VALUES ($1, $2, $3)
    ON CONFLICT (session, function) DO UPDATE SET query = excluded.query";
const DROP: &str = "DELETE FROM list_filter WHERE session = $1 AND function = $2";
const FIND: &str = "SELECT query FROM list_filter WHERE session = $1 AND function = $2";

/// Keeps the filter of a list; an empty one is forgotten.
pub fn put(tx: &mut dyn Tx, session: &[u8], function: &str, query: &str) -> Result<()> {
    if query.is_empty() {
        return tx.exec(DROP, &[session.into(), function.into()]).map(drop);
    }
    tx.exec_one(PUT, &[session.into(), function.into(), query.into()])
}

/// The filter that a session keeps for a list.
pub fn find(tx: &mut dyn Tx, session: &[u8], function: &str) -> Result<Option<String>> {
    let row = tx.row(FIND, &[session.into(), function.into()])?;
    row.map(|row| row.read().next()).transpose()
}
