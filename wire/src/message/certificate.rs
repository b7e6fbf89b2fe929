//! Certificates in the reselling conversation (wire 3.12, 2.2; backends 5.1, 5.2).
//!
//! What is asked stands in one file each: [`CsrRequest`] (step one of the documented two, the
//! seller makes the key), [`CertificateOrder`] (the part of `certificate.order.param` that other
//! orders do not have), [`ReissueRequest`], [`RetryRequest`], [`ApproverRequest`],
//! [`ValidationRequest`], [`FileRequest`]. What a card tells is [`CertificateTold`].
//!
//! Our own client never sends a private key. The seller reads one, since the documented step two
//! repeats what step one answered.
//!
//! Not every name on the wire is documented. Guessed are: `crt_type=exists`, the words of
//! `approver_method` beside those of the published modules, the functions `certificate.approver`,
//! `certificate.file`, `certificate.send_dv_dns` and `certificate.send_dv_email`, and all of the
//! list of validations, whose shape is in one place (`certificate/validation.rs`).

mod approval;
mod approver;
mod csr;
mod file;
mod names;
mod order;
mod pem;
mod reissue;
mod retry;
mod subject;
#[cfg(test)]
mod tests;
mod told;
mod validate;
mod validation;

pub use approval::Approval;
pub use approver::{ApproverAnswer, ApproverRequest, Approvers};
pub use csr::{CsrAnswer, CsrRequest};
pub use file::{FileAnswer, FileKind, FileRequest};
pub use names::NAMES_MAX;
pub use order::CertificateOrder;
pub use pem::certificates_of;
pub use reissue::{ReissueAnswer, ReissueRequest};
pub use retry::RetryRequest;
pub use told::CertificateTold;
pub use validate::ValidationRequest;

/// The internal name of the product type.
pub const CERTIFICATE: &str = "certificate";

/// The word for a request that the seller makes, key and all.
const GENERATE: &str = "generate";
/// The word for a request that the buyer brings (wire part 9, guessed).
const EXISTS: &str = "exists";
