//! Whether a wallet can pay (semantics 7.2): available is the balance, plus the credit limit, less
//! what is reserved for orders under way.

use crate::money::{Amount, Currency, Money};

/// What a wallet holds; all three in the wallet's currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Funds {
    /// Paid in less charged; negative is a debt.
    pub balance: Amount,
    /// Held for orders that are not delivered yet; part of the balance.
    pub reserved: Amount,
    /// How far below zero the balance may go.
    pub credit_limit: Amount,
}

/// The money does not suffice; the parameters of the wire's `not_enough_money` error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not enough money: {deficit} {currency} more is needed")]
pub struct Shortage {
    /// What is to be paid.
    pub amount: Amount,
    /// The balance.
    pub have: Amount,
    /// The currency of all amounts here.
    pub currency: Currency,
    /// What is missing: the amount less the available.
    pub deficit: Amount,
    /// The credit limit.
    pub limit: Amount,
    /// What is held for other orders.
    pub reserved: Amount,
    /// What could be spent; negative when more is reserved than there is.
    pub available: Amount,
}

impl Funds {
    /// What can be spent. Beyond the range of an amount it stays at the range's end.
    pub fn available(&self) -> Amount {
        narrowed(self.available_exact())
    }

    /// Whether so much can be spent. What costs nothing can be had in debt, too.
    pub fn covers(&self, amount: Money) -> Result<(), Shortage> {
        let Money { amount, currency } = amount;
        let deficit = i128::from(amount.get()) - self.available_exact();
        if amount <= Amount::ZERO || deficit <= 0 {
            return Ok(());
        }
        Err(Shortage {
            amount,
            have: self.balance,
            currency,
            deficit: narrowed(deficit),
            limit: self.credit_limit,
            reserved: self.reserved,
            available: self.available(),
        })
    }

    fn available_exact(&self) -> i128 {
        let [balance, limit, reserved] =
            [self.balance, self.credit_limit, self.reserved].map(|amount| i128::from(amount.get()));
        balance + limit - reserved
    }
}

fn narrowed(count: i128) -> Amount {
    let in_range = count.clamp(i128::from(i64::MIN), i128::from(i64::MAX));
    Amount::new(i64::try_from(in_range).expect("clamped to the range the line above"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn funds(balance: i64, reserved: i64, credit_limit: i64) -> Funds {
        let [balance, reserved, credit_limit] = [balance, reserved, credit_limit].map(Amount::new);
        Funds {
            balance,
            reserved,
            credit_limit,
        }
    }

    fn euro(count: i64) -> Money {
        Money::new(Amount::new(count), Currency::parse("EUR").unwrap())
    }

    #[test]
    fn what_is_available_pays() {
        let check = |funds: Funds, amount: i64, deficit: Option<i64>| {
            let shortage = funds.covers(euro(amount)).err();
            assert_eq!(
                shortage.map(|shortage| shortage.deficit.get()),
                deficit,
                "{funds:?}"
            );
        };
        check(funds(100, 0, 0), 100, None);
        check(funds(100, 0, 0), 101, Some(1));
        check(funds(100, 30, 0), 71, Some(1));
        check(funds(100, 30, 50), 120, None);
        check(funds(-20, 0, 50), 30, None);
        check(funds(-20, 0, 50), 31, Some(1));
        check(funds(-20, 0, 0), 1, Some(21));
        check(funds(-20, 0, 0), 0, None);
        check(funds(i64::MAX, 0, i64::MAX), i64::MAX, None);
        check(funds(i64::MIN, i64::MAX, 0), i64::MAX, Some(i64::MAX));
    }

    #[test]
    fn a_shortage_tells_all_its_parts() {
        let shortage = funds(10, 20, 5).covers(euro(100)).unwrap_err();
        assert_eq!(
            shortage,
            Shortage {
                amount: Amount::new(100),
                have: Amount::new(10),
                currency: Currency::parse("EUR").unwrap(),
                deficit: Amount::new(105),
                limit: Amount::new(5),
                reserved: Amount::new(20),
                available: Amount::new(-5),
            }
        );
        assert_eq!(
            shortage.to_string(),
            "not enough money: 0.0105 EUR more is needed"
        );
    }

    proptest! {
        #[test]
        fn paying_in_the_deficit_is_just_enough(
            balance in -1000_i64..1000, reserved in 0_i64..1000, limit in 0_i64..1000,
            amount in 1_i64..5000,
        ) {
            let before = funds(balance, reserved, limit);
            if let Err(shortage) = before.covers(euro(amount)) {
                let deficit = shortage.deficit.get();
                let paid_in = |count| funds(balance + count, reserved, limit).covers(euro(amount));
                prop_assert!(paid_in(deficit).is_ok());
                prop_assert!(paid_in(deficit - 1).is_err());
            } else {
                prop_assert!(before.available().get() >= amount);
            }
        }
    }
}
