//! Sessions and the throttling of sign-ins.

use crate::columns::{FromRow, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{Timestamp, UserId};

const OPEN: &str = "
    INSERT INTO session (digest, user_id, expires_at, halfway, opened_by)
    VALUES ($1, $2, $3, $4, $5)";
const FIND: &str = "
    SELECT user_id, halfway, opened_by FROM session WHERE digest = $1 AND expires_at > $2";
const PROLONG: &str = "UPDATE session SET expires_at = $2 WHERE digest = $1 AND expires_at < $2";
const CLOSE: &str = "DELETE FROM session WHERE digest = $1";
const CLOSE_OF_USER: &str = "DELETE FROM session WHERE user_id = $1 OR opened_by = $1";
const CLOSE_OTHERS: &str = "
    DELETE FROM session WHERE (user_id = $1 OR opened_by = $1) AND digest <> $2";
const FORGET: &str = "
    DELETE FROM session
    WHERE digest IN (SELECT digest FROM session WHERE expires_at < $1 LIMIT $2)";

/// A session that was opened and not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub user: UserId,
    /// Whether the second factor is still missing.
    pub halfway: bool,
    /// Who of the staff opened it as this user; 0 is the machine's own administrator.
    pub opened_by: Option<UserId>,
}

impl FromRow for Session {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            user: row.next()?,
            halfway: row.next()?,
            opened_by: row.next()?,
        })
    }
}

/// Opens a session under the digest of its id.
pub fn open(
    tx: &mut dyn Tx,
    digest: &[u8],
    session: &Session,
    expires_at: Timestamp,
) -> Result<()> {
    let args = [
        digest.into(),
        session.user.into(),
        expires_at.into(),
        session.halfway.into(),
        session.opened_by.into(),
    ];
    tx.exec_one(OPEN, &args)
}

/// A session that has not expired.
pub fn find(tx: &mut dyn Tx, digest: &[u8], now: Timestamp) -> Result<Option<Session>> {
    read_first(tx.rows(FIND, &[digest.into(), now.into()])?)
}

/// Prolongs a session.
pub fn prolong(tx: &mut dyn Tx, digest: &[u8], expires_at: Timestamp) -> Result<()> {
    tx.exec(PROLONG, &[digest.into(), expires_at.into()])
        .map(drop)
}

/// Ends a session.
pub fn close(tx: &mut dyn Tx, digest: &[u8]) -> Result<()> {
    tx.exec(CLOSE, &[digest.into()]).map(drop)
}

/// Ends every session of a user after a change of the password, and those that he opened as others.
pub fn close_of_user(tx: &mut dyn Tx, user: UserId) -> Result<()> {
    tx.exec(CLOSE_OF_USER, &[user.into()]).map(drop)
}

/// Ends every session of a user but one, and those that he opened as others.
pub fn close_others(tx: &mut dyn Tx, user: UserId, digest: &[u8]) -> Result<()> {
    tx.exec(CLOSE_OTHERS, &[user.into(), digest.into()])
        .map(drop)
}

/// Deletes sessions that ended before an instant, at most `limit`.
pub fn forget(tx: &mut dyn Tx, before: Timestamp, limit: u32) -> Result<u64> {
    tx.exec(FORGET, &[before.into(), i64::from(limit).into()])
}

/// The failed sign-ins of one name or address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Failures {
    /// How many in a row.
    pub count: u32,
    /// When the last was.
    pub failed_at: Timestamp,
    /// Until when sign-ins are refused.
    pub blocked_until: Timestamp,
}

impl FromRow for Failures {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            count: row.next()?,
            failed_at: row.next()?,
            blocked_until: row.next()?,
        })
    }
}

const FAILURES: &str = "SELECT failures, failed_at, blocked_until FROM sign_in WHERE subject = $1";
const PUT_FAILURES: &str = "
    INSERT INTO sign_in (subject, failures, failed_at, blocked_until) VALUES ($1, $2, $3, $4)
    ON CONFLICT (subject) DO UPDATE
    SET failures = excluded.failures, failed_at = excluded.failed_at,
        blocked_until = excluded.blocked_until";
const CLEAR_FAILURES: &str = "DELETE FROM sign_in WHERE subject = $1";
const FORGET_FAILURES: &str = "
    DELETE FROM sign_in
    WHERE subject IN (SELECT subject FROM sign_in WHERE failed_at < $1 LIMIT $2)";

/// The failed sign-ins of `user NAME` or `address IP`.
pub fn failures(tx: &mut dyn Tx, subject: &str) -> Result<Failures> {
    Ok(read_first(tx.rows(FAILURES, &[subject.into()])?)?.unwrap_or_default())
}

/// Writes the failed sign-ins of a subject.
pub fn put_failures(tx: &mut dyn Tx, subject: &str, failures: &Failures) -> Result<()> {
    let args = [
        subject.into(),
        i64::from(failures.count).into(),
        failures.failed_at.into(),
        failures.blocked_until.into(),
    ];
    tx.exec(PUT_FAILURES, &args).map(drop)
}

/// Forgets the failed sign-ins of a subject after a success.
pub fn clear_failures(tx: &mut dyn Tx, subject: &str) -> Result<()> {
    tx.exec(CLEAR_FAILURES, &[subject.into()]).map(drop)
}

/// Forgets failed sign-ins from before an instant, at most `limit` subjects.
pub fn forget_failures(tx: &mut dyn Tx, before: Timestamp, limit: u32) -> Result<u64> {
    tx.exec(FORGET_FAILURES, &[before.into(), i64::from(limit).into()])
}
