//! The document tree that every encoding is written from and every answer is read into.
//!
//! A node has an ordered list of children, because order carries meaning in XML and readability
//! everywhere else. Nothing here knows an encoding or what a tag means.

use std::borrow::Cow;

/// One element: a tag, its attributes, its text and its children, in document order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Node {
    /// The name of the element; may contain dots (`item.id`).
    pub tag: Cow<'static, str>,
    /// Names and values, in the order they are written.
    pub attributes: Vec<(Cow<'static, str>, String)>,
    /// The text directly inside the element, empty when there is none.
    pub text: String,
    /// The elements inside, in order.
    pub children: Vec<Node>,
}

impl Node {
    /// An empty element.
    pub fn new(tag: impl Into<Cow<'static, str>>) -> Self {
        Self {
            tag: tag.into(),
            ..Self::default()
        }
    }

    /// The element as XML, without a declaration.
    pub fn to_xml(&self) -> String {
        let mut out = String::new();
        crate::xml::write_node(self, &mut out);
        out
    }

    /// An element that holds only text.
    pub fn leaf(tag: impl Into<Cow<'static, str>>, text: impl Into<String>) -> Self {
        Self {
            tag: tag.into(),
            text: text.into(),
            ..Self::default()
        }
    }

    /// The same element with one attribute more; an attribute of that name is replaced.
    #[must_use]
    pub fn attr(mut self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Self {
        let name = name.into();
        match self.attributes.iter_mut().find(|(known, _)| *known == name) {
            Some((_, old)) => *old = value.into(),
            None => self.attributes.push((name, value.into())),
        }
        self
    }

    /// The same element with one child more.
    #[must_use]
    pub fn with(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    /// Appends a child.
    pub fn push(&mut self, child: Self) {
        self.children.push(child);
    }

    /// Appends a child that holds only text.
    pub fn put(&mut self, tag: impl Into<Cow<'static, str>>, text: impl Into<String>) {
        self.children.push(Self::leaf(tag, text));
    }

    /// The first child with this tag.
    pub fn child(&self, tag: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.tag == tag)
    }

    /// All children with this tag, in order.
    pub fn children_of<'a>(&'a self, tag: &str) -> impl Iterator<Item = &'a Self> {
        self.children.iter().filter(move |child| child.tag == tag)
    }

    /// The text of the first child with this tag, also when it is empty.
    pub fn text_of(&self, tag: &str) -> Option<&str> {
        self.child(tag).map(|child| child.text.as_str())
    }

    /// The text of the first of these children that has any: the way to read a field that sellers
    /// spell differently.
    pub fn first_text(&self, tags: &[&str]) -> Option<&str> {
        tags.iter()
            .filter_map(|tag| self.text_of(tag))
            .map(str::trim)
            .find(|text| !text.is_empty())
    }

    /// The number in the first of these children that holds one.
    pub fn first_number(&self, tags: &[&str]) -> Option<i64> {
        tags.iter()
            .find_map(|tag| self.text_of(tag)?.trim().parse().ok())
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether nothing is inside but text.
    pub fn is_leaf(&self) -> bool {
        self.children.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Node {
        let mut node = Node::new("elem")
            .attr("key", "1")
            .attr("key", "2")
            .with(Node::new("empty"));
        node.put("id", "42");
        node.put("id", "43");
        node.push(Node::leaf("name", " srv "));
        node
    }

    #[test]
    fn a_repeated_attribute_is_replaced() {
        assert_eq!(sample().attributes, vec![("key".into(), "2".to_owned())]);
    }

    #[test]
    fn children_are_found_in_order() {
        let node = sample();
        assert_eq!(node.text_of("id"), Some("42"));
        assert_eq!(
            node.children_of("id")
                .map(|id| id.text.as_str())
                .collect::<Vec<_>>(),
            ["42", "43"]
        );
        assert_eq!(node.text_of("empty"), Some(""));
        assert_eq!(node.text_of("absent"), None);
    }

    #[test]
    fn the_first_field_that_says_something_wins() {
        let node = sample();
        assert_eq!(node.first_text(&["absent", "empty", "name"]), Some("srv"));
        assert_eq!(node.first_number(&["name", "id"]), Some(42));
        assert_eq!(node.first_text(&["empty"]), None);
    }
}
