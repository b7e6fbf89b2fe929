//! A customer has the names looked at again, the letters sent again, or proves the names in another
//! way.

use super::choice::{approvers, methods, template};
use super::reissue::not_a_certificate;
use super::work::{self, work as ask_of};
use crate::change::{Actor, note};
use crate::operate::Attempt;
use crate::owned::owned;
use crate::{Engine, Error, Result, Scope, sellers};
use onsell_domain::certificate::{ValidationMethod, is_wildcard};
use onsell_domain::{OperationState as State, SellerId, ServiceId, Text, UpstreamId};
use onsell_store::operation::{self, Operation};
use onsell_store::{certificate, certificate_request, certificate_tariff, upstream};
use onsell_wire::Fault;
use onsell_wire::message::certificate::{Approval, ValidationRequest};

/// How soon a customer may ask again, in seconds.
const PAUSE_SECONDS: i64 = 20;

/// How the names are to be proven from now on.
#[derive(Debug, Clone, Default)]
pub struct Proof {
    /// The way; none leaves it.
    pub method: Option<ValidationMethod>,
    /// Who approves by letter, in the order of the names; empty leaves them.
    pub approvers: Vec<String>,
}

/// Who is to look again.
enum There {
    Seller(SellerId, UpstreamId, Approval),
    Issuer(Box<(Operation, work::Known)>),
    Staff,
}

/// Has whoever issues a certificate look again at once: harmless, and no more often than every some
/// seconds.
///
/// # Errors
/// `missed` while nothing waits, `value` for a way or an address that the product does not take,
/// `limit` for who asks too often.
pub fn ask_again(engine: &Engine, actor: &Actor, id: ServiceId, proof: &Proof) -> Result<()> {
    let (who, proof) = (actor.clone(), proof.clone());
    let there = engine.write(actor.account, move |scope| prepare(scope, &who, id, &proof))?;
    match there {
        There::Seller(seller, upstream, approval) => {
            let (_, client) = engine.seller(seller)?;
            let request = ValidationRequest {
                service: upstream.get(),
                names: Vec::new(),
                approval,
            };
            client.validate_again(&request).map_err(sellers::outside)?;
        }
        There::Issuer(known) => {
            let (operation, known) = *known;
            let attempt = Attempt {
                operation: operation.id,
                number: operation.attempt,
                tries: operation.tries,
                sent_before: operation.sent_at,
                was: operation.state,
            };
            let work = ask_of(engine, &operation, &known, attempt, engine.now());
            let module = engine.certificate_module(operation.module)?;
            let asked = module.send_again(&work);
            asked.map_err(crate::server_modules::outside)?;
            engine.write(actor.account, move |scope| hasten(scope, operation.id))?;
        }
        There::Staff => {}
    }
    Ok(())
}

fn prepare(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId, proof: &Proof) -> Result<There> {
    let service = owned(scope, id, actor.account)?;
    let mut row = certificate::find(scope.tx, id)?.ok_or_else(|| not_a_certificate(id))?;
    let open = operation::open_of_service(scope.tx, id)?;
    let open = open.ok_or_else(|| nothing_waits(id))?;
    if let Some(asked_at) = row.asked_at
        && scope.now.seconds_since(asked_at) < PAUSE_SECONDS
    {
        return Err(too_soon().into());
    }
    let request = certificate_request::find(scope.tx, row.request)?;
    let names = request.ok_or(onsell_store::Error::Stale)?.names;
    let sells = certificate_tariff::find(scope.tx, service.tariff)?;
    if let Some(method) = proof.method {
        let has_star = names.iter().any(|name| is_wildcard(name));
        let is_known = methods(template(&sells.template)).contains(&method);
        if !is_known || has_star && method == ValidationMethod::Http {
            return Err(Fault::value("approver_method", method.name()).into());
        }
        row.method = method;
    }
    let says_who = !proof.approvers.is_empty();
    if row.method == ValidationMethod::Email && (says_who || row.approvers.is_empty()) {
        row.approvers = approvers(&names, &proof.approvers)?;
    }
    row.asked_at = Some(scope.now);
    certificate::put(scope.tx, &row)?;
    note(scope, actor, "validation", &service)?;
    let known = upstream::find(scope.tx, id)?;
    let number = known.and_then(|known| known.upstream_id);
    Ok(match (service.seller, number) {
        (Some(seller), Some(number)) => {
            let approval = Approval::of(row.method, &names, &row.approvers);
            There::Seller(seller, number, approval)
        }
        (Some(_), None) => return Err(nothing_waits(id)),
        (None, _) if work::Known::is_issued(&open) => {
            let known = work::read(scope, &open)?;
            There::Issuer(Box::new((open, known)))
        }
        (None, _) => There::Staff,
    })
}

/// What waits is looked at by a worker now.
fn hasten(scope: &mut Scope<'_>, id: onsell_domain::OperationId) -> Result<()> {
    let Some(open) = operation::find(scope.tx, id)? else {
        return Ok(());
    };
    if matches!(open.state, State::Ready | State::Unknown) {
        operation::start(scope.tx, &open, scope.now)?;
        scope.wakes.due = true;
    }
    Ok(())
}

fn nothing_waits(id: ServiceId) -> Error {
    let text = Text::new(
        "Nothing of this certificate waits for a proof",
        "Этот сертификат не ждёт подтверждения",
    );
    Fault::from_text("missed", "item", text)
        .with_param("id", id)
        .into()
}

fn too_soon() -> Fault {
    let text = Text::new(
        "It was looked at a moment ago: try again in half a minute",
        "Проверка только что была: повторите через полминуты",
    );
    Fault::from_text("limit", "item", text)
}
