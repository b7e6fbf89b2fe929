//! The XML encoding (wire 1.5.1).
//!
//! The output is always well-formed XML 1.0 without namespaces: a character that XML cannot hold
//! becomes U+FFFD, and a name that is no XML name is bent until it is one. The second matters
//! because `tparams` repeats parameter names that a stranger chose.

use std::borrow::Cow;

use crate::{Document, Node};

const PROLOG: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// Writes the document with its XML declaration.
pub(crate) fn write(document: &Document, out: &mut String) {
    out.push_str(PROLOG);
    write_node(&document.root, out);
}

/// Writes one element and everything inside it, without a declaration.
pub(crate) fn write_node(node: &Node, out: &mut String) {
    let tag = xml_name(&node.tag);
    out.push('<');
    out.push_str(&tag);
    for (index, (name, value)) in node.attributes.iter().enumerate() {
        write_attribute(&node.attributes[..index], name, value, out);
    }
    if node.text.is_empty() && node.children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    escape(&node.text, Place::Text, out);
    for child in &node.children {
        write_node(child, out);
    }
    out.push_str("</");
    out.push_str(&tag);
    out.push('>');
}

/// An attribute whose written name was already used is left out: twice the same is not XML.
fn write_attribute(
    before: &[(Cow<'static, str>, String)],
    name: &str,
    value: &str,
    out: &mut String,
) {
    let name = attribute_name(name);
    if before
        .iter()
        .any(|(known, _)| attribute_name(known) == name)
    {
        return;
    }
    out.push(' ');
    out.push_str(&name);
    out.push_str("=\"");
    escape(value, Place::Attribute, out);
    out.push('"');
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Text,
    Attribute,
}

/// Copies whole runs and replaces only what has to be.
fn escape(text: &str, place: Place, out: &mut String) {
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let replacement = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if place == Place::Attribute => "&quot;",
            // A reader turns these into a space or a line feed unless they are references.
            b'\r' => "&#13;",
            b'\n' if place == Place::Attribute => "&#10;",
            b'\t' if place == Place::Attribute => "&#9;",
            b'\n' | b'\t' => continue,
            0..=0x1f => "\u{fffd}",
            // U+FFFE and U+FFFF, the only legal UTF-8 that XML refuses above the controls.
            0xef if matches!(text.as_bytes()[at..], [0xef, 0xbf, 0xbe | 0xbf, ..]) => {
                out.push_str(&text[copied..at]);
                out.push('\u{fffd}');
                copied = at + 3;
                continue;
            }
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        out.push_str(replacement);
        copied = at + 1;
    }
    out.push_str(&text[copied..]);
}

/// The name as it may stand in a document without namespaces.
fn xml_name(name: &str) -> Cow<'_, str> {
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    if plain
        && name
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
    {
        return Cow::Borrowed(name);
    }
    let mut legal = String::with_capacity(name.len() + 1);
    for character in name.chars() {
        let character = if is_name_character(character) {
            character
        } else {
            '_'
        };
        if legal.is_empty() && !is_name_start(character) {
            legal.push('_');
        }
        legal.push(character);
    }
    if legal.is_empty() {
        legal.push('_');
    }
    Cow::Owned(legal)
}

/// `xmlns` would declare a namespace instead of saying something.
fn attribute_name(name: &str) -> Cow<'_, str> {
    if name == "xmlns" {
        Cow::Borrowed("_xmlns")
    } else {
        xml_name(name)
    }
}

/// `NameStartChar` of XML 1.0 without the colon.
fn is_name_start(character: char) -> bool {
    matches!(character,
        'A'..='Z' | '_' | 'a'..='z'
        | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}'
        | '\u{2070}'..='\u{218f}' | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}'
        | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}' | '\u{10000}'..='\u{effff}')
}

/// `NameChar` of XML 1.0 without the colon.
fn is_name_character(character: char) -> bool {
    is_name_start(character)
        || matches!(character,
            '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(node: &Node) -> String {
        let mut out = String::new();
        write_node(node, &mut out);
        out
    }

    #[test]
    fn text_is_escaped() {
        let check = |text: &str, expect: &str| {
            assert_eq!(written(&Node::leaf("a", text)), format!("<a>{expect}</a>"));
        };
        check("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2");
        check("]]>", "]]&gt;");
        check(
            "line\nline\r\n\tx \"y\" 'z'",
            "line\nline&#13;\n\tx \"y\" 'z'",
        );
        check("bell\u{7} null\0", "bell\u{fffd} null\u{fffd}");
        check("\u{fffe}a\u{ffff}b\u{ff0c}", "\u{fffd}a\u{fffd}b\u{ff0c}");
        check("Привет 😀", "Привет 😀");
    }

    #[test]
    fn attributes_keep_their_line_ends() {
        let node = Node::new("a").attr("b", "\"<&>\"\n\r\t\u{1}");
        assert_eq!(
            written(&node),
            "<a b=\"&quot;&lt;&amp;&gt;&quot;&#10;&#13;&#9;\u{fffd}\"/>"
        );
    }

    #[test]
    fn names_are_bent_into_xml_names() {
        let check = |name: &'static str, expect: &str| {
            assert_eq!(
                written(&Node::new(name)),
                format!("<{expect}/>"),
                "{name:?}"
            );
        };
        check("item.id", "item.id");
        check("addon_55236", "addon_55236");
        check("", "_");
        check("1st", "_1st");
        check("a b", "a_b");
        check("a:b", "a_b");
        check("<x>", "_x_");
        check("-", "_-");
        check("имя", "имя");
    }

    #[test]
    fn an_attribute_is_written_once() {
        let mut node = Node::new("a")
            .attr("b c", "1")
            .attr("b_c", "2")
            .attr("xmlns", "u");
        node.attributes.push(("b c".into(), "3".to_owned()));
        assert_eq!(written(&node), "<a b_c=\"1\" _xmlns=\"u\"/>");
    }
}
