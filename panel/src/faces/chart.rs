//! Bars by day, drawn by the server: attributes only, with a table for whoever hears and does not
//! see it.

use super::words::Words;
use askama::Template;

/// How large the drawing is, in its own units.
const WIDTH: i64 = 640;
const INCOME_HEIGHT: i64 = 110;
const ORDERS_HEIGHT: i64 = 46;
/// Space between the two, and around a bar.
const BETWEEN: i64 = 14;
const GAP: i64 = 5;
/// The least height of a bar that is not nothing.
const LEAST: i64 = 2;

/// One day.
pub(crate) struct Day {
    /// Its date as people read it.
    pub date: String,
    /// What came in, in ten-thousandths; only its proportion is drawn.
    pub income: i64,
    /// The same as people read it.
    pub income_text: String,
    /// How many orders.
    pub orders: i64,
}

struct Bar {
    x: i64,
    y: i64,
    width: i64,
    height: i64,
    class: &'static str,
    title: String,
}

#[derive(Template)]
#[template(path = "chart.html")]
struct Chart<'a> {
    words: Words,
    title: &'a str,
    width: i64,
    height: i64,
    /// Where the two rows of bars stand.
    lines: [i64; 2],
    bars: Vec<Bar>,
    days: &'a [Day],
}

/// Income and orders of some days, the earliest first.
pub(crate) fn draw(words: Words, title: &str, days: &[Day]) -> String {
    let income_most = days.iter().map(|day| day.income).max().unwrap_or_default();
    let orders_most = days.iter().map(|day| day.orders).max().unwrap_or_default();
    let count = i64::try_from(days.len()).unwrap_or(1).max(1);
    let slot = WIDTH / count;
    let height = INCOME_HEIGHT + BETWEEN + ORDERS_HEIGHT;
    let mut bars = Vec::new();
    for (at, day) in (0..).zip(days) {
        let x = at * slot + GAP / 2;
        let title = format!(
            "{}: {} · {}",
            day.date,
            day.income_text,
            words.count("chart-orders", day.orders)
        );
        let mut push = |class, foot, tall: i64| {
            bars.push(Bar {
                x,
                y: foot - tall,
                width: (slot - GAP).max(1),
                height: tall,
                class,
                title: title.clone(),
            });
        };
        push(
            "bar-income",
            INCOME_HEIGHT,
            scaled(day.income, income_most, INCOME_HEIGHT),
        );
        push(
            "bar-orders",
            height,
            scaled(day.orders, orders_most, ORDERS_HEIGHT),
        );
    }
    let chart = Chart {
        words,
        title,
        width: WIDTH,
        height: height + 1,
        lines: [INCOME_HEIGHT, height],
        bars,
        days,
    };
    chart.render().unwrap_or_default()
}

/// How tall a bar is: what is more than nothing is seen.
fn scaled(value: i64, most: i64, height: i64) -> i64 {
    if value <= 0 || most <= 0 {
        return 0;
    }
    let tall = i128::from(value) * i128::from(height) / i128::from(most);
    i64::try_from(tall).unwrap_or(height).max(LEAST)
}

#[cfg(test)]
mod tests {
    use super::scaled;

    #[test]
    fn the_highest_bar_fills_the_height_and_the_least_is_seen() {
        let check = |value, most, expect| assert_eq!(scaled(value, most, 100), expect);
        check(0, 10, 0);
        check(0, 0, 0);
        check(-5, 10, 0);
        check(10, 10, 100);
        check(5, 10, 50);
        check(1, 1_000_000, 2);
        check(i64::MAX, i64::MAX, 100);
    }
}
