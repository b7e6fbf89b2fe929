//! The table encoding for spreadsheets (wire 1.5.4), quoted as RFC 4180 says.
//!
//! A list is a line of column names and a line per row; any other answer is a line per field. A
//! cell that a spreadsheet would take for a formula begins with an apostrophe: customers name their
//! services, and staff open the table.

use crate::document::Shape;
use crate::{Document, Node};

/// Parts of a document that only pages need.
const LEFT_OUT: [&str; 5] = ["metadata", "messages", "tparams", "saved_filters", "slist"];

/// Writes the document as lines that end as RFC 4180 says.
pub(crate) fn write(document: &Document, out: &mut String) {
    match document.shape {
        Shape::List => write_list(&document.root, out),
        Shape::Error => write_error(&document.root, out),
        Shape::Form | Shape::Result | Shape::Tree => {
            write_fields(&document.root, &mut String::new(), out);
        }
    }
}

fn write_list(root: &Node, out: &mut String) {
    let mut columns: Vec<&str> = Vec::new();
    for row in root.children_of("elem") {
        // Most rows have the columns of the row before, in the same order.
        for (index, cell) in cells(row).enumerate() {
            let tag = cell.tag.as_ref();
            if columns.get(index) != Some(&tag) && !columns.contains(&tag) {
                columns.push(tag);
            }
        }
    }
    if columns.is_empty() {
        return;
    }
    write_line(columns.iter().copied(), out);
    for row in root.children_of("elem") {
        let texts = columns
            .iter()
            .map(|tag| row.text_of(tag).unwrap_or_default());
        write_line(texts, out);
    }
}

fn cells(row: &Node) -> impl Iterator<Item = &Node> {
    row.children.iter().filter(|cell| cell.is_leaf())
}

/// Nested elements are written with a dotted path.
fn write_fields(node: &Node, path: &mut String, out: &mut String) {
    for child in &node.children {
        if LEFT_OUT.contains(&child.tag.as_ref()) {
            continue;
        }
        let length = path.len();
        path.push_str(&child.tag);
        if child.is_leaf() {
            write_line([path.as_str(), &child.text].into_iter(), out);
        } else {
            path.push('.');
            write_fields(child, path, out);
        }
        path.truncate(length);
    }
}

fn write_error(root: &Node, out: &mut String) {
    write_line(["error", "object", "msg"].into_iter(), out);
    let error = root.child("error");
    let attribute = |name| {
        error
            .and_then(|error| error.attribute(name))
            .unwrap_or_default()
    };
    let message = error
        .and_then(|error| error.text_of("msg"))
        .unwrap_or_default();
    write_line(
        [attribute("type"), attribute("object"), message].into_iter(),
        out,
    );
}

fn write_line<'a>(cells: impl Iterator<Item = &'a str>, out: &mut String) {
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            out.push(',');
        }
        write_cell(cell, out);
    }
    out.push_str("\r\n");
}

fn write_cell(text: &str, out: &mut String) {
    let guard = if is_formula(text) { "'" } else { "" };
    if !text.contains(['"', ',', '\n', '\r']) {
        out.push_str(guard);
        out.push_str(text);
        return;
    }
    out.push('"');
    out.push_str(guard);
    for (index, part) in text.split('"').enumerate() {
        if index > 0 {
            out.push_str("\"\"");
        }
        out.push_str(part);
    }
    out.push('"');
}

/// Whether a spreadsheet would calculate; amounts below zero are numbers and stay.
fn is_formula(text: &str) -> bool {
    match text.as_bytes() {
        [b'=' | b'@' | b'+' | b'\t' | b'\r', ..] => true,
        [b'-', rest @ ..] => !rest.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'.')),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;

    fn check(document: &Document, expect: &str) {
        assert_eq!(document.encode(Format::Csv), expect);
    }

    fn row(cells: &[(&'static str, &str)]) -> Node {
        let leaf = |(tag, text): &(&'static str, &str)| Node::leaf(*tag, *text);
        cells.iter().map(leaf).fold(Node::new("elem"), Node::with)
    }

    #[test]
    fn a_list_is_a_table() {
        let mut list = Document::list("soft")
            .with(row(&[("id", "1"), ("name", "a")]))
            .with(row(&[("id", "2"), ("name", "b, \"c\"\nd"), ("more", "x")]));
        list.put("p_elems", "2");
        check(&list, "id,name,more\r\n1,a,\r\n2,\"b, \"\"c\"\"\nd\",x\r\n");
        check(&Document::list("soft"), "");
    }

    #[test]
    fn a_cell_is_never_a_formula() {
        let list = |text| Document::list("x").with(row(&[("a", text)]));
        check(&list("=1+1"), "a\r\n'=1+1\r\n");
        check(&list("-2+3"), "a\r\n'-2+3\r\n");
        check(&list("-2.50"), "a\r\n-2.50\r\n");
        check(&list("@sum(\"x\")"), "a\r\n\"'@sum(\"\"x\"\")\"\r\n");
    }

    #[test]
    fn other_answers_are_a_line_per_field() {
        let document = Document::result("service.prolong")
            .with(Node::new("ok"))
            .with(Node::new("doc").with(Node::leaf("newexpiredate", "2026-03-10")))
            .with(Node::new("tparams").with(Node::leaf("func", "service.prolong")));
        check(&document, "ok,\r\ndoc.newexpiredate,2026-03-10\r\n");
        let error = Node::new("error")
            .attr("type", "missed")
            .attr("object", "item");
        check(
            &Document::error(error.with(Node::leaf("msg", "no"))),
            "error,object,msg\r\nmissed,item,no\r\n",
        );
    }
}
