//! What is special about certificates at a seller.
//!
//! | file | what is there |
//! |---|---|
//! | `ask` | what a seller is told |
//! | `look` | how the effect of a request is recognized, under whichever number it is there |
//! | `brought` | whether what a seller brings is what was asked for |
//! | `calls` | calls that are no operations: approvers, validations, files |
//!
//! The private key is not known here and never leaves. Stops and resumptions are not sent: what is
//! issued holds until it ends, whatever a billing system thinks of it (semantics 6.4).

mod ask;
mod brought;
mod calls;
mod look;

pub(super) use ask::{add_country, order, reissue};
pub use brought::{brought, is_issued, newest};
pub(super) use calls::completed;
pub(super) use look::{answered, look_for_order, look_for_reissue, look_for_renewal};

use crate::Work;
use onsell_domain::OperationKind;
use onsell_wire::message::certificate::CERTIFICATE;

/// Whether this is about a certificate.
pub(super) fn is_certificate(work: &Work) -> bool {
    work.type_name == CERTIFICATE
}

/// Whether an operation changes nothing at the seller of a certificate.
pub(super) fn is_only_here(work: &Work) -> bool {
    is_certificate(work) && matches!(work.kind, OperationKind::Suspend | OperationKind::Resume)
}
