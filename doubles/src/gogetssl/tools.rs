//! What the shop tells without an order: products, what is in a request, who approves a name.

use onsell_domain::certificate::approver::approvers;
use onsell_wire::Params;
use onsell_x509::request;
use serde_json::{Value, json};

use super::{MULTI, MULTI_WILDCARD, SINGLE, Told, WILDCARD, refusal};

/// A product: its number, its name, its price of a year in cents and that of one more name, whether
/// it has wildcards, how many names it includes and how many it may have.
pub(super) struct Goods {
    pub id: i64,
    name: &'static str,
    pub cents: i64,
    pub name_cents: i64,
    pub has_wildcards: bool,
    pub names_included: usize,
    pub names_max: usize,
}

const GOODS: [Goods; 4] = [
    goods(SINGLE, "PositiveSSL", (900, 0), false, (1, 1)),
    goods(
        MULTI,
        "PositiveSSL Multi-Domain",
        (2000, 500),
        false,
        (3, 250),
    ),
    goods(WILDCARD, "PositiveSSL Wildcard", (7000, 0), true, (1, 1)),
    goods(
        MULTI_WILDCARD,
        "Multi-Domain Wildcard",
        (9000, 900),
        true,
        (3, 250),
    ),
];

const fn goods(
    id: i64,
    name: &'static str,
    (cents, name_cents): (i64, i64),
    has_wildcards: bool,
    (names_included, names_max): (usize, usize),
) -> Goods {
    Goods {
        id,
        name,
        cents,
        name_cents,
        has_wildcards,
        names_included,
        names_max,
    }
}

/// The product of this number.
pub(super) fn product(id: Option<&str>) -> Option<&'static Goods> {
    let id: i64 = id?.parse().ok()?;
    GOODS.iter().find(|goods| goods.id == id)
}

pub(super) fn products() -> Value {
    let products = GOODS.iter().map(|goods| {
        json!({
            "id": goods.id,
            "product": goods.name,
            "brand": "sectigo",
            "product_type": "domain",
            "wildcard_enabled": u8::from(goods.has_wildcards),
            "san_enabled": u8::from(goods.names_max > 1),
            "san_max": goods.names_max,
            "org_required": 0,
            "dcv_email": 1,
            "dcv_dns": 1,
            "dcv_http": 1,
            "max_period": 12,
            "terms_min": 12,
            "prices": {"12": goods.cents as f64 / 100.0, "san": {"12": goods.name_cents as f64 / 100.0}},
        })
    });
    json!({"products": products.collect::<Vec<_>>(), "success": true})
}

pub(super) fn decode(params: &Params) -> Told {
    match request::read(params.get("csr").unwrap_or_default()) {
        Ok(read) => Ok(json!({
            "csrResult": {
                "CN": read.subject.common_name,
                "O": read.subject.organization,
                "C": read.subject.country,
                "Key Size": read.key.name(),
                "dnsName(s)": read.names,
            },
            "success": true,
        })),
        Err(fault) => refusal("csr_invalid", fault.to_string()),
    }
}

pub(super) fn validate(params: &Params) -> Told {
    decode(params).map(|_| json!({"success": true}))
}

pub(super) fn emails(params: &Params) -> Told {
    let name = params.get("domain").unwrap_or_default();
    if name.is_empty() {
        return refusal("domain_required", "The domain is missing");
    }
    let known = approvers(name);
    Ok(json!({"ComodoApprovalEmails": known, "GeotrustApprovalEmails": known, "success": true}))
}
