//! The work on a certificate is begun again, here or at its seller.

use super::reissue::not_a_certificate;
use crate::change::{Actor, note};
use crate::operate::handling;
use crate::owned::owned;
use crate::{Engine, Result, Scope, sellers, start};
use onsell_domain::{
    CertificateState, Handling, OperationState as State, SellerId, ServiceId, UpstreamId,
};
use onsell_store::{certificate, operation, upstream};
use onsell_wire::Fault;

/// Has the work on a certificate begun again: staff whatever it waits for, its owner what failed.
/// What failed at a seller that has the order is begun again there.
///
/// # Errors
/// `missed` where nothing is under way or nothing has failed, and what the seller says.
pub fn retry(engine: &Engine, actor: &Actor, id: ServiceId) -> Result<()> {
    let who = actor.clone();
    let there = engine.write(actor.account, move |scope| prepare(scope, &who, id))?;
    let Some((seller, upstream)) = there else {
        return Ok(());
    };
    let (_, client) = engine.seller(seller)?;
    client.retry_certificate(upstream).map_err(sellers::outside)
}

/// Begins it again here, or says where that is to be asked for.
fn prepare(
    scope: &mut Scope<'_>,
    actor: &Actor,
    id: ServiceId,
) -> Result<Option<(SellerId, UpstreamId)>> {
    let service = owned(scope, id, actor.account)?;
    let row = certificate::find(scope.tx, id)?.ok_or_else(|| not_a_certificate(id))?;
    let open = operation::open_of_service(scope.tx, service.id)?;
    let open = open.ok_or_else(|| Fault::missed("runningoperation", id))?;
    let has_failed = row.state == CertificateState::Failed;
    if !actor.staff && !has_failed {
        return Err(Fault::missed("runningoperation", id).into());
    }
    note(scope, actor, "retry", &service)?;
    let has_failed_there =
        has_failed && open.state == State::Waiting && handling(&open) == Handling::Resold;
    if has_failed_there {
        let number = upstream::find(scope.tx, id)?.and_then(|known| known.upstream_id);
        if let Some(there) = service.seller.zip(number) {
            return Ok(Some(there));
        }
    }
    start::start(scope, open.id, actor.by)?;
    Ok(None)
}
