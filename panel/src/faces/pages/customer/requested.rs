//! What is being done to a service: what there is now beside what was asked for.

use super::option::Choice;
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

/// The values that are being changed, from the card of a service and what `service.state` says.
pub(super) fn read(visit: &Visit, card: &Node, work: &Node, options: &[Choice]) -> Vec<Requested> {
    let words = visit.words;
    let mut changes = Vec::new();
    let mut put = |label: String, now: &str, then: &str| {
        if now != then {
            changes.push(Requested {
                label,
                now: shown(visit, now),
                then: shown(visit, then),
            });
        }
    };
    let known = [
        ("licname", "licname", words.say("order-name")),
        ("ip", "ip", words.say("order-address")),
        ("pricelist", "pricelist_name", words.say("service-plan")),
        ("expiredate", "expiredate", words.say("service-ends")),
    ];
    for (name, of_card, label) in known {
        if let Some(then) = work.text_of(name) {
            put(label, card.text_of(of_card).unwrap_or_default(), then);
        }
    }
    for option in options {
        if let Some(then) = work.text_of(&option.name) {
            let name = |value: &str| {
                let known = option.values.iter().find(|one| one.value == value);
                known.map_or_else(|| value.to_owned(), |one| one.text.clone())
            };
            put(option.label.clone(), &name(&option.value), &name(then));
        }
    }
    changes
}

fn shown(visit: &Visit, value: &str) -> String {
    match value {
        "" | "0.0.0.0" => visit.words.say("service-none"),
        value => visit.locale.wire(value),
    }
}
