//! What is true: money, periods, prices, life cycles, the operation's transitions, license rules.
//!
//! Values in, values out. Deliberately absent: I/O, a clock, randomness and SQL. "Now" and random
//! bytes are parameters, so that every rule can be tried with every input.
//!
//! The rooms are named after the words of the design; whoever knows the word finds the file.

pub mod address;
pub mod balance;
pub mod clock;
pub mod forecast;
pub mod funds;
pub mod held;
pub mod ids;
pub mod item_status;
pub mod language;
pub mod level;
pub mod license;
pub mod money;
pub mod operation;
pub mod period;
pub mod price;
pub mod problem;
pub mod ranges;
pub mod reference;
pub mod secret;
pub mod service;
pub mod trial;

pub use address::{Address, BadAddress};
pub use clock::{BadZone, Timestamp, Zone};
pub use funds::{Funds, Shortage};
pub use ids::{
    AccountId, AddonId, BadId, DataCenterId, DepartmentId, ExpenseId, ModuleId, OperationId,
    PaymentId, ProblemId, ProductTypeId, ProviderId, SellerId, ServiceId, TariffId, TaskId,
    UpstreamId, UserId, WalletId,
};
/// A civil date: no time of day and no zone, as dates travel on the wire.
pub use jiff::civil::Date;
pub use language::{Language, Text};
pub use level::Level;
pub use money::{Amount, Currency, Money, MoneyError};
pub use operation::{
    Conclusion, Expiry, Facts, Fault, Handling, ModuleChange, OperationKind, Outcome,
    State as OperationState, TaskChange, View as OperationView, conclude,
};
pub use period::{BadPeriod, NotRenewable, Period};
pub use price::{AddonFault, AddonLimits, TrialRule, order_total};
pub use problem::ProblemKind;
pub use ranges::{AddressRanges, BadRange};
pub use reference::{parse_reference, reference};
pub use secret::Secret;
pub use service::{
    ServiceStatus, StopReason, StopReasons, item_status_key, item_status_text, reasons_from_key,
};
