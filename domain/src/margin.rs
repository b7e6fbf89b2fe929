//! What is earned with something that is bought and sold: price less cost, of a term and of a
//! month. All amounts of one margin are in one currency.

use crate::money::Amount;
use crate::period::Period;

/// What is left of a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Margin {
    /// The price less the cost; negative for a loss.
    pub amount: Amount,
    /// The same in tenths of a percent of the price, rounded down; none of a price of zero.
    pub percent_tenths: Option<i64>,
}

/// What is left of a price when this much is paid for it.
pub fn margin(price: Amount, cost: Amount) -> Margin {
    let left = i128::from(price.get()) - i128::from(cost.get());
    let tenths = (price.get() > 0).then(|| (left * 1000).div_euclid(i128::from(price.get())));
    Margin {
        amount: clamped(left),
        percent_tenths: tenths.map(|tenths| clamped(tenths).get()),
    }
}

/// What a term of a service costs that is bought for another period: so many purchases as the term
/// needs, the last one whole. None where the two cannot be compared.
pub fn cost_of_term(cost: Amount, bought: Period, sold: Period) -> Option<Amount> {
    match (bought, sold) {
        (Period::Months(bought), Period::Months(sold)) => {
            let times = i128::from(sold.div_ceil(bought.max(1)));
            Some(clamped(i128::from(cost.get()) * times))
        }
        (bought, sold) => (bought == sold).then_some(cost),
    }
}

/// A month's share of what a period costs, rounded to the nearest count; none of what is not paid
/// by the month.
pub fn per_month(amount: Amount, period: Period) -> Option<Amount> {
    let Period::Months(months) = period else {
        return None;
    };
    let months = i128::from(months.max(1));
    let doubled = 2 * i128::from(amount.get()) + months;
    Some(clamped(doubled.div_euclid(2 * months)))
}

// Beyond the range of an amount it stays at the range's end.
fn clamped(exact: i128) -> Amount {
    let end = if exact < 0 { i64::MIN } else { i64::MAX };
    Amount::new(i64::try_from(exact).unwrap_or(end))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_margin_is_price_less_cost() {
        let check = |price: i64, cost: i64, amount: i64, tenths: Option<i64>| {
            let found = margin(Amount::new(price), Amount::new(cost));
            assert_eq!((found.amount.get(), found.percent_tenths), (amount, tenths));
        };
        check(80_000, 60_000, 20_000, Some(250));
        check(60_000, 80_000, -20_000, Some(-334));
        check(30_000, 20_000, 10_000, Some(333));
        check(0, 10, -10, None);
        check(i64::MAX, i64::MIN, i64::MAX, Some(2000));
    }

    #[test]
    fn a_year_is_bought_month_by_month() {
        let check = |bought: Period, sold: Period, expect: Option<i64>| {
            let found = cost_of_term(Amount::new(10), bought, sold);
            assert_eq!(found.map(Amount::get), expect, "{bought:?} {sold:?}");
        };
        check(Period::Months(1), Period::Months(12), Some(120));
        check(Period::Months(12), Period::Months(1), Some(10));
        check(Period::Months(5), Period::Months(12), Some(30));
        check(Period::Lifetime, Period::Lifetime, Some(10));
        check(Period::Months(1), Period::Lifetime, None);
        check(Period::Day, Period::Months(1), None);
    }

    proptest! {
        #[test]
        fn twelve_months_are_a_year(amount in any::<i32>(), months in 1_u16..=120) {
            let amount = Amount::new(amount.into());
            let month = per_month(amount, Period::Months(months)).expect("months");
            let rest = month.get() * i64::from(months) - amount.get();
            prop_assert!(2 * rest.abs() <= i64::from(months));
        }
    }
}
