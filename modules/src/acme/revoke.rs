//! A certificate whose service ends is revoked, where it is still valid and ours to revoke.

use super::ending::{Ending, changed};
use super::failure::Failure;
use super::{Acme, renewal};
use crate::Answer;
use crate::certificate::{CertificateNews, CertificateWork};
use instant_acme::{RevocationReason, RevocationRequest};
use onsell_domain::{CertificateState, Facts, Outcome};
use pollster::block_on;
use rustls::pki_types::CertificateDer;

/// Makes one attempt. Revoking twice is harmless: the second time is refused as done.
pub(super) fn attempt(acme: &Acme, work: &CertificateWork) -> Answer {
    let done = || Answer::unsent(Outcome::Done(Facts::default()));
    let present = work
        .present
        .as_ref()
        .filter(|present| present.not_after > work.now);
    let Some(bytes) = present.and_then(renewal::bytes) else {
        return done();
    };
    if !acme.revokes {
        return done();
    }
    let session = match acme.session() {
        Ok(session) => session,
        Err(failure) => return Ending::Look(failure).answer(acme, &acme.way, work),
    };
    let certificate = CertificateDer::from(bytes);
    let request = RevocationRequest {
        certificate: &certificate,
        reason: Some(RevocationReason::CessationOfOperation),
    };
    match changed(block_on(session.account.revoke(&request))) {
        Ok(()) => Answer {
            sent: true,
            ..revoked()
        },
        Err(Ending::Change(failure)) if failure.is("alreadyRevoked") => revoked(),
        Err(Ending::Change(failure)) if is_nothing_to_revoke(&failure) => done(),
        Err(ending) => ending.answer(acme, &session.way, work),
    }
}

fn revoked() -> Answer {
    Answer {
        news: Some(Box::new(CertificateNews {
            is_revoked: true,
            ..CertificateNews::state(CertificateState::Issued)
        })),
        ..Answer::unsent(Outcome::Done(Facts::default()))
    }
}

/// It is another authority's, or another account's.
fn is_nothing_to_revoke(failure: &Failure) -> bool {
    let kinds = ["unauthorized", "malformed"];
    failure.is_missing() || kinds.into_iter().any(|kind| failure.is(kind))
}
