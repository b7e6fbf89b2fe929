//! Pages made by hand, where a person deserves better than a form or a list that any function gets.
//! Each replaces the page of one function; what is sent is still performed by the function itself.

mod calls;
pub(crate) mod customer;
mod dashboard;
mod dashboard_days;
mod operation;
mod operation_verbs;
mod own;
mod service;
mod service_facts;
pub(crate) mod sign_in;
mod task;

use super::locale::instant_of;
use super::page::Shown;
use super::visit::Visit;
use onsell_wire::{Document, Fault};

/// An instant of the wire, with how long ago it was or how long it will take.
fn when(visit: &Visit, text: &str) -> String {
    match instant_of(text) {
        Some(at) => format!("{} · {}", visit.locale.instant(at), visit.locale.ago(at)),
        None => text.to_owned(),
    }
}

/// How long ago an instant of the wire was, or how long it will take.
fn ago(visit: &Visit, text: &str) -> String {
    instant_of(text).map_or_else(String::new, |at| visit.locale.ago(at))
}

/// Where somebody begins.
fn home() -> Shown {
    Shown::Elsewhere("/panel/runningoperation".to_owned(), Vec::new())
}

/// Whether somebody looks who signed in wholly.
fn is_somebody(visit: &Visit) -> bool {
    let identity = visit.frame.identity.as_ref();
    identity.is_some_and(|identity| !identity.is_halfway)
}

/// Whether that is a customer.
fn is_customer(visit: &Visit) -> bool {
    is_somebody(visit) && !visit.is_staff()
}

/// Where it goes on after something was done, where a page by hand says so.
pub(crate) fn done(visit: &Visit, document: &Document) -> Option<Result<Shown, Fault>> {
    match visit.function.as_str() {
        "totp.new" => Some(own::factor::begun(visit, document)),
        _ if is_customer(visit) => customer::done(visit, document),
        _ => None,
    }
}

/// The page by hand for what was asked, if there is one.
pub(crate) async fn show(visit: &Visit) -> Option<Result<Shown, Fault>> {
    if is_customer(visit)
        && let Some(shown) = customer::show(visit).await
    {
        return Some(shown);
    }
    Some(match visit.function.as_str() {
        "" if visit.is_staff() => Box::pin(dashboard::show(visit)).await,
        "" => Ok(home()),
        "auth" => sign_in::show(visit),
        "usrparam" if is_somebody(visit) => own::settings::show(visit).await,
        "totp.confirm" if sign_in::is_halfway(visit) => sign_in::second_factor(visit),
        _ if visit.is_staff() => return Box::pin(for_staff(visit)).await,
        _ => return None,
    })
}

/// The same for staff. A new object is made with the form that any function has.
async fn for_staff(visit: &Visit) -> Option<Result<Shown, Fault>> {
    let declaration = visit.declaration()?;
    let is_known = visit.params.has("elid");
    Some(match declaration.name {
        "runningoperation.edit" if is_known => operation::show(visit).await,
        "task.edit" if is_known => task::show(visit).await,
        // The form of a service is asked for by name, and shown again when it was refused.
        "T.edit" if is_known && !visit.params.is_on("change") && visit.fault.is_none() => {
            service::show(visit).await
        }
        _ => return None,
    })
}
