//! Staff act as somebody below them: one call with `su`, or a session (wire 1.2, 1.7).

use crate::journal;
use crate::session::{self, Opened, session_digest};
use crate::session_life::Visitor;
use crate::sign_in::{Acting, Identity, identity};
use crate::{Result, Scope};
use onsell_domain::{Level, UserId};
use onsell_store::session::Session;
use onsell_store::user::{self, User};
use onsell_wire::Fault;

/// The caller as the user of that name or number. Who that really is stays known.
///
/// # Errors
/// `access` for a customer, or for a user who is not below the caller; `missed` for nobody.
pub fn act_as(scope: &mut Scope<'_>, caller: &Identity, name: &str) -> Result<Identity> {
    let user = below(scope, caller, "su", || named(name))?;
    let mut found = identity(user);
    found.acting = Some(Acting {
        author: caller.author(),
    });
    Ok(found)
}

enum Whom<'a> {
    Id(UserId),
    Name(&'a str),
}

/// A text of digits is a number.
fn named(name: &str) -> Whom<'_> {
    match name.parse::<i64>() {
        Ok(id) => Whom::Id(UserId::new(id)),
        Err(_) => Whom::Name(name),
    }
}

fn below<'a>(
    scope: &mut Scope<'_>,
    caller: &Identity,
    function: &str,
    whom: impl FnOnce() -> Whom<'a>,
) -> Result<User> {
    if caller.is_halfway || caller.level < Level::Staff {
        return Err(Fault::access(function).into());
    }
    let user = match whom() {
        Whom::Id(id) => user::find(scope.tx, id)?.ok_or_else(|| Fault::missed("user", id))?,
        Whom::Name(name) => {
            user::find_by_name(scope.tx, name)?.ok_or_else(|| Fault::missed("user", name))?
        }
    };
    if user.level >= caller.level.number() || !user.active {
        return Err(Fault::access(function).into());
    }
    Ok(user)
}

/// From where staff open a session as somebody else.
pub struct From {
    /// Who they are to the network.
    pub visitor: Visitor,
    /// Their own session, if a browser sent it and is given the new one in its place: to it they go
    /// back. A session that was opened for a program may be handed on, and leads nowhere.
    pub session: Option<String>,
}

/// Opens a session as a user below the caller, and leaves a line in the journal.
///
/// # Errors
/// As of [`act_as`].
pub fn open_session(
    scope: &mut Scope<'_>,
    caller: &Identity,
    id: UserId,
    from: &From,
    function: &str,
) -> Result<Opened> {
    let user = below(scope, caller, function, || Whom::Id(id))?;
    let author = caller.author();
    let session = Session {
        opened_by: Some(author.unwrap_or(UserId::new(0))),
        parent: from
            .session
            .as_deref()
            .map(|id| session_digest(id).to_vec()),
        ..session::fresh(scope, &user)
    };
    let object = user.id.to_string();
    journal::write(scope, author, function, &object, &user.name)?;
    session::open(scope, &user, &session, &from.visitor)
}
