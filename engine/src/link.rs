//! Ties a service here to one at a seller by hand, and unties it (semantics 1.8): after a
//! migration, or where staff ordered something in the seller's own pages.

use crate::journal;
use crate::owned::owned;
use crate::sellers::outside;
use crate::{Engine, Error, Result, Scope, follow, module_license};
use onsell_domain::{ModuleId, SellerId, ServiceId, ServiceStatus, Text, UpstreamId, UserId};
use onsell_modules::billmanager::{CallError, SellerClient};
use onsell_modules::{ModuleKind, Worker};
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_store::service::{self, Service};
use onsell_store::upstream;
use onsell_wire::Fault;
use onsell_wire::message::ServiceState;
use std::sync::Arc;

/// What shall be tied to what.
#[derive(Debug, Clone, Copy)]
pub struct LinkInput {
    /// The service here.
    pub service: ServiceId,
    /// The module whose seller has the other one.
    pub module: ModuleId,
    /// The seller's number.
    pub upstream: UpstreamId,
    /// Whether a stranger's reference on it is overwritten.
    pub overwrite: bool,
    /// Who does it.
    pub by: Option<UserId>,
}

/// A fact of both sides: its name on the wire, what it is here, what it is at the seller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its name on the wire.
    pub name: &'static str,
    /// Here.
    pub ours: String,
    /// At the seller.
    pub theirs: String,
}

/// What a link would tie together.
pub struct LinkView {
    /// The service here.
    pub service: Service,
    /// The service at the seller.
    pub state: ServiceState,
    /// What differs.
    pub differences: Vec<Difference>,
}

/// Reads the seller's service and says what differs; changes nothing.
///
/// # Errors
/// `missed` when either does not exist, `exists` for what is linked elsewhere, `value` for a module
/// that cannot have this service.
pub fn view(engine: &Engine, input: LinkInput) -> Result<LinkView> {
    let (service, module) = engine.read(move |scope| parties(scope, input))?;
    let (_, client) = seller_of(engine, &module)?;
    let state = card(&client, &service.type_name, input.upstream)?;
    let ours = reference_of(engine, service.id)?;
    must_be_free(&state, ours.as_deref(), input.overwrite)?;
    let differences = differences(&service, &state);
    Ok(LinkView {
        service,
        state,
        differences,
    })
}

/// Ties them: our reference is written to the seller's service, and its state becomes ours.
///
/// # Errors
/// As [`view`]; also when the seller does not take the reference, and then nothing is tied.
pub fn link(engine: &Engine, input: LinkInput) -> Result<()> {
    let found = view(engine, input)?;
    let module = engine.read(move |scope| module(scope, input.module))?;
    let (seller, client) = seller_of(engine, &module)?;
    let account = Some(found.service.account);
    let reference = engine.write(account, move |scope| tie(scope, input, seller))?;
    let written = write_reference(&client, &found, &reference);
    if let Err(CallError::NotSent(_) | CallError::Fault(_)) = &written {
        let id = input.service;
        engine.write(account, move |scope| Ok(upstream::unlink(scope.tx, id)?))?;
    }
    written.map_err(outside)?;
    let state = card(&client, &found.service.type_name, input.upstream)?;
    engine.write(account, move |scope| {
        if let Some(followed) = upstream::followed_service(scope.tx, input.service)? {
            follow::apply(scope, &followed, &state)?;
        }
        if let Some(service) = service::find(scope.tx, input.service)? {
            // What hangs on a license hangs on another one there now.
            module_license::settle(scope, &service)?;
        }
        let detail = format!("{} at module {}", input.upstream, input.module);
        note(scope, input.by, "service.link", input.service, &detail)
    })
}

/// Unties a service: its reference is taken off the seller's service, and nothing that happens
/// there is followed any more.
///
/// # Errors
/// `missed` for a service that is not linked, `locked` while an operation is at work on it.
pub fn unlink(engine: &Engine, id: ServiceId, by: Option<UserId>) -> Result<()> {
    let (service, told) = engine.read(move |scope| {
        let service = owned(scope, id, None)?;
        must_be_idle(&service)?;
        let told = upstream::find(scope.tx, id)?.ok_or_else(|| Fault::missed("upstream", id))?;
        Ok((service, told))
    })?;
    if let Some(number) = told.upstream_id {
        let (_, client) = engine.seller(told.seller)?;
        let cleared = client.set_reference(&service.type_name, number, "");
        match cleared {
            // What is not there any more carries no reference.
            Err(CallError::Fault(fault)) if fault.kind == "missed" => {}
            other => other.map_err(outside)?,
        }
    }
    engine.write(Some(service.account), move |scope| {
        let service = owned(scope, id, None)?;
        must_be_idle(&service)?;
        if !upstream::unlink(scope.tx, id)? {
            return Err(Fault::missed("upstream", id).into());
        }
        note(scope, by, "service.unlink", id, "")
    })
}

fn write_reference(
    client: &SellerClient,
    found: &LinkView,
    reference: &str,
) -> std::result::Result<(), CallError> {
    let number = UpstreamId::new(found.state.id);
    client.set_reference(&found.service.type_name, number, reference)
}

