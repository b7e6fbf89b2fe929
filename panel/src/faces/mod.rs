//! Pages for people, and descriptions for machines.

mod assets;
mod badge;
pub(crate) mod brand;
mod choices;
mod columns;
pub mod csrf;
pub(crate) mod door;
mod facts;
mod field;
mod fixed_choices;
mod form;
mod frame;
mod generic;
mod guard;
mod list;
mod live;
pub mod locale;
mod menu;
pub mod openapi;
mod page;
mod pages;
mod per_period;
mod perform;
mod preference;
pub mod reference;
mod verbs;
mod visit;
mod words;

/// Text as it may stand in HTML, also inside an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            plain => out.push(plain),
        }
    }
    out
}
