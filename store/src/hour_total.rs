//! Orders, income and payments by the hour, so that a chart costs its hours and not the expenses
//! behind them. The rows are kept by the statements that write what they count.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{Amount, Currency, ServiceId, Timestamp, WalletId};

/// Wallets whose units meet in one row: each of so many.
const PARTS: i64 = 8;
const HOUR_MICROS: i64 = 3_600_000_000;

const ADD: &str = "
    INSERT INTO hour_total (hour, currency, part, orders, income, payments)
    VALUES ($1, $2, $3, 0, $4, $5)
    ON CONFLICT (hour, currency, part)
    DO UPDATE SET income = hour_total.income + excluded.income,
        payments = hour_total.payments + excluded.payments";
// The license of a server is no order of its own.
const ORDERED: &str = "
    INSERT INTO hour_total (hour, currency, part, orders, income, payments)
    SELECT CAST($1 AS BIGINT), w.currency, w.id % 8, 1, 0, 0
    FROM service s JOIN wallet w ON w.id = s.wallet WHERE s.id = $2 AND s.parent IS NULL
    ON CONFLICT (hour, currency, part)
    DO UPDATE SET orders = hour_total.orders + 1";

fn hour(at: Timestamp) -> i64 {
    at.micros() / HOUR_MICROS
}

/// A service was ordered.
pub(crate) fn ordered(tx: &mut dyn Tx, service: ServiceId, now: Timestamp) -> Result<()> {
    tx.exec(ORDERED, &[hour(now).into(), service.into()])
        .map(drop)
}

fn add(
    tx: &mut dyn Tx,
    wallet: WalletId,
    currency: Currency,
    now: Timestamp,
    [income, payments]: [Amount; 2],
) -> Result<()> {
    let args = [
        hour(now).into(),
        currency.as_str().into(),
        (wallet.get() % PARTS).into(),
        income.into(),
        payments.into(),
    ];
    tx.exec(ADD, &args).map(drop)
}

/// A wallet was charged; what was given back is negative.
pub(crate) fn charged(
    tx: &mut dyn Tx,
    wallet: WalletId,
    currency: Currency,
    amount: Amount,
    now: Timestamp,
) -> Result<()> {
    add(tx, wallet, currency, now, [amount, Amount::ZERO])
}

/// Money came in; what was taken out is negative.
pub(crate) fn paid(
    tx: &mut dyn Tx,
    wallet: WalletId,
    currency: Currency,
    amount: Amount,
    now: Timestamp,
) -> Result<()> {
    add(tx, wallet, currency, now, [Amount::ZERO, amount])
}

/// What an hour brought in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HourTotal {
    /// Its beginning.
    pub at: Timestamp,
    /// The currency.
    pub currency: Currency,
    /// Services that were ordered.
    pub orders: i64,
    /// What wallets were charged.
    pub income: Amount,
    /// What came in.
    pub payments: Amount,
}

impl FromRow for HourTotal {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        let hour: i64 = row.next()?;
        Ok(Self {
            at: Timestamp::from_micros(hour.saturating_mul(HOUR_MICROS)),
            currency: row.next()?,
            orders: row.next()?,
            income: row.next()?,
            payments: row.next()?,
        })
    }
}

const SINCE: &str = "
    SELECT hour, currency, CAST(SUM(orders) AS BIGINT), CAST(SUM(income) AS BIGINT),
           CAST(SUM(payments) AS BIGINT)
    FROM hour_total WHERE hour >= $1 GROUP BY hour, currency ORDER BY hour, currency";

/// What each hour from an instant on brought.
pub fn since(tx: &mut dyn Tx, from: Timestamp) -> Result<Vec<HourTotal>> {
    read_all(tx.rows(SINCE, &[hour(from).into()])?)
}

// What belongs to another part since its service changed hands still belongs to its hour.
const ORDERS_DIFFER: &str = "
    SELECT COUNT(*) FROM (
        SELECT hour, currency FROM (
            SELECT hour, currency, orders FROM hour_total
            UNION ALL
            SELECT o.created_at / 3600000000, w.currency, -1
            FROM operation o JOIN service s ON s.id = o.service JOIN wallet w ON w.id = s.wallet
            WHERE o.kind = 'open' AND s.parent IS NULL) AS counted
        GROUP BY hour, currency HAVING SUM(orders) <> 0) AS differing";
const MONEY_DIFFERS: &str = "
    SELECT COUNT(*) FROM (
        SELECT hour, currency, part FROM (
            SELECT hour, currency, part, income, payments FROM hour_total
            UNION ALL
            SELECT p.at / 3600000000, p.currency, p.wallet % 8,
                   CASE WHEN p.expense IS NULL THEN 0 ELSE p.amount END,
                   CASE WHEN p.payment IS NULL THEN 0 ELSE -p.amount END
            FROM posting p WHERE p.ledger = 'wallet') AS written
        GROUP BY hour, currency, part
        HAVING SUM(income) <> 0 OR SUM(payments) <> 0) AS differing";

/// How many hours differ from the orders and from the postings they sum up; none in a sound
/// database.
pub fn audit(tx: &mut dyn Tx) -> Result<i64> {
    let orders: i64 = tx.one(ORDERS_DIFFER, &[])?.read().next()?;
    let money: i64 = tx.one(MONEY_DIFFERS, &[])?.read().next()?;
    Ok(orders + money)
}
