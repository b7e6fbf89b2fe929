//! Who is it: passwords, sessions, and the throttling of those who guess.

use crate::session::Kept;
use crate::{Engine, Error, Result, Scope, throttle};
use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use onsell_domain::{AccountId, AddressRanges, Language, Level, Secret, Timestamp, UserId};
use onsell_store::session;
use onsell_store::user::{self, User};
use onsell_wire::Fault;
use ring::{digest, hmac};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// How long a verified password is remembered, in seconds.
const REMEMBER_SECONDS: i64 = 60;
/// How many verified passwords and session owners are remembered.
pub(crate) const REMEMBERED_MAX: usize = 10_000;
/// The longest password that is looked at, in bytes.
const PASSWORD_BYTES_MAX: usize = 1024;

/// Who calls, as read inside the unit.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The user.
    pub user: UserId,
    /// The sign-in name.
    pub name: String,
    /// The person's name.
    pub real_name: String,
    /// Where to write.
    pub email: String,
    /// What the user may do.
    pub level: Level,
    /// The account of a customer.
    pub account: Option<AccountId>,
    /// The language of answers.
    pub language: Language,
    /// Where to call.
    pub phone: String,
    /// Whether the second factor is still missing; until then nearly everything is refused.
    pub is_halfway: bool,
    /// Who of the staff really calls, when it is as somebody else.
    pub acting: Option<Acting>,
}

/// Who of the staff acts as somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acting {
    /// The user; the machine's own administrator has no row.
    pub author: Option<UserId>,
}

impl Identity {
    /// The machine's own administrator, at the local socket.
    pub fn root() -> Self {
        Self {
            user: UserId::new(0),
            name: "root".to_owned(),
            real_name: String::new(),
            email: String::new(),
            level: Level::Root,
            account: None,
            language: Language::En,
            phone: String::new(),
            is_halfway: false,
            acting: None,
        }
    }

    /// The user as an author: whoever really calls. The machine's own administrator has no row.
    pub fn author(&self) -> Option<UserId> {
        match self.acting {
            Some(acting) => acting.author,
            None => (self.user.get() != 0).then_some(self.user),
        }
    }
}

/// Somebody whose password was right.
#[derive(Debug, Clone)]
pub struct VerifiedUser {
    pub(crate) user: UserId,
    account: Option<AccountId>,
    /// A digest of the stored hash: a changed password ends what was remembered.
    stamp: [u8; 32],
}

impl VerifiedUser {
    /// The account, for choosing a writer; decides nothing.
    pub fn account_hint(&self) -> Option<AccountId> {
        self.account
    }
}

/// What was verified lately, in memory only.
pub(crate) struct Verified {
    key: hmac::Key,
    // Held only to look up or to put in.
    users: Mutex<HashMap<[u8; 32], (Timestamp, VerifiedUser)>>,
    pub(crate) sessions: Mutex<HashMap<[u8; 32], Kept>>,
}

impl Default for Verified {
    fn default() -> Self {
        let random = ring::rand::SystemRandom::new();
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &random)
            .expect("the operating system gives random bytes");
        Self {
            key,
            users: Mutex::default(),
            sessions: Mutex::default(),
        }
    }
}

impl Verified {
    fn digest(&self, name: &str, password: &Secret) -> [u8; 32] {
        let mut context = hmac::Context::with_key(&self.key);
        context.update(&(name.len() as u64).to_le_bytes());
        context.update(name.as_bytes());
        context.update(password.expose().as_bytes());
        to_array(context.sign().as_ref())
    }
}

fn to_array(bytes: &[u8]) -> [u8; 32] {
    let mut array = [0; 32];
    array.copy_from_slice(&bytes[..32]);
    array
}

pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    to_array(digest::digest(&digest::SHA256, bytes).as_ref())
}

/// The argon2id hash of a password. Slow on purpose.
pub fn hash_password(password: &Secret) -> Result<String> {
    let text = password.expose();
    if text.is_empty() || text.len() > PASSWORD_BYTES_MAX {
        return Err(Fault::value_empty("passwd").into());
    }
    let hash = Argon2::default().hash_password(text.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| Error::Outside(error.to_string()))
}

impl Engine {
    /// Somebody who was verified less than a minute ago, without touching anything.
    pub fn remembered(&self, name: &str, password: &Secret) -> Option<VerifiedUser> {
        let verified = &self.inside().verified;
        let digest = verified.digest(name, password);
        let users = verified
            .users
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let (until, user) = users.get(&digest)?;
        (self.now() < *until).then(|| user.clone())
    }

