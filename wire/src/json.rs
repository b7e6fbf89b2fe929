//! What both JSON encoders write with: strings, keys and the questions a list of children raises.

use crate::Node;

/// Writes a JSON string with its quotes.
pub(crate) fn string(text: &str, out: &mut String) {
    out.push('"');
    escape(text, out);
    out.push('"');
}

/// Writes `,` unless this is the first member, then `"<prefix><name>":`.
pub(crate) fn key(first: &mut bool, prefix: &str, name: &str, out: &mut String) {
    comma(first, out);
    out.push('"');
    out.push_str(prefix);
    escape(name, out);
    out.push_str("\":");
}

/// Writes a member whose value is a string.
pub(crate) fn member(first: &mut bool, prefix: &str, name: &str, value: &str, out: &mut String) {
    key(first, prefix, name, out);
    string(value, out);
}

/// Writes `,` unless this is the first of its siblings.
pub(crate) fn comma(first: &mut bool, out: &mut String) {
    if !std::mem::take(first) {
        out.push(',');
    }
}

/// Writes `[…]` around what `item` writes for each node.
pub(crate) fn array<'a>(
    nodes: impl Iterator<Item = &'a Node>,
    out: &mut String,
    mut item: impl FnMut(&'a Node, &mut String),
) {
    out.push('[');
    let mut first = true;
    for node in nodes {
        comma(&mut first, out);
        item(node, out);
    }
    out.push(']');
}

/// Copies whole runs and replaces only what has to be.
pub(crate) fn escape(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let length = match byte {
            b'"' | b'\\' | 0..=0x1f => 1,
            // The two line ends that JSON allows and a script (JSONP) does not.
            0xe2 if matches!(text.as_bytes()[at..], [0xe2, 0x80, 0xa8 | 0xa9, ..]) => 3,
            _ => continue,
        };
        out.push_str(&text[copied..at]);
        match byte {
            b'"' => out.push_str("\\\""),
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            0xe2 if text.as_bytes()[at + 2] == 0xa8 => out.push_str("\\u2028"),
            0xe2 => out.push_str("\\u2029"),
            control => {
                out.push_str("\\u00");
                out.push(char::from(HEX[usize::from(control >> 4)]));
                out.push(char::from(HEX[usize::from(control & 15)]));
            }
        }
        copied = at + length;
    }
    out.push_str(&text[copied..]);
}

/// Words of the two bit sets of [`Siblings`].
const WORDS: usize = 8;

/// Tells quickly whether a tag certainly occurs only once among siblings.
///
/// Rows have dozens of columns with different tags, long lists have thousands of equal ones; both
/// must be written without comparing each child with each other one. A tag is hashed to a bit; only
/// a tag whose bit was met twice needs to be looked for.
pub(crate) struct Siblings<'a> {
    children: &'a [Node],
    repeated: [u64; WORDS],
}

/// How a child stands among its siblings.
pub(crate) enum Place {
    /// No other child has this tag.
    Single,
    /// The first of several with this tag.
    FirstOfMany,
    /// An earlier child has this tag.
    Later,
}

impl<'a> Siblings<'a> {
    /// Looks at all children once.
    pub(crate) fn new(children: &'a [Node]) -> Self {
        let mut met = [0_u64; WORDS];
        let mut repeated = [0_u64; WORDS];
        for child in children {
            let (word, bit) = slot(&child.tag);
            repeated[word] |= met[word] & bit;
            met[word] |= bit;
        }
        Self { children, repeated }
    }

    /// How the child at this index stands among its siblings.
    pub(crate) fn place(&self, index: usize) -> Place {
        let tag = &self.children[index].tag;
        let (word, bit) = slot(tag);
        if self.repeated[word] & bit == 0 {
            return Place::Single;
        }
        if self.children[..index].iter().any(|child| child.tag == *tag) {
            Place::Later
        } else if self.children[index + 1..]
            .iter()
            .any(|child| child.tag == *tag)
        {
            Place::FirstOfMany
        } else {
            Place::Single
        }
    }

    /// The child at this index and all later ones with its tag.
    pub(crate) fn group(&self, index: usize) -> impl Iterator<Item = &'a Node> + use<'a> {
        let tag = &self.children[index].tag;
        self.children[index..]
            .iter()
            .filter(move |child| child.tag == *tag)
    }
}

/// Where the bit of a tag is: FNV-1a over its bytes.
fn slot(tag: &str) -> (usize, u64) {
    let hash = tag.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let hash = hash ^ (hash >> 15);
    ((hash >> 6) as usize % WORDS, 1 << (hash & 63))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn strings_are_escaped_for_scripts_too() {
        let check = |text: &str, expect: &str| {
            let mut out = String::new();
            string(text, &mut out);
            assert_eq!(out, expect);
        };
        check("a\"b\\c", r#""a\"b\\c""#);
        check("\n\r\t\u{1f}\0", r#""\n\r\t\u001f\u0000""#);
        check("\u{2028}x\u{2029}", r#""\u2028x\u2029""#);
        check("€ Привет", "\"€ Привет\"");
    }

    proptest! {
        #[test]
        fn every_string_survives(text in any::<String>()) {
            let mut out = String::new();
            string(&text, &mut out);
            prop_assert_eq!(serde_json::from_str::<String>(&out).expect("valid"), text);
        }

        #[test]
        fn the_place_among_siblings_is_exact(tags in proptest::collection::vec("[a-d]{1,3}", 0..60)) {
            let children: Vec<Node> = tags.iter().cloned().map(Node::new).collect();
            let siblings = Siblings::new(&children);
            for (index, tag) in tags.iter().enumerate() {
                let count = tags.iter().filter(|other| *other == tag).count();
                let is_first = tags.iter().position(|other| other == tag) == Some(index);
                let right = match siblings.place(index) {
                    Place::Single => count == 1,
                    Place::FirstOfMany => count > 1 && is_first,
                    Place::Later => !is_first,
                };
                prop_assert!(right, "{tag} at {index}");
                if is_first {
                    prop_assert_eq!(siblings.group(index).count(), count);
                }
            }
        }
    }
}
