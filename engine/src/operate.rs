//! Works on an operation that a seller or a machine's module does: ask, then conclude. The
//! intention was written before, by the unit that made the operation or by the claim.

use crate::begin::LEASE_SECONDS;
use crate::cancel::cancel;
use crate::certificate::sells_certificates;
use crate::complete::conclude_done;
use crate::deed::{self, Deed};
use crate::price_limit::asked_period;
use crate::tell::tell;
use crate::{
    Engine, Error, Result, Scope, bundle, certificate, currency_rate, follow, module_license,
    module_probe, next_module, probe, problems,
};
use onsell_domain::{
    Conclusion, Facts, Fault, Handling, ModuleChange, Money, OperationId, OperationKind,
    OperationState as State, OperationView as View, Outcome, ProblemKind, Progress, TaskChange,
    Timestamp, UpstreamId, conclude,
};
use onsell_modules::billmanager::SELLER_TIMEOUT;
use onsell_modules::{Answer, SentBefore};
use onsell_store::operation::{self, Operation};
use onsell_store::{attempt, service, tariff, task};
use onsell_store::{operation_error, upstream};

/// One intended attempt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempt {
    pub operation: OperationId,
    pub number: u32,
    /// Which try since the last Start.
    pub tries: u32,
    /// When a request may last have left us before this attempt.
    pub sent_before: Option<Timestamp>,
    /// The state before this attempt was intended.
    pub was: State,
}

impl Attempt {
    /// What a module is told of an earlier attempt that may have been received.
    pub fn sent_before(self, now: Timestamp) -> Option<SentBefore> {
        self.sent_before.map(|at| SentBefore {
            seconds_ago: now.seconds_since(at),
            is_unanswered: self.was == State::Unknown,
        })
    }
}

/// Whether an attempt is the one that an operation runs in: it did not go on without it.
fn is_current(scope: &mut Scope<'_>, attempt: Attempt) -> Result<bool> {
    let now = operation::find(scope.tx, attempt.operation)?;
    Ok(now.is_some_and(|now| now.attempt == attempt.number && now.state == State::Running))
}

