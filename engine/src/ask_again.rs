//! What a seller took and what shows nowhere is asked again.
//!
//! A change of tariff that it gave up later leaves the service as it was: a seller that honors
//! order keys tells what became of it when the request is repeated. A stop, a resumption or an edit
//! may have been undone by the seller's staff before we read it: no reading will ever show it.

use crate::sellers::{self, feature};
use crate::{Result, Scope};
use onsell_domain::{Amount, OperationKind, OperationState as State};
use onsell_store::operation::{self, Operation};
use onsell_store::seller;

/// How long after a request its repetition may tell more, in seconds.
const AGAIN_SECONDS: i64 = 900;

/// Lets an operation be asked about again whose seller shows no effect of it since long. Repeating
/// it does no harm: under its key it is done once, or it is refused now; a state is only reached
/// again.
pub(crate) fn ask_again(scope: &mut Scope<'_>, open: &Operation) -> Result<()> {
    let (harmless, under_its_key) = match open.kind {
        OperationKind::Suspend | OperationKind::Resume => (true, false),
        OperationKind::SetParam => (open.amount == Amount::ZERO, true),
        OperationKind::ChangeTariff => (false, true),
        _ => (false, false),
    };
    let sent_at = open.sent_at.filter(|_| {
        (harmless || under_its_key) && open.state == State::Waiting && open.taken_at.is_none()
    });
    let is_silent = sent_at.is_some_and(|at| scope.now.seconds_since(at) >= AGAIN_SECONDS);
    let Some(id) = open.seller.filter(|_| is_silent) else {
        return Ok(());
    };
    let honors_key =
        seller::find(scope.tx, id)?.is_some_and(|seller| sellers::has(&seller, feature::ORDER_KEY));
    if (harmless || honors_key) && operation::start(scope.tx, open, scope.now)? {
        scope.wakes.due = true;
    }
    Ok(())
}
