//! Works on an operation that a seller does: ask, then conclude. The intention was written before,
//! by the unit that made the operation or by the claim.

use crate::begin::LEASE_SECONDS;
use crate::complete::conclude_done;
use crate::sellers::{self, feature};
use crate::{Engine, Error, Result, Scope, follow};
use onsell_domain::{
    AddonId, Conclusion, Facts, Fault, Handling, ModuleChange, OperationId, OperationKind,
    OperationState as State, OperationView as View, Outcome, TariffId, TaskChange, Timestamp,
    UpstreamId, conclude,
};
use onsell_modules::billmanager::{self, SELLER_TIMEOUT, SellerClient};
use onsell_modules::{Answer, SentBefore, Work};
use onsell_store::operation::{self, Operation};
use onsell_store::upstream::{self, Followed};
use onsell_store::{seller, service, task};
use std::sync::Arc;

/// One intended attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    pub operation: OperationId,
    pub number: u32,
    /// When a request may last have left us before this attempt.
    pub sent_before: Option<Timestamp>,
    /// The state before this attempt was intended.
    pub was: State,
}

/// An attempt that was intended longer ago is intended anew: a look and a send, each as long as a
/// seller may take, must fit into the rest of the lease.
const START_WITHIN_SECONDS: i64 = LEASE_SECONDS - 2 * SELLER_TIMEOUT.as_secs() as i64;
/// How many due operations are claimed at once.
const CLAIM_MAX: u32 = 64;
/// How long after a refusal of our credentials they are tried again, in seconds.
const PROBE_SECONDS: i64 = 300;

/// Intends the next attempt of what is due.
pub(crate) fn claim(engine: &Engine) -> Result<Vec<Attempt>> {
    let now = engine.now();
    let due = engine.read(move |scope| Ok(operation::is_due(scope.tx, now)?))?;
    if !due {
        return Ok(Vec::new());
    }
    engine.write(None, |scope| {
        let owner = scope.installation.boot.clone();
        let until = scope.now.plus_seconds(LEASE_SECONDS);
        let claimed = operation::claim_due(scope.tx, &owner, scope.now, until, CLAIM_MAX)?;
        Ok(claimed
            .iter()
            .map(|operation| Attempt {
                operation: operation.id,
                number: operation.attempt + 1,
                // A lease that ran out in the middle means that the request may have left, and at
                // no known moment before now.
                sent_before: if operation.state == State::Running {
                    Some(scope.now)
                } else {
                    operation.sent_at
                },
                was: if operation.state == State::Running {
                    State::Unknown
                } else {
                    operation.state
                },
            })
            .collect())
    })
}

/// Works on everything that is due, here and now; returns how many attempts were made. For `ctl`
/// without a server and for tests.
pub fn work_off(engine: &Engine) -> Result<usize> {
    let mut made = 0;
    loop {
        let claimed = claim(engine)?;
        if claimed.is_empty() {
            return Ok(made);
        }
        for attempt in claimed {
            ask_and_conclude(engine, attempt)?;
            made += 1;
        }
    }
}

/// The second and the third beat of one attempt.
pub(crate) fn ask_and_conclude(engine: &Engine, attempt: Attempt) -> Result<()> {
    let prepared = match prepare(engine, attempt) {
        Ok(Some(prepared)) => prepared,
        Ok(None) => return Ok(()),
        Err(Error::Store(error)) => return Err(error.into()),
        Err(error) => return cannot_be_sent(engine, attempt, &error),
    };
    let answer = match &prepared.client {
        Some(client) => billmanager::perform(client, &prepared.work),
        None => Answer {
            outcome: Outcome::Denied(prepared.denied.clone()),
            sent: false,
            seen: None,
        },
    };
    let account = prepared.operation.account;
    engine.write(Some(account), move |scope| {
        carry_out(scope, attempt, &prepared.operation, &answer)
    })
}

/// What keeps an operation from being sent stands on it, for staff to see; nothing was sent.
fn cannot_be_sent(engine: &Engine, attempt: Attempt, error: &Error) -> Result<()> {
    let answer = Answer {
        outcome: Outcome::Refused(Fault::new("connection", error.to_string())),
        sent: false,
        seen: None,
    };
    engine.write(None, move |scope| {
        match operation::find(scope.tx, attempt.operation)? {
            // What may be at the seller stays to be looked up.
            Some(found) if attempt.was == State::Unknown => {
                let unknown = Answer {
                    outcome: match &answer.outcome {
                        Outcome::Refused(fault) => Outcome::Unknown(fault.clone()),
                        other => other.clone(),
                    },
                    ..answer.clone()
                };
                carry_out(scope, attempt, &found, &unknown)
            }
            Some(found) => carry_out(scope, attempt, &found, &answer),
            None => Ok(()),
        }
    })
}

