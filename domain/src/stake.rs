//! What paid days that a customer may lose are worth.

use crate::money::Amount;
use crate::period::Period;
use jiff::civil::Date;

/// The worth of the days between two ends, by the price of one period; rounded up, so that staff
/// rather see too much at stake than too little. None when it cannot be told.
pub fn stake(price: Amount, period: Period, from: Date, to: Date) -> Option<Amount> {
    let lost = days_between(from, to);
    if lost <= 0 {
        return Some(Amount::ZERO);
    }
    let Some(end) = period.end(from, from.day(), 0) else {
        return Some(price);
    };
    let length = days_between(from, end).max(1);
    let exact = i128::from(price.get()) * i128::from(lost);
    let length = i128::from(length);
    let rounded_up = (exact + length - 1) / length;
    i64::try_from(rounded_up).ok().map(Amount::new)
}

fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_worth_their_part_of_the_period() {
        let check = |price: i64, months: u16, to: Date, expect: i64| {
            let from = date(2026, 1, 10);
            let worth = stake(Amount::new(price), Period::Months(months), from, to);
            assert_eq!(worth, Some(Amount::new(expect)), "{price} {months} {to}");
        };
        check(31_000, 1, date(2026, 2, 10), 31_000);
        check(31_000, 1, date(2026, 1, 20), 10_000);
        check(31_000, 1, date(2026, 1, 10), 0);
        check(31_000, 1, date(2026, 1, 1), 0);
        check(10, 1, date(2026, 1, 11), 1);
        check(365_000, 12, date(2026, 7, 10), 181_000);
        let endless = stake(
            Amount::new(5),
            Period::Lifetime,
            date(2026, 1, 1),
            date(2026, 1, 2),
        );
        assert_eq!(endless, Some(Amount::new(5)));
    }
}
