//! How much a seller may charge before staff are asked: nothing is sent above it.

use crate::money::Amount;

/// What limits a seller's price for one request; all amounts are in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PriceGuard {
    /// What our customer pays for the same.
    pub customer: Amount,
    /// What the seller charged for the same before, or wanted when the tariff was imported.
    pub last_cost: Option<Amount>,
    /// How many percent above that a price may be; none is any.
    pub rise_max: Option<u32>,
}

impl PriceGuard {
    /// The highest price that is sent without asking: the customer's own price, or less where the
    /// last cost and its rise are below.
    pub fn highest(&self) -> Amount {
        let risen = self.last_cost.zip(self.rise_max);
        let risen = risen.map(|(cost, percent)| with_percent(cost, percent));
        risen.map_or(self.customer, |risen| risen.min(self.customer))
    }
}

/// An amount and so many percent of it, rounded down; at the end of the range it stays there.
fn with_percent(amount: Amount, percent: u32) -> Amount {
    let exact = i128::from(amount.get()) * (100 + i128::from(percent)) / 100;
    Amount::new(i64::try_from(exact).unwrap_or(i64::MAX))
}

/// The part of a price that a shorter period is worth, rounded up; the whole price where the
/// periods are not both in months or the other is no shorter.
pub fn share_of_price(price: Amount, sold_months: u16, ordered_months: u16) -> Amount {
    if sold_months == 0 || ordered_months >= sold_months {
        return price;
    }
    let sold = i128::from(sold_months);
    let exact = i128::from(price.get()) * i128::from(ordered_months);
    let rounded_up = (exact + sold - 1).div_euclid(sold);
    i64::try_from(rounded_up).map_or(price, Amount::new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_lower_of_both_limits_holds() {
        let check = |customer, cost: Option<i64>, rise, expect| {
            let guard = PriceGuard {
                customer: Amount::new(customer),
                last_cost: cost.map(Amount::new),
                rise_max: rise,
            };
            assert_eq!(guard.highest(), Amount::new(expect), "{guard:?}");
        };
        check(80_000, Some(60_000), Some(10), 66_000);
        check(80_000, Some(60_000), Some(100), 80_000);
        check(80_000, Some(60_000), None, 80_000);
        check(80_000, None, Some(10), 80_000);
        check(80_000, Some(60_000), Some(0), 60_000);
        check(0, Some(60_000), Some(10), 0);
        check(i64::MAX, Some(i64::MAX), Some(u32::MAX), i64::MAX);
    }

    #[test]
    fn a_shorter_period_is_worth_its_part() {
        let check = |price, sold, ordered, expect| {
            let share = share_of_price(Amount::new(price), sold, ordered);
            assert_eq!(share, Amount::new(expect), "{price} {sold} {ordered}");
        };
        check(120, 12, 1, 10);
        check(100, 12, 1, 9);
        check(100, 1, 12, 100);
        check(100, 3, 3, 100);
        check(100, 0, 1, 100);
    }

    proptest! {
        #[test]
        fn the_parts_of_a_term_never_sum_to_less(price in 0_i64..1_000_000, parts in 1_u16..60) {
            let share = share_of_price(Amount::new(price), parts, 1).get();
            prop_assert!(share * i64::from(parts) >= price);
            prop_assert!((share - 1) * i64::from(parts) < price.max(1));
        }
    }
}
