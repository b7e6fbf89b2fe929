//! Values on their way into statements and out of rows.

use super::{Error, Result};
use jiff::civil::Date;
use onsell_domain::{
    AccountId, AddonId, Amount, BillOrderId, CertificateRequestId, Currency, CurrencyRateId,
    DataCenterId, DepartmentId, EnumerationId, EnumerationItemId, ExpenseId, IssuedCertificateId,
    ItemAddonId, ModuleId, OperationId, PaymentId, PeriodRuleId, ProblemId, ProductTypeId,
    ProfileId, ProviderId, SellerId, ServiceId, TariffId, TaskId, Timestamp, UpstreamId, UserId,
    WalletId,
};

/// A parameter of a statement.
#[derive(Debug, Clone, Copy)]
pub enum Arg<'a> {
    /// NULL.
    Null,
    /// A 64-bit integer.
    Int(i64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl From<i64> for Arg<'_> {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<bool> for Arg<'_> {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(value: &'a str) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(value: &'a String) -> Self {
        Self::Text(value)
    }
}

impl<'a> From<&'a [u8]> for Arg<'a> {
    fn from(value: &'a [u8]) -> Self {
        Self::Blob(value)
    }
}

impl<'a, T: Into<Arg<'a>>> From<Option<T>> for Arg<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A value in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// NULL.
    Null,
    /// A 64-bit integer.
    Int(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A row of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// Reads the columns in the order in which the statement selects them.
    pub fn read(self) -> RowReader {
        RowReader(self.0.into_iter())
    }
}

/// Takes one column after the other.
pub struct RowReader(std::vec::IntoIter<Value>);

impl RowReader {
    /// The next column as `T`.
    ///
    /// # Errors
    /// [`Error::Column`] when there is none or it holds something else.
    #[expect(
        clippy::should_implement_trait,
        reason = "it takes the next column of any type"
    )]
    pub fn next<T: FromValue>(&mut self) -> Result<T> {
        match self.0.next() {
            Some(value) => T::from_value(value),
            None => Err(Error::Column(
                "the row has fewer columns than are read".to_owned(),
            )),
        }
    }
}

/// What a column can be read as.
pub trait FromValue: Sized {
    /// Reads the value.
    fn from_value(value: Value) -> Result<Self>;
}

fn wrong(expected: &str, found: &Value) -> Error {
    let found = match found {
        Value::Null => "NULL",
        Value::Int(_) => "an integer",
        Value::Text(_) => "text",
        Value::Blob(_) => "bytes",
    };
    Error::Column(format!("expected {expected}, found {found}"))
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Int(number) => Ok(number),
            other => Err(wrong("an integer", &other)),
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: Value) -> Result<Self> {
        let number = i64::from_value(value)?;
        Self::try_from(number).map_err(|_| Error::Column(format!("{number} is out of range")))
    }
}

impl FromValue for u16 {
    fn from_value(value: Value) -> Result<Self> {
        let number = i64::from_value(value)?;
        Self::try_from(number).map_err(|_| Error::Column(format!("{number} is out of range")))
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Result<Self> {
        Ok(i64::from_value(value)? != 0)
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Text(text) => Ok(text),
            other => Err(wrong("text", &other)),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Blob(bytes) => Ok(bytes),
            other => Err(wrong("bytes", &other)),
        }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Self> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

impl FromValue for Date {
    fn from_value(value: Value) -> Result<Self> {
        let text = String::from_value(value)?;
        text.parse()
            .map_err(|_| Error::Column(format!("{text} is no date")))
    }
}

impl FromValue for Currency {
    fn from_value(value: Value) -> Result<Self> {
        let text = String::from_value(value)?;
        Self::parse(&text).map_err(|_| Error::Column(format!("{text} is no currency")))
    }
}

impl From<Amount> for Arg<'_> {
    fn from(amount: Amount) -> Self {
        Self::Int(amount.get())
    }
}

impl FromValue for Amount {
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(Self::new)
    }
}

impl From<Timestamp> for Arg<'_> {
    fn from(instant: Timestamp) -> Self {
        Self::Int(instant.micros())
    }
}

impl FromValue for Timestamp {
    fn from_value(value: Value) -> Result<Self> {
        i64::from_value(value).map(Self::from_micros)
    }
}

macro_rules! ids {
    ($($id:ident),+) => {$(
        impl From<$id> for Arg<'_> {
            fn from(id: $id) -> Self {
                Self::Int(id.get())
            }
        }

        impl FromValue for $id {
            fn from_value(value: Value) -> Result<Self> {
                i64::from_value(value).map(Self::new)
            }
        }
    )+};
}

ids!(
    AccountId,
    AddonId,
    BillOrderId,
    CurrencyRateId,
    DataCenterId,
    DepartmentId,
    EnumerationId,
    EnumerationItemId,
    ExpenseId,
    ModuleId,
    OperationId,
    PaymentId,
    PeriodRuleId,
    ItemAddonId,
    ProblemId,
    ProductTypeId,
    ProfileId,
    ProviderId,
    SellerId,
    ServiceId,
    CertificateRequestId,
    IssuedCertificateId,
    TariffId,
    TaskId,
    UpstreamId,
    UserId,
    WalletId
);
