//! Sessions and the throttling of sign-ins.

use crate::columns::{FromRow, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{Timestamp, UserId};

const OPEN: &str = "
    INSERT INTO session
        (digest, number, user_id, halfway, opened_by, parent, opened_at, used_at, expires_at,
         ends_at, address, device)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)";
const FIND: &str = "
    SELECT user_id, halfway, opened_by, parent, ends_at FROM session
    WHERE digest = $1 AND expires_at > $2";
const PROLONG: &str = "
    UPDATE session
    SET used_at = $3, expires_at = CASE WHEN ends_at < $2 THEN ends_at ELSE $2 END
    WHERE (digest = $1 OR digest = (SELECT parent FROM session WHERE digest = $1))
      AND used_at < $3";
const MOVE: &str = "
    INSERT INTO session
        (digest, number, user_id, halfway, opened_by, parent, opened_at, used_at, expires_at,
         ends_at, address, device)
    SELECT $2, $3, user_id, halfway, opened_by, parent, opened_at, used_at, expires_at, ends_at,
           address, device
    FROM session WHERE digest = $1";
const MOVE_FILTERS: &str = "UPDATE list_filter SET session = $2 WHERE session = $1";
const MOVE_CHILDREN: &str = "UPDATE session SET parent = $2 WHERE parent = $1";
const CLOSE_PARENT: &str = "
    DELETE FROM session WHERE digest = (SELECT parent FROM session WHERE digest = $1)";
const CLOSE: &str = "DELETE FROM session WHERE digest = $1";
const CLOSE_OF_USER: &str = "DELETE FROM session WHERE user_id = $1 OR opened_by = $1";
const CLOSE_OTHERS: &str = "
    DELETE FROM session WHERE (user_id = $1 OR opened_by = $1) AND digest <> $2";
const FORGET: &str = "
    DELETE FROM session
    WHERE digest IN (SELECT digest FROM session WHERE expires_at < $1 LIMIT $2)";

/// A session that was opened and not ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub user: UserId,
    /// Whether the second factor is still missing.
    pub halfway: bool,
    /// Who of the staff opened it as this user; 0 is the machine's own administrator.
    pub opened_by: Option<UserId>,
    /// The digest of the session from which that was done in a browser, to which its owner may go
    /// back.
    pub parent: Option<Vec<u8>>,
    /// When it ends, however much it is used.
    pub ends_at: Timestamp,
}

/// What is told of a session when it is opened.
#[derive(Debug, Clone)]
pub struct Opening<'a> {
    /// The number under which lists name it; it is made from the digest.
    pub number: i64,
    /// When it is opened.
    pub now: Timestamp,
    /// When it ends unless it is used.
    pub expires_at: Timestamp,
    /// From where it is opened.
    pub address: &'a str,
    /// With what: what the browser says of itself.
    pub device: &'a str,
}

impl FromRow for Session {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            user: row.next()?,
            halfway: row.next()?,
            opened_by: row.next()?,
            parent: row.next()?,
            ends_at: row.next()?,
        })
    }
}

/// Opens a session under the digest of its id.
pub fn open(
    tx: &mut dyn Tx,
    digest: &[u8],
    session: &Session,
    opening: &Opening<'_>,
) -> Result<()> {
    let args = [
        digest.into(),
        opening.number.into(),
        session.user.into(),
        session.halfway.into(),
        session.opened_by.into(),
        session.parent.as_deref().into(),
        opening.now.into(),
        opening.expires_at.into(),
        session.ends_at.into(),
        opening.address.into(),
        opening.device.into(),
    ];
    tx.exec_one(OPEN, &args)
}

/// A session that has not expired.
pub fn find(tx: &mut dyn Tx, digest: &[u8], now: Timestamp) -> Result<Option<Session>> {
    read_first(tx.rows(FIND, &[digest.into(), now.into()])?)
}

/// Prolongs a session that is used now, and the one from which it was opened, but neither beyond
/// its end.
pub fn prolong(
    tx: &mut dyn Tx,
    digest: &[u8],
    expires_at: Timestamp,
    now: Timestamp,
) -> Result<()> {
    tx.exec(PROLONG, &[digest.into(), expires_at.into(), now.into()])
        .map(drop)
}

/// Gives a session another id: the one so far is good for nothing any more.
pub fn rename(tx: &mut dyn Tx, digest: &[u8], new: &[u8], number: i64) -> Result<()> {
    tx.exec_one(MOVE, &[digest.into(), new.into(), number.into()])?;
    tx.exec(MOVE_FILTERS, &[digest.into(), new.into()])?;
    tx.exec(MOVE_CHILDREN, &[digest.into(), new.into()])?;
    close(tx, digest)
}

/// Ends a session and the one from which it was opened.
pub fn close_with_parent(tx: &mut dyn Tx, digest: &[u8]) -> Result<()> {
    tx.exec(CLOSE_PARENT, &[digest.into()])?;
    close(tx, digest)
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
