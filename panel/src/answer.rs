//! Carrying a function out: identify the caller, run the body, write the answer.

use crate::ask::{Ask, Credential};
use crate::caller::Caller;
use crate::declaration::{Declaration, Kind};
use crate::function::{Blocking, Body, Function, InUnit, OnEach};
use crate::panel::Panel;
use crate::pool::Pool;
use crate::{group, noted};
use onsell_domain::{AccountId, Level};
use onsell_engine::sign_in::{self, Identity};
use onsell_engine::{Engine, Result as Done, Scope, acting, journal, list_filter, session};
use onsell_wire::{Document, Fault, Params};
use std::future::Future;
use std::marker::PhantomData;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::time::Instant;

/// An answer on its way.
pub(crate) type Answering<'a> = Pin<Box<dyn Future<Output = Result<Document, Fault>> + Send + 'a>>;

/// A function without its types, as the registry keeps it.
pub(crate) trait Entry: Send + Sync {
    /// What the function says of itself.
    fn declaration(&self) -> &'static Declaration;

    /// Carries out one call. Who called is left in `who` as soon as it is known.
    fn answer<'a>(&'a self, panel: &'a Panel, ask: &'a mut Ask, who: &'a Who) -> Answering<'a>;
}

/// Who turned out to have called.
pub(crate) type Who = Arc<OnceLock<Identity>>;

/// The entry of a function.
pub(crate) struct Of<F>(PhantomData<fn() -> F>);

impl<F> Of<F> {
    /// The entry.
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<F: Function> Entry for Of<F> {
    fn declaration(&self) -> &'static Declaration {
        const { &F::DECLARATION }
    }

    fn answer<'a>(&'a self, panel: &'a Panel, ask: &'a mut Ask, who: &'a Who) -> Answering<'a> {
        Box::pin(answer::<F>(panel, ask, who))
    }
}

async fn answer<F: Function>(panel: &Panel, ask: &mut Ask, who: &Who) -> Result<Document, Fault> {
    if F::Caller::LEVEL > Level::Guest && matches!(ask.credential, Credential::None) {
        return Err(Fault::access(&ask.function));
    }
    let mut gate = Gate::of(panel, ask, who);
    let read = guarded(|| {
        F::DECLARATION.check(&ask.params)?;
        F::parse(ask)
    });
    let input = match read {
        Ok(input) => Arc::new(input),
        // Whoever may not call it at all is told that, and nothing about the parameters.
        Err(fault) => {
            admit::<F>(panel.engine(), &Arc::new(gate)).await?;
            return Err(fault);
        }
    };
    gate.changes = F::body(&input).changes();
    ask.changes = gate.changes;
    if gate.changes && ask.may_be_forged() {
        return Err(Fault::access(&ask.function));
    }
    if panel.engine().is_locked() && gate.changes && is_strange::<F>() {
        return Err(Fault::maintenance());
    }
    gate.noted = noted::objects(&F::DECLARATION, ask).filter(|_| gate.changes);
    gate.list = list_to_filter::<F>(panel, ask);
    let gate = Arc::new(gate);
    if let Body::Each(ids, work) = F::body(&input) {
        return each::<F>(panel, &gate, &input, ids, work, ask).await;
    }
    // Who waits before the first reading needs no second one to be sure that nothing fell between.
    let hint = gate.hint(panel.engine()).filter(|_| F::may_wait(&input));
    let early = hint.and_then(|account| Waiting::begin(panel, account));
    let mut output = execute::<F>(panel, &gate, &input).await?;
    if let Some((account, longest)) = F::wait(&input, &output) {
        let early = early.filter(|waiting| waiting.account == account);
        output = wait::<F>(panel, &gate, &input, output, (account, longest), early).await?;
    }
    settle(panel, ask, who);
    ask.cookie = F::cookie(&output);
    // The rows follow the filter that is kept; what is repeated in the answer is what was asked.
    let filtered = gate.filtered.get().cloned();
    let asked = filtered.map(|filtered| std::mem::replace(&mut ask.params, filtered));
    let document = guarded(|| Ok(F::render(&output, ask)));
    if let Some(asked) = asked {
        ask.params = asked;
    }
    document
}

