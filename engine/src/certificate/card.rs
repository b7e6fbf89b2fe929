//! What a certificate is, as its card shows it.

use crate::{Result, Scope};
use onsell_domain::ServiceId;
use onsell_domain::certificate::Validation;
use onsell_store::certificate::Certificate;
use onsell_store::certificate_request::CertificateRequest;
use onsell_store::issued_certificate::Issued;
use onsell_store::{certificate, certificate_request, certificate_validation, issued_certificate};

/// A certificate with all that belongs to it.
#[derive(Debug, Clone)]
pub struct Card {
    /// How far it is.
    pub certificate: Certificate,
    /// The request that is to be issued for, or was.
    pub request: CertificateRequest,
    /// The certificate that holds.
    pub issued: Option<Issued>,
    /// Every certificate, newest first.
    pub history: Vec<Issued>,
    /// What proves its names while it is being issued.
    pub validations: Vec<Validation>,
}

/// The certificate behind a service; none where it is no certificate.
pub fn card(scope: &mut Scope<'_>, id: ServiceId) -> Result<Option<Card>> {
    let Some(certificate) = certificate::find(scope.tx, id)? else {
        return Ok(None);
    };
    let request = certificate_request::find(scope.tx, certificate.request)?;
    let history = issued_certificate::of_service(scope.tx, id)?;
    let issued = history
        .iter()
        .find(|issued| Some(issued.id) == certificate.issued)
        .cloned();
    Ok(Some(Card {
        request: request.ok_or(onsell_store::Error::Stale)?,
        validations: certificate_validation::of_service(scope.tx, id)?,
        certificate,
        issued,
        history,
    }))
}
