//! Pages made by hand, where a person deserves better than a form or a list that any function gets.
//! Each replaces the page of one function; what is sent is still performed by the function itself.

mod calls;
mod dashboard;
mod dashboard_days;
mod operation;
mod operation_verbs;
mod service;
mod service_facts;
pub(crate) mod sign_in;
mod task;

use super::locale::instant_of;
use super::page::Shown;
use super::visit::Visit;
use onsell_wire::Fault;

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
fn home(visit: &Visit) -> Shown {
    let counts = visit.frame.types.iter();
    let most = counts.max_by_key(|(_, count)| count.unwrap_or_default());
    let function = most.map_or("usrparam", |(kind, _)| kind.intname.as_str());
    Shown::Elsewhere(format!("/panel/{function}"), Vec::new())
}

/// The page by hand for what was asked, if there is one.
pub(crate) async fn show(visit: &Visit) -> Option<Result<Shown, Fault>> {
    Some(match visit.function.as_str() {
        "" if visit.is_staff() => Box::pin(dashboard::show(visit)).await,
        "" => Ok(home(visit)),
        "auth" => sign_in::show(visit),
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
