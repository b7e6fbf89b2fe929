//! How the effect of an earlier request is recognized. A renewal or a re-issue may come under
//! another number of the seller's: what goes on is found by our reference.

use super::{brought, is_issued, newest};
use crate::billmanager::client::{CallError, SellerClient};
use crate::billmanager::perform::{Looked, found, undecided};
use crate::{Wanted, Work};
use onsell_domain::{Facts, Outcome, ServiceStatus, UpstreamId};
use onsell_wire::message::ServiceState;
use onsell_wire::message::certificate::CertificateTold;
use onsell_x509::request;

/// The states on the wire of a certificate that is on its way (wire 2.2).
const ON_ITS_WAY: [i64; 2] = [3, 4];

/// The service that shows an effect: under the number that is known, else under the newest one that
/// bears our reference.
fn showing(
    client: &SellerClient,
    work: &Work,
    shows: impl Fn(&ServiceState) -> bool,
) -> Result<Option<ServiceState>, CallError> {
    if let Some(id) = work.upstream {
        match client.card(&work.type_name, id) {
            Ok(state) if state.status != ServiceStatus::Deleted && shows(&state) => {
                return Ok(Some(state));
            }
            Ok(_) => {}
            Err(CallError::Fault(fault)) if fault.kind == "missed" => {}
            Err(error) => return Err(error),
        }
    }
    let state = referred(client, &work.type_name, &work.reference)?;
    let is_another =
        |state: &ServiceState| work.upstream.is_none_or(|known| known.get() != state.id);
    Ok(state.filter(|state| is_another(state) && shows(state)))
}

/// The service that bears a reference now, as its card tells.
fn referred(
    client: &SellerClient,
    type_name: &str,
    reference: &str,
) -> Result<Option<ServiceState>, CallError> {
    let references = [reference.to_owned()];
    let rows = client.list(type_name, &[], &references)?;
    let ours = rows.iter().filter(|row| row.reference == reference);
    match newest(ours) {
        Some(row) => client.card(type_name, UpstreamId::new(row.id)).map(Some),
        None => Ok(None),
    }
}

/// Looks for an order: by our reference, compared exactly.
pub(in crate::billmanager) fn look_for_order(client: &SellerClient, work: &Work) -> Looked {
    match referred(client, &work.type_name, &work.reference) {
        Ok(Some(state)) => seen(work, state, is_issued),
        Ok(None) => Looked::Nothing,
        Err(error) => found(undecided(error), None),
    }
}

/// Looks for a renewal: a later end, or another number under our reference.
pub(in crate::billmanager) fn look_for_renewal(client: &SellerClient, work: &Work) -> Looked {
    match showing(client, work, |state| shows_renewal(work, state)) {
        Ok(Some(state)) => seen(work, state, |_| true),
        Ok(None) => Looked::Nothing,
        Err(error) => found(undecided(error), None),
    }
}

fn shows_renewal(work: &Work, state: &ServiceState) -> bool {
    let is_later = matches!(
        (work.before_expires, state.expires),
        (Some(before), Some(now)) if now > before
    );
    let is_another = work.upstream.is_some_and(|known| known.get() != state.id);
    state.status != ServiceStatus::Deleted && (is_later || is_another)
}

/// Looks for a re-issue: another certificate of our request; or at least that the seller is at it.
pub(in crate::billmanager) fn look_for_reissue(client: &SellerClient, work: &Work) -> Looked {
    let Some(wanted) = work.certificate.as_deref() else {
        return Looked::Nothing;
    };
    let brings = |state: &ServiceState| {
        let told = state.certificate.as_deref();
        told.is_some_and(|told| matches!(brought(told, wanted), Ok(Some(_))))
    };
    match showing(client, work, |state| {
        brings(state) || works_on(state, wanted)
    }) {
        Ok(Some(state)) => seen(work, state, brings),
        Ok(None) => Looked::Nothing,
        Err(error) => found(undecided(error), None),
    }
}

/// Whether the seller has our request: it tells it although the present certificate is of another,
/// or it is at work on no other.
fn works_on(state: &ServiceState, wanted: &Wanted) -> bool {
    let csr = state.certificate.as_deref().map(|told| told.csr.as_str());
    let csr = csr.unwrap_or_default();
    let has_ours = is_same(csr, &wanted.request);
    let present = wanted.present.as_ref();
    let is_another = present.is_none_or(|present| !is_of(&present.pem, &wanted.request));
    let on_its_way = |state: i64| ON_ITS_WAY.contains(&state);
    has_ours && is_another
        || state.service_status.is_some_and(on_its_way) && (has_ours || csr.is_empty())
}

/// Whether a certificate is of this request's key.
fn is_of(certificate: &str, pem: &str) -> bool {
    match (
        request::read(pem),
        onsell_x509::certificate::read_all(certificate),
    ) {
        (Ok(request), Ok(all)) => all
            .first()
            .is_some_and(|one| one.key.fingerprint == request.key.fingerprint),
        _ => false,
    }
}

/// Whether two texts are the same request, however their lines are broken.
fn is_same(one: &str, other: &str) -> bool {
    !one.is_empty() && one.split_whitespace().eq(other.split_whitespace())
}

/// What was found is adopted under the number that it has there.
fn seen(work: &Work, state: ServiceState, is_done: impl Fn(&ServiceState) -> bool) -> Looked {
    let upstream = UpstreamId::new(state.id);
    let outcome = if is_done(&state) {
        let brings = |told: &CertificateTold| {
            let wanted = work.certificate.as_deref()?;
            brought(told, wanted).ok().flatten().map(Box::new)
        };
        Outcome::Done(Facts {
            upstream: Some(upstream),
            certificate: state.certificate.as_deref().and_then(brings),
            ..Facts::default()
        })
    } else {
        Outcome::Accepted {
            upstream: Some(upstream),
            charged: None,
            returned: None,
        }
    };
    found(outcome, Some(state))
}

/// The number under which a renewal or a re-issue goes on, where the answer names another than
/// before: one that bears our reference, or that bears none, is for our name and gets ours.
pub(in crate::billmanager) fn answered(
    client: &SellerClient,
    work: &Work,
    id: Option<i64>,
) -> Option<UpstreamId> {
    let known = work.upstream?;
    let Some(other) = id.map(UpstreamId::new).filter(|other| *other != known) else {
        return Some(known);
    };
    match client.card(&work.type_name, other) {
        Ok(state) if state.reference == work.reference => Some(other),
        Ok(state) if state.reference.is_empty() && state.name == work.name => {
            let referred = client.set_reference(&work.type_name, other, &work.reference);
            Some(if referred.is_ok() { other } else { known })
        }
        // Whatever the number means, the next reading of ours tells.
        _ => Some(known),
    }
}