/// An attempt that was intended longer ago is intended anew: a look and a send, each as long as a
/// seller may take, must fit into the rest of the lease.
const START_WITHIN_SECONDS: i64 = LEASE_SECONDS - 2 * SELLER_TIMEOUT.as_secs() as i64;
/// How many due operations are claimed at once.
const CLAIM_MAX: u32 = 64;

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
        let claimed = attempt::claim(scope.tx, &owner, scope.now, until, CLAIM_MAX)?;
        Ok(claimed
            .iter()
            .map(|operation| Attempt {
                operation: operation.id,
                number: operation.attempt + 1,
                tries: operation.tries + 1,
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
    let answer = prepared.deed.ask();
    let (account, service) = (prepared.operation.account, prepared.operation.service);
    let letter = match &answer.news {
        Some(news) => certificate::letter(engine, service, news)?,
        None => None,
    };
    engine.write(Some(account), move |scope| {
        if let Some(news) = &answer.news
            && is_current(scope, attempt)?
        {
            certificate::learn(scope, service, news, letter.as_ref())?;
        }
        carry_out(scope, attempt, &prepared.operation, &answer)
    })
}

/// What keeps an operation from being sent stands on it, for staff to see; nothing was sent.
fn cannot_be_sent(engine: &Engine, attempt: Attempt, error: &Error) -> Result<()> {
    let answer = Answer::unsent(Outcome::Refused(Fault::new(
        "connection",
        error.to_string(),
    )));
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
    deed: Deed,
}

/// Reads what is to be sent. None when the operation went on without this attempt.
fn prepare(engine: &Engine, attempt: Attempt) -> Result<Option<Prepared>> {
    let read = engine.read(move |scope| {
        let Some(operation) = operation::find(scope.tx, attempt.operation)? else {
            return Ok(None);
        };
        let beside = deed::read(scope, &operation, attempt)?;
        Ok(Some((operation, beside)))
    })?;
    let Some((operation, beside)) = read else {
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
    let deed = Deed::of(engine, &operation, attempt, beside)?;
    Ok(Some(Prepared { operation, deed }))
}

/// What kind of system does the work of an operation.
pub(crate) fn handling(operation: &Operation) -> Handling {
    match operation.seller {
        Some(_) => Handling::Resold,
        None => Handling::Ordinary,
    }
}

/// The third beat, in one unit: decides by the table and writes everything that follows.
pub(crate) fn carry_out(
    scope: &mut Scope<'_>,
    attempt: Attempt,
    operation: &Operation,
    answer: &Answer,
) -> Result<()> {
    // A look-up that sent nothing leaves what is unknown unknown.
    let state = match attempt.was {
        State::Unknown if !answer.sent => State::Unknown,
        // The seller has it, and what it says to the repetition takes that from nobody.
        State::Waiting => State::Waiting,
        _ => State::Running,
    };
    let view = View {
        kind: operation.kind,
        has_another_way: bundle::has_another_way(operation) || module_license::follows(operation),
        handling: handling(operation),
        state,
        attempt: attempt.tries,
    };
    if let Some(quoted) = answer.quoted {
        operation::record_quote(scope.tx, operation.id, quoted)?;
    }
    if let Some(progress) = &answer.progress {
        attempt::keep_progress(scope.tx, operation.id, attempt.number, progress)?;
    }
    let conclusion = match conclude(&view, &answer.outcome) {
        Ok(conclusion) => conclusion,
        Err(refused) => {
            tracing::error!(operation.id = operation.id.get(), error = %refused, "a defect");
            return Ok(());
        }
    };
    match &answer.outcome {
        Outcome::Done(facts) => done(scope, operation, facts, answer),
        Outcome::Accepted {
            upstream,
            charged,
            returned,
        } => {
            let moved = (*charged, *returned);
            accepted(scope, attempt, operation, *upstream, moved, &conclusion)
        }
        Outcome::Step(progress) => stepped(scope, attempt, operation, progress),
        _ => failed(scope, attempt, operation, answer, &conclusion),
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
        if let Some(followed) = upstream::followed_service(scope.tx, service.id)? {
            follow::apply(scope, &followed, told)?;
        }
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
    let goes_on = sells_certificates(&known.type_name)
        && matches!(known.kind, OperationKind::Prolong | OperationKind::Reissue);
    let is_known = if goes_on {
        certificate::follow_number(scope, known.service, id)?
    } else {
        upstream::set_id(scope.tx, known.service, id)?
    };
    if !is_known {
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
    id: Option<UpstreamId>,
    (charged, returned): (Option<Money>, Option<Money>),
    conclusion: &Conclusion,
) -> Result<()> {
    if let Some(id) = id {
        adopt(scope, known, id)?;
    }
    if let Some(charged) = charged {
        learn(scope, known, charged)?;
    }
    if attempt::accept(scope.tx, known.id, attempt.number, charged, returned)? {
        change_task(scope, known, conclusion.task)?;
    } else {
        // The event was faster than the answer; what it cost is still worth knowing.
        operation::record_charge(scope.tx, known.id, charged, returned)?;
    }
    Ok(())
}

/// What a seller charged is the price it had, and what a plain renewal costs from now on.
fn learn(scope: &mut Scope<'_>, known: &Operation, charged: Money) -> Result<()> {
    operation::record_quote(scope.tx, known.id, charged)?;
    let period = asked_period(known);
    if known.kind == OperationKind::Prolong
        && let Some(period) = period
        && service::addons(scope.tx, known.service)?.is_empty()
        && let Some(charged) = currency_rate::convert(scope, charged, known.currency)?
    {
        tariff::learn_renewal_cost(scope.tx, known.tariff, period, charged)?;
    }
    Ok(())
}

/// One step of several is done: the next one is due at once.
fn stepped(
    scope: &mut Scope<'_>,
    attempt: Attempt,
    known: &Operation,
    progress: &Progress,
) -> Result<()> {
    if !is_current(scope, attempt)? {
        // It went on without this attempt: what that reserved must not be let go of.
        return Ok(());
    }
    let progress = bundle::reserve(scope, known, progress)?;
    if attempt::step(scope.tx, known.id, attempt.number, &progress, scope.now)? {
        tracing::debug!(operation.id = known.id.get(), "a step is done");
        scope.wakes.due = true;
    }
    Ok(())
}

fn failed(
    scope: &mut Scope<'_>,
    attempt: Attempt,
    known: &Operation,
    answer: &Answer,
    conclusion: &Conclusion,
) -> Result<()> {
    let outcome = &answer.outcome;
    let next = next_module::decide(scope, attempt, known, answer, conclusion)?;
    let moves = next.as_ref().is_some_and(next_module::Next::moves);
    let conclusion = next.as_ref().map_or(conclusion, |next| &next.conclusion);
    let is_rolled_back = conclusion.state == State::Cancelled;
    let due_at = conclusion
        .due_in
        .map(|seconds| scope.now.plus_seconds(i64::from(seconds)));
    let ended = attempt::End {
        id: known.id,
        attempt: attempt.number,
        // What is rolled back keeps its error first.
        state: if is_rolled_back {
            State::Attention
        } else {
            conclusion.state
        },
        due_at,
        // It left some time before now; what was not sent leaves the last sending where it was.
        sent_at: match answer.sent {
            _ if moves => None,
            true => Some(scope.now),
            false => attempt.sent_before,
        },
        fault: conclusion.show.as_ref(),
        // Whoever waits for a task that goes on has not failed.
        is_going_on: moves
            || matches!(outcome, Outcome::Pending { .. }) && handling(known) == Handling::Ordinary,
        now: scope.now,
    };
    if !attempt::end(scope.tx, &ended)? {
        return Ok(());
    }
    if let Some(fault) = &conclusion.show {
        let (id, number) = (known.id, attempt.number);
        operation_error::keep(scope.tx, id, number, known.module, fault, scope.now)?;
    }
    tracing::info!(
        operation.id = known.id.get(),
        item.id = known.service.get(),
        outcome = outcome.name(),
        state = conclusion.state.name(),
        reason = conclusion.show.as_ref().map_or("", |fault| &fault.message),
        "an attempt at the seller ended"
    );
    if conclusion.module == ModuleChange::Stop
        && let Outcome::Denied(fault) = outcome
    {
        match known.seller {
            Some(id) => probe::deny(scope, id, fault)?,
            None => module_probe::deny(scope, known.module, fault)?,
        }
    }
    let moved = match &next {
        Some(next) => Some(next_module::carry_out(
            scope, attempt, known, next, outcome,
        )?),
        None => None,
    };
    change_task(scope, moved.as_ref().unwrap_or(known), conclusion.task)?;
    if is_rolled_back {
        return roll_back(scope, known);
    }
    let stands = matches!(conclusion.state, State::Attention | State::Held);
    if stands && let Some(service) = service::find(scope.tx, known.service)? {
        if known.covers_term && conclusion.state == State::Attention {
            let kind = ProblemKind::RenewalMissed;
            let words = conclusion.show.as_ref().map(ToString::to_string);
            problems::of_service(scope, &service, kind, None, &words.unwrap_or_default())?;
        }
        // Whoever buys this from us learns that it takes longer.
        tell(scope, &service, "error")?;
        if service.parent.is_some() {
            bundle::settle(scope, &service)?;
        }
    }
    Ok(())
}

/// Carries out what a conclusion says of the task; both kinds of a new one are linked once.
fn change_task(scope: &mut Scope<'_>, known: &Operation, change: TaskChange) -> Result<()> {
    match change {
        TaskChange::None => {}
        TaskChange::Link | TaskChange::Create => {
            let (id, service, kind) = (known.id, known.service, known.kind);
            task::link(scope.tx, id, service, kind, known.department, scope.now)?;
        }
        TaskChange::Close => task::close_of_operation(scope.tx, known.id, scope.now)?,
    }
    Ok(())
}

/// The seller said no for good: the service stays as it was, and its readers learn that.
fn roll_back(scope: &mut Scope<'_>, known: &Operation) -> Result<()> {
    let found = service::find(scope.tx, known.service)?;
    let mut service = found.ok_or(onsell_store::Error::Stale)?;
    if cancel(scope, &mut service, known)? {
        tell(scope, &service, "error")?;
        if service.parent.is_some() {
            bundle::refused(scope, known)?;
            bundle::settle(scope, &service)?;
        } else if module_license::follows(known) {
            module_license::misplaced(scope, service.id, "the provider refused to move it")?;
        }
    }
    Ok(())
}
