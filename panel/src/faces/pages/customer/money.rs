//! Money in texts that functions answer.

use crate::faces::visit::Visit;
use onsell_domain::{Amount, Currency, Money};

/// The money of a wire text `8.00 EUR`, also of `8.00 EUR / Month`.
pub(super) fn parse(text: &str) -> Option<Money> {
    let (money, _) = text.split_once(" / ").unwrap_or((text, ""));
    Money::parse(money).ok()
}

/// What stands behind the stroke of `8.00 EUR / Month`.
pub(super) fn period(text: &str) -> &str {
    text.split_once(" / ").map_or("", |(_, period)| period)
}

/// A sentence with amounts in it as people read it.
pub(super) fn sentence(visit: &Visit, text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let next = words.get(at + 1).copied().unwrap_or_default();
        let (currency, rest) = next.split_at_checked(3).unwrap_or((next, ""));
        match Money::parse(&format!("{word} {currency}")) {
            Ok(money) if !rest.starts_with(char::is_alphabetic) => {
                out.push(visit.locale.money(money) + rest);
                at += 2;
            }
            _ => {
                out.push(visit.locale.wire(word));
                at += 1;
            }
        }
    }
    out.join(" ")
}

/// The first money less the second, where they are of one currency.
pub(super) fn less(first: Money, second: Money) -> Option<Money> {
    let left = first.amount.get().checked_sub(second.amount.get())?;
    (first.currency == second.currency).then(|| Money::new(Amount::new(left), first.currency))
}

/// An amount and a currency as money.
pub(super) fn of(amount: &str, currency: &str) -> Option<Money> {
    let currency = Currency::parse(currency).ok()?;
    let amount = Amount::parse(amount).ok()?;
    Some(Money::new(amount, currency))
}
