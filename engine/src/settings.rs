//! A user's own settings (wire 3.1, `usrparam`).

use crate::account::{check_user, set_password};
use crate::sign_in::{Identity, hash_password};
use crate::{Engine, Error, Result, Scope, session_list};
use onsell_domain::{Language, Secret, Text, Zone};
use onsell_store::list_view;
use onsell_store::user::{self, User};
use onsell_wire::Fault;
use std::net::IpAddr;

/// What a person changes of himself; what is missing stays.
#[derive(Clone, Default)]
pub struct Settings {
    /// Where to write.
    pub email: Option<String>,
    /// The person's name.
    pub real_name: Option<String>,
    /// Where to call.
    pub phone: Option<String>,
    /// The language of letters and messages.
    pub language: Option<Language>,
    /// The name of a time zone.
    pub zone: Option<String>,
    /// Addresses to come from.
    pub ranges: Option<String>,
}

/// A new password and what proves that it may be set.
#[derive(Clone)]
pub struct PasswordChange {
    /// The password so far.
    pub old: Secret,
    /// The new one.
    pub new: Secret,
    /// Where the caller is.
    pub address: IpAddr,
    /// The session that lives on.
    pub session: Option<String>,
    /// Whether a browser keeps it, which is given another id.
    pub is_browser: bool,
}

/// The caller as a user.
///
/// # Errors
/// `access` for the machine's own administrator, who is none.
pub fn own(scope: &mut Scope<'_>, caller: &Identity) -> Result<User> {
    let found = user::find(scope.tx, caller.user)?;
    Ok(found.ok_or_else(|| Fault::access("usrparam"))?)
}

/// The most bytes of the names of a list's columns.
const COLUMNS_BYTES_MAX: usize = 2048;
/// The most bytes of the name of a list.
const LIST_BYTES_MAX: usize = 100;

/// Keeps which columns of a list the caller wants to see; none are the usual ones.
///
/// # Errors
/// `value` for names that are no names or too many, `access` for who is no user.
pub fn choose_columns(
    scope: &mut Scope<'_>,
    caller: &Identity,
    list: &str,
    columns: &[String],
) -> Result<()> {
    let is_name = |name: &str| {
        let is_letter = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.');
        name.bytes().all(is_letter)
    };
    if !is_name(list) || list.len() > LIST_BYTES_MAX {
        return Err(Fault::value("list", list).into());
    }
    let joined = columns.join(",");
    if joined.len() > COLUMNS_BYTES_MAX || !columns.iter().all(|name| is_name(name)) {
        return Err(Fault::value("column", joined).into());
    }
    let user = own(scope, caller)?;
    Ok(list_view::put(scope.tx, user.id, list, &joined)?)
}

/// Saves the caller's settings.
///
/// # Errors
/// `value` with the field that cannot be.
pub fn save(scope: &mut Scope<'_>, caller: &Identity, settings: &Settings) -> Result<()> {
    let mut user = own(scope, caller)?;
    let set = |field: &mut String, value: &Option<String>| {
        if let Some(value) = value {
            value.trim().clone_into(field);
        }
    };
    set(&mut user.email, &settings.email);
    set(&mut user.real_name, &settings.real_name);
    set(&mut user.phone, &settings.phone);
    set(&mut user.zone, &settings.zone);
    set(&mut user.ranges, &settings.ranges);
    if let Some(language) = settings.language {
        language.code().clone_into(&mut user.language);
    }
    if !user.zone.is_empty() && Zone::parse(&user.zone).is_err() {
        return Err(Fault::value("timezone", &user.zone).into());
    }
    check_user(&user)?;
    Ok(user::update(scope.tx, &user)?)
}

/// Saves the caller's settings and a new password, or neither; the new id of the browser's session.
///
/// # Errors
/// `value` with `old_passwd` when the password so far is another, `access` for whoever acts as
/// somebody else.
pub fn save_with_password(
    engine: &Engine,
    caller: &Identity,
    settings: &Settings,
    change: &PasswordChange,
) -> Result<Option<Secret>> {
    if caller.acting.is_some() {
        return Err(Fault::access("usrparam").into());
    }
    let identity = caller.clone();
    let user = engine.read(move |scope| own(scope, &identity))?;
    // Who came by a link for the first sign-in has none yet.
    if !user.password.is_empty() {
        let verified = engine.verify(&user.name, &change.old, change.address);
        verified.map_err(|error| match error {
            Error::Fault(fault) if fault.object() == Some("badpassword") => wrong_password().into(),
            other => other,
        })?;
    }
    let hash = hash_password(&change.new)?;
    let (identity, settings) = (caller.clone(), settings.clone());
    let (before, session) = (user.password, change.session.clone());
    let is_browser = change.is_browser;
    engine.write(caller.account, move |scope| {
        if own(scope, &identity)?.password != before {
            return Err(wrong_password().into());
        }
        save(scope, &identity, &settings)?;
        set_password(scope, identity.user, &hash, session.as_deref())?;
        let kept = session.as_deref().filter(|_| is_browser);
        kept.map(|id| session_list::renew(scope, id)).transpose()
    })
}

fn wrong_password() -> Fault {
    let reason = Text {
        en: "The present password is another one",
        ru: "Текущий пароль указан неверно",
    };
    Fault::value_because("old_passwd", "", reason)
}
