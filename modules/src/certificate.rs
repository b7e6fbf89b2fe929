//! What the modules have in common that issue certificates: an authority that speaks ACME, a
//! certificate authority of our own, a shop of certificates.
//!
//! Such a module is handed one attempt of one operation ([`CertificateWork`]) and answers what is
//! known afterwards ([`Answer`]). It changes something outside with at most one request an attempt;
//! what takes several requests it does in steps, as modules of servers do ([`crate::server`]).
//!
//! An authority often waits for the customer, who has to publish something or to answer a letter.
//! That is no failure: the module says what is to be done in its [`CertificateNews`] and answers
//! `Outcome::Pending`. Where only the customer can do something about a refusal (a record that
//! forbids the authority, a name that it does not take) that is news as well, with
//! [`CertificateState::Failed`] and a sentence for the customer. `Outcome::Refused` is for what
//! staff can do something about.

use crate::{Answer, CheckFault, Connection, ModuleKind, SentBefore, Transport};
use crate::{acme, gogetssl, own_ca};
use onsell_domain::certificate::{Contacts, Subject, Validation, ValidationMethod};
use onsell_domain::{
    CertificateState, Date, Fault, IssuedCertificate, OperationKind, Period, Progress, Secret,
    ServiceId, Timestamp, Words,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What a module that issues certificates is asked to do.
#[derive(Debug, Clone)]
pub struct CertificateWork {
    /// What to do: `Open` issues the first certificate, `Reissue` another one inside the term,
    /// `Prolong` is told that the term was renewed, `Close` that the service ends. `Suspend`,
    /// `Resume` and `SetParam` change nothing at an authority and are answered Done.
    pub kind: OperationKind,
    /// The service.
    pub service: ServiceId,
    /// What it is called over there, the same in every attempt and of this service alone: letters,
    /// digits and hyphens.
    pub unique_name: String,
    /// The internal name of the tariff: the product at a shop; of others it means nothing.
    pub product: String,
    /// The period that was ordered.
    pub period: Option<Period>,
    /// The end of the paid term, once it is counted; a certificate need not reach beyond it.
    pub paid_until: Option<Date>,
    /// The request, PEM; of a re-issue the one to issue for.
    pub request: String,
    /// The names to issue for, the main one first.
    pub names: Vec<String>,
    /// The subject as the request says it.
    pub subject: Subject,
    /// Who is behind it.
    pub contacts: Contacts,
    /// How the names are to be proven.
    pub method: ValidationMethod,
    /// The addresses that approve names by letter.
    pub approvers: BTreeMap<String, String>,
    /// The certificate that holds now.
    pub present: Option<IssuedCertificate>,
    /// How far the operation is: what the module answered with its last step.
    pub progress: Progress,
    /// What the module kept with the service when it last issued, by the names it gave
    /// ([`CertificateNews::kept`]).
    pub kept: Progress,
    /// Which try this is since the last step or the last Start, from 1.
    pub tries: u32,
    /// How long the present step lasts, in seconds.
    pub step_seconds: i64,
    /// Set when an earlier attempt at the present step may have been received.
    pub sent_before: Option<SentBefore>,
    /// The present: certificates are made for a time.
    pub now: Timestamp,
}

/// What a module learned about a certificate on its way, whatever the outcome of the attempt is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateNews {
    /// How far the issue is.
    pub state: CertificateState,
    /// What proves the names, where the authority asks for it; empty leaves what was known.
    pub validations: Vec<Validation>,
    /// A sentence for the customer; empty where all is well.
    pub message: Words,
    /// What is kept with the service for later operations (numbers of orders); empty leaves what
    /// was kept.
    pub kept: Progress,
    /// When the authority wants the certificate that was issued to be replaced, from and until;
    /// none leaves it to us.
    pub suggested: Option<(Timestamp, Timestamp)>,
    /// Whether every certificate of the service was revoked.
    pub is_revoked: bool,
}

impl CertificateNews {
    /// Only how far it is.
    pub fn state(state: CertificateState) -> Self {
        Self {
            state,
            validations: Vec::new(),
            message: Words::default(),
            kept: Progress::default(),
            suggested: None,
            is_revoked: false,
        }
    }
}

/// A system that issues certificates.
pub trait CertificateModule: Send + Sync {
    /// Signs in and looks whether what is needed may be done; says who we are there.
    fn check(&self) -> Result<String, CheckFault>;

    /// The addresses that may approve a name by letter, as the authority has them.
    fn approvers(&self, product: &str, name: &str) -> Result<Vec<String>, CheckFault> {
        let _ = product;
        Ok(onsell_domain::certificate::approver::approvers(name))
    }

    /// Makes one attempt.
    fn perform(&self, work: &CertificateWork) -> Answer;

    /// Has the letters sent again, or the names looked at again, where the authority takes that:
    /// harmless to repeat. Most look by themselves.
    fn send_again(&self, work: &CertificateWork) -> Result<(), CheckFault> {
        let _ = work;
        Ok(())
    }

    /// When the authority wants a certificate to be replaced (from, until); none leaves it to us.
    fn renewal_window(
        &self,
        present: &IssuedCertificate,
    ) -> Result<Option<(Timestamp, Timestamp)>, CheckFault> {
        let _ = present;
        Ok(None)
    }
}

/// The secret to keep for a module: what was entered, with what the module makes for itself the
/// first time (the key of its account). `kept` is the secret that is kept already.
pub fn complete_secret(kind: ModuleKind, entered: &Secret, kept: Option<&Secret>) -> Secret {
    match kind {
        ModuleKind::Acme => acme::complete_secret(entered, kept),
        _ => entered.clone(),
    }
}

/// A module of this kind at this place; nothing is asked yet.
///
/// # Errors
/// Where the kind issues no certificates, or the connection cannot be right.
pub fn connect(
    kind: ModuleKind,
    connection: &Connection,
    transport: Arc<dyn Transport>,
) -> Result<Arc<dyn CertificateModule>, CheckFault> {
    match kind {
        ModuleKind::Acme => acme::connect(connection, transport),
        ModuleKind::OwnCa => own_ca::connect(connection),
        ModuleKind::GoGetSsl => gogetssl::connect(connection, transport),
        _ => {
            let text = format!("the module {} issues no certificates", kind.name());
            Err(CheckFault::Unreachable(Fault::new("not_implemented", text)))
        }
    }
}
