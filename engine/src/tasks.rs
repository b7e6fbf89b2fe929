//! Tasks by hand: assigned, filled, closed, refused, deleted. Those of operations that wait for a
//! seller are processed automatically and left alone (semantics 4.5). Closing the task of an
//! operation that nobody else works on is what ends the operation.

use crate::journal;
use crate::operate::handling;
use crate::takeover::{hands_off, unfinished};
use crate::{Result, Scope, manual, operation_edit, service_param, start};
use onsell_domain::{Handling, OperationId, ServiceId, TaskId, Text, UserId};
use onsell_store::operation::{self, Operation};
use onsell_store::service_param::ServiceParam;
use onsell_store::task::{self, Found, Task};
use onsell_store::user;
use onsell_wire::Fault;

/// The longest reason, in characters.
const REASON_CHARS_MAX: usize = 1000;

/// What is done with a task.
#[derive(Debug, Clone)]
pub enum Deed {
    /// Somebody works on it.
    Assign(UserId),
    /// Something was found out about its service, and values to keep with it.
    Fill(Found, Vec<ServiceParam>),
    /// It is closed, and what it asked for is done.
    Close,
    /// What it asks for cannot be done, for this reason: its operation is given up.
    Refuse(String),
    /// It is deleted.
    Delete,
}

/// Does something with a task by hand.
///
/// # Errors
/// `missed` for none of that number, `access` while its operation is processed automatically,
/// `value` for a performer who is no staff, a task that is closed, and the deletion of one that its
/// operation waits for.
pub fn touch(scope: &mut Scope<'_>, id: TaskId, deed: &Deed, by: Option<UserId>) -> Result<()> {
    let known = find(scope, id)?;
    let (is_done, function, detail) = match deed {
        Deed::Assign(performer) => {
            must_be_staff(scope, *performer)?;
            let detail = performer.to_string();
            (task::assign(scope.tx, id, *performer)?, "task.edit", detail)
        }
        Deed::Fill(found, params) => {
            must_be_open(&known)?;
            manual::fill(scope, id, found)?;
            service_param::keep(scope, known.service, params)?;
            (true, "task.edit", String::new())
        }
        Deed::Close => (close(scope, &known)?, "task.edit", "2".to_owned()),
        Deed::Refuse(reason) => (
            refuse(scope, &known, reason)?,
            "task.refuse",
            reason.clone(),
        ),
        Deed::Delete => {
            if waiting_for(scope, &known)?.is_some() {
                return Err(is_waited_for(id).into());
            }
            task::delete(scope.tx, id)?;
            (true, "task.delete", String::new())
        }
    };
    if !is_done {
        return Err(Fault::value("elid", id).into());
    }
    journal::write(scope, by, function, &id.to_string(), &detail)?;
    Ok(())
}

/// An operation gets a task, unless it has an open one: scripts that gave an operation up for
/// automatic processing ask for one (wire 4.1). Returns its number.
///
/// # Errors
/// `missed` for none that is open, `access` while a seller works on it, `value` when it works on
/// another service or its task is of another type.
pub fn create(
    scope: &mut Scope<'_>,
    operation: OperationId,
    service: Option<ServiceId>,
    kind: Option<&str>,
    by: Option<UserId>,
) -> Result<TaskId> {
    let found = unfinished(scope, operation)?;
    if let Some(service) = service.filter(|service| *service != found.service) {
        return Err(Fault::value("item", service).into());
    }
    if let Some(kind) = kind.filter(|kind| *kind != found.kind.task_type()) {
        return Err(Fault::value("type", kind).into());
    }
    operation_edit::create_task(scope, operation, by)
}

/// The operation of a task is started again (`task.start`).
///
/// # Errors
/// `missed` for no such task and for one whose operation ended; as starting the operation.
pub fn start_operation(scope: &mut Scope<'_>, id: TaskId, by: Option<UserId>) -> Result<()> {
    let known = find(scope, id)?;
    start::start(scope, known.operation, by)
}

/// A task that may be touched.
pub fn find(scope: &mut Scope<'_>, id: TaskId) -> Result<Task> {
    let found = task::find(scope.tx, id)?.ok_or_else(|| Fault::missed("task", id))?;
    if found.is_automatic {
        return Err(hands_off("task").into());
    }
    Ok(found)
}

fn must_be_open(known: &Task) -> Result<()> {
    if known.is_closed() {
        return Err(Fault::value("elid", known.id).into());
    }
    Ok(())
}

fn must_be_staff(scope: &mut Scope<'_>, performer: UserId) -> Result<()> {
    let found = user::find(scope.tx, performer)?;
    if found.is_some_and(|user| user.account.is_none() && user.active) {
        return Ok(());
    }
    Err(Fault::value("performer", performer).into())
}

/// The unfinished operation of a task, where nothing but the task ends it.
fn waiting_for(scope: &mut Scope<'_>, known: &Task) -> Result<Option<Operation>> {
    let found = operation::find(scope.tx, known.operation)?;
    Ok(found.filter(|found| {
        !found.state.is_finished() && handling(found) == Handling::Ordinary && !known.is_closed()
    }))
}

/// Closes a task, and with it the operation that waits for it.
fn close(scope: &mut Scope<'_>, known: &Task) -> Result<bool> {
    match waiting_for(scope, known)? {
        Some(operation) => manual::finish(scope, &operation).map(|()| true),
        None => Ok(task::close(scope.tx, known.id, scope.now)?),
    }
}

/// Gives up the operation that waits for a task.
fn refuse(scope: &mut Scope<'_>, known: &Task, reason: &str) -> Result<bool> {
    if reason.trim().is_empty() {
        return Err(Fault::value_empty("reason").into());
    }
    if reason.chars().count() > REASON_CHARS_MAX {
        return Err(Fault::value("reason", "").into());
    }
    match waiting_for(scope, known)? {
        Some(operation) => manual::refuse(scope, &operation).map(|()| true),
        None => Ok(false),
    }
}

fn is_waited_for(id: TaskId) -> Fault {
    let reason = Text {
        en: "An operation waits for this task: close the task or refuse it",
        ru: "Операция ждёт эту задачу: закройте её или откажитесь от неё",
    };
    Fault::value_because("elid", id, reason)
}
