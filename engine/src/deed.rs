//! The second beat of an attempt: who is asked what. It is read in one unit, put together here, and
//! asked while no transaction is open.

use crate::certificate::sells_certificates;
use crate::operate::Attempt;
use crate::price_limit::{asked_period, price_limit};
use crate::sellers::{self, feature};
use crate::{
    Engine, Error, Result, Scope, bundle, certificate, covers, handed, machines, module_license,
    next_module,
};
use onsell_domain::{AddonId, Fault, Money, OperationKind, Outcome, TariffId, Timestamp};
use onsell_modules::billmanager::{self, SellerClient};
use onsell_modules::certificate::{CertificateModule, CertificateWork};
use onsell_modules::server::{ServerModule, ServerWork};
use onsell_modules::{Answer, Bundled, Honors, SentBefore, Wanted, Work};
use onsell_store::operation::Operation;
use onsell_store::processing_module;
use onsell_store::seller::{self, Seller};
use std::sync::Arc;

/// Who is asked what.
pub(crate) enum Deed {
    Seller(Arc<SellerClient>, Box<Work>),
    Machine(Arc<dyn ServerModule>, Box<ServerWork>),
    Issuer(Arc<dyn CertificateModule>, Box<CertificateWork>),
    /// Nobody: our credentials are refused there.
    Denied(Fault),
    /// Nobody yet: others are before it.
    Wait,
}

/// What is read beside an operation of a seller.
pub(crate) struct AtSeller {
    seller: Option<Seller>,
    read: Read,
}

/// What a request to a seller needs beside its operation.
struct Read {
    /// The most it may cost.
    most: Option<Money>,
    addons: Vec<(String, String)>,
    bundled: Option<Bundled>,
    certificate: Option<Box<Wanted>>,
    module: module_license::Asked,
}

/// What is read beside an operation.
pub(crate) enum Beside {
    Seller(Box<AtSeller>),
    /// The module opens as many services as it may.
    Full,
    Machine(Box<machines::Known>, Option<String>),
    Issuer(Box<certificate::Known>, Option<String>),
}

/// Reads what is to be known beside an operation, in the unit that reads it.
pub(crate) fn read(
    scope: &mut Scope<'_>,
    operation: &Operation,
    attempt: Attempt,
) -> Result<Beside> {
    if machines::drive(operation) {
        if next_module::must_wait(scope, operation, attempt)? {
            return Ok(Beside::Full);
        }
        let known = machines::read(scope, operation)?;
        let denied = processing_module::denied(scope.tx, operation.module)?;
        return Ok(Beside::Machine(Box::new(known), denied));
    }
    if certificate::Known::is_issued(operation) {
        let known = certificate::read(scope, operation)?;
        let denied = processing_module::denied(scope.tx, operation.module)?;
        return Ok(Beside::Issuer(Box::new(known), denied));
    }
    let addons = match operation.kind {
        _ if operation.parent.is_some() => bundle::asked_addons(scope, operation)?,
        OperationKind::Open => handed::of_service(scope, operation.service)?,
        _ => handed::of_operation(scope, operation.id)?,
    };
    let seller = match operation.seller {
        Some(id) => seller::find(scope.tx, id)?,
        None => None,
    };
    let sellers = seller.as_ref().and_then(|seller| seller.currency);
    let most = price_limit(scope, operation, sellers)?;
    covers::must_be_covered(scope, operation)?;
    let bundled = bundle::work(scope, operation)?;
    let certificate = if sells_certificates(&operation.type_name) {
        certificate::wanted_there(scope, operation.service)?.map(Box::new)
    } else {
        None
    };
    let module = module_license::asked(scope, operation)?;
    Ok(Beside::Seller(Box::new(AtSeller {
        seller,
        read: Read {
            most,
            addons,
            bundled,
            certificate,
            module,
        },
    })))
}

impl Deed {
    /// What is to be done in an attempt, of what was read.
    pub fn of(
        engine: &Engine,
        operation: &Operation,
        attempt: Attempt,
        beside: Beside,
    ) -> Result<Self> {
        match beside {
            Beside::Full => Ok(Self::Wait),
            Beside::Machine(_, Some(problem)) | Beside::Issuer(_, Some(problem)) => {
                Ok(Self::Denied(Fault::new("auth", problem)))
            }
            Beside::Issuer(known, None) => {
                let work = certificate::work(engine, operation, &known, attempt, engine.now());
                let module = engine.certificate_module(operation.module)?;
                Ok(Self::Issuer(module, Box::new(work)))
            }
            Beside::Machine(known, None) => {
                let work = machines::work(engine, operation, &known, attempt, engine.now())?;
                let module = engine.server_module(operation.module)?;
                Ok(Self::Machine(module, Box::new(work)))
            }
            Beside::Seller(beside) => at_seller(engine, operation, attempt, *beside),
        }
    }

