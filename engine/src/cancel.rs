//! Gives an operation up.

use crate::certificate::{self, sells_certificates};
use crate::complete::end_for_good;
use crate::{Result, Scope, bundle, due, waiting};
use onsell_domain::{OperationKind, OperationState as State};
use onsell_store::operation::{self, Operation};
use onsell_store::service::{self, Service};
use onsell_store::{task, wallet};

/// Gives an operation up: what was held for it is free again and its task ends. A service that was
/// never delivered is closed with it. `false` when the operation had ended before.
pub(crate) fn cancel(
    scope: &mut Scope<'_>,
    service: &mut Service,
    given_up: &Operation,
) -> Result<bool> {
    let is_order = given_up.kind == OperationKind::Open;
    if !only(scope, service, given_up)? {
        return Ok(false);
    }
    if service.parent.is_some() && is_order {
        // Whoever gave it up does not want it ordered again at once.
        bundle::lose(scope, service, "the order of its license was given up")?;
    }
    Ok(true)
}

/// Gives an operation up, and no more.
pub(crate) fn only(
    scope: &mut Scope<'_>,
    service: &mut Service,
    given_up: &Operation,
) -> Result<bool> {
    if !operation::finish(scope.tx, given_up.id, State::Cancelled, scope.now)? {
        return Ok(false);
    }
    wallet::void(scope.tx, service.wallet, given_up.held)?;
    task::close_of_operation(scope.tx, given_up.id, scope.now)?;
    service.open_operation = None;
    if given_up.kind == OperationKind::Open {
        end_for_good(service);
    }
    service::update(scope.tx, service, due::next_look(service))?;
    service.version += 1;
    if sells_certificates(&service.type_name) {
        certificate::given_up(scope, service, given_up)?;
    }
    waiting::money_is_free(scope, service.wallet)?;
    Ok(true)
}
