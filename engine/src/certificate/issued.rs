//! A certificate that came: it is kept with those before it, and is the one that holds.

use super::plan;
use crate::doing::Doing;
use crate::{Result, Scope};
use onsell_domain::{
    CertificateState, Facts, IssuedCertificate, OperationKind, ProblemKind, ServiceId, Words,
};
use onsell_store::problem::{self, Subject};
use onsell_store::service::Service;
use onsell_store::{certificate, certificate_validation, issued_certificate};

/// What a certificate is after an operation on its service was done.
pub(crate) fn after(
    scope: &mut Scope<'_>,
    service: &Service,
    doing: &Doing,
    facts: &Facts,
) -> Result<()> {
    if let Some(issued) = &facts.certificate {
        take(scope, service.id, issued)?;
    }
    if doing.kind == OperationKind::Close {
        certificate_validation::put(scope.tx, service.id, &[])?;
    }
    plan::settle(scope, service)
}

/// Keeps a certificate; whether it is another one than the one that held. One that is known
/// already changes nothing.
pub(crate) fn take(
    scope: &mut Scope<'_>,
    service: ServiceId,
    issued: &IssuedCertificate,
) -> Result<bool> {
    let Some(mut row) = certificate::find(scope.tx, service)? else {
        return Ok(false);
    };
    let known = issued_certificate::of_serial(scope.tx, service, &issued.serial)?;
    let id = match known {
        Some(known) => known.id,
        None => issued_certificate::insert(scope.tx, service, row.request, issued, scope.now)?,
    };
    if row.issued == Some(id) && row.state == CertificateState::Issued {
        return Ok(false);
    }
    let is_other = row.issued != Some(id);
    let before = match row.issued {
        Some(before) => issued_certificate::find(scope.tx, before)?,
        None => None,
    };
    // One that ends no later than the one before it has brought nothing: the next try waits longer.
    let is_no_gain =
        is_other && before.is_some_and(|before| before.certificate.not_after >= issued.not_after);
    row.failures = if is_no_gain { row.failures + 1 } else { 0 };
    row.failed_at = is_no_gain.then_some(scope.now);
    row.issued = Some(id);
    row.state = CertificateState::Issued;
    row.message = Words::default();
    row.must_act_since = None;
    row.told_at = None;
    certificate::put(scope.tx, &row)?;
    certificate_validation::put(scope.tx, service, &[])?;
    let subject = Subject::Service(service);
    problem::settle(scope.tx, ProblemKind::CertificateUnfit, subject, scope.now)?;
    Ok(is_other)
}
