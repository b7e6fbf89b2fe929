//! A stranger becomes a customer: `register` (wire 3.1).

use super::sign_in_link::SignInLink;
use super::user_edit::{CONFIRM, EMAIL, LANGUAGE, PASSWORD, REAL_NAME, new_password};
use crate::ask::Ask;
use crate::caller::Guest;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{PHONE, SOK, id};
use crate::function::{Body, Function};
use onsell_domain::{Language, Level, Secret, Text};
use onsell_engine::account::NewCustomer;
use onsell_engine::register::{self, Registered};
use onsell_wire::{Document, Fault, Node};
use std::net::IpAddr;

/// The fewest characters of a password that a stranger chooses.
const PASSWORD_CHARACTERS_MIN: usize = 8;

/// `register`: an account, its user and an empty wallet; off unless the house allows it.
pub(super) struct Register;

/// What a stranger entered; none shows the form.
pub(super) struct Input {
    entered: Option<(NewCustomer, Secret)>,
    address: IpAddr,
}

impl Function for Register {
    type Caller = Guest;
    type Input = Input;
    /// The new customer; none for the form.
    type Output = Option<Registered>;

    const DECLARATION: Declaration = Declaration {
        name: "register",
        kind: Kind::Form,
        level: Level::Guest,
        title: Text::new("Registration", "Регистрация"),
        parameters: &[
            EMAIL,
            PASSWORD,
            CONFIRM,
            REAL_NAME,
            PHONE,
            LANGUAGE,
            Parameter::optional(
                "project",
                ParameterKind::Id,
                Text::new("Provider", "Провайдер"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        if !ask.options.registration {
            return Err(closed());
        }
        let entered = if ask.is_final() {
            Some(entered(ask)?)
        } else {
            None
        };
        Ok(Input {
            entered,
            address: ask.address,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        match &input.entered {
            None => Body::Read(|_, _, _| Ok(None)),
            Some(_) => Body::Hashing(|engine, _: &Guest, input: &Input| match &input.entered {
                Some((new, password)) => {
                    register::register(engine, new, password, input.address).map(Some)
                }
                None => Ok(None),
            }),
        }
    }

    /// The link of the first sign-in is the text of `ok` (wire 1.3).
    fn render(output: &Option<Registered>, ask: &Ask) -> Document {
        let Some(registered) = output else {
            return Document::form(&ask.function);
        };
        let link = SignInLink::of(&registered.name, &registered.key).url(&ask.host);
        let mut document = Document::result(&ask.function);
        document.put("id", registered.account.to_string());
        document.with(Node::leaf("ok", link).attr("type", "url"))
    }
}

fn entered(ask: &Ask) -> Result<(NewCustomer, Secret), Fault> {
    let params = &ask.params;
    let email = params.required_text("email")?;
    let is_address = email
        .split_once('@')
        .is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
        && !email.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';'));
    if !is_address {
        return Err(Fault::value("email", email));
    }
    let password = new_password(params)?.ok_or_else(|| Fault::value_empty("passwd"))?;
    if password.expose().chars().count() < PASSWORD_CHARACTERS_MIN {
        let reason = Text::new(
            "The password must have at least 8 characters",
            "Пароль должен содержать не менее 8 символов",
        );
        return Err(Fault::value_because("passwd", "", reason));
    }
    let text = |name: &str| params.text(name).unwrap_or_default().to_owned();
    let name = params.text("realname").unwrap_or(email).to_owned();
    let language = params.text("language").map(Language::parse);
    let new = NewCustomer {
        name,
        provider: id(params, "project")?,
        user_name: email.to_owned(),
        email: email.to_owned(),
        real_name: text("realname"),
        phone: text("phone"),
        language: language.unwrap_or(ask.language),
        ..NewCustomer::default()
    };
    Ok((new, password))
}

fn closed() -> Fault {
    let text = Text::new(
        "Registration is closed here. Write to the staff",
        "Регистрация здесь закрыта. Обратитесь к сотрудникам",
    );
    Fault::from_text("not_supported", "register", text)
}
