//! An order that cannot be fulfilled at one module goes to the next (semantics 3.2): by itself
//! where nothing was made yet, each module once; and by hand.

use crate::journal;
use crate::module_choice::{self, Order};
use crate::operate::Attempt;
use crate::server_order::{self, Installed};
use crate::{Error, Result, Scope};
use onsell_domain::{
    Conclusion, Fault as Told, ModuleId, OperationKind, OperationState as State, Outcome, Progress,
    ServiceId, TaskChange, Text, UserId,
};
use onsell_modules::{Answer, ModuleKind, Worker};
use onsell_store::attempt as attempts;
use onsell_store::module_choice as choices;
use onsell_store::offer::OfferModule;
use onsell_store::operation::{self, Operation};
use onsell_store::service::{self, Service};
use onsell_store::{operation_error, processing_module, server, server_tariff, task};
use onsell_wire::Fault;

/// After how many seconds an order that found its module full asks again.
const FULL_PAUSE_SECONDS: u32 = 60;
/// The type of the error where no module is left.
pub(crate) const NONE_LEFT: &str = "no_suitable_module";
/// The type of the refusal that nothing was taken, whatever was prepared before.
const NOTHING_FREE: &str = "no_free_server";
/// What a module prepares before it makes anything: an account of the customer's over there.
const ACCOUNT: &str = "account";

/// What follows instead of what the table says: an order goes on at another module, or no module is
/// left for it.
pub(crate) struct Next {
    pub conclusion: Conclusion,
    module: Option<(OfferModule, Option<Installed>)>,
    /// Whether it failed at the module that it had.
    is_failure: bool,
}

impl Next {
    /// Whether it goes on at another module.
    pub fn moves(&self) -> bool {
        self.module.is_some()
    }
}

/// Whether an order waits because its module opens as many services as it may: those that were
/// ordered before go first.
pub(crate) fn must_wait(scope: &mut Scope<'_>, open: &Operation, attempt: Attempt) -> Result<bool> {
    if attempt.sent_before.is_some() || !made_nothing(open, None, None) {
        return Ok(false);
    }
    let Some(limit) = choices::open_limit(scope.tx, open.module)? else {
        return Ok(false);
    };
    let before = choices::opening_before(scope.tx, open.module, open.service, limit)?;
    Ok(before >= limit)
}

/// What an order that must wait is answered.
pub(crate) fn full() -> Answer {
    Answer::unsent(Outcome::Pending {
        again_seconds: FULL_PAUSE_SECONDS,
    })
}

/// Whether an order has certainly left nothing at its module: no step of it was done, but for an
/// account, or the module said so.
fn made_nothing(open: &Operation, later: Option<&Progress>, error: Option<&Told>) -> bool {
    let is_order = open.kind == OperationKind::Open && open.parent.is_none();
    let progress = later.unwrap_or(&open.progress);
    is_order && left_nothing(progress, open.step_at.is_some(), error)
}

fn left_nothing(progress: &Progress, has_stepped: bool, error: Option<&Told>) -> bool {
    let nothing = Progress::default();
    let is_first = *progress == nothing && !has_stepped;
    let is_account =
        progress.get(ACCOUNT).is_some() && progress.clone().without(ACCOUNT) == nothing;
    let is_said = |error: &Told| [NOTHING_FREE, NONE_LEFT].contains(&error.kind.as_str());
    is_first || is_account || error.is_some_and(is_said)
}

/// Decides whether another module goes on with an order after an attempt; none where what the table
/// says holds. What may have been received is not moved.
pub(crate) fn decide(
    scope: &mut Scope<'_>,
    attempt: Attempt,
    open: &Operation,
    answer: &Answer,
    conclusion: &Conclusion,
) -> Result<Option<Next>> {
    if attempt.was == State::Unknown
        || worker(&open.module_kind) != Some(Worker::Machines)
        || !made_nothing(open, answer.progress.as_ref(), refusal(&answer.outcome))
    {
        return Ok(None);
    }
    let (fault, is_final) = match &answer.outcome {
        Outcome::Pending { .. } if !answer.sent => return when_full(scope, open, conclusion),
        Outcome::Refused(fault) => (fault, true),
        Outcome::Denied(fault) | Outcome::Unreachable(fault) => (fault, false),
        _ => return Ok(None),
    };
    let mut tried = choices::tried(scope.tx, open.id)?;
    tried.push(open.module);
    if let Some(module) = another(scope, open, None, &tried)? {
        return Ok(Some(goes_on(conclusion, module, true)));
    }
    let is_handed_over = conclusion.task == TaskChange::Create;
    if is_handed_over || is_final && tried.len() > 1 {
        let words = format!("No module can make this server; the last one said: {fault}");
        return Ok(Some(Next {
            conclusion: Conclusion {
                state: State::Waiting,
                due_in: None,
                task: TaskChange::Create,
                show: Some(Told::new(NONE_LEFT, words)),
                ..conclusion.clone()
            },
            module: None,
            is_failure: true,
        }));
    }
    Ok(None)
}

