//! Certificates: what may stand in a request, which names a product carries, how long a
//! certificate may live, and when it is issued anew inside its paid term.
//!
//! Plain values and rules. Keys, requests and certificates as bytes are read and made by the crate
//! `onsell-x509`.

mod fault;
mod issued;
mod names;
mod reissue;
mod subject;
mod template;
mod validity;

pub use fault::{NameFault, NamesFault, SubjectFault};
pub use issued::IssuedCertificate;
pub use names::{
    NAMES_MAX, certificate_name, certificate_names, covers, is_idn, is_wildcard, uncovered,
};
pub use reissue::{ReissueState, due as reissue_due};
pub use subject::{Subject, SubjectField};
pub use template::{Template, TemplateFlag, UnknownFlag};
pub use validity::{ValidityLimit, issuable_seconds, reuse_seconds};
