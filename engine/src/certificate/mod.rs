//! Certificates: what an order says of one, how far its issue is, and the certificates inside the
//! term that was paid (semantics 6).
//!
//! A module that issues certificates tells what it learned on its way (`news.rs`), and a
//! certificate that came is kept with those before it (`issued.rs`). When the next one is due is
//! decided by `onsell_domain::certificate::reissue` after everything that ends on the service
//! (`plan.rs`), and written on it, so that the job costs what is due.

mod approvers;
mod ask;
mod card;
mod choice;
mod cover;
mod file;
mod issued;
mod key;
mod news;
mod notice;
mod number;
mod plan;
mod reissue;
mod retry;
mod save;
mod there;
mod way;
mod work;

pub use approvers::approvers;
pub use ask::{Proof, ask_again};
pub use card::{Card, card};
pub use choice::{CertificateChoice, ORGANIZATION_NEEDS, methods, read_request, template};
pub use file::{File, FileKind, file};
pub use key::{Generated, forget, generate, seal};
pub use reissue::{Reissue, reissue, run};
pub use retry::retry;
pub use save::{finish, save};

pub(crate) use choice::{Wish, wanted, write};
pub(crate) use cover::{is_only_theirs, keep};
pub(crate) use issued::after;
pub(crate) use news::learn;
pub(crate) use notice::letter;
pub(crate) use number::follow as follow_number;
pub(crate) use reissue::given_up;
pub(crate) use save::is_deliverable;
pub(crate) use there::{letter_of, there, wanted as wanted_there};
pub(crate) use way::{has_way, makes_way};
pub(crate) use work::{Known, only_waits, read, work};

/// Whether a product type is one of certificates.
pub fn sells_certificates(type_name: &str) -> bool {
    type_name == "certificate"
}
