//! Every encoding of any document is well-formed.

use onsell_wire::decode::DOCUMENT_BYTES_MAX;
use onsell_wire::document::Shape;
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
    for format in [Format::DollarJson, Format::Bjson, Format::Ajax] {
        let json = document.encode(format);
        let value: serde_json::Value = serde_json::from_str(&json).expect("our JSON is valid");
        assert!(value.is_object());
    }
    let records = read_csv(&document.encode(Format::Csv));
    if document.shape == Shape::List {
        assert!(records.windows(2).all(|pair| pair[0] == pair[1]));
    }
    let text = document.encode(Format::Text);
    assert!(text.is_empty() || text.ends_with('\n'));
    assert!(
        text.chars()
            .all(|c| c == '\n' || c == '\t' || !c.is_control())
    );
}

/// The numbers of cells of the records, as RFC 4180 reads them.
fn read_csv(text: &str) -> Vec<usize> {
    let (mut records, mut cells, mut is_quoted) = (Vec::new(), 1, false);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if is_quoted && characters.peek() == Some(&'"') => drop(characters.next()),
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => cells += 1,
            '\r' if !is_quoted => {
                assert_eq!(characters.next(), Some('\n'), "a line ends with both");
                records.push(cells);
                cells = 1;
            }
            _ => assert!(is_quoted || character != '\n', "a line feed is quoted"),
        }
    }
    assert!(!is_quoted && cells == 1, "the last line ends");
    records
}
