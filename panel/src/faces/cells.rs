//! Cells of rows as people read them, in lists and in parts of other pages, and where a row leads.

use super::badge;
use super::visit::Visit;
use crate::column::Column;
use onsell_domain::Period;
use onsell_wire::{Node, Params};

/// A cell.
#[derive(Default)]
pub(crate) struct Cell {
    /// What the column is called, for narrow windows.
    pub label: &'static str,
    /// What is read.
    pub text: String,
    /// The color of a state.
    pub badge: Option<&'static str>,
    /// Whether it stands at the right.
    pub is_number: bool,
    /// A switch that is on or off.
    pub switch: Option<bool>,
    /// Whether it leads to what the row is about.
    pub leads: bool,
}

impl Cell {
    /// Whether it is better not to break it.
    pub fn is_short(&self) -> bool {
        const SHORT: usize = 22;
        self.text.chars().count() <= SHORT
    }

    /// Whether it is a sentence, which needs some room.
    pub fn is_long(&self) -> bool {
        const LONG: usize = 60;
        self.text.chars().count() >= LONG
    }
}

/// A cell as people read it.
pub(crate) fn cell(visit: &Visit, column: &Column, node: Option<&Node>) -> Cell {
    let text = node.map_or("", |node| node.text.as_str());
    if column.name == "autoprolong" {
        return Cell {
            text: renewal(visit, text),
            ..Cell::default()
        };
    }
    let original = node.and_then(|node| node.attribute("orig"));
    let switch = match text {
        "on" => Some(true),
        "off" => Some(false),
        _ => None,
    };
    Cell {
        badge: original.map(badge::color),
        is_number: original.is_none() && is_number(text),
        switch: switch.filter(|_| original.is_none()),
        text: visit.locale.wire(text),
        ..Cell::default()
    }
}

/// How long each automatic renewal is, or that there is none.
fn renewal(visit: &Visit, code: &str) -> String {
    let period = code
        .parse()
        .ok()
        .and_then(|code| Period::from_code(code).ok());
    match period {
        Some(period) => period.name(visit.language()),
        None => visit.words.say("renewal-none"),
    }
}

/// Numbers and money stand at the right.
fn is_number(text: &str) -> bool {
    let digits = text.split_once(' ').map_or(text, |(digits, _)| digits);
    let mut characters = digits.chars();
    let is_first = |c: char| c.is_ascii_digit() || c == '-';
    characters.next().is_some_and(is_first)
        && characters.all(|c| c.is_ascii_digit() || c == '.')
        && digits.matches('.').count() < 2
        && digits.len() <= 20
}

/// Where the row of an object leads; what it belongs to goes along.
pub(crate) fn row_address(edit: &str, id: &str, parent: Option<&str>) -> String {
    let mut params = Params::default();
    params.push("elid", id);
    if let Some(parent) = parent {
        params.push("plid", parent);
    }
    Visit::address(edit, &params)
}
