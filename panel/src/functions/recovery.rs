//! A forgotten password: `recovery` sends a link, `recovery.change` takes it (wire 3.1).

use super::user_edit::{CONFIRM, new_password};
use crate::ask::Ask;
use crate::caller::Guest;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done};
use crate::function::{Body, Function};
use onsell_domain::{Level, Secret, Text};
use onsell_engine::recovery;
use onsell_wire::{Document, Fault};
use std::net::IpAddr;

/// `recovery`: a letter with a link. The answer is the same when there is no such user.
pub(super) struct Recover;

/// Who forgot a password.
pub(super) struct Forgotten {
    name: Option<String>,
    address: IpAddr,
    house: Option<String>,
}

impl Function for Recover {
    type Caller = Guest;
    type Input = Forgotten;
    /// Whether a letter was asked for, and not the form.
    type Output = bool;

    const DECLARATION: Declaration = Declaration {
        name: "recovery",
        kind: Kind::Form,
        level: Level::Guest,
        title: Text::new("Forgotten password", "Восстановление пароля"),
        parameters: &[
            Parameter::optional(
                "username",
                ParameterKind::Text,
                Text::new("Sign-in name or e-mail", "Имя для входа или e-mail"),
            ),
            Parameter::optional(
                "email",
                ParameterKind::Text,
                Text::new(
                    "E-mail, when no sign-in name is given",
                    "E-mail, если имя для входа не указано",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Forgotten, Fault> {
        let params = &ask.params;
        let name = params.text("username").or_else(|| params.text("email"));
        let name = match (ask.is_final(), name) {
            (false, _) => None,
            (true, None) => return Err(Fault::value_empty("username")),
            (true, name) => name.map(str::to_owned),
        };
        Ok(Forgotten {
            name,
            address: ask.address,
            // Never the host of the request: whoever asks would choose where the link leads.
            house: ask.options.address.clone(),
        })
    }

    fn body(input: &Forgotten) -> Body<Self> {
        match &input.name {
            None => Body::Read(|_, _, _| Ok(false)),
            Some(_) => Body::Hashing(|engine, _: &Guest, input: &Forgotten| {
                let name = input.name.as_deref().unwrap_or_default();
                recovery::ask(engine, name, input.address, input.house.as_deref())?;
                Ok(true)
            }),
        }
    }

    fn render(is_asked: &bool, ask: &Ask) -> Document {
        if *is_asked {
            done(ask)
        } else {
            Document::form(&ask.function)
        }
    }
}

/// `recovery.change`: a new password by the key of the link.
pub(super) struct Change;

/// The key and the new password; none shows the form.
pub(super) struct NewPassword {
    entered: Option<(Secret, Secret)>,
    address: IpAddr,
}

impl Function for Change {
    type Caller = Guest;
    type Input = NewPassword;
    /// Whether the password was set, and not the form asked for.
    type Output = bool;

    const DECLARATION: Declaration = Declaration {
        name: "recovery.change",
        kind: Kind::Form,
        level: Level::Guest,
        title: Text::new("New password", "Новый пароль"),
        parameters: &[
            Parameter::optional(
                "key",
                ParameterKind::Secret,
                Text::new("Key of the link", "Ключ из ссылки"),
            ),
            super::user_edit::PASSWORD,
            CONFIRM,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<NewPassword, Fault> {
        let entered = if ask.is_final() {
            let key = Secret::from(ask.params.required_text("key")?);
            let password = new_password(&ask.params)?;
            Some((key, password.ok_or_else(|| Fault::value_empty("passwd"))?))
        } else {
            None
        };
        Ok(NewPassword {
            entered,
            address: ask.address,
        })
    }

    fn body(input: &NewPassword) -> Body<Self> {
        match &input.entered {
            None => Body::Read(|_, _, _| Ok(false)),
            Some(_) => Body::Hashing(|engine, _: &Guest, input: &NewPassword| {
                if let Some((key, password)) = &input.entered {
                    recovery::change(engine, key, password, input.address)?;
                }
                Ok(true)
            }),
        }
    }

    fn render(is_set: &bool, ask: &Ask) -> Document {
        if *is_set {
            done(ask)
        } else {
            Document::form(&ask.function)
        }
    }
}
