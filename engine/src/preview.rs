//! What a change of a service would come to, before it is made: it is really made, by the very
//! code that makes it, to its end, and then all of it is undone (`Engine::rehearse`). So whatever
//! would refuse the change refuses its preview, and what is shown is what would be.

use crate::change::{Actor, Edit};
use crate::change_tariff::ChangeTariffInput;
use crate::complete::conclude_done;
use crate::operate::Attempt;
use crate::owned::owned;
use crate::price_limit::last_cost;
use crate::prolong::ProlongInput;
use crate::sellers::outside;
use crate::sold::Sold;
use crate::{
    Engine, Result, Scope, change, change_tariff, deed, here_only, machines, prolong, server, start,
};
use onsell_domain::{
    AddonId, Amount, Facts, Funds, ModuleId, Money, OperationKind, OperationState as State,
    ServiceId, StopReason,
};
use onsell_modules::billmanager;
use onsell_store::operation::{self, Operation};
use onsell_store::service::{self, Service};
use onsell_store::{bundled_license, catalogue, processing_module, wallet};
use onsell_wire::{Fault, Params};
use std::sync::Arc;

/// What would be done with a service.
#[derive(Debug, Clone)]
pub enum Act {
    /// Its unfinished operation is started again.
    Start,
    /// It is stopped, by staff for a reason of theirs.
    Suspend(Option<StopReason>),
    /// It runs again.
    Resume,
    /// It is renewed.
    Prolong(ProlongInput),
    /// It moves to another tariff.
    ChangeTariff(ChangeTariffInput),
    /// It is edited.
    Edit(Box<Edit>),
    /// It gets a new key.
    NewKey,
    /// It is deleted.
    Close,
    /// Something is done to its machine.
    Switch(OperationKind),
    /// Another module does its work.
    SetModule(ModuleId),
}

/// What it would come to.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The service as it is.
    pub before: Facing,
    /// The service when it is done.
    pub after: Facing,
    /// What is begun for it; none where it is written down only.
    pub operation: Option<Operation>,
    /// What leaves this house for it.
    pub sent: Sent,
    /// What the seller is expected to charge; none where nobody knows.
    pub expected: Option<Money>,
    /// What follows for the licenses of a server.
    pub follows: Vec<Follow>,
    /// What the seller says that it would charge, where it was asked.
    pub quoted: Option<Money>,
}

/// What follows for a license when its server is changed.
#[derive(Debug, Clone)]
pub struct Follow {
    /// What is begun with it.
    pub operation: Operation,
    /// What leaves this house for it.
    pub sent: Sent,
    /// What the seller is expected to charge; none where nobody knows.
    pub expected: Option<Money>,
}

/// One side of the change.
#[derive(Debug, Clone)]
pub struct Facing {
    /// The service.
    pub service: Service,
    /// Its addons that are billed.
    pub addons: Vec<(AddonId, i64)>,
    /// What its tariff sells, as which the addons have their names.
    pub sold: Arc<Sold>,
    /// The money of its wallet.
    pub funds: Funds,
}

/// What leaves this house.
#[derive(Debug, Clone)]
pub enum Sent {
    /// Nothing: it is decided here.
    Nothing,
    /// Nothing: a person gets a task of this type.
    Task {
        /// Its type.
        kind: &'static str,
        /// The English name of the department that gets it.
        department: Option<String>,
    },
    /// A request to a seller, as the module writes it.
    Request {
        /// The seller's address.
        url: String,
        /// The request, without what every request has: who asks, and in which encoding.
        params: Params,
        /// Whether the seller is looked at first, since an earlier one may have arrived.
        looks_first: bool,
    },
    /// The module takes several steps: a license of a server's from the pool or back to it, a
    /// machine.
    Steps {
        /// What the module calls the machine.
        machine: Option<String>,
    },
}

/// Says what an act would come to; nothing happens. With `asks` the seller is asked for its price
/// as well.
///
/// # Errors
/// Whatever the act itself would refuse, and why the seller cannot be asked.
pub fn preview(
    engine: &Engine,
    actor: &Actor,
    id: ServiceId,
    act: &Act,
    asks: bool,
) -> Result<Preview> {
    let (actor, act) = (actor.clone(), act.clone());
    let account = actor.account;
    let mut shown = engine.rehearse(account, move |scope| of_act(scope, &actor, id, &act))?;
    if asks && let Some(operation) = &shown.operation {
        shown.quoted = ask(engine, operation, &shown.sent)?;
    }
    Ok(shown)
}

fn of_act(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId, act: &Act) -> Result<Preview> {
    let before = owned(scope, id, actor.account)?;
    let before = facing(scope, before)?;
    let last = operation::last_of_service(scope.tx, id)?;
    carry_out(scope, actor, id, act)?;
    let operation = match act {
        Act::Start => operation::open_of_service(scope.tx, id)?,
        _ => operation::last_of_service(scope.tx, id)?.filter(|found| {
            let known = last.as_ref().map(|last| last.id);
            known.is_none_or(|known| known < found.id)
        }),
    };
    let (sent, expected) = match &operation {
        Some(operation) => {
            let is_fresh = !matches!(act, Act::Start);
            let sent = sent(scope, operation, is_fresh)?;
            (sent, expected(scope, operation)?)
        }
        None => (Sent::Nothing, None),
    };
    finish(scope, id)?;
    let follows = follows(scope, id)?;
    let after = service::find(scope.tx, id)?.ok_or(onsell_store::Error::Stale)?;
    Ok(Preview {
        follows,
        before,
        after: facing(scope, after)?,
        operation,
        sent,
        expected,
        quoted: None,
    })
}

