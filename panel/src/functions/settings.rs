//! A user's own settings: `usrparam` (wire 3.1).

use super::user_edit::{
    CONFIRM, EMAIL, LANGUAGE, PASSWORD, RANGES, REAL_NAME, given, new_password,
};
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{PHONE, SOK, done, on};
use crate::function::{Body, Cookie, Function};
use onsell_domain::{Language, Level, Secret, Text};
use onsell_engine::settings::{self, PasswordChange, Settings};
use onsell_engine::{Engine, Result};
use onsell_store::user::User;
use onsell_wire::{Document, Fault};

/// `usrparam`: shows the caller's settings; with `sok` saves them.
pub(super) struct OwnSettings;

/// What came of it.
pub(super) enum Output {
    /// The user to show.
    Form(Box<User>),
    /// It was saved; the browser's session may have another id.
    Saved(Option<Secret>),
}

/// What is entered; what is missing stays.
pub(super) struct Input {
    settings: Settings,
    password: Option<PasswordChange>,
    is_final: bool,
}

impl Function for OwnSettings {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "usrparam",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("My settings", "Мои настройки"),
        parameters: &[
            EMAIL,
            REAL_NAME,
            PHONE,
            LANGUAGE,
            Parameter::optional(
                "timezone",
                ParameterKind::Text,
                Text::new("Time zone", "Часовой пояс"),
            ),
            RANGES,
            Parameter::optional(
                "old_passwd",
                ParameterKind::Secret,
                Text::new(
                    "Present password; needed for a new one",
                    "Текущий пароль; нужен для смены пароля",
                ),
            ),
            PASSWORD,
            CONFIRM,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let password = new_password(params)?.map(|new| PasswordChange {
            old: Secret::from(params.get("old_passwd").unwrap_or_default()),
            new,
            address: ask.address,
            session: ask.session_id().map(str::to_owned),
            is_browser: ask.browser_session().is_some(),
        });
        Ok(Input {
            settings: Settings {
                email: given(params, "email"),
                real_name: given(params, "realname"),
                phone: given(params, "phone"),
                language: params.text("language").map(Language::parse),
                zone: given(params, "timezone"),
                ranges: given(params, "allowed_ip_ranges"),
            },
            password,
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        match (input.is_final, &input.password) {
            (false, _) => Body::Read(|scope, caller: &Anyone, _| {
                let user = settings::own(scope, &caller.identity)?;
                Ok(Output::Form(Box::new(user)))
            }),
            (true, None) => Body::Write(|scope, caller: &Anyone, input: &Input| {
                settings::save(scope, &caller.identity, &input.settings)?;
                Ok(Output::Saved(None))
            }),
            (true, Some(_)) => Body::Hashing(save_with_password),
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Form(user) => form(user, ask),
            Output::Saved(_) => done(ask),
        }
    }

    fn cookie(output: &Output) -> Cookie {
        match output {
            Output::Saved(Some(id)) => Cookie::Set(id.clone()),
            _ => Cookie::Stays,
        }
    }
}

fn save_with_password(engine: &Engine, caller: &Anyone, input: &Input) -> Result<Output> {
    let Some(change) = &input.password else {
        return Ok(Output::Saved(None));
    };
    let new = settings::save_with_password(engine, &caller.identity, &input.settings, change)?;
    Ok(Output::Saved(new))
}

fn form(user: &User, ask: &Ask) -> Document {
    let mut form = Document::form(&ask.function);
    form.put("elid", user.id.to_string());
    form.put("name", user.name.clone());
    form.put("email", user.email.clone());
    form.put("realname", user.real_name.clone());
    form.put("phone", user.phone.clone());
    form.put("language", user.language.clone());
    form.put("timezone", user.zone.clone());
    form.put("allowed_ip_ranges", user.ranges.clone());
    form.put("totp", on(user.second_factor));
    form
}
