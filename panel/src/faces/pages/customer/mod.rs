//! The area of customers: what they have, what they can have, and what they owe.

mod cart;
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
use onsell_wire::{Document, Fault};

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
        (_, Some("order" | "order.pricelist")) => tariffs::show(visit).await,
        (_, Some("order.param")) => order::show(visit).await,
        (_, Some("edit")) => service::show(visit).await,
        (_, Some(verb @ ("delete" | "suspend" | "stop" | "reinstall" | "changepassword")))
            if is_one(visit) =>
        {
            deed::show(visit, verb).await
        }
        (_, Some("password")) => machine::password(visit).await,
        _ => return None,
    })
}

/// Where a customer goes after something was done, where that is not the page before.
pub(crate) fn done(visit: &Visit, document: &Document) -> Option<Result<Shown, Fault>> {
    match (visit.function.as_str(), family(visit)) {
        (_, Some("order.param")) => Some(Ok(order::done(visit, document))),
        ("payment.add", _) => Some(Ok(funds::done(document))),
        ("service.prolong" | "service.changepricelist", _) | (_, Some("edit")) => {
            Some(Ok(service::changed(visit)))
        }
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