/// A call of a list that says nothing of a filter, where its session may keep one.
fn list_to_filter<F: Function>(panel: &Panel, ask: &Ask) -> Option<Ask> {
    let is_list = matches!(F::DECLARATION.kind, Kind::List(_));
    let may = is_list
        && ask.session_id().is_some()
        && !ask.params.has("filter")
        && panel.registry().keeps_filter(F::DECLARATION.name);
    may.then(|| ask.clone())
}

/// What follows from knowing who called: his language, and a session that lives on, unless nobody
/// did anything.
fn settle(panel: &Panel, ask: &mut Ask, who: &Who) {
    if let Some(identity) = who.get()
        && !ask.is_language_chosen
    {
        ask.language = identity.language;
    }
    if let Credential::Session { id, .. } = &ask.credential
        && !ask.is_idle
    {
        session::keep_session(panel.engine(), id, who.get());
    }
}

/// Carries an action out on each of several objects. All units are handed over at once, so that
/// the store may commit them together.
async fn each<F: Function>(
    panel: &Panel,
    gate: &Arc<Gate>,
    input: &Arc<F::Input>,
    ids: Vec<i64>,
    work: OnEach<F>,
    ask: &mut Ask,
) -> Result<Document, Fault> {
    let engine = panel.engine();
    let mut units = Vec::with_capacity(ids.len());
    for id in ids {
        let (sender, receiver) = oneshot::channel();
        let (inside, input) = (Arc::clone(gate), Arc::clone(input));
        let unit = move |scope: &mut Scope<'_>| {
            let caller = inside.admit::<F::Caller>(scope)?;
            let output = work(scope, &caller, &input, id)?;
            inside.note(scope, Some(id))?;
            Ok(output)
        };
        let done = Box::new(move |result: Done<F::Output>| drop(sender.send(result)));
        engine.submit(gate.hint(engine), unit, done);
        units.push((id, receiver));
    }
    let mut results = Vec::with_capacity(units.len());
    for (id, receiver) in units {
        results.push((id.to_string(), received(receiver).await));
    }
    settle(panel, ask, &gate.who);
    if results.len() == 1 {
        let (_, result) = results.remove(0);
        return result.and_then(|output| guarded(|| Ok(F::render(&output, ask))));
    }
    let results = results
        .into_iter()
        .map(|(id, result)| (id, result.map(drop)));
    Ok(group::document(ask, &gate.who, results.collect()))
}

/// Whether nobody knows who calls, and it is not to learn that.
fn is_strange<F: Function>() -> bool {
    const SIGN_IN: [&str; 2] = ["auth", "logon"];
    F::Caller::LEVEL == Level::Guest && !SIGN_IN.contains(&F::DECLARATION.name)
}

/// What a unit needs to identify the caller.
struct Gate {
    function: String,
    credential: Credential,
    address: IpAddr,
    /// Whether customers are kept out.
    is_locked: bool,
    su: Option<String>,
    /// Whether the call may change anything.
    changes: bool,
    /// The objects of a call that does something, for the journal.
    noted: Option<String>,
    /// The call of a list, to be filtered as its session keeps it.
    list: Option<Ask>,
    /// Its parameters with the filter that was found.
    filtered: OnceLock<Params>,
    who: Who,
}

impl Gate {
    fn of(panel: &Panel, ask: &Ask, who: &Who) -> Self {
        Self {
            is_locked: panel.engine().is_locked(),
            function: ask.function.clone(),
            credential: ask.credential.clone(),
            address: ask.address,
            su: ask.su.clone(),
            changes: false,
            noted: None,
            list: None,
            filtered: OnceLock::new(),
            who: Arc::clone(who),
        }
    }

    /// Identifies the caller and admits him. Runs inside a unit, so that a user who was switched
    /// off a moment ago is not let in.
    fn admit<C: Caller>(&self, scope: &mut Scope<'_>) -> Done<C> {
        if C::LEVEL == Level::Guest {
            return Ok(C::admit(None, &self.function)?);
        }
        let identity = match &self.credential {
            Credential::None => None,
            Credential::Local => Some(Identity::root()),
            Credential::Session { id, .. } => {
                Some(session::identify_session(scope, id, self.address)?)
            }
            Credential::Verified(user) => {
                Some(sign_in::identify_verified(scope, user, self.address)?)
            }
        };
        // Staff go on, also as a customer.
        let is_let_in = |identity: &Identity| identity.level >= Level::Staff;
        if self.is_locked && !identity.as_ref().is_some_and(is_let_in) {
            return Err(Fault::maintenance().into());
        }
        let identity = match (identity, &self.su) {
            (Some(caller), Some(name)) => Some(acting::act_as(scope, &caller, name)?),
            (identity, _) => identity,
        };
        if let Some(identity) = &identity {
            scope.as_whom = noted::as_whom(identity);
            // A unit that runs again finds the same user.
            let _ = self.who.set(identity.clone());
        }
        Ok(C::admit(identity, &self.function)?)
    }

