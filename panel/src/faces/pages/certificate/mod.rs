//! What the pages of certificates have in common, whoever looks: what is told of one, how its names
//! are proven, and its files.

pub(super) mod file;
pub(super) mod proof;
pub(super) mod sells;
pub(super) mod staff;
pub(super) mod told;

use crate::faces::visit::Visit;

/// The product type.
pub(crate) const KIND: &str = "certificate";

/// Whether what is looked at is one.
pub(crate) fn is_meant(visit: &Visit) -> bool {
    let function = visit.function.trim_start_matches("v2.");
    function.split('.').next() == Some(KIND)
}

/// Whether a field of an order says something of the certificate, and nothing of what it costs.
pub(crate) fn is_own(name: &str) -> bool {
    const REQUEST: [&str; 14] = [
        "crt_type",
        "csr",
        "key",
        "CN",
        "altname",
        "field_country",
        "C",
        "ST",
        "L",
        "O",
        "OU",
        "emailAddress",
        "payer",
        "fillin",
    ];
    const BEGINNINGS: [&str; 4] = ["adm_", "tech_", "org_", "approver_"];
    REQUEST.contains(&name) || BEGINNINGS.iter().any(|begin| name.starts_with(begin))
}