    /// Asks; no transaction is open.
    pub fn ask(&self) -> Answer {
        match self {
            Self::Seller(client, work) => billmanager::perform(client, work),
            Self::Machine(module, work) => module.perform(work),
            Self::Issuer(module, work) => module.perform(work),
            Self::Denied(fault) => Answer::unsent(Outcome::Denied(fault.clone())),
            Self::Wait => next_module::full(),
        }
    }
}

/// What a seller is asked.
fn at_seller(
    engine: &Engine,
    operation: &Operation,
    attempt: Attempt,
    beside: AtSeller,
) -> Result<Deed> {
    let now = engine.now();
    let seller = beside.seller.ok_or_else(|| {
        Error::Outside(format!(
            "the operation {} has no seller to work with",
            operation.id
        ))
    })?;
    if seller.denied_since.is_some() {
        let text = seller
            .problem
            .unwrap_or_else(|| "the seller refuses the credentials".to_owned());
        return Ok(Deed::Denied(Fault::new("auth", text)));
    }
    let client = engine.client(&seller)?;
    let work = work_at(operation, attempt, now, &seller, beside.read)?;
    Ok(Deed::Seller(client, Box::new(work)))
}

/// All that a seller is to do in an attempt.
fn work_at(
    operation: &Operation,
    attempt: Attempt,
    now: Timestamp,
    seller: &Seller,
    read: Read,
) -> Result<Work> {
    let work = work(operation, &read.addons, attempt, now, seller)?;
    Ok(Work {
        price_max: read.most,
        bundled: read.bundled,
        certificate: read.certificate,
        license: read.module.license,
        module_parameters: read.module.parameters,
        sent_before: work.sent_before.or_else(|| doubted(operation, seller, now)),
        ..work
    })
}

/// What an attempt would ask a seller, of what was read beside its operation; none where no seller
/// is asked.
pub(crate) fn asked(
    operation: &Operation,
    attempt: Attempt,
    now: Timestamp,
    beside: Beside,
) -> Result<Option<(Seller, Work)>> {
    let Beside::Seller(beside) = beside else {
        return Ok(None);
    };
    let Some(seller) = beside.seller else {
        return Ok(None);
    };
    let work = work_at(operation, attempt, now, &seller, beside.read)?;
    Ok(Some((seller, work)))
}

/// What our copy does not know may have been done before it was restored: until everything is
/// compared, the seller is looked at before it is sent again. An order has a reference of its own.
fn doubted(operation: &Operation, seller: &Seller, now: Timestamp) -> Option<SentBefore> {
    let restored_at = seller.restored_at?;
    (operation.kind != OperationKind::Open).then(|| SentBefore {
        seconds_ago: now.seconds_since(restored_at),
        is_unanswered: false,
    })
}

fn work(
    operation: &Operation,
    addons: &[(String, String)],
    attempt: Attempt,
    now: Timestamp,
    seller: &Seller,
) -> Result<Work> {
    let number = |text: &str| {
        text.parse::<i64>().map_err(|_| {
            Error::Outside(format!(
                "the internal name {text:?} is not the seller's number"
            ))
        })
    };
    let mut known = Vec::with_capacity(addons.len());
    for (intname, value) in addons {
        known.push((AddonId::new(number(intname)?), number(value)?));
    }
    let tariff = operation.new_tariff_intname.as_ref();
    Ok(Work {
        kind: operation.kind,
        type_name: operation.type_name.clone(),
        tariff: TariffId::new(number(tariff.unwrap_or(&operation.tariff_intname))?),
        period: asked_period(operation),
        name: operation
            .new_name
            .clone()
            .unwrap_or_else(|| operation.name.clone()),
        ip: operation
            .new_ip
            .clone()
            .unwrap_or_else(|| operation.ip.clone()),
        changes_name: operation.new_name.is_some(),
        changes_ip: operation.new_ip.is_some(),
        addons: known,
        reference: operation.reference.clone().unwrap_or_default(),
        order_key: operation.order_key.clone(),
        upstream: operation.upstream_id,
        before_expires: operation.before_expires,
        before_key: operation.before_key.clone(),
        sent_before: attempt.sent_before(now),
        price_max: None,
        honors: Honors {
            order_key: sellers::has(seller, feature::ORDER_KEY),
            price_max: sellers::has(seller, feature::PRICE_MAX),
        },
        bundled: None,
        license: None,
        module_parameters: Vec::new(),
        certificate: None,
    })
}