fn facing(scope: &mut Scope<'_>, service: Service) -> Result<Facing> {
    let wallet = wallet::find(scope.tx, service.wallet)?.ok_or(onsell_store::Error::Stale)?;
    Ok(Facing {
        addons: service::shown_addons(scope.tx, service.id)?,
        sold: Arc::new(Sold::read(scope, service.tariff, service.currency)?),
        funds: wallet.funds,
        service,
    })
}

fn carry_out(scope: &mut Scope<'_>, actor: &Actor, id: ServiceId, act: &Act) -> Result<()> {
    match act {
        Act::Start => {
            let open = operation::open_of_service(scope.tx, id)?;
            let open = open.ok_or_else(|| Fault::missed("runningoperation", id))?;
            start::start(scope, open.id, actor.by)
        }
        Act::Suspend(reason) => change::suspend(scope, actor, id, *reason),
        Act::Resume => change::resume(scope, actor, id),
        Act::Prolong(input) => prolong::prolong(scope, input).map(drop),
        Act::ChangeTariff(input) => change_tariff::change(scope, actor, input).map(drop),
        Act::Edit(edit) => change::edit(scope, actor, id, edit).map(drop),
        Act::NewKey => change::new_key(scope, actor, id).map(drop),
        Act::Close => change::close(scope, actor, id),
        Act::Switch(kind) => server::switch(scope, actor, id, *kind).map(drop),
        Act::SetModule(module) => here_only::set_module(scope, id, *module, actor.by),
    }
}

/// What leaves this house for an operation that was just begun or started.
fn sent(scope: &mut Scope<'_>, operation: &Operation, is_fresh: bool) -> Result<Sent> {
    if operation.state.is_finished() {
        return Ok(Sent::Nothing);
    }
    if machines::drive(operation) {
        let machine = onsell_store::server::find(scope.tx, operation.service)?;
        let machine = machine.and_then(|found| found.machine);
        return Ok(Sent::Steps { machine });
    }
    if operation.seller.is_none() {
        return task(scope, operation);
    }
    if operation.state == State::Waiting {
        // The seller has it and is only read.
        return Ok(Sent::Nothing);
    }
    let attempt = Attempt {
        operation: operation.id,
        number: operation.attempt,
        tries: operation.tries,
        sent_before: operation.sent_at.filter(|_| !is_fresh),
        was: operation.state,
    };
    let beside = deed::read(scope, operation, attempt)?;
    let Some((seller, work)) = deed::asked(operation, attempt, scope.now, beside)? else {
        return Ok(Sent::Nothing);
    };
    let is_in_steps = work.bundled.is_some()
        && matches!(operation.kind, OperationKind::Open | OperationKind::Close);
    match billmanager::request(&work).filter(|_| !is_in_steps) {
        Some(params) => Ok(Sent::Request {
            url: seller.url,
            params,
            looks_first: work.sent_before.is_some(),
        }),
        None => Ok(Sent::Steps { machine: None }),
    }
}

fn task(scope: &mut Scope<'_>, operation: &Operation) -> Result<Sent> {
    let module = processing_module::find(scope.tx, operation.module)?;
    let department = module.and_then(|module| module.department);
    let known = catalogue::departments(scope.tx)?;
    let known = known.into_iter().find(|known| Some(known.id) == department);
    Ok(Sent::Task {
        kind: operation.kind.task_type(),
        department: known.map(|known| known.name),
    })
}

/// What a seller is expected to charge, of what it charged before or wanted when its price list was
/// read. What a change of tariff or of addons costs there, only the seller knows.
fn expected(scope: &mut Scope<'_>, operation: &Operation) -> Result<Option<Money>> {
    if operation.seller.is_none() {
        return Ok(None);
    }
    match operation.kind {
        OperationKind::Open | OperationKind::Prolong => {
            let cost = last_cost(scope, operation)?;
            Ok(cost.map(|cost| Money::new(cost, operation.currency)))
        }
        OperationKind::ChangeTariff => Ok(None),
        OperationKind::SetParam if !operation::addons(scope.tx, operation.id)?.is_empty() => {
            Ok(None)
        }
        _ => Ok(Some(Money::new(Amount::ZERO, operation.currency))),
    }
}

/// The work is done as whoever does it would say, so that what follows from it is known.
fn finish(scope: &mut Scope<'_>, id: ServiceId) -> Result<()> {
    let Some(open) = operation::open_of_service(scope.tx, id)? else {
        return Ok(());
    };
    let Some(mut service) = service::find(scope.tx, id)? else {
        return Ok(());
    };
    conclude_done(scope, &mut service, &open, &Facts::default()).map(drop)
}

/// What is begun with the licenses of a server, once its own work is done.
fn follows(scope: &mut Scope<'_>, server: ServiceId) -> Result<Vec<Follow>> {
    let mut found = Vec::new();
    for license in bundled_license::of_server(scope.tx, server)? {
        let open = operation::open_of_service(scope.tx, license.service)?;
        let fresh = open.filter(|open| open.created_at == scope.now);
        if let Some(operation) = fresh {
            found.push(Follow {
                sent: sent(scope, &operation, true)?,
                expected: expected(scope, &operation)?,
                operation,
            });
        }
    }
    Ok(found)
}

/// Asks the seller what it wants for a request that was put together.
fn ask(engine: &Engine, operation: &Operation, sent: &Sent) -> Result<Option<Money>> {
    let Sent::Request { params, .. } = sent else {
        return Ok(None);
    };
    let is_told = matches!(operation.kind, OperationKind::Open | OperationKind::Prolong);
    let Some(seller) = operation.seller.filter(|_| is_told) else {
        return Ok(None);
    };
    let (_, client) = engine.seller(seller)?;
    let period = operation.remote_period.or(operation.period);
    client.price(params, period).map_err(outside)
}
