//! What staff read on the card of a service beside what its owner does: whose it is, who does the
//! work, what it costs there, what it belongs to.

use crate::fields::{instant, or_empty};
use onsell_domain::{Money, Timestamp};
use onsell_engine::{Result, Scope, service_cost};
use onsell_store::service::{self, Service};
use onsell_store::upstream::Upstream;
use onsell_store::{account, processing_module, seller};
use onsell_wire::Node;

/// What staff read.
pub(super) struct StaffCard {
    client: String,
    module: String,
    cost: Option<Money>,
    parent: Option<Service>,
    /// Where a person sees the service at the seller.
    address: Option<String>,
    read_at: Option<Timestamp>,
}

impl StaffCard {
    /// Reads it.
    pub fn read(
        scope: &mut Scope<'_>,
        service: &Service,
        upstream: Option<&Upstream>,
    ) -> Result<Self> {
        let client = account::find(scope.tx, service.account)?;
        let module = processing_module::find(scope.tx, service.module)?;
        let parent = match service.parent {
            Some(parent) => service::find(scope.tx, parent)?,
            None => None,
        };
        let address = match upstream {
            Some(upstream) => address(scope, service, upstream)?,
            None => None,
        };
        Ok(Self {
            client: client.map(|client| client.name).unwrap_or_default(),
            module: module.map(|module| module.name).unwrap_or_default(),
            cost: service_cost::of_renewal(scope, service)?,
            parent,
            address,
            read_at: upstream.and_then(|upstream| upstream.read_at),
        })
    }

    /// Writes it.
    pub fn put(&self, root: &mut Node, service: &Service) {
        root.put("client", self.client.clone());
        root.put("processingmodule_name", self.module.clone());
        let money = |amount| Money::new(amount, service.currency);
        root.put("renewal_price", money(service.renewal_price).to_string());
        root.put("renewal_cost", or_empty(self.cost));
        let margin = self
            .cost
            .and_then(|cost| service.renewal_price.checked_sub(cost.amount).ok());
        root.put("margin", or_empty(margin.map(money)));
        let parent = self.parent.as_ref();
        root.put("parent", or_empty(parent.map(|parent| parent.id)));
        let name = parent.map(|parent| parent.type_name.clone());
        root.put("parent_itemtype", name.unwrap_or_default());
        root.put("upstream_url", self.address.clone().unwrap_or_default());
        root.put("upstream_read", or_empty(self.read_at.map(instant)));
    }
}

/// The card of the service at its seller: another Onsell has it under `/panel`, everybody else
/// under the address of the API.
fn address(
    scope: &mut Scope<'_>,
    service: &Service,
    upstream: &Upstream,
) -> Result<Option<String>> {
    let Some(number) = upstream.upstream_id else {
        return Ok(None);
    };
    let Some(seller) = seller::find(scope.tx, upstream.seller)? else {
        return Ok(None);
    };
    let kind = &service.type_name;
    // Only our own feeds have an epoch.
    let panel = seller
        .url
        .strip_suffix("/billmgr")
        .filter(|_| !seller.epoch.is_empty());
    Ok(Some(match panel {
        Some(panel) => format!("{panel}/panel/{kind}.edit?elid={number}"),
        None => format!("{}?func={kind}.edit&elid={number}", seller.url),
    }))
}
