//! `<price><period type="month" length="1" cost="10.00"/></price>` (wire 3.3).
//!
//! The currency of a price and the fee at the order (`setup`) are attributes that not every seller
//! has.

use onsell_domain::{Amount, Currency, Period};

use crate::Node;

/// The prices of a tariff.
pub(super) fn write(
    prices: &[(Period, Amount, Amount)],
    trial_days: Option<u16>,
    currency: Option<Currency>,
) -> Node {
    let mut price = Node::new("price");
    if let Some(currency) = currency {
        price = price.attr("currency", currency.as_str());
    }
    for (period, cost, setup) in prices {
        let mut node = write_period(*period, *cost);
        if let (Period::Trial, Some(days)) = (period, trial_days) {
            node = node.attr("length", days.to_string());
        }
        if *setup != Amount::ZERO {
            node = node.attr("setup", setup.to_string());
        }
        price.push(node);
    }
    price
}

/// Says each period in a word as well, as a panel is told the prices of its modules.
pub(super) fn name_periods(price: &mut Node) {
    for node in &mut price.children {
        let Some(period) = period(node) else { continue };
        let word = match period {
            Period::Trial => "trial",
            Period::Day => "daily",
            Period::Lifetime => "lifetime",
            Period::Months(1) => "monthly",
            Period::Months(3) => "quarterly",
            Period::Months(6) => "semiannual",
            Period::Months(12) => "annually",
            Period::Months(_) => "",
        };
        word.clone_into(&mut node.text);
    }
}

/// The prices of an addon or of one of its values, which have no fee of their own.
pub(super) fn write_plain(prices: &[(Period, Amount)]) -> Node {
    let periods = prices
        .iter()
        .map(|(period, cost)| write_period(*period, *cost));
    periods.fold(Node::new("price"), Node::with)
}

fn write_period(period: Period, cost: Amount) -> Node {
    let (kind, length) = match period {
        Period::Trial => ("trial", 0),
        Period::Day => ("day", 1),
        Period::Lifetime => ("lifetime", 0),
        Period::Months(months) => ("month", months),
    };
    Node::new("period")
        .attr("type", kind)
        .attr("length", length.to_string())
        .attr("cost", cost.to_string())
}

/// The periods that are sold, with cost and fee.
pub(super) fn read(price: &Node) -> Vec<(Period, Amount, Amount)> {
    let sold = price.children_of("period").filter_map(|node| {
        let setup = match node.attribute("setup") {
            Some(setup) => amount(setup)?,
            None => Amount::ZERO,
        };
        Some((period(node)?, amount(node.attribute("cost")?)?, setup))
    });
    sold.collect()
}

/// The same without the fee.
pub(super) fn read_plain(price: &Node) -> Vec<(Period, Amount)> {
    read(price)
        .into_iter()
        .map(|(period, cost, _)| (period, cost))
        .collect()
}

/// How long a trial lasts.
pub(super) fn trial_days(price: &Node) -> Option<u16> {
    let trial = price
        .children_of("period")
        .find(|node| period(node) == Some(Period::Trial))?;
    trial
        .attribute("length")?
        .trim()
        .parse()
        .ok()
        .filter(|days| *days > 0)
}

/// A period without a type is counted in months, and one without a length lasts one.
fn period(node: &Node) -> Option<Period> {
    let length = match node.attribute("length").map(str::trim) {
        None | Some("") => 1,
        Some(length) => length.parse::<i64>().ok()?,
    };
    match node.attribute("type").unwrap_or("month") {
        "trial" => Some(Period::Trial),
        "day" if length <= 1 => Some(Period::Day),
        "lifetime" => Some(Period::Lifetime),
        "month" if length > 0 => Period::from_code(length).ok(),
        "year" if length > 0 => Period::from_code(length.checked_mul(12)?).ok(),
        _ => None,
    }
}

/// A cost; zeros beyond what an amount can hold are no reason to refuse it.
fn amount(text: &str) -> Option<Amount> {
    let text = text.trim();
    let text = match text.split_once('.') {
        Some((_, decimals)) if decimals.len() > 4 => text.trim_end_matches('0'),
        _ => text,
    };
    Amount::parse(text.trim_end_matches('.')).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode_xml;

    fn check(period: &str, expect: Option<(Period, &str)>) {
        let price = decode_xml(&format!("<price><period {period}/></price>")).expect(period);
        let expect = expect.map(|(period, cost)| (period, Amount::parse(cost).expect(cost)));
        assert_eq!(read_plain(&price).first().copied(), expect, "{period}");
    }

    #[test]
    fn periods_of_other_sellers_are_understood() {
        check(
            "type='month' length='12' cost='100.00'",
            Some((Period::Months(12), "100")),
        );
        check(
            "type='year' length='1' cost='100'",
            Some((Period::Months(12), "100")),
        );
        check(
            "type='day' length='1' cost='0.100000'",
            Some((Period::Day, "0.1")),
        );
        check(
            "type='lifetime' length='0' cost='20.00000'",
            Some((Period::Lifetime, "20")),
        );
        check(
            "type='trial' length='30' cost='0'",
            Some((Period::Trial, "0")),
        );
        check("cost='5.00'", Some((Period::Months(1), "5")));
        check("length='' cost='5.00'", Some((Period::Months(1), "5")));
    }

    #[test]
    fn what_is_not_sold_or_not_understood_has_no_price() {
        check("type='month' length='1' cost=''", None);
        check("type='month' length='1'", None);
        check("type='month' length='0' cost='1'", None);
        check("type='month' length='-50' cost='1'", None);
        check("type='month' length='1000' cost='1'", None);
        check("type='day' length='7' cost='1'", None);
        check("type='week' length='1' cost='1'", None);
        check("type='month' length='1' cost='0.12345'", None);
        check("type='month' length='1' cost='10 EUR'", None);
        check("type='month' length='1' cost='10' setup='?'", None);
    }
}
