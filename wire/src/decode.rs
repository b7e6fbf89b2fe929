//! Reading what another billing system answered.
//!
//! The text comes from outside: its size, depth and number of nodes are bounded, and a document
//! type is refused, so no entity can be declared. White space around texts is layout and goes away.

use thiserror::Error;

use crate::Node;

/// Bytes of an answer that are read at all; a whole price list is far below.
pub const DOCUMENT_BYTES_MAX: usize = 16 << 20;
/// Elements, texts and comments in an answer.
pub const DOCUMENT_NODES_MAX: u32 = 1_000_000;
/// Elements inside each other; the deepest documented answer has about ten. Written as JSON, such a
/// document stays within the depth that common JSON readers accept.
pub const DOCUMENT_DEPTH_MAX: usize = 32;

/// Why an answer could not be read. After a request that does something this means *unknown*, never
/// *no*: the caller looks up what happened before it asks again.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// The answer is longer than [`DOCUMENT_BYTES_MAX`].
    #[error("the answer is longer than {DOCUMENT_BYTES_MAX} bytes")]
    TooLong,
    /// Elements are nested deeper than [`DOCUMENT_DEPTH_MAX`].
    #[error("the answer is nested deeper than {DOCUMENT_DEPTH_MAX} elements")]
    TooDeep,
    /// No XML: often a page of a proxy, or an answer that was cut off.
    #[error("the answer is not XML: {0}")]
    Malformed(String),
}

/// The root element of an XML answer.
///
/// Bytes before the first `<` that are white space or a byte order mark are forgiven. The texts of
/// an element are joined and trimmed; comments and processing instructions are skipped; a prefix of
/// a name is dropped.
pub fn decode_xml(text: &str) -> Result<Node, DecodeError> {
    if text.len() > DOCUMENT_BYTES_MAX {
        return Err(DecodeError::TooLong);
    }
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let options = roxmltree::ParsingOptions {
        allow_dtd: false,
        nodes_limit: DOCUMENT_NODES_MAX,
        ..roxmltree::ParsingOptions::default()
    };
    let document = roxmltree::Document::parse_with_options(text, options)
        .map_err(|error| DecodeError::Malformed(error.to_string()))?;
    read(document.root_element(), 1)
}

fn read(element: roxmltree::Node<'_, '_>, depth: usize) -> Result<Node, DecodeError> {
    if depth > DOCUMENT_DEPTH_MAX {
        return Err(DecodeError::TooDeep);
    }
    let mut node = Node::new(element.tag_name().name().to_owned());
    for attribute in element.attributes() {
        node.attributes.push((
            attribute.name().to_owned().into(),
            attribute.value().to_owned(),
        ));
    }
    for child in element.children() {
        if child.is_element() {
            node.children.push(read(child, depth + 1)?);
        } else if child.is_text() {
            node.text.push_str(child.text().unwrap_or_default());
        }
    }
    let trimmed = node.text.trim_matches([' ', '\t', '\r', '\n']);
    if trimmed.len() != node.text.len() {
        node.text = trimmed.to_owned();
    }
    Ok(node)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Format;
    use crate::document::{Document, Shape};

    #[test]
    fn a_tolerable_answer_is_read() {
        let check = |text: &str, expect: Node| {
            assert_eq!(decode_xml(text), Ok(expect), "{text}");
        };
        check("<doc/>", Node::new("doc"));
        check(
            "\u{feff}\r\n <?xml version=\"1.0\"?><doc/>\n",
            Node::new("doc"),
        );
        check(
            "<doc a='1'>\n  <msg> two\n words </msg><!-- no --><x><![CDATA[<b>]]></x>\n</doc>",
            Node::new("doc")
                .attr("a", "1")
                .with(Node::leaf("msg", "two\n words"))
                .with(Node::leaf("x", "<b>")),
        );
        check(
            "<doc>before <b>bold</b> after</doc>",
            Node::leaf("doc", "before  after").with(Node::leaf("b", "bold")),
        );
    }

    #[test]
    fn what_is_no_plain_xml_is_refused() {
        let check = |text: &str| {
            let error = decode_xml(text).expect_err(text);
            assert!(
                matches!(error, DecodeError::Malformed(_)),
                "{text}: {error}"
            );
        };
        check("");
        check("<html><body>502 Bad Gateway<br></body></html>");
        check("<doc><ok/>");
        check("{\"doc\":{}}");
        check("<!DOCTYPE doc [<!ENTITY a \"b\">]><doc>&a;</doc>");
        check("<!DOCTYPE doc SYSTEM \"file:///etc/hostname\"><doc/>");
    }

    #[test]
    fn depth_and_length_are_bounded() {
        let nested = |depth: usize| "<a>".repeat(depth) + &"</a>".repeat(depth);
        assert!(decode_xml(&nested(DOCUMENT_DEPTH_MAX)).is_ok());
        assert_eq!(
            decode_xml(&nested(DOCUMENT_DEPTH_MAX + 1)),
            Err(DecodeError::TooDeep)
        );
        assert_eq!(decode_xml(&nested(200_000)), Err(DecodeError::TooDeep));
        let long = format!("<a>{}</a>", "x".repeat(DOCUMENT_BYTES_MAX));
        assert_eq!(decode_xml(&long), Err(DecodeError::TooLong));
    }

    /// Texts that XML can hold, without white space around them.
    fn text() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                Just('<'),
                Just('&'),
                Just('"'),
                Just('\n'),
                Just('\r'),
                Just('\t'),
                Just(' '),
                any::<char>().prop_filter("XML character", |c| {
                    *c >= ' ' && *c != '\u{fffe}' && *c != '\u{ffff}'
                }),
            ],
            0..12,
        )
        .prop_map(|characters| characters.into_iter().collect())
    }

    fn node() -> impl Strategy<Value = Node> {
        let leaf = ("[a-z][a-z0-9._-]{0,8}", text(), attributes()).prop_map(|(tag, text, list)| {
            let text = text.trim_matches([' ', '\t', '\r', '\n']).to_owned();
            list.into_iter()
                .fold(Node::leaf(tag, text), |node, (name, value)| {
                    node.attr(name, value)
                })
        });
        leaf.prop_recursive(4, 40, 6, |inner| {
            ("[a-z][a-z0-9]{0,3}", proptest::collection::vec(inner, 0..6))
                .prop_map(|(tag, children)| children.into_iter().fold(Node::new(tag), Node::with))
        })
    }

    fn attributes() -> impl Strategy<Value = Vec<(String, String)>> {
        proptest::collection::vec(("[a-w][a-z_]{0,5}", text()), 0..3)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(root in node()) {
            let document = Document { shape: Shape::Tree, root };
            let written = document.encode(Format::Xml);
            prop_assert_eq!(decode_xml(&written), Ok(document.root));
        }

        #[test]
        fn any_tree_is_written_well_formed(
            tag in any::<String>(), name in any::<String>(), value in any::<String>(),
        ) {
            let mut root = Node::leaf(tag.clone(), value.clone()).attr(name.clone(), value.clone());
            root.attributes.push((tag.into(), value));
            root.push(Node::new(name));
            let document = Document { shape: Shape::Form, root };
            prop_assert!(decode_xml(&document.encode(Format::Xml)).is_ok());
            for format in [Format::DollarJson, Format::Bjson] {
                let written = document.encode(format);
                prop_assert!(serde_json::from_str::<serde_json::Value>(&written).is_ok(), "{}", written);
            }
        }
    }
}
