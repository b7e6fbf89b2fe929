//! What is true: money, periods, prices, life cycles, the operation's transitions, license rules.
//!
//! Values in, values out. Deliberately absent: I/O, a clock, randomness and SQL. "Now" and random
//! bytes are parameters, so that every rule can be tried with every input.
//!
//! The rooms are named after the words of the design; whoever knows the word finds the file.

pub mod addon;
pub mod addon_purpose;
pub mod address;
pub mod balance;
pub mod brand;
pub mod bundle;
pub mod certificate;
pub mod client_change;
pub mod clock;
pub mod color;
mod country;
pub mod currency_rate;
pub mod forecast;
pub mod funds;
pub mod held;
pub mod host_name;
pub mod ids;
pub mod item_addon;
pub mod item_status;
pub mod language;
pub mod level;
pub mod license;
pub mod license_document;
pub mod machine;
pub mod margin;
pub mod module_choice;
pub mod module_license;
pub mod money;
pub mod operation;
pub mod period;
pub mod period_rule;
pub mod price;
pub mod price_guard;
pub mod problem;
pub mod proration;
pub mod ranges;
pub mod reference;
pub mod rules;
pub mod scale;
pub mod scheduler;
pub mod secret;
pub mod service;
pub mod tags;
pub mod trial;
pub mod vanish;

pub use addon::{AddonBilling, AddonKind, AddonOfService};
pub use addon_purpose::AddonPurpose;
pub use address::{Address, BadAddress};
pub use certificate::{CertificateState, IssuedCertificate};
pub use client_change::{ClientChange, NotAllowed};
pub use clock::{BadZone, Timestamp, Zone};
pub use country::Country;
pub use currency_rate::{BadRate, CurrencyRate, convert};
pub use funds::{Funds, Shortage};
pub use host_name::{BadHostName, host_name};
pub use ids::{
    AccountId, AddonId, BadId, BillOrderId, CertificateRequestId, CurrencyRateId, DataCenterId,
    DepartmentId, EnumerationId, EnumerationItemId, ExpenseId, IssuedCertificateId, ItemAddonId,
    ModuleId, OperationId, PaymentId, PeriodRuleId, ProblemId, ProductTypeId, ProfileId,
    ProviderId, SellerId, ServiceId, TariffId, TaskId, UpstreamId, UserId, WalletId,
};
pub use item_addon::ItemAmount;
/// A civil date: no time of day and no zone, as dates travel on the wire.
pub use jiff::civil::Date;
pub use language::{Language, Text, Words};
pub use level::Level;
pub use money::{Amount, Currency, Money, MoneyError};
pub use operation::{
    Conclusion, Expiry, Facts, Fault, Handling, ModuleChange, Need, OperationKind, Outcome,
    Progress, State as OperationState, TaskChange, View as OperationView, conclude,
};
pub use period::{BadPeriod, NotRenewable, Period};
pub use period_rule::{BadPeriodRule, PeriodRule, Uncovered, UpstreamTerm, upstream_term};
pub use price::{AddonFault, AddonLimits, TrialRule, order_total};
pub use price_guard::{PriceGuard, share_of_price};
pub use problem::ProblemKind;
pub use proration::{
    AddonChange, ChangePolicy, NotSettled, PaidTerm, Rate, Settlement, TariffChange,
};
pub use ranges::{AddressRanges, BadRange};
pub use reference::{parse_reference, prefix_of_reference, reference};
pub use rules::{AutoDeletion, Change, Deletion, Overrides, ReturnPolicy, RuleChanges, Rules};
pub use scale::{NotOnScale, ScaleType};
pub use secret::Secret;
pub use service::{
    ServiceStatus, StopReason, StopReasons, item_status_key, item_status_text, reasons_from_key,
};
pub use vanish::vanish_limit;
