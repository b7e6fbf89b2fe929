//! The names of the encodings (wire 1.5) and the one door to their encoders.

use crate::{Document, bjson, dollar, text, xml};

/// How a document is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `out=xml`: the tree as it is (wire 1.5.1).
    Xml,
    /// `out=json`, `xjson`, `sjson`: the tree with `$` for text and attributes (wire 1.5.2).
    DollarJson,
    /// `out=bjson`: flat rows and fields for business programs (wire 1.5.3).
    Bjson,
    /// `out=text`: lines of `name=value` for shells (wire 1.5.4).
    Text,
}

impl Format {
    /// The format behind an `out` parameter, in any case; `None` for the pages of the panel and for
    /// names that are unknown here. `devel` is the XML the panel works with, so it is XML.
    pub fn parse(name: &str) -> Option<Self> {
        const NAMES: [(&str, Format); 7] = [
            ("xml", Format::Xml),
            ("devel", Format::Xml),
            ("json", Format::DollarJson),
            ("xjson", Format::DollarJson),
            ("sjson", Format::DollarJson),
            ("bjson", Format::Bjson),
            ("text", Format::Text),
        ];
        let known = NAMES
            .iter()
            .find(|(known, _)| name.trim().eq_ignore_ascii_case(known));
        known.map(|(_, format)| *format)
    }

    /// The value of the `Content-Type` header. JSON has no charset: some clients compare the whole
    /// value (wire 1.4).
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xml => "text/xml; charset=UTF-8",
            Self::DollarJson | Self::Bjson => "application/json",
            Self::Text => "text/plain; charset=UTF-8",
        }
    }
}

/// Room for a document with a head and a few fields.
const HEAD_BYTES: usize = 512;
/// Room for each direct child of `doc`; in a long list these are rows of some twenty columns.
const CHILD_BYTES: usize = 640;
/// Beyond this the buffer grows by itself, so that one long answer reserves no absurd amount.
const RESERVED_BYTES_MAX: usize = 4 << 20;

impl Document {
    /// The document in one of the encodings. Whatever the tree holds, the output is well-formed.
    pub fn encode(&self, format: Format) -> String {
        let guess = HEAD_BYTES + CHILD_BYTES * self.root.children.len();
        let mut out = String::with_capacity(guess.min(RESERVED_BYTES_MAX));
        match format {
            Format::Xml => xml::write(self, &mut out),
            Format::DollarJson => dollar::write(self, &mut out),
            Format::Bjson => bjson::write(self, &mut out),
            Format::Text => text::write(self, &mut out),
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_any_case() {
        let check = |name: &str, expect: Option<Format>| {
            assert_eq!(Format::parse(name), expect, "{name}");
        };
        check("xml", Some(Format::Xml));
        check("XML", Some(Format::Xml));
        check("devel", Some(Format::Xml));
        check("json", Some(Format::DollarJson));
        check("xjson", Some(Format::DollarJson));
        check("sJson", Some(Format::DollarJson));
        check("bjson", Some(Format::Bjson));
        check("text", Some(Format::Text));
        check("html", None);
        check("", None);
    }

    #[test]
    fn json_is_announced_without_a_charset() {
        assert_eq!(Format::DollarJson.content_type(), "application/json");
        assert_eq!(Format::Bjson.content_type(), "application/json");
        assert_eq!(Format::Xml.content_type(), "text/xml; charset=UTF-8");
    }
}
