//! The module `acme`: certificates of an authority that speaks ACME (RFC 8555; backends 5.4).
//!
//! A certificate is a few requests, and each is recognized by what the authority tells of the
//! order: an order that was made without our hearing of it is left to expire (that costs
//! nothing), a proof that was asked for is under way or valid, a finished order has its
//! certificate. So none is harmful when it is sent twice, and the state over there says what is
//! next (`issue`).
//!
//! The authority is told to look for a proof only after we saw it published (`look`): a look
//! that fails ends the proof, and the customer would have to publish another one.

mod account;
mod ending;
mod failure;
mod issue;
mod look;
mod lookup;
mod prove;
mod renewal;
mod revoke;
mod settings;
mod way;

use crate::certificate::{CertificateModule, CertificateWork};
use crate::{Answer, CheckFault, Connection, Transport};
use account::Identity;
use failure::Called;
use instant_acme::Account;
use look::Look;
use onsell_domain::{Facts, IssuedCertificate, OperationKind, Outcome, Timestamp};
use std::sync::{Arc, Mutex, PoisonError};
use way::Way;

pub(crate) use settings::{SETTINGS, complete_secret};

/// An authority, as it is used.
struct Acme {
    directory: String,
    identity: Identity,
    /// How it is looked whether a proof is published; none leaves that to the authority.
    look: Option<Look>,
    revokes: bool,
    way: Way,
    /// Where our account is over there, once that is known.
    account: Mutex<Option<String>>,
}

/// One attempt with our account.
struct Session {
    way: Way,
    account: Account,
}

/// An authority at this place; nothing is asked yet.
pub(crate) fn connect(
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn CertificateModule>, CheckFault> {
    Ok(Arc::new(settings::connect(connection, transport)?))
}

impl Acme {
    fn session(&self) -> Called<Session> {
        // What one answer said is not for another attempt.
        let way = self.way.again();
        let known = self.known_account().clone();
        let id = match known {
            Some(id) => id,
            None => account::register(&way, &self.directory, &self.identity)?,
        };
        let account = account::open(&way, &self.directory, &self.identity.key, &id)?;
        *self.known_account() = Some(id);
        Ok(Session { way, account })
    }

    fn known_account(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.account.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The account is looked for again: the authority does not know it.
    fn forget_account(&self) {
        *self.known_account() = None;
    }
}

impl CertificateModule for Acme {
    fn check(&self) -> Result<String, CheckFault> {
        self.forget_account();
        let session = self.session()?;
        Ok(format!("account {}", session.account.id()))
    }

    fn perform(&self, work: &CertificateWork) -> Answer {
        match work.kind {
            OperationKind::Open | OperationKind::Reissue => issue::attempt(self, work),
            OperationKind::Close => revoke::attempt(self, work),
            // A term of ours is nothing to the authority, and a certificate does not rest.
            _ => Answer::unsent(Outcome::Done(Facts::default())),
        }
    }

    fn renewal_window(
        &self,
        present: &IssuedCertificate,
    ) -> Result<Option<(Timestamp, Timestamp)>, CheckFault> {
        Ok(renewal::window(&self.session()?, present)?)
    }
}
