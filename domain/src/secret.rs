//! Text that must not be printed: module passwords, private keys, session keys.

use std::fmt;

/// A secret text. It has no `Display`, and its `Debug` form tells nothing, so it cannot slip into
/// a log line or an error message; whoever needs the words says so with [`Secret::expose`].
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Secret(String);

impl Secret {
    /// The words themselves, for the one place that sends or seals them.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to hide.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_come_out_only_when_exposed() {
        let secret = Secret::from("correct horse".to_owned());
        assert_eq!(secret.expose(), "correct horse");
        assert_eq!(
            format!("{secret:?} {:#?}", Some(&secret))
                .matches("horse")
                .count(),
            0
        );
        assert_eq!(format!("{secret:?}"), "Secret(..)");
        assert!(Secret::default().is_empty() && !secret.is_empty());
    }
}
