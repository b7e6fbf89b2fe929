//! Calls about certificates that are no operations: each may be repeated.

use crate::billmanager::client::{CallError, SellerClient};
use onsell_domain::{Secret, UpstreamId};
use onsell_wire::message::ServiceState;
use onsell_wire::message::certificate::{
    ApproverAnswer, ApproverRequest, CertificateTold, FileAnswer, FileKind, FileRequest,
    RetryRequest, ValidationRequest, certificates_of,
};
use onsell_wire::{RemoteFault, decode_xml};

/// The state on the wire of a certificate that is issued (wire 2.2).
const ISSUED: i64 = 5;

impl SellerClient {
    /// Who may approve names by letter.
    pub fn certificate_approvers(
        &self,
        request: &ApproverRequest,
    ) -> Result<ApproverAnswer, CallError> {
        let root = self.call(request.to_params())?;
        Ok(ApproverAnswer::from_node(&root))
    }

    /// Has the seller look at names, or send its letters, again.
    pub fn validate_again(&self, request: &ValidationRequest) -> Result<(), CallError> {
        self.call(request.to_params()).map(drop)
    }

    /// Has the seller try a certificate again that was not issued.
    pub fn retry_certificate(&self, id: UpstreamId) -> Result<(), CallError> {
        let request = RetryRequest { service: id.get() };
        self.call(request.to_params()).map(drop)
    }

    /// The certificate and its chain as a download, which sellers answer as a document or as the
    /// file itself; no certificates where it is neither.
    fn bundle(&self, id: i64) -> Result<Vec<String>, CallError> {
        let request = FileRequest {
            service: id,
            kind: FileKind::Bundle,
            password: Secret::default(),
        };
        let body = self.body(request.to_params())?;
        let Ok(root) = decode_xml(&body) else {
            return Ok(certificates_of(&body));
        };
        if let Some(fault) = RemoteFault::find(&root) {
            return Err(CallError::Fault(fault));
        }
        let file = FileAnswer::from_node(&root).map(|file| file.body);
        let text = file.and_then(|body| String::from_utf8(body).ok());
        Ok(certificates_of(&text.unwrap_or_default()))
    }
}

/// The state with its certificate: one that is issued and not on the card is downloaded. What
/// cannot be had is not told.
pub(in crate::billmanager) fn completed(
    client: &SellerClient,
    mut state: ServiceState,
) -> ServiceState {
    let is_told = |told: &CertificateTold| !told.certificate.is_empty();
    if state.service_status != Some(ISSUED) || state.certificate.as_deref().is_some_and(is_told) {
        return state;
    }
    let mut found = client.bundle(state.id).unwrap_or_default().into_iter();
    if let Some(certificate) = found.next() {
        let told = state.certificate.get_or_insert_default();
        told.certificate = certificate;
        told.chain = found.collect();
    }
    state
}
