//! What is being done to a service: what there is now beside what was asked for.

use crate::faces::visit::Visit;
use onsell_wire::Node;

/// A value that is being changed.
pub(super) struct Requested {
    /// What it is called.
    pub label: String,
    /// What it is now.
    pub now: String,
    /// What it will be.
    pub then: String,
}

/// The values that are being changed, as the card of a service tells them.
pub(super) fn read(visit: &Visit, card: &Node) -> Vec<Requested> {
    let mut lists = card.children_of("list");
    let list = lists.find(|list| list.attribute("name") == Some("requested"));
    let rows = list.into_iter().flat_map(|list| list.children_of("elem"));
    let row = |row: &Node| {
        let text = |name: &str| row.text_of(name).unwrap_or_default();
        Requested {
            label: text("title").to_owned(),
            now: shown(visit, text("before")),
            then: shown(visit, text("after")),
        }
    };
    rows.filter(|row| row.text_of("before") != row.text_of("after"))
        .map(row)
        .collect()
}

fn shown(visit: &Visit, value: &str) -> String {
    match value {
        "" | "0.0.0.0" => visit.words.say("service-none"),
        value => visit.locale.wire(value),
    }
}
