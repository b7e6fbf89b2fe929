//! Prices in a form: what a function takes for each period is a field for each period.

use super::field::{self, Field};
use crate::declaration::Declaration;
use onsell_domain::{Language, Period};
use onsell_wire::Document;
use std::collections::BTreeSet;

/// Periods, in months, that a price can be given for besides those that have one.
const USUAL: [i64; 4] = [1, 3, 6, 12];
/// What a price comes with, once there is one.
const BESIDE: [&str; 2] = ["setup", "renewal"];

/// The fields, in the order of the declaration and of the periods.
pub(crate) fn fields(
    declaration: &Declaration,
    document: &Document,
    language: Language,
) -> Vec<Field> {
    let priced: BTreeSet<i64> = document
        .root
        .children
        .iter()
        .filter_map(|node| node.tag.strip_prefix("price_")?.parse().ok())
        .collect();
    let mut fields = Vec::new();
    for parameter in declaration.parameters {
        let Some(name) = parameter.name.strip_suffix("_N") else {
            continue;
        };
        let mut codes = priced.clone();
        if name == "price" {
            codes.extend(USUAL);
        } else if !BESIDE.contains(&name) {
            continue;
        }
        for code in codes {
            let Ok(period) = Period::from_code(code) else {
                continue;
            };
            let mut field = field::of(parameter, language);
            let text = field.label.trim_end_matches('N').trim_end();
            field.label = format!("{text}: {}", period.name(language));
            field.name = format!("{name}_{code}");
            fields.push(field);
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::declaration::{Kind, Parameter, ParameterKind};
    use onsell_domain::{Level, Text};

    const fn parameter(name: &'static str) -> Parameter {
        let text = Text::new("Price of the period N", "Цена периода N");
        Parameter::optional(name, ParameterKind::Text, text)
    }

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Tariff plan", "Тарифный план"),
        parameters: &[
            parameter("name"),
            parameter("price_N"),
            parameter("renewal_N"),
            parameter("addon_N"),
        ],
    };

    #[test]
    fn each_period_has_its_price() {
        let mut document = Document::form("pricelist.edit");
        document.root.put("price_24", "100.00");
        let fields = fields(&DECLARATION, &document, Language::En);
        let told: Vec<(&str, &str)> = fields
            .iter()
            .map(|field| (field.name.as_str(), field.label.as_str()))
            .collect();
        let expect = [
            ("price_1", "Price of the period: Month"),
            ("price_3", "Price of the period: 3 Months"),
            ("price_6", "Price of the period: 6 Months"),
            ("price_12", "Price of the period: 12 Months"),
            ("price_24", "Price of the period: 24 Months"),
            ("renewal_24", "Price of the period: 24 Months"),
        ];
        assert_eq!(told, expect);
    }
}
