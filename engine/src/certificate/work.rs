//! What a module that issues certificates is asked in one attempt.

use crate::operate::Attempt;
use crate::{Engine, Error, Result, Scope, shown};
use onsell_domain::{Date, OperationState as State, Timestamp};
use onsell_modules::certificate::CertificateWork;
use onsell_modules::{ModuleKind, Worker};
use onsell_store::certificate::{self, Certificate};
use onsell_store::certificate_request::{self, CertificateRequest};
use onsell_store::issued_certificate::{self, Issued};
use onsell_store::operation::Operation;
use onsell_store::service::{self, Service};

/// What is read for an attempt, in the unit that reads the operation.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    certificate: Certificate,
    request: CertificateRequest,
    present: Option<Issued>,
    paid_until: Option<Date>,
}

impl Known {
    /// Whether the operation is done by a module that issues certificates.
    pub fn is_issued(operation: &Operation) -> bool {
        let kind = ModuleKind::parse(&operation.module_kind);
        kind.is_some_and(|kind| kind.capabilities().worker == Worker::Issuer)
    }
}

/// Whether an operation waits for people at an authority that was paid nothing for it: dropping it
/// loses nothing.
pub(crate) fn only_waits(operation: &Operation) -> bool {
    let kind = ModuleKind::parse(&operation.module_kind);
    operation.state == State::Ready && kind.is_some_and(ModuleKind::issues_for_nothing)
}

/// Reads what such a module needs to know beside the operation.
pub(crate) fn read(scope: &mut Scope<'_>, operation: &Operation) -> Result<Known> {
    let none = || {
        let text = format!("the service {} has no request", operation.service);
        Error::Outside(text)
    };
    let certificate = certificate::find(scope.tx, operation.service)?.ok_or_else(none)?;
    let request = certificate_request::find(scope.tx, certificate.request)?.ok_or_else(none)?;
    let present = match certificate.issued {
        Some(issued) => issued_certificate::find(scope.tx, issued)?,
        None => None,
    };
    let service = service::find(scope.tx, operation.service)?;
    Ok(Known {
        certificate,
        request,
        present,
        paid_until: service.and_then(|service| paid_until(&service, operation, scope.now)),
    })
}

/// The end of the paid term: what is counted, else what an order would come to today.
fn paid_until(service: &Service, operation: &Operation, now: Timestamp) -> Option<Date> {
    let today = shown::today(service, now);
    operation.paid_until.or(service.expires).or_else(|| {
        let period = operation.period.unwrap_or(service.period);
        period.end(today, today.day(), service.trial_days)
    })
}

/// What the module is asked.
pub(crate) fn work(
    engine: &Engine,
    operation: &Operation,
    known: &Known,
    attempt: Attempt,
    now: Timestamp,
) -> CertificateWork {
    let Known {
        certificate,
        request,
        present,
        paid_until,
    } = known;
    CertificateWork {
        kind: operation.kind,
        service: operation.service,
        unique_name: format!("{}{}", engine.installation().prefix, operation.service),
        product: operation.tariff_intname.clone(),
        period: operation.period,
        paid_until: *paid_until,
        request: request.pem.clone(),
        names: request.names.clone(),
        subject: request.subject.clone(),
        contacts: certificate.contacts.clone(),
        method: certificate.method,
        approvers: certificate.approvers.clone(),
        present: present.as_ref().map(|present| present.certificate.clone()),
        progress: operation.progress.clone(),
        kept: certificate.kept.clone(),
        tries: attempt.tries,
        step_seconds: now.seconds_since(operation.step_at.unwrap_or(operation.created_at)),
        sent_before: attempt.sent_before(now),
        now,
    }
}
