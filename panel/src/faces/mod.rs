//! Pages for people, and descriptions for machines.

mod assets;
mod badge;
pub(crate) mod brand;
mod cells;
mod chart;
mod choices;
mod columns;
pub mod csrf;
mod deed;
pub(crate) mod door;
mod facts;
mod field;
mod fixed_choices;
mod form;
mod frame;
mod generic;
mod guard;
mod list;
mod list_filters;
mod live;
pub mod locale;
mod menu;
pub mod openapi;
mod page;
mod pages;
mod part_form;
mod per_period;
mod perform;
mod preference;
mod preview;
pub mod reference;
mod sheet;
mod table;
mod verbs;
mod visit;
mod words;

pub(crate) use visit::is_ours;

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
