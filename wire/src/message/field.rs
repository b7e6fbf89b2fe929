//! Readings that several messages share.

use jiff::civil::Date;
use onsell_domain::{Money, Period, Text};

use crate::{Fault, Node, Params};

/// The name of the parameter, and the object of the error where a price is above it.
pub(super) const PRICE_MAX: &str = "pricemax";
/// What the names of the newer functions begin with (wire 3.5).
pub(super) const NEWER: &str = "v2.";
/// Characters of a reference or an order key that a request may carry.
pub(super) const REFERENCE_CHARS_MAX: usize = 255;

/// The product type in a function name such as `soft.order.param`, given the part behind it. The
/// prefix of the newer functions, `v2.`, makes no difference (wire 3.5).
pub(super) fn product_type(params: &Params, behind: &str) -> Result<String, Fault> {
    let func = params.text("func").unwrap_or_default();
    let kind = func
        .strip_suffix(behind)
        .map(|kind| kind.strip_prefix(NEWER).unwrap_or(kind));
    match kind {
        Some(kind) if !kind.is_empty() => Ok(kind.to_owned()),
        _ => Err(Fault::access(func)),
    }
}

/// A short text that the caller chose to recognize something by, empty when absent.
pub(super) fn reference(params: &Params, name: &str) -> Result<String, Fault> {
    let text = params.text(name).unwrap_or_default();
    if text.chars().count() > REFERENCE_CHARS_MAX {
        return Err(Fault::value_because(
            name,
            "",
            Text {
                en: "The value is too long",
                ru: "Значение слишком длинное",
            },
        ));
    }
    Ok(text.to_owned())
}

/// A date as it is written; nothing for a service without an end.
pub(super) fn date_text(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// The first of these children that holds a date.
pub(super) fn first_date(node: &Node, tags: &[&str]) -> Option<Date> {
    tags.iter()
        .find_map(|tag| crate::params::parse_date(node.text_of(tag)?))
}

/// What the caller paid, our extension of an answer.
pub(super) fn put_charged(node: &mut Node, charged: Option<Money>) {
    if let Some(charged) = charged {
        node.put("charged", charged.to_string());
    }
}

/// What the caller paid, where the seller says so.
pub(super) fn charged(node: &Node) -> Option<Money> {
    Money::parse(node.text_of("charged")?.trim()).ok()
}

/// The most that a request may cost, as it is sent.
pub(super) fn push_price_max(params: &mut Params, price_max: Option<Money>) {
    if let Some(price_max) = price_max {
        params.push(PRICE_MAX, price_max.to_string());
    }
}

/// The most that a request may cost.
pub(super) fn price_max(params: &Params) -> Result<Option<Money>, Fault> {
    match params.text(PRICE_MAX) {
        None => Ok(None),
        Some(text) => match Money::parse(text.trim()) {
            Ok(money) => Ok(Some(money)),
            Err(_) => Err(Fault::value(PRICE_MAX, text)),
        },
    }
}

/// The names under which a module license's license travels: the first is that of the addon, the
/// second what the vendor documents for an order (semantics 5.5, backends 4.3).
const LICENSE: [&str; 2] = ["license", "item"];

/// The product type of module licenses.
const MODULES: &str = "addition";

/// The license that a module license hangs on, under both of its names.
pub(super) fn push_license(params: &mut Params, license: Option<i64>) {
    for name in license.iter().flat_map(|_| LICENSE) {
        params.push(name, license.unwrap_or_default().to_string());
    }
}

/// The license that a module license shall hang on, by whichever name it is told; what is no module
/// hangs on none, whatever such a parameter means there.
pub(super) fn license(params: &Params, product_type: &str) -> Result<Option<i64>, Fault> {
    let name = LICENSE.into_iter().find(|name| params.has(name));
    match name.filter(|_| product_type == MODULES) {
        Some(name) => params.required_id(name).map(Some),
        None => Ok(None),
    }
}

/// The license that a service hangs on, as a row or a card tells it.
pub(super) fn license_of(node: &Node) -> Option<i64> {
    first_id(node, &LICENSE)
}

/// What the caller gets back, our extension of an answer.
pub(super) fn put_returned(node: &mut Node, returned: Option<Money>) {
    if let Some(returned) = returned {
        node.put("returned", returned.to_string());
    }
}

/// What the caller gets back, where the seller says so.
pub(super) fn returned(node: &Node) -> Option<Money> {
    Money::parse(node.text_of("returned")?.trim()).ok()
}

/// The code that `autoprolong` carries: `null` for none (wire 1.2).
pub(super) fn auto_prolong_text(period: Option<Period>) -> String {
    period.map_or_else(|| "null".to_owned(), |period| period.code().to_string())
}

/// The stored value behind a cell that may show a text for people.
pub(super) fn raw<'a>(node: &'a Node, tag: &str) -> Option<&'a str> {
    let cell = node.child(tag)?;
    let value = cell.attribute("orig").unwrap_or(&cell.text).trim();
    (!value.is_empty()).then_some(value)
}

/// A period code in a cell; a text for people is not told.
pub(super) fn period(node: &Node, tag: &str) -> Option<Period> {
    Period::from_code(raw(node, tag)?.parse().ok()?).ok()
}

/// An id in one of these children.
pub(super) fn first_id(node: &Node, tags: &[&str]) -> Option<i64> {
    tags.iter()
        .find_map(|tag| node.text_of(tag)?.trim().parse().ok().filter(|id| *id > 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_product_type_stands_before_the_verb() {
        let check = |func: &str, expect: Option<&str>| {
            let mut params = Params::default();
            params.push("func", func);
            let kind = product_type(&params, ".order.param");
            assert_eq!(kind.as_deref().ok(), expect, "{func}");
        };
        check("soft.order.param", Some("soft"));
        check("v2.vds.order.param", Some("vds"));
        check(".order.param", None);
        check("v2.", None);
        check("soft.edit", None);
        check("", None);
    }

    #[test]
    fn a_cell_may_show_a_text_beside_its_value() {
        let row = Node::new("elem")
            .with(Node::leaf("a", "Month").attr("orig", "1"))
            .with(Node::leaf("b", "-50"))
            .with(Node::leaf("c", "Month"));
        assert_eq!(period(&row, "a"), Some(Period::Months(1)));
        assert_eq!(period(&row, "b"), Some(Period::Day));
        assert_eq!(period(&row, "c"), None);
        assert_eq!(period(&row, "d"), None);
    }

    #[test]
    fn a_reference_is_bounded() {
        let mut params = Params::default();
        params.push("remoteid", "я".repeat(REFERENCE_CHARS_MAX));
        assert!(reference(&params, "remoteid").is_ok());
        params.set("remoteid", "я".repeat(REFERENCE_CHARS_MAX + 1));
        let fault = reference(&params, "remoteid").expect_err("too long");
        assert_eq!(fault.object(), Some("remoteid"));
    }
}
