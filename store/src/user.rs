//! Users: people and programs that sign in.

use crate::columns::{FromRow, read_first};
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
    /// `en` or `ru`.
    pub language: String,
    /// Addresses it may come from; empty is anywhere.
    pub ranges: String,
    /// Whether it may sign in.
    pub active: bool,
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
            language: row.next()?,
            ranges: row.next()?,
            active: row.next()?,
        })
    }
}

macro_rules! user {
    ($($rest:literal),*) => {
        concat!(
            "SELECT u.id, u.account, u.name, u.level, u.password, u.real_name, u.email, u.language,
                    u.ranges, u.active FROM \"user\" u ",
            $($rest),*
        )
    };
}

const BY_ID: &str = user!("WHERE u.id = $1");
const BY_NAME: &str = user!("WHERE u.name = $1");
const BY_SESSION: &str =
    user!("JOIN session x ON x.user_id = u.id WHERE x.digest = $1 AND x.expires_at > $2");
const FIRST_OF_ACCOUNT: &str = user!("WHERE u.account = $1 ORDER BY u.id LIMIT 1");
const INSERT: &str = "
    INSERT INTO \"user\" (account, name, level, password, real_name, email, language, ranges,
        active, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    RETURNING id";
const UPDATE: &str = "
    UPDATE \"user\"
    SET password = $2, real_name = $3, email = $4, language = $5, ranges = $6, active = $7
    WHERE id = $1";

/// The user of that number.
pub fn find(tx: &mut dyn Tx, id: UserId) -> Result<Option<User>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// The user of that sign-in name.
pub fn find_by_name(tx: &mut dyn Tx, name: &str) -> Result<Option<User>> {
    read_first(tx.rows(BY_NAME, &[name.into()])?)
}

/// The user behind a session that has not expired.
pub fn find_by_session(tx: &mut dyn Tx, digest: &[u8], now: Timestamp) -> Result<Option<User>> {
    read_first(tx.rows(BY_SESSION, &[digest.into(), now.into()])?)
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
        user.language.as_str().into(),
        user.ranges.as_str().into(),
        user.active.into(),
        now.into(),
    ];
    tx.one(INSERT, &args)?.read().next()
}

/// Changes a user; account, name and level stay.
pub fn update(tx: &mut dyn Tx, user: &User) -> Result<()> {
    let args = [
        user.id.into(),
        user.password.as_str().into(),
        user.real_name.as_str().into(),
        user.email.as_str().into(),
        user.language.as_str().into(),
        user.ranges.as_str().into(),
        user.active.into(),
    ];
    tx.exec_one(UPDATE, &args)
}
