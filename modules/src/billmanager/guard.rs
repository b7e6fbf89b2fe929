//! The price guard: before an order or a renewal the seller's price for exactly this is read, and
//! nothing is sent above the limit. A seller that honors `pricemax` compares by itself, in the
//! moment of the order, and is not asked twice.

use super::client::{CallError, SellerClient, is_denial};
use super::perform::{refused, request};
use crate::{Answer, Work};
use onsell_domain::{Fault, Money, OperationKind, Outcome};

/// The type of the fault that says so.
pub(super) const PRICE: &str = "price";

/// Reads the seller's price where it must be read, and compares. What the seller does not tell, or
/// tells in another currency, cannot be guarded and is sent.
pub(super) fn guard(client: &SellerClient, work: &Work) -> Result<Option<Money>, Box<Answer>> {
    let is_guarded = matches!(work.kind, OperationKind::Open | OperationKind::Prolong);
    let Some(most) = work.price_max.filter(|_| is_guarded) else {
        return Ok(None);
    };
    if work.honors.price_max {
        return Ok(None);
    }
    let Some(params) = request(work) else {
        return Ok(None);
    };
    match client.price(&params, work.period) {
        Ok(Some(price)) if price.currency == most.currency && price.amount > most.amount => {
            Err(Box::new(too_dear(work, Some(price))))
        }
        Ok(price) => Ok(price),
        Err(error) => match unread(error) {
            Some(outcome) => Err(Box::new(Answer::unsent(outcome))),
            None => Ok(None),
        },
    }
}

/// What a price that could not be read means for the request, of which nothing was sent; none is
/// no hindrance: the seller shows no such form.
fn unread(error: CallError) -> Option<Outcome> {
    let said = error.to_string();
    match error {
        CallError::NotSent(_) | CallError::Lost(_) => {
            Some(Outcome::Unreachable(Fault::new("client", said)))
        }
        CallError::Fault(fault) if fault.kind == "access" || fault.kind == "missed" => None,
        CallError::Fault(fault) if is_denial(&fault) => Some(refused(&fault)),
        CallError::Fault(fault) => Some(match refused(&fault) {
            // It failed over there while it only showed a form.
            Outcome::Unknown(fault) => Outcome::Unreachable(fault),
            outcome => outcome,
        }),
    }
}

/// The seller wants more than the limit: nothing was ordered, and staff see both figures.
pub(super) fn too_dear(work: &Work, price: Option<Money>) -> Answer {
    let wanted = price.map_or_else(|| "more".to_owned(), |price| price.to_string());
    let most = work
        .price_max
        .map_or_else(|| "nothing".to_owned(), |most| most.to_string());
    let fault = Fault {
        kind: PRICE.to_owned(),
        object: "pricemax".to_owned(),
        value: price.map(|price| price.to_string()).unwrap_or_default(),
        message: format!(
            "The provider wants {wanted}, and at most {most} is paid without asking: nothing was \
             sent. Press Send anyway, or correct the price and press Start"
        ),
    };
    Answer {
        quoted: price,
        ..Answer::unsent(Outcome::Refused(fault))
    }
}
