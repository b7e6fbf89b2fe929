//! One attempt of one operation at a seller.

use super::client::{CallError, SELLER_GIVES_UP_SECONDS, SellerClient, is_denial};
use super::{certificate, guard, pool};
use crate::{Answer, Work};
use onsell_domain::{
    Facts, Fault, Money, OperationKind, Outcome, Period, ServiceStatus, UpstreamId,
};
use onsell_wire::message::certificate::ReissueAnswer;
use onsell_wire::message::{
    Action, ActionAnswer, ActionRequest, ChangeTariffAnswer, ChangeTariffRequest, EditAnswer,
    EditRequest, OrderAnswer, OrderRequest, ProlongAnswer, ProlongRequest, ServiceState,
};
use onsell_wire::{Node, Params, RemoteFault};

/// When a seller that works on another operation of the service is asked again, in seconds.
const LOCKED_PAUSE_SECONDS: u32 = 60;

/// The status of a service that the seller is deleting (wire 2.1).
const CLOSING_KEY: &str = "5_close";

/// Does one attempt: looks first where an earlier attempt may have reached the seller, then sends.
pub fn perform(client: &SellerClient, work: &Work) -> Answer {
    if work.kind.is_of_server() {
        let text = "the seller's API has no such operation";
        return Answer::unsent(Outcome::Refused(Fault::new("not_implemented", text)));
    }
    if certificate::is_only_here(work) {
        return Answer::unsent(Outcome::Done(Facts::default()));
    }
    if let Some(bundled) = &work.bundled {
        match work.kind {
            OperationKind::Open if !pool::is_ordered(bundled) => {
                return pool::allocate(client, work, bundled);
            }
            OperationKind::Close => return pool::give_back(client, work, bundled),
            _ => {}
        }
    }
    if work.sent_before.is_some() {
        match look(client, work) {
            Looked::Found(answer) => return *answer,
            Looked::Nothing => {}
        }
        if let Some(outcome) = must_wait(work) {
            return Answer::unsent(outcome);
        }
    }
    match guard::guard(client, work) {
        Ok(quoted) => {
            let answer = send(client, work);
            Answer {
                quoted: answer.quoted.or(quoted),
                ..answer
            }
        }
        Err(answer) => *answer,
    }
}

/// What a look at the seller told about an earlier attempt.
pub(super) enum Looked {
    /// What became of it, or that it cannot be told now; and the reading that tells.
    Found(Box<Answer>),
    /// Nothing of it is there.
    Nothing,
}

pub(super) fn found(outcome: Outcome, seen: Option<ServiceState>) -> Looked {
    Looked::Found(Box::new(Answer {
        seen: seen.map(Box::new),
        ..Answer::unsent(outcome)
    }))
}

/// Looks whether an earlier attempt had its effect. Each kind of request is recognized by what it
/// changes; only a closing is repeated unseen, since nothing can come after it.
fn look(client: &SellerClient, work: &Work) -> Looked {
    match work.kind {
        OperationKind::Reissue => certificate::look_for_reissue(client, work),
        OperationKind::Open if certificate::is_certificate(work) => {
            certificate::look_for_order(client, work)
        }
        OperationKind::Prolong if certificate::is_certificate(work) => {
            certificate::look_for_renewal(client, work)
        }
        OperationKind::Open => look_for_order(client, work),
        OperationKind::Prolong => look_at_card(client, work, |state| {
            match (work.before_expires, state.expires) {
                (Some(before), Some(now)) => now > before,
                // An end that is not told says nothing, unless it was bought for good.
                (Some(_), None) => work.period == Some(Period::Lifetime),
                (None, _) => false,
            }
        }),
        OperationKind::NewKey => look_at_card(client, work, |state| {
            !state.key.is_empty() && state.key != work.before_key
        }),
        OperationKind::ChangeTariff => {
            look_at_card(client, work, |state| state.tariff == work.tariff.get())
        }
        OperationKind::Suspend => look_at_card(client, work, |state| {
            state.status == ServiceStatus::Suspended
        }),
        OperationKind::Resume => {
            look_at_card(client, work, |state| state.status == ServiceStatus::Active)
        }
        OperationKind::SetParam => look_at_card(client, work, |state| shows_edit(work, state)),
        OperationKind::Close => look_for_closing(client, work),
        // Nothing of a server is ever sent.
        _ => Looked::Nothing,
    }
}

