//! Money: exact counts of a ten-thousandth of a currency's unit.
//!
//! No floating point comes near it. Products are made in 128 bits, every sum is checked, and where
//! something is rounded the function says how.

use std::fmt;

/// Why an amount could not be read or computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not an amount, a currency or a sum; the sender should correct it.
    #[error("not an amount of money")]
    Malformed,
    /// The result is too large for the books; nothing was computed.
    #[error("the amount is too large")]
    Overflow,
    /// Two currencies met in one sum; the caller must convert first.
    #[error("amounts in different currencies cannot be combined")]
    Mixed,
}

/// A currency by its three upper-case letters (ISO 4217, `currency_str` on the wire).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// Reads exactly three upper-case ASCII letters.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        match *text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(MoneyError::Malformed),
        }
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("parse lets only ASCII letters in")
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A number of ten-thousandths of some currency's unit; negative for what is owed or returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(i64);

/// How many counts make one unit of the currency.
const COUNTS_PER_UNIT: u64 = 10_000;
/// How many digits after the point a count can hold.
const DECIMALS: usize = 4;

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount from its count of ten-thousandths.
    pub const fn new(count: i64) -> Self {
        Self(count)
    }

    /// The count of ten-thousandths, as it is stored.
    pub const fn get(self) -> i64 {
        self.0
    }

    /// Whether less than nothing.
    pub const fn is_negative(self) -> bool {
        self.0 < 0
    }

    /// Reads `12`, `12.3`, `-0.5`, `12.3400`: digits, and at most four of them after a point.
    /// Everything else is [`MoneyError::Malformed`]; guessing about money is no kindness.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, rest) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(rest) || rest.len() > DECIMALS {
            return Err(MoneyError::Malformed);
        }
        let units: i128 = whole.parse().map_err(|_| MoneyError::Overflow)?;
        let counts: i128 = format!("{rest:0<DECIMALS$}")
            .parse()
            .expect("four digits are a number");
        let sum = units
            .checked_mul(i128::from(COUNTS_PER_UNIT))
            .and_then(|product| product.checked_add(counts))
            .ok_or(MoneyError::Overflow)?;
        narrowed(if is_negative { -sum } else { sum })
    }

    /// The sum of two amounts of one currency.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        self.0
            .checked_add(other.0)
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }

    /// This amount less another of the same currency.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        self.0
            .checked_sub(other.0)
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }

    /// The same amount with the other sign.
    pub fn checked_neg(self) -> Result<Self, MoneyError> {
        self.0.checked_neg().map(Self).ok_or(MoneyError::Overflow)
    }

    /// This amount so many times.
    pub fn times(self, count: i64) -> Result<Self, MoneyError> {
        self.0
            .checked_mul(count)
            .map(Self)
            .ok_or(MoneyError::Overflow)
    }

    /// `numerator / denominator` of this amount, rounded to the nearest count, a half upwards
    /// (towards more money). A denominator of zero or less is [`MoneyError::Malformed`].
    pub fn share(self, numerator: i64, denominator: i64) -> Result<Self, MoneyError> {
        if denominator <= 0 {
            return Err(MoneyError::Malformed);
        }
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let is_half_or_more = 2 * product.rem_euclid(denominator) >= denominator;
        narrowed(product.div_euclid(denominator) + i128::from(is_half_or_more))
    }

    /// `numerator / denominator` of this amount, rounded upwards (towards more money) to the next
    /// count. A denominator of zero or less is [`MoneyError::Malformed`].
    pub fn share_rounded_up(self, numerator: i64, denominator: i64) -> Result<Self, MoneyError> {
        if denominator <= 0 {
            return Err(MoneyError::Malformed);
        }
        let product = i128::from(self.0) * i128::from(numerator);
        let denominator = i128::from(denominator);
        let has_rest = product.rem_euclid(denominator) > 0;
        narrowed(product.div_euclid(denominator) + i128::from(has_rest))
    }

    /// Two digits after the point, rounded to the nearest cent, a half away from zero.
    pub fn two_digits(self) -> String {
        let cents = self.0.unsigned_abs().saturating_add(50) / 100;
        let sign = if self.is_negative() && cents > 0 {
            "-"
        } else {
            ""
        };
        format!("{sign}{}.{:02}", cents / 100, cents % 100)
    }

    /// Four digits after the point: exact.
    pub fn four_digits(self) -> String {
        let sign = if self.is_negative() { "-" } else { "" };
        let counts = self.0.unsigned_abs();
        format!(
            "{sign}{}.{:04}",
            counts / COUNTS_PER_UNIT,
            counts % COUNTS_PER_UNIT
        )
    }
}

fn narrowed(count: i128) -> Result<Amount, MoneyError> {
    i64::try_from(count)
        .map(Amount)
        .map_err(|_| MoneyError::Overflow)
}

/// Exact: two digits after the point where they suffice, else four.
impl fmt::Display for Amount {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.0 % 100 == 0 {
            self.two_digits()
        } else {
            self.four_digits()
        };
        formatter.pad(&text)
    }
}

/// An amount of a certain currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    /// How much.
    pub amount: Amount,
    /// Of what.
    pub currency: Currency,
}

impl Money {
    /// So much of this currency.
    pub const fn new(amount: Amount, currency: Currency) -> Self {
        Self { amount, currency }
    }

    /// Reads what [`Money`] prints: an amount, one space, a currency (`120.50 EUR`).
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = text.split_once(' ').ok_or(MoneyError::Malformed)?;
        Ok(Self::new(
            Amount::parse(amount)?,
            Currency::parse(currency)?,
        ))
    }

    /// The sum of two amounts; [`MoneyError::Mixed`] unless both are of one currency.
    pub fn checked_add(self, other: Self) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_add(self.same_currency(other)?)?;
        Ok(Self { amount, ..self })
    }

    /// This less the other; [`MoneyError::Mixed`] unless both are of one currency.
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        let amount = self.amount.checked_sub(self.same_currency(other)?)?;
        Ok(Self { amount, ..self })
    }

    fn same_currency(self, other: Self) -> Result<Amount, MoneyError> {
        if self.currency == other.currency {
            Ok(other.amount)
        } else {
            Err(MoneyError::Mixed)
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&format!("{} {}", self.amount, self.currency))
    }
}

#[cfg(test)]
mod tests;
