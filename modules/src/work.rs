//! One attempt of one operation, and what is known after it.

use crate::certificate::CertificateNews;
use jiff::civil::Date;
use onsell_domain::certificate::{Contacts, Subject, ValidationMethod};
use onsell_domain::{
    AddonId, IssuedCertificate, Money, OperationKind, Outcome, Period, Progress, TariffId,
    UpstreamId,
};
use onsell_wire::message::ServiceState;
use std::collections::BTreeMap;

/// What a module is asked to do. Everything was written down before it is sent.
#[derive(Debug, Clone)]
pub struct Work {
    /// What to do.
    pub kind: OperationKind,
    /// The internal name of the product type.
    pub type_name: String,
    /// The seller's tariff; the new one where the tariff changes.
    pub tariff: TariffId,
    /// The period to order or to renew for, or that a changed tariff shall have.
    pub period: Option<Period>,
    /// The label of the service; the new one where an edit changes it.
    pub name: String,
    /// The address of the service; the new one where an edit changes it.
    pub ip: String,
    /// Whether an edit changes the label; what it does not change is not sent.
    pub changes_name: bool,
    /// Whether an edit changes the address.
    pub changes_ip: bool,
    /// The seller's addon ids and values.
    pub addons: Vec<(AddonId, i64)>,
    /// Our name for the service at the seller.
    pub reference: String,
    /// The key of a paid request, the same in every attempt.
    pub order_key: String,
    /// The seller's number for the service, once it is known.
    pub upstream: Option<UpstreamId>,
    /// The seller's end date when a renewal was decided.
    pub before_expires: Option<Date>,
    /// The key when a new one was asked for.
    pub before_key: String,
    /// Set when an earlier attempt may have reached the seller.
    pub sent_before: Option<SentBefore>,
    /// The most that an order or a renewal may cost; none is not guarded.
    pub price_max: Option<Money>,
    /// What the seller honors beyond the documented API.
    pub honors: Honors,
    /// Set for a license that goes with a server.
    pub bundled: Option<Bundled>,
    /// The seller's number of the license that a module license is to hang on; an edit without one
    /// leaves it where it is.
    pub license: Option<UpstreamId>,
    /// What a module license is told besides at its order, by name.
    pub module_parameters: Vec<(String, String)>,
    /// Set for a certificate.
    pub certificate: Option<Box<Wanted>>,
}

/// The certificate that a seller is to bring, and that what it brings is compared with. The private
/// key is no part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The request, PEM.
    pub request: String,
    /// The names, the main one first.
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
}

/// What is special about a license that goes with a server.
#[derive(Debug, Clone)]
pub struct Bundled {
    /// How far the operation is.
    pub progress: Progress,
    /// Whether it is a trial, which never enters or leaves the pool.
    pub is_trial: bool,
    /// The present day in the provider's zone.
    pub today: Date,
}

/// What a seller honors beyond the documented API.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Honors {
    /// It answers a repeated order key with the answer it gave.
    pub order_key: bool,
    /// It refuses what is dearer than the request allows, so that its price need not be read first.
    pub price_max: bool,
}

impl Work {
    /// Whether an edit, or a certificate with more names, changes addons, which may cost money.
    pub fn changes_addons(&self) -> bool {
        matches!(self.kind, OperationKind::SetParam | OperationKind::Reissue)
            && !self.addons.is_empty()
    }

    /// Whether sending it may cost money at the seller, so that sending it twice would harm.
    pub fn is_paid(&self) -> bool {
        self.kind.is_paid() || self.changes_addons()
    }
}

/// What is known of an earlier attempt that may have reached the seller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SentBefore {
    /// How long ago it may last have been sent.
    pub seconds_ago: i64,
    /// Whether it may still be under way: no answer to it came.
    pub is_unanswered: bool,
}

/// What is known after an attempt.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The outcome.
    pub outcome: Outcome,
    /// Whether the request itself may have left us in this attempt. Look-ups do not count.
    pub sent: bool,
    /// The reading that told the outcome, where a look did.
    pub seen: Option<Box<ServiceState>>,
    /// What the seller wants for it, where that was read or told.
    pub quoted: Option<Money>,
    /// How far an operation of several steps is although this step is not done, where that changed:
    /// a step that failed and is to be done anew. Kept whatever the outcome is; unlike
    /// `Outcome::Step`, it neither begins the next step nor forgets the tries.
    pub progress: Option<Progress>,
    /// What became known of a certificate on its way, whatever the outcome is.
    pub news: Option<Box<CertificateNews>>,
}

impl Answer {
    /// What is known without anything having left us.
    pub fn unsent(outcome: Outcome) -> Self {
        Self {
            outcome,
            sent: false,
            seen: None,
            quoted: None,
            progress: None,
            news: None,
        }
    }

    /// What is known after the request left us.
    pub fn sent(outcome: Outcome) -> Self {
        Self {
            sent: true,
            ..Self::unsent(outcome)
        }
    }
}