/// An edit shows by every value that it sets.
fn shows_edit(work: &Work, state: &ServiceState) -> bool {
    let license = work.license.map(UpstreamId::get);
    (!work.changes_name || state.name == work.name)
        && (!work.changes_ip || state.ip == work.ip)
        && (license.is_none() || state.license == license)
        && work
            .addons
            .iter()
            .all(|(addon, value)| state.addons.contains(&(addon.get(), *value)))
}

/// A closing is recognized by the state of the service: deleted, or being deleted, or not there any
/// more. It is not sent again while that cannot be told.
fn look_for_closing(client: &SellerClient, work: &Work) -> Looked {
    let Some(id) = work.upstream else {
        return Looked::Nothing;
    };
    let facts = Facts {
        upstream: Some(id),
        ..Facts::default()
    };
    match client.card(&work.type_name, id) {
        Ok(state) if state.status == ServiceStatus::Deleted => {
            found(Outcome::Done(facts), Some(state))
        }
        Ok(state) if state.status_key == CLOSING_KEY => {
            let accepted = Outcome::Accepted {
                upstream: Some(id),
                charged: None,
                returned: None,
            };
            found(accepted, Some(state))
        }
        Ok(_) => Looked::Nothing,
        Err(CallError::Fault(fault)) if is_gone(&fault) => found(Outcome::Done(facts), None),
        Err(error) => found(undecided(error), None),
    }
}

/// Whether the seller answers for this very service that it does not exist.
fn is_gone(fault: &RemoteFault) -> bool {
    fault.kind == "missed"
}

/// An order is recognized by our reference, compared exactly.
fn look_for_order(client: &SellerClient, work: &Work) -> Looked {
    let references = [work.reference.clone()];
    match client.list(&work.type_name, &[], &references) {
        Ok(states) => match states
            .iter()
            .find(|state| state.reference == work.reference)
        {
            Some(state) => found(of_order(work, state), Some(state.clone())),
            None => Looked::Nothing,
        },
        Err(error) => found(undecided(error), None),
    }
}

/// What a found order says: done once it is active with its key, else the seller is at it.
fn of_order(work: &Work, state: &ServiceState) -> Outcome {
    let upstream = UpstreamId::new(state.id);
    let has_key = work.type_name != "soft" || !state.key.is_empty();
    if state.status == ServiceStatus::Active && has_key {
        let facts = Facts {
            upstream: Some(upstream),
            key: Some(state.key.clone()),
            ..Facts::default()
        };
        Outcome::Done(facts)
    } else {
        Outcome::Accepted {
            upstream: Some(upstream),
            charged: None,
            returned: None,
        }
    }
}

fn look_at_card(
    client: &SellerClient,
    work: &Work,
    shows: impl Fn(&ServiceState) -> bool,
) -> Looked {
    let Some(id) = work.upstream else {
        return Looked::Nothing;
    };
    match client.card(&work.type_name, id) {
        Ok(state) if shows(&state) => {
            let facts = Facts {
                upstream: Some(id),
                key: new_key(work, &state),
                ..Facts::default()
            };
            found(Outcome::Done(facts), Some(state))
        }
        Ok(_) => Looked::Nothing,
        Err(error) => found(undecided(error), None),
    }
}

fn new_key(work: &Work, state: &ServiceState) -> Option<String> {
    (work.kind == OperationKind::NewKey).then(|| state.key.clone())
}

/// A look that failed tells nothing: what was unknown stays unknown.
pub(super) fn undecided(error: CallError) -> Outcome {
    match error {
        CallError::Fault(fault) if is_denial(&fault) => Outcome::Denied(ours(&fault)),
        error => Outcome::Unknown(Fault::new("unknown", error.to_string())),
    }
}

