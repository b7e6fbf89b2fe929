//! Expenses and the double-entry ledger.

use crate::columns::FromRow;
use crate::listing::Listing;
use crate::{Result, RowReader, Tx, TxExt, hour_total};
use jiff::civil::Date;
use onsell_domain::{
    AccountId, Amount, Currency, ExpenseId, OperationId, OperationKind, PaymentId, ServiceId,
    Timestamp, WalletId,
};

/// What is charged and for what.
#[derive(Debug, Clone, Copy)]
pub struct NewExpense<'a> {
    /// The wallet that pays.
    pub wallet: WalletId,
    /// The wallet's currency.
    pub currency: Currency,
    /// The service it is tied to.
    pub service: ServiceId,
    /// The operation that delivered it.
    pub operation: OperationId,
    /// What the operation did.
    pub kind: OperationKind,
    /// The first day of what is paid.
    pub period_start: Date,
    /// How much.
    pub amount: Amount,
    /// How the expense is called in lists.
    pub name: &'a str,
    /// When.
    pub now: Timestamp,
}

const INSERT: &str = "
    INSERT INTO expense (wallet, service, operation, kind, period_start, amount, name, charged_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id";
// The side of the wallet has what a statement tells of it. Nobody else posts to that wallet before
// this unit ends, since its row was changed just now.
const POST: &str = "
    INSERT INTO posting (ledger, wallet, currency, amount, payment, expense, at, balance, number,
        came_in)
    VALUES ('wallet', $1, $2, $3, $5, $6, $7,
        (SELECT w.balance FROM wallet w WHERE w.id = $1),
        COALESCE((SELECT MAX(p.number) FROM posting p WHERE p.wallet = $1), 0) + 1,
        COALESCE((SELECT p.came_in FROM posting p WHERE p.wallet = $1
                  ORDER BY p.number DESC LIMIT 1), 0) + $9),
       ($8, NULL, $2, $4, $5, $6, $7, NULL, NULL, NULL)";

/// What is posted to a wallet, and for what.
struct Posting<'a> {
    wallet: WalletId,
    currency: Currency,
    amount: Amount,
    payment: Option<PaymentId>,
    expense: Option<ExpenseId>,
    /// The other side.
    ledger: &'a str,
    now: Timestamp,
}

fn write(tx: &mut dyn Tx, posting: &Posting<'_>) -> Result<()> {
    let args = [
        posting.wallet.into(),
        posting.currency.as_str().into(),
        posting.amount.into(),
        (-posting.amount.get()).into(),
        posting.payment.into(),
        posting.expense.into(),
        posting.now.into(),
        posting.ledger.into(),
        posting.amount.get().max(0).into(),
    ];
    tx.exec(POST, &args).map(drop)
}

/// Writes an expense and its two postings; the caller has taken the amount from the wallet.
pub fn post(tx: &mut dyn Tx, new: &NewExpense<'_>) -> Result<ExpenseId> {
    let row = tx.one(
        INSERT,
        &[
            new.wallet.into(),
            new.service.into(),
            new.operation.into(),
            new.kind.name().into(),
            new.period_start.to_string().as_str().into(),
            new.amount.into(),
            new.name.into(),
            new.now.into(),
        ],
    )?;
    let id: ExpenseId = row.read().next()?;
    let posting = Posting {
        wallet: new.wallet,
        currency: new.currency,
        amount: Amount::new(-new.amount.get()),
        payment: None,
        expense: Some(id),
        ledger: "revenue",
        now: new.now,
    };
    write(tx, &posting)?;
    hour_total::charged(tx, new.wallet, new.currency, new.amount, new.now)?;
    Ok(id)
}

