//! Whether what a seller brings is what was asked for.

use crate::Wanted;
use onsell_domain::{IssuedCertificate, ServiceStatus};
use onsell_wire::message::ServiceState;
use onsell_wire::message::certificate::CertificateTold;
use onsell_x509::{IssuedFault, issued, request};

/// The state on the wire of a certificate that is issued (wire 2.2).
const ISSUED: i64 = 5;

/// The certificate that a seller tells, if it is another one than the present and fits the request
/// and the names.
///
/// # Errors
/// Why one that is told does not fit.
pub fn brought(
    told: &CertificateTold,
    wanted: &Wanted,
) -> Result<Option<IssuedCertificate>, IssuedFault> {
    let is_present = |present: &IssuedCertificate| present.pem.trim() == told.certificate.trim();
    if told.certificate.is_empty() || wanted.present.as_ref().is_some_and(is_present) {
        return Ok(None);
    }
    let Ok(request) = request::read(&wanted.request) else {
        return Err(IssuedFault::NotOfRequest);
    };
    issued::check(&told.certificate, &told.chain, &request, &wanted.names).map(Some)
}

/// Whether the seller says that nothing is missing any more: an order is done only then.
pub fn is_issued(told: &ServiceState) -> bool {
    let runs = matches!(
        told.status,
        ServiceStatus::Active | ServiceStatus::Suspended
    );
    let is_there = |told: &CertificateTold| !told.certificate.is_empty();
    runs && match told.service_status {
        Some(state) => state == ISSUED,
        None => told.certificate.as_deref().is_some_and(is_there),
    }
}

/// Of several services with one reference the one that goes on.
pub fn newest<'a>(states: impl Iterator<Item = &'a ServiceState>) -> Option<&'a ServiceState> {
    states.max_by_key(|state| (state.status != ServiceStatus::Deleted, state.id))
}
