//! Step one of an order: `certificate.order.csr` makes a key and a request, or reads a request that
//! the buyer brings (wire 3.12).

use onsell_domain::certificate::Subject;
use onsell_domain::{Period, Secret, TariffId};

use super::{EXISTS, GENERATE, names, subject};
use crate::{Document, Fault, Node, Params};

const FUNC: &str = "certificate.order.csr";

/// What the request shall say.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CsrRequest {
    /// The seller's tariff.
    pub tariff: Option<TariffId>,
    /// How long is to be paid.
    pub period: Option<Period>,
    /// The subject.
    pub subject: Subject,
    /// The seller's number of the country, where it is known.
    pub country_id: Option<i64>,
    /// Further names.
    pub names: Vec<String>,
    /// The request that the buyer brings, in PEM; empty when the seller shall make one.
    pub csr: String,
}

impl CsrRequest {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        if self.csr.is_empty() {
            params.push("crt_type", GENERATE);
        } else {
            params.push("crt_type", EXISTS);
            params.push("csr", &self.csr);
        }
        if let Some(tariff) = self.tariff {
            params.push("pricelist", tariff.to_string());
        }
        if let Some(period) = self.period {
            params.push("period", period.code().to_string());
        }
        subject::push(&mut params, &self.subject, self.country_id);
        names::push(&mut params, &self.names);
        params.push("snext", "ok");
        params.push("sok", "ok");
        params
    }

    /// What a request asks for.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        let tariff: Option<i64> = params.integer("pricelist")?;
        let brings = params.text("crt_type") != Some(GENERATE);
        let csr = params.text("csr").filter(|_| brings);
        Ok(Self {
            tariff: tariff.map(TariffId::new),
            period: params.period("period")?,
            subject: subject::from_params(params)?,
            country_id: subject::country_id(params)?,
            names: names::from_params(params)?.unwrap_or_default(),
            csr: csr.unwrap_or_default().to_owned(),
        })
    }
}

/// A request, and the key that was made with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsrAnswer {
    /// The request, in PEM.
    pub csr: String,
    /// The key, in PEM; none where the buyer brought the request. It is told here and never again.
    pub key: Option<Secret>,
}

impl CsrAnswer {
    /// The answer: a form, since that is where the documentation finds it (`model.csr` in bjson).
    pub fn to_document(&self) -> Document {
        let mut document = Document::form(FUNC);
        document.put("csr", &self.csr);
        if let Some(key) = &self.key {
            document.put("key", key.expose());
        }
        document
    }

    /// Reads an answer that is no refusal. `None` when there is no request in it.
    pub fn from_node(root: &Node) -> Option<Self> {
        let has_csr = |node: &&Node| node.first_text(&["csr"]).is_some();
        let node = Some(root)
            .filter(has_csr)
            .or_else(|| root.child("doc").filter(has_csr))?;
        let key = node.first_text(&["key", "pkey"]);
        Some(Self {
            csr: node.first_text(&["csr"])?.to_owned(),
            key: key.map(Secret::from),
        })
    }
}
