//! The second factor of a user: the sealed secret, the newest code that was used, and the codes for
//! who lost the device.

use crate::{Result, Tx, TxExt};
use onsell_domain::{Timestamp, UserId};

const SECRET: &str = "SELECT totp FROM \"user\" WHERE id = $1 AND deleted_at IS NULL";
const PREPARE: &str = "
    UPDATE \"user\" SET totp = $2, totp_step = 0 WHERE id = $1 AND totp_since IS NULL";
const TURN_ON: &str = "
    UPDATE \"user\" SET totp_since = $2
    WHERE id = $1 AND totp_since IS NULL AND totp IS NOT NULL";
const TURN_OFF: &str = "
    UPDATE \"user\" SET totp = NULL, totp_since = NULL, totp_step = 0 WHERE id = $1";
const USE_STEP: &str = "UPDATE \"user\" SET totp_step = $2 WHERE id = $1 AND totp_step < $2";
const ADD_CODE: &str = "INSERT INTO recovery_code (user_id, digest) VALUES ($1, $2)";
const USE_CODE: &str = "DELETE FROM recovery_code WHERE user_id = $1 AND digest = $2";
const FORGET_CODES: &str = "DELETE FROM recovery_code WHERE user_id = $1";

/// The sealed secret, confirmed or not.
pub fn secret(tx: &mut dyn Tx, user: UserId) -> Result<Option<Vec<u8>>> {
    match tx.row(SECRET, &[user.into()])? {
        Some(row) => row.read().next(),
        None => Ok(None),
    }
}

/// Keeps a fresh secret and its recovery codes; nobody is asked for them before they are confirmed.
/// `false` while a second factor is on.
pub fn prepare(
    tx: &mut dyn Tx,
    user: UserId,
    sealed: &[u8],
    code_digests: &[[u8; 32]],
) -> Result<bool> {
    if tx.exec(PREPARE, &[user.into(), sealed.into()])? == 0 {
        return Ok(false);
    }
    tx.exec(FORGET_CODES, &[user.into()])?;
    for digest in code_digests {
        tx.exec_one(ADD_CODE, &[user.into(), digest.as_slice().into()])?;
    }
    Ok(true)
}

/// From now on the second factor is asked for. `false` when it was on, or nothing was prepared.
pub fn turn_on(tx: &mut dyn Tx, user: UserId, now: Timestamp) -> Result<bool> {
    Ok(tx.exec(TURN_ON, &[user.into(), now.into()])? == 1)
}

/// No second factor any more.
pub fn turn_off(tx: &mut dyn Tx, user: UserId) -> Result<()> {
    tx.exec(FORGET_CODES, &[user.into()])?;
    tx.exec_one(TURN_OFF, &[user.into()])
}

/// Uses the code of a time step up. `false` when it, or a later one, was used before.
pub fn use_step(tx: &mut dyn Tx, user: UserId, step: i64) -> Result<bool> {
    Ok(tx.exec(USE_STEP, &[user.into(), step.into()])? == 1)
}

/// Uses a recovery code up. `false` when the user has no such code.
pub fn use_code(tx: &mut dyn Tx, user: UserId, digest: &[u8]) -> Result<bool> {
    Ok(tx.exec(USE_CODE, &[user.into(), digest.into()])? == 1)
}
