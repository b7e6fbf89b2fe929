//! Sessions: opened by a sign-in, prolonged by each request, ended.

use crate::session_life::Visitor;
use crate::sign_in::{Acting, Identity, REMEMBERED_MAX, allow_address, identity, sha256};
use crate::{Engine, Result, Scope, throttle};
use onsell_domain::{AccountId, Level, Secret, Timestamp, UserId};
use onsell_store::session::{self, Opening, Session};
use onsell_store::user::{self, User};
use onsell_wire::Fault;
use std::net::IpAddr;
use std::sync::PoisonError;

/// A session is prolonged in the database at most this often, in seconds.
const KEEP_SECONDS: i64 = 60;

/// What is remembered of a session, in memory only.
#[derive(Clone, Copy)]
pub(crate) struct Kept {
    account: Option<AccountId>,
    prolonged_at: Timestamp,
}

/// A session that was opened just now.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its id, which is stored nowhere.
    pub id: Secret,
    /// What it may do; [`Level::Guest`] while the second factor is missing.
    pub level: Level,
}

/// Opens a session of a user who proved who he is but for the second factor.
///
/// # Errors
/// `auth` for a user who only calls the API.
pub(crate) fn begin(scope: &mut Scope<'_>, user: &User, visitor: &Visitor) -> Result<Opened> {
    if user.api_only {
        return Err(Fault::api_only().into());
    }
    let session = Session {
        halfway: user.second_factor,
        ..fresh(scope, user)
    };
    open(scope, user, &session, visitor)
}

/// An ordinary session of a user, which nobody knows yet.
pub(crate) fn fresh(scope: &Scope<'_>, user: &User) -> Session {
    let seconds_max = scope.session_life().seconds_max;
    Session {
        user: user.id,
        halfway: false,
        opened_by: None,
        parent: None,
        ends_at: scope.now.plus_seconds(seconds_max),
    }
}

/// Opens a session.
pub(crate) fn open(
    scope: &mut Scope<'_>,
    user: &User,
    session: &Session,
    visitor: &Visitor,
) -> Result<Opened> {
    let id = scope.random_key();
    let digest = session_digest(&id);
    let level = Level::from_number(user.level).unwrap_or(Level::Guest);
    let uses = session.opened_by.map_or(level, |_| Level::Staff);
    let expires_at = scope.session_life().idle_end(scope.now, uses);
    let opening = Opening {
        number: number(&digest),
        now: scope.now,
        expires_at: expires_at.min(session.ends_at),
        address: &visitor.address.to_string(),
        device: &visitor.device,
    };
    session::open(scope.tx, &digest, session, &opening)?;
    let level = if session.halfway { Level::Guest } else { level };
    Ok(Opened {
        id: Secret::from(id),
        level,
    })
}

/// Opens a session for who knows the password.
///
/// # Errors
/// As of [`Engine::verify`], and `auth` for a user who only calls the API.
pub fn sign_in(
    engine: &Engine,
    name: &str,
    password: &Secret,
    visitor: &Visitor,
) -> Result<Opened> {
    let address = visitor.address;
    let verified = match engine.remembered(name, password) {
        Some(verified) => verified,
        None => engine.verify(name, password, address)?,
    };
    let account = verified.account_hint();
    let visitor = visitor.clone();
    engine.write(account, move |scope| {
        let user = verified.still(scope, address)?;
        begin(scope, &user, &visitor)
    })
}

/// Opens a session for who has a key that was made for one sign-in (wire 1.3).
///
/// # Errors
/// `auth` with `badpassword` for a key that was used, has died or never was of this user, `badip`,
/// or `blocklogon` after too many failures.
pub fn sign_in_by_key(
    engine: &Engine,
    name: &str,
    key: &Secret,
    visitor: &Visitor,
) -> Result<Opened> {
    let address = visitor.address;
    let subjects = throttle::subjects(name, address);
    let (sought, digest) = (name.to_owned(), sha256(key.expose().as_bytes()));
    let visitor = visitor.clone();
    let opened = engine.write(None, move |scope| {
        throttle::refuse_blocked(scope, &subjects)?;
        let user = user::find_by_name(scope.tx, &sought)?.filter(|user| user.active);
        let user = match user {
            Some(user) if crate::sign_in_key::take(scope, &digest, user.id)? => user,
            _ => {
                throttle::note_failure(scope, &subjects)?;
                return Ok(None);
            }
        };
        allow_address(&user, address)?;
        begin(scope, &user, &visitor).map(Some)
    })?;
    // The failure is written, which a refusal inside the unit would undo.
    opened.ok_or_else(|| Fault::bad_password().into())
}

