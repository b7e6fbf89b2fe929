//! The part of an order that only certificates have: `certificate.order.param` (wire 3.12).

use onsell_domain::Secret;
use onsell_domain::certificate::{Contacts, Subject};

use super::{Approval, EXISTS, GENERATE, names, subject};
use crate::{Fault, Params};

/// What is to be certified, for whom, and how that is proven.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CertificateOrder {
    /// The request to be signed, in PEM; empty where the seller shall make one.
    pub csr: String,
    /// The key of the request, where the seller made both before. Read from buyers who repeat it,
    /// as the documentation does; our own client never sends one.
    pub key: Option<Secret>,
    /// Whether the buyer says that the request was made by the seller (`crt_type=generate`).
    pub is_generated: bool,
    /// The subject, which repeats what the request says.
    pub subject: Subject,
    /// The seller's number of the country, where it is known.
    pub country_id: Option<i64>,
    /// Further names.
    pub names: Vec<String>,
    /// People and organization.
    pub contacts: Contacts,
    /// How the names shall be proven.
    pub approval: Approval,
}

impl CertificateOrder {
    /// Appends this part of an order.
    pub fn push(&self, params: &mut Params) {
        let source = if self.is_generated { GENERATE } else { EXISTS };
        params.push("crt_type", source);
        subject::push(params, &self.subject, self.country_id);
        names::push(params, &self.names);
        for (name, value) in self.contacts.fields() {
            params.push(name, value);
        }
        self.approval.push(params);
        if !self.csr.is_empty() {
            params.push("csr", &self.csr);
        }
    }

    /// This part of an order.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let text = |name: &str| params.text(name).unwrap_or_default().to_owned();
        Ok(Self {
            csr: text("csr"),
            key: params.text("key").map(Secret::from),
            is_generated: params.text("crt_type") == Some(GENERATE),
            subject: subject::from_params(params)?,
            country_id: subject::country_id(params)?,
            names: names::from_params(params)?.unwrap_or_default(),
            contacts: Contacts::read(|name| params.text(name)),
            approval: Approval::from_params(params)?,
        })
    }
}
