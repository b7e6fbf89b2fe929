//! Filtering and sorting rows by what their cells show: for small tables, whose rows are all at
//! hand. What may be long is filtered and sorted in the store.

use crate::list::Sort;
use onsell_wire::{Node, Params};
use std::cmp::Ordering;

/// Leaves the rows whose cells have the values that the request names, where it asks for a filter.
pub(crate) fn filter(rows: &mut Vec<Node>, params: &Params) {
    if !params.is_on("filter") {
        return;
    }
    for (name, wanted) in params.iter() {
        let wanted = wanted.trim();
        if !wanted.is_empty() {
            rows.retain(|row| row.child(name).is_none_or(|cell| matches(cell, wanted)));
        }
    }
}

/// Whether a cell has one of the values: as it is, as its original, or, for words, somewhere in it.
fn matches(cell: &Node, wanted: &str) -> bool {
    let original = cell.attribute("orig");
    wanted.split(',').map(str::trim).any(|value| {
        let is_word = value.chars().any(char::is_alphabetic);
        original == Some(value)
            || cell.text.eq_ignore_ascii_case(value)
            || (is_word && cell.text.to_lowercase().contains(&value.to_lowercase()))
    })
}

/// Sorts by a column: numbers, also those with a unit behind them, by size, the rest by the letter.
pub(crate) fn sort(rows: &mut [Node], sort: &Sort) {
    let text = |row: &Node| row.text_of(&sort.column).unwrap_or_default().to_owned();
    rows.sort_by(|one, other| {
        let order = compare(&text(one), &text(other));
        if sort.descends {
            order.reverse()
        } else {
            order
        }
    });
}

fn compare(one: &str, other: &str) -> Ordering {
    let by_number = match (leading_number(one), leading_number(other)) {
        (Some(one), Some(other)) => one.cmp(&other),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    };
    by_number.then_with(|| one.to_lowercase().cmp(&other.to_lowercase()))
}

/// The number at the beginning, in ten-thousandths.
fn leading_number(text: &str) -> Option<i128> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    // A count of more digits is no number that anybody sorts by.
    let whole: i128 = digits
        .get(..end)
        .filter(|whole| whole.len() <= 30)?
        .parse()
        .ok()?;
    let fraction = digits[end..].strip_prefix('.').unwrap_or_default();
    let mut scaled = whole * 10_000;
    for (place, digit) in fraction.bytes().take(4).enumerate() {
        if !digit.is_ascii_digit() {
            break;
        }
        scaled += i128::from(digit - b'0') * 10_i128.pow(3 - place as u32);
    }
    Some(if negative { -scaled } else { scaled })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_before_words_and_by_size() {
        let check = |one: &str, other: &str| {
            assert_eq!(compare(one, other), Ordering::Less, "{one} {other}");
            assert_eq!(compare(other, one), Ordering::Greater, "{other} {one}");
        };
        check("9", "10");
        check("-10.5", "-10.25");
        check("1.05 EUR", "1.5 EUR");
        check("2026-01-31", "2026-02-01");
        check("1", "a");
        check("a", "B");
        check("", "a");
        assert_eq!(compare("A", "a"), Ordering::Equal);
    }
}
