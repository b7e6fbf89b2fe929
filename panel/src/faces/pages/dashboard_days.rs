//! Orders and income of the last thirty days, a chart for each currency.

use crate::faces::chart::{self, Day};
use crate::faces::locale::date_of;
use crate::faces::visit::Visit;
use jiff::ToSpan;
use onsell_domain::{Amount, Currency, Money};
use onsell_wire::{Document, Node};

/// How many days are shown.
const DAYS: i64 = 30;
/// Currencies that have a chart at most.
const CURRENCIES_MAX: usize = 3;

/// The charts, that of the currency with the most days first.
pub(super) fn charts(visit: &Visit, document: &Document) -> Vec<String> {
    let days = document.root.child("days");
    let rows: Vec<&Node> = days
        .into_iter()
        .flat_map(|node| node.children_of("elem"))
        .collect();
    let mut currencies: Vec<(usize, &str)> = Vec::new();
    for row in &rows {
        let name = row.text_of("currency").unwrap_or_default();
        match currencies.iter_mut().find(|(_, known)| *known == name) {
            Some((count, _)) => *count += 1,
            None => currencies.push((1, name)),
        }
    }
    currencies.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let currencies = currencies.into_iter().take(CURRENCIES_MAX);
    currencies
        .filter_map(|(_, currency)| chart(visit, document, &rows, currency))
        .collect()
}

fn chart(visit: &Visit, document: &Document, rows: &[&Node], currency: &str) -> Option<String> {
    let today = document.root.text_of("today").and_then(date_of)?;
    let iso = Currency::parse(currency).ok()?;
    let mut days = Vec::new();
    for before in (0..DAYS).rev() {
        let date = today.checked_sub(before.days()).ok()?;
        let day = date.to_string();
        let row = rows.iter().find(|row| {
            row.text_of("day") == Some(&day) && row.text_of("currency") == Some(currency)
        });
        let text = |name: &str| row.and_then(|row| row.text_of(name)).unwrap_or_default();
        let zero = Money::new(Amount::ZERO, iso);
        let income = Money::parse(text("income")).unwrap_or(zero);
        days.push(Day {
            date: visit.locale.date(date),
            income: income.amount.get(),
            income_text: visit.locale.money(income),
            orders: text("orders").parse().unwrap_or_default(),
        });
    }
    let title = visit.words.about("chart-title", currency);
    Some(chart::draw(visit.words, &title, &days))
}
