//! What an operation does, whoever does it.

use jiff::civil::Date;
use onsell_domain::{AddonId, Amount, OperationId, OperationKind, Period};

/// What an operation does, without who does it.
#[derive(Debug, Clone)]
pub(crate) struct Doing {
    pub kind: OperationKind,
    pub period: Option<Period>,
    pub reason: u8,
    pub new_name: Option<String>,
    pub new_ip: Option<String>,
    pub addons: Vec<(AddonId, i64)>,
    /// The end that a renewal promised.
    pub paid_until: Option<Date>,
    /// Whether it covers a term that was sold before.
    pub covers_term: bool,
    /// The period asked of the seller, where it is another than the one sold.
    pub remote_period: Option<Period>,
}

/// What is reserved for an operation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub operation: OperationId,
    pub amount: Amount,
}
