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
mod tests {
    use super::*;
    use crate::money::Amount;
    use proptest::prelude::*;

    fn currency(text: &str) -> Currency {
        Currency::parse(text).expect(text)
    }

    fn rate(text: &str) -> Result<CurrencyRate, BadRate> {
        CurrencyRate::parse(currency("USD"), currency("EUR"), text)
    }

    #[test]
    fn rates_are_read_and_written() {
        let check = |text: &str, expect: Result<&str, BadRate>| {
            let read = rate(text).map(|rate| rate.to_string());
            assert_eq!(read, expect.map(str::to_owned), "{text:?}");
        };
        check("0.92", Ok("0.92"));
        check("0.9200000000", Ok("0.92"));
        check("1", Ok("1"));
        check("92.5", Ok("92.5"));
        check("0.0000000001", Ok("0.0000000001"));
        check("0.00000000001", Err(BadRate::Malformed));
        check("0", Err(BadRate::NotPositive));
        for text in ["", ".", "1.", ".5", "-1", "+1", "1,5", "1e3", " 1", "x"] {
            check(text, Err(BadRate::Malformed));
        }
        check("999999999999999999999", Err(BadRate::Malformed));
        let same = CurrencyRate::new(currency("EUR"), currency("EUR"), 1);
        assert_eq!(same, Err(BadRate::Same));
    }

    #[test]
    fn money_goes_both_ways_and_never_gets_cheaper() {
        let check = |rate_text: &str, money: &str, expect: Option<&str>| {
            let money = Money::parse(money).expect(money);
            let converted = rate(rate_text).expect(rate_text).convert(money);
            assert_eq!(
                converted.map(|money| money.to_string()).as_deref(),
                expect,
                "{money} at {rate_text}"
            );
        };
        check("0.92", "10.00 USD", Some("9.20 EUR"));
        check("0.92", "9.20 EUR", Some("10.00 USD"));
        check("0.92", "0.0001 USD", Some("0.0001 EUR"));
        check("0.333", "1.00 USD", Some("0.3330 EUR"));
        check("3", "1.00 EUR", Some("0.3334 USD"));
        check("0.92", "0.00 USD", Some("0.00 EUR"));
        check("0.92", "1.00 RUB", None);
        check("900000000", "900000000000000.00 USD", None);
    }

    #[test]
    fn money_of_the_right_currency_needs_no_rate() {
        let known = rate("0.92").expect("a rate");
        let check = |money: &str, to: &str, rate: Option<&CurrencyRate>, expect: Option<&str>| {
            let money = Money::parse(money).expect(money);
            let converted = convert(money, currency(to), rate).map(|money| money.to_string());
            assert_eq!(converted.as_deref(), expect, "{money} to {to}");
        };
        check("1.00 USD", "USD", None, Some("1.00 USD"));
        check("1.00 USD", "EUR", Some(&known), Some("0.92 EUR"));
        check("1.00 USD", "EUR", None, None);
        check("1.00 USD", "RUB", Some(&known), None);
    }

    proptest! {
        #[test]
        fn there_and_back_is_never_less(count in 0_i64..1_000_000_000, scaled in 1_i64..1 << 50) {
            let rate = CurrencyRate::new(currency("USD"), currency("EUR"), scaled).unwrap();
            let money = Money::new(Amount::new(count), currency("USD"));
            if let Some(there) = rate.convert(money)
                && let Some(back) = rate.convert(there)
            {
                prop_assert!(back.amount >= money.amount);
            }
        }

        #[test]
        fn what_is_written_is_read_again(scaled in 1_i64..) {
            let known = CurrencyRate::new(currency("USD"), currency("EUR"), scaled).unwrap();
            prop_assert_eq!(rate(&known.to_string()), Ok(known));
        }
    }
}
