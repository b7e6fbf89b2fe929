//! Staff open a session as somebody below them: `user.su`, `account.su` (wire 4.6), `task.su`
//! (wire 4.2).

use super::session::session_document;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::SOK;
use crate::function::{Body, Cookie, Function};
use onsell_domain::{AccountId, Level, TaskId, Text, UserId};
use onsell_engine::session::Opened;
use onsell_engine::{Result, Scope, acting};
use onsell_store::{service, task, user};
use onsell_wire::{Document, Fault};
use std::marker::PhantomData;

/// One of the ways to say as whom.
pub(super) trait Whom: Send + Sync + 'static {
    /// What its function says of itself.
    const DECLARATION: Declaration;

    /// The user that is meant.
    fn user(scope: &mut Scope<'_>, id: i64) -> Result<UserId>;
}

/// As whom, and from where.
pub(super) struct Asked {
    id: i64,
    from: acting::From,
}

/// The function of a way.
pub(super) struct Of<W>(PhantomData<fn() -> W>);

impl<W: Whom> Function for Of<W> {
    type Caller = Staff;
    type Input = Asked;
    type Output = Opened;

    const DECLARATION: Declaration = W::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Asked, Fault> {
        Ok(Asked {
            id: ask.params.required_id("elid")?,
            from: acting::From {
                visitor: ask.visitor(),
                session: ask.browser_session().map(str::to_owned),
            },
        })
    }

    fn body(_: &Asked) -> Body<Self> {
        Body::Write(|scope, staff: &Staff, asked: &Asked| {
            let user = W::user(scope, asked.id)?;
            let (who, function) = (&staff.identity, W::DECLARATION.name);
            acting::open_session(scope, who, user, &asked.from, function)
        })
    }

    fn render(opened: &Opened, ask: &Ask) -> Document {
        session_document(opened, ask)
    }

    fn cookie(opened: &Opened) -> Cookie {
        Cookie::Set(opened.id.clone())
    }
}

const fn action(name: &'static str, title: Text, parameters: &'static [Parameter]) -> Declaration {
    Declaration {
        name,
        kind: Kind::Action,
        level: Level::Staff,
        title,
        parameters,
    }
}

/// `user.su`: as this user.
pub(super) struct User;

impl Whom for User {
    const DECLARATION: Declaration = action(
        "user.su",
        Text::new("Sign in as the user", "Войти как пользователь"),
        &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("User number", "Номер пользователя"),
            ),
            SOK,
        ],
    );

    fn user(_: &mut Scope<'_>, id: i64) -> Result<UserId> {
        Ok(UserId::new(id))
    }
}

/// `account.su`: as the first user of this client.
pub(super) struct Account;

impl Whom for Account {
    const DECLARATION: Declaration = action(
        "account.su",
        Text::new("Sign in as the client", "Войти как клиент"),
        &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Client number", "Номер клиента"),
            ),
            SOK,
        ],
    );

    fn user(scope: &mut Scope<'_>, id: i64) -> Result<UserId> {
        let user = user::first_of_account(scope.tx, AccountId::new(id))?;
        Ok(user.ok_or_else(|| Fault::missed("account", id))?.id)
    }
}

/// `task.su`: as the first user of the client whose service a task is about.
pub(super) struct Task;

impl Whom for Task {
    const DECLARATION: Declaration = action(
        "task.su",
        Text::new("Sign in as the client of a task", "Войти как клиент задачи"),
        &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Task number", "Номер задачи"),
            ),
            SOK,
        ],
    );

    fn user(scope: &mut Scope<'_>, id: i64) -> Result<UserId> {
        let missing = || Fault::missed("task", id);
        let found = task::find(scope.tx, TaskId::new(id))?.ok_or_else(missing)?;
        let service = service::find(scope.tx, found.service)?.ok_or_else(missing)?;
        let user = user::first_of_account(scope.tx, service.account)?;
        Ok(user.ok_or_else(missing)?.id)
    }
}
