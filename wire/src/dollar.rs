//! The `$` JSON encoding (wire 1.5.2): a mechanical mapping of the tree.
//!
//! An attribute is `$name`, text is `$`, a child is a member under its tag. Repeated children are
//! an array; some are one even when single, because clients index into them. The texts of
//! `messages` are a plain map from name to text.

use crate::document::Shape;
use crate::json::{Place, Siblings, array, key, member};
use crate::{Document, Node};

/// Writes `{"doc":{…}}`.
pub(crate) fn write(document: &Document, out: &mut String) {
    out.push_str("{\"doc\":");
    let place = if document.shape == Shape::Tree {
        Inside::Tree
    } else {
        Inside::Answer
    };
    write_node(&document.root, place, out);
    out.push('}');
}

/// Which part of a document a node is in; the same tag means different things in each.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Answer,
    Metadata,
    Tree,
}

fn write_node(node: &Node, inside: Inside, out: &mut String) {
    let inside = if node.tag == "metadata" {
        Inside::Metadata
    } else {
        inside
    };
    let mut first = true;
    out.push('{');
    for (name, value) in &node.attributes {
        member(&mut first, "$", name, value, out);
    }
    if !node.text.is_empty() {
        member(&mut first, "$", "", &node.text, out);
    }
    if node.tag == "messages" {
        write_messages(node, &mut first, out);
    } else {
        write_children(node, inside, &mut first, out);
    }
    out.push('}');
}

fn write_children(node: &Node, inside: Inside, first: &mut bool, out: &mut String) {
    let siblings = Siblings::new(&node.children);
    for (index, child) in node.children.iter().enumerate() {
        let is_array = match siblings.place(index) {
            Place::Later => continue,
            Place::FirstOfMany => true,
            Place::Single => is_always_array(node, child, inside),
        };
        key(first, "", &child.tag, out);
        if is_array {
            array(siblings.group(index), out, |child, out| {
                write_node(child, inside, out);
            });
        } else {
            write_node(child, inside, out);
        }
    }
}

/// `<msg name="x">text</msg>` becomes `"x":"text"`.
fn write_messages(node: &Node, first: &mut bool, out: &mut String) {
    key(first, "", "msg", out);
    out.push('{');
    let mut first_message = true;
    for message in node.children_of("msg") {
        let name = message.attribute("name").unwrap_or_default();
        member(&mut first_message, "", name, &message.text, out);
    }
    out.push('}');
}

/// Whether clients index into this child even when there is one (wire 1.5.2, 3.3).
fn is_always_array(parent: &Node, child: &Node, inside: Inside) -> bool {
    match (inside, parent.tag.as_ref(), child.tag.as_ref()) {
        // A column or field may be called `list`; only one with something inside is a list.
        (Inside::Answer | Inside::Tree, _, "list") => !child.is_leaf() || !child.attributes.is_empty(),
        (Inside::Answer | Inside::Tree, _, "elem" | "slist" | "banner")
        | (Inside::Answer, "slist" | "flist", "val")
        | (Inside::Answer, "prices", "price")
        // Inside a field every control is.
        | (Inside::Metadata, "field", _)
        | (Inside::Metadata, _, "page" | "field" | "if" | "toolgrp" | "toolbtn" | "col") => true,
        (Inside::Answer, "elem", "detail") => !child.is_leaf(),
        (Inside::Tree, _, tag) => EXPORTED_ARRAYS.contains(&tag),
        _ => false,
    }
}

/// The repeatable parts of an exported price list.
const EXPORTED_ARRAYS: [&str; 6] = [
    "pricelist",
    "addon",
    "period",
    "enumerationitem",
    "itemtypeparam",
    "itemtypeparamvalue",
];

/// The same question for the flat encoding, which has no metadata.
pub(crate) fn is_exported_array(tag: &str) -> bool {
    EXPORTED_ARRAYS.contains(&tag)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Format;

    fn check(document: &Document, expect: &Value) {
        let encoded = document.encode(Format::DollarJson);
        let value: Value = serde_json::from_str(&encoded).expect(&encoded);
        assert_eq!(&value["doc"], expect);
    }

    #[test]
    fn single_rows_and_choices_are_arrays() {
        let document = Document::form("x")
            .with(Node::new("elem").with(Node::leaf("link", "l")))
            .with(
                Node::new("slist")
                    .attr("name", "s")
                    .with(Node::leaf("val", "v").attr("key", "k")),
            )
            .with(Node::new("list").attr("name", "n"))
            .with(Node::leaf("val", "plain"));
        check(
            &document,
            &json!({"$func": "x", "elem": [{"link": {"$": "l"}}],
                "slist": [{"$name": "s", "val": [{"$key": "k", "$": "v"}]}],
                "list": [{"$name": "n"}], "val": {"$": "plain"}}),
        );
    }

    #[test]
    fn controls_are_arrays_only_in_metadata() {
        let field = Node::new("field")
            .attr("name", "f")
            .with(Node::new("checkbox"));
        let form = Node::new("form").with(Node::new("page").with(field));
        let document = Document::form("x")
            .with(Node::new("metadata").with(form))
            .with(Node::leaf("page", "1-20"));
        check(
            &document,
            &json!({"$func": "x",
                "metadata": {"form": {"page": [{"field": [{"$name": "f", "checkbox": [{}]}]}]}},
                "page": {"$": "1-20"}}),
        );
    }

    #[test]
    fn an_exported_price_list_has_arrays_of_one() {
        let period = Node::new("period")
            .attr("type", "month")
            .attr("cost", "10.00");
        let tariff = Node::new("pricelist").with(Node::new("price").with(period));
        check(
            &Document::tree("pricelist.export").with(tariff),
            &json!({"$func": "pricelist.export",
                "pricelist": [{"price": {"period": [{"$type": "month", "$cost": "10.00"}]}}]}),
        );
    }

    #[test]
    fn repeated_children_gather_where_the_first_stood() {
        let document = Document::result("x")
            .with(Node::leaf("a", "1"))
            .with(Node::leaf("b", "2"))
            .with(Node::leaf("a", "3"));
        check(
            &document,
            &json!({"$func": "x", "a": [{"$": "1"}, {"$": "3"}], "b": {"$": "2"}}),
        );
    }
}
