//! What a seller wants for a request, as its form without `sok` tells (wire 3.3, 3.9).
//!
//! Sellers tell it in different places; what cannot be read is not guessed.

use onsell_domain::{Money, Period};

use crate::{Node, Params};

/// What only the request itself carries.
const FINAL: [&str; 5] = [
    "sok",
    "skipbasket",
    "clicked_button",
    "orderkey",
    super::field::PRICE_MAX,
];

/// The form of a request: the same question without the word that performs it.
pub fn form_of(request: &Params) -> Params {
    let mut form = request.clone();
    for name in FINAL {
        form.remove(name);
    }
    form
}

/// The price on a form: ours tells `cost`; others a text with the total, or a list of periods.
pub fn price_on_form(root: &Node, period: Option<Period>) -> Option<Money> {
    plain(root)
        .or_else(|| total(root))
        .or_else(|| of_period(root, period?))
}

fn plain(root: &Node) -> Option<Money> {
    let cost = root.text_of("cost")?.trim();
    Money::parse(cost).ok().or_else(|| {
        let currency = root.text_of("currency_str")?.trim();
        Money::parse(&format!("{cost} {currency}")).ok()
    })
}

/// `Total amount: 12.00 EUR`, perhaps with markup around it: the last amount counts.
fn total(root: &Node) -> Option<Money> {
    let text = without_tags(root.text_of("orderinfo")?);
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).rev().find_map(|pair| {
        let [amount, currency] = pair else {
            return None;
        };
        let currency = currency.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
        Money::parse(&format!("{amount} {currency}")).ok()
    })
}

fn without_tags(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut inside = false;
    for character in text.chars() {
        match character {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push(' ');
            }
            _ if !inside => plain.push(character),
            _ => {}
        }
    }
    plain
}

/// A list of periods with their prices: `10.00 EUR / Month`.
fn of_period(root: &Node, period: Period) -> Option<Money> {
    let code = period.code().to_string();
    let list = root
        .children_of("slist")
        .find(|list| list.attribute("name") == Some("period"))?;
    let choice = list
        .children_of("val")
        .find(|choice| choice.attribute("key") == Some(code.as_str()))?;
    Money::parse(choice.text.split('/').next()?.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode_xml;

    #[test]
    fn the_price_is_read_wherever_it_is_told() {
        let check = |fields: &str, expect: Option<&str>| {
            let root = decode_xml(&format!("<doc>{fields}</doc>")).expect("XML");
            let price = price_on_form(&root, Some(Period::Months(1)));
            let text = price.map(|price| price.to_string());
            assert_eq!(text.as_deref(), expect, "{fields}");
        };
        check(
            "<cost>6.00</cost><currency_str>EUR</currency_str>",
            Some("6.00 EUR"),
        );
        check("<cost>6.00 EUR</cost>", Some("6.00 EUR"));
        check(
            "<orderinfo>Set-up: 1.00 EUR&lt;br/&gt;&lt;b&gt;Total amount:&lt;/b&gt; 12.00 EUR.\
             </orderinfo>",
            Some("12.00 EUR"),
        );
        check(
            "<slist name='period'><val key='12'>60.00 EUR / Year</val>\
             <val key='1'>6.00 EUR / Month</val></slist>",
            Some("6.00 EUR"),
        );
        check("<cost>free</cost><orderinfo>ask us</orderinfo>", None);
        check("", None);
    }

    #[test]
    fn a_form_asks_the_same_and_performs_nothing() {
        let mut request = Params::default();
        for (name, value) in [
            ("func", "soft.order.param"),
            ("pricelist", "55227"),
            ("orderkey", "k"),
            ("skipbasket", "on"),
            ("clicked_button", "finish"),
            ("sok", "ok"),
        ] {
            request.push(name, value);
        }
        assert_eq!(
            form_of(&request).to_query(),
            "func=soft.order.param&pricelist=55227"
        );
    }
}
