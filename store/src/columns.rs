//! Columns whose text or number is a type of the domain.

use crate::{Error, FromValue, Result, RowReader, Value};
use onsell_domain::{
    AddonPurpose, Amount, ChangePolicy, ClientChange, Currency, Deletion, Money, OperationKind,
    OperationState as State, Period, ReturnPolicy, ScaleType, ServiceStatus, StopReasons,
    TrialRule,
};

/// A column that says something the domain does not know; the database was changed by hand or by
/// a newer version.
fn unknown(what: &'static str, value: impl std::fmt::Display) -> Error {
    Error::Column(format!("{what} {value} is not known"))
}

impl FromValue for Period {
    fn from_value(value: Value) -> Result<Self> {
        let code = i64::from_value(value)?;
        Self::from_code(code).map_err(|_| unknown("period", code))
    }
}

impl FromValue for ServiceStatus {
    fn from_value(value: Value) -> Result<Self> {
        let number = i64::from_value(value)?;
        Self::from_number(number).ok_or_else(|| unknown("service status", number))
    }
}

impl FromValue for StopReasons {
    fn from_value(value: Value) -> Result<Self> {
        let bits = i64::from_value(value)?;
        u8::try_from(bits)
            .map(Self::from_bits)
            .map_err(|_| unknown("stop reasons", bits))
    }
}

impl FromValue for OperationKind {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| unknown("operation", name))
    }
}

impl FromValue for State {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| unknown("operation state", name))
    }
}

impl FromValue for TrialRule {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| unknown("trial rule", name))
    }
}

impl FromValue for ChangePolicy {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| unknown("change policy", name))
    }
}

impl FromValue for ClientChange {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| unknown("rule for clients", name))
    }
}

impl FromValue for AddonPurpose {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| unknown("purpose of an addon", name))
    }
}

impl FromValue for ScaleType {
    fn from_value(value: Value) -> Result<Self> {
        let number = i64::from_value(value)?;
        Self::from_number(number).ok_or_else(|| unknown("scale type", number))
    }
}

impl FromValue for Deletion {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| unknown("deletion", name))
    }
}

impl FromValue for ReturnPolicy {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| unknown("return policy", name))
    }
}

/// Reads the rest of a row, column after column.
pub trait FromRow: Sized {
    /// Takes the columns in the order in which the statement selects them.
    fn from_row(row: &mut RowReader) -> Result<Self>;
}

/// An amount and its currency, two columns that are both NULL or neither.
pub fn read_money(row: &mut RowReader) -> Result<Option<Money>> {
    let (amount, currency): (Option<Amount>, Option<Currency>) = (row.next()?, row.next()?);
    Ok(amount
        .zip(currency)
        .map(|(amount, currency)| Money::new(amount, currency)))
}

/// All rows of an answer as `T`.
pub fn read_all<T: FromRow>(rows: Vec<crate::Row>) -> Result<Vec<T>> {
    rows.into_iter()
        .map(|row| T::from_row(&mut row.read()))
        .collect()
}

/// The first row of an answer as `T`.
pub fn read_first<T: FromRow>(rows: Vec<crate::Row>) -> Result<Option<T>> {
    rows.into_iter()
        .next()
        .map(|row| T::from_row(&mut row.read()))
        .transpose()
}

/// All rows of two columns.
pub fn read_pairs<A: FromValue, B: FromValue>(rows: Vec<crate::Row>) -> Result<Vec<(A, B)>> {
    let pair = |row: crate::Row| {
        let mut row = row.read();
        Ok((row.next()?, row.next()?))
    };
    rows.into_iter().map(pair).collect()
}
