//! What is told of something that was sold.

use onsell_domain::Language;
use onsell_domain::certificate::{Validation, ValidationMethod};
use onsell_wire::message::EditRequest;
use onsell_wire::message::certificate::{CertificateTold, FileKind, FileRequest};
use onsell_wire::message::service::ServiceState;
use onsell_wire::{Document, Fault, Node, Params};

use super::{Sold, World};
use crate::http::Answer;
use crate::mgr5::{self, Outcome, list};

impl Sold {
    fn fields(&self, node: &mut Node) {
        let status = self.status.split('_').next().unwrap_or_default();
        node.put("id", self.id.to_string());
        node.put("remoteid", &self.reference);
        node.put("pricelist", self.tariff.to_string());
        node.put("status", status);
        node.push(Node::leaf("item_status", status).attr("orig", &self.status));
        node.put("service_status", self.state.to_string());
        node.put("createdate", self.created.to_string());
        node.put("period", self.period.code().to_string());
        node.put("autoprolong", "null");
        let expires = self.expires.map(|day| day.to_string());
        node.put("expiredate", expires.unwrap_or_default());
        node.put("CN", &self.common_name);
    }

    fn card(&self, hides_certificate: bool) -> Node {
        let mut card = Node::new("doc").attr("func", "certificate.edit");
        self.fields(&mut card);
        let issued = self.issued.as_ref();
        let pem = issued.map(|issued| issued.pem.clone());
        let chain = issued.map(|issued| issued.chain.clone());
        card.put("altname", self.names.join(" "));
        card.put("csr", &self.csr);
        if !hides_certificate {
            card.put("crt", pem.unwrap_or_default());
            card.put("ca", chain.unwrap_or_default());
        }
        if !self.key.is_empty() {
            card.put("key", &self.key);
        }
        let told = CertificateTold {
            validations: self.validations(),
            ..CertificateTold::default()
        };
        let mut proofs = Node::new("doc");
        told.put_card(&mut proofs, Language::En);
        let is_list = |child: &Node| child.tag == "list";
        card.children
            .extend(proofs.children.into_iter().filter(is_list));
        card
    }

    /// What is to be published while the authority waits for it.
    fn validations(&self) -> Vec<Validation> {
        if ![3, 4].contains(&self.state) {
            return Vec::new();
        }
        let method = self.approval.method.unwrap_or_default();
        let proof = |name: String| {
            let (place, record, value) = match method {
                ValidationMethod::Dns => {
                    (format!("_pki.{name}"), "TXT", format!("proof of {name}"))
                }
                ValidationMethod::Http => (
                    format!("http://{name}/.well-known/pki-validation/proof.txt"),
                    "",
                    format!("proof of {name}"),
                ),
                ValidationMethod::Email => {
                    let address = self.approval.emails.first().cloned();
                    (address.unwrap_or_default(), "", String::new())
                }
            };
            Validation {
                name,
                method,
                place,
                record: record.to_owned(),
                value,
                ..Validation::default()
            }
        };
        self.all_names().into_iter().map(proof).collect()
    }
}

impl World {
    /// The list, without filters and without what is deleted.
    pub(super) fn list(&self) -> Document {
        let living = self.sold.iter().filter(|one| one.status != "4");
        let rows = living.map(|one| {
            let mut row = Node::new("elem");
            one.fields(&mut row);
            row
        });
        list("certificate", rows)
    }

    /// The card, or the few changes that a buyer may make on it.
    pub(super) fn edit(&mut self, params: &Params) -> Outcome {
        let id: i64 = params.required_id("elid")?;
        let hides = self.manners.hides_certificate;
        let one = self.sold.iter_mut().find(|one| one.id == id);
        let one = one.ok_or_else(|| Fault::missed("item", id))?;
        if !params.has("sok") {
            let mut form = Document::form("certificate.edit");
            form.root = one.card(hides);
            return Ok(form);
        }
        let edit = EditRequest::from_params(params)?;
        if let Some(reference) = edit.reference {
            one.reference = reference;
        }
        Ok(mgr5::done("certificate.edit", Some(id)))
    }

    /// The file itself.
    pub(super) fn file(&self, params: &Params) -> Answer {
        let asked = FileRequest::from_params(params);
        let issued = |asked: FileRequest| {
            let one = self.sold.iter().find(|one| one.id == asked.service);
            let issued = one.and_then(|one| one.issued.as_ref());
            let issued = issued.ok_or_else(|| Fault::missed("item", asked.service))?;
            match asked.kind {
                FileKind::Bundle => Ok(format!("{}{}", issued.pem, issued.chain)),
                FileKind::Certificate => Ok(issued.pem.clone()),
                kind => Err(Fault::value("type", kind.word())),
            }
        };
        match asked.and_then(issued) {
            Ok(body) => Answer {
                status: 200,
                content_type: "application/x-pem-file",
                body,
            },
            Err(fault) => mgr5::answer(params, Err(fault)),
        }
    }

    /// What is told of something that was sold, as a buyer's program reads it.
    pub fn told(&self, id: i64) -> Option<ServiceState> {
        let one = self.sold.iter().find(|one| one.id == id)?;
        ServiceState::from_card(&one.card(self.manners.hides_certificate))
    }
}
