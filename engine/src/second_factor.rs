//! The second factor of a user: switched on, given at the sign-in, switched off.
//!
//! A code counts once, also within its half minute. Whoever lost the device has ten recovery codes,
//! each for once; staff can switch it off for somebody below them.

use crate::journal;
use crate::session::{self, Opened, session_digest};
use crate::session_life::Visitor;
use crate::sign_in::{Identity, sha256};
use crate::user::managed;
use crate::{Engine, Result, Scope, throttle, totp};
use onsell_domain::{Secret, Text, UserId};
use onsell_store::second_factor as store;
use onsell_store::user;
use onsell_wire::Fault;

/// How many recovery codes there are.
pub const RECOVERY_CODES: usize = 10;
/// Wrong codes in a row after which none is looked at for a while.
const FAILURES_MAX: u32 = 5;
/// For how long, in seconds: a password is known by then, so this is longer than for one.
const BLOCK_SECONDS: i64 = 300;

/// What a person needs to set up an authenticator.
pub struct Prepared {
    /// Whose it is.
    pub name: String,
    /// The secret, in base 32.
    pub secret: Secret,
    /// Codes for who loses the device.
    pub recovery_codes: Vec<Secret>,
}

/// A fresh secret and recovery codes for the caller himself. They count once a code confirmed them.
///
/// # Errors
/// `access` for whoever acts as somebody else or has no row, `exists` while it is on.
pub fn prepare(engine: &Engine, caller: &Identity) -> Result<Prepared> {
    let user = own(caller, "totp.new")?;
    let secret = totp::encode(&engine.random());
    let recovery_codes: Vec<Secret> = (0..RECOVERY_CODES).map(|_| recovery_code(engine)).collect();
    let inside = engine.inside();
    let sealed = inside.seal.seal(&secret, inside.random.as_ref());
    let digests: Vec<[u8; 32]> = recovery_codes.iter().map(digest_of_code).collect();
    engine.write(caller.account, move |scope| {
        if store::prepare(scope.tx, user, &sealed, &digests)? {
            return Ok(());
        }
        Err(Fault::exists("totp", "").into())
    })?;
    Ok(Prepared {
        name: caller.name.clone(),
        secret,
        recovery_codes,
    })
}

/// What a code may be.
enum Guess {
    /// The code of a time step.
    Step(i64),
    /// Perhaps a recovery code.
    Recovery([u8; 32]),
}

/// What came of a right code.
pub enum Confirmed {
    /// The sign-in is complete: a session with all rights, instead of the one of low rights.
    SignedIn(Opened),
    /// From now on the second factor is asked for.
    TurnedOn,
}

/// Takes a code: it completes the sign-in of a session of low rights, or switches the second factor
/// on.
///
/// # Errors
/// `value` with object `qrcode` for a wrong or used code, `blocklogon` after too many, `missed`
/// when nothing was prepared.
pub fn confirm(
    engine: &Engine,
    caller: &Identity,
    session: Option<&str>,
    code: &str,
    visitor: &Visitor,
) -> Result<Confirmed> {
    let visitor = visitor.clone();
    let id = own(caller, "totp.confirm")?;
    let guess = guess(engine, id, code)?;
    let halfway = session.filter(|_| caller.is_halfway).map(session_digest);
    engine
        .write(caller.account, move |scope| {
            if !spend(scope, id, &guess)? {
                return Ok(None);
            }
            let Some(digest) = &halfway else {
                let is_new = store::turn_on(scope.tx, id, scope.now)?;
                return if is_new {
                    Ok(Some(Confirmed::TurnedOn))
                } else {
                    Err(Fault::exists("totp", "").into())
                };
            };
            let user = user::find(scope.tx, id)?.ok_or_else(Fault::access_expired)?;
            onsell_store::session::close(scope.tx, digest)?;
            let full = session::fresh(scope, &user);
            let opened = session::open(scope, &user, &full, &visitor)?;
            Ok(Some(Confirmed::SignedIn(opened)))
        })?
        .ok_or_else(|| wrong_code().into())
}

/// Switches the caller's own second factor off, which takes a code.
///
/// # Errors
/// As of [`confirm`].
pub fn turn_off(engine: &Engine, caller: &Identity, code: &str) -> Result<()> {
    let id = own(caller, "totp.off")?;
    let guess = guess(engine, id, code)?;
    let is_right = engine.write(caller.account, move |scope| {
        let is_right = spend(scope, id, &guess)?;
        if is_right {
            store::turn_off(scope.tx, id)?;
        }
        Ok(is_right)
    })?;
    if is_right {
        Ok(())
    } else {
        Err(wrong_code().into())
    }
}

/// Staff switch the second factor of somebody below them off.
///
/// # Errors
/// `missed` for nobody, `access` for somebody who is not below.
pub fn reset(scope: &mut Scope<'_>, by: &Identity, id: UserId) -> Result<()> {
    let user = managed(scope, by, id, "user.totp.reset")?;
    store::turn_off(scope.tx, user.id)?;
    let object = user.id.to_string();
    journal::write(scope, by.author(), "user.totp.reset", &object, &user.name)?;
    Ok(())
}

/// The caller himself; nobody sets somebody else's second factor up.
fn own(caller: &Identity, function: &str) -> Result<UserId> {
    if caller.acting.is_some() || caller.user.get() == 0 {
        return Err(Fault::access(function).into());
    }
    Ok(caller.user)
}

fn guess(engine: &Engine, user: UserId, code: &str) -> Result<Guess> {
    let sealed = engine.read(move |scope| {
        throttle::refuse_blocked(scope, &[subject(user)])?;
        Ok(store::secret(scope.tx, user)?)
    })?;
    let sealed = sealed.ok_or_else(|| Fault::missed("totp", ""))?;
    // With a new sealing key nobody can open it; the recovery codes are for whoever lost a secret.
    let secret = engine.inside().seal.open(&sealed).ok();
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let step = secret.and_then(|secret| totp::step_of(&secret, &code, engine.now()));
    Ok(match step {
        Some(step) => Guess::Step(step),
        None => Guess::Recovery(digest_of_code(&Secret::from(code))),
    })
}

/// Uses a code up; whether it was right. A wrong one is counted.
fn spend(scope: &mut Scope<'_>, user: UserId, guess: &Guess) -> Result<bool> {
    throttle::refuse_blocked(scope, &[subject(user)])?;
    let is_right = match guess {
        Guess::Step(step) => store::use_step(scope.tx, user, *step)?,
        Guess::Recovery(digest) => store::use_code(scope.tx, user, digest)?,
    };
    if is_right {
        onsell_store::session::clear_failures(scope.tx, &subject(user))?;
    } else {
        throttle::count(scope, &subject(user), FAILURES_MAX, BLOCK_SECONDS)?;
    }
    Ok(is_right)
}

fn subject(user: UserId) -> String {
    format!("totp {user}")
}

fn wrong_code() -> Fault {
    let reason = Text {
        en: "The code is wrong or was used already",
        ru: "Код неверен или уже использован",
    };
    Fault::value_because("qrcode", "", reason)
}

fn recovery_code(engine: &Engine) -> Secret {
    let letters = crate::sign_in::first_password(engine);
    let letters = letters.expose().as_bytes();
    let parts: Vec<&str> = letters
        .chunks(4)
        .filter_map(|part| std::str::from_utf8(part).ok())
        .collect();
    Secret::from(parts.join("-"))
}

/// The digest of a recovery code, however its letters were grouped.
fn digest_of_code(code: &Secret) -> [u8; 32] {
    let code = code.expose().to_lowercase().replace('-', "");
    sha256(code.as_bytes())
}
