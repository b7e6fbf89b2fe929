//! Which values look like secrets, whatever they are called.

use crate::{Node, Params, is_secret_name};

/// What stands in the place of a secret.
const HIDDEN: &str = "***";
/// From this length on a word of letters and digits looks like a key.
const KEY_LENGTH_MIN: usize = 16;

/// A text as it may be kept for learning: words that look like keys, private keys, and passwords
/// inside addresses are hidden. It errs on the side of hiding.
pub fn without_secrets(text: &str) -> String {
    if text.contains("-----BEGIN") {
        return HIDDEN.to_owned();
    }
    let mut kept = String::with_capacity(text.len());
    let mut word = String::new();
    for sign in text.chars() {
        if sign.is_ascii_alphanumeric() || matches!(sign, '+' | '_' | '-' | '=' | '%' | '~') {
            word.push(sign);
        } else {
            keep(&mut word, &mut kept);
            kept.push(sign);
        }
    }
    keep(&mut word, &mut kept);
    without_passwords_of_addresses(&kept)
}

/// Hides what stands in front of a host: a user and a password, in which there may be another `@`.
fn without_passwords_of_addresses(text: &str) -> String {
    let mut parts = text.split("://");
    let mut kept = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        kept.push_str("://");
        match part.rfind('@') {
            Some(at) => {
                kept.push_str(HIDDEN);
                kept.push_str(&part[at..]);
            }
            None => kept.push_str(part),
        }
    }
    kept
}

fn keep(word: &mut String, kept: &mut String) {
    kept.push_str(if is_like_a_key(word) { HIDDEN } else { word });
    word.clear();
}

fn is_like_a_key(word: &str) -> bool {
    let has = |what: fn(&u8) -> bool| word.as_bytes().iter().any(what);
    word.len() >= KEY_LENGTH_MIN && has(u8::is_ascii_digit) && has(u8::is_ascii_alphabetic)
}

/// The pairs of a request as they may be kept for learning: every name, and the values that are no
/// secrets.
pub fn params_without_secrets(params: &Params) -> Vec<(String, String)> {
    // The plain pairs come in the order of all pairs, so that each is looked at once.
    let mut plain = params.redacted().peekable();
    let mut kept = Vec::with_capacity(params.len());
    for (name, value) in params.iter() {
        let value = match plain.next_if(|next| *next == (name, value)) {
            Some(_) => without_secrets(value),
            None => HIDDEN.to_owned(),
        };
        kept.push((name.to_owned(), value));
    }
    kept
}

/// A document as it may be kept for learning.
pub fn node_without_secrets(mut node: Node) -> Node {
    let hide = |name: &str, text: &str| {
        if is_secret_name(name) && !text.is_empty() {
            HIDDEN.to_owned()
        } else {
            without_secrets(text)
        }
    };
    node.text = hide(&node.tag, &node.text);
    for (name, value) in &mut node.attributes {
        *value = hide(name, value);
    }
    node.children = node
        .children
        .into_iter()
        .map(node_without_secrets)
        .collect();
    node
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_like_a_secret_is_hidden() {
        let check = |text: &str, expect: &str| assert_eq!(without_secrets(text), expect, "{text}");
        check("srv.example.com", "srv.example.com");
        check("2026-01-10 12:00:00", "2026-01-10 12:00:00");
        check("ispmanager Business", "ispmanager Business");
        check("100501", "100501");
        check("8f14e45fceea167a5a36dedd4bea2543", "***");
        check("key: QUJDREVGR0hJSktMTU5PUA1=, more", "key: ***, more");
        check("-----BEGIN PRIVATE KEY-----\nMII\n", "***");
        check("https://user:pw@host/x", "https://***@host/x");
        check("https://user:p@w@host/x", "https://***@host/x");
        check(
            "https://u:p@a.example and ftp://v:q@b.example",
            "https://***@a.example and ftp://***@b.example",
        );
        check("client@example.com", "client@example.com");
        check("", "");
    }

    #[test]
    fn names_and_values_are_both_looked_at() {
        let query = "func=x&authinfo=a:b&after=5&token=1&note=8f14e45fceea167a5a36dedd4bea2543";
        let params = Params::parse_urlencoded(query).unwrap();
        let kept = params_without_secrets(&params);
        let kept: Vec<String> = kept
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(
            kept,
            ["func=x", "authinfo=***", "after=5", "token=***", "note=***"]
        );
    }

    #[test]
    fn a_document_keeps_its_shape() {
        let node = Node::new("doc")
            .with(Node::leaf("password", "p").attr("token", "t"))
            .with(Node::new("elem").with(Node::leaf("id", "7")));
        let kept = node_without_secrets(node);
        assert_eq!(kept.text_of("password"), Some("***"));
        assert_eq!(
            kept.child("password").unwrap().attribute("token"),
            Some("***")
        );
        assert_eq!(kept.child("elem").unwrap().text_of("id"), Some("7"));
    }
}
