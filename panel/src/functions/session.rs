//! Sessions: sign in, stay, sign out (wire 1.3).

use crate::ask::Ask;
use crate::caller::{Anyone, Guest, Halfway};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done};
use crate::function::{Body, Cookie, Function};
use onsell_domain::{Level, Secret, Text};
use onsell_engine::session::{self, Opened};
use onsell_engine::session_life::Visitor;
use onsell_engine::{Engine, Result, Scope, sign_in_key};
use onsell_wire::{Document, Fault, Node};

/// `auth`: a name and a password, or a key made for one sign-in, for a session.
pub(super) struct SignIn;

/// What a person entered, or a link carries.
pub(super) struct Entered {
    name: String,
    proof: Proof,
    visitor: Visitor,
}

enum Proof {
    Password(Secret),
    Key(Secret),
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
            Parameter::optional(
                "password",
                ParameterKind::Secret,
                Text::new("Password", "Пароль"),
            ),
            Parameter::optional(
                "key",
                ParameterKind::Secret,
                Text::new("Key for one sign-in", "Ключ для одного входа"),
            ),
            Parameter::optional(
                "checkcookie",
                ParameterKind::Text,
                Text::new("Accepted and ignored", "Принимается и не используется"),
            ),
            Parameter::optional(
                "redirect",
                ParameterKind::Text,
                Text::new(
                    "Page of the panel to which a browser that signs in by a link is led",
                    "Страница панели, куда ведёт ссылка для входа",
                ),
            ),
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Entered, Fault> {
        // White space may be part of a password.
        let given = |name: &str| ask.params.get(name).filter(|value| !value.is_empty());
        let proof = match (given("password"), given("key")) {
            (Some(password), _) => Proof::Password(Secret::from(password)),
            (None, Some(key)) => Proof::Key(Secret::from(key)),
            (None, None) => return Err(Fault::value_empty("password")),
        };
        Ok(Entered {
            name: ask.params.required_text("username")?.to_owned(),
            proof,
            visitor: ask.visitor(),
        })
    }

    fn body(_: &Entered) -> Body<Self> {
        Body::Hashing(open)
    }

    fn render(opened: &Opened, ask: &Ask) -> Document {
        session_document(opened, ask)
    }

    fn cookie(opened: &Opened) -> Cookie {
        Cookie::Set(opened.id.clone())
    }
}

/// A new session. The id is told in both places where clients look for it.
pub(super) fn session_document(opened: &Opened, ask: &Ask) -> Document {
    let auth = Node::leaf("auth", opened.id.expose())
        .attr("id", opened.id.expose())
        .attr("level", opened.level.number().to_string());
    Document::result(&ask.function).with(auth)
}

fn open(engine: &Engine, _: &Guest, entered: &Entered) -> Result<Opened> {
    let (name, visitor) = (&entered.name, &entered.visitor);
    match &entered.proof {
        Proof::Password(password) => session::sign_in(engine, name, password, visitor),
        Proof::Key(key) => session::sign_in_by_key(engine, name, key, visitor),
    }
}

/// `session.newkey`: a key with which a user signs in once, chosen by the caller (wire 1.3).
pub(super) struct NewKey;

/// Whose key.
pub(super) struct Key {
    user: Option<String>,
    key: Secret,
}

impl Function for NewKey {
    type Caller = Anyone;
    type Input = Key;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "session.newkey",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Key for one sign-in", "Ключ для одного входа"),
        parameters: &[
            Parameter::optional(
                "username",
                ParameterKind::Text,
                Text::new(
                    "User; the caller when left out",
                    "Пользователь; если не указан — вызывающий",
                ),
            ),
            Parameter::required(
                "key",
                ParameterKind::Secret,
                Text::new(
                    "Key of at least 16 characters",
                    "Ключ не короче 16 символов",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Key, Fault> {
        Ok(Key {
            user: ask.params.text("username").map(str::to_owned),
            key: Secret::from(ask.params.get("key").unwrap_or_default()),
        })
    }

    fn body(_: &Key) -> Body<Self> {
        Body::Write(|scope, caller: &Anyone, key: &Key| {
            let own = &caller.identity.name;
            let name = key.user.as_ref().unwrap_or(own);
            sign_in_key::new_key(scope, &caller.identity, name, &key.key)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
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
    type Caller = Halfway;
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
            session: ask.session_id().map(str::to_owned),
        })
    }

    fn body(_: &Ending) -> Body<Self> {
        Body::Write(close)
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }

    fn cookie((): &()) -> Cookie {
        Cookie::Ends
    }
}

fn close(scope: &mut Scope<'_>, _: &Halfway, ending: &Ending) -> Result<()> {
    match &ending.session {
        Some(id) => session::close_session(scope, id),
        None => Ok(()),
    }
}
