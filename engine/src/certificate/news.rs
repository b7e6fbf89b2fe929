//! What was learned of a certificate on its way: how far it is, what proves its names, what the
//! customer has to do.

use crate::mail::Letter;
use crate::tell::tell;
use crate::{Result, Scope};
use onsell_domain::{CertificateState, ServiceId};
use onsell_modules::certificate::CertificateNews;
use onsell_store::service;
use onsell_store::{certificate, certificate_validation, issued_certificate};

/// Keeps what was learned, and tells the readers where it is new. Costs one reading where it is
/// not.
pub(crate) fn learn(
    scope: &mut Scope<'_>,
    id: ServiceId,
    news: &CertificateNews,
    letter: Option<&Letter>,
) -> Result<()> {
    let Some(before) = certificate::find(scope.tx, id)? else {
        return Ok(());
    };
    let known = certificate_validation::of_service(scope.tx, id)?;
    let are_new = !news.validations.is_empty() && news.validations != known;
    let validations = if are_new { &news.validations } else { &known };
    let waits_for_proof = news.state == CertificateState::Waiting
        && validations.iter().any(|validation| !validation.is_valid);
    let must_act = waits_for_proof || news.state == CertificateState::Failed;
    let mut after = before.clone();
    after.state = news.state;
    after.message.clone_from(&news.message);
    if !news.kept.is_empty() {
        after.kept.clone_from(&news.kept);
    }
    after.must_act_since = match before.must_act_since {
        _ if !must_act => None,
        Some(since) => Some(since),
        None => Some(scope.now),
    };
    if !must_act {
        after.told_at = None;
    } else if let Some(letter) = letter {
        letter.write(scope)?;
        after.told_at = Some(scope.now);
    }
    // What was suggested for the certificate before says nothing of a new one.
    if news.suggested.is_some() || news.state == CertificateState::Issued {
        after.suggested_from = news.suggested.map(|(from, _)| from);
        after.suggested_until = news.suggested.map(|(_, until)| until);
    }
    if news.is_revoked {
        issued_certificate::revoke(scope.tx, id, scope.now)?;
    }
    if are_new {
        certificate_validation::put(scope.tx, id, &news.validations)?;
    }
    if after != before {
        certificate::put(scope.tx, &after)?;
    }
    let is_seen = after.state != before.state || after.message != before.message || are_new;
    if is_seen && let Some(service) = service::find(scope.tx, id)? {
        service::note_reading(scope.tx, &service)?;
        tell(scope, &service, "edit")?;
    }
    Ok(())
}
