//! Users switched off and on, deleted, and helped when a second factor is lost; several at once.

use crate::ask::Ask;
use crate::caller::{Anyone, Caller, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, group};
use crate::function::{Body, Function};
use onsell_domain::{Level, Text, UserId};
use onsell_engine::{Result, Scope, second_factor, user};
use onsell_wire::{Document, Fault};
use std::marker::PhantomData;

/// One of the four.
pub(super) trait Verb: Send + Sync + 'static {
    /// Who may.
    type Caller: Caller;
    /// What its function says of itself.
    const DECLARATION: Declaration;

    /// Does it to one user.
    fn apply(scope: &mut Scope<'_>, caller: &Self::Caller, id: UserId) -> Result<()>;
}

/// The function of a verb. Each user changes in a unit of its own.
pub(super) struct Of<V>(PhantomData<fn() -> V>);

impl<V: Verb> Function for Of<V> {
    type Caller = V::Caller;
    type Input = Vec<i64>;
    type Output = ();

    const DECLARATION: Declaration = V::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Vec<i64>, Fault> {
        group(&ask.params, "elid")
    }

    fn body(users: &Vec<i64>) -> Body<Self> {
        Body::Each(users.clone(), |scope, caller: &V::Caller, _, id| {
            V::apply(scope, caller, UserId::new(id))
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

const fn action(name: &'static str, level: Level, title: Text) -> Declaration {
    const PARAMETERS: &[Parameter] = &[
        Parameter::required(
            "elid",
            ParameterKind::Ids,
            Text::new("User numbers", "Номера пользователей"),
        ),
        SOK,
    ];
    Declaration {
        name,
        kind: Kind::Action,
        level,
        title,
        parameters: PARAMETERS,
    }
}

/// `user.suspend`.
pub(super) struct Suspend;

impl Verb for Suspend {
    type Caller = Anyone;
    const DECLARATION: Declaration = action(
        "user.suspend",
        Level::Customer,
        Text::new("Switch off", "Выключить"),
    );

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: UserId) -> Result<()> {
        user::switch(scope, &caller.identity, id, false)
    }
}

/// `user.resume`.
pub(super) struct Resume;

impl Verb for Resume {
    type Caller = Anyone;
    const DECLARATION: Declaration = action(
        "user.resume",
        Level::Customer,
        Text::new("Switch on", "Включить"),
    );

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: UserId) -> Result<()> {
        user::switch(scope, &caller.identity, id, true)
    }
}

/// `user.delete`.
pub(super) struct Delete;

impl Verb for Delete {
    type Caller = Anyone;
    const DECLARATION: Declaration = action(
        "user.delete",
        Level::Customer,
        Text::new("Delete", "Удалить"),
    );

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: UserId) -> Result<()> {
        user::delete(scope, &caller.identity, id)
    }
}

/// `user.totp.reset`: staff switch the second factor of who lost it off.
pub(super) struct ResetSecondFactor;

impl Verb for ResetSecondFactor {
    type Caller = Staff;
    const DECLARATION: Declaration = action(
        "user.totp.reset",
        Level::Staff,
        Text::new("Switch the second factor off", "Отключить второй фактор"),
    );

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: UserId) -> Result<()> {
        second_factor::reset(scope, &staff.identity, id)
    }
}
