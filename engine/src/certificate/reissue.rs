//! A certificate is issued anew inside its paid term: because it is due, or because its customer
//! wants other names or another key.

use super::choice::{CertificateChoice, wanted, write_request};
use super::plan;
use crate::begin::{Plan, begin};
use crate::change::{Actor, note};
use crate::owned::owned;
use crate::{Engine, Error, Result, Scope, rights};
use onsell_domain::{
    CertificateState, OperationId, OperationKind, ServiceId, ServiceStatus, Text, Words,
};
use onsell_store::operation::Operation;
use onsell_store::service::{self, Service};
use onsell_store::{certificate, certificate_validation, issued_certificate};
use onsell_wire::Fault;

/// Certificates that one round of the job begins.
const ROUND_MAX: u32 = 200;
/// When a certificate whose service is busy is looked at again, in seconds.
const BUSY_SECONDS: i64 = 600;

/// What a re-issue changes.
#[derive(Debug, Clone, Default)]
pub struct Reissue {
    /// Another request, with other names or another key; without one the present is issued anew.
    pub choice: CertificateChoice,
}

/// Issues a certificate anew, for another request if one is brought. It costs nothing: names that
/// are not paid for are bought before, as an addon.
///
/// # Errors
/// `not_supported` for what is no certificate, `access` while it does not run, `locked` while
/// something is done to it, `value` as an order of the request.
pub fn reissue(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: ServiceId,
    wish: &Reissue,
) -> Result<OperationId> {
    let mut service = owned(scope, id, actor.account)?;
    let none = || not_a_certificate(id);
    let mut row = certificate::find(scope.tx, id)?.ok_or_else(none)?;
    rights::must_be_free(actor.staff, &service)?;
    if service.status != ServiceStatus::Active {
        let text = Text::new(
            "A certificate is issued anew while its service runs",
            "Сертификат перевыпускается, пока услуга активна",
        );
        return Err(Fault::from_text("access", "item", text).into());
    }
    if service.open_operation.is_some() {
        return Err(Fault::locked(id).into());
    }
    note(scope, actor, "reissue", &service)?;
    if wish.choice.request.is_some() {
        let addons = service::addons(scope.tx, id)?;
        let choice = CertificateChoice {
            contacts: row.contacts.clone(),
            method: wish.choice.method.or(Some(row.method)),
            ..wish.choice.clone()
        };
        let wanted = wanted(scope, service.tariff, &addons, &choice, Some(id))?;
        row.request = write_request(scope, id, &wanted)?;
        row.method = wanted.method;
        row.approvers = wanted.approvers;
    }
    row.state = CertificateState::Requested;
    row.message = Words::default();
    row.reissue_at = None;
    certificate::put(scope.tx, &row)?;
    let plan = Plan {
        by: actor.by,
        ..Plan::new(OperationKind::Reissue)
    };
    Ok(begin(scope, &mut service, &plan)?.operation())
}

pub(super) fn not_a_certificate(id: ServiceId) -> Error {
    let text = Text::new(
        "This service is no certificate",
        "Эта услуга — не сертификат",
    );
    Fault::from_text("not_supported", "item", text)
        .with_param("id", id)
        .into()
}

/// Begins every re-issue that is due: costs what is due.
pub fn run(engine: &Engine) -> Result<()> {
    loop {
        let now = engine.now();
        let due = engine.read(move |scope| Ok(certificate::due(scope.tx, now, ROUND_MAX)?))?;
        let count = due.len();
        for id in due {
            look(engine, id)?;
        }
        if count < ROUND_MAX as usize {
            return Ok(());
        }
    }
}

/// One that cannot be begun holds up no other: it is looked at again later.
fn look(engine: &Engine, id: ServiceId) -> Result<()> {
    match engine.write(None, move |scope| renew(scope, id)) {
        Ok(()) => Ok(()),
        Err(error @ Error::Store(onsell_store::Error::Closed)) => Err(error),
        Err(error) => {
            tracing::warn!(item.id = id.get(), error = %error, "a re-issue must wait");
            engine.write(None, move |scope| {
                let again = scope.now.plus_seconds(BUSY_SECONDS);
                Ok(certificate::postpone(scope.tx, id, Some(again))?)
            })
        }
    }
}

fn renew(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    let Some(row) = certificate::find(scope.tx, id)? else {
        return Ok(());
    };
    if row.reissue_at.is_none_or(|at| at > scope.now) {
        return Ok(());
    }
    let Some(mut service) = service::find(scope.tx, id)? else {
        return Ok(());
    };
    if service.open_operation.is_some() {
        let again = scope.now.plus_seconds(BUSY_SECONDS);
        return Ok(certificate::postpone(scope.tx, id, Some(again))?);
    }
    if service.status != ServiceStatus::Active {
        return Ok(certificate::postpone(scope.tx, id, None)?);
    }
    certificate::postpone(scope.tx, id, None)?;
    begin(scope, &mut service, &Plan::new(OperationKind::Reissue)).map(drop)
}

/// A re-issue was given up: what holds is the certificate from before, with its request. The next
/// one is tried later.
pub(crate) fn given_up(
    scope: &mut Scope<'_>,
    service: &Service,
    given_up: &Operation,
) -> Result<()> {
    let Some(mut row) = certificate::find(scope.tx, service.id)? else {
        return Ok(());
    };
    if given_up.kind == OperationKind::Reissue
        && let Some(issued) = row.issued
    {
        if let Some(issued) = issued_certificate::find(scope.tx, issued)? {
            row.request = issued.request;
        }
        row.state = CertificateState::Issued;
        row.failures += 1;
        row.failed_at = Some(scope.now);
        row.message = Words::default();
        row.must_act_since = None;
        row.told_at = None;
        certificate::put(scope.tx, &row)?;
        certificate_validation::put(scope.tx, service.id, &[])?;
    }
    plan::settle(scope, service)
}