/// Writes the two postings of a credited payment; the caller has given the amount to the wallet.
pub fn post_payment(
    tx: &mut dyn Tx,
    wallet: WalletId,
    currency: Currency,
    amount: Amount,
    payment: PaymentId,
    now: Timestamp,
) -> Result<()> {
    let posting = Posting {
        wallet,
        currency,
        amount,
        payment: Some(payment),
        expense: None,
        ledger: "cash",
        now,
    };
    write(tx, &posting)?;
    hour_total::paid(tx, wallet, currency, amount, now)
}

/// An expense as its list shows it.
#[derive(Debug, Clone)]
pub struct Expense {
    /// Its number.
    pub id: ExpenseId,
    /// The service it is tied to.
    pub service: ServiceId,
    /// The operation that delivered it.
    pub operation: OperationId,
    /// What the operation did.
    pub kind: OperationKind,
    /// How it is called.
    pub name: String,
    /// How much.
    pub amount: Amount,
    /// In which currency.
    pub currency: Currency,
    /// When it was charged.
    pub charged_at: Timestamp,
}

impl FromRow for Expense {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            service: row.next()?,
            operation: row.next()?,
            kind: row.next()?,
            name: row.next()?,
            amount: row.next()?,
            currency: row.next()?,
            charged_at: row.next()?,
        })
    }
}

const LIST: &str = "
    SELECT e.id, e.service, e.operation, e.kind, e.name, e.amount, w.currency, e.charged_at
    FROM expense e JOIN wallet w ON w.id = e.wallet WHERE 1 = 1";

const COUNT: &str = "SELECT COUNT(*) FROM expense e WHERE 1 = 1";
const OF_ACCOUNT: &str = " AND e.wallet IN (SELECT a.id FROM wallet a WHERE a.account = ";

/// Which expenses a list shows.
#[derive(Debug, Clone, Default)]
pub struct ExpenseFilter {
    /// Only this number.
    pub id: Option<ExpenseId>,
    /// Only of this account.
    pub account: Option<AccountId>,
    /// Only for this service.
    pub service: Option<ServiceId>,
    /// Charged at this instant or later.
    pub from: Option<Timestamp>,
    /// Charged before this instant.
    pub until: Option<Timestamp>,
    /// Whether the oldest is first.
    pub oldest_first: bool,
    /// Rows to pass over and rows to return; none is all.
    pub window: Option<(u32, u32)>,
}

/// Expenses by number, and how many there are in all.
pub fn list(tx: &mut dyn Tx, filter: &ExpenseFilter) -> Result<(Vec<Expense>, i64)> {
    let mut listing = Listing::new(LIST, COUNT);
    listing.with(" AND e.id = ", filter.id);
    listing.within(OF_ACCOUNT, filter.account, ")");
    listing.with(" AND e.service = ", filter.service);
    listing.with(" AND e.charged_at >= ", filter.from);
    listing.with(" AND e.charged_at < ", filter.until);
    let order = if filter.oldest_first {
        " ORDER BY e.id"
    } else {
        " ORDER BY e.id DESC"
    };
    listing.read(tx, order, filter.window)
}

const UNBALANCED: &str = "
    SELECT COUNT(*) FROM (
        SELECT payment, expense FROM posting
        GROUP BY payment, expense, currency HAVING SUM(amount) <> 0
    ) AS unbalanced";
const WRONG_BALANCE: &str = "
    SELECT COUNT(*) FROM wallet w
    WHERE w.balance <> (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT)
                        FROM posting p WHERE p.wallet = w.id)
       OR w.reserved <> (SELECT CAST(COALESCE(SUM(o.held), 0) AS BIGINT)
                         FROM operation o JOIN service s ON s.id = o.service
                         WHERE s.wallet = w.id)";

/// How many documents do not sum to zero, and how many wallets differ from their postings or from
/// what their operations hold. Both are zero in a sound ledger.
pub fn audit(tx: &mut dyn Tx) -> Result<(i64, i64)> {
    let unbalanced = tx.one(UNBALANCED, &[])?.read().next()?;
    let wrong = tx.one(WRONG_BALANCE, &[])?.read().next()?;
    Ok((unbalanced, wrong))
}
