//! The sessions of a user: seen, ended, given another id, and left for the one before.

use crate::journal;
use crate::session::{self, Opened, session_digest};
use crate::sign_in::Identity;
use crate::{Result, Scope};
use onsell_domain::{Level, Secret, UserId};
use onsell_store::session as store;
use onsell_store::session_list::{self, Shown};
use onsell_store::user;
use onsell_wire::Fault;

/// The sessions of the caller, or of a user below him, the latest opened first; and how many there
/// are. Who of the staff looks at them as somebody else is told to staff only.
///
/// # Errors
/// `missed` for nobody, `access` for somebody who is not below.
pub fn list(
    scope: &mut Scope<'_>,
    caller: &Identity,
    of: Option<UserId>,
    window: Option<(u32, u32)>,
) -> Result<(Vec<Shown>, i64)> {
    let user = of.unwrap_or(caller.user);
    refuse_strangers(scope, caller, user, "session")?;
    let is_staff = caller.level >= Level::Staff;
    let now = scope.now;
    Ok(session_list::of_user(
        scope.tx, user, now, is_staff, window,
    )?)
}

/// Ends a session of the caller, or of a user below him, which leaves a line in the journal.
///
/// # Errors
/// `missed` for one that ended or that the caller may not know.
pub fn end(scope: &mut Scope<'_>, caller: &Identity, number: i64) -> Result<()> {
    let missed = || Fault::missed("session", number);
    let found = session_list::find(scope.tx, number, scope.now)?.ok_or_else(missed)?;
    let is_opener = found.opened_by.is_some() && found.opened_by == caller.author();
    if !is_opener {
        refuse_strangers(scope, caller, found.user, "session.delete").map_err(|_| missed())?;
    }
    store::close(scope.tx, &found.digest)?;
    if found.user != caller.user {
        let object = found.user.to_string();
        let author = caller.author();
        journal::write(scope, author, "session.delete", &object, "")?;
    }
    Ok(())
}

/// The caller himself or somebody below him: nobody else's sessions are anybody's business.
fn refuse_strangers(
    scope: &mut Scope<'_>,
    caller: &Identity,
    id: UserId,
    function: &str,
) -> Result<()> {
    if id == caller.user {
        return Ok(());
    }
    if caller.level < Level::Staff {
        return Err(Fault::missed("user", id).into());
    }
    let user = user::find(scope.tx, id)?.ok_or_else(|| Fault::missed("user", id))?;
    if user.level >= caller.level.number() {
        return Err(Fault::access(function).into());
    }
    Ok(())
}

/// Gives a session another id.
pub(crate) fn renew(scope: &mut Scope<'_>, id: &str) -> Result<Secret> {
    let new = scope.random_key();
    rename(scope, &session_digest(id), &new)?;
    Ok(Secret::from(new))
}

fn rename(scope: &mut Scope<'_>, digest: &[u8], new: &str) -> Result<()> {
    let renamed = session_digest(new);
    let number = session::number(&renamed);
    Ok(store::rename(scope.tx, digest, &renamed, number)?)
}

/// There is no session to which this one leads.
pub fn nowhere() -> Fault {
    Fault::missed("session", "")
}

/// Leaves a session that staff opened as somebody else in a browser: it ends, and the one from
/// which that was done goes on under another id.
///
/// # Errors
/// `missed` for a session that is one's own, that was handed to somebody, or whose first one ended.
pub fn go_back(scope: &mut Scope<'_>, id: &str) -> Result<Opened> {
    let digest = session_digest(id);
    let left = store::find(scope.tx, &digest, scope.now)?.ok_or_else(nowhere)?;
    let parent = left.parent.ok_or_else(nowhere)?;
    let own = store::find(scope.tx, &parent, scope.now)?.ok_or_else(nowhere)?;
    let is_openers = Some(own.user) == left.opened_by || own.opened_by == left.opened_by;
    if !is_openers {
        return Err(nowhere().into());
    }
    let user = user::find(scope.tx, own.user)?.filter(|user| user.active);
    let user = user.ok_or_else(nowhere)?;
    store::close(scope.tx, &digest)?;
    let new = scope.random_key();
    rename(scope, &parent, &new)?;
    Ok(Opened {
        id: Secret::from(new),
        level: Level::from_number(user.level).unwrap_or(Level::Guest),
    })
}
