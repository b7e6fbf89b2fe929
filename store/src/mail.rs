//! Letters that are not sent yet. What is sent is deleted.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::Timestamp;

/// A letter that waits.
#[derive(Clone)]
pub struct Letter {
    /// Its number.
    pub id: i64,
    /// To whom.
    pub recipient: String,
    /// About what.
    pub subject: String,
    /// The sealed text.
    pub body: Vec<u8>,
    /// How often it was tried.
    pub tries: i64,
}

impl FromRow for Letter {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            recipient: row.next()?,
            subject: row.next()?,
            body: row.next()?,
            tries: row.next()?,
        })
    }
}

const ADD: &str = "
    INSERT INTO mail (recipient, subject, body, created_at, tries, due_at)
    VALUES ($1, $2, $3, $4, 0, $4)";
const DUE: &str = "
    SELECT id, recipient, subject, body, tries FROM mail WHERE due_at <= $1 ORDER BY due_at LIMIT $2";
const TAKE: &str = "
    UPDATE mail SET tries = tries + 1, due_at = $3 WHERE id = $1 AND tries = $2";
const DELETE: &str = "DELETE FROM mail WHERE id = $1";

/// Writes a letter that is due at once.
pub fn add(
    tx: &mut dyn Tx,
    recipient: &str,
    subject: &str,
    sealed: &[u8],
    now: Timestamp,
) -> Result<()> {
    let args = [recipient.into(), subject.into(), sealed.into(), now.into()];
    tx.exec_one(ADD, &args)
}

/// Letters that are due, at most `limit`.
pub fn due(tx: &mut dyn Tx, now: Timestamp, limit: u32) -> Result<Vec<Letter>> {
    read_all(tx.rows(DUE, &[now.into(), i64::from(limit).into()])?)
}

const COUNT: &str = "SELECT COUNT(*) FROM mail WHERE due_at > $1";

/// How many letters wait, and how many of them were tried in vain and are due again later.
pub fn count(tx: &mut dyn Tx, now: Timestamp) -> Result<(i64, i64)> {
    let all = tx.one(COUNT, &[0.into()])?.read().next()?;
    let later = tx.one(COUNT, &[now.into()])?.read().next()?;
    Ok((all, later))
}

/// Takes a letter to try it; if nothing comes of it, it is due again at `again_at`. `false` when
/// somebody else took it.
pub fn take(tx: &mut dyn Tx, letter: &Letter, again_at: Timestamp) -> Result<bool> {
    let args = [letter.id.into(), letter.tries.into(), again_at.into()];
    Ok(tx.exec(TAKE, &args)? == 1)
}

/// A letter was sent, or is given up.
pub fn delete(tx: &mut dyn Tx, id: i64) -> Result<()> {
    tx.exec(DELETE, &[id.into()]).map(drop)
}
