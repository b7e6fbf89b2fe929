//! Opens problems about services, with what is at stake.

use crate::{Result, Scope};
use onsell_domain::{Amount, Money, ProblemKind};
use onsell_store::problem::{self, NewProblem, Subject};
use onsell_store::processing_module;
use onsell_store::service::Service;

/// Tells staff about a service.
pub(crate) fn of_service(
    scope: &mut Scope<'_>,
    service: &Service,
    kind: ProblemKind,
    amount: Option<Amount>,
    detail: &str,
) -> Result<()> {
    let module = processing_module::find(scope.tx, service.module)?;
    let new = NewProblem {
        kind,
        subject: Subject::Service(service.id),
        operation: None,
        department: module.and_then(|module| module.department),
        amount: amount.map(|amount| Money::new(amount, service.currency)),
        detail,
        now: scope.now,
    };
    Ok(problem::open(scope.tx, &new)?)
}
