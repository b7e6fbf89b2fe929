//! Reads services at a seller and applies each reading.
//!
//! Absence closes nothing. What a seller's list does not show is asked for by its number, and only
//! the seller's own answer for that number, twice with a pause, ends a service here. When more than
//! a few of a module's services seem to vanish in one pass, nothing is applied before staff agree.

use crate::certificate::{self, sells_certificates};
use crate::sellers::{self, feature, outside};
use crate::{Engine, Error, Result, Scope, follow};
use onsell_domain::{ModuleId, ProblemKind, ServiceId, ServiceStatus, UpstreamId, vanish_limit};
use onsell_modules::billmanager::certificate::newest;
use onsell_modules::billmanager::{CallError, SellerClient};
use onsell_store::problem::{self, NewProblem, Subject};
use onsell_store::processing_module;
use onsell_store::seller::Seller;
use onsell_store::upstream::{self, Followed};
use onsell_wire::message::service::ServiceState;
use std::collections::BTreeMap;
use std::sync::mpsc;

/// Services read in one request.
pub(crate) const BATCH_MAX: usize = 200;
/// How often a service that changed under the reading is read again at once.
const READINGS_MAX: usize = 5;
/// The pause after which a seller is asked again for a service that it said it does not have, in
/// seconds.
pub(crate) const GONE_SECONDS: i64 = 60;

/// Services at a seller, by our references and by its numbers.
pub(crate) struct Touched {
    pub references: Vec<String>,
    pub ids: Vec<UpstreamId>,
}

impl Touched {
    /// These services of ours.
    pub fn these(followed: &[Followed]) -> Self {
        Self {
            references: followed.iter().map(|one| one.reference.clone()).collect(),
            ids: Vec::new(),
        }
    }
}

/// What a seller tells about one of our services.
enum Reading {
    /// Its state.
    Told(Box<ServiceState>),
    /// That there is no such service.
    Gone,
}

/// One pass over services of a seller: what seems to have vanished is applied at its end.
#[derive(Default)]
pub(crate) struct Pass {
    vanished: BTreeMap<ModuleId, Vec<(Followed, Option<ServiceState>)>>,
    /// The module whose staff agreed, whatever vanished.
    agreed: Option<ModuleId>,
}

impl Pass {
    /// A pass after staff of a module agreed to what vanished.
    pub fn agreed(module: ModuleId) -> Self {
        Self {
            agreed: Some(module),
            ..Self::default()
        }
    }

    fn vanishes(&mut self, followed: Followed, told: Option<ServiceState>) {
        self.vanished
            .entry(followed.module)
            .or_default()
            .push((followed, told));
    }

    /// Closes what vanished, or leaves it to staff where it is too much at once.
    pub fn end(self, engine: &Engine) -> Result<usize> {
        let mut changed = 0;
        for (module, vanished) in self.vanished {
            let count = vanished.len() as i64;
            let is_agreed = self.agreed == Some(module);
            let living = engine.read(move |scope| {
                Ok(if is_agreed || count <= vanish_limit(0) {
                    0
                } else {
                    processing_module::living(scope.tx, module)?
                })
            })?;
            if !is_agreed && count > vanish_limit(living) {
                ask_staff(engine, module, count)?;
                continue;
            }
            for (one, told) in vanished {
                let is_changed = engine.write(Some(one.account), move |scope| {
                    end_one(scope, &one, told.as_ref())
                })?;
                changed += usize::from(is_changed);
            }
        }
        Ok(changed)
    }
}

/// Applies that a service ended at its seller. What ended there stays so: that is true whatever
/// changed here since the seller was asked, unless it is another service of his by now.
fn end_one(scope: &mut Scope<'_>, one: &Followed, told: Option<&ServiceState>) -> Result<bool> {
    let now = upstream::followed_service(scope.tx, one.service)?;
    let is_same =
        |now: &Followed| now.reference == one.reference && now.upstream_id == one.upstream_id;
    let Some(now) = now.filter(is_same) else {
        return Ok(false);
    };
    match told {
        Some(told) => follow::apply(scope, &now, told),
        None => follow::apply_gone(scope, &now),
    }
}

/// The module stops applying what its seller changes, and staff are asked.
fn ask_staff(engine: &Engine, module: ModuleId, count: i64) -> Result<()> {
    tracing::warn!(
        module.id = module.get(),
        count,
        "too many services vanish at once"
    );
    engine.write(None, move |scope| {
        let department = processing_module::find(scope.tx, module)?.and_then(|row| row.department);
        processing_module::stand(scope.tx, module, scope.now)?;
        let new = NewProblem {
            kind: ProblemKind::Vanished,
            subject: Subject::Module(module),
            operation: None,
            department,
            amount: None,
            detail: &count.to_string(),
            now: scope.now,
        };
        Ok(problem::open(scope.tx, &new)?)
    })
}

