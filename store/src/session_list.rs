//! The sessions of a user, as he and those above him see them.

use crate::columns::{FromRow, read_first};
use crate::listing::Listing;
use crate::{Result, RowReader, Tx};
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

const SESSIONS: &str = sessions!("WHERE 1 = 1");
const COUNT: &str = "SELECT COUNT(*) FROM session s WHERE 1 = 1";
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
/// those that others opened as him only where `with_openers`.
pub fn of_user(
    tx: &mut dyn Tx,
    user: UserId,
    now: Timestamp,
    with_openers: bool,
    window: Option<(u32, u32)>,
) -> Result<(Vec<Shown>, i64)> {
    let mut listing = Listing::new(SESSIONS, COUNT);
    listing.with(" AND s.user_id = ", Some(user));
    listing.with(" AND s.expires_at > ", Some(now));
    if !with_openers {
        listing.and(" AND s.opened_by IS NULL");
    }
    listing.read(tx, " ORDER BY s.opened_at DESC", window)
}

/// The session of that number, if it has not ended.
pub fn find(tx: &mut dyn Tx, number: i64, now: Timestamp) -> Result<Option<Shown>> {
    read_first(tx.rows(BY_NUMBER, &[number.into(), now.into()])?)
}
