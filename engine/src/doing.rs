//! What an operation does, whoever does it.

use jiff::civil::Date;
use onsell_domain::{
    AddonId, Amount, OperationId, OperationKind, Period, Progress, TariffId, Timestamp,
};
use onsell_store::operation::ServerChange;

/// What an operation does, without who does it.
#[derive(Debug, Clone)]
pub(crate) struct Doing {
    pub kind: OperationKind,
    pub period: Option<Period>,
    pub reason: u8,
    pub new_name: Option<String>,
    pub new_ip: Option<String>,
    pub addons: Vec<(AddonId, i64)>,
    /// The end that a renewal or a change of tariff promised.
    pub paid_until: Option<Date>,
    /// Whether it covers a term that was sold before.
    pub covers_term: bool,
    /// The period asked of the seller, where it is another than the one sold.
    pub remote_period: Option<Period>,
    /// When it was decided, and its money with it.
    pub begun_at: Timestamp,
    /// The tariff that a change leads to.
    pub new_tariff: Option<TariffId>,
    /// What one renewal costs after a change.
    pub new_renewal_price: Option<Amount>,
    /// What it gives a server.
    pub server: ServerChange,
    /// What its steps left.
    pub progress: Progress,
}

/// What is reserved for an operation, or goes back to the customer when it is done.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Held {
    pub operation: OperationId,
    pub amount: Amount,
    pub refund: Amount,
}
