//! The journal: what staff did.

use crate::columns::{FromRow, read_all};
use crate::{Arg, Result, RowReader, Select, Tx};
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
    let mut select = Select::new(LINES, 0);
    let mut args = narrow(&mut select, filter);
    select.push(" ORDER BY j.id DESC");
    let Some((pass, rows)) = filter.page else {
        let all: Vec<Line> = read_all(tx.select(&select, &args)?)?;
        let total = all.len() as i64;
        return Ok((all, total));
    };
    let mut count = Select::new(COUNT, 0);
    let counted = narrow(&mut count, filter);
    let total = match tx.select(&count, &counted)?.into_iter().next() {
        Some(row) => row.read().next()?,
        None => 0,
    };
    select.push(" LIMIT ").placeholder();
    select.push(" OFFSET ").placeholder();
    args.push(i64::from(rows).into());
    args.push(i64::from(pass).into());
    Ok((read_all(tx.select(&select, &args)?)?, total))
}

fn narrow<'a>(select: &mut Select, filter: &'a LineFilter) -> Vec<Arg<'a>> {
    let mut args: Vec<Arg<'a>> = Vec::new();
    if let Some(user) = filter.user {
        select.push(" AND j.user_id = ").placeholder();
        args.push(user.into());
    }
    if let Some(function) = &filter.function {
        select.push(" AND j.function = ").placeholder();
        args.push(function.as_str().into());
    }
    if let Some(object) = &filter.object {
        select.push(" AND j.object = ").placeholder();
        args.push(object.as_str().into());
    }
    if let Some(from) = filter.from {
        select.push(" AND j.at >= ").placeholder();
        args.push(from.into());
    }
    if let Some(until) = filter.until {
        select.push(" AND j.at < ").placeholder();
        args.push(until.into());
    }
    args
}
