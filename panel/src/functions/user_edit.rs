//! A user as others enter it: `user.edit` (wire 4.6).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, PHONE, SOK, id, on, or_empty, saved, switch};
use crate::function::{Body, Function};
use onsell_domain::{Language, Level, Secret, Text, UserId};
use onsell_engine::sign_in::hash_password;
use onsell_engine::user::{self, UserInput};
use onsell_engine::{Engine, Result, Scope};
use onsell_store::user::User;
use onsell_wire::{Document, Fault, Params};

/// `user.edit`: shows a user; with `sok` changes it, or without a number adds one.
pub(super) struct Edit;

/// What is entered; what is missing stays.
pub(super) struct Input {
    id: Option<UserId>,
    user: UserInput,
    password: Option<Secret>,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// A user.
    Shown(Box<User>),
    /// Saved.
    Saved(UserId),
}

/// Who somebody is.
pub(super) const REAL_NAME: Parameter = Parameter::optional(
    "realname",
    ParameterKind::Text,
    Text::new("Name of the person", "Имя человека"),
);
/// Where to write to somebody.
pub(super) const EMAIL: Parameter = Parameter::optional(
    "email",
    ParameterKind::Text,
    Text::new("E-mail", "Электронная почта"),
);
/// A language of letters and messages.
pub(super) const LANGUAGE: Parameter = Parameter::optional(
    "language",
    ParameterKind::Text,
    Text::new("Language: en or ru", "Язык: en или ru"),
);
/// From where somebody may come.
pub(super) const RANGES: Parameter = Parameter::optional(
    "allowed_ip_ranges",
    ParameterKind::Text,
    Text::new(
        "Addresses to sign in from",
        "Адреса, с которых разрешён вход",
    ),
);
/// A new password.
pub(super) const PASSWORD: Parameter = Parameter::optional(
    "passwd",
    ParameterKind::Secret,
    Text::new("New password", "Новый пароль"),
);
/// The new password once more.
pub(super) const CONFIRM: Parameter = Parameter::optional(
    "confirm",
    ParameterKind::Secret,
    Text::new("New password once more", "Новый пароль ещё раз"),
);

impl Function for Edit {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "user.edit",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("User", "Пользователь"),
        parameters: &[
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "User number; without one a user is added",
                    "Номер пользователя; без него создаётся новый",
                ),
            ),
            Parameter::optional(
                "name",
                ParameterKind::Text,
                Text::new("Sign-in name", "Имя для входа"),
            ),
            Parameter::optional(
                "level",
                ParameterKind::Integer,
                Text::new(
                    "Level: 16 customer, 28 staff, 29 administrator",
                    "Уровень: 16 клиент, 28 сотрудник, 29 администратор",
                ),
            ),
            ACCOUNT,
            PASSWORD,
            CONFIRM,
            REAL_NAME,
            EMAIL,
            PHONE,
            LANGUAGE,
            RANGES,
            Parameter::optional(
                "api_only",
                ParameterKind::Switch,
                Text::new(
                    "Uses the API with authinfo and never signs in",
                    "Использует API через authinfo и не может входить",
                ),
            ),
            Parameter::optional(
                "active",
                ParameterKind::Switch,
                Text::new("May sign in", "Может входить"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        Ok(Input {
            id: id(params, "elid")?,
            user: UserInput {
                name: given(params, "name"),
                level: level(params)?,
                account: id(params, "account")?,
                password_hash: None,
                real_name: given(params, "realname"),
                email: given(params, "email"),
                phone: given(params, "phone"),
                language: params.text("language").map(Language::parse),
                ranges: given(params, "allowed_ip_ranges"),
                api_only: switch(params, "api_only"),
                active: switch(params, "active"),
            },
            password: new_password(params)?,
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        match (input.is_final, &input.password) {
            (false, _) => Body::Read(show),
            (true, None) => Body::Write(|scope, caller: &Anyone, input: &Input| {
                user::save(scope, &caller.identity, input.id, &input.user).map(Output::Saved)
            }),
            (true, Some(_)) => Body::Hashing(hash_and_save),
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Empty => Document::form(&ask.function),
            Output::Shown(user) => form(user, ask),
            Output::Saved(id) => saved(ask, id),
        }
    }
}

/// A text that may be left as it is.
pub(super) fn given(params: &Params, name: &str) -> Option<String> {
    params.get(name).map(|value| value.trim().to_owned())
}

/// A new password, entered twice where `confirm` is there at all.
pub(super) fn new_password(params: &Params) -> std::result::Result<Option<Secret>, Fault> {
    let Some(password) = params.get("passwd").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    if params.get("confirm").is_some_and(|again| again != password) {
        let reason = Text::new("The passwords differ", "Пароли не совпадают");
        return Err(Fault::value_because("confirm", "", reason));
    }
    Ok(Some(Secret::from(password)))
}

fn level(params: &Params) -> std::result::Result<Option<Level>, Fault> {
    let Some(number) = params.integer("level")? else {
        return Ok(None);
    };
    let level = Level::from_number(number).filter(|level| *level > Level::Guest);
    level.map(Some).ok_or_else(|| Fault::value("level", number))
}

fn show(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    match input.id {
        None => Ok(Output::Empty),
        Some(id) => {
            let user = user::seen(scope, &caller.identity, id)?;
            Ok(Output::Shown(Box::new(user)))
        }
    }
}

fn hash_and_save(engine: &Engine, caller: &Anyone, input: &Input) -> Result<Output> {
    let mut user = input.user.clone();
    user.password_hash = input.password.as_ref().map(hash_password).transpose()?;
    let (identity, id) = (caller.identity.clone(), input.id);
    let save = move |scope: &mut Scope<'_>| user::save(scope, &identity, id, &user);
    engine.write(caller.account, save).map(Output::Saved)
}

fn form(user: &User, ask: &Ask) -> Document {
    let mut form = Document::form(&ask.function);
    form.put("elid", user.id.to_string());
    form.put("id", user.id.to_string());
    form.put("name", user.name.clone());
    form.put("level", user.level.to_string());
    form.put("account", or_empty(user.account));
    form.put("realname", user.real_name.clone());
    form.put("email", user.email.clone());
    form.put("phone", user.phone.clone());
    form.put("language", user.language.clone());
    form.put("allowed_ip_ranges", user.ranges.clone());
    form.put("api_only", on(user.api_only));
    form.put("totp", on(user.second_factor));
    form.put("active", on(user.active));
    form
}
