//! A service as staff see it: what it costs and earns, what belongs to it, and how it stands at its
//! seller.

use crate::begin::Plan;
use crate::bundle::{self, Card as License};
use crate::price_limit::renewal_cost;
use crate::sellers::{self, feature};
use crate::{Result, Scope, covers};
use onsell_domain::margin::{Margin, cost_of_term, margin};
use onsell_domain::{Amount, Money, OperationKind, Period, ServiceId};
use onsell_modules::billmanager::card_url;
use onsell_store::operation::{self, Operation};
use onsell_store::problem::{self, Problem};
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_store::service::{self, Service};
use onsell_store::upstream::{self, Upstream};
use onsell_store::{account, recorded_call, seller};
use onsell_wire::Fault;

/// A service and what belongs to it.
#[derive(Debug, Clone)]
pub struct ServiceCard {
    /// The service.
    pub service: Service,
    /// The name of its account.
    pub client: String,
    /// The module that does its work.
    pub module: ProcessingModule,
    /// What a renewal earns.
    pub earning: Earning,
    /// What is under way on it.
    pub operation: Option<Operation>,
    /// The server that it is the license of.
    pub parent: Option<Service>,
    /// Its licenses, where it is a server, each with what a term of the server's costs of it.
    pub licenses: Vec<(License, Option<Amount>)>,
    /// What its seller last told of it.
    pub upstream: Option<Upstream>,
    /// Where a person sees it at its seller.
    pub link: Option<String>,
    /// What is open about it.
    pub problems: Vec<Problem>,
    /// How many calls about it are kept.
    pub calls: i64,
}

/// What a renewal brings and costs, in the currency of the wallet.
#[derive(Debug, Clone, Copy)]
pub struct Earning {
    /// What its customer pays for a term.
    pub price: Amount,
    /// What that term costs at sellers, licenses included; none where nobody knows.
    pub cost: Option<Amount>,
    /// What is left.
    pub margin: Option<Margin>,
    /// What its seller charged last, for whatever it was.
    pub last_charged: Option<Money>,
}

/// Reads it.
///
/// # Errors
/// `missed` for none of that number.
pub fn read(scope: &mut Scope<'_>, id: ServiceId) -> Result<ServiceCard> {
    let service = service::find(scope.tx, id)?.ok_or_else(|| Fault::missed("item", id))?;
    let module = processing_module::find(scope.tx, service.module)?;
    let module = module.ok_or(onsell_store::Error::Stale)?;
    let upstream = upstream::find(scope.tx, id)?;
    let client = account::find(scope.tx, service.account)?.map(|account| account.name);
    let parent = match service.parent {
        Some(parent) => service::find(scope.tx, parent)?,
        None => None,
    };
    let mut licenses = Vec::new();
    for license in bundle::card(scope, id)? {
        let cost = cost_at(scope, &license.service, service.period)?;
        licenses.push((license, cost));
    }
    Ok(ServiceCard {
        client: client.unwrap_or_default(),
        earning: earning(scope, &service, &licenses)?,
        operation: operation::open_of_service(scope.tx, id)?,
        parent,
        licenses,
        link: link(scope, &service, upstream.as_ref())?,
        upstream,
        problems: problem::list(scope.tx, Some(id))?,
        calls: recorded_call::count_of_service(scope.tx, id)?,
        module,
        service,
    })
}

fn earning(
    scope: &mut Scope<'_>,
    service: &Service,
    licenses: &[(License, Option<Amount>)],
) -> Result<Earning> {
    let price = service.renewal_price;
    let own = if service.seller.is_some() {
        cost_at(scope, service, service.period)?
    } else if licenses.is_empty() {
        // What is made here costs nobody anything.
        None
    } else {
        Some(Amount::ZERO)
    };
    let licenses = licenses.iter().map(|(_, cost)| *cost);
    let cost = licenses.fold(own, |sum, cost| sum?.checked_add(cost?).ok());
    Ok(Earning {
        price,
        cost,
        margin: cost.map(|cost| margin(price, cost)),
        last_charged: operation::last_cost(scope.tx, service.id)?,
    })
}

/// What a term of this length costs at the seller of a service, addons included.
fn cost_at(scope: &mut Scope<'_>, service: &Service, term: Period) -> Result<Option<Amount>> {
    let plan = Plan {
        period: Some(service.period),
        ..Plan::new(OperationKind::Prolong)
    };
    let asked = match service.cover_period {
        Some(covered) => covered,
        None => covers::asked_period(scope, service, &plan)?.unwrap_or(service.period),
    };
    let sold = (service.tariff, service.currency);
    let cost = renewal_cost(scope, service.id, sold, asked)?;
    Ok(cost.and_then(|cost| cost_of_term(cost, asked, term)))
}

fn link(
    scope: &mut Scope<'_>,
    service: &Service,
    upstream: Option<&Upstream>,
) -> Result<Option<String>> {
    let Some(known) = upstream else {
        return Ok(None);
    };
    let Some((number, seller)) = known.upstream_id.zip(seller::find(scope.tx, known.seller)?)
    else {
        return Ok(None);
    };
    let is_onsell = sellers::has(&seller, feature::BATCH);
    let url = card_url(&seller.url, is_onsell, &service.type_name, number.get());
    Ok(Some(url))
}