/// A paid request is not sent again while the seller may still be working on the earlier one,
/// unless it answers a repeated key with the answer it gave. Nor is another one whose answer is
/// missing: the operation would end with the second, and the first would undo what comes after it.
fn must_wait(work: &Work) -> Option<Outcome> {
    let sent = work.sent_before?;
    let may_repeat = match work.kind {
        OperationKind::Close => true,
        _ if work.is_paid() => work.honors.order_key,
        _ => !sent.is_unanswered,
    };
    if may_repeat {
        return None;
    }
    let left = SELLER_GIVES_UP_SECONDS - sent.seconds_ago;
    let again_seconds = u32::try_from(left).ok().filter(|left| *left > 0)?;
    Some(Outcome::Pending { again_seconds })
}

fn send(client: &SellerClient, work: &Work) -> Answer {
    let Some(mut params) = request(work) else {
        let text = "the seller's number of the service is not known";
        return Answer::unsent(Outcome::Refused(Fault::new("missed", text)));
    };
    certificate::add_country(client, work, &mut params);
    let root = match client.call(params) {
        Ok(root) => root,
        Err(CallError::Fault(fault)) if work.kind == OperationKind::Close && is_gone(&fault) => {
            // There is nothing left to delete.
            return Answer::sent(Outcome::Done(Facts::default()));
        }
        Err(error) => return failed(work, error),
    };
    let outcome = match work.kind {
        OperationKind::Open => {
            if let Some(answer) = OrderAnswer::from_node(&root) {
                let upstream = UpstreamId::new(answer.service.get());
                Outcome::Accepted {
                    upstream: Some(upstream),
                    charged: answer.charged,
                    returned: None,
                }
            } else {
                let text = "the seller's answer to the order names no service";
                Outcome::Unknown(Fault::new("unknown", text))
            }
        }
        kind => {
            let (charged, returned) = moved(kind, &root);
            match goes_on_as(client, work, &root) {
                Some(upstream) => Outcome::Accepted {
                    upstream: Some(upstream),
                    charged,
                    returned,
                },
                None => Outcome::Unknown(Fault::new("unknown", "the service has no number")),
            }
        }
    };
    Answer::sent(outcome)
}

/// The number of the service after a request that was done; of a certificate it may be another.
fn goes_on_as(client: &SellerClient, work: &Work, root: &Node) -> Option<UpstreamId> {
    match work.kind {
        OperationKind::Reissue => {
            certificate::answered(client, work, ReissueAnswer::from_node(root).service)
        }
        OperationKind::Prolong if certificate::is_certificate(work) => {
            certificate::answered(client, work, ProlongAnswer::service(root))
        }
        _ => work.upstream,
    }
}

/// What the seller says that it charged and gave back.
fn moved(kind: OperationKind, root: &Node) -> (Option<Money>, Option<Money>) {
    match kind {
        OperationKind::Prolong => (ProlongAnswer::from_node(root).charged, None),
        OperationKind::Reissue => (ReissueAnswer::from_node(root).charged, None),
        OperationKind::SetParam | OperationKind::NewKey => {
            let answer = EditAnswer::from_node(root);
            (answer.charged, answer.returned)
        }
        OperationKind::ChangeTariff => {
            let answer = ChangeTariffAnswer::from_node(root);
            (answer.charged, answer.returned)
        }
        OperationKind::Close => (None, ActionAnswer::from_node(root).returned),
        _ => (None, None),
    }
}