/// What an outcome says no with.
fn refusal(outcome: &Outcome) -> Option<&Told> {
    match outcome {
        Outcome::Refused(fault) => Some(fault),
        _ => None,
    }
}

/// An order in the queue of a full module goes to one that has room.
fn when_full(
    scope: &mut Scope<'_>,
    open: &Operation,
    conclusion: &Conclusion,
) -> Result<Option<Next>> {
    let tried = choices::tried(scope.tx, open.id)?;
    let found = another(scope, open, Some(open.module), &tried)?;
    let found = found.filter(|(module, _)| module.id != open.module);
    Ok(found.map(|module| goes_on(conclusion, module, false)))
}

fn goes_on(
    conclusion: &Conclusion,
    module: (OfferModule, Option<Installed>),
    is_failure: bool,
) -> Next {
    let is_by_hand = worker(&module.0.kind) == Some(Worker::Staff);
    Next {
        conclusion: Conclusion {
            state: if is_by_hand {
                State::Waiting
            } else {
                State::Ready
            },
            due_in: (!is_by_hand).then_some(0),
            task: if is_by_hand {
                TaskChange::Create
            } else {
                TaskChange::None
            },
            ..conclusion.clone()
        },
        module: Some(module),
        is_failure,
    }
}

/// The best module of an order that is not among those that were tried. Only what we or our staff
/// do can go on with it.
fn another(
    scope: &mut Scope<'_>,
    open: &Operation,
    linked: Option<ModuleId>,
    tried: &[ModuleId],
) -> Result<Option<(OfferModule, Option<Installed>)>> {
    let tariff = server_tariff::find(scope.tx, open.tariff)?;
    let known = server::find(scope.tx, open.service)?;
    let wanted = known.map(|known| server_order::wanted_of(&known, tariff));
    let order = Order {
        tariff: open.tariff,
        server: wanted.as_ref(),
        linked,
        tried,
    };
    match module_choice::of_order(scope, &order) {
        Ok(found) => {
            let worker = worker(&found.0.kind);
            let is_ours = matches!(worker, Some(Worker::Machines | Worker::Staff));
            Ok(Some(found).filter(|_| is_ours))
        }
        Err(Error::Fault(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn worker(kind: &str) -> Option<Worker> {
    ModuleKind::parse(kind).map(|kind| kind.capabilities().worker)
}

/// Writes what was decided, after the attempt was ended. The operation is what its task is about
/// from now on.
pub(crate) fn carry_out(
    scope: &mut Scope<'_>,
    attempt: Attempt,
    failed: &Operation,
    next: &Next,
    outcome: &Outcome,
) -> Result<Operation> {
    if next.is_failure {
        choices::try_no_more(scope.tx, failed.id, failed.module)?;
    }
    let Some((module, installed)) = &next.module else {
        // The error that is shown is about all modules: the last one's own is kept beside it.
        if let Outcome::Refused(fault) | Outcome::Unreachable(fault) = outcome {
            let (id, number) = (failed.id, attempt.number);
            operation_error::keep(scope.tx, id, number, failed.module, fault, scope.now)?;
        }
        return Ok(failed.clone());
    };
    give(scope, failed.service, module.id, installed.as_ref())?;
    attempts::forget_progress(scope.tx, failed.id)?;
    scope.wakes.due = true;
    tracing::info!(
        operation.id = failed.id.get(),
        module.id = module.id.get(),
        "the order goes on at another module"
    );
    Ok(Operation {
        module: module.id,
        module_kind: module.kind.clone(),
        department: module.department,
        ..failed.clone()
    })
}

/// Gives the service of an order to a module.
fn give(
    scope: &mut Scope<'_>,
    id: ServiceId,
    module: ModuleId,
    installed: Option<&Installed>,
) -> Result<()> {
    service::set_module(scope.tx, id, module)?;
    if let Some(installed) = installed {
        let service = service::find(scope.tx, id)?.ok_or(onsell_store::Error::Stale)?;
        server_order::write(scope, &service, installed)?;
    }
    Ok(())
}

/// The unfinished order of a server that another module can go on with: nothing of it was made, and
/// nobody works on it now. None where nothing is to be moved.
///
/// # Errors
/// `locked` while it is being sent.
pub(crate) fn movable(scope: &mut Scope<'_>, service: &Service) -> Result<Option<Operation>> {
    if !server_order::sells_servers(&service.type_name) {
        return Ok(None);
    }
    let open = operation::open_of_service(scope.tx, service.id)?;
    match open.filter(|open| open.kind == OperationKind::Open) {
        Some(open) if open.state == State::Running => Err(Fault::locked(service.id).into()),
        Some(open)
            if open.state != State::Unknown && made_nothing(&open, None, open.error.as_ref()) =>
        {
            Ok(Some(open))
        }
        _ => Ok(None),
    }
}

/// Staff give an unfinished order to another module, which begins with it at once.
///
/// # Errors
/// `value` where the module does not offer what was ordered.
pub(crate) fn reassign(
    scope: &mut Scope<'_>,
    open: &Operation,
    (module, kind): (ModuleId, &str),
) -> Result<()> {
    let known = server::find(scope.tx, open.service)?;
    let installed = match known {
        Some(known) => {
            let tariff = server_tariff::find(scope.tx, open.tariff)?;
            let wanted = server_order::wanted_of(&known, tariff);
            let fits = server_order::fits(scope, (module, kind), &wanted)?;
            Some(fits.map_err(|misfit| misfit.fault(&wanted))?)
        }
        None => None,
    };
    choices::forget_tried(scope.tx, open.id)?;
    begin_at(scope, open, (module, kind), installed.as_ref())
}

fn begin_at(
    scope: &mut Scope<'_>,
    open: &Operation,
    (module, kind): (ModuleId, &str),
    installed: Option<&Installed>,
) -> Result<()> {
    give(scope, open.service, module, installed)?;
    if worker(kind) == Some(Worker::Staff) {
        let found = processing_module::find(scope.tx, module)?;
        let department = found.and_then(|found| found.department);
        attempts::begin_anew(scope.tx, open.id, State::Waiting, None)?;
        let (id, service) = (open.id, open.service);
        task::link(scope.tx, id, service, open.kind, department, scope.now)?;
        return Ok(());
    }
    attempts::begin_anew(scope.tx, open.id, State::Ready, Some(scope.now))?;
    task::close_of_operation(scope.tx, open.id, scope.now)?;
    scope.wakes.due = true;
    Ok(())
}

/// Staff start an operation again that its module failed at for good: it is the module's once more.
///
/// # Errors
/// `locked` when it goes on meanwhile.
pub(crate) fn start(scope: &mut Scope<'_>, found: &Operation, by: Option<UserId>) -> Result<()> {
    choices::forget_tried(scope.tx, found.id)?;
    let waits_no_more = Operation {
        state: State::Ready,
        ..found.clone()
    };
    if found.taken_at.is_some() {
        operation::hand_back(scope.tx, found.id)?;
    }
    if !operation::start(scope.tx, &waits_no_more, scope.now)? {
        return Err(Fault::locked(found.service).into());
    }
    task::close_of_operation(scope.tx, found.id, scope.now)?;
    scope.wakes.due = true;
    crate::start::note(scope, found.id, by)
}

/// Staff send an unfinished order on to the next module (`service.getnextmodule`).
///
/// # Errors
/// `missed` where no order is under way, `locked` while it is being sent, `value` where something
/// was made already, `no_suitable_module` where every module was tried.
pub fn go_on(scope: &mut Scope<'_>, id: ServiceId, by: Option<UserId>) -> Result<()> {
    let missing = || Fault::missed("item", id);
    let service = service::find(scope.tx, id)?.ok_or_else(missing)?;
    let Some(open) = movable(scope, &service)? else {
        let reason = Text::new(
            "Only an order of a server of which nothing was made can go to another module",
            "Другому обработчику можно передать только заказ сервера, по которому ничего не создано",
        );
        return Err(Fault::value_because("elid", id, reason).into());
    };
    choices::try_no_more(scope.tx, open.id, open.module)?;
    let tried = choices::tried(scope.tx, open.id)?;
    let found = another(scope, &open, None, &tried)?;
    let (module, installed) = found.ok_or_else(module_choice::none)?;
    begin_at(scope, &open, (module.id, &module.kind), installed.as_ref())?;
    let (function, object) = ("service.getnextmodule", id.to_string());
    journal::write(scope, by, function, &object, &module.id.to_string())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_left_nothing_goes_elsewhere() {
        let check = |told: &[&str], has_stepped: bool, kind: &str, expect: bool| {
            let progress = told.iter().fold(Progress::default(), |progress, name| {
                progress.with(name, "7")
            });
            let error = Told::new(kind, "no");
            let found = left_nothing(&progress, has_stepped, Some(&error));
            assert_eq!(found, expect, "{told:?} {has_stepped} {kind}");
        };
        check(&[], false, "value", true);
        // A step was done whose traces are gone.
        check(&[], true, "value", false);
        check(&["account"], true, "value", true);
        check(&["account", "machine"], true, "value", false);
        check(&["failures"], false, "value", false);
        check(&["owner"], true, "value", false);
        check(&["owner", "passed"], true, NOTHING_FREE, true);
        check(&["owner"], true, NONE_LEFT, true);
    }
}
