//! Users switched off and on, deleted, and helped when a second factor is lost; several at once.

use super::each::OnEach;
use crate::caller::{Anyone, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::SOK;
use onsell_domain::{Level, Text, UserId};
use onsell_engine::{Result, Scope, second_factor, user};

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

impl OnEach for Suspend {
    type Caller = Anyone;
    const DECLARATION: Declaration = action(
        "user.suspend",
        Level::Customer,
        Text::new("Switch off", "Выключить"),
    );

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: i64) -> Result<()> {
        user::switch(scope, &caller.identity, UserId::new(id), false)
    }
}

/// `user.resume`.
pub(super) struct Resume;

impl OnEach for Resume {
    type Caller = Anyone;
    const DECLARATION: Declaration = action(
        "user.resume",
        Level::Customer,
        Text::new("Switch on", "Включить"),
    );

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: i64) -> Result<()> {
        user::switch(scope, &caller.identity, UserId::new(id), true)
    }
}

/// `user.delete`.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Anyone;
    const DECLARATION: Declaration = action(
        "user.delete",
        Level::Customer,
        Text::new("Delete", "Удалить"),
    );

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: i64) -> Result<()> {
        user::delete(scope, &caller.identity, UserId::new(id))
    }
}

/// `user.totp.reset`: staff switch the second factor of who lost it off.
pub(super) struct ResetSecondFactor;

impl OnEach for ResetSecondFactor {
    type Caller = Staff;
    const DECLARATION: Declaration = action(
        "user.totp.reset",
        Level::Staff,
        Text::new("Switch the second factor off", "Отключить второй фактор"),
    );

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> Result<()> {
        second_factor::reset(scope, &staff.identity, UserId::new(id))
    }
}
