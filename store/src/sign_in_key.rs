//! Keys that sign in once, or set a new password once (wire 1.3).

use crate::{Result, Tx, TxExt};
use onsell_domain::{Timestamp, UserId};

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// It opens a session.
    Session,
    /// It sets a new password.
    Recovery,
}

impl Purpose {
    const fn code(self) -> &'static str {
        match self {
            Self::Session => "session",
            Self::Recovery => "recovery",
        }
    }
}

const ADD: &str = "
    INSERT INTO sign_in_key (digest, user_id, purpose, expires_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (digest) DO UPDATE
    SET user_id = excluded.user_id, purpose = excluded.purpose, expires_at = excluded.expires_at
    WHERE sign_in_key.expires_at <= $5";
const TAKE: &str = "
    DELETE FROM sign_in_key
    WHERE digest = $1 AND user_id = $2 AND purpose = $3 AND expires_at > $4";
const OWNER: &str = "
    SELECT user_id FROM sign_in_key WHERE digest = $1 AND purpose = $2 AND expires_at > $3";
const OF_USER: &str = "DELETE FROM sign_in_key WHERE user_id = $1";
const FORGET: &str = "
    DELETE FROM sign_in_key
    WHERE digest IN (SELECT digest FROM sign_in_key WHERE expires_at < $1 LIMIT $2)";

/// Keeps a key under its digest. `false` when this key is kept already and still lives.
pub fn add(
    tx: &mut dyn Tx,
    digest: &[u8],
    user: UserId,
    purpose: Purpose,
    (now, expires_at): (Timestamp, Timestamp),
) -> Result<bool> {
    let args = [
        digest.into(),
        user.into(),
        purpose.code().into(),
        expires_at.into(),
        now.into(),
    ];
    Ok(tx.exec(ADD, &args)? == 1)
}

/// Uses a key up. `false` when there is none of this user, for this purpose, that still lives.
pub fn take(
    tx: &mut dyn Tx,
    digest: &[u8],
    user: UserId,
    purpose: Purpose,
    now: Timestamp,
) -> Result<bool> {
    let args = [
        digest.into(),
        user.into(),
        purpose.code().into(),
        now.into(),
    ];
    Ok(tx.exec(TAKE, &args)? == 1)
}

/// Whose key that is, if it still lives.
pub fn owner(
    tx: &mut dyn Tx,
    digest: &[u8],
    purpose: Purpose,
    now: Timestamp,
) -> Result<Option<UserId>> {
    tx.row(OWNER, &[digest.into(), purpose.code().into(), now.into()])?
        .map(|row| row.read().next())
        .transpose()
}

/// Forgets every key of a user.
pub fn forget_of_user(tx: &mut dyn Tx, user: UserId) -> Result<()> {
    tx.exec(OF_USER, &[user.into()]).map(drop)
}

/// Deletes keys that died before an instant, at most `limit`.
pub fn forget(tx: &mut dyn Tx, before: Timestamp, limit: u32) -> Result<u64> {
    tx.exec(FORGET, &[before.into(), i64::from(limit).into()])
}
