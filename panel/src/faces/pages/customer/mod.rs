//! The area of customers: what they have, what they can have, and what they owe.

mod cart;
mod certificate;
mod deed;
mod funds;
mod history;
mod home;
pub(crate) mod kinds;
mod line;
mod machine;
mod money;
mod option;
mod order;
mod order_fields;
mod pending;
mod plan;
mod prolong;
mod requested;
mod service;
mod state;
mod tariffs;

use crate::faces::page::Shown;
use crate::faces::visit::Visit;
use onsell_wire::{Document, Fault, Params};

/// The page by hand for what a customer asked for, if there is one.
pub(crate) async fn show(visit: &Visit) -> Option<Result<Shown, Fault>> {
    let function = visit.function.as_str();
    let family = family(visit);
    Some(match (function, family) {
        ("", _) => home::show(visit).await,
        (kinds::PAGE, _) => kinds::show(visit).await,
        ("basket" | "cart" | "order", _) => cart::show(visit).await,
        ("payment.add", _) => funds::show(visit).await,
        ("payment.add.redirect", _) => funds::announced(visit).await,
        ("service.prolong", _) => prolong::show(visit).await,
        ("service.changepricelist", _) => plan::show(visit).await,
        ("certificate.send_dv_dns" | "certificate.send_dv_email", _) if is_one(visit) => {
            proof(visit).await
        }
        ("certificate.retry", _) if is_one(visit) && visit.fault.is_some() => {
            service::show(visit).await
        }
        ("certificate.reissue", _) if is_one(visit) => certificate::anew::show(visit).await,
        (_, Some("order" | "order.pricelist")) => tariffs::show(visit).await,
        (_, Some("order.param")) => order::show(visit).await,
        (_, Some("edit")) => service::show(visit).await,
        (_, Some(verb @ "deletekey")) if is_one(visit) => deed::show(visit, verb).await,
        (_, Some(verb @ ("delete" | "suspend" | "stop" | "reinstall" | "changepassword")))
            if is_one(visit) =>
        {
            deed::show(visit, verb).await
        }
        (_, Some("password")) => machine::password(visit).await,
        _ => return None,
    })
}

/// Asking again for a proof: another way is chosen on a page of its own; what was refused without
/// one is told on the card.
async fn proof(visit: &Visit) -> Result<Shown, Fault> {
    if visit.fault.is_some() && !visit.params.has("approver_method") {
        return service::show(visit).await;
    }
    certificate::way::show(visit).await
}

/// Takes out of what was sent what a page of a certificate sends beside what is meant.
pub(crate) fn only_meant(visit: &Visit, params: &mut Params) {
    if !crate::faces::pages::certificate::is_meant(visit) {
        return;
    }
    match family(visit) {
        Some("order.param") => certificate::order::only_meant(params),
        Some("reissue") => certificate::anew::only_meant(params),
        _ => {}
    }
}

/// Where a customer goes after something was done, where that is not the page before.
pub(crate) fn done(visit: &Visit, document: &Document) -> Option<Result<Shown, Fault>> {
    match (visit.function.as_str(), family(visit)) {
        (_, Some("order.param")) => Some(Ok(order::done(visit, document))),
        ("payment.add", _) => Some(Ok(funds::done(document))),
        ("service.prolong" | "service.changepricelist" | "certificate.reissue", _)
        | (_, Some("edit")) => Some(Ok(service::changed(visit))),
        _ => None,
    }
}

/// Whether one object is meant, and no more.
fn is_one(visit: &Visit) -> bool {
    let elid = visit.params.text("elid").unwrap_or_default();
    !elid.is_empty() && elid.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands behind the product type in the name of the function, where there is one.
fn family(visit: &Visit) -> Option<&str> {
    let (kind, rest) = visit.function.split_once('.')?;
    let mut types = visit.frame.types.iter();
    types
        .any(|(known, _)| known.intname == kind)
        .then_some(rest)
}
