//! Sessions: sign in, stay, sign out (wire 1.3).

use crate::ask::{Ask, Credential};
use crate::caller::{Anyone, Guest};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::done;
use crate::function::{Body, Function};
use onsell_domain::{Level, Secret, Text};
use onsell_engine::{Engine, Result, Scope, sign_in};
use onsell_wire::{Document, Fault, Node};
use std::net::IpAddr;

/// `auth`: a name and a password for a session.
pub(super) struct SignIn;

/// What a person entered.
pub(super) struct Entered {
    name: String,
    password: Secret,
    address: IpAddr,
}

/// A new session.
pub(super) struct Opened {
    id: String,
    level: Level,
}

impl Function for SignIn {
    type Caller = Guest;
    type Input = Entered;
    type Output = Opened;

    const DECLARATION: Declaration = Declaration {
        name: "auth",
        kind: Kind::Action,
        level: Level::Guest,
        title: Text::new("Sign in", "Вход"),
        parameters: &[
            Parameter::required(
                "username",
                ParameterKind::Text,
                Text::new("User", "Пользователь"),
            ),
            Parameter::required(
                "password",
                ParameterKind::Secret,
                Text::new("Password", "Пароль"),
            ),
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Entered, Fault> {
        Ok(Entered {
            name: ask.params.required_text("username")?.to_owned(),
            // White space may be part of a password.
            password: Secret::from(ask.params.get("password").unwrap_or_default()),
            address: ask.address,
        })
    }

    fn body(_: &Entered) -> Body<Self> {
        Body::Hashing(open)
    }

    /// The id is told in both places where clients look for it.
    fn render(opened: &Opened, ask: &Ask) -> Document {
        let auth = Node::leaf("auth", opened.id.clone())
            .attr("id", opened.id.clone())
            .attr("level", opened.level.number().to_string());
        Document::result(&ask.function).with(auth)
    }
}

fn open(engine: &Engine, _: &Guest, entered: &Entered) -> Result<Opened> {
    let address = entered.address;
    let verified = match engine.remembered(&entered.name, &entered.password) {
        Some(verified) => verified,
        None => engine.verify(&entered.name, &entered.password, address)?,
    };
    let id = sign_in::open_session(engine, &verified)?;
    let identity =
        engine.read(move |scope| sign_in::identify_verified(scope, &verified, address))?;
    Ok(Opened {
        id,
        level: identity.level,
    })
}

/// `keepalive`: the session lives on.
pub(super) struct KeepAlive;

impl Function for KeepAlive {
    type Caller = Anyone;
    type Input = ();
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "keepalive",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Keep the session", "Продлить сессию"),
        parameters: &[],
    };

    fn parse(_: &Ask) -> std::result::Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        // Every call with a session prolongs it.
        Body::Read(|_, _, ()| Ok(()))
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// `logon` with a session: it ends (wire 1.3).
pub(super) struct SignOut;

/// The session to end; a caller without one has nothing to end.
pub(super) struct Ending {
    session: Option<String>,
}

impl Function for SignOut {
    type Caller = Anyone;
    type Input = Ending;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "logon",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Sign out", "Выход"),
        parameters: &[],
    };

    fn parse(ask: &Ask) -> std::result::Result<Ending, Fault> {
        Ok(Ending {
            session: match &ask.credential {
                Credential::Session { id, .. } => Some(id.clone()),
                _ => None,
            },
        })
    }

    fn body(_: &Ending) -> Body<Self> {
        Body::Write(close)
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

fn close(scope: &mut Scope<'_>, _: &Anyone, ending: &Ending) -> Result<()> {
    match &ending.session {
        Some(id) => sign_in::close_session(scope, id),
        None => Ok(()),
    }
}
