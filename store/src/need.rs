//! What waits for people and for others, and since when: counted in indexes that have nothing
//! else, and never further than somebody wants to know.

use crate::{Result, Tx, TxExt};
use onsell_domain::{Need, Timestamp};

/// Beyond this many nobody counts on: it is "more".
pub const COUNTED_MAX: i64 = 10_000;

/// How many things wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Waiting {
    /// How many, at most [`COUNTED_MAX`].
    pub count: i64,
    /// Whether there are more.
    pub is_more: bool,
    /// Since when the oldest waits.
    pub oldest: Option<Timestamp>,
}

impl Waiting {
    fn and(self, other: Self) -> Self {
        let count = self.count + other.count;
        let oldest = [self.oldest, other.oldest].into_iter().flatten().min();
        Self {
            count: count.min(COUNTED_MAX),
            is_more: self.is_more || other.is_more || count > COUNTED_MAX,
            oldest,
        }
    }
}

const IN_STATE: &str = "
    SELECT COUNT(*), MIN(c.created_at) FROM (
        SELECT o.created_at FROM operation o
        WHERE o.state = $2 AND o.taken_at IS NULL AND o.finished_at IS NULL
        ORDER BY o.created_at LIMIT $1) AS c";
const TAKEN: &str = "
    SELECT COUNT(*), MIN(c.taken_at) FROM (
        SELECT o.taken_at FROM operation o
        WHERE o.taken_at IS NOT NULL AND o.finished_at IS NULL
        ORDER BY o.taken_at LIMIT $1) AS c";

/// How many unfinished operations need this.
pub fn operations(tx: &mut dyn Tx, need: Need) -> Result<Waiting> {
    if need == Need::Taken {
        return counted(tx, TAKEN, &[(COUNTED_MAX + 1).into()]);
    }
    let mut all = Waiting::default();
    for state in need.states() {
        let args = [(COUNTED_MAX + 1).into(), state.name().into()];
        all = all.and(counted(tx, IN_STATE, &args)?);
    }
    Ok(all)
}

const PROBLEMS: &str = "
    SELECT COUNT(*), MIN(c.opened_at) FROM (
        SELECT p.opened_at FROM problem p WHERE p.closed_at IS NULL
        ORDER BY p.opened_at LIMIT $1) AS c";

/// How many problems are open.
pub fn problems(tx: &mut dyn Tx) -> Result<Waiting> {
    counted(tx, PROBLEMS, &[(COUNTED_MAX + 1).into()])
}

const TASKS: &str = "
    SELECT COUNT(*), MIN(c.opened_at) FROM (
        SELECT k.opened_at FROM task k WHERE k.status <> 2 AND k.of_staff = 1
        ORDER BY k.opened_at LIMIT $1) AS c";

/// How many open tasks are for staff.
pub fn tasks(tx: &mut dyn Tx) -> Result<Waiting> {
    counted(tx, TASKS, &[(COUNTED_MAX + 1).into()])
}

fn counted(tx: &mut dyn Tx, sql: &'static str, args: &[crate::Arg<'_>]) -> Result<Waiting> {
    let row = tx.one(sql, args)?;
    let mut row = row.read();
    let count: i64 = row.next()?;
    Ok(Waiting {
        count: count.min(COUNTED_MAX),
        is_more: count > COUNTED_MAX,
        oldest: row.next()?,
    })
}

const FIRST_DUE: &str = "
    SELECT due_at FROM operation WHERE due_at IS NOT NULL ORDER BY due_at LIMIT 1";

/// When the operation that is due first is due.
pub fn first_due(tx: &mut dyn Tx) -> Result<Option<Timestamp>> {
    let row = tx.row(FIRST_DUE, &[])?;
    row.map(|row| row.read().next()).transpose()
}

const MISPLACED: &str = "
    SELECT COUNT(*) FROM task k
    JOIN operation o ON o.id = k.operation
    JOIN service s ON s.id = k.service
    JOIN processing_module m ON m.id = s.module
    WHERE k.status <> 2 AND o.state NOT IN ('done', 'cancelled')
      AND k.of_staff <> CASE WHEN o.taken_at IS NULL AND m.seller IS NOT NULL THEN 0 ELSE 1 END";

/// How many open tasks are counted as staff's and are not, or the other way round; none in a sound
/// database.
pub fn audit(tx: &mut dyn Tx) -> Result<i64> {
    tx.one(MISPLACED, &[])?.read().next()
}
