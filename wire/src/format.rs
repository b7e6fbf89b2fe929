//! The names of the encodings (wire 1.5) and the one door to their encoders.

use crate::{Document, Params, ajax, bjson, csv, dollar, text, xml};

/// How a document is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `out=xml`: the tree as it is (wire 1.5.1).
    Xml,
    /// `out=devel`: the same with all that describes lists and forms, as developers look at it.
    Devel,
    /// `out=json`, `xjson`, `sjson`: the tree with `$` for text and attributes (wire 1.5.2).
    DollarJson,
    /// `out=bjson`: flat rows and fields for business programs (wire 1.5.3).
    Bjson,
    /// `out=text`: lines of `name=value` for shells (wire 1.5.4).
    Text,
    /// `out=csv`: a list as a table for spreadsheets (wire 1.5.4).
    Csv,
    /// `sfrom=ajax` without `out`: what pages of the trade exchange (wire 1.5.5).
    Ajax,
}

impl Format {
    /// The format behind an `out` parameter, in any case; `None` for the pages of the panel and for
    /// names that are unknown here.
    pub fn parse(name: &str) -> Option<Self> {
        const NAMES: [(&str, Format); 8] = [
            ("xml", Format::Xml),
            ("devel", Format::Devel),
            ("csv", Format::Csv),
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

    /// The format a request asks for, XML when it names none: an `out` that is known counts before
    /// `sfrom=ajax`.
    pub fn of(params: &Params) -> Self {
        let named = params.get("out").and_then(Self::parse);
        let is_ajax = params.text("sfrom") == Some("ajax");
        named.unwrap_or(if is_ajax { Self::Ajax } else { Self::Xml })
    }

    /// Whether a list is told together with its columns and buttons. Programs that read lists in
    /// XML or bjson have no use for them, pages and developers have.
    pub fn describes_lists(self) -> bool {
        matches!(self, Self::Devel | Self::DollarJson)
    }

    /// Whether a form is told together with its fields and their names.
    pub fn describes_forms(self) -> bool {
        !matches!(self, Self::Text | Self::Csv)
    }

    /// The value of the `Content-Type` header. JSON has no charset: some clients compare the whole
    /// value (wire 1.4).
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Xml | Self::Devel => "text/xml; charset=UTF-8",
            Self::DollarJson | Self::Bjson | Self::Ajax => "application/json",
            Self::Csv => "text/csv; charset=UTF-8",
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
            Format::Xml | Format::Devel => xml::write(self, &mut out),
            Format::DollarJson => dollar::write(self, &mut out),
            Format::Bjson => bjson::write(self, &mut out),
            Format::Text => text::write(self, &mut out),
            Format::Csv => csv::write(self, &mut out),
            Format::Ajax => ajax::write(self, &mut out),
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
        check("devel", Some(Format::Devel));
        check("csv", Some(Format::Csv));
        check("json", Some(Format::DollarJson));
        check("xjson", Some(Format::DollarJson));
        check("sJson", Some(Format::DollarJson));
        check("bjson", Some(Format::Bjson));
        check("text", Some(Format::Text));
        check("html", None);
        check("", None);
    }

    #[test]
    fn a_named_encoding_counts_before_that_of_pages() {
        let check = |query: &str, expect: Format| {
            let params = Params::parse_urlencoded(query).expect(query);
            assert_eq!(Format::of(&params), expect, "{query}");
        };
        check("func=soft", Format::Xml);
        check("out=html", Format::Xml);
        check("sfrom=ajax", Format::Ajax);
        check("sfrom=ajax&out=bjson", Format::Bjson);
        check("sfrom=ajax&out=html", Format::Ajax);
    }

    #[test]
    fn json_is_announced_without_a_charset() {
        assert_eq!(Format::DollarJson.content_type(), "application/json");
        assert_eq!(Format::Bjson.content_type(), "application/json");
        assert_eq!(Format::Xml.content_type(), "text/xml; charset=UTF-8");
    }
}
