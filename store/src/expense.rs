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
const POST_EXPENSE: &str = "
    INSERT INTO posting (ledger, wallet, currency, amount, expense, at)
    VALUES ('wallet', $1, $2, $3, $5, $6), ('revenue', NULL, $2, $4, $5, $6)";

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
    let args = [
        new.wallet.into(),
        new.currency.as_str().into(),
        (-new.amount.get()).into(),
        new.amount.into(),
        id.into(),
        new.now.into(),
    ];
    tx.exec(POST_EXPENSE, &args)?;
    hour_total::charged(tx, new.wallet, new.currency, new.amount, new.now)?;
    Ok(id)
}

const POST_PAYMENT: &str = "
    INSERT INTO posting (ledger, wallet, currency, amount, payment, at)
    VALUES ('wallet', $1, $2, $3, $5, $6), ('cash', NULL, $2, $4, $5, $6)";

/// Writes the two postings of a credited payment.
pub fn post_payment(
    tx: &mut dyn Tx,
    wallet: WalletId,
    currency: Currency,
    amount: Amount,
    payment: PaymentId,
    now: Timestamp,
) -> Result<()> {
    let args = [
        wallet.into(),
        currency.as_str().into(),
        amount.into(),
        (-amount.get()).into(),
        payment.into(),
        now.into(),
    ];
    tx.exec(POST_PAYMENT, &args)?;
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
