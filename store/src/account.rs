//! Accounts: client firms.

use crate::columns::{FromRow, read_first};
use crate::listing::{Listing, anywhere};
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
const INSERT: &str = "
    INSERT INTO account (name, provider, active, created_at) VALUES ($1, $2, 1, $3) RETURNING id";
const UPDATE: &str = "UPDATE account SET name = $2, active = $3 WHERE id = $1";

/// The account of that number.
pub fn find(tx: &mut dyn Tx, id: AccountId) -> Result<Option<Account>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// Which accounts a list shows.
#[derive(Debug, Clone, Default)]
pub struct AccountFilter {
    /// Only this number.
    pub id: Option<AccountId>,
    /// A part of the name, whatever its letters' case: every name is looked at.
    pub name: Option<String>,
    /// Only of this provider.
    pub provider: Option<ProviderId>,
    /// Only those that may order, or only those that may not.
    pub active: Option<bool>,
    /// That came at this instant or later.
    pub from: Option<Timestamp>,
    /// That came before this instant.
    pub until: Option<Timestamp>,
    /// Only those with a user of this e-mail address.
    pub email: Option<String>,
    /// By what they are sorted.
    pub order: AccountOrder,
    /// Whether the greatest is first.
    pub descends: bool,
    /// Rows to pass over and rows to return; none is all.
    pub window: Option<(u32, u32)>,
}

/// By what accounts are sorted: there is an index for each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AccountOrder {
    /// The number.
    #[default]
    Number,
    /// The name.
    Name,
    /// When it came.
    Created,
}

const LIST: &str =
    "SELECT a.id, a.name, a.provider, a.active, a.created_at FROM account a WHERE 1 = 1";
const COUNT: &str = "SELECT COUNT(*) FROM account a WHERE 1 = 1";
const WITH_EMAIL: &str =
    " AND a.id IN (SELECT u.account FROM \"user\" u WHERE u.deleted_at IS NULL AND u.email = ";

/// Accounts in their order, and how many there are in all.
pub fn list(tx: &mut dyn Tx, filter: &AccountFilter) -> Result<(Vec<Account>, i64)> {
    let name = filter.name.as_deref().map(anywhere);
    let mut listing = Listing::new(LIST, COUNT);
    listing.with(" AND a.id = ", filter.id);
    listing.within(" AND LOWER(a.name) LIKE ", name.as_deref(), " ESCAPE '\\'");
    listing.with(" AND a.provider = ", filter.provider);
    listing.with(" AND a.active = ", filter.active);
    listing.with(" AND a.created_at >= ", filter.from);
    listing.with(" AND a.created_at < ", filter.until);
    listing.within(WITH_EMAIL, filter.email.as_deref(), ")");
    let order = match (filter.order, filter.descends) {
        (AccountOrder::Number, false) => " ORDER BY a.id",
        (AccountOrder::Number, true) => " ORDER BY a.id DESC",
        (AccountOrder::Name, false) => " ORDER BY a.name, a.id",
        (AccountOrder::Name, true) => " ORDER BY a.name DESC, a.id DESC",
        (AccountOrder::Created, false) => " ORDER BY a.created_at, a.id",
        (AccountOrder::Created, true) => " ORDER BY a.created_at DESC, a.id DESC",
    };
    listing.read(tx, order, filter.window)
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