/// The service and the module, where they can belong together.
fn parties(scope: &mut Scope<'_>, input: LinkInput) -> Result<(Service, ProcessingModule)> {
    let service = owned(scope, input.service, None)?;
    must_be_idle(&service)?;
    let module = module(scope, input.module)?;
    if module.product_type != service.product_type {
        return Err(Fault::value("module", input.module).into());
    }
    let seller = module
        .seller
        .ok_or_else(|| Fault::value("module", input.module))?;
    let linked = upstream::find_by_number(scope.tx, seller, input.upstream)?;
    if linked.is_some_and(|linked| linked.service != service.id) {
        return Err(Fault::exists("upstream", input.upstream).into());
    }
    Ok((service, module))
}

fn module(scope: &mut Scope<'_>, id: ModuleId) -> Result<ProcessingModule> {
    let found = processing_module::find(scope.tx, id)?;
    let found = found.ok_or_else(|| Fault::missed("processingmodule", id))?;
    if ModuleKind::parse(&found.kind)
        .is_none_or(|kind| kind.capabilities().worker != Worker::Seller)
    {
        return Err(Fault::value("module", id).into());
    }
    Ok(found)
}

fn must_be_idle(service: &Service) -> Result<()> {
    if service.status == ServiceStatus::Deleted {
        return Err(Fault::missed("item", service.id).into());
    }
    if service.open_operation.is_some() || service.status == ServiceStatus::Ordered {
        return Err(Fault::locked(service.id).into());
    }
    Ok(())
}

fn seller_of(engine: &Engine, module: &ProcessingModule) -> Result<(SellerId, Arc<SellerClient>)> {
    let id = module
        .seller
        .ok_or_else(|| Fault::value("module", module.id))?;
    let (_, client) = engine.seller(id)?;
    Ok((id, client))
}

fn card(client: &SellerClient, type_name: &str, id: UpstreamId) -> Result<ServiceState> {
    client.card(type_name, id).map_err(|error| match error {
        CallError::Fault(fault) if fault.kind == "missed" => {
            Error::from(Fault::missed("upstream", id))
        }
        error => outside(error),
    })
}

fn reference_of(engine: &Engine, id: ServiceId) -> Result<Option<String>> {
    let told = engine.read(move |scope| Ok(upstream::find(scope.tx, id)?))?;
    Ok(told.map(|told| told.reference))
}

/// A service that carries somebody's reference belongs to somebody.
fn must_be_free(state: &ServiceState, ours: Option<&str>, overwrite: bool) -> Result<()> {
    let is_free = state.reference.is_empty() || ours == Some(state.reference.as_str());
    if is_free || overwrite {
        return Ok(());
    }
    Err(Fault::value_because(
        "upstream",
        state.id,
        Text {
            en: "The provider's service carries the reference of another system; add overwrite=on \
                 to take it",
            ru: "На услуге поставщика стоит метка другой системы; чтобы забрать её, укажите \
                 overwrite=on",
        },
    )
    .into())
}

/// Writes the tie down, under our reference, before it is sent.
fn tie(scope: &mut Scope<'_>, input: LinkInput, seller: SellerId) -> Result<String> {
    let (service, module) = parties(scope, input)?;
    let known = upstream::find(scope.tx, service.id)?;
    let reference = if let Some(known) = known.filter(|known| known.seller == seller) {
        known.reference
    } else {
        let random = scope.random::<6>();
        onsell_domain::reference(&scope.installation.prefix, service.id, random)
    };
    upstream::unlink(scope.tx, service.id)?;
    upstream::insert(scope.tx, service.id, seller, &reference)?;
    upstream::set_id(scope.tx, service.id, input.upstream)?;
    if service.module != module.id {
        service::set_module(scope.tx, service.id, module.id)?;
    }
    Ok(reference)
}

fn differences(service: &Service, state: &ServiceState) -> Vec<Difference> {
    let text = |date: Option<jiff::civil::Date>| date.map_or_else(String::new, |d| d.to_string());
    let facts = [
        ("licname", service.name.clone(), state.name.clone()),
        ("ip", service.ip.clone(), state.ip.clone()),
        ("lickey", service.license_key.clone(), state.key.clone()),
        (
            "status",
            service.status.number().to_string(),
            state.status.number().to_string(),
        ),
        ("expiredate", text(service.expires), text(state.expires)),
        (
            "pricelist",
            service.tariff_intname.clone(),
            state.tariff.to_string(),
        ),
    ];
    facts
        .into_iter()
        .filter(|(_, ours, theirs)| ours != theirs)
        .map(|(name, ours, theirs)| Difference { name, ours, theirs })
        .collect()
}

fn note(
    scope: &mut Scope<'_>,
    by: Option<UserId>,
    function: &str,
    id: ServiceId,
    detail: &str,
) -> Result<()> {
    let object = id.to_string();
    journal::write(scope, by, function, &object, detail)?;
    Ok(())
}
