//! Single calls to a seller.

use crate::{HttpRequest, Transport, TransportError};
use onsell_domain::{Secret, UpstreamId};
use onsell_wire::message::event::{EventPage, EventQuery};
use onsell_wire::message::{
    Balance, Identity, PriceListQuery, PriceListTariff, ServiceState, card_request, list_request,
};
use onsell_wire::{Node, Params, RemoteFault, decode_xml};
use std::sync::Arc;
use std::time::Duration;

/// The longest a seller may take for an answer; after it a request counts as lost.
pub const SELLER_TIMEOUT: Duration = Duration::from_secs(60);
/// After this long a seller has given up on a request that it was still working on, in seconds.
pub const SELLER_GIVES_UP_SECONDS: i64 = 120;

/// Why a call gave no answer that can be used.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// It certainly did not reach the seller.
    #[error("the seller cannot be reached: {0}")]
    NotSent(String),
    /// It may have reached the seller; no readable answer came.
    #[error("the seller gave no readable answer: {0}")]
    Lost(String),
    /// The seller answered with an error, in its own words.
    #[error("the seller answers: {0}")]
    Fault(RemoteFault),
}

impl From<TransportError> for CallError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NotSent(text) => Self::NotSent(text),
            TransportError::Lost(text) => Self::Lost(text),
        }
    }
}

/// A user's account at a seller.
pub struct SellerClient {
    url: String,
    authinfo: Secret,
    transport: Arc<dyn Transport>,
}

impl SellerClient {
    /// A client for a completed address.
    pub fn new(url: &str, username: &str, password: Secret, transport: Arc<dyn Transport>) -> Self {
        let authinfo = Secret::from(format!("{username}:{}", password.expose()));
        Self {
            url: url.to_owned(),
            authinfo,
            transport,
        }
    }

    /// Sends one request and reads its answer. Never repeats it.
    pub fn call(&self, params: Params) -> Result<Node, CallError> {
        self.call_within(params, SELLER_TIMEOUT)
    }

    fn call_within(&self, mut params: Params, timeout: Duration) -> Result<Node, CallError> {
        params.set("out", "xml");
        params.set("lang", "en");
        params.set("authinfo", self.authinfo.expose());
        let request = HttpRequest {
            url: &self.url,
            body: params.to_query(),
            timeout,
        };
        let answer = self.transport.send(&request)?;
        let root = decode_xml(&answer.body)
            .map_err(|error| CallError::Lost(format!("status {}: {error}", answer.status)))?;
        if root.tag != "doc" {
            return Err(CallError::Lost(format!(
                "a document of {} was answered",
                root.tag
            )));
        }
        match RemoteFault::find(&root) {
            Some(fault) => Err(CallError::Fault(fault)),
            None => Ok(root),
        }
    }

    /// Who we are at the seller and what it can do.
    pub fn whoami(&self) -> Result<Identity, CallError> {
        let root = self.call(Identity::request())?;
        Identity::from_node(&root).ok_or_else(|| unreadable("whoami"))
    }

    /// Our money at the seller: the first account, as one reseller has one.
    pub fn balance(&self) -> Result<Balance, CallError> {
        let root = self.call(Balance::subaccount_request())?;
        if let Some(balance) = Balance::from_node(&root).into_iter().next() {
            return Ok(balance);
        }
        let root = self.call(Balance::dashboard_request())?;
        Balance::from_node(&root)
            .into_iter()
            .next()
            .ok_or_else(|| unreadable("balance"))
    }

    /// What can be ordered of a product type.
    pub fn price_list(&self, product_type: &str) -> Result<Vec<PriceListTariff>, CallError> {
        let query = PriceListQuery {
            project: None,
            product_type: Some(product_type.to_owned()),
            only_available: true,
        };
        self.call(query.to_params())
            .map(|root| PriceListTariff::from_node(&root))
    }

    /// One service as its card tells.
    pub fn card(&self, product_type: &str, id: UpstreamId) -> Result<ServiceState, CallError> {
        let root = self.call(card_request(product_type, id.get()))?;
        ServiceState::from_card(&root).ok_or_else(|| unreadable("card"))
    }

    /// Services by the seller's numbers and by our references, closed ones included. Only what was
    /// asked for is returned: a seller that knows no filter answers with everything.
    pub fn list(
        &self,
        product_type: &str,
        ids: &[UpstreamId],
        references: &[String],
    ) -> Result<Vec<ServiceState>, CallError> {
        let numbers: Vec<i64> = ids.iter().map(|id| id.get()).collect();
        let root = self.call(list_request(product_type, &numbers, references))?;
        let wanted = |state: &ServiceState| {
            numbers.contains(&state.id) || references.contains(&state.reference)
        };
        Ok(ServiceState::from_list(&root)
            .into_iter()
            .filter(wanted)
            .collect())
    }

    /// The events after a cursor; waits for the next one as long as the query says.
    pub fn events(&self, query: &EventQuery) -> Result<EventPage, CallError> {
        let timeout = SELLER_TIMEOUT + Duration::from_secs(query.wait_seconds.into());
        let root = self.call_within(query.to_params(), timeout)?;
        EventPage::from_node(&root).ok_or_else(|| unreadable("itemevent"))
    }
}

fn unreadable(what: &str) -> CallError {
    CallError::Lost(format!(
        "the answer to {what} has another form than is documented"
    ))
}
