//! A client as staff enter it: `account.edit` (wire 4.6).

use super::journal::note;
use super::payment_add::currency;
use super::sign_in_link::SignInLink;
use super::user_edit::{EMAIL, LANGUAGE, PASSWORD, RANGES, REAL_NAME};
use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{PHONE, SOK, id, on, saved, switch};
use crate::function::{Body, Function};
use onsell_domain::{
    AccountId, AddressRanges, Amount, Currency, Language, Level, ProviderId, Secret, Text,
};
use onsell_engine::account::{NewCustomer, check_user, create_customer, set_password};
use onsell_engine::pay::{self, Purse};
use onsell_engine::sign_in::{Identity, hash_password};
use onsell_engine::{Engine, Result, Scope};
use onsell_store::account::{self, Account};
use onsell_store::user::{self, User};
use onsell_store::wallet::{self, Wallet};
use onsell_wire::{Document, Fault};

/// `account.edit`: shows a client; with `sok` changes it, or without a number adds one.
pub(super) struct Edit;

/// What is entered; what is missing stays.
#[derive(Clone)]
pub(super) struct Input {
    id: Option<AccountId>,
    name: Option<String>,
    provider: Option<ProviderId>,
    user_name: Option<String>,
    password: Option<Secret>,
    email: Option<String>,
    real_name: Option<String>,
    phone: Option<String>,
    language: Option<Language>,
    ranges: Option<String>,
    credit_limit: Option<Amount>,
    currency: Option<Currency>,
    active: Option<bool>,
    wants_link: bool,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// A client.
    Shown(Box<(Account, Option<User>, Vec<Wallet>)>),
    /// Saved, with a link for the first sign-in if one was asked for.
    Saved(AccountId, Option<SignInLink>),
}

