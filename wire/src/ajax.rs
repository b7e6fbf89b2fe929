//! What pages of the trade exchange with their server (wire 1.5.5): rows of cells, each an object,
//! and the result of a group action by its rows. Any other answer has the flat form of bjson.

use crate::document::Shape;
use crate::json::{array, key, member};
use crate::{Document, Node, bjson};

/// Writes the document as one object.
pub(crate) fn write(document: &Document, out: &mut String) {
    let rows = document.group_results();
    match document.shape {
        Shape::List => write_list(&document.root, out),
        _ if rows.is_some() => write_group(rows.unwrap_or(&[]), out),
        _ => bjson::write(document, out),
    }
}

fn write_list(root: &Node, out: &mut String) {
    let mut first = true;
    out.push('{');
    key(&mut first, "", "content", out);
    array(root.children_of("elem"), out, |row, out| {
        let mut first = true;
        out.push('{');
        for cell in row.children.iter().filter(|cell| cell.is_leaf()) {
            key(&mut first, "", &cell.tag, out);
            let mut first = true;
            out.push('{');
            member(&mut first, "", "v", &cell.text, out);
            for (name, value) in &cell.attributes {
                member(&mut first, "", name, value, out);
            }
            out.push('}');
        }
        out.push('}');
    });
    for child in &root.children {
        if child.tag.starts_with("p_") && child.is_leaf() {
            member(&mut first, "", &child.tag, &child.text, out);
        }
    }
    out.push('}');
}

/// `{"message":[{"status":…}],"warning":{"2":{"msg":…}}}`: one status for all, and the words of
/// those rows that were refused.
fn write_group(rows: &[Node], out: &mut String) {
    let failed = |row: &&Node| row.text_of("status") == Some("error");
    let status = if rows.iter().any(|row| failed(&row)) {
        "error"
    } else {
        "ok"
    };
    let mut first = true;
    out.push('{');
    key(&mut first, "", "message", out);
    out.push_str("[{");
    member(&mut true, "", "status", status, out);
    out.push_str("}]");
    key(&mut first, "", "warning", out);
    out.push('{');
    let mut first = true;
    for row in rows.iter().filter(failed) {
        key(&mut first, "", row.text_of("elid").unwrap_or_default(), out);
        out.push('{');
        member(
            &mut true,
            "",
            "msg",
            row.text_of("msg").unwrap_or_default(),
            out,
        );
        out.push('}');
    }
    out.push_str("}}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;
    use serde_json::{Value, json};

    fn check(document: &Document, expect: &Value) {
        let encoded = document.encode(Format::Ajax);
        let value: Value = serde_json::from_str(&encoded).expect(&encoded);
        assert_eq!(&value, expect);
    }

    #[test]
    fn a_list_is_content() {
        let status = Node::leaf("item_status", "Active").attr("orig", "2");
        let row = Node::new("elem").with(Node::leaf("id", "12")).with(status);
        let mut list = Document::list("soft").with(row);
        list.put("p_elems", "1");
        check(
            &list,
            &json!({"content": [{"id": {"v": "12"}, "item_status": {"v": "Active", "orig": "2"}}],
                "p_elems": "1"}),
        );
        check(&Document::list("soft"), &json!({"content": []}));
    }

    #[test]
    fn a_group_tells_whom_it_failed() {
        let row = |elid: &str, status: &str, msg: &str| {
            Node::new("elem")
                .with(Node::leaf("elid", elid))
                .with(Node::leaf("status", status))
                .with(Node::leaf("msg", msg))
        };
        let done = vec![row("1", "ok", ""), row("2", "ok", "")];
        check(
            &Document::result("soft.suspend").with_group(done),
            &json!({"message": [{"status": "ok"}], "warning": {}}),
        );
        let mixed = vec![row("1", "ok", ""), row("2", "error", "no")];
        let error = Node::new("error").attr("type", "missed");
        check(
            &Document::error(error).with_group(mixed),
            &json!({"message": [{"status": "error"}], "warning": {"2": {"msg": "no"}}}),
        );
    }

    #[test]
    fn an_answer_is_flat() {
        check(
            &Document::result("x").with(Node::leaf("id", "7")),
            &json!({"func": "x", "id": {"v": "7"}}),
        );
    }
}