struct Prepared {
    operation: Operation,
    work: Work,
    /// None while the seller refuses our credentials.
    client: Option<Arc<SellerClient>>,
    denied: Fault,
}

/// Reads what is to be sent. None when the operation went on without this attempt.
fn prepare(engine: &Engine, attempt: Attempt) -> Result<Option<Prepared>> {
    let read = engine.read(move |scope| {
        let Some(operation) = operation::find(scope.tx, attempt.operation)? else {
            return Ok(None);
        };
        let addons = match operation.kind {
            OperationKind::Open => service::addons_with_intname(scope.tx, operation.service)?,
            _ => operation::addons_with_intname(scope.tx, operation.id)?,
        };
        let seller = match operation.seller {
            Some(id) => seller::find(scope.tx, id)?,
            None => None,
        };
        Ok(Some((operation, addons, seller)))
    })?;
    let Some((operation, addons, seller)) = read else {
        return Ok(None);
    };
    if operation.attempt != attempt.number || operation.state != State::Running {
        return Ok(None);
    }
    let now = engine.now();
    if operation
        .sent_at
        .is_some_and(|intended| now.seconds_since(intended) > START_WITHIN_SECONDS)
    {
        // It waited so long for a worker that its lease could end while it is being sent.
        engine.put_back(attempt);
        return Ok(None);
    }
    let seller = seller.ok_or_else(|| {
        Error::Outside(format!(
            "the operation {} has no seller to work with",
            operation.id
        ))
    })?;
    let work = work(
        &operation,
        &addons,
        attempt,
        now,
        sellers::has(&seller, feature::ORDER_KEY),
    )?;
    let stopped = seller.denied_since.is_some() && seller.probe_at.is_some_and(|at| now < at);
    let client = if stopped {
        None
    } else {
        Some(engine.client(&seller)?)
    };
    let text = seller
        .problem
        .unwrap_or_else(|| "the seller refuses the credentials".to_owned());
    Ok(Some(Prepared {
        operation,
        work,
        client,
        denied: Fault::new("auth", text),
    }))
}

fn work(
    operation: &Operation,
    addons: &[(String, i64)],
    attempt: Attempt,
    now: Timestamp,
    honors_order_key: bool,
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
        known.push((AddonId::new(number(intname)?), *value));
    }
    Ok(Work {
        kind: operation.kind,
        type_name: operation.type_name.clone(),
        tariff: TariffId::new(number(&operation.tariff_intname)?),
        period: operation.period,
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
        sent_before: attempt.sent_before.map(|at| SentBefore {
            seconds_ago: now.seconds_since(at),
            is_unanswered: attempt.was == State::Unknown,
        }),
        honors_order_key,
    })
}

/// The third beat, in one unit: decides by the table and writes everything that follows.
pub(crate) fn carry_out(
    scope: &mut Scope<'_>,
    attempt: Attempt,
    operation: &Operation,
    answer: &Answer,
) -> Result<()> {
    // A look-up that sent nothing leaves what is unknown unknown.
    let state = if answer.sent || attempt.was != State::Unknown {
        State::Running
    } else {
        State::Unknown
    };
    let view = View {
        kind: operation.kind,
        handling: Handling::Resold,
        state,
        attempt: attempt.number,
    };
    let conclusion = match conclude(&view, &answer.outcome) {
        Ok(conclusion) => conclusion,
        Err(refused) => {
            tracing::error!(operation.id = operation.id.get(), error = %refused, "a defect");
            return Ok(());
        }
    };
    match &answer.outcome {
        Outcome::Done(facts) => done(scope, operation, facts, answer),
        Outcome::Accepted { upstream, charged } => {
            accepted(scope, attempt, operation, *upstream, *charged, &conclusion)
        }
        outcome => failed(scope, attempt, operation, outcome, answer.sent, &conclusion),
    }
}

