//! Certificates: what a request says, what proves who owns a name, what was issued, and the rules
//! between a paid term and the certificates inside it (semantics 6).
//!
//! A certificate service and a certificate are two things: the service has the term that was paid,
//! and certificates are issued and re-issued inside it. Keys, requests and certificates as bytes
//! are read and made by the crate `onsell-x509`.

pub mod approver;
pub mod contacts;
mod fault;
pub mod issued;
mod names;
pub mod product;
pub mod reissue;
pub mod state;
pub mod subject;
pub mod template;
pub mod validation;
pub mod validity;

pub use contacts::{Contacts, Organization, Person};
pub use fault::{NameFault, NamesFault, SubjectFault};
pub use issued::IssuedCertificate;
pub use names::{
    NAMES_MAX, certificate_name, certificate_names, covers, is_idn, is_wildcard, uncovered,
};
pub use reissue::ReissueState;
pub use state::CertificateState;
pub use subject::{Subject, SubjectField};
pub use template::{Template, TemplateFlag, UnknownFlag};
pub use validation::{Validation, ValidationMethod};
pub use validity::{SECONDS_PER_DAY, ValidityLimit, issuable_seconds, reuse_seconds};