/// Reads services at the seller and applies each reading; reads again what changed meanwhile.
pub(crate) fn read_and_apply(
    engine: &Engine,
    seller: &Seller,
    client: &SellerClient,
    touched: &Touched,
    pass: &mut Pass,
) -> Result<usize> {
    let mut changed = 0;
    let (mut references, mut ids) = (touched.references.clone(), touched.ids.clone());
    for _ in 0..READINGS_MAX {
        let (id, wanted, numbers) = (seller.id, references.clone(), ids.clone());
        let followed =
            engine.read(move |scope| Ok(upstream::followed(scope.tx, id, &wanted, &numbers)?))?;
        if followed.is_empty() {
            return Ok(changed);
        }
        let told = read_states(seller, client, followed)?;
        let (applied, again) = apply_all(engine, client, told, pass)?;
        changed += applied;
        if again.is_empty() {
            return Ok(changed);
        }
        references = again.iter().map(|one| one.reference.clone()).collect();
        ids = again.iter().filter_map(|one| one.upstream_id).collect();
    }
    Err(Error::Store(onsell_store::Error::Stale))
}

/// What the seller tells about these services; about some it may tell nothing.
fn read_states(
    seller: &Seller,
    client: &SellerClient,
    followed: Vec<Followed>,
) -> Result<Vec<(Followed, Reading)>> {
    let mut by_type: BTreeMap<String, Vec<Followed>> = BTreeMap::new();
    for one in followed {
        by_type.entry(one.type_name.clone()).or_default().push(one);
    }
    let is_batch = sellers::has(seller, feature::BATCH);
    let mut read = Vec::new();
    for (type_name, ours) in by_type {
        for chunk in ours.chunks(BATCH_MAX) {
            let mut rows = Vec::new();
            if is_batch {
                let references: Vec<String> =
                    chunk.iter().map(|one| one.reference.clone()).collect();
                rows = client.list(&type_name, &[], &references).map_err(outside)?;
            }
            for one in chunk {
                let ours = rows.iter().filter(|state| is_about(state, one));
                let row = newest(ours);
                let reading = match row {
                    // A card tells what rows leave out: the certificate and what proves its names.
                    Some(state) if sells_certificates(&type_name) => {
                        let id = Some(UpstreamId::new(state.id));
                        ask_for(client, one, id)?
                    }
                    None if sells_certificates(&type_name) => ask_for_any(client, one)?,
                    Some(state) => Some(Reading::Told(Box::new(state.clone()))),
                    None => ask_for(client, one, one.upstream_id)?,
                };
                if let Some(reading) = reading {
                    read.push((one.clone(), reading));
                }
            }
        }
    }
    Ok(read)
}

/// Asks for a certificate by its number, and by our reference where that number has ended: it may
/// go on under another one.
fn ask_for_any(client: &SellerClient, one: &Followed) -> Result<Option<Reading>> {
    let reading = ask_for(client, one, one.upstream_id)?;
    let lives =
        matches!(&reading, Some(Reading::Told(state)) if state.status != ServiceStatus::Deleted);
    if lives {
        return Ok(reading);
    }
    let references = [one.reference.clone()];
    let rows = client
        .list(&one.type_name, &[], &references)
        .map_err(outside)?;
    let ours = rows.iter().filter(|row| row.reference == one.reference);
    match newest(ours) {
        Some(row) if one.upstream_id != Some(UpstreamId::new(row.id)) => {
            ask_for(client, one, Some(UpstreamId::new(row.id)))
        }
        _ => Ok(reading),
    }
}

/// Asks for one service by a number; none where the seller tells nothing of use.
fn ask_for(
    client: &SellerClient,
    one: &Followed,
    id: Option<UpstreamId>,
) -> Result<Option<Reading>> {
    let Some(id) = id else {
        return Ok(None);
    };
    match client.card(&one.type_name, id) {
        Ok(state) if is_about(&state, one) => Ok(Some(Reading::Told(Box::new(state)))),
        // Somebody else's reference stands on it: it is not ours any more, or not yet.
        Ok(state) => {
            tracing::warn!(
                item.id = one.service.get(),
                upstream.id = id.get(),
                reference = %state.reference,
                "the seller's service carries another reference"
            );
            Ok(None)
        }
        Err(CallError::Fault(fault)) if fault.kind == "missed" => Ok(Some(Reading::Gone)),
        // A refusal to show one service says nothing about it, nor about the others.
        Err(CallError::Fault(fault)) if fault.kind == "access" => {
            tracing::warn!(
                item.id = one.service.get(),
                reason = %fault.message,
                "the seller does not show a service"
            );
            Ok(None)
        }
        Err(error) => Err(outside(error)),
    }
}

