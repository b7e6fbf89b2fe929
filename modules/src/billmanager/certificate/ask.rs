//! What a seller is told of a certificate.

use crate::billmanager::client::SellerClient;
use crate::{Wanted, Work};
use onsell_domain::OperationKind;
use onsell_wire::Params;
use onsell_wire::message::certificate::{Approval, CertificateOrder, ReissueRequest};
use onsell_wire::message::{country_number, country_request};

/// What an order says beyond those of other services.
pub(in crate::billmanager) fn order(wanted: &Wanted) -> CertificateOrder {
    CertificateOrder {
        csr: wanted.request.clone(),
        key: None,
        is_generated: false,
        subject: wanted.subject.clone(),
        country_id: None,
        names: further(wanted),
        contacts: wanted.contacts.clone(),
        approval: approval(wanted),
    }
}

/// The request to issue a certificate anew.
pub(in crate::billmanager) fn reissue(work: &Work) -> Option<ReissueRequest> {
    let wanted = work.certificate.as_deref()?;
    Some(ReissueRequest {
        service: work.upstream?.get(),
        csr: wanted.request.clone(),
        key: None,
        names: Some(further(wanted)),
        approval: approval(wanted),
        order_key: work.order_key.clone(),
        price_max: work.price_max,
    })
}

/// The names beside the main one, which the request itself says as well.
fn further(wanted: &Wanted) -> Vec<String> {
    wanted.names.iter().skip(1).cloned().collect()
}

fn approval(wanted: &Wanted) -> Approval {
    Approval::of(wanted.method, &wanted.names, &wanted.approvers)
}

/// Tells the country by the seller's own number for it, too; a seller that tells no numbers has to
/// do with the letters.
pub(in crate::billmanager) fn add_country(client: &SellerClient, work: &Work, params: &mut Params) {
    let Some(wanted) = work.certificate.as_deref() else {
        return;
    };
    let letters = wanted.subject.country.as_str();
    if letters.is_empty() || work.kind != OperationKind::Open {
        return;
    }
    let number = client.call(country_request()).ok();
    if let Some(number) = number.and_then(|root| country_number(&root, letters)) {
        params.set("field_country", number.to_string());
    }
}
