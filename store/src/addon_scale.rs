//! Prices of certain amounts of an addon (semantics 2.3, `scaletype`).

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{AddonId, Amount, Currency, Period, TariffId};

/// What an amount above the included one costs for a period; whether for each unit or in all, the
/// addon says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScaleStep {
    /// The addon.
    pub addon: AddonId,
    /// The period.
    pub period: Period,
    /// Units above the included ones.
    pub amount: i64,
    /// The price.
    pub price: Amount,
}

impl FromRow for ScaleStep {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            addon: row.next()?,
            period: row.next()?,
            amount: row.next()?,
            price: row.next()?,
        })
    }
}

const OF_TARIFF: &str = "
    SELECT x.addon, x.period, x.amount, x.price
    FROM tariff_addon a JOIN tariff_addon_scale x ON x.addon = a.id
    WHERE a.tariff = $1 AND x.currency = $2 ORDER BY x.addon, x.period, x.amount";
const OF_ADDON: &str = "
    SELECT x.addon, x.period, x.amount, x.price FROM tariff_addon_scale x
    WHERE x.addon = $1 AND x.currency = $2 ORDER BY x.amount, x.period";
const PUT: &str = "
    INSERT INTO tariff_addon_scale (addon, currency, period, amount, price)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (addon, currency, period, amount) DO UPDATE SET price = excluded.price";
const DELETE: &str = "DELETE FROM tariff_addon_scale WHERE addon = $1 AND amount = $2";

/// The steps of all addons of a tariff, each addon's by period and amount.
pub fn of_tariff(tx: &mut dyn Tx, tariff: TariffId, currency: Currency) -> Result<Vec<ScaleStep>> {
    read_all(tx.rows(OF_TARIFF, &[tariff.into(), currency.as_str().into()])?)
}

/// The steps of an addon by amount and period.
pub fn of_addon(tx: &mut dyn Tx, addon: AddonId, currency: Currency) -> Result<Vec<ScaleStep>> {
    read_all(tx.rows(OF_ADDON, &[addon.into(), currency.as_str().into()])?)
}

/// Adds a step or changes its price.
pub fn put(tx: &mut dyn Tx, currency: Currency, step: &ScaleStep) -> Result<()> {
    let args = [
        step.addon.into(),
        currency.as_str().into(),
        step.period.code().into(),
        step.amount.into(),
        step.price.into(),
    ];
    tx.exec_one(PUT, &args)
}

/// Takes an amount out of an addon's scale, in every currency. `false` when it is not there.
pub fn delete(tx: &mut dyn Tx, addon: AddonId, amount: i64) -> Result<bool> {
    Ok(tx.exec(DELETE, &[addon.into(), amount.into()])? > 0)
}