    /// What a list is asked for, with the filter that its session keeps. One that cannot be read
    /// any more filters nothing.
    fn filter<F: Function>(
        &self,
        scope: &mut Scope<'_>,
        input: &Arc<F::Input>,
    ) -> Done<Arc<F::Input>> {
        let plain = || Ok(Arc::clone(input));
        let Some(list) = &self.list else {
            return plain();
        };
        let session = list.session_id().unwrap_or_default();
        let Some(kept) = list_filter::kept(scope, session, &self.function)? else {
            return plain();
        };
        let kept = Params::parse_urlencoded(&kept).unwrap_or_default();
        if kept.is_empty() {
            return plain();
        }
        let mut list = list.clone();
        list.params.set("filter", "on");
        for (name, value) in kept.iter().filter(|(name, _)| *name != "filter") {
            if !list.params.has(name) {
                list.params.push(name, value);
            }
        }
        let Ok(filtered) = guarded(|| F::parse(&list)) else {
            return plain();
        };
        // A unit that runs again finds the same filter.
        let _ = self.filtered.set(list.params);
        Ok(Arc::new(filtered))
    }

    /// Leaves a line in the journal when staff did something, unless the use case left one that
    /// says more.
    fn note(&self, scope: &mut Scope<'_>, object: Option<i64>) -> Done<()> {
        let (Some(identity), Some(named)) = (self.who.get(), &self.noted) else {
            return Ok(());
        };
        if scope.is_noted() || !noted::is_staff(identity) {
            return Ok(());
        }
        let object = match (object, identity.acting) {
            (Some(id), _) => id.to_string(),
            (None, Some(_)) if named.is_empty() => identity.user.to_string(),
            (None, _) => named.clone(),
        };
        journal::write(scope, identity.author(), &self.function, &object, "")
    }

    /// Which account's writer a unit belongs to, as far as it is known before.
    fn hint(&self, engine: &Engine) -> Option<AccountId> {
        match &self.credential {
            Credential::Session { id, .. } => session::session_hint(engine, id),
            Credential::Verified(user) => user.account_hint(),
            Credential::None | Credential::Local => None,
        }
    }
}

async fn admit<F: Function>(engine: &Engine, gate: &Arc<Gate>) -> Result<F::Caller, Fault> {
    let gate = Arc::clone(gate);
    told(|done| engine.submit_read(move |scope| gate.admit::<F::Caller>(scope), done)).await
}

/// Carries out a function that opens its own units, and leaves a line in the journal if none of
/// them did.
async fn block<F: Function>(
    panel: &Panel,
    pool: &Pool,
    gate: &Arc<Gate>,
    input: &Arc<F::Input>,
    work: Blocking<F>,
) -> Result<F::Output, Fault> {
    let engine = panel.engine();
    let caller = admit::<F>(engine, gate).await?;
    let acting = gate.who.get().and_then(noted::as_whom);
    let ((handle, watched), input) = (engine.watched(acting.clone()), Arc::clone(input));
    let output = pool.run(move || work(&handle, &caller, &input)).await?;
    let output = output.map_err(onsell_engine::Error::into_fault)?;
    if !watched.is_noted() && gate.noted.is_some() && gate.who.get().is_some_and(noted::is_staff) {
        let gate = Arc::clone(gate);
        let note = move |scope: &mut Scope<'_>| {
            scope.as_whom.clone_from(&acting);
            gate.note(scope, None)
        };
        told(|done| engine.submit(None, note, done)).await?;
    }
    Ok(output)
}

