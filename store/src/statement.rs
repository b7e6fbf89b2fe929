//! The statement of a wallet: its postings with the balance after each, in pages that cost their
//! rows. Each posting carries its number among the wallet's and the sums up to it.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{Amount, ExpenseId, OperationKind, PaymentId, ServiceId, Timestamp, WalletId};

/// A line of a statement: a payment or an expense.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its number among the postings of the wallet.
    pub number: i64,
    /// When it was posted.
    pub at: Timestamp,
    /// What came in, or what went out below zero.
    pub amount: Amount,
    /// The balance after it.
    pub balance: Amount,
    /// The payment that it is of.
    pub payment: Option<PaymentId>,
    /// The expense that it is of.
    pub expense: Option<ExpenseId>,
    /// How the expense is called, or what staff noted on the payment.
    pub name: String,
    /// The service of the expense.
    pub service: Option<ServiceId>,
    /// What the operation of the expense did.
    pub kind: Option<OperationKind>,
}

impl FromRow for Line {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            number: row.next()?,
            at: row.next()?,
            amount: row.next()?,
            balance: row.next()?,
            payment: row.next()?,
            expense: row.next()?,
            name: row.next()?,
            service: row.next()?,
            kind: row.next()?,
        })
    }
}

const LINES: &str = "
    SELECT p.number, p.at, p.amount, p.balance, p.payment, p.expense,
           COALESCE(e.name, y.note, ''), e.service, e.kind
    FROM posting p
    LEFT JOIN expense e ON e.id = p.expense
    LEFT JOIN payment y ON y.id = p.payment
    WHERE p.wallet = $1 AND p.number > $2 ORDER BY p.number LIMIT $3";

/// At most so many lines of a wallet after one of this number, in their order.
pub fn lines(tx: &mut dyn Tx, wallet: WalletId, after: i64, limit: i64) -> Result<Vec<Line>> {
    read_all(tx.rows(LINES, &[wallet.into(), after.into(), limit.into()])?)
}

/// How a wallet stands after a line: nothing ever came or went before the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Standing {
    /// The number of the line.
    pub number: i64,
    /// The balance.
    pub balance: Amount,
    /// All that ever came in.
    pub came_in: Amount,
}

// The last posting before an instant, and the last of all.
const BEFORE: &str = "
    SELECT number, balance, came_in FROM posting
    WHERE wallet = $1 AND at < $2 ORDER BY at DESC, number DESC LIMIT 1";
const LAST: &str = "
    SELECT number, balance, came_in FROM posting
    WHERE wallet = $1 ORDER BY number DESC LIMIT 1";

/// How a wallet stood before an instant, or stands now.
pub fn standing(tx: &mut dyn Tx, wallet: WalletId, before: Option<Timestamp>) -> Result<Standing> {
    let row = match before {
        Some(instant) => tx.row(BEFORE, &[wallet.into(), instant.into()])?,
        None => tx.row(LAST, &[wallet.into()])?,
    };
    let Some(row) = row else {
        return Ok(Standing::default());
    };
    let mut row = row.read();
    Ok(Standing {
        number: row.next()?,
        balance: row.next()?,
        came_in: row.next()?,
    })
}

const WRONG: &str = "
    SELECT COUNT(*) FROM (
        SELECT p.balance, p.number, p.came_in,
               SUM(p.amount) OVER (PARTITION BY p.wallet ORDER BY p.id) AS sum,
               ROW_NUMBER() OVER (PARTITION BY p.wallet ORDER BY p.id) AS place,
               SUM(CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END)
                   OVER (PARTITION BY p.wallet ORDER BY p.id) AS all_in
        FROM posting p WHERE p.wallet IS NOT NULL) AS r
    WHERE r.balance IS NULL OR r.balance <> r.sum OR r.number <> r.place OR r.came_in <> r.all_in";

/// How many postings differ from what is before them; none in a sound ledger.
pub fn audit(tx: &mut dyn Tx) -> Result<i64> {
    tx.one(WRONG, &[])?.read().next()
}
