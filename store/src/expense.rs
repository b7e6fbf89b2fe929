//! Expenses and the double-entry ledger.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Select, Tx, TxExt, wallet};
use jiff::civil::Date;
use onsell_domain::{
    AccountId, Amount, Currency, ExpenseId, OperationId, OperationKind, PaidDays, PaymentId,
    ServiceId, Timestamp, WalletId,
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
    /// The days that it pays for; none where it pays once or for good.
    pub covers: Option<PaidDays>,
    /// How the expense is called in lists.
    pub name: &'a str,
    /// When.
    pub now: Timestamp,
}

const INSERT: &str = "
    INSERT INTO expense (wallet, service, operation, kind, period_start, amount, name, charged_at,
        covers_from, covers_to, covers_amount)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
const POST_EXPENSE: &str = "
    INSERT INTO posting (ledger, wallet, currency, amount, expense, at)
    VALUES ('wallet', $1, $2, $3, $5, $6), ('revenue', NULL, $2, $4, $5, $6)";

/// Writes an expense and its two postings; the caller has taken the amount from the wallet.
pub fn post(tx: &mut dyn Tx, new: &NewExpense<'_>) -> Result<ExpenseId> {
    let covers = new
        .covers
        .map(|days| (days.first.to_string(), days.last.to_string()));
    let (from, to) = covers.unzip();
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
            from.as_deref().into(),
            to.as_deref().into(),
            new.covers.map_or(Amount::ZERO, |days| days.amount).into(),
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
    Ok(id)
}

/// Gives back what was charged before: adds the amount to the wallet and writes it as an expense
/// below zero, which takes back what was paid for the days that it covers.
///
/// # Errors
/// [`crate::Error::Unique`] when the operation has an expense already.
pub fn credit(tx: &mut dyn Tx, new: &NewExpense<'_>) -> Result<ExpenseId> {
    let negated = |amount: Amount| Amount::new(amount.get().saturating_neg());
    wallet::add(tx, new.wallet, new.amount)?;
    let covers = new.covers.map(|days| PaidDays {
        amount: negated(days.amount),
        ..days
    });
    post(
        tx,
        &NewExpense {
            amount: negated(new.amount),
            covers,
            ..*new
        },
    )
}

impl FromRow for PaidDays {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            first: row.next()?,
            last: row.next()?,
            amount: row.next()?,
        })
    }
}

const PAID_DAYS: &str = "
    SELECT covers_from, covers_to, covers_amount FROM expense
    WHERE service = $1 AND covers_to > $2";

/// What was charged for days of a service after a day, and given back of it.
pub fn paid_days(tx: &mut dyn Tx, service: ServiceId, after: Date) -> Result<Vec<PaidDays>> {
    let after = after.to_string();
    read_all(tx.rows(PAID_DAYS, &[service.into(), after.as_str().into()])?)
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
    tx.exec(POST_PAYMENT, &args).map(drop)
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

/// Expenses, newest first, of one account if given.
pub fn list(tx: &mut dyn Tx, account: Option<AccountId>) -> Result<Vec<Expense>> {
    let mut select = Select::new(LIST, 0);
    let mut args = Vec::new();
    if let Some(account) = account {
        select.push(" AND w.account = ").placeholder();
        args.push(account.into());
    }
    select.push(" ORDER BY e.id DESC");
    read_all(tx.select(&select, &args)?)
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
