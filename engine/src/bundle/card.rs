//! The licenses of a server as a person sees them.

use crate::{Result, Scope};
use onsell_domain::{
    EnumerationItemId, Fault, Money, OperationId, OperationKind, OperationState as State, ServiceId,
};
use onsell_store::service::{self, Service};
use onsell_store::{bundled_license, operation, upstream};

use super::offer;

/// What a person sees of a server's license.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its service.
    pub service: Service,
    /// The seller's number of it.
    pub upstream: Option<i64>,
    /// What is under way on it.
    pub operation: Option<(OperationId, OperationKind)>,
    /// Why that does not go on.
    pub warning: Option<Warning>,
    /// What its seller charged last.
    pub cost: Option<Money>,
    /// Whether it is a trial.
    pub is_trial: bool,
    /// The paid value that is offered in a trial's place: its number and its names.
    pub offer: Option<(EnumerationItemId, String, String)>,
}

/// Why a license is not there yet.
#[derive(Debug, Clone)]
pub struct Warning {
    /// Whether it goes on by itself.
    pub state: State,
    /// What was met.
    pub fault: Option<Fault>,
}

/// The licenses of a server, the newest first.
pub fn card(scope: &mut Scope<'_>, server: ServiceId) -> Result<Vec<Card>> {
    let mut cards = Vec::new();
    for row in bundled_license::of_server(scope.tx, server)?
        .into_iter()
        .rev()
    {
        if row.is_lost {
            continue;
        }
        let Some(found) = service::find(scope.tx, row.service)? else {
            continue;
        };
        let open = operation::open_of_service(scope.tx, found.id)?;
        let told = upstream::find(scope.tx, found.id)?;
        let offer = if row.is_trial {
            offer::paid_value(scope, row.item)?
        } else {
            None
        };
        cards.push(Card {
            offer: offer.map(|paid| (paid.id, paid.name, paid.name_ru)),
            upstream: told
                .and_then(|told| told.upstream_id)
                .map(onsell_domain::UpstreamId::get),
            operation: open.as_ref().map(|open| (open.id, open.kind)),
            warning: open.map(|open| Warning {
                state: open.state,
                fault: open.error,
            }),
            cost: operation::last_cost(scope.tx, found.id)?,
            is_trial: row.is_trial,
            service: found,
        });
    }
    Ok(cards)
}
