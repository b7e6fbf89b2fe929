//! What the card and the row of a certificate have beside those of every service (wire 3.12).

use super::order_certificate_form::ways;
use crate::fields::{on, or_empty};
use onsell_domain::certificate::Template;
use onsell_domain::{CertificateState, Language, Timestamp, Zone};
use onsell_engine::certificate::{Card, card, sells_certificates, template};
use onsell_engine::{Result, Scope, shown};
use onsell_store::certificate_line::CertificateLine;
use onsell_store::certificate_tariff;
use onsell_store::service::Service;
use onsell_wire::Node;
use onsell_wire::message::certificate::CertificateTold;

/// A certificate as its card shows it.
pub(super) struct CertificateCard {
    card: Card,
    zone: Zone,
    /// What its tariff sells.
    sold: Template,
}

impl CertificateCard {
    /// Reads it; none for what is no certificate.
    pub fn read(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Self>> {
        if !sells_certificates(&service.type_name) {
            return Ok(None);
        }
        let zone = shown::zone(&service.zone);
        let Some(card) = card(scope, service.id)? else {
            return Ok(None);
        };
        let sells = certificate_tariff::find(scope.tx, service.tariff)?;
        let sold = template(&sells.template);
        Ok(Some(Self { card, zone, sold }))
    }

    /// Writes it.
    pub fn put(&self, root: &mut Node, language: Language) {
        let Card {
            certificate,
            request,
            issued,
            history,
            validations,
        } = &self.card;
        put_state(root, certificate.state, language);
        let issued = issued.as_ref().map(|issued| &issued.certificate);
        let day = |at: Timestamp| at.date_in(&self.zone);
        let told = CertificateTold {
            common_name: request.names.first().cloned().unwrap_or_default(),
            names: request.names.iter().skip(1).cloned().collect(),
            addition: String::new(),
            csr: request.pem.clone(),
            certificate: issued.map(|issued| issued.pem.clone()).unwrap_or_default(),
            chain: issued
                .map(|issued| issued.chain.clone())
                .unwrap_or_default(),
            ends: issued.map(|issued| day(issued.not_after)),
            serial: issued
                .map(|issued| issued.serial.clone())
                .unwrap_or_default(),
            method: Some(certificate.method),
            validations: validations.clone(),
        };
        told.put_card(root, language);
        for (name, value) in request.subject.fields() {
            if name != "CN" {
                root.put(name, value);
            }
        }
        for (name, value) in certificate.contacts.fields() {
            root.put(name, value);
        }
        for (place, name) in request.names.iter().enumerate() {
            if let Some(address) = certificate.approvers.get(name) {
                root.put(format!("approver_email_{}", place + 1), address.clone());
            }
        }
        root.push(ways(self.sold, language));
        root.put("crt_message", certificate.message.get(language));
        root.put("crt_must_act", on(certificate.must_act_since.is_some()));
        root.put("has_key", on(request.private_key.is_some()));
        root.put("reissue_date", or_empty(certificate.reissue_at.map(day)));
        let mut list = Node::new("list").attr("name", "history");
        for one in history {
            let mut row = Node::new("elem");
            row.put("serial", one.certificate.serial.clone());
            row.put("names", one.certificate.names.join(" "));
            row.put("from", day(one.certificate.not_before).to_string());
            row.put("until", day(one.certificate.not_after).to_string());
            row.put("issued", one.issued_at.format_in(&self.zone));
            row.put("upstream_id", or_empty(one.certificate.upstream));
            row.put("revoked", or_empty(one.revoked_at.map(day)));
            row.put("current", on(Some(one.id) == certificate.issued));
            list.push(row);
        }
        root.push(list);
    }
}

/// The state of the kind of its own that certificates have, with its number (wire 2.2).
fn put_state(node: &mut Node, state: CertificateState, language: Language) {
    let word = match state {
        CertificateState::Requested => "requested",
        CertificateState::Waiting => "waiting",
        CertificateState::Issued => "issued",
        CertificateState::Failed => "failed",
    };
    let text = state.title().get(language);
    node.put("service_status", state.number().to_string());
    node.push(Node::leaf("service_status_msg", text).attr("orig", word));
}

/// Writes what the row of a certificate has beside that of every service.
pub(super) fn put_line(row: &mut Node, line: &CertificateLine, zone: &Zone, language: Language) {
    put_state(row, line.state, language);
    let told = CertificateTold {
        common_name: line.names.first().cloned().unwrap_or_default(),
        names: line.names.iter().skip(1).cloned().collect(),
        ends: line.not_after.map(|at| at.date_in(zone)),
        serial: line.serial.clone(),
        ..CertificateTold::default()
    };
    told.put_row(row);
}
