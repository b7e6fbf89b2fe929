//! Users as others manage them: staff those below them, a customer those of the own account.
//!
//! Nobody manages himself here: what a person may change of himself, and what that takes, is
//! [`crate::settings`].

use crate::account::{add_user, check_user, set_password};
use crate::journal;
use crate::sign_in::Identity;
use crate::{Result, Scope};
use onsell_domain::{AccountId, Language, Level, Text, UserId};
use onsell_store::user::{self, User};
use onsell_store::{account, session, sign_in_key};
use onsell_wire::Fault;

/// What is entered of a user; what is missing stays.
#[derive(Clone, Default)]
pub struct UserInput {
    /// The sign-in name.
    pub name: Option<String>,
    /// What the user may do.
    pub level: Option<Level>,
    /// The account of a new customer.
    pub account: Option<AccountId>,
    /// The argon2 hash of a new password.
    pub password_hash: Option<String>,
    /// The person's name.
    pub real_name: Option<String>,
    /// Where to write.
    pub email: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// The language of letters and messages.
    pub language: Option<Language>,
    /// Addresses the user may come from.
    pub ranges: Option<String>,
    /// Whether the user only calls the API.
    pub api_only: Option<bool>,
    /// Whether the user may sign in.
    pub active: Option<bool>,
}

/// A user whom the caller may see: staff everybody, a customer those of the own account.
///
/// # Errors
/// `missed`.
pub fn seen(scope: &mut Scope<'_>, by: &Identity, id: UserId) -> Result<User> {
    let is_staff = by.level >= Level::Staff;
    let user = user::find(scope.tx, id)?
        .filter(|user| is_staff || (user.account.is_some() && user.account == by.account));
    Ok(user.ok_or_else(|| Fault::missed("user", id))?)
}

/// A user whom the caller may change.
///
/// # Errors
/// `missed` for nobody the caller may see, `access` for somebody who is not below him, `value` for
/// himself.
pub(crate) fn managed(
    scope: &mut Scope<'_>,
    by: &Identity,
    id: UserId,
    function: &str,
) -> Result<User> {
    let user = seen(scope, by, id)?;
    if user.id == by.user {
        let reason = Text {
            en: "Your own settings are changed with usrparam",
            ru: "Собственные настройки меняются функцией usrparam",
        };
        return Err(Fault::value_because("elid", id, reason).into());
    }
    let level = Level::from_number(user.level).unwrap_or(Level::Root);
    let is_colleague = by.account.is_some() && user.account == by.account;
    if !is_colleague && !by.level.may_manage(level) {
        return Err(Fault::access(function).into());
    }
    Ok(user)
}

/// Adds a user, or changes one.
///
/// # Errors
/// `access` for a level the caller may not give, `exists` for a sign-in name that is taken, `value`
/// and `missed` for what cannot be.
pub fn save(
    scope: &mut Scope<'_>,
    by: &Identity,
    id: Option<UserId>,
    input: &UserInput,
) -> Result<UserId> {
    if let Some(level) = input.level
        && !may_give(by, level)
    {
        return Err(Fault::access("user.edit").into());
    }
    let id = match id {
        Some(id) => change(scope, by, id, input)?,
        None => add(scope, by, input)?,
    };
    note(scope, by, "user.edit", id, "")?;
    Ok(id)
}

/// A customer makes customers; staff whoever is below them.
fn may_give(by: &Identity, level: Level) -> bool {
    if by.level < Level::Staff {
        level == Level::Customer
    } else {
        level > Level::Guest && by.level.may_manage(level)
    }
}

fn add(scope: &mut Scope<'_>, by: &Identity, input: &UserInput) -> Result<UserId> {
    let account = if by.level >= Level::Staff {
        input.account
    } else {
        by.account
    };
    let implied = if account.is_some() {
        Level::Customer
    } else {
        Level::Staff
    };
    let level = input.level.unwrap_or(implied);
    if (level == Level::Customer) != account.is_some() || !may_give(by, level) {
        return Err(Fault::value("level", level.number()).into());
    }
    if let Some(account) = account {
        account::find(scope.tx, account)?.ok_or_else(|| Fault::missed("account", account))?;
    }
    let password = input.password_hash.clone();
    let mut user = User {
        id: UserId::new(0),
        account,
        name: String::new(),
        level: level.number(),
        password: password.ok_or_else(|| Fault::value_empty("passwd"))?,
        real_name: String::new(),
        email: String::new(),
        phone: String::new(),
        language: Language::default().code().to_owned(),
        zone: String::new(),
        ranges: String::new(),
        api_only: false,
        active: true,
        second_factor: false,
    };
    fill(&mut user, input);
    add_user(scope, &user)
}

fn change(scope: &mut Scope<'_>, by: &Identity, id: UserId, input: &UserInput) -> Result<UserId> {
    let mut user = managed(scope, by, id, "user.edit")?;
    if let Some(level) = input.level {
        // An account belongs to customers, and to them alone.
        if (level == Level::Customer) != user.account.is_some() {
            return Err(Fault::value("level", level.number()).into());
        }
        user.level = level.number();
    }
    if input.account.is_some() && input.account != user.account {
        return Err(Fault::value("account", user.id).into());
    }
    let before = user.name.clone();
    fill(&mut user, input);
    check_user(&user)?;
    if user.name != before && user::find_by_name(scope.tx, &user.name)?.is_some() {
        return Err(Fault::exists("user", &user.name).into());
    }
    user::update(scope.tx, &user)?;
    if let Some(hash) = &input.password_hash {
        set_password(scope, id, hash, None)?;
    } else if !user.active || user.api_only {
        session::close_of_user(scope.tx, id)?;
    }
    Ok(id)
}

fn fill(user: &mut User, input: &UserInput) {
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            value.trim().clone_into(field);
        }
    };
    set(&mut user.name, &input.name);
    set(&mut user.real_name, &input.real_name);
    set(&mut user.email, &input.email);
    set(&mut user.phone, &input.phone);
    set(&mut user.ranges, &input.ranges);
    if let Some(language) = input.language {
        language.code().clone_into(&mut user.language);
    }
    user.api_only = input.api_only.unwrap_or(user.api_only);
    user.active = input.active.unwrap_or(user.active);
}

/// Lets a user sign in, or not any more.
///
/// # Errors
/// `missed`, `access` or `value` for whom the caller may not change.
pub fn switch(scope: &mut Scope<'_>, by: &Identity, id: UserId, active: bool) -> Result<()> {
    let function = if active {
        "user.resume"
    } else {
        "user.suspend"
    };
    let mut user = managed(scope, by, id, function)?;
    user.active = active;
    user::update(scope.tx, &user)?;
    if !active {
        session::close_of_user(scope.tx, id)?;
    }
    note(scope, by, function, id, &user.name)
}

/// Deletes a user. What the user did stays.
///
/// # Errors
/// `missed`, `access` or `value` for whom the caller may not change.
pub fn delete(scope: &mut Scope<'_>, by: &Identity, id: UserId) -> Result<()> {
    let user = managed(scope, by, id, "user.delete")?;
    session::close_of_user(scope.tx, id)?;
    sign_in_key::forget_of_user(scope.tx, id)?;
    user::delete(scope.tx, &user, scope.now)?;
    note(scope, by, "user.delete", id, &user.name)
}

fn note(
    scope: &mut Scope<'_>,
    by: &Identity,
    function: &str,
    id: UserId,
    detail: &str,
) -> Result<()> {
    let object = id.to_string();
    journal::write(scope, by.author(), function, &object, detail)?;
    Ok(())
}