/// Who a session belongs to, inside the unit.
///
/// # Errors
/// `access` for a session that ended or never was, `badip` from an address that may not.
pub fn identify_session(scope: &mut Scope<'_>, id: &str, address: IpAddr) -> Result<Identity> {
    let session = session::find(scope.tx, &session_digest(id), scope.now)?
        .ok_or_else(Fault::access_expired)?;
    let user = active(scope, session.user)?;
    let level = user.level;
    let mut found = match session.opened_by {
        None => {
            allow_address(&user, address)?;
            identity(user)
        }
        Some(opener) => {
            let acting = opened_by(scope, opener, level, address)?;
            let mut found = identity(user);
            found.acting = Some(acting);
            found
        }
    };
    found.is_halfway = session.halfway;
    Ok(found)
}

fn active(scope: &mut Scope<'_>, id: UserId) -> Result<User> {
    let user = user::find(scope.tx, id)?.filter(|user| user.active);
    Ok(user.ok_or_else(Fault::access_expired)?)
}

/// Whoever opened the session as somebody else is still there, may come from this address, and is
/// still above the user.
fn opened_by(scope: &mut Scope<'_>, opener: UserId, level: i64, address: IpAddr) -> Result<Acting> {
    if opener.get() == 0 {
        return Ok(Acting { author: None });
    }
    let staff = active(scope, opener)?;
    allow_address(&staff, address)?;
    if staff.level <= level || staff.level < Level::Staff.number() {
        return Err(Fault::access_expired().into());
    }
    Ok(Acting {
        author: Some(opener),
    })
}

/// The number under which lists name a session: 48 bits of its digest, which every language of a
/// page can hold.
pub(crate) fn number(digest: &[u8; 32]) -> i64 {
    let bits = digest[..6].iter();
    bits.fold(0, |number, byte| number << 8 | i64::from(*byte))
}

/// Whether a session of this digest has this id.
pub fn is_session(id: &str, digest: &[u8]) -> bool {
    session_digest(id) == *digest
}

pub(crate) fn session_digest(id: &str) -> [u8; 32] {
    sha256(id.as_bytes())
}

/// Ends a session, and the one from which it was opened in the same browser.
pub fn close_session(scope: &mut Scope<'_>, id: &str) -> Result<()> {
    Ok(session::close_with_parent(scope.tx, &session_digest(id))?)
}

/// The account of a session, for choosing a writer; decides nothing.
pub fn session_hint(engine: &Engine, id: &str) -> Option<AccountId> {
    let sessions = &engine.inside().verified.sessions;
    let sessions = sessions.lock().unwrap_or_else(PoisonError::into_inner);
    sessions
        .get(&session_digest(id))
        .and_then(|kept| kept.account)
}

/// Prolongs a session that was used by somebody; writes at most once a minute and does not wait for
/// it.
pub fn keep_session(engine: &Engine, id: &str, who: Option<&Identity>) {
    let account = who.and_then(|who| who.account);
    let level = match who {
        Some(who) if who.acting.is_some() => Level::Staff,
        Some(who) => who.level,
        None => Level::Guest,
    };
    let digest = session_digest(id);
    let now = engine.now();
    {
        let sessions = &engine.inside().verified.sessions;
        let sessions = sessions.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = sessions
            .get(&digest)
            .is_some_and(|kept| now.seconds_since(kept.prolonged_at) < KEEP_SECONDS);
        if recent {
            return;
        }
    }
    engine.keep(digest, account);
    engine.submit(
        account,
        move |scope| {
            let expires_at = scope.session_life().idle_end(scope.now, level);
            Ok(session::prolong(scope.tx, &digest, expires_at, scope.now)?)
        },
        |_| (),
    );
}

impl Engine {
    pub(crate) fn keep(&self, digest: [u8; 32], account: Option<AccountId>) {
        let now = self.now();
        let sessions = &self.inside().verified.sessions;
        let mut sessions = sessions.lock().unwrap_or_else(PoisonError::into_inner);
        if sessions.len() >= REMEMBERED_MAX {
            sessions.retain(|_, kept| now.seconds_since(kept.prolonged_at) < KEEP_SECONDS);
            if sessions.len() >= REMEMBERED_MAX {
                sessions.clear();
            }
        }
        sessions.insert(
            digest,
            Kept {
                account,
                prolonged_at: now,
            },
        );
    }
}
