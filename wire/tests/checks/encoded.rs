//! Every encoding of any document is well-formed.

use onsell_wire::decode::DOCUMENT_BYTES_MAX;
use onsell_wire::{Document, Format, decode_xml};

/// Encodes the document in every format and reads each back as far as it can be.
pub fn check(document: &Document) {
    let xml = document.encode(Format::Xml);
    if xml.len() <= DOCUMENT_BYTES_MAX {
        let root = decode_xml(&xml).expect("our XML is well-formed");
        let again = Document {
            shape: document.shape,
            root,
        };
        // What was read once is clean, so from here on nothing may change any more.
        let read_again = decode_xml(&again.encode(Format::Xml)).expect("clean XML is well-formed");
        assert_eq!(read_again, again.root);
    }
    for format in [Format::DollarJson, Format::Bjson] {
        let json = document.encode(format);
        let value: serde_json::Value = serde_json::from_str(&json).expect("our JSON is valid");
        assert!(value.is_object());
    }
    let text = document.encode(Format::Text);
    assert!(text.is_empty() || text.ends_with('\n'));
    assert!(
        text.chars()
            .all(|c| c == '\n' || c == '\t' || !c.is_control())
    );
}
