//! A refusal as another billing system sent it.

use thiserror::Error;

use crate::Node;

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

    fn summary(&self) -> String {
        if self.object.is_empty() {
            format!("{}: {}", self.kind, self.message)
        } else {
            format!("{}({}): {}", self.kind, self.object, self.message)
        }
    }
}

/// The seller's words as an outcome of an operation keeps them.
impl From<RemoteFault> for onsell_domain::Fault {
    fn from(fault: RemoteFault) -> Self {
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
            value,
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