type Applied = (Followed, Result<bool>);

/// Applies every reading, each in a unit of its own; the store commits them together. Returns how
/// many changed something, and those that changed under the reading.
fn apply_all(
    engine: &Engine,
    client: &SellerClient,
    read: Vec<(Followed, Reading)>,
    pass: &mut Pass,
) -> Result<(usize, Vec<Followed>)> {
    let (sender, receiver) = mpsc::channel::<Applied>();
    let mut renewing = Vec::new();
    for (one, reading) in read {
        let state = match reading {
            Reading::Gone => {
                note_gone(engine, one, pass)?;
                continue;
            }
            Reading::Told(state) if state.status == ServiceStatus::Deleted && one.lives => {
                pass.vanishes(one, Some(*state));
                continue;
            }
            Reading::Told(state) => state,
        };
        if state.auto_prolong.is_some() && state.status != ServiceStatus::Deleted {
            renewing.push((
                one.service,
                one.type_name.clone(),
                UpstreamId::new(state.id),
            ));
        }
        let letter = if sells_certificates(&one.type_name) {
            certificate::letter_of(engine, one.service, &state)?
        } else {
            None
        };
        let (sender, unit) = (sender.clone(), one.clone());
        engine.submit(
            Some(one.account),
            move |scope| follow::apply_with(scope, &unit, &state, letter.as_ref()),
            move |result| drop(sender.send((one, result))),
        );
    }
    drop(sender);
    let (mut changed, mut again) = (0, Vec::new());
    let mut failure = None;
    for (one, result) in receiver {
        match result {
            Ok(true) => changed += 1,
            Ok(false) => {}
            Err(error) if error.is_stale() => again.push(one),
            Err(error) => failure = Some(error),
        }
    }
    if let Some(error) = failure {
        return Err(error);
    }
    for (service, type_name, id) in renewing {
        stop_renewing(engine, client, service, &type_name, id)?;
    }
    Ok((changed, again))
}

/// The first time the seller says that it has no such service is noted; the second time counts.
fn note_gone(engine: &Engine, one: Followed, pass: &mut Pass) -> Result<()> {
    let now = engine.now();
    match one.gone_at {
        Some(at) if now.seconds_since(at) >= GONE_SECONDS => {
            pass.vanishes(one, None);
            Ok(())
        }
        Some(_) => Ok(()),
        None => engine.write(Some(one.account), move |scope| {
            Ok(upstream::note_gone(scope.tx, one.service, scope.now)?)
        }),
    }
}

/// Renewals are decided here alone: a seller that renews by itself is told not to. What it refuses
/// staff must know.
fn stop_renewing(
    engine: &Engine,
    client: &SellerClient,
    service: ServiceId,
    type_name: &str,
    id: UpstreamId,
) -> Result<()> {
    let refused = match client.stop_renewing(type_name, id) {
        Ok(()) => return Ok(()),
        Err(CallError::Fault(fault)) => fault.message,
        Err(error) => {
            tracing::warn!(item.id = service.get(), error = %error, "still renewed by the seller");
            return Ok(());
        }
    };
    engine.write(None, move |scope| {
        let Some(found) = onsell_store::service::find(scope.tx, service)? else {
            return Ok(());
        };
        crate::problems::of_service(scope, &found, ProblemKind::AutoProlong, None, &refused)
    })
}

/// Ours is found by the reference, or by the number where the seller keeps no references.
fn is_about(state: &ServiceState, followed: &Followed) -> bool {
    if state.reference.is_empty() {
        followed.upstream_id == Some(UpstreamId::new(state.id))
    } else {
        state.reference == followed.reference
    }
}

/// Reads every living service of a seller that tells many at once: after a new epoch, after a
/// cursor that is too old, and when staff agreed to what a module had stopped for.
pub(crate) fn compare_everything(
    engine: &Engine,
    seller: &Seller,
    client: &SellerClient,
) -> Result<usize> {
    compare_with(engine, seller, client, Pass::default())
}

/// Reads every living service of a seller in a pass.
pub(crate) fn compare_with(
    engine: &Engine,
    seller: &Seller,
    client: &SellerClient,
    mut pass: Pass,
) -> Result<usize> {
    let mut changed = 0;
    let mut after = ServiceId::new(0);
    loop {
        let id = seller.id;
        let chunk = engine
            .read(move |scope| Ok(upstream::of_seller(scope.tx, id, after, BATCH_MAX as u32)?))?;
        let Some(last) = chunk.last() else { break };
        after = last.service;
        changed += read_and_apply(engine, seller, client, &Touched::these(&chunk), &mut pass)?;
    }
    Ok(changed + pass.end(engine)?)
}
