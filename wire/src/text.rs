//! The line encoding for shells (wire 1.5.4).
//!
//! A list is one line of `name=value` pairs per row, anything else one pair per line, success `OK`,
//! a refusal `ERROR: type(object) message`. A group action tells its rows after its result. Line
//! ends and backslashes inside a value are escaped, so that a line is always one row. In a row,
//! where a space separates, a value with a space is quoted.

use crate::document::{GROUP, Shape};
use crate::{Document, Node};

/// Parts of a document that only pages need.
const LEFT_OUT: [&str; 5] = ["metadata", "messages", "tparams", "saved_filters", "slist"];

/// Writes the document as lines, each with its line feed.
pub(crate) fn write(document: &Document, out: &mut String) {
    match document.shape {
        Shape::Error => write_error(&document.root, out),
        Shape::List => {
            for row in document.root.children_of("elem") {
                write_row(row, out);
            }
        }
        Shape::Form | Shape::Result | Shape::Tree => {
            write_fields(&document.root, &mut String::new(), out);
        }
    }
    for row in document.group_results().unwrap_or_default() {
        write_row(row, out);
    }
}

fn write_row(row: &Node, out: &mut String) {
    for (index, cell) in row
        .children
        .iter()
        .filter(|cell| cell.is_leaf())
        .enumerate()
    {
        if index > 0 {
            out.push(' ');
        }
        escape(&cell.tag, out);
        out.push('=');
        if cell.text.contains([' ', '"']) {
            out.push('"');
            for (index, part) in cell.text.split('"').enumerate() {
                if index > 0 {
                    out.push_str("\\\"");
                }
                escape(part, out);
            }
            out.push('"');
        } else {
            escape(&cell.text, out);
        }
    }
    out.push('\n');
}

/// Nested elements are written with a dotted path.
fn write_fields(node: &Node, path: &mut String, out: &mut String) {
    for child in &node.children {
        if LEFT_OUT.contains(&child.tag.as_ref()) || child.attribute("name") == Some(GROUP) {
            continue;
        }
        let length = path.len();
        if child.tag == "ok" && child.is_leaf() && path.is_empty() {
            out.push_str("OK");
            if !child.text.is_empty() {
                out.push(' ');
                escape(&child.text, out);
            }
            out.push('\n');
            continue;
        }
        path.push_str(&child.tag);
        // As in bjson, an attribute is a field of its own behind its element's name.
        for (name, value) in &child.attributes {
            escape(path, out);
            out.push('_');
            escape(name, out);
            out.push('=');
            escape(value, out);
            out.push('\n');
        }
        if child.is_leaf() {
            if child.text.is_empty() && !child.attributes.is_empty() {
                path.truncate(length);
                continue;
            }
            escape(path, out);
            out.push('=');
            escape(&child.text, out);
            out.push('\n');
        } else {
            path.push('.');
            write_fields(child, path, out);
        }
        path.truncate(length);
    }
}

fn write_error(root: &Node, out: &mut String) {
    let error = root.child("error");
    let attribute = |name| {
        error
            .and_then(|error| error.attribute(name))
            .unwrap_or_default()
    };
    out.push_str("ERROR: ");
    escape(attribute("type"), out);
    if !attribute("object").is_empty() {
        out.push('(');
        escape(attribute("object"), out);
        out.push(')');
    }
    out.push(' ');
    escape(
        error
            .and_then(|error| error.text_of("msg"))
            .unwrap_or_default(),
        out,
    );
    out.push('\n');
}

fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\\' => out.push_str("\\\\"),
            // Anything else that a terminal would obey is shown, not done.
            control if control.is_control() && control != '\t' => out.push('\u{fffd}'),
            plain => out.push(plain),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    fn check(document: &Document, expect: &str) {
        assert_eq!(document.encode(Format::Text), expect);
    }

    #[test]
    fn a_list_is_a_line_per_row() {
        let row = |id: &str, name: &str| {
            Node::new("elem")
                .with(Node::leaf("id", id))
                .with(Node::leaf("name", name))
        };
        let mut document = Document::list("soft")
            .with(row("1", "a"))
            .with(row("2", "b \"c\"\nd\\"));
        document.put("p_elems", "2");
        check(
            &document,
            "id=1 name=a\nid=2 name=\"b \\\"c\\\"\\nd\\\\\"\n",
        );
        check(&Document::list("soft"), "");
    }

    #[test]
    fn an_answer_is_a_line_per_field() {
        let document = Document::result("service.prolong")
            .with(Node::new("ok"))
            .with(Node::leaf("id", "42"))
            .with(Node::new("doc").with(Node::leaf("newexpiredate", "2026-03-10")))
            .with(Node::new("tparams").with(Node::leaf("func", "service.prolong")));
        check(&document, "OK\nid=42\ndoc.newexpiredate=2026-03-10\n");
        check(
            &Document::result("x").with(Node::leaf("ok", "func=order")),
            "OK func=order\n",
        );
    }

    #[test]
    fn a_refusal_is_one_line() {
        let error = Node::new("error")
            .attr("type", "missed")
            .attr("object", "item");
        check(
            &Document::error(error.with(Node::leaf("msg", "It does\nnot exist"))),
            "ERROR: missed(item) It does\\nnot exist\n",
        );
        let error = Node::new("error").attr("type", "access");
        check(
            &Document::error(error.with(Node::leaf("msg", "No"))),
            "ERROR: access No\n",
        );
    }

    #[test]
    fn an_attribute_is_a_field_behind_its_element() {
        let user = Node::new("user")
            .attr("id", "5")
            .attr("name", "r@example.com");
        let status = Node::leaf("item_status", "Active").attr("orig", "2");
        let document = Document::form("whoami").with(user).with(status);
        assert_eq!(
            document.encode(Format::Text),
            "user_id=5\nuser_name=r@example.com\nitem_status_orig=2\nitem_status=Active\n"
        );
    }
}
