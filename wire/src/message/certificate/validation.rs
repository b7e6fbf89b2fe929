//! What has to be published for a name, and whether it was found: a row of `list
//! name="validation"` on a card (our shape, since none is documented; wire 3.12).

use jiff::civil::DateTime;
use onsell_domain::certificate::{Validation, ValidationMethod};
use onsell_domain::{Language, Timestamp, Words, Zone};

use super::approval::method_of;
use crate::Node;

const LIST: &str = "validation";
const VALID: &str = "valid";
const PENDING: &str = "pending";
const FAILED: &str = "failed";

/// Puts the proofs of all names on a card, sentences in the reader's language.
pub(super) fn put(told: &[Validation], node: &mut Node, language: Language) {
    let mut list = Node::new("list").attr("name", LIST);
    list.children = told.iter().map(|one| row(one, language)).collect();
    node.push(list);
}

/// The proofs on a card; a row that names nothing is left out.
pub(super) fn from_card(node: &Node) -> Vec<Validation> {
    let list = node
        .children_of("list")
        .find(|list| list.attribute("name") == Some(LIST));
    let rows = list.into_iter().flat_map(|list| list.children_of("elem"));
    rows.filter_map(from_row).collect()
}

fn row(told: &Validation, language: Language) -> Node {
    let mut row = Node::new("elem");
    row.put("domain", &told.name);
    row.put("method", told.method.name());
    match told.method {
        ValidationMethod::Dns => {
            row.put("name", &told.place);
            row.put("type", &told.record);
            row.put("value", &told.value);
        }
        ValidationMethod::Http => {
            row.put("path", &told.place);
            row.put("content", &told.value);
        }
        ValidationMethod::Email => row.put("email", &told.place),
    }
    let status = match told {
        Validation { is_valid: true, .. } => VALID,
        told if told.problem.is_empty() => PENDING,
        _ => FAILED,
    };
    row.put("status", status);
    row.put("error", told.problem.get(language));
    let until = told
        .valid_until
        .map(|until| until.format_in(&Zone::default()));
    row.put("valid_until", until.unwrap_or_default());
    row
}

/// Without a method the fields tell it. What is wrong is told in the one language that was asked
/// for.
fn from_row(row: &Node) -> Option<Validation> {
    let text = |names: &[&str]| row.first_text(names).unwrap_or_default().to_owned();
    let method = method_of(&text(&["method"])).unwrap_or_else(|| {
        if row.first_text(&["path", "content"]).is_some() {
            ValidationMethod::Http
        } else if row.first_text(&["email"]).is_some() {
            ValidationMethod::Email
        } else {
            ValidationMethod::Dns
        }
    });
    let (place, record, value) = match method {
        ValidationMethod::Dns => (text(&["name"]), text(&["type"]), text(&["value"])),
        ValidationMethod::Http => (text(&["path"]), String::new(), text(&["content"])),
        ValidationMethod::Email => (text(&["email"]), String::new(), String::new()),
    };
    Some(Validation {
        name: row.first_text(&["domain"])?.to_owned(),
        method,
        place,
        record,
        value,
        is_valid: matches!(text(&["status"]).as_str(), VALID | "on"),
        valid_until: row.text_of("valid_until").and_then(instant),
        problem: Words::quoted(text(&["error"])),
    })
}

/// An instant in UTC, or the beginning of a day.
fn instant(text: &str) -> Option<Timestamp> {
    let utc = Zone::default();
    let Ok(told) = text.trim().parse::<DateTime>() else {
        return Some(utc.start_of(crate::parse_date(text)?));
    };
    let time = told.time();
    let (hours, minutes) = (i64::from(time.hour()), i64::from(time.minute()));
    let seconds = (hours * 60 + minutes) * 60 + i64::from(time.second());
    Some(utc.start_of(told.date()).plus_seconds(seconds))
}
