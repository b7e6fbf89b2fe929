//! Users: people and programs that sign in.

use crate::columns::{FromRow, read_all, read_first};
use crate::listing::Listing;
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{AccountId, Timestamp, UserId};

/// A user. The password is an argon2 hash; the type prints nothing of it.
#[derive(Clone)]
pub struct User {
    /// Its number.
    pub id: UserId,
    /// The account it belongs to; staff have none.
    pub account: Option<AccountId>,
    /// The sign-in name.
    pub name: String,
    /// 16 customer, 28 staff, 29 administrator, 30 root.
    pub level: i64,
    /// The password's argon2 hash.
    pub password: String,
    /// The person's name.
    pub real_name: String,
    /// Where to write.
    pub email: String,
    /// Where to call.
    pub phone: String,
    /// `en` or `ru`.
    pub language: String,
    /// The zone instants are shown in; empty is UTC.
    pub zone: String,
    /// Addresses it may come from; empty is anywhere.
    pub ranges: String,
    /// Whether it only calls the API and never opens a session.
    pub api_only: bool,
    /// Whether it may sign in.
    pub active: bool,
    /// Whether a second factor is asked for.
    pub second_factor: bool,
}

impl std::fmt::Debug for User {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("User")
            .field("id", &self.id)
            .field("account", &self.account)
            .field("name", &self.name)
            .field("level", &self.level)
            .finish_non_exhaustive()
    }
}

impl FromRow for User {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            account: row.next()?,
            name: row.next()?,
            level: row.next()?,
            password: row.next()?,
            real_name: row.next()?,
            email: row.next()?,
            phone: row.next()?,
            language: row.next()?,
            zone: row.next()?,
            ranges: row.next()?,
            api_only: row.next()?,
            active: row.next()?,
            second_factor: row.next::<Option<Timestamp>>()?.is_some(),
        })
    }
}

macro_rules! user {
    ($($rest:literal),*) => {
        concat!(
            "SELECT u.id, u.account, u.name, u.level, u.password, u.real_name, u.email, u.phone,
                    u.language, u.zone, u.ranges, u.api_only, u.active, u.totp_since
             FROM \"user\" u ",
            $($rest),*
        )
    };
}

const BY_ID: &str = user!("WHERE u.id = $1 AND u.deleted_at IS NULL");
const BY_NAME: &str = user!("WHERE u.name = $1 AND u.deleted_at IS NULL");
const BY_EMAIL: &str =
    user!("WHERE u.email = $1 AND u.email <> '' AND u.deleted_at IS NULL ORDER BY u.id LIMIT 2");
const FIRST_OF_ACCOUNT: &str =
    user!("WHERE u.account = $1 AND u.deleted_at IS NULL ORDER BY u.id LIMIT 1");
const INSERT: &str = "
    INSERT INTO \"user\" (account, name, level, password, real_name, email, phone, language, zone,
        ranges, api_only, active, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    RETURNING id";
const UPDATE: &str = "
    UPDATE \"user\"
    SET name = $2, level = $3, password = $4, real_name = $5, email = $6, phone = $7,
        language = $8, zone = $9, ranges = $10, api_only = $11, active = $12
    WHERE id = $1 AND deleted_at IS NULL";
const DELETE: &str = "
    UPDATE \"user\" SET name = $2, password = '', active = 0, deleted_at = $3, totp = NULL,
        totp_since = NULL
    WHERE id = $1 AND deleted_at IS NULL";

/// The user of that number.
pub fn find(tx: &mut dyn Tx, id: UserId) -> Result<Option<User>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// The user of that sign-in name.
pub fn find_by_name(tx: &mut dyn Tx, name: &str) -> Result<Option<User>> {
    read_first(tx.rows(BY_NAME, &[name.into()])?)
}

/// Users with that e-mail address; two are enough to know that it is not one.
pub fn find_by_email(tx: &mut dyn Tx, email: &str) -> Result<Vec<User>> {
    read_all(tx.rows(BY_EMAIL, &[email.into()])?)
}

/// The first user of an account.
pub fn first_of_account(tx: &mut dyn Tx, account: AccountId) -> Result<Option<User>> {
    read_first(tx.rows(FIRST_OF_ACCOUNT, &[account.into()])?)
}

/// Adds a user; `id` of the argument is ignored.
///
/// # Errors
/// [`crate::Error::Unique`] when the name is taken; look first.
pub fn insert(tx: &mut dyn Tx, user: &User, now: Timestamp) -> Result<UserId> {
    let args = [
        user.account.into(),
        user.name.as_str().into(),
        user.level.into(),
        user.password.as_str().into(),
        user.real_name.as_str().into(),
        user.email.as_str().into(),
        user.phone.as_str().into(),
        user.language.as_str().into(),
        user.zone.as_str().into(),
        user.ranges.as_str().into(),
        user.api_only.into(),
        user.active.into(),
        now.into(),
    ];
    tx.one(INSERT, &args)?.read().next()
}

/// Changes a user; the account stays.
///
/// # Errors
/// [`crate::Error::Unique`] when the name is taken; look first.
pub fn update(tx: &mut dyn Tx, user: &User) -> Result<()> {
    let args = [
        user.id.into(),
        user.name.as_str().into(),
        user.level.into(),
        user.password.as_str().into(),
        user.real_name.as_str().into(),
        user.email.as_str().into(),
        user.phone.as_str().into(),
        user.language.as_str().into(),
        user.zone.as_str().into(),
        user.ranges.as_str().into(),
        user.api_only.into(),
        user.active.into(),
    ];
    tx.exec_one(UPDATE, &args)
}

/// Deletes a user: nobody finds it again, and its sign-in name is free. The row stays under a name
/// that nobody can sign in with, since what it did names it.
pub fn delete(tx: &mut dyn Tx, user: &User, now: Timestamp) -> Result<()> {
    let name = format!("deleted:{}:{}", user.id, user.name);
    tx.exec_one(DELETE, &[user.id.into(), name.as_str().into(), now.into()])
}

/// Which users a list shows.
#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    /// Only of this account.
    pub account: Option<AccountId>,
    /// Only the one of this sign-in name.
    pub name: Option<String>,
    /// Only those of this e-mail address.
    pub email: Option<String>,
    /// Only staff, who have no account.
    pub is_staff: bool,
    /// Only those for the API only.
    pub api_only: bool,
    /// Rows to pass over and rows to return; none is all.
    pub window: Option<(u32, u32)>,
}

const LIST: &str = user!("WHERE u.deleted_at IS NULL");
const COUNT: &str = "SELECT count(*) FROM \"user\" u WHERE u.deleted_at IS NULL";

/// Users by number, and how many there are in all.
pub fn list(tx: &mut dyn Tx, filter: &UserFilter) -> Result<(Vec<User>, i64)> {
    let mut listing = Listing::new(LIST, COUNT);
    listing.with(" AND u.account = ", filter.account);
    listing.with(" AND u.name = ", filter.name.as_deref());
    listing.with(" AND u.email = ", filter.email.as_deref());
    if filter.is_staff {
        listing.and(" AND u.account IS NULL");
    }
    if filter.api_only {
        listing.and(" AND u.api_only = 1");
    }
    listing.read(tx, " ORDER BY u.id", filter.window)
}
