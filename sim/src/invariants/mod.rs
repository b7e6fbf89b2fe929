//! What must be true after every step, each in a file of its own name.

mod agreement;
mod ledgers_balance;
mod no_limit_is_passed;
mod no_operation_disappears;
mod no_sale_below_cost;
mod one_upstream_service_and_one_charge;
mod paid_is_delivered;
mod paid_periods_stay;

pub use agreement::disagreement;

use crate::reading::Reading;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// What the people of a story were told, beyond what the databases say.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The seller knows no order keys.
    pub is_stranger: bool,
    /// Services whose order was confirmed to the customer, with the order's key.
    pub orders: Vec<(i64, String)>,
    /// Renewals that were confirmed, with the end that was promised.
    pub renewals: Vec<(i64, Option<Date>)>,
    /// Operations at which staff pressed Send anyway.
    pub sent_anyway: BTreeSet<i64>,
    /// Services of the reseller that somebody asked to close.
    pub closings: BTreeSet<i64>,
}

/// What a check is given.
pub struct Step<'a> {
    /// What both said before the step.
    pub before: &'a Reading,
    /// What both say after it.
    pub after: &'a Reading,
    /// What the people know.
    pub known: &'a Known,
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Which invariant.
    pub invariant: &'static str,
    /// In words.
    pub words: String,
}

impl Violation {
    /// What kind of violation it is: without numbers and names, which differ from story to story.
    pub fn kind(&self) -> String {
        let mut kind = format!("{}: ", self.invariant);
        for (index, part) in self.words.split('"').enumerate() {
            if index % 2 == 0 {
                kind.extend(part.chars().filter(|sign| !sign.is_ascii_digit()));
            }
        }
        kind
    }
}

type Check = fn(&Step<'_>) -> Result<(), String>;

/// Every invariant that holds after every step, by the name of its file.
pub const INVARIANTS: [(&str, Check); 7] = [
    (
        "one_upstream_service_and_one_charge",
        one_upstream_service_and_one_charge::check,
    ),
    ("ledgers_balance", ledgers_balance::check),
    ("no_limit_is_passed", no_limit_is_passed::check),
    ("no_operation_disappears", no_operation_disappears::check),
    ("paid_periods_stay", paid_periods_stay::check),
    ("paid_is_delivered", paid_is_delivered::check),
    ("no_sale_below_cost", no_sale_below_cost::check),
];

/// Both sides agree, some time after the last fault.
pub const AGREEMENT: &str = "agreement";
/// No thread, no unit and no function panics.
pub const NOTHING_PANICS: &str = "nothing_panics";

/// The first invariant that does not hold after a step.
pub fn check(step: &Step<'_>) -> Result<(), Violation> {
    for (invariant, check) in INVARIANTS {
        check(step).map_err(|words| Violation { invariant, words })?;
    }
    Ok(())
}
