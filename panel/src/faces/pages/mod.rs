//! Pages made by hand, where a person deserves better than a form or a list that any function gets.
//! Each replaces the page of one function; what is sent is still performed by the function itself.

mod account;
mod addon;
mod calls;
pub(super) mod certificate;
pub(crate) mod customer;
mod dashboard;
mod dashboard_days;
mod import;
mod import_prices;
mod module;
mod module_fields;
mod operation;
mod operation_verbs;
mod own;
mod price_grid;
mod service;
mod service_facts;
pub(crate) mod sign_in;
mod tariff;
mod task;
mod wizard;

use super::locale::instant_of;
use super::page::Shown;
use super::visit::Visit;
use onsell_wire::{Document, Fault, Params};

/// An instant of the wire, with how long ago it was or how long it will take.
fn when(visit: &Visit, text: &str) -> String {
    instant_of(text).map_or_else(|| text.to_owned(), |at| visit.locale.instant_and_ago(at))
}

/// How long ago an instant of the wire was, or how long it will take.
fn ago(visit: &Visit, text: &str) -> String {
    instant_of(text).map_or_else(String::new, |at| visit.locale.ago(at))
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
        "certificate.file" if is_somebody(visit) => certificate::file::show(visit).await,
        ROOT if visit.is_staff() => certificate::file::root(visit).await,
        "" if visit.is_staff() => Box::pin(dashboard::show(visit)).await,
        "auth" => sign_in::show(visit),
        "session" if is_somebody(visit) && !visit.params.has("user") => {
            own::sessions::show(visit).await
        }
        "usrparam" if is_somebody(visit) => own::settings::show(visit).await,
        "totp.confirm" if sign_in::is_halfway(visit) => sign_in::second_factor(visit),
        _ if visit.is_staff() => return Box::pin(for_staff(visit)).await,
        _ => return None,
    })
}

/// Where the root of an authority of one's own is downloaded.
const ROOT: &str = "certificate.root";

/// Takes out of what was sent what the page sends beside what is meant.
pub(crate) fn only_meant(visit: &Visit, params: &mut Params) {
    if is_customer(visit) {
        customer::only_meant(visit, params);
    }
}

/// What is sent between the steps of a page, or by a form for several objects: shown, or performed
/// piece by piece by the function itself. Nothing where the function gets all of it.
pub(crate) async fn between(visit: &mut Visit) -> Option<Result<Shown, Fault>> {
    if visit.function == "certificate.file" && is_somebody(visit) {
        return Some(certificate::file::sent(visit).await);
    }
    if !visit.is_staff() {
        return None;
    }
    match visit.function.as_str() {
        "processing.add" => wizard::between(visit).await,
        "pricelist.detail.item.edit" => addon::between(visit).await,
        "pricelist.import" => import::between(visit).await,
        _ => None,
    }
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
        "processing.add" => wizard::show(visit).await,
        "processing.edit" if is_known => module::show(visit).await,
        "processing.check" if is_known => module::check(visit).await,
        "pricelist.edit" if is_known => tariff::show(visit).await,
        "pricelist.detail.edit" if is_known => addon::show(visit).await,
        "account.edit" if is_known => account::show(visit).await,
        "pricelist.import" => import::show(visit).await,
        _ => return None,
    })
}
