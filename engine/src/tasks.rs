//! Tasks by hand: assigned, closed, deleted. Those of operations that wait for a seller are
//! processed automatically and left alone (semantics 4.5).

use crate::takeover::hands_off;
use crate::{Result, Scope};
use onsell_domain::{TaskId, UserId};
use onsell_store::task::{self, Task};
use onsell_store::{journal, user};
use onsell_wire::Fault;

/// What is done with a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// Somebody works on it.
    Assign(UserId),
    /// It is closed.
    Close,
    /// It is deleted.
    Delete,
}

/// Does something with a task by hand.
///
/// # Errors
/// `missed` for none of that number, `access` while its operation is processed automatically,
/// `value` for a performer who is no staff, or a task that is closed.
pub fn touch(scope: &mut Scope<'_>, id: TaskId, deed: Deed, by: Option<UserId>) -> Result<()> {
    find(scope, id)?;
    let (is_done, function) = match deed {
        Deed::Assign(performer) => {
            let is_staff = user::find(scope.tx, performer)?
                .is_some_and(|user| user.account.is_none() && user.active);
            if !is_staff {
                return Err(Fault::value("performer", performer).into());
            }
            (task::assign(scope.tx, id, performer)?, "task.edit")
        }
        Deed::Close => (task::close(scope.tx, id, scope.now)?, "task.edit"),
        Deed::Delete => {
            task::delete(scope.tx, id)?;
            (true, "task.delete")
        }
    };
    if !is_done {
        return Err(Fault::value("elid", id).into());
    }
    journal::write(scope.tx, scope.now, by, function, &id.to_string(), "")?;
    Ok(())
}

/// A task that may be touched.
pub fn find(scope: &mut Scope<'_>, id: TaskId) -> Result<Task> {
    let found = task::find(scope.tx, id)?.ok_or_else(|| Fault::missed("task", id))?;
    if found.is_automatic {
        return Err(hands_off("task").into());
    }
    Ok(found)
}
