//! Staff bring a certificate that was issued elsewhere (`certificate.save`, `certificate.open`;
//! wire 4.4, semantics 6.4): the way of the module by hand, and of whatever failed for good.

use super::choice::refused;
use super::issued::take;
use super::reissue::not_a_certificate;
use crate::change::{Actor, note};
use crate::operate::handling;
use crate::owned::owned;
use crate::tell::tell;
use crate::{Result, Scope, manual};
use onsell_domain::{CertificateState, Handling, OperationKind, ServiceId};
use onsell_store::certificate_request::{self, CertificateRequest};
use onsell_store::operation::{self, Operation};
use onsell_store::{certificate, issued_certificate, service};
use onsell_wire::Fault;
use onsell_x509::{issued, request};

/// Keeps a certificate with a service, once it is checked against the request: the key, the names,
/// the order of the chain.
///
/// # Errors
/// `not_supported` for what is no certificate, `access` for one that a seller works on, `value`
/// with object `crt` for one that does not fit.
pub fn save(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: ServiceId,
    certificate: &str,
    chain: &str,
) -> Result<()> {
    let mut service = owned(scope, id, actor.account)?;
    let row = certificate::find(scope.tx, id)?.ok_or_else(|| not_a_certificate(id))?;
    if let Some(open) = operation::open_of_service(scope.tx, id)?
        && handling(&open) == Handling::Resold
        && open.taken_at.is_none()
    {
        return Err(manual::a_seller_works("item").into());
    }
    let asked = certificate_request::find(scope.tx, row.request)?;
    let asked = asked.ok_or(onsell_store::Error::Stale)?;
    let told = fitting(&asked, certificate, chain)?;
    note(scope, actor, "save", &service)?;
    take(scope, id, &told)?;
    super::plan::settle(scope, &service)?;
    service::note_reading(scope.tx, &service)?;
    service.version += 1;
    tell(scope, &service, "edit")
}

/// A certificate as it is kept, once it fits its request.
pub(super) fn fitting(
    asked: &CertificateRequest,
    certificate: &str,
    chain: &str,
) -> Result<onsell_domain::IssuedCertificate> {
    let read = request::read(&asked.pem).map_err(|fault| refused("csr", fault.words()))?;
    let told = issued::check(certificate, chain, &read, &asked.names);
    told.map_err(|fault| refused("crt", fault.words()).into())
}

/// Staff say that a certificate is there: what was under way for it ends.
///
/// # Errors
/// `value` with object `crt` while none was saved, `access` while a seller works on it.
pub fn finish(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId) -> Result<()> {
    let service = owned(scope, id, actor.account)?;
    let row = certificate::find(scope.tx, id)?.ok_or_else(|| not_a_certificate(id))?;
    let is_there = row.state == CertificateState::Issued && row.issued.is_some();
    if !is_there {
        return Err(Fault::value_empty("crt").into());
    }
    let Some(open) = operation::open_of_service(scope.tx, id)? else {
        return Ok(());
    };
    if handling(&open) == Handling::Resold && open.taken_at.is_none() {
        return Err(manual::a_seller_works("item").into());
    }
    note(scope, actor, "open", &service)?;
    manual::finish(scope, &open)
}

/// Whether what a person says of an operation may end it: an order or a re-issue of a certificate
/// has to have brought one for the request it was for, and a re-issue one that is newer than it.
pub(crate) fn is_deliverable(scope: &mut Scope<'_>, ended: &Operation) -> Result<bool> {
    if !matches!(ended.kind, OperationKind::Open | OperationKind::Reissue) {
        return Ok(true);
    }
    let Some(row) = certificate::find(scope.tx, ended.service)? else {
        return Ok(true);
    };
    let Some(issued) = row.issued else {
        return Ok(false);
    };
    let issued = issued_certificate::find(scope.tx, issued)?;
    Ok(issued.is_some_and(|issued| {
        let is_new = ended.kind == OperationKind::Open || issued.issued_at >= ended.created_at;
        issued.request == row.request && is_new
    }))
}
