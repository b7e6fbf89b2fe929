//! What stories ask for often, and what they read of an answer.

use crate::{LITE, Twin, text};
use onsell_wire::Node;

const DAY_SECONDS: i64 = 24 * 3600;

impl Twin {
    /// A license that the reseller orders at the vendor, whose stock gives it at once; its number.
    /// `renewal` is the period of its automatic renewal, or `null`.
    pub fn vendor_license(&self, ip: &str, renewal: &str) -> String {
        let parameters = [
            ("pricelist", LITE),
            ("period", "1"),
            ("ip", ip),
            ("autoprolong", renewal),
            ("skipbasket", "on"),
            ("sok", "ok"),
        ];
        let answer = self.reseller_calls("soft.order.param", &parameters);
        assert_eq!(error(&answer), "", "{answer:?}");
        text(&answer, "id").to_owned()
    }

    /// The card of a license at the vendor, as the reseller sees it.
    pub fn vendor_card(&self, id: &str) -> Node {
        self.reseller_calls("soft.edit", &[("elid", id)])
    }

    /// The customer moves a service to another tariff of the provider.
    pub fn change_tariff(&self, service: &str, tariff: &str) -> Node {
        let parameters = [("elid", service), ("pricelist", tariff), ("sok", "ok")];
        self.customer_calls("service.changepricelist", &parameters)
    }

    /// Days pass, and both sides look at what each of them brought.
    pub fn pass_days(&self, days: i64) {
        for _ in 0..days {
            self.pass_seconds(DAY_SECONDS);
        }
    }
}

/// The type of a refusal; empty for an answer that is none.
pub fn error(answer: &Node) -> &str {
    let error = answer.child("error");
    error
        .and_then(|error| error.attribute("type"))
        .unwrap_or_default()
}

/// The type and the object of an answer that must be a refusal.
///
/// # Panics
/// Where it is none.
pub fn refusal(answer: &Node) -> String {
    let error = answer
        .child("error")
        .unwrap_or_else(|| panic!("no error in {answer:?}"));
    let part = |name| error.attribute(name).unwrap_or_default();
    format!("{} {}", part("type"), part("object"))
        .trim()
        .to_owned()
}

/// An answer that must be none.
///
/// # Panics
/// Where it is one.
#[track_caller]
pub fn fine(answer: Node) -> Node {
    assert!(answer.child("error").is_none(), "{answer:?}");
    answer
}

/// What a refusal says to a person.
pub fn message(answer: &Node) -> &str {
    let error = answer.child("error");
    error
        .and_then(|error| error.text_of("msg"))
        .unwrap_or_default()
}

/// The state of an operation, of its row or its card.
pub fn state(operation: &Node) -> &str {
    let status = operation.child("status");
    status
        .and_then(|status| status.attribute("orig"))
        .unwrap_or_default()
}

/// The status of a service with its detail, such as `3_autosuspend`.
pub fn status_key(card: &Node) -> &str {
    let status = card.child("item_status");
    status
        .and_then(|status| status.attribute("orig"))
        .unwrap_or_default()
}
