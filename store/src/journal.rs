//! The journal: what staff did.

use crate::columns::FromRow;
use crate::listing::Listing;
use crate::{Result, RowReader, Tx};
use onsell_domain::{Timestamp, UserId};

const WRITE: &str =
    "INSERT INTO journal (at, user_id, function, object, detail) VALUES ($1, $2, $3, $4, $5)";

/// Notes that a member of staff called a function about an object. The detail holds no secret.
pub fn write(
    tx: &mut dyn Tx,
    now: Timestamp,
    user: Option<UserId>,
    function: &str,
    object: &str,
    detail: &str,
) -> Result<()> {
    let args = [
        now.into(),
        user.into(),
        function.into(),
        object.into(),
        detail.into(),
    ];
    tx.exec(WRITE, &args).map(drop)
}

/// A line of the journal.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number.
    pub id: i64,
    /// When it was.
    pub at: Timestamp,
    /// Who it was; none is the machine's own administrator.
    pub user: Option<UserId>,
    /// The sign-in name of that.
    pub user_name: Option<String>,
    /// The function that was called.
    pub function: String,
    /// What it was about.
    pub object: String,
    /// What else is worth knowing.
    pub detail: String,
}

impl FromRow for Line {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            at: row.next()?,
            user: row.next()?,
            user_name: row.next()?,
            function: row.next()?,
            object: row.next()?,
            detail: row.next()?,
        })
    }
}

/// Which lines a list shows.
#[derive(Debug, Clone, Default)]
pub struct LineFilter {
    /// Only of this user.
    pub user: Option<UserId>,
    /// Only of this function.
    pub function: Option<String>,
    /// Only about this.
    pub object: Option<String>,
    /// Only from this instant on.
    pub from: Option<Timestamp>,
    /// Only before this instant.
    pub until: Option<Timestamp>,
    /// Only this page, as rows to pass over and rows to show.
    pub page: Option<(u32, u32)>,
}

const LINES: &str = "
    SELECT j.id, j.at, j.user_id, u.name, j.function, j.object, j.detail
    FROM journal j LEFT JOIN \"user\" u ON u.id = j.user_id WHERE 1 = 1";
const COUNT: &str = "SELECT COUNT(*) FROM journal j WHERE 1 = 1";

/// What was done, the latest first, and how many lines there are in all.
pub fn list(tx: &mut dyn Tx, filter: &LineFilter) -> Result<(Vec<Line>, i64)> {
    let mut listing = Listing::new(LINES, COUNT);
    listing.with(" AND j.user_id = ", filter.user);
    listing.with(" AND j.function = ", filter.function.as_deref());
    listing.with(" AND j.object = ", filter.object.as_deref());
    listing.with(" AND j.at >= ", filter.from);
    listing.with(" AND j.at < ", filter.until);
    listing.read(tx, " ORDER BY j.id DESC", filter.page)
}