    /// Checks a password; slow on purpose, so call it where waiting is no harm.
    ///
    /// # Errors
    /// `auth` with `badpassword`, `badip`, or `blocklogon` after too many failures.
    pub fn verify(&self, name: &str, password: &Secret, address: IpAddr) -> Result<VerifiedUser> {
        let subjects = throttle::subjects(name, address);
        let (sought, asked) = (name.to_owned(), subjects.clone());
        let found = self.read(move |scope| {
            throttle::refuse_blocked(scope, &asked)?;
            Ok(user::find_by_name(scope.tx, &sought)?)
        })?;
        let right = is_right(found.as_ref(), password);
        let Some(user) = found.filter(|user| right && user.active) else {
            self.write(None, move |scope| throttle::note_failure(scope, &subjects))?;
            return Err(Fault::bad_password().into());
        };
        allow_address(&user, address)?;
        let subject = subjects[0].clone();
        let known = self.read(move |scope| Ok(session::failures(scope.tx, &subject)?))?;
        if known.count > 0 {
            self.write(None, move |scope| {
                Ok(session::clear_failures(scope.tx, &subjects[0])?)
            })?;
        }
        let verified = VerifiedUser {
            user: user.id,
            account: user.account,
            stamp: sha256(user.password.as_bytes()),
        };
        self.remember(name, password, &verified);
        Ok(verified)
    }

    fn remember(&self, name: &str, password: &Secret, user: &VerifiedUser) {
        let verified = &self.inside().verified;
        let digest = verified.digest(name, password);
        let now = self.now();
        let mut users = verified
            .users
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if users.len() >= REMEMBERED_MAX {
            users.retain(|_, (until, _)| now < *until);
            if users.len() >= REMEMBERED_MAX {
                users.clear();
            }
        }
        users.insert(digest, (now.plus_seconds(REMEMBER_SECONDS), user.clone()));
    }
}

/// Verifies against a hash even when there is no such user, so that time tells nothing.
fn is_right(user: Option<&User>, password: &Secret) -> bool {
    // Of a random password; made once with the default parameters.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$b25zZWxsLW5vYm9keQ$\
                          GJ6Z3nUQn3cX8cbMZ4b0xC0eYF4wQ3mX7jT2v3n1p5A";
    if password.expose().len() > PASSWORD_BYTES_MAX {
        return false;
    }
    // Who has no password yet costs the same time as well.
    let stored = user
        .map(|user| user.password.as_str())
        .filter(|hash| !hash.is_empty());
    let stored = stored.unwrap_or(NOBODY);
    let Ok(hash) = PasswordHash::new(stored) else {
        return false;
    };
    let right = Argon2::default()
        .verify_password(password.expose().as_bytes(), &hash)
        .is_ok();
    right && user.is_some()
}

pub(crate) fn allow_address(user: &User, address: IpAddr) -> Result<()> {
    if user.ranges.trim().is_empty() {
        return Ok(());
    }
    let allowed = AddressRanges::parse(&user.ranges).is_ok_and(|ranges| ranges.allows(address));
    if allowed {
        Ok(())
    } else {
        Err(Fault::bad_address().into())
    }
}

impl VerifiedUser {
    /// The user as he is now, inside the unit: still active, with the same password.
    pub(crate) fn still(&self, scope: &mut Scope<'_>, address: IpAddr) -> Result<User> {
        let user = user::find(scope.tx, self.user)?
            .filter(|user| user.active && sha256(user.password.as_bytes()) == self.stamp)
            .ok_or_else(Fault::bad_password)?;
        allow_address(&user, address)?;
        Ok(user)
    }
}

/// Who a verified user is now, inside the unit. A user who is asked for a second factor is refused:
/// a single call cannot give it (wire 1.3). One for the API only is not asked.
pub fn identify_verified(
    scope: &mut Scope<'_>,
    verified: &VerifiedUser,
    address: IpAddr,
) -> Result<Identity> {
    let user = verified.still(scope, address)?;
    if user.second_factor && !user.api_only {
        return Err(Fault::second_factor().into());
    }
    Ok(identity(user))
}

/// What is said of a user who was let in.
pub(crate) fn identity(user: User) -> Identity {
    Identity {
        user: user.id,
        name: user.name,
        real_name: user.real_name,
        email: user.email,
        level: Level::from_number(user.level).unwrap_or(Level::Guest),
        account: user.account,
        language: Language::parse(&user.language),
        phone: user.phone,
        is_halfway: false,
        acting: None,
    }
}

/// A password that is easy to read aloud and hard to guess, for a first sign-in.
pub fn first_password(engine: &Engine) -> Secret {
    const LETTERS: &[u8] = b"abcdefghjkmnpqrstuvwxyz23456789";
    let bytes: [u8; 16] = engine.random();
    let text: String = bytes
        .iter()
        .map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]))
        .collect();
    Secret::from(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_kept_as_argon2id_with_a_salt_of_their_own() {
        let password = Secret::from("a password");
        let [one, two] = [hash_password(&password), hash_password(&password)].map(Result::unwrap);
        // OWASP's least: 19 MiB, two passes.
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        for refused in [String::new(), "x".repeat(PASSWORD_BYTES_MAX + 1)] {
            assert!(hash_password(&Secret::from(refused)).is_err());
        }
    }
}
