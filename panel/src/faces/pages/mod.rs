//! Pages made by hand, where a person deserves better than a form or a list that any function gets.
//! Each replaces the page of one function; what is sent is still performed by the function itself.

pub(crate) mod customer;
mod own;
pub(crate) mod sign_in;

use super::page::Shown;
use super::visit::Visit;
use onsell_wire::{Document, Fault};

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
        "" => Ok(home()),
        "auth" => sign_in::show(visit),
        "session" if is_somebody(visit) && !visit.params.has("user") => {
            own::sessions::show(visit).await
        }
        "usrparam" if is_somebody(visit) => own::settings::show(visit).await,
        "totp.confirm" if sign_in::is_halfway(visit) => sign_in::second_factor(visit),
        _ => return None,
    })
}
