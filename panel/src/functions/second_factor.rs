//! The second factor: switched on, given at the sign-in, switched off (wire 1.3).

use super::session::session_document;
use crate::ask::Ask;
use crate::caller::{Anyone, Halfway};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done};
use crate::function::{Body, Cookie, Function};
use onsell_domain::{Level, Text};
use onsell_engine::second_factor::{self, Confirmed, Prepared};
use onsell_engine::session_life::Visitor;
use onsell_wire::{Document, Fault, Node, Params};

const CODE: Parameter = Parameter::optional(
    "qrcode",
    ParameterKind::Secret,
    Text::new(
        "Code of the authenticator, or a recovery code",
        "Код приложения или резервный код",
    ),
);

/// `totp.new`: a fresh secret with its recovery codes. It counts once `totp.confirm` was called
/// with a code.
pub(super) struct Prepare;

impl Function for Prepare {
    type Caller = Anyone;
    type Input = ();
    type Output = Prepared;

    const DECLARATION: Declaration = Declaration {
        name: "totp.new",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Set up a second factor", "Настроить второй фактор"),
        parameters: &[SOK],
    };

    fn parse(_: &Ask) -> Result<(), Fault> {
        Ok(())
    }

    fn body((): &()) -> Body<Self> {
        Body::Hashing(|engine, caller: &Anyone, ()| {
            second_factor::prepare(engine, &caller.identity)
        })
    }

    fn render(prepared: &Prepared, ask: &Ask) -> Document {
        let mut document = Document::result(&ask.function);
        document.put("secret", prepared.secret.expose());
        document.put("qrcode", key_address(prepared, ask));
        for code in &prepared.recovery_codes {
            document.put("recovery_code", code.expose());
        }
        document.with(Node::new("ok"))
    }
}

/// What an authenticator reads from the picture.
fn key_address(prepared: &Prepared, ask: &Ask) -> String {
    let host = ask.host.split_once("://").map_or("", |(_, host)| host);
    let issuer = if host.is_empty() { "Onsell" } else { host };
    let encoded = |name: &str, value: &str| {
        let mut params = Params::default();
        params.push(name, value);
        // Not every authenticator knows the plus of forms.
        params.to_query().replace('+', "%20")
    };
    let label = encoded("", &format!("{issuer}:{}", prepared.name));
    let label = label.trim_start_matches('=');
    let (secret, issuer) = (prepared.secret.expose(), encoded("issuer", issuer));
    format!("otpauth://totp/{label}?secret={secret}&{issuer}")
}

/// `totp.confirm`: a code completes the sign-in, or switches the second factor on.
pub(super) struct Confirm;

/// A code, if it is to be confirmed at all.
pub(super) struct Given {
    code: Option<String>,
    session: Option<String>,
    visitor: Visitor,
}

impl Function for Confirm {
    type Caller = Halfway;
    type Input = Given;
    /// What came of the code; none for the form.
    type Output = Option<Confirmed>;

    const DECLARATION: Declaration = Declaration {
        name: "totp.confirm",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Second factor", "Второй фактор"),
        parameters: &[CODE, SOK],
    };

    fn parse(ask: &Ask) -> Result<Given, Fault> {
        let code = if ask.is_final() {
            Some(ask.params.required_text("qrcode")?.to_owned())
        } else {
            None
        };
        let session = ask.session_id().map(str::to_owned);
        Ok(Given {
            code,
            session,
            visitor: ask.visitor(),
        })
    }

    fn body(input: &Given) -> Body<Self> {
        match &input.code {
            None => Body::Read(|_, _, _| Ok(None)),
            Some(_) => Body::Hashing(|engine, caller: &Halfway, input: &Given| {
                let code = input.code.as_deref().unwrap_or_default();
                let session = input.session.as_deref();
                let (who, visitor) = (&caller.identity, &input.visitor);
                second_factor::confirm(engine, who, session, code, visitor).map(Some)
            }),
        }
    }

    fn render(output: &Option<Confirmed>, ask: &Ask) -> Document {
        match output {
            None => Document::form(&ask.function),
            Some(Confirmed::TurnedOn) => done(ask),
            Some(Confirmed::SignedIn(opened)) => session_document(opened, ask),
        }
    }

    fn cookie(output: &Option<Confirmed>) -> Cookie {
        match output {
            Some(Confirmed::SignedIn(opened)) => Cookie::Set(opened.id.clone()),
            _ => Cookie::Stays,
        }
    }
}

/// `totp.off`: a code switches the second factor off.
pub(super) struct TurnOff;

impl Function for TurnOff {
    type Caller = Anyone;
    type Input = String;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "totp.off",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Switch the second factor off", "Отключить второй фактор"),
        parameters: &[CODE, SOK],
    };

    fn parse(ask: &Ask) -> Result<String, Fault> {
        ask.params.required_text("qrcode").map(str::to_owned)
    }

    fn body(_: &String) -> Body<Self> {
        Body::Hashing(|engine, caller: &Anyone, code: &String| {
            second_factor::turn_off(engine, &caller.identity, code)
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
