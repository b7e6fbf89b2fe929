//! The sessions of a user, as he and those above him see them.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{Timestamp, UserId};

macro_rules! sessions {
    ($($rest:literal),*) => {
        concat!(
            "SELECT s.number, s.digest, s.user_id, s.opened_by, o.name, s.opened_at, s.used_at, ",
            "s.ends_at, s.address, s.device ",
            "FROM session s LEFT JOIN \"user\" o ON o.id = s.opened_by ",
            $($rest),*
        )
    };
}

const OF_USER: &str = sessions!(
    "WHERE s.user_id = $1 AND s.expires_at > $2 AND ($3 = 1 OR s.opened_by IS NULL) ",
    "ORDER BY s.opened_at DESC LIMIT $4 OFFSET $5"
);
const COUNT: &str = "
    SELECT COUNT(*) FROM session
    WHERE user_id = $1 AND expires_at > $2 AND ($3 = 1 OR opened_by IS NULL)";
const BY_NUMBER: &str = sessions!("WHERE s.number = $1 AND s.expires_at > $2");

/// A session as a list shows it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// Under which number lists name it.
    pub number: i64,
    /// The digest of its id.
    pub digest: Vec<u8>,
    /// Whose it is.
    pub user: UserId,
    /// Who of the staff opened it as this user; 0 is the machine's own administrator.
    pub opened_by: Option<UserId>,
    /// The sign-in name of that.
    pub opener: Option<String>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it was used last, to the minute.
    pub used_at: Timestamp,
    /// When it ends, however much it is used.
    pub ends_at: Timestamp,
    /// From where it was opened.
    pub address: String,
    /// What the browser said of itself.
    pub device: String,
}

impl FromRow for Shown {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            number: row.next()?,
            digest: row.next()?,
            user: row.next()?,
            opened_by: row.next()?,
            opener: row.next()?,
            opened_at: row.next()?,
            used_at: row.next()?,
            ends_at: row.next()?,
            address: row.next()?,
            device: row.next()?,
        })
    }
}

/// The sessions of a user that have not ended, the latest opened first, and how many there are;
/// those that others opened as him only where `with_openers`. `window` is how many to pass over and
/// how many to return.
pub fn of_user(
    tx: &mut dyn Tx,
    user: UserId,
    now: Timestamp,
    with_openers: bool,
    window: Option<(u32, u32)>,
) -> Result<(Vec<Shown>, i64)> {
    let (pass, show) = window.unwrap_or((0, u32::MAX));
    let (pass, show) = (i64::from(pass), i64::from(show));
    let which = [user.into(), now.into(), with_openers.into()];
    let page = [&which[..], &[show.into(), pass.into()]].concat();
    let sessions = read_all(tx.rows(OF_USER, &page)?)?;
    let count = tx.row(COUNT, &which)?;
    let count = count.map(|row| row.read().next()).transpose()?;
    Ok((sessions, count.unwrap_or_default()))
}

/// The session of that number, if it has not ended.
pub fn find(tx: &mut dyn Tx, number: i64, now: Timestamp) -> Result<Option<Shown>> {
    read_first(tx.rows(BY_NUMBER, &[number.into(), now.into()])?)
}