async fn execute<F: Function>(
    panel: &Panel,
    gate: &Arc<Gate>,
    input: &Arc<F::Input>,
) -> Result<F::Output, Fault> {
    let engine = panel.engine();
    match F::body(input) {
        Body::Read(work) => {
            let unit = unit::<F>(work, gate, input);
            told(|done| engine.submit_read(unit, done)).await
        }
        Body::Write(work) => {
            let unit = unit::<F>(work, gate, input);
            told(|done| engine.submit(gate.hint(engine), unit, done)).await
        }
        // Each has a way of its own.
        Body::Each(..) => Err(Fault::internal()),
        Body::Looking(work) => block::<F>(panel, panel.looking(), gate, input, work).await,
        Body::Hashing(work) => block::<F>(panel, panel.hashing(), gate, input, work).await,
        Body::Outside(work) => block::<F>(panel, panel.outside(), gate, input, work).await,
    }
}

fn unit<F: Function>(
    work: InUnit<F>,
    gate: &Arc<Gate>,
    input: &Arc<F::Input>,
) -> impl Fn(&mut Scope<'_>) -> Done<F::Output> + Send + 'static {
    let (gate, input) = (Arc::clone(gate), Arc::clone(input));
    move |scope| {
        let caller = gate.admit::<F::Caller>(scope)?;
        let input = gate.filter::<F>(scope, &input)?;
        let output = work(scope, &caller, &input)?;
        gate.note(scope, None)?;
        Ok(output)
    }
}

/// Awaits what the store tells once it is done.
pub(crate) async fn told<T: Send + 'static>(
    submit: impl FnOnce(Box<dyn FnOnce(Done<T>) + Send>),
) -> Result<T, Fault> {
    let (sender, receiver) = oneshot::channel();
    // The receiver is gone when the caller hung up; the work is done all the same.
    submit(Box::new(move |result| drop(sender.send(result))));
    received(receiver).await
}

async fn received<T>(receiver: oneshot::Receiver<Done<T>>) -> Result<T, Fault> {
    match receiver.await {
        Ok(result) => result.map_err(onsell_engine::Error::into_fault),
        // The store told nothing, so nobody may say that nothing was done.
        Err(_) => Err(Fault::internal()),
    }
}

/// Waits for the account's next event and answers anew. A waiter is registered before the feed is
/// read, so that no event falls between: `early` was, before the reading that found nothing. A wake
/// without news, such as the first look of the watch over other nodes, only leads to another
/// reading.
async fn wait<F: Function>(
    panel: &Panel,
    gate: &Arc<Gate>,
    input: &Arc<F::Input>,
    mut output: F::Output,
    (account, longest): (AccountId, Duration),
    mut early: Option<Waiting<'_>>,
) -> Result<F::Output, Fault> {
    let deadline = Instant::now() + longest;
    loop {
        let mut waiting = if let Some(waiting) = early.take() {
            waiting
        } else {
            let Some(waiting) = Waiting::begin(panel, account) else {
                return Ok(output);
            };
            output = execute::<F>(panel, gate, input).await?;
            if F::wait(input, &output).is_none() {
                return Ok(output);
            }
            waiting
        };
        if panel.is_stopping() {
            return Ok(output);
        }
        let woken = tokio::time::timeout_at(deadline, &mut waiting.woken).await;
        drop(waiting);
        if woken.is_err() || panel.is_stopping() {
            return execute::<F>(panel, gate, input).await;
        }
    }
}

/// A place among those who wait for an account's next event. It is given up however the wait ends,
/// also when the caller hangs up.
struct Waiting<'a> {
    panel: &'a Panel,
    account: AccountId,
    ticket: u64,
    woken: oneshot::Receiver<()>,
}

impl<'a> Waiting<'a> {
    /// Takes a place; none when too many wait already.
    fn begin(panel: &'a Panel, account: AccountId) -> Option<Self> {
        let (sender, woken) = oneshot::channel::<()>();
        let waiter = Box::new(move || {
            // Whoever waited may have hung up.
            let _ = sender.send(());
        });
        let ticket = panel.engine().feeds().wait(account, waiter)?;
        Some(Self {
            panel,
            account,
            ticket,
            woken,
        })
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.panel
            .engine()
            .feeds()
            .give_up(self.account, self.ticket);
    }
}

/// Runs a pure part of a function; a panic in it harms nobody but this answer.
pub(crate) fn guarded<T>(part: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(part)).unwrap_or_else(|_| {
        tracing::error!("a function broke while reading its request or writing its answer");
        Err(Fault::internal())
    })
}
