//! The flat JSON encoding (wire 1.5.3), without `doc` and without `$`.
//!
//! Its form depends on the kind of the answer: rows of plain strings, a form's `model`, results as
//! `{"v":…}`, nested facts as plain objects, an error on its own. What only pages need (metadata, the
//! echo of the parameters, saved filters) is left out.

use crate::document::Shape;
use crate::dollar::is_exported_array;
use crate::json::{Place, Siblings, array, comma, escape, key, member, string};
use crate::{Document, Node};

/// Parts of a document that this encoding does not have.
const LEFT_OUT: [&str; 3] = ["metadata", "tparams", "saved_filters"];

/// Writes the document as one flat object.
pub(crate) fn write(document: &Document, out: &mut String) {
    let root = &document.root;
    let mut first = true;
    out.push('{');
    if document.shape == Shape::Error {
        write_error(root, &mut first, out);
        write_lists(&root.children, &mut first, out);
    } else {
        if let Some(func) = root.attribute("func") {
            member(&mut first, "", "func", func, out);
        }
        write_body(document, &mut first, out);
    }
    out.push('}');
}

fn write_body(document: &Document, first: &mut bool, out: &mut String) {
    let children = &document.root.children;
    let is_form = document.shape == Shape::Form;
    match document.shape {
        Shape::List if document.root.child("elem").is_none() => {
            key(first, "", "elem", out);
            out.push_str("[]");
        }
        Shape::Form => {
            key(first, "", "model", out);
            out.push('{');
            write_fields(children, Leaf::Cell, is_model, &mut true, out);
            out.push('}');
        }
        _ => {}
    }
    let leaf = match document.shape {
        Shape::Form | Shape::Result => Leaf::Value,
        Shape::List => Leaf::Cell,
        Shape::Tree | Shape::Error => Leaf::Fact,
    };
    let wanted = |child: &Node| !LEFT_OUT.contains(&child.tag.as_ref()) && !is_special(child);
    write_fields(
        children,
        leaf,
        |child| wanted(child) && !(is_form && is_model(child)),
        first,
        out,
    );
    if let Some(messages) = document.root.child("messages") {
        key(first, "", "messages", out);
        array(messages.children_of("msg"), out, |message, out| {
            let mut first = true;
            out.push('{');
            member(
                &mut first,
                "",
                "name",
                message.attribute("name").unwrap_or_default(),
                out,
            );
            member(&mut first, "", "msg", &message.text, out);
            out.push('}');
        });
    }
    write_lists(children, first, out);
    write_named(children, "slist", first, out, |choices, out| {
        array(choices.children.iter(), out, write_choice);
    });
}

fn write_lists(children: &[Node], first: &mut bool, out: &mut String) {
    write_named(children, "list", first, out, |list, out| {
        array(list.children_of("elem"), out, write_value);
    });
}

/// A field of a form; `ok` says that the form was saved and stays outside.
fn is_model(child: &Node) -> bool {
    child.is_leaf()
        && child.tag != "ok"
        && !is_special(child)
        && !LEFT_OUT.contains(&child.tag.as_ref())
}

/// Elements with a member of their own.
fn is_special(child: &Node) -> bool {
    match child.tag.as_ref() {
        "messages" => true,
        "list" | "slist" => child.attribute("name").is_some(),
        _ => false,
    }
}

/// `<tag name="x">` elements as one object from their names to what `write_one` writes.
fn write_named(
    children: &[Node],
    tag: &str,
    first: &mut bool,
    out: &mut String,
    write_one: impl Fn(&Node, &mut String),
) {
    let mut named = children
        .iter()
        .filter(|child| child.tag == tag)
        .filter_map(|child| Some((child.attribute("name")?, child)))
        .peekable();
    if named.peek().is_none() {
        return;
    }
    key(first, "", tag, out);
    out.push('{');
    let mut first_name = true;
    for (name, child) in named {
        key(&mut first_name, "", name, out);
        write_one(child, out);
    }
    out.push('}');
}

/// `<val key="k" cost="c">v</val>` as `{"k":…,"v":…,"cost":…}`.
fn write_choice(choice: &Node, out: &mut String) {
    let mut first = true;
    out.push('{');
    member(
        &mut first,
        "",
        "k",
        choice.attribute("key").unwrap_or(&choice.text),
        out,
    );
    member(&mut first, "", "v", &choice.text, out);
    for (name, value) in choice.attributes.iter().filter(|(name, _)| name != "key") {
        member(&mut first, "", name, value, out);
    }
    out.push('}');
}

/// How an element without children is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaf {
    /// In a row or a form: a string; its attributes stand beside it as `tag_attribute`.
    Cell,
    /// In a result: `{"v":…}` with its attributes.
    Value,
    /// In nested facts: a string, or an object when there are attributes.
    Fact,
}

fn write_fields(
    children: &[Node],
    leaf: Leaf,
    wanted: impl Fn(&Node) -> bool,
    first: &mut bool,
    out: &mut String,
) {
    let siblings = Siblings::new(children);
    for (index, child) in children
        .iter()
        .enumerate()
        .filter(|(_, child)| wanted(child))
    {
        let is_many = match siblings.place(index) {
            Place::Later => continue,
            Place::FirstOfMany => true,
            Place::Single => is_always_array(child, leaf),
        };
        if !is_many && child.is_leaf() && leaf == Leaf::Cell {
            write_cell(child, first, out);
            continue;
        }
        key(first, "", &child.tag, out);
        let write_one = if leaf == Leaf::Value && child.is_leaf() {
            write_object
        } else {
            write_value
        };
        if is_many {
            array(siblings.group(index), out, write_one);
        } else {
            write_one(child, out);
        }
    }
}

