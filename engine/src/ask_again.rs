//! A change of tariff that a seller took and gave up later shows nowhere: the service is as it was.
//! A seller that honors order keys tells what became of it when the request is repeated.

use crate::sellers::{self, feature};
use crate::{Result, Scope};
use onsell_domain::{OperationKind, OperationState as State};
use onsell_store::operation::{self, Operation};
use onsell_store::seller;

/// How long after a request its repetition may tell more, in seconds.
const AGAIN_SECONDS: i64 = 900;

/// Lets an operation be asked about again whose seller shows no effect of it since long. Repeating
/// it under its key does no harm: it is done once, or it is refused now.
pub(crate) fn ask_again(scope: &mut Scope<'_>, open: &Operation) -> Result<()> {
    let sent_at = open.sent_at.filter(|_| {
        open.kind == OperationKind::ChangeTariff
            && open.state == State::Waiting
            && open.taken_at.is_none()
    });
    let is_silent = sent_at.is_some_and(|at| scope.now.seconds_since(at) >= AGAIN_SECONDS);
    let Some(id) = open.seller.filter(|_| is_silent) else {
        return Ok(());
    };
    let honors_key =
        seller::find(scope.tx, id)?.is_some_and(|seller| sellers::has(&seller, feature::ORDER_KEY));
    if honors_key && operation::start(scope.tx, open, scope.now)? {
        scope.wakes.due = true;
    }
    Ok(())
}
