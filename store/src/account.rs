//! Accounts: client firms.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{AccountId, ProviderId, Timestamp};

/// A client firm.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its number.
    pub id: AccountId,
    /// Its name.
    pub name: String,
    /// The provider it came to.
    pub provider: ProviderId,
    /// Whether it may order.
    pub active: bool,
    /// When it came.
    pub created_at: Timestamp,
}

impl FromRow for Account {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            name: row.next()?,
            provider: row.next()?,
            active: row.next()?,
            created_at: row.next()?,
        })
    }
}

const BY_ID: &str = "SELECT id, name, provider, active, created_at FROM account WHERE id = $1";
const ALL: &str = "SELECT id, name, provider, active, created_at FROM account ORDER BY id";
const INSERT: &str = "
    INSERT INTO account (name, provider, active, created_at) VALUES ($1, $2, 1, $3) RETURNING id";
const UPDATE: &str = "UPDATE account SET name = $2, active = $3 WHERE id = $1";

/// The account of that number.
pub fn find(tx: &mut dyn Tx, id: AccountId) -> Result<Option<Account>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// Every account by number.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<Account>> {
    read_all(tx.rows(ALL, &[])?)
}

/// Adds an account.
pub fn insert(
    tx: &mut dyn Tx,
    name: &str,
    provider: ProviderId,
    now: Timestamp,
) -> Result<AccountId> {
    tx.one(INSERT, &[name.into(), provider.into(), now.into()])?
        .read()
        .next()
}

/// Changes an account's name and whether it may order.
pub fn update(tx: &mut dyn Tx, id: AccountId, name: &str, active: bool) -> Result<()> {
    tx.exec_one(UPDATE, &[id.into(), name.into(), active.into()])
}