/// Rows always, the repeatable parts of a price list where they are more than a name.
fn is_always_array(child: &Node, leaf: Leaf) -> bool {
    let is_more = !child.is_leaf() || !child.attributes.is_empty();
    child.tag == "elem" || (leaf == Leaf::Fact && is_more && is_exported_array(&child.tag))
}

/// `"tag":"text"`, then `"tag_attribute":"value"` for each attribute.
fn write_cell(cell: &Node, first: &mut bool, out: &mut String) {
    member(first, "", &cell.tag, &cell.text, out);
    for (name, value) in &cell.attributes {
        comma(first, out);
        out.push('"');
        escape(&cell.tag, out);
        out.push('_');
        escape(name, out);
        out.push_str("\":");
        string(value, out);
    }
}

/// A string when there is nothing but text, else an object.
fn write_value(node: &Node, out: &mut String) {
    if node.is_leaf() && node.attributes.is_empty() && node.tag != "elem" {
        string(&node.text, out);
        return;
    }
    let mut first = true;
    out.push('{');
    for (name, value) in &node.attributes {
        member(&mut first, "", name, value, out);
    }
    if !node.text.is_empty() {
        member(&mut first, "", "v", &node.text, out);
    }
    let leaf = if node.tag == "elem" {
        Leaf::Cell
    } else {
        Leaf::Fact
    };
    write_fields(&node.children, leaf, |_| true, &mut first, out);
    out.push('}');
}

/// `{"v":text}` with the attributes as further members.
fn write_object(node: &Node, out: &mut String) {
    let mut first = true;
    out.push('{');
    member(&mut first, "", "v", &node.text, out);
    for (name, value) in &node.attributes {
        member(&mut first, "", name, value, out);
    }
    out.push('}');
}

/// The attributes, the value that was refused and the message: what clients of this encoding read.
fn write_error(root: &Node, first: &mut bool, out: &mut String) {
    key(first, "", "error", out);
    let mut first_member = true;
    out.push('{');
    if let Some(error) = root.child("error") {
        for (name, value) in &error.attributes {
            member(&mut first_member, "", name, value, out);
        }
        let value = error
            .children_of("param")
            .find(|p| p.attribute("name") == Some("value"));
        if let Some(value) = value {
            member(&mut first_member, "", "value", &value.text, out);
        }
        member(
            &mut first_member,
            "",
            "msg",
            error.text_of("msg").unwrap_or_default(),
            out,
        );
    }
    out.push('}');
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::Format;

    fn check(document: &Document, expect: &Value) {
        let encoded = document.encode(Format::Bjson);
        let value: Value = serde_json::from_str(&encoded).expect(&encoded);
        assert_eq!(&value, expect);
    }

    #[test]
    fn an_order_page_has_named_lists() {
        let tariff = Node::new("elem")
            .with(Node::leaf("pricelist", "1"))
            .with(Node::leaf("order_available", "on"));
        let document = Document::form("vds.order")
            .with(Node::new("tparams").with(Node::leaf("func", "vds.order")))
            .with(Node::leaf("period", "1"))
            .with(Node::new("list").attr("name", "tariflist").with(tariff))
            .with(
                Node::new("slist").attr("name", "period").with(
                    Node::leaf("val", "Month")
                        .attr("key", "1")
                        .attr("cost", "2.00"),
                ),
            );
        check(
            &document,
            &json!({"func": "vds.order", "model": {"period": "1"},
                "list": {"tariflist": [{"pricelist": "1", "order_available": "on"}]},
                "slist": {"period": [{"k": "1", "v": "Month", "cost": "2.00"}]}}),
        );
    }

    #[test]
    fn a_session_is_a_value_with_attributes() {
        let auth = Node::leaf("auth", "f33b")
            .attr("id", "f33b")
            .attr("level", "16");
        check(
            &Document::result("auth").with(auth),
            &json!({"func": "auth", "auth": {"v": "f33b", "id": "f33b", "level": "16"}}),
        );
    }

    #[test]
    fn an_exported_price_list_has_plain_keys() {
        let period = Node::new("period")
            .attr("type", "month")
            .attr("cost", "10.00");
        let tariff = Node::new("pricelist")
            .with(Node::leaf("siteinfo", "brand"))
            .with(Node::new("price").with(period));
        check(
            &Document::tree("pricelist.export").with(tariff),
            &json!({"func": "pricelist.export", "pricelist": [{"siteinfo": "brand",
                "price": {"period": [{"type": "month", "cost": "10.00"}]}}]}),
        );
    }

    #[test]
    fn an_error_says_the_refused_value() {
        let error = Node::new("error")
            .attr("type", "value")
            .attr("object", "ip")
            .with(Node::leaf("param", "999.1.1.1").attr("name", "value"))
            .with(Node::leaf("msg", "no"));
        check(
            &Document::error(error),
            &json!({"error": {"type": "value", "object": "ip", "value": "999.1.1.1", "msg": "no"}}),
        );
    }

    #[test]
    fn an_empty_cell_with_an_attribute_is_still_a_string() {
        let row = Node::new("elem").with(Node::new("period").attr("orig", "1"));
        check(
            &Document::list("soft").with(row),
            &json!({"func": "soft", "elem": [{"period": "", "period_orig": "1"}]}),
        );
    }

    #[test]
    fn an_empty_row_stays_a_row() {
        check(
            &Document::list("soft").with(Node::new("elem")),
            &json!({"func": "soft", "elem": [{}]}),
        );
    }
}
