//! How far an operation of several steps is: what a done step left that the next ones need to
//! know. Kept with the operation, so that a done step is never done again, whoever goes on.

use std::collections::BTreeMap;
use std::fmt;

/// Names and values, none of them secret.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress(BTreeMap<String, String>);

impl Progress {
    /// What is known under a name; empty values are unknown.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A number that is known under a name.
    pub fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.parse().ok()
    }

    /// This, with one value more. An empty value is forgotten; a line break in one becomes a space,
    /// since the lines are what is kept.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        let value = value.to_string().replace(['\n', '\r'], " ");
        if value.is_empty() {
            self.0.remove(name);
        } else {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// This, without a value.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.0.remove(name);
        self
    }

    /// Whether no step was done yet.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was kept; lines that are none are left out.
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| line.split_once('='));
        Self(
            lines
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }
}

/// As it is kept: a line for each value.
impl fmt::Display for Progress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|(name, value)| writeln!(formatter, "{name}={value}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back() {
        let progress = Progress::default()
            .with("machine", 17)
            .with("task", "a=b\nc")
            .with("empty", "");
        let kept = progress.to_string();
        assert_eq!(kept, "machine=17\ntask=a=b c\n");
        assert_eq!(Progress::parse(&kept), progress);
        assert_eq!(progress.number("machine"), Some(17));
        assert_eq!(progress.number("task"), None);
        assert_eq!(progress.get("empty"), None);
        assert!(!progress.is_empty());
        assert_eq!(progress.without("task").to_string(), "machine=17\n");
        assert!(Progress::parse("nothing").is_empty());
    }
}