/// The request of an operation; none where the seller's number is needed and not known.
pub fn request(work: &Work) -> Option<Params> {
    let action = |action| {
        let service = work.upstream?.get();
        let product_type = work.type_name.clone();
        Some(
            ActionRequest {
                product_type,
                action,
                service,
            }
            .to_params(),
        )
    };
    match work.kind {
        OperationKind::Open => Some(order(work).to_params()),
        OperationKind::Reissue => Some(certificate::reissue(work)?.to_params()),
        OperationKind::Prolong => Some(
            ProlongRequest {
                service: work.upstream?.get(),
                period: work.period.unwrap_or(Period::Months(1)),
                order_key: work.order_key.clone(),
                price_max: work.price_max,
            }
            .to_params(),
        ),
        OperationKind::Suspend => action(Action::Suspend),
        OperationKind::Resume => action(Action::Resume),
        OperationKind::Close => action(Action::Delete),
        OperationKind::SetParam => Some(edit(work)?.to_params()),
        OperationKind::NewKey => {
            let request = EditRequest {
                new_key: true,
                ..edit(work)?
            };
            Some(request.to_params())
        }
        OperationKind::ChangeTariff => Some(
            ChangeTariffRequest {
                service: work.upstream?.get(),
                tariff: work.tariff,
                period: work.period,
                addons: seller_addons(work),
                order_key: work.order_key.clone(),
            }
            .to_params(),
        ),
        _ => None,
    }
}

fn order(work: &Work) -> OrderRequest {
    OrderRequest {
        product_type: work.type_name.clone(),
        tariff: work.tariff,
        period: work.period.unwrap_or(Period::Months(1)),
        name: work.name.clone(),
        ip: work.ip.clone(),
        addons: work.addons.clone(),
        reference: work.reference.clone(),
        order_key: work.order_key.clone(),
        price_max: work.price_max,
        // Renewals are decided by us alone.
        auto_prolong: None,
        skip_basket: true,
        project: None,
        license: work.license.map(UpstreamId::get),
        module_parameters: work.module_parameters.clone(),
        certificate: work
            .certificate
            .as_deref()
            .map(|wanted| Box::new(certificate::order(wanted))),
    }
}

fn edit(work: &Work) -> Option<EditRequest> {
    Some(EditRequest {
        product_type: work.type_name.clone(),
        service: work.upstream?.get(),
        name: work.changes_name.then(|| work.name.clone()),
        ip: work.changes_ip.then(|| work.ip.clone()),
        addons: if work.changes_addons() {
            seller_addons(work)
        } else {
            Vec::new()
        },
        reference: None,
        auto_prolong: None,
        license: work.license.map(UpstreamId::get),
        new_key: false,
        order_key: work.order_key.clone(),
    })
}

fn seller_addons(work: &Work) -> Vec<(i64, i64)> {
    let addons = work.addons.iter();
    addons.map(|(addon, value)| (addon.get(), *value)).collect()
}

/// What a call that gave no good answer means for the operation.
pub(super) fn failed(work: &Work, error: CallError) -> Answer {
    let said = error.to_string();
    match error {
        CallError::NotSent(_) => Answer::unsent(Outcome::Unreachable(Fault::new("client", said))),
        CallError::Lost(_) => Answer::sent(Outcome::Unknown(Fault::new("unknown", said))),
        // The seller itself guards the price: nothing was ordered.
        CallError::Fault(fault) if fault.kind == guard::PRICE => {
            guard::too_dear(work, Money::parse(&fault.value).ok())
        }
        // The design counts every answer of a seller as a sending, so that the next paid request is
        // preceded by a look, whatever the answer was.
        CallError::Fault(fault) => {
            let outcome = refused(&fault);
            if matches!(outcome, Outcome::Unreachable(_) | Outcome::Denied(_)) {
                Answer::unsent(outcome)
            } else {
                Answer::sent(outcome)
            }
        }
    }
}

pub(super) fn refused(fault: &RemoteFault) -> Outcome {
    match fault.kind.as_str() {
        "not_enough_money" => Outcome::NoFunds(ours(fault)),
        "auth" if is_denial(fault) => Outcome::Denied(ours(fault)),
        "auth" | "overload" => Outcome::Unreachable(ours(fault)),
        "locked" => Outcome::Pending {
            again_seconds: LOCKED_PAUSE_SECONDS,
        },
        // An error of the seller's own making may have come after it did the work.
        "internal" | "process" | "query" | "xml" => Outcome::Unknown(ours(fault)),
        _ => Outcome::Refused(ours(fault)),
    }
}

fn ours(fault: &RemoteFault) -> Fault {
    fault.clone().into()
}
