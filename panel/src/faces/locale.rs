//! How values that the API writes for programs are read by people.

use onsell_domain::Language;

/// A value as people read it.
pub(crate) fn shown(text: &str, _language: Language) -> String {
    text.to_owned()
}
