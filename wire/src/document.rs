//! A whole answer: the tree and what kind of answer it is.
//!
//! The kind is kept beside the tree because the flat encodings choose their form by it (wire
//! part 11). A document does not know which encoding it will leave in.

use std::borrow::Cow;

use onsell_domain::Language;

use crate::{Node, Params};

/// The name of the list that tells what became of each object of a group action.
pub(crate) const GROUP: &str = "result";

/// What kind of answer a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Rows (`elem`) and the paging fields.
    List,
    /// Fields with their current values and choices.
    Form,
    /// What an action brought about.
    Result,
    /// Nested facts that are neither rows nor fields, such as an exported price list.
    Tree,
    /// A refusal.
    Error,
}

/// An answer on its way out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// What kind of answer this is.
    pub shape: Shape,
    /// The `doc` element.
    pub root: Node,
}

/// What the head of a document tells a program that builds pages from it (wire 1.5.1).
#[derive(Debug, Clone, Copy)]
pub struct Heading<'a> {
    /// The language of the texts in this answer.
    pub language: Language,
    /// Scheme and host under which the caller reached us, such as `https://host`.
    pub host: &'a str,
    /// A fingerprint of what this installation can do.
    pub features: &'a str,
    /// The name of the look.
    pub theme: &'a str,
}

impl Document {
    fn of(shape: Shape, func: &str) -> Self {
        Self {
            shape,
            root: Node::new("doc").attr("func", func),
        }
    }

    /// An empty list answered by the function `func`.
    pub fn list(func: &str) -> Self {
        Self::of(Shape::List, func)
    }

    /// A form of the function `func`.
    pub fn form(func: &str) -> Self {
        Self::of(Shape::Form, func)
    }

    /// What the action `func` brought about.
    pub fn result(func: &str) -> Self {
        Self::of(Shape::Result, func)
    }

    /// Nested facts answered by the function `func`.
    pub fn tree(func: &str) -> Self {
        Self::of(Shape::Tree, func)
    }

    /// A refusal around its `error` element; the head of such a document is bare (wire 1.5.1).
    pub fn error(error: Node) -> Self {
        Self {
            shape: Shape::Error,
            root: Node::new("doc").with(error),
        }
    }

    /// The function that answers, empty for a refusal.
    pub fn func(&self) -> &str {
        self.root.attribute("func").unwrap_or_default()
    }

    /// The same document inside one of the function `func`, as a wizard shows its next step and a
    /// form that is shown anew (wire 1.6).
    #[must_use]
    pub fn nested(self, func: &str) -> Self {
        let shape = self.shape;
        Self::of(shape, func).with(self.root)
    }

    /// The same document with one element more.
    #[must_use]
    pub fn with(mut self, child: Node) -> Self {
        self.root.push(child);
        self
    }

    /// The same document with what became of each object of a group action, a row each.
    #[must_use]
    pub fn with_group(self, rows: Vec<Node>) -> Self {
        let mut list = Node::new("list").attr("name", GROUP);
        list.children = rows;
        self.with(list)
    }

    /// What became of each object, where this answers a group action.
    pub fn group_results(&self) -> Option<&[Node]> {
        let is_group = |node: &&Node| node.attribute("name") == Some(GROUP);
        let list = self.root.children_of("list").find(is_group);
        list.map(|list| list.children.as_slice())
    }

    /// Appends an element.
    pub fn push(&mut self, child: Node) {
        self.root.push(child);
    }

    /// Appends an element that holds only text.
    pub fn put(&mut self, tag: impl Into<Cow<'static, str>>, text: impl Into<String>) {
        self.root.put(tag, text);
    }

    /// The same document with the attributes of a full head in front (wire 1.5.1, the compatible
    /// minimum).
    #[must_use]
    pub fn headed(mut self, heading: &Heading<'_>) -> Self {
        let func = self.func().to_owned();
        let mut attributes: Vec<(Cow<'static, str>, String)> =
            vec![("lang".into(), heading.language.code().to_owned())];
        if !func.is_empty() {
            attributes.push(("func".into(), func));
        }
        attributes.push(("binary".into(), "/billmgr".to_owned()));
        attributes.push(("host".into(), heading.host.to_owned()));
        attributes.push(("theme".into(), heading.theme.to_owned()));
        attributes.push(("features".into(), heading.features.to_owned()));
        attributes.push(("notify".into(), String::new()));
        let said = std::mem::take(&mut self.root.attributes);
        let new = said
            .into_iter()
            .filter(|(name, _)| attributes.iter().all(|(n, _)| n != name));
        let new: Vec<_> = new.collect();
        attributes.extend(new);
        self.root.attributes = attributes;
        self
    }

    /// The same document with the request's parameters repeated under `tparams`, secrets left out.
    #[must_use]
    pub fn echoing(mut self, params: &Params) -> Self {
        let mut echo = Node::new("tparams");
        for (name, value) in params.redacted() {
            echo.put(name.to_owned(), value);
        }
        self.root.push(echo);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_comes_first_and_says_the_function_once() {
        let heading = Heading {
            language: Language::Ru,
            host: "https://seller.example",
            features: "f",
            theme: "plain",
        };
        let document = Document::list("soft").headed(&heading).headed(&heading);
        let names: Vec<_> = document
            .root
            .attributes
            .iter()
            .map(|(name, _)| name.as_ref())
            .collect();
        assert_eq!(
            names,
            [
                "lang", "func", "binary", "host", "theme", "features", "notify"
            ]
        );
        assert_eq!(document.func(), "soft");
    }

    #[test]
    fn the_echo_has_no_password() {
        let mut params = Params::default();
        params.push("func", "auth");
        params.push("password", "hush");
        let document = Document::result("auth").echoing(&params);
        let echo = document.root.child("tparams").expect("just added");
        assert_eq!(echo.children, vec![Node::leaf("func", "auth")]);
    }
}
