//! The units of one lifecycle without the network between them, for the benchmark's limit: the same
//! statements through the same store with the same durability, and nothing else.

use crate::operate::{Attempt, carry_out};
use crate::order::{OrderInput, place};
use crate::{Begun, Engine, Error, Result, follow};
use onsell_domain::{AccountId, OperationState as State, Outcome, ServiceStatus, UpstreamId};
use onsell_modules::Answer;
use onsell_store::operation;
use onsell_store::upstream::{self, Followed};
use onsell_wire::message::service::ServiceState;
use std::sync::mpsc::sync_channel;

/// Lets units intend their operations as in a serving process, while nobody asks a seller.
pub fn pretend_workers(engine: &Engine) {
    let (sender, receiver) = sync_channel(1 << 16);
    engine.listen_to_nothing(sender);
    std::thread::spawn(move || receiver.iter().for_each(drop));
    engine.installation().set_workers(true);
}

/// One lifecycle: the customer's order, the vendor's order, its acceptance, the event's reading.
pub fn lifecycle(
    provider: &Engine,
    vendor: &Engine,
    order: &OrderInput,
    upstream_order: &OrderInput,
) -> Result<()> {
    let input = order.clone();
    let placed = provider.write(Some(order.account), move |scope| place(scope, &input))?;
    let Some(Begun::Started(id)) = placed.begun else {
        return Err(Error::Outside("the order went to no seller".to_owned()));
    };
    let found = provider.read(move |scope| Ok(operation::find(scope.tx, id)?))?;
    let found = found.ok_or_else(|| Error::Outside("the operation is not there".to_owned()))?;
    let mut there = upstream_order.clone();
    there.reference = found.reference.clone().unwrap_or_default();
    there.order_key.clone_from(&found.order_key);
    let sold = vendor
        .write(Some(there.account), move |scope| place(scope, &there))?
        .service;
    let attempt = Attempt {
        operation: id,
        number: 1,
        tries: 1,
        sent_before: None,
        was: State::Ready,
    };
    let answer = Answer::sent(Outcome::Accepted {
        upstream: Some(UpstreamId::new(sold.id.get())),
        charged: None,
        returned: None,
    });
    let known = found.clone();
    provider.write(Some(order.account), move |scope| {
        carry_out(scope, attempt, &known, &answer)
    })?;
    apply(provider, order.account, found.seller, &told(&sold))
}

fn told(sold: &onsell_store::service::Service) -> ServiceState {
    ServiceState {
        id: sold.id.get(),
        reference: sold.reference.clone(),
        name: sold.name.clone(),
        ip: sold.ip.clone(),
        key: sold.license_key.clone(),
        status: ServiceStatus::Active,
        status_key: "2".to_owned(),
        service_status: None,
        created: None,
        expires: sold.expires,
        updates_expire: None,
        ip_changed: None,
        key_changed: None,
        tariff: sold.tariff.get(),
        tariff_name: String::new(),
        period: Some(sold.period),
        auto_prolong: None,
        cost: None,
        addons: Vec::new(),
        license: None,
        is_delayed: false,
        certificate: None,
    }
}

fn apply(
    provider: &Engine,
    account: AccountId,
    seller: Option<onsell_domain::SellerId>,
    state: &ServiceState,
) -> Result<()> {
    let seller = seller.ok_or_else(|| Error::Outside("the operation has no seller".to_owned()))?;
    let references = vec![state.reference.clone()];
    let followed: Vec<Followed> =
        provider.read(move |scope| Ok(upstream::followed(scope.tx, seller, &references, &[])?))?;
    let state = state.clone();
    let applied = provider.write(Some(account), move |scope| {
        for one in &followed {
            follow::apply(scope, one, &state)?;
        }
        Ok(())
    });
    match applied {
        // A reader of events that was about to end has applied it.
        Err(error) if error.is_stale() => Ok(()),
        result => result,
    }
}
