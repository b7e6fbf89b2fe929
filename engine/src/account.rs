//! Accounts and users: who buys and who works here.

use crate::session::session_digest;
use crate::{Result, Scope};
use onsell_domain::{AccountId, AddressRanges, Language, Level, ProviderId, Text, UserId};
use onsell_store::user::User;
use onsell_store::{account, catalogue, event, session, sign_in_key, user, wallet};
use onsell_wire::Fault;

/// A customer as staff enter it.
#[derive(Clone, Default)]
pub struct NewCustomer {
    /// The account's name.
    pub name: String,
    /// The provider it comes to; none is the first.
    pub provider: Option<ProviderId>,
    /// The first user's sign-in name.
    pub user_name: String,
    /// The argon2 hash of the first user's password.
    pub password_hash: String,
    /// Where to write.
    pub email: String,
    /// The person's name.
    pub real_name: String,
    /// Where to call.
    pub phone: String,
    /// The language of letters and messages.
    pub language: Language,
    /// Addresses the user may come from; empty is anywhere.
    pub ranges: String,
}

/// Adds an account with its first user, an empty wallet and an empty feed.
///
/// # Errors
/// `exists` for a sign-in name that is taken, `value` for what cannot be.
pub fn create_customer(scope: &mut Scope<'_>, new: &NewCustomer) -> Result<(AccountId, UserId)> {
    let provider = match new.provider {
        Some(id) => {
            catalogue::provider(scope.tx, id)?.ok_or_else(|| Fault::missed("project", id))?
        }
        None => catalogue::providers(scope.tx)?
            .into_iter()
            .next()
            .ok_or_else(no_provider)?,
    };
    if new.name.trim().is_empty() {
        return Err(Fault::value_empty("name").into());
    }
    let account = account::insert(scope.tx, new.name.trim(), provider.id, scope.now)?;
    wallet::open(scope.tx, account, provider.id, provider.currency)?;
    event::open_feed(scope.tx, account)?;
    let user = add_user(scope, &new_user(new, Some(account), Level::Customer))?;
    Ok((account, user))
}

/// Adds a member of staff.
///
/// # Errors
/// `exists` for a sign-in name that is taken, `value` for a level that is not staff's.
pub fn create_staff(scope: &mut Scope<'_>, new: &NewCustomer, level: Level) -> Result<UserId> {
    if level < Level::Staff {
        return Err(Fault::value("level", level.number()).into());
    }
    add_user(scope, &new_user(new, None, level))
}

fn new_user(new: &NewCustomer, account: Option<AccountId>, level: Level) -> User {
    User {
        id: UserId::new(0),
        account,
        name: new.user_name.trim().to_owned(),
        level: level.number(),
        password: new.password_hash.clone(),
        real_name: new.real_name.clone(),
        email: new.email.clone(),
        phone: new.phone.clone(),
        language: new.language.code().to_owned(),
        zone: String::new(),
        ranges: new.ranges.clone(),
        api_only: false,
        active: true,
        second_factor: false,
    }
}

/// The most characters of each text of a user.
const TEXT_CHARACTERS_MAX: usize = 255;

/// Refuses what a user cannot be.
///
/// # Errors
/// `value` with the field.
pub fn check_user(user: &User) -> Result<()> {
    let is_name = |name: &str| {
        // A colon would end the name in `authinfo`.
        !name.is_empty() && !name.contains(':') && !name.chars().any(char::is_control)
    };
    if !is_name(&user.name) {
        return Err(Fault::value("username", &user.name).into());
    }
    for (field, text) in [
        ("username", &user.name),
        ("realname", &user.real_name),
        ("email", &user.email),
        ("phone", &user.phone),
    ] {
        if text.chars().count() > TEXT_CHARACTERS_MAX {
            let reason = Text::new("The value is too long", "Значение слишком длинное");
            return Err(Fault::value_because(field, "", reason).into());
        }
        // It becomes a line of a letter's head.
        if text.chars().any(char::is_control) {
            return Err(Fault::value(field, "").into());
        }
    }
    AddressRanges::parse(&user.ranges)
        .map_err(|_| Fault::value("allowed_ip_ranges", &user.ranges))?;
    Ok(())
}

pub(crate) fn add_user(scope: &mut Scope<'_>, new: &User) -> Result<UserId> {
    check_user(new)?;
    if user::find_by_name(scope.tx, &new.name)?.is_some() {
        return Err(Fault::exists("user", &new.name).into());
    }
    Ok(user::insert(scope.tx, new, scope.now)?)
}

/// Changes a password, ends every session that was opened with the old one but the one named, and
/// voids keys that were made before.
pub fn set_password(
    scope: &mut Scope<'_>,
    id: UserId,
    hash: &str,
    but: Option<&str>,
) -> Result<()> {
    let mut found = user::find(scope.tx, id)?.ok_or_else(|| Fault::missed("user", id))?;
    hash.clone_into(&mut found.password);
    user::update(scope.tx, &found)?;
    sign_in_key::forget_of_user(scope.tx, id)?;
    match but {
        Some(kept) => session::close_others(scope.tx, id, &session_digest(kept))?,
        None => session::close_of_user(scope.tx, id)?,
    }
    Ok(())
}

fn no_provider() -> Fault {
    Fault::from_text(
        "missed",
        "project",
        Text {
            en: "There is no provider yet: run init first",
            ru: "Провайдер ещё не создан: сначала выполните init",
        },
    )
}
