//! Exchange rates as the administrator set them.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Error, Result, RowReader, Tx, TxExt};
use onsell_domain::{Currency, CurrencyRate, CurrencyRateId, Timestamp};

/// An exchange rate with its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrencyRateRow {
    /// Its number.
    pub id: CurrencyRateId,
    /// What one currency costs in the other.
    pub rate: CurrencyRate,
    /// When it was set.
    pub updated_at: Timestamp,
}

impl FromRow for CurrencyRateRow {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        let id = row.next()?;
        let (from, to, scaled) = (row.next()?, row.next()?, row.next()?);
        let rate = CurrencyRate::new(from, to, scaled)
            .map_err(|error| Error::Column(format!("{from} to {to}: {error}")))?;
        Ok(Self {
            id,
            rate,
            updated_at: row.next()?,
        })
    }
}

macro_rules! rate {
    ($($rest:literal),*) => {
        concat!(
            "SELECT id, from_currency, to_currency, rate, updated_at FROM currency_rate ",
            $($rest),*
        )
    };
}

const BY_ID: &str = rate!("WHERE id = $1");
const ALL: &str = rate!("ORDER BY from_currency, to_currency");
const BETWEEN: &str = rate!(
    "WHERE from_currency = $1 AND to_currency = $2 OR from_currency = $2 AND to_currency = $1
     ORDER BY CASE WHEN from_currency = $1 THEN 0 ELSE 1 END LIMIT 1"
);
const PUT: &str = "
    INSERT INTO currency_rate (from_currency, to_currency, rate, updated_at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (from_currency, to_currency) DO UPDATE
    SET rate = excluded.rate, updated_at = excluded.updated_at
    RETURNING id";
const DELETE: &str = "DELETE FROM currency_rate WHERE id = $1";

/// The rate of that number.
pub fn find(tx: &mut dyn Tx, id: CurrencyRateId) -> Result<Option<CurrencyRateRow>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// Every rate, by its currencies.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<CurrencyRateRow>> {
    read_all(tx.rows(ALL, &[])?)
}

/// The rate from one currency to another; where only the one back is set, that one.
pub fn between(tx: &mut dyn Tx, from: Currency, to: Currency) -> Result<Option<CurrencyRateRow>> {
    read_first(tx.rows(BETWEEN, &[from.as_str().into(), to.as_str().into()])?)
}

/// Sets a rate, new or in the place of the one before; both currencies must be known.
pub fn put(tx: &mut dyn Tx, rate: &CurrencyRate, now: Timestamp) -> Result<CurrencyRateId> {
    let (from, to) = (rate.from(), rate.to());
    let args = [
        from.as_str().into(),
        to.as_str().into(),
        rate.scaled().into(),
        now.into(),
    ];
    tx.one(PUT, &args)?.read().next()
}

/// Forgets a rate. `false` when there is none of that number.
pub fn delete(tx: &mut dyn Tx, id: CurrencyRateId) -> Result<bool> {
    Ok(tx.exec(DELETE, &[id.into()])? == 1)
}
