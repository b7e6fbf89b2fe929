//! Pages made by hand, where a person deserves better than a form or a list that any function gets.
//! Each replaces the page of one function; what is sent is still performed by the function itself.

pub(crate) mod sign_in;

use super::page::Shown;
use super::visit::Visit;
use onsell_wire::Fault;

/// Where somebody begins.
fn home(visit: &Visit) -> Shown {
    let counts = visit.frame.types.iter();
    let most = counts.max_by_key(|(_, count)| count.unwrap_or_default());
    let services = most.map_or("usrparam", |(kind, _)| kind.intname.as_str());
    let function = if visit.is_staff() {
        "runningoperation"
    } else {
        services
    };
    Shown::Elsewhere(format!("/panel/{function}"), Vec::new())
}

/// The page by hand for what was asked, if there is one.
#[expect(
    clippy::unused_async,
    reason = "pages that ask several functions wait for them"
)]
pub(crate) async fn show(visit: &Visit) -> Option<Result<Shown, Fault>> {
    Some(match visit.function.as_str() {
        "" => Ok(home(visit)),
        "auth" => sign_in::show(visit),
        "totp.confirm" if sign_in::is_halfway(visit) => sign_in::second_factor(visit),
        _ => return None,
    })
}