fn done(scope: &mut Scope<'_>, known: &Operation, facts: &Facts, answer: &Answer) -> Result<()> {
    if let Some(id) = facts.upstream {
        adopt(scope, known, id)?;
    }
    let Some(current) = operation::find(scope.tx, known.id)? else {
        return Ok(());
    };
    if current.state.is_finished() {
        return Ok(());
    }
    let Some(mut service) = service::find(scope.tx, known.service)? else {
        return Ok(());
    };
    if let Some(told) = &answer.seen
        && service.version == known.version
    {
        // The next operation must know what this reading told.
        let followed = Followed {
            service: service.id,
            account: service.account,
            version: service.version,
            reference: known.reference.clone().unwrap_or_default(),
            upstream_id: known.upstream_id,
            type_name: known.type_name.clone(),
        };
        follow::apply(scope, &followed, told)?;
        let after = operation::find(scope.tx, known.id)?;
        if after.is_none_or(|after| after.state.is_finished()) {
            return Ok(());
        }
        service = service::find(scope.tx, known.service)?.ok_or(onsell_store::Error::Stale)?;
    }
    conclude_done(scope, &mut service, &current, facts)?;
    Ok(())
}

/// Learns the seller's number. Another number than the known one means that the seller made two
/// services for one order, which staff must see.
fn adopt(scope: &mut Scope<'_>, known: &Operation, id: UpstreamId) -> Result<()> {
    if !upstream::set_id(scope.tx, known.service, id)? {
        tracing::error!(
            operation.id = known.id.get(),
            item.id = known.service.get(),
            upstream.id = id.get(),
            "the seller answers with another number for a service that has one"
        );
    }
    Ok(())
}

fn accepted(
    scope: &mut Scope<'_>,
    attempt: Attempt,
    known: &Operation,
    id: UpstreamId,
    charged: Option<onsell_domain::Money>,
    conclusion: &Conclusion,
) -> Result<()> {
    adopt(scope, known, id)?;
    if operation::accept(scope.tx, known.id, attempt.number, charged)? {
        if conclusion.task == TaskChange::Link {
            let (id, service, kind) = (known.id, known.service, known.kind);
            task::link(scope.tx, id, service, kind, known.department, scope.now)?;
        }
    } else if let Some(charged) = charged {
        // The event was faster than the answer; what it cost is still worth knowing.
        operation::record_charge(scope.tx, known.id, charged)?;
    }
    Ok(())
}

fn failed(
    scope: &mut Scope<'_>,
    attempt: Attempt,
    known: &Operation,
    outcome: &Outcome,
    sent: bool,
    conclusion: &Conclusion,
) -> Result<()> {
    let due_at = conclusion
        .due_in
        .map(|seconds| scope.now.plus_seconds(i64::from(seconds)));
    let ended = operation::End {
        id: known.id,
        attempt: attempt.number,
        state: conclusion.state,
        due_at,
        // It left some time before now; what was not sent leaves the last sending where it was.
        sent_at: if sent {
            Some(scope.now)
        } else {
            attempt.sent_before
        },
        fault: conclusion.show.as_ref(),
        now: scope.now,
    };
    if !operation::end_attempt(scope.tx, &ended)? {
        return Ok(());
    }
    tracing::info!(
        operation.id = known.id.get(),
        item.id = known.service.get(),
        outcome = outcome_name(outcome),
        state = conclusion.state.name(),
        reason = conclusion.show.as_ref().map_or("", |fault| &fault.message),
        "an attempt at the seller ended"
    );
    if conclusion.module == ModuleChange::Stop
        && let (Some(id), Outcome::Denied(fault)) = (known.seller, outcome)
    {
        let probe_at = scope.now.plus_seconds(PROBE_SECONDS);
        seller::deny(scope.tx, id, scope.now, probe_at, &fault.message)?;
    }
    if conclusion.task == TaskChange::Close {
        task::close_of_operation(scope.tx, known.id, scope.now)?;
    }
    Ok(())
}

fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Done(_) => "done",
        Outcome::Accepted { .. } => "accepted",
        Outcome::Pending { .. } => "pending",
        Outcome::NoFunds(_) => "no funds",
        Outcome::Refused(_) => "refused",
        Outcome::Denied(_) => "denied",
        Outcome::Unreachable(_) => "unreachable",
        Outcome::Unknown(_) => "unknown",
    }
}
