//! Single calls to a seller.

use super::certificate;
use crate::{HttpRequest, Transport, TransportError};
use onsell_domain::{Money, Period, Secret, UpstreamId};
use onsell_wire::message::certificate::CERTIFICATE;
use onsell_wire::message::event::{EventPage, EventQuery};
use onsell_wire::message::service::{PAGE_ROWS, page_request};
use onsell_wire::message::{
    Balance, EditRequest, Identity, PriceListQuery, PriceListTariff, ProductTypeRights,
    ServiceState, card_request, form_of, list_request, price_on_form,
};
use onsell_wire::{Node, Params, RemoteFault, decode_xml};
use std::sync::Arc;
use std::time::Duration;

/// The longest a seller may take for an answer; after it a request counts as lost.
pub const SELLER_TIMEOUT: Duration = Duration::from_secs(60);
/// After this long a seller has given up on a request that it was still working on, in seconds.
pub const SELLER_GIVES_UP_SECONDS: i64 = 120;

/// Pages of a list that are read at most, from a seller that knows no filter.
const PAGES_MAX: u32 = 200;

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

impl CallError {
    /// The refusal of our credentials, if it is one. A seller that lets nobody sign in for some
    /// seconds, since somebody else guessed, does not refuse them: it is asked again.
    pub fn denial(&self) -> Option<&RemoteFault> {
        match self {
            Self::Fault(fault) if is_denial(fault) => Some(fault),
            _ => None,
        }
    }
}

/// Whether a seller's error refuses our credentials.
pub(super) fn is_denial(fault: &RemoteFault) -> bool {
    fault.kind == "auth" && fault.object != "blocklogon"
}

impl From<TransportError> for CallError {
    fn from(error: TransportError) -> Self {
        match error {
            TransportError::NotSent(text) => Self::NotSent(text),
            TransportError::Lost(text) => Self::Lost(text),
        }
    }
}

/// A page of what we have at a seller.
pub struct ServicePage {
    /// The services of the page that can be read.
    pub services: Vec<ServiceState>,
    /// How many there are in all, where the seller says so.
    pub total: Option<i64>,
    /// What the list lets a reader guess about our rights.
    pub rights: Option<ProductTypeRights>,
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

    /// What the seller says the time is, in its own words; asked by a question that costs nothing.
    pub fn date(&self) -> Result<Option<String>, CallError> {
        let request = self.signed(Identity::request());
        let request = HttpRequest::form(&self.url, request.to_query(), SELLER_TIMEOUT);
        let answer = self.transport.send(&request)?;
        Ok(answer.head("date").map(str::to_owned))
    }

    fn signed(&self, mut params: Params) -> Params {
        params.set("out", "xml");
        params.set("lang", "en");
        params.set("authinfo", self.authinfo.expose());
        params
    }

    /// Sends one request; its answer as it came. Never repeats it.
    pub(super) fn body(&self, params: Params) -> Result<String, CallError> {
        let params = self.signed(params);
        let request = HttpRequest::form(&self.url, params.to_query(), SELLER_TIMEOUT);
        Ok(self.transport.send(&request)?.body)
    }

    fn call_within(&self, params: Params, timeout: Duration) -> Result<Node, CallError> {
        let params = self.signed(params);
        let request = HttpRequest::form(&self.url, params.to_query(), timeout);
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
        self.tariffs(Some(product_type), &[])
    }

    /// Which of these tariffs can be ordered, of a product type or of any; all where none is named.
    /// A seller that cannot choose tells everything, and what was not asked for is left out here.
    pub fn tariffs(
        &self,
        product_type: Option<&str>,
        ids: &[i64],
    ) -> Result<Vec<PriceListTariff>, CallError> {
        let query = PriceListQuery {
            project: None,
            product_type: product_type.map(str::to_owned),
            tariffs: ids.to_vec(),
            only_available: true,
        };
        let root = self.call(query.to_params())?;
        let mut tariffs = PriceListTariff::from_node(&root);
        tariffs.retain(|tariff| ids.is_empty() || ids.contains(&tariff.id));
        Ok(tariffs)
    }

    /// What we may do with the services of a product type, where the seller says it.
    pub fn rights(&self, product_type: &str) -> Result<Option<ProductTypeRights>, CallError> {
        let root = self.call(ProductTypeRights::request())?;
        let mut rights = ProductTypeRights::from_list(&root).into_iter();
        Ok(rights.find(|rights| rights.product_type == product_type))
    }

    /// One page of everything we have of a product type, counted from 1.
    pub fn page(&self, product_type: &str, page: u32) -> Result<ServicePage, CallError> {
        let root = self.call(page_request(product_type, page))?;
        Ok(ServicePage {
            services: ServiceState::from_list(&root),
            total: root.first_number(&["p_elems"]),
            rights: ProductTypeRights::from_toolbar(&root, product_type),
        })
    }

    /// One service as its card tells.
    pub fn card(&self, product_type: &str, id: UpstreamId) -> Result<ServiceState, CallError> {
        let root = self.call(card_request(product_type, id.get()))?;
        let state = ServiceState::from_card(&root).ok_or_else(|| unreadable("card"))?;
        Ok(if product_type == CERTIFICATE {
            certificate::completed(self, state)
        } else {
            state
        })
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
        let request = list_request(product_type, &numbers, references);
        self.listed(&request, |state| {
            numbers.contains(&state.id) || references.contains(&state.reference)
        })
    }

