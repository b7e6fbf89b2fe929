//! Certificates: what a request says, what proves who owns a name, what was issued, and the rules
//! between a paid term and the certificates inside it (semantics 6).
//!
//! A certificate service and a certificate are two things: the service has the term that was paid,
//! and certificates are issued and re-issued inside it.

pub mod approver;
pub mod contacts;
pub mod issued;
pub mod state;
pub mod subject;
pub mod validation;

pub use contacts::{Contacts, Organization, Person};
pub use issued::IssuedCertificate;
pub use state::CertificateState;
pub use subject::Subject;
pub use validation::{Validation, ValidationMethod};
