//! A refusal as another billing system sent it.

use onsell_domain::Money;
use thiserror::Error;

use crate::Node;
use crate::message::balance::{currency, money};

/// What a seller said when it said no; its words are kept as they came.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.summary())]
pub struct RemoteFault {
    /// The `type`, empty when the seller gave none.
    pub kind: String,
    /// The `object`, empty when there is none.
    pub object: String,
    /// The parameter `value`, empty when there is none.
    pub value: String,
    /// The text for people; never empty.
    pub message: String,
    /// All named values, in order.
    pub params: Vec<(String, String)>,
}

impl RemoteFault {
    /// The refusal in an answer, if it is one. Wrapped answers (`/doc/doc`) are looked into once.
    pub fn find(root: &Node) -> Option<Self> {
        let error = if root.tag == "error" {
            Some(root)
        } else {
            root.children_of("error")
                .chain(root.child("doc").and_then(|d| d.child("error")))
                .next()
        };
        // A form may have a field of that name: a refusal has a type or a text element.
        let error = error.filter(|e| e.attribute("type").is_some() || e.child("msg").is_some())?;
        Some(Self::read(error))
    }

    fn read(error: &Node) -> Self {
        let params: Vec<(String, String)> = error
            .children_of("param")
            .filter_map(|param| Some((param.attribute("name")?.to_owned(), param.text.clone())))
            .collect();
        let kind = error.attribute("type").unwrap_or_default().to_owned();
        let object = error.attribute("object").unwrap_or_default().to_owned();
        let value = params.iter().find(|(name, _)| name == "value");
        let value = value.map(|(_, value)| value.clone()).unwrap_or_default();
        let message = match error.first_text(&["msg", "detail", "group"]) {
            Some(text) => text.to_owned(),
            None if object.is_empty() => kind.clone(),
            None => format!("{kind}({object})"),
        };
        Self {
            kind,
            object,
            value,
            message,
            params,
        }
    }

    /// A named value.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// What a refusal for want of money says is needed (wire 1.6): the amount, else what is missing
    /// and what is there together.
    pub fn wanted(&self) -> Option<Money> {
        if self.kind != "not_enough_money" {
            return None;
        }
        let currency = self.param("currency").and_then(currency);
        let told = |name: &str| self.param(name).and_then(|text| money(text, currency));
        told("amount").or_else(|| told("deficit")?.checked_add(told("available")?).ok())
    }

    fn summary(&self) -> String {
        if self.object.is_empty() {
            format!("{}: {}", self.kind, self.message)
        } else {
            format!("{}({}): {}", self.kind, self.object, self.message)
        }
    }
}

/// The seller's words as an outcome of an operation keeps them. A refusal for want of money has no
/// value of its own: what is wanted takes its place, so that it is known when there is enough.
impl From<RemoteFault> for onsell_domain::Fault {
    fn from(fault: RemoteFault) -> Self {
        let wanted = fault.wanted().map(|wanted| wanted.to_string());
        let RemoteFault {
            kind,
            object,
            value,
            message,
            params: _,
        } = fault;
        Self {
            kind,
            object,
            value: wanted.unwrap_or(value),
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    use onsell_domain::Language;

    use super::*;
    use crate::{Fault, Format, decode_xml};

    #[test]
    fn our_own_refusal_is_read_back() {
        let document = Fault::missed("item", 42).to_document(Language::En, None);
        let root = decode_xml(&document.encode(Format::Xml)).expect("well-formed");
        let fault = RemoteFault::find(&root).expect("a refusal");
        assert_eq!(
            (fault.kind.as_str(), fault.object.as_str()),
            ("missed", "item")
        );
        assert_eq!(fault.value, "42");
        assert_eq!(fault.param("object"), Some("item"));
        let text = "The object 'item' with the value '42' does not exist";
        assert_eq!(fault.message, text);
        assert_eq!(fault.to_string(), format!("missed(item): {text}"));
        let kept = onsell_domain::Fault::from(fault);
        assert_eq!(
            (kept.kind.as_str(), kept.object.as_str()),
            ("missed", "item")
        );
        assert_eq!((kept.value.as_str(), kept.message.as_str()), ("42", text));
    }

    #[test]
    fn a_refusal_for_want_of_money_tells_what_is_wanted() {
        let check = |kind: &str, params: &[(&str, &str)], expect: &str| {
            let params: Vec<String> = params
                .iter()
                .map(|(name, value)| format!("<param name='{name}'>{value}</param>"))
                .collect();
            let text = format!(
                "<doc><error type='{kind}'>{}<msg>no</msg></error></doc>",
                params.concat()
            );
            let root = decode_xml(&text).expect("well-formed");
            let fault = RemoteFault::find(&root).expect("a refusal");
            assert_eq!(onsell_domain::Fault::from(fault).value, expect, "{text}");
        };
        let euros = ("currency", "EUR");
        let poor = "not_enough_money";
        check(poor, &[("amount", "6.00"), euros], "6.00 EUR");
        check(
            poor,
            &[euros, ("amount", "6.00"), ("deficit", "2")],
            "6.00 EUR",
        );
        check(poor, &[("amount", "1 006,5 RUB")], "1006.50 RUB");
        check(
            poor,
            &[("deficit", "2.00"), ("available", "-4.00"), euros],
            "-2.00 EUR",
        );
        check(poor, &[("deficit", "2.00"), ("have", "4.00"), euros], "");
        check(poor, &[("amount", "6.00")], "");
        check(poor, &[], "");
        check("value", &[("amount", "6.00"), euros, ("value", "x")], "x");
    }

    #[test]
    fn refusals_of_strangers() {
        let check = |text: &str, expect: Option<&str>| {
            let root = decode_xml(text).expect(text);
            assert_eq!(
                RemoteFault::find(&root)
                    .map(|fault| fault.message)
                    .as_deref(),
                expect
            );
        };
        check("<doc><error type='access'/></doc>", Some("access"));
        check(
            "<doc><error type='auth' object='badip'/></doc>",
            Some("auth(badip)"),
        );
        check("<doc><error><msg> no </msg></error></doc>", Some("no"));
        check(
            "<doc><error type='x'><detail>why</detail><msg/></error></doc>",
            Some("why"),
        );
        check(
            "<doc><doc><error type='x'><msg>in</msg></error></doc></doc>",
            Some("in"),
        );
        check("<error type='x'><msg>bare</msg></error>", Some("bare"));
        check("<doc><error>a field</error><ok/></doc>", None);
        check("<doc><elem><error type='x'/></elem></doc>", None);
        check("<doc><ok/></doc>", None);
    }
}
