//! The columns that users chose for lists.

use crate::{Result, Tx, TxExt};
use onsell_domain::UserId;

const PUT: &str = "
    INSERT INTO list_view (user_id, list, columns) VALUES ($1, $2, $3)
    ON CONFLICT (user_id, list) DO UPDATE SET columns = excluded.columns";
const DROP: &str = "DELETE FROM list_view WHERE user_id = $1 AND list = $2";
const FIND: &str = "SELECT columns FROM list_view WHERE user_id = $1 AND list = $2";

/// Keeps the columns of a list, as names separated by commas; none are forgotten.
pub fn put(tx: &mut dyn Tx, user: UserId, list: &str, columns: &str) -> Result<()> {
    if columns.is_empty() {
        return tx.exec(DROP, &[user.into(), list.into()]).map(drop);
    }
    tx.exec_one(PUT, &[user.into(), list.into(), columns.into()])
}

/// The columns that a user chose for a list.
pub fn find(tx: &mut dyn Tx, user: UserId, list: &str) -> Result<Option<String>> {
    let row = tx.row(FIND, &[user.into(), list.into()])?;
    row.map(|row| row.read().next()).transpose()
}