impl Function for Edit {
    type Caller = Staff;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "account.edit",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Client", "Клиент"),
        parameters: &[
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Client number; without one a client is added",
                    "Номер клиента; без него создаётся новый",
                ),
            ),
            Parameter::optional("name", ParameterKind::Text, Text::new("Name", "Название")),
            Parameter::optional(
                "project",
                ParameterKind::Id,
                Text::new("Provider", "Провайдер"),
            ),
            Parameter::optional(
                "username",
                ParameterKind::Text,
                Text::new(
                    "Sign-in name; else the e-mail",
                    "Имя для входа; иначе e-mail",
                ),
            ),
            PASSWORD,
            EMAIL,
            REAL_NAME,
            PHONE,
            LANGUAGE,
            RANGES,
            Parameter::optional(
                "credit_limit",
                ParameterKind::Amount,
                Text::new("Credit limit", "Кредитный лимит"),
            ),
            Parameter::optional(
                "currency",
                ParameterKind::Text,
                Text::new("Currency of the limit", "Валюта лимита"),
            ),
            Parameter::optional(
                "active",
                ParameterKind::Switch,
                Text::new("May order", "Может заказывать"),
            ),
            Parameter::optional(
                "sendlink",
                ParameterKind::Switch,
                Text::new(
                    "Answer with a link for one sign-in, valid for a day",
                    "Вернуть ссылку для одного входа, действующую сутки",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let text = |name: &str| params.get(name).map(|value| value.trim().to_owned());
        let ranges = text("allowed_ip_ranges");
        if let Some(ranges) = &ranges
            && AddressRanges::parse(ranges).is_err()
        {
            return Err(Fault::value("allowed_ip_ranges", ranges));
        }
        Ok(Input {
            id: id(params, "elid")?,
            name: text("name"),
            provider: id(params, "project")?,
            user_name: text("username").or_else(|| text("email")),
            password: params
                .get("passwd")
                .filter(|p| !p.is_empty())
                .map(Secret::from),
            email: text("email"),
            real_name: text("realname"),
            phone: text("phone"),
            language: params.text("language").map(Language::parse),
            ranges,
            credit_limit: params.amount("credit_limit")?,
            currency: currency(params, "currency")?,
            active: switch(params, "active"),
            wants_link: params.is_on("sendlink"),
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        match (input.is_final, &input.password) {
            (false, _) => Body::Read(show),
            (true, None) => Body::Write(|scope, staff: &Staff, input: &Input| {
                save(scope, &staff.identity, input, None)
            }),
            (true, Some(_)) => Body::Hashing(hash_and_save),
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Empty => Document::form(&ask.function),
            Output::Saved(id, link) => {
                let mut document = saved(ask, id);
                if let Some(link) = link {
                    document.put("link", link.url(&ask.host));
                }
                document
            }
            Output::Shown(shown) => form(shown, ask),
        }
    }
}

fn show(scope: &mut Scope<'_>, _: &Staff, input: &Input) -> Result<Output> {
    let Some(id) = input.id else {
        return Ok(Output::Empty);
    };
    let account = found(scope, id)?;
    let user = user::first_of_account(scope.tx, id)?;
    let wallets = wallet::of_account(scope.tx, id)?;
    Ok(Output::Shown(Box::new((account, user, wallets))))
}

fn found(scope: &mut Scope<'_>, id: AccountId) -> Result<Account> {
    let account = account::find(scope.tx, id)?;
    account.ok_or_else(|| Fault::missed("account", id).into())
}

fn hash_and_save(engine: &Engine, staff: &Staff, input: &Input) -> Result<Output> {
    let hash = input.password.as_ref().map(hash_password).transpose()?;
    let (identity, input) = (staff.identity.clone(), input.clone());
    engine.write(input.id, move |scope| {
        save(scope, &identity, &input, hash.as_deref())
    })
}

fn save(
    scope: &mut Scope<'_>,
    staff: &Identity,
    input: &Input,
    hash: Option<&str>,
) -> Result<Output> {
    let id = match input.id {
        Some(id) => {
            change(scope, id, input, hash)?;
            id
        }
        None => add(scope, input, hash)?,
    };
    if let Some(limit) = input.credit_limit {
        let purse = Purse {
            provider: input.provider,
            currency: input.currency,
        };
        pay::set_credit_limit(scope, id, purse, limit, staff.author())?;
    }
    note(
        scope,
        staff,
        "account.edit",
        id,
        if input.id.is_some() {
            "changed"
        } else {
            "added"
        },
    )?;
    let link = if input.wants_link {
        let user = user::first_of_account(scope.tx, id)?;
        let user = user.ok_or_else(|| Fault::missed("user", id))?;
        Some(SignInLink::first(scope, &user)?)
    } else {
        None
    };
    Ok(Output::Saved(id, link))
}

fn add(scope: &mut Scope<'_>, input: &Input, hash: Option<&str>) -> Result<AccountId> {
    // Who gets a link chooses a password when he comes.
    let hash = hash
        .or(input.wants_link.then_some(""))
        .ok_or_else(|| Fault::value_empty("passwd"))?;
    let user_name = input.user_name.clone().filter(|name| !name.is_empty());
    let user_name = user_name.ok_or_else(|| Fault::value_empty("username"))?;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let name = Some(text(&input.name)).filter(|name| !name.is_empty());
    let new = NewCustomer {
        name: name.unwrap_or_else(|| user_name.clone()),
        provider: input.provider,
        user_name,
        password_hash: hash.to_owned(),
        email: text(&input.email),
        real_name: text(&input.real_name),
        phone: text(&input.phone),
        language: input.language.unwrap_or_default(),
        ranges: text(&input.ranges),
    };
    let (id, _) = create_customer(scope, &new)?;
    if input.active == Some(false) {
        account::update(scope.tx, id, &new.name, false)?;
    }
    Ok(id)
}

fn change(scope: &mut Scope<'_>, id: AccountId, input: &Input, hash: Option<&str>) -> Result<()> {
    let known = found(scope, id)?;
    let name = input.name.as_deref().unwrap_or(&known.name);
    if name.is_empty() {
        return Err(Fault::value_empty("name").into());
    }
    account::update(scope.tx, id, name, input.active.unwrap_or(known.active))?;
    let Some(mut user) = user::first_of_account(scope.tx, id)? else {
        return Ok(());
    };
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            field.clone_from(value);
        }
    };
    set(&mut user.email, &input.email);
    set(&mut user.real_name, &input.real_name);
    set(&mut user.phone, &input.phone);
    set(&mut user.ranges, &input.ranges);
    if let Some(language) = input.language {
        language.code().clone_into(&mut user.language);
    }
    check_user(&user)?;
    user::update(scope.tx, &user)?;
    match hash {
        Some(hash) => set_password(scope, user.id, hash, None),
        None => Ok(()),
    }
}

fn form(shown: &(Account, Option<User>, Vec<Wallet>), ask: &Ask) -> Document {
    let (account, user, wallets) = shown;
    let mut form = Document::form(&ask.function);
    form.put("elid", account.id.to_string());
    form.put("id", account.id.to_string());
    form.put("name", account.name.clone());
    form.put("project", account.provider.to_string());
    form.put("active", on(account.active));
    if let Some(user) = user {
        form.put("username", user.name.clone());
        form.put("email", user.email.clone());
        form.put("realname", user.real_name.clone());
        form.put("phone", user.phone.clone());
        form.put("language", user.language.clone());
        form.put("allowed_ip_ranges", user.ranges.clone());
    }
    if let Some(wallet) = wallets
        .iter()
        .find(|wallet| wallet.provider == account.provider)
    {
        form.put("credit_limit", wallet.funds.credit_limit.to_string());
        form.put("currency", wallet.currency.as_str());
        form.put("balance", wallet.funds.balance.to_string());
        form.put("reserved", wallet.funds.reserved.to_string());
    }
    form
}
