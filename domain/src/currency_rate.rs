//! Exchange rates: what one unit of a currency costs in another.
//!
//! A rate is a whole number of [`CurrencyRate::SCALE`] parts, so that no floating point comes near
//! money. What is converted is rounded upwards, to the next ten-thousandth: a cost that is turned
//! into another currency never looks cheaper than it is.

use crate::money::{Currency, Money};
use std::fmt;

/// What one unit of `from` costs in `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurrencyRate {
    from: Currency,
    to: Currency,
    scaled: i64,
}

/// Why there is no such rate; the administrator should correct it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadRate {
    /// The text is no number, or has more digits than a rate can hold.
    #[error("not an exchange rate: a number such as 1.0837 is expected")]
    Malformed,
    /// Nothing, or less, for a unit of another currency.
    #[error("an exchange rate must be above zero")]
    NotPositive,
    /// A currency costs one of itself.
    #[error("an exchange rate needs two different currencies")]
    Same,
}

/// How many digits after the point a rate can hold.
const DECIMALS: usize = 10;

impl CurrencyRate {
    /// How many parts make a rate of one.
    pub const SCALE: i64 = 10_000_000_000;

    /// A rate from its count of parts, as it is stored.
    pub fn new(from: Currency, to: Currency, scaled: i64) -> Result<Self, BadRate> {
        if from == to {
            return Err(BadRate::Same);
        }
        if scaled <= 0 {
            return Err(BadRate::NotPositive);
        }
        Ok(Self { from, to, scaled })
    }

    /// Reads `1.0837`: digits, and at most ten of them after a point.
    pub fn parse(from: Currency, to: Currency, text: &str) -> Result<Self, BadRate> {
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !is_number(whole) || !is_number(rest) || rest.len() > DECIMALS {
            return Err(BadRate::Malformed);
        }
        let scaled = format!("{whole}{rest:0<DECIMALS$}").parse();
        Self::new(from, to, scaled.map_err(|_| BadRate::Malformed)?)
    }

    /// The currency of which one unit is meant.
    pub const fn from(&self) -> Currency {
        self.from
    }

    /// The currency in which its price is told.
    pub const fn to(&self) -> Currency {
        self.to
    }

    /// The count of parts, as it is stored.
    pub const fn scaled(&self) -> i64 {
        self.scaled
    }

    /// The money in the other of the two currencies, rounded upwards. `None` for money of a third
    /// currency, and for more than the books can hold.
    pub fn convert(&self, money: Money) -> Option<Money> {
        let (numerator, denominator, currency) = if money.currency == self.from {
            (self.scaled, Self::SCALE, self.to)
        } else if money.currency == self.to {
            (Self::SCALE, self.scaled, self.from)
        } else {
            return None;
        };
        let amount = money.amount.share_rounded_up(numerator, denominator);
        Some(Money::new(amount.ok()?, currency))
    }
}

/// The money in a currency, rounded upwards: as it is where it is of that currency already, else by
/// a rate between the two. `None` where the rate is missing or is one of other currencies.
pub fn convert(money: Money, to: Currency, rate: Option<&CurrencyRate>) -> Option<Money> {
    if money.currency == to {
        return Some(money);
    }
    rate?
        .convert(money)
        .filter(|converted| converted.currency == to)
}

/// The digits that say something, as people write a rate.
impl fmt::Display for CurrencyRate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.scaled / Self::SCALE, self.scaled % Self::SCALE);
        if rest == 0 {
            return formatter.pad(&whole.to_string());
        }
        let rest = format!("{rest:0>DECIMALS$}");
        formatter.pad(&format!("{whole}.{}", rest.trim_end_matches('0')))
    }
}

#[cfg(test)]
mod tests;
