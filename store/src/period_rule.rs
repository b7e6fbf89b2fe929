//! Periods comparison: what a module orders at its seller for a period that is sold here, and which
//! periods a product type knows.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{ModuleId, Period, PeriodRule, PeriodRuleId, ProductTypeId, TariffId};

/// A line of a module's periods comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodRuleRow {
    /// Its number.
    pub id: PeriodRuleId,
    /// The module.
    pub module: ModuleId,
    /// What it says.
    pub rule: PeriodRule,
}

impl FromRow for PeriodRuleRow {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        let (id, module, sold, ordered) = (row.next()?, row.next()?, row.next()?, row.next()?);
        let tariff: i64 = row.next()?;
        Ok(Self {
            id,
            module,
            rule: PeriodRule {
                sold,
                ordered,
                tariff: (tariff > 0).then_some(TariffId::new(tariff)),
            },
        })
    }
}

const BY_ID: &str = "SELECT id, module, sold, ordered, tariff FROM period_rule WHERE id = $1";
const OF_MODULE: &str = "
    SELECT id, module, sold, ordered, tariff FROM period_rule
    WHERE module = $1 ORDER BY sold, tariff";
const INSERT: &str = "
    INSERT INTO period_rule (module, sold, ordered, tariff) VALUES ($1, $2, $3, $4) RETURNING id";
const UPDATE: &str =
    "UPDATE period_rule SET sold = $3, ordered = $4, tariff = $5 WHERE id = $1 AND module = $2";
const DELETE: &str = "DELETE FROM period_rule WHERE id = $1";

/// The line of that number.
pub fn find(tx: &mut dyn Tx, id: PeriodRuleId) -> Result<Option<PeriodRuleRow>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// The periods comparison of a module, by the period that is sold here.
pub fn of_module(tx: &mut dyn Tx, module: ModuleId) -> Result<Vec<PeriodRuleRow>> {
    read_all(tx.rows(OF_MODULE, &[module.into()])?)
}

/// Adds a line.
///
/// # Errors
/// [`crate::Error::Unique`] when the module has one for the same period and tariff.
pub fn insert(tx: &mut dyn Tx, module: ModuleId, rule: &PeriodRule) -> Result<PeriodRuleId> {
    let args = [
        module.into(),
        rule.sold.code().into(),
        rule.ordered.code().into(),
        rule.tariff.map_or(0, TariffId::get).into(),
    ];
    tx.one(INSERT, &args)?.read().next()
}

/// Changes what a line says; its module stays.
///
/// # Errors
/// [`crate::Error::Unique`] when the module has another for the same period and tariff.
pub fn update(tx: &mut dyn Tx, row: &PeriodRuleRow) -> Result<()> {
    let args = [
        row.id.into(),
        row.module.into(),
        row.rule.sold.code().into(),
        row.rule.ordered.code().into(),
        row.rule.tariff.map_or(0, TariffId::get).into(),
    ];
    tx.exec_one(UPDATE, &args)
}

/// Takes a line away. `false` when there is none of that number.
pub fn delete(tx: &mut dyn Tx, id: PeriodRuleId) -> Result<bool> {
    Ok(tx.exec(DELETE, &[id.into()])? == 1)
}

const KNOWN: &str =
    "SELECT period FROM product_type_period WHERE product_type = $1 ORDER BY period";
const FORGET_KNOWN: &str = "DELETE FROM product_type_period WHERE product_type = $1";
const PUT_KNOWN: &str = "INSERT INTO product_type_period (product_type, period) VALUES ($1, $2)";

/// The periods that a product type knows; empty is every period.
pub fn known(tx: &mut dyn Tx, product_type: ProductTypeId) -> Result<Vec<Period>> {
    let rows = tx.rows(KNOWN, &[product_type.into()])?;
    rows.into_iter().map(|row| row.read().next()).collect()
}

/// Sets the periods that a product type knows, each once; none is every period.
pub fn set_known(tx: &mut dyn Tx, product_type: ProductTypeId, periods: &[Period]) -> Result<()> {
    tx.exec(FORGET_KNOWN, &[product_type.into()])?;
    for period in periods {
        tx.exec_one(PUT_KNOWN, &[product_type.into(), period.code().into()])?;
    }
    Ok(())
}
