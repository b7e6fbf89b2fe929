//! Refusals as the API words them (wire 1.6): a type, often an object, named values and a text.
//!
//! Programs decide by the type and the object, people read the text, and a few programs match on
//! English phrases, which is why those phrases are constants of the trade and not ours to improve.
//! What goes into a log is not said here.

mod catalogue;

use std::borrow::Cow;
use std::fmt::Display;

use onsell_domain::{Language, Level, Text, Words};
use thiserror::Error;

use crate::{Document, Node};

/// The parameter that limits a price, and the object of the refusal of a dearer one.
const PRICE_MAX: &str = "pricemax";

/// A refusal that a caller of the API gets to see.
///
/// Its `Display` is the English text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.message(Language::En))]
pub struct Fault(Box<Said>);

/// Boxed, so that a result which is nearly always `Ok` stays small.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    kind: Cow<'static, str>,
    object: Option<String>,
    params: Vec<(Cow<'static, str>, String)>,
    /// May contain `__name__` for the parameter `name`.
    template: Text,
    /// Follows the template: why a value is refused.
    reason: Option<Words>,
    /// What people call the object, shown instead of its name.
    label: Option<Text>,
}

/// Who asked for what, repeated in a refusal for whoever reads it later.
#[derive(Debug, Clone, Copy)]
pub struct Stack<'a> {
    /// The level of the caller.
    pub level: Level,
    /// The name of the caller, empty before sign-in.
    pub user: &'a str,
    /// The function that was called.
    pub func: &'a str,
}

impl Fault {
    fn new(kind: impl Into<Cow<'static, str>>, template: Text) -> Self {
        Self(Box::new(Said {
            kind: kind.into(),
            object: None,
            params: Vec::new(),
            template,
            reason: None,
            label: None,
        }))
    }

    fn about(kind: &'static str, object: impl Into<String>, value: String, template: Text) -> Self {
        let object = object.into();
        let mut fault = Self::new(kind, template);
        fault.0.params.push(("object".into(), object.clone()));
        fault.0.params.push(("value".into(), value));
        fault.0.object = Some(object);
        fault
    }

    /// A refusal of a type that has no constructor here; an empty object is none. The text may
    /// contain `__name__` for parameters that follow.
    pub fn from_text(
        kind: impl Into<Cow<'static, str>>,
        object: impl Into<String>,
        text: Text,
    ) -> Self {
        let mut fault = Self::new(kind, text);
        let object = object.into();
        if !object.is_empty() {
            fault.0.params.push(("object".into(), object.clone()));
            fault.0.object = Some(object);
        }
        fault
    }

    /// The same refusal with a named value; a value of that name is replaced.
    #[must_use]
    pub fn with_param(mut self, name: &'static str, value: impl Display) -> Self {
        let value = value.to_string();
        match self.0.params.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.params.push((name.into(), value)),
        }
        self
    }

    /// The same refusal with the object called as people know it.
    #[must_use]
    pub fn labeled(mut self, label: Text) -> Self {
        self.0.label = Some(label);
        self
    }

    /// The `type`.
    pub fn kind(&self) -> &str {
        &self.0.kind
    }

    /// The `object`.
    pub fn object(&self) -> Option<&str> {
        self.0.object.as_deref()
    }

    /// A named value.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.0
            .params
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The text for people.
    pub fn message(&self, language: Language) -> String {
        let template = self.group(language);
        let mut message = String::with_capacity(template.len() + 32);
        let mut rest = template.as_str();
        // One pass: a value that itself looks like a placeholder stays what it is.
        while let Some(start) = rest.find("__") {
            let after = &rest[start + 2..];
            let name = after.find("__").map(|end| &after[..end]);
            let value = name.and_then(|name| Some((name, self.shown(name, language)?)));
            if let Some((name, value)) = value {
                message.push_str(&rest[..start]);
                message.push_str(value);
                rest = &after[name.len() + 2..];
            } else {
                message.push_str(&rest[..start + 2]);
                rest = after;
            }
        }
        message.push_str(rest);
        message
    }

    /// The text with its placeholders.
    fn group(&self, language: Language) -> String {
        let mut group = self.0.template.get(language).to_owned();
        if let Some(reason) = &self.0.reason {
            group.push(' ');
            group.push_str(reason.get(language));
        }
        group
    }

    fn shown(&self, name: &str, language: Language) -> Option<&str> {
        match self.0.label {
            Some(label) if name == "object" => Some(label.get(language)),
            _ => self.param(name),
        }
    }

    /// The refusal as a document (wire 1.6): always HTTP 200 but for `overload`, always with `msg`.
    pub fn to_document(&self, language: Language, stack: Option<Stack<'_>>) -> Document {
        let mut error = Node::new("error").attr("type", self.0.kind.clone());
        if let Some(object) = &self.0.object {
            error = error.attr("object", object.clone());
        }
        error = error.attr("lang", language.code()).attr("code", "1");
        for (name, value) in &self.0.params {
            error.push(self.param_node(name, value, language));
        }
        if let Some(stack) = stack {
            let action = Node::leaf("action", stack.func)
                .attr("level", stack.level.number().to_string())
                .attr("user", stack.user);
            error.push(Node::new("stack").with(action));
        }
        let message = self.message(language);
        let group = self.group(language);
        if group != message {
            error.put("group", group);
        }
        if self.0.kind == "auth" {
            error.put("detail", message.clone());
        }
        error.put("msg", message);
        Document::error(error)
    }

    fn param_node(&self, name: &str, value: &str, language: Language) -> Node {
        let mut param = Node::leaf("param", value).attr("name", name);
        if name == "object" || name == "desc" || name == "error" {
            param = param.attr("type", "msg");
        }
        match self.0.label {
            Some(label) if name == "object" => param.attr("msg", label.get(language)),
            _ => param,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_replaces_the_name_of_the_field_for_people() {
        let label = Text {
            en: "IP address",
            ru: "IP-адрес",
        };
        let fault = Fault::value("ip", "999.1.1.1").labeled(label);
        assert!(fault.message(Language::Ru).starts_with("Поле 'IP-адрес'"));
        let document = fault.to_document(Language::En, None);
        let error = document.root.child("error").expect("error");
        let param = error.child("param").expect("object comes first");
        assert_eq!(
            (param.text.as_str(), param.attribute("msg")),
            ("ip", Some("IP address"))
        );
    }

    #[test]
    fn values_are_put_in_once() {
        let fault = Fault::missed("__value__", "__object__");
        assert_eq!(
            fault.to_string(),
            "The object '__value__' with the value '__object__' does not exist"
        );
        let text = Text {
            en: "__ __nothing__ __a__",
            ru: "",
        };
        let fault = Fault::from_text("x", "", text)
            .with_param("a", "1")
            .with_param("a", "2");
        assert_eq!(fault.to_string(), "__ __nothing__ 2");
    }
}
