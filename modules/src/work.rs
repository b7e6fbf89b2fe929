//! One attempt of one operation, and what is known after it.

use jiff::civil::Date;
use onsell_domain::{AddonId, OperationKind, Outcome, Period, TariffId, UpstreamId};
use onsell_wire::message::ServiceState;

/// What a module is asked to do. Everything was written down before it is sent.
#[derive(Debug, Clone)]
pub struct Work {
    /// What to do.
    pub kind: OperationKind,
    /// The internal name of the product type.
    pub type_name: String,
    /// The seller's tariff.
    pub tariff: TariffId,
    /// The period to order or to renew for.
    pub period: Option<Period>,
    /// The label of the service; the new one where an edit changes it.
    pub name: String,
    /// The address of the service; the new one where an edit changes it.
    pub ip: String,
    /// Whether an edit changes the label; what it does not change is not sent.
    pub changes_name: bool,
    /// Whether an edit changes the address.
    pub changes_ip: bool,
    /// The seller's addon ids and values.
    pub addons: Vec<(AddonId, i64)>,
    /// Our name for the service at the seller.
    pub reference: String,
    /// The key of a paid request, the same in every attempt.
    pub order_key: String,
    /// The seller's number for the service, once it is known.
    pub upstream: Option<UpstreamId>,
    /// The seller's end date when a renewal was decided.
    pub before_expires: Option<Date>,
    /// The key when a new one was asked for.
    pub before_key: String,
    /// Set when an earlier attempt may have reached the seller.
    pub sent_before: Option<SentBefore>,
    /// Whether the seller answers a repeated order key with the answer it gave.
    pub honors_order_key: bool,
}

/// What is known of an earlier attempt that may have reached the seller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentBefore {
    /// How long ago it may last have been sent.
    pub seconds_ago: i64,
    /// Whether it may still be under way: no answer to it came.
    pub is_unanswered: bool,
}

/// What is known after an attempt.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The outcome.
    pub outcome: Outcome,
    /// Whether the request itself may have left us in this attempt. Look-ups do not count.
    pub sent: bool,
    /// The reading that told the outcome, where a look did.
    pub seen: Option<Box<ServiceState>>,
}
