//! The named values of a request, in the order they came.
//!
//! Everything on the wire is text; `typed` reads numbers, dates and periods out of it. What a value
//! means is not known here.

mod typed;

use crate::{Fault, is_secret_name, urlencoded};

use typed::without_stray;
pub use typed::{IDS_MAX, parse_date};

/// Named values; a name may occur more than once, and the last one counts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads a query string or a form body. A sequence of `%` that is no UTF-8 is refused.
    pub fn parse_urlencoded(text: &str) -> Result<Self, Fault> {
        urlencoded::decode(text.as_bytes())
    }

    /// The pairs as a query string or form body.
    pub fn to_query(&self) -> String {
        urlencoded::encode(self)
    }

    /// The value of a name, also when it is empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .rev()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Gives a name this value and no other.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.retain(|(known, _)| known != name);
        self.push(name, value);
    }

    /// Appends a pair.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.0.push((name.into(), value.into()));
    }

    /// Takes a name out.
    pub fn remove(&mut self, name: &str) {
        self.0.retain(|(known, _)| known != name);
    }

    /// All pairs, in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The pairs that may be repeated in an answer or a log: secrets are left out, and the value
    /// that a call says to keep as one (`service.saveparam` with `crypted`, wire 4.4).
    pub fn redacted(&self) -> impl Iterator<Item = (&str, &str)> {
        let is_crypted = self.is_on("crypted");
        self.iter()
            .filter(move |(name, _)| !(is_secret_name(name) || is_crypted && *name == "value"))
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no pair.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a switch is on: `on`, `yes`, `1` or `ok` (wire 1.2).
    pub fn is_on(&self, name: &str) -> bool {
        let value = self.get(name).map(without_stray);
        value.is_some_and(|value| {
            ["on", "yes", "1", "ok"]
                .iter()
                .any(|o| value.eq_ignore_ascii_case(o))
        })
    }

    /// Whether a name has a value that is not empty.
    pub fn has(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| !value.is_empty())
    }
}

impl FromIterator<(String, String)> for Params {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(value: &str) -> Params {
        let mut params = Params::default();
        params.push("x", "first");
        params.push("x", value);
        params
    }

    #[test]
    fn the_last_value_counts() {
        let mut params = with("2");
        assert_eq!(params.get("x"), Some("2"));
        assert_eq!(
            params.iter().collect::<Vec<_>>(),
            [("x", "first"), ("x", "2")]
        );
        params.set("x", "3");
        assert_eq!(params.iter().collect::<Vec<_>>(), [("x", "3")]);
        assert_eq!(params.len(), 1);
        params.remove("x");
        assert!(params.is_empty());
        assert_eq!(params.get("x"), None);
    }

    #[test]
    fn switches() {
        let check =
            |value: &str, expect: bool| assert_eq!(with(value).is_on("x"), expect, "{value}");
        check("on", true);
        check("ON", true);
        check("yes", true);
        check("1", true);
        check("ok", true);
        check("on;", true);
        check("off", false);
        check("0", false);
        check("", false);
        assert!(!with("on").is_on("y"));
        assert!(with("off").has("x") && !with("").has("x"));
    }

    #[test]
    fn secrets_are_not_repeated() {
        let mut params = with("2");
        params.push("authinfo", "u:p");
        params.push("Password", "p");
        assert_eq!(
            params.redacted().collect::<Vec<_>>(),
            [("x", "first"), ("x", "2")]
        );
    }
}