    /// Services with this label.
    pub fn named(&self, product_type: &str, name: &str) -> Result<Vec<ServiceState>, CallError> {
        let mut request = list_request(product_type, &[], &[]);
        request.remove("closed");
        request.set("licname", name);
        self.listed(&request, |state| state.name == name)
    }

    /// What a filtered list tells, of all its pages, as far as it is wanted: a seller that knows no
    /// filter answers with everything.
    fn listed(
        &self,
        request: &Params,
        wanted: impl Fn(&ServiceState) -> bool,
    ) -> Result<Vec<ServiceState>, CallError> {
        let mut found: Vec<ServiceState> = Vec::new();
        let (mut first_of_last, mut told) = (None, 0);
        for page in 1..=PAGES_MAX {
            let mut params = request.clone();
            params.set("p_num", page.to_string());
            let root = self.call(params)?;
            let rows = root.children_of("elem").count();
            told += rows;
            let states = ServiceState::from_list(&root);
            let first = states.first().map(|state| state.id);
            if page > 1 && first == first_of_last {
                // It knows no pages and has told everything already.
                return Ok(found);
            }
            first_of_last = first;
            found.extend(states.into_iter().filter(&wanted));
            let all = root.first_number(&["p_elems"]);
            let is_more = all.is_some_and(|all| told < usize::try_from(all).unwrap_or_default());
            if rows == 0 || rows < PAGE_ROWS as usize && !is_more {
                return Ok(found);
            }
        }
        Err(unreadable("list"))
    }

    /// What the seller wants for a request, as its form tells; none where it tells nothing of use.
    pub fn price(
        &self,
        request: &Params,
        period: Option<Period>,
    ) -> Result<Option<Money>, CallError> {
        let root = self.call(form_of(request))?;
        Ok(price_on_form(&root, period))
    }

    /// Every service of a product type that the seller lists.
    pub fn everything(&self, product_type: &str) -> Result<Vec<ServiceState>, CallError> {
        let mut found: Vec<ServiceState> = Vec::new();
        for page in 1..=PAGES_MAX {
            let root = self.call(page_request(product_type, page))?;
            let rows = root.children_of("elem").count();
            let states = ServiceState::from_list(&root);
            let is_known = |state: &ServiceState| found.iter().any(|known| known.id == state.id);
            if page > 1 && states.first().is_some_and(is_known) {
                // It knows no pages and has told everything already.
                return Ok(found);
            }
            found.extend(states);
            let all = root.first_number(&["p_elems"]);
            let is_more = all.is_some_and(|all| (found.len() as i64) < all);
            if rows == 0 || rows < PAGE_ROWS as usize && !is_more {
                return Ok(found);
            }
        }
        Err(unreadable(product_type))
    }

    /// Writes our reference to a service; an empty one takes it off.
    pub fn set_reference(
        &self,
        product_type: &str,
        id: UpstreamId,
        reference: &str,
    ) -> Result<(), CallError> {
        let request = EditRequest {
            product_type: product_type.to_owned(),
            service: id.get(),
            reference: Some(reference.to_owned()),
            ..EditRequest::default()
        };
        self.call(request.to_params()).map(drop)
    }

    /// Tells the seller not to renew a service by itself.
    pub fn stop_renewing(&self, product_type: &str, id: UpstreamId) -> Result<(), CallError> {
        let request = EditRequest {
            product_type: product_type.to_owned(),
            service: id.get(),
            auto_prolong: Some(None),
            ..EditRequest::default()
        };
        self.call(request.to_params()).map(drop)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HttpAnswer;
    use std::sync::Mutex;

    /// A seller that filters nothing and tells a list of 2,500 in pages.
    struct Stranger(Mutex<u32>);

    impl Transport for Stranger {
        fn send(&self, request: &HttpRequest<'_>) -> Result<HttpAnswer, TransportError> {
            *self.0.lock().unwrap() += 1;
            let params = Params::parse_urlencoded(&request.body).unwrap();
            let page: u64 = params.get("p_num").map_or(1, |text| text.parse().unwrap());
            let first = (page - 1) * 1_000 + 1;
            let mut rows = String::new();
            for id in first..(first + 1_000).min(2_501) {
                let row = format!("<id>{id}</id><remoteid>r{id}</remoteid><status>2</status>");
                rows.extend(["<elem>", &row, "</elem>"]);
            }
            Ok(HttpAnswer {
                heads: Vec::new(),
                status: 200,
                body: format!("<doc>{rows}<p_elems>2500</p_elems></doc>"),
            })
        }
    }

    #[test]
    fn an_order_is_found_on_the_last_page() {
        let seller = Arc::new(Stranger(Mutex::default()));
        let transport: Arc<dyn Transport> = Arc::<Stranger>::clone(&seller);
        let secret = Secret::from("x".to_owned());
        let client = SellerClient::new("http://x", "x", secret, transport);
        let found = client.list("soft", &[], &["r2400".to_owned()]).unwrap();
        assert_eq!(
            found.iter().map(|state| state.id).collect::<Vec<_>>(),
            [2400]
        );
        assert_eq!(*seller.0.lock().unwrap(), 3);
    }
}
