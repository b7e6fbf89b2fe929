//! Issuing a certificate anew inside its paid term: `certificate.reissue` (wire 3.12).

use onsell_domain::{Money, Secret};

use super::{Approval, names};
use crate::message::field;
use crate::{Document, Fault, Node, Params};

const FUNC: &str = "certificate.reissue";

/// What is to be issued anew.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReissueRequest {
    /// The seller's id of the service.
    pub service: i64,
    /// The request to be signed now, in PEM; empty takes the one before.
    pub csr: String,
    /// The key of the request, as in an order: read, never sent.
    pub key: Option<Secret>,
    /// All further names from now on; `None` leaves them.
    pub names: Option<Vec<String>>,
    /// How the names shall be proven.
    pub approval: Approval,
    /// Random text of the buyer; our seller answers a repeated one with the answer it gave (our
    /// extension). Empty for none.
    pub order_key: String,
    /// The most that further names may cost; our seller refuses more (our extension).
    pub price_max: Option<Money>,
}

impl ReissueRequest {
    /// The request as it is sent.
    pub fn to_params(&self) -> Params {
        let mut params = Params::default();
        params.push("func", FUNC);
        params.push("elid", self.service.to_string());
        if !self.csr.is_empty() {
            params.push("csr", &self.csr);
        }
        match self.names.as_deref() {
            Some([]) => params.push("altname", ""),
            Some(names) => names::push(&mut params, names),
            None => {}
        }
        self.approval.push(&mut params);
        if !self.order_key.is_empty() {
            params.push("orderkey", &self.order_key);
        }
        field::push_price_max(&mut params, self.price_max);
        params.push("skipbasket", "on");
        params.push("sok", "ok");
        params
    }

    /// What a request asks for.
    pub fn from_params(params: &Params) -> Result<Self, Fault> {
        Ok(Self {
            service: params.required_id("elid")?,
            csr: params.text("csr").unwrap_or_default().to_owned(),
            key: params.text("key").map(Secret::from),
            names: names::from_params(params)?,
            approval: Approval::from_params(params)?,
            order_key: field::reference(params, "orderkey")?,
            price_max: field::price_max(params)?,
        })
    }
}

/// What came of it: it is on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReissueAnswer {
    /// The seller's id of the service, which may be another than before; `None` when the seller
    /// does not say.
    pub service: Option<i64>,
    /// What was taken from the balance, where the seller says so (our extension).
    pub charged: Option<Money>,
}

impl ReissueAnswer {
    /// The answer.
    pub fn to_document(&self) -> Document {
        let mut document = Document::result(FUNC);
        if let Some(service) = self.service {
            document.put("id", service.to_string());
        }
        field::put_charged(&mut document.root, self.charged);
        document.push(Node::new("ok"));
        document
    }

    /// Reads an answer that is no refusal.
    pub fn from_node(root: &Node) -> Self {
        let inner = root.child("doc");
        let id = |node: &Node| field::first_id(node, &["item.id", "id"]);
        Self {
            service: id(root).or_else(|| id(inner?)),
            charged: field::charged(root),
        }
    }
}
