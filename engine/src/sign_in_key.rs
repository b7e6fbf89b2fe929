//! Keys for one sign-in: another program lets a person in without a password (wire 1.3).

use crate::journal;
use crate::sign_in::{Identity, sha256};
use crate::{Result, Scope};
use onsell_domain::{Level, Secret, Text, UserId};
use onsell_store::sign_in_key::{self as store, Purpose};
use onsell_store::user::{self, User};
use onsell_wire::{Fault, Params};

/// How long a key lives that nobody uses, in seconds (wire 1.3, `OneTimeExpire`).
pub const KEY_SECONDS: i64 = 3600;
/// How long the link of a first sign-in lives, in seconds.
pub const FIRST_LINK_SECONDS: i64 = 24 * 3600;
/// The fewest characters of a key that the caller chose.
const KEY_CHARACTERS_MIN: usize = 16;
/// The longest key, in bytes.
const KEY_BYTES_MAX: usize = 256;

/// Keeps a key with which a user signs in once: the caller himself, or somebody below him.
///
/// # Errors
/// `value` for a key that is too short, `exists` for one that is kept already, `missed` for nobody
/// the caller may know, `access` for somebody who is not below him.
pub fn new_key(scope: &mut Scope<'_>, by: &Identity, name: &str, key: &Secret) -> Result<()> {
    let text = key.expose();
    if text.chars().count() < KEY_CHARACTERS_MIN || text.len() > KEY_BYTES_MAX {
        let reason = Text {
            en: "The key must have 16 to 256 characters",
            ru: "Ключ должен содержать от 16 до 256 символов",
        };
        return Err(Fault::value_because("key", "", reason).into());
    }
    let user = below(scope, by, name)?;
    let life = (scope.now, scope.now.plus_seconds(KEY_SECONDS));
    let digest = sha256(text.as_bytes());
    if !store::add(scope.tx, &digest, user.id, Purpose::Session, life)? {
        return Err(Fault::exists("key", "").into());
    }
    if user.id != by.user {
        let object = user.id.to_string();
        let author = by.author();
        journal::write(scope, author, "session.newkey", &object, "")?;
    }
    Ok(())
}

fn below(scope: &mut Scope<'_>, by: &Identity, name: &str) -> Result<User> {
    let is_staff = by.level >= Level::Staff;
    let user = user::find_by_name(scope.tx, name)?
        .filter(|user| is_staff || user.id == by.user)
        .ok_or_else(|| Fault::missed("user", name))?;
    if user.id != by.user && user.level >= by.level.number() {
        return Err(Fault::access("session.newkey").into());
    }
    Ok(user)
}

/// A fresh key with which a user signs in once within so many seconds.
pub fn fresh(
    scope: &mut Scope<'_>,
    user: UserId,
    purpose: Purpose,
    seconds: i64,
) -> Result<Secret> {
    let key = scope.random_key();
    let life = (scope.now, scope.now.plus_seconds(seconds));
    store::add(scope.tx, &sha256(key.as_bytes()), user, purpose, life)?;
    Ok(Secret::from(key))
}

/// Uses a key of a sign-in up; whether it was this user's.
pub(crate) fn take(scope: &mut Scope<'_>, digest: &[u8], user: UserId) -> Result<bool> {
    Ok(store::take(
        scope.tx,
        digest,
        user,
        Purpose::Session,
        scope.now,
    )?)
}

/// The address under which a browser signs in with a key (wire 1.3), for the installation at
/// `house`.
pub fn url(house: &str, name: &str, key: &Secret) -> String {
    url_to(house, name, key, None)
}

/// The same, where the browser is led to a page of the panel then.
pub fn url_to(house: &str, name: &str, key: &Secret, page: Option<&str>) -> String {
    let mut params = Params::default();
    params.push("func", "auth");
    params.push("username", name);
    params.push("key", key.expose());
    params.push("checkcookie", "no");
    if let Some(page) = page {
        params.push("redirect", page);
    }
    format!("{house}/billmgr?{}", params.to_query())
}
