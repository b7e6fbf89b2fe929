//! A forgotten password: a letter with a link, and a new password by it (wire 3.1).

use crate::account::set_password;
use crate::mail::Letter;
use crate::sign_in::{hash_password, sha256};
use crate::{Engine, Result, Scope, throttle};
use onsell_domain::{Language, Secret, Text, UserId};
use onsell_store::sign_in_key::{self, Purpose};
use onsell_store::user::{self, User};
use onsell_wire::{Fault, Params};
use std::net::IpAddr;

/// How long the link lives, in seconds.
pub const LINK_SECONDS: i64 = 3600;
/// A letter to one name at most this often, in seconds.
const NAME_SECONDS: i64 = 60;
/// Letters asked for from one address within an hour.
const ADDRESS_MAX: u32 = 20;
const SUBJECT: Text = Text::new("A new password", "Новый пароль");

/// Sends a letter with a link for a new password to the user of that name or e-mail address. What
/// the caller is told is the same when there is no such user.
///
/// # Errors
/// `not_supported` while letters cannot be sent, `limit` and `min_email_send_timeout` for who asks
/// too often.
pub fn ask(engine: &Engine, name: &str, address: IpAddr, house: Option<&str>) -> Result<()> {
    let (true, Some(house)) = (engine.has_mail(), house) else {
        return Err(no_mail().into());
    };
    let sought = name.to_owned();
    let user = engine.read(move |scope| find(scope, &sought))?;
    let key = Secret::from(crate::scope::hex(&engine.random::<16>()));
    let (to, language) = match &user {
        Some(user) => (recipient(user), Language::parse(&user.language)),
        None => ("", Language::En),
    };
    // Made in any case, so that time tells nothing.
    let text = text(&link(house, &key), language);
    let letter = Letter::new(engine, to, SUBJECT.get(language), &text);
    let id = user.as_ref().map(|user| user.id);
    let digest = sha256(key.expose().as_bytes());
    let asked = name.to_owned();
    engine.write(None, move |scope| {
        refuse_too_many(scope, &asked, address)?;
        let Some(id) = id else { return Ok(()) };
        let life = (scope.now, scope.now.plus_seconds(LINK_SECONDS));
        sign_in_key::add(scope.tx, &digest, id, Purpose::Recovery, life)?;
        letter.write(scope)
    })
}

fn refuse_too_many(scope: &mut Scope<'_>, name: &str, address: IpAddr) -> Result<()> {
    throttle::limit(
        scope,
        &format!("recovery address {}", throttle::place(address)),
        ADDRESS_MAX,
        3600,
    )?;
    // The name may be as long as a request; its digest is not.
    let name = crate::scope::hex(&sha256(name.as_bytes()));
    let left = throttle::wait(scope, &format!("recovery {name}"), 1, NAME_SECONDS)?;
    if left > 0 {
        let text = Text::new(
            "A letter was sent already. Try again in __left__ seconds",
            "Письмо уже отправлено. Повторите через __left__ секунд",
        );
        return Err(Fault::from_text("min_email_send_timeout", "", text)
            .with_param("left", left)
            .into());
    }
    Ok(())
}

/// An active user by the sign-in name, or the only one with that e-mail address.
fn find(scope: &mut Scope<'_>, name: &str) -> Result<Option<User>> {
    let mut user = user::find_by_name(scope.tx, name)?;
    if user.is_none() {
        let mut users = user::find_by_email(scope.tx, name)?;
        user = users.pop().filter(|_| users.is_empty());
    }
    Ok(user.filter(|user| user.active && !user.api_only && !recipient(user).is_empty()))
}

/// Where to write: the address, or the name that is one.
pub(crate) fn recipient(user: &User) -> &str {
    match (user.email.as_str(), user.name.contains('@')) {
        ("", true) => &user.name,
        (email, _) => email,
    }
}

fn link(house: &str, key: &Secret) -> String {
    let mut params = Params::default();
    params.push("key", key.expose());
    format!("{house}/panel/recovery.change?{}", params.to_query())
}

fn text(link: &str, language: Language) -> Secret {
    let text = match language {
        Language::En => format!(
            "Somebody, probably you, asked for a new password.\r\n\r\n{link}\r\n\r\n\
             The link works once, within an hour. If it was not you, do nothing.\r\n"
        ),
        Language::Ru => format!(
            "Кто-то, вероятно вы, запросил новый пароль.\r\n\r\n{link}\r\n\r\n\
             Ссылка действует один раз в течение часа. Если это были не вы, ничего не делайте.\r\n"
        ),
    };
    Secret::from(text)
}

/// Sets a new password by the key of such a link; a second factor stays what it is.
///
/// # Errors
/// `value` with `key` for one that was used, has died or never was; `blocklogon` after too many.
pub fn change(engine: &Engine, key: &Secret, password: &Secret, address: IpAddr) -> Result<()> {
    let subjects = [format!("address {}", throttle::place(address))];
    let digest = sha256(key.expose().as_bytes());
    let owner = engine.write(None, move |scope| {
        throttle::refuse_blocked(scope, &subjects)?;
        let owner = owner(scope, &digest)?;
        if owner.is_none() {
            throttle::note_failure(scope, &subjects)?;
        }
        Ok(owner)
    })?;
    let owner = owner.ok_or_else(dead_key)?;
    let hash = hash_password(password)?;
    engine.write(None, move |scope| {
        let purpose = Purpose::Recovery;
        if !sign_in_key::take(scope.tx, &digest, owner, purpose, scope.now)? {
            return Err(dead_key().into());
        }
        set_password(scope, owner, &hash, None)
    })
}

fn owner(scope: &mut Scope<'_>, digest: &[u8]) -> Result<Option<UserId>> {
    let owner = sign_in_key::owner(scope.tx, digest, Purpose::Recovery, scope.now)?;
    let Some(owner) = owner else { return Ok(None) };
    let user = user::find(scope.tx, owner)?;
    Ok(user.filter(|user| user.active).map(|user| user.id))
}

fn dead_key() -> Fault {
    let reason = Text::new(
        "The link was used already or has expired",
        "Ссылка уже использована или устарела",
    );
    Fault::value_because("key", "", reason)
}

fn no_mail() -> Fault {
    let text = Text::new(
        "This installation does not send mail yet, so a password cannot be recovered here. \
         Write to the staff",
        "Отправка почты ещё не настроена, поэтому восстановить пароль здесь нельзя. \
         Обратитесь к сотрудникам",
    );
    Fault::from_text("not_supported", "mail", text)
}
