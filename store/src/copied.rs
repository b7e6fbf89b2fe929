//! What a copy of a database must not go on with as the original would.

use crate::{Result, Tx};
use onsell_domain::Timestamp;

const DOUBT: &str = "
    UPDATE operation
    SET state = CASE WHEN state IN ('ready', 'running') THEN 'unknown' ELSE state END,
        due_at = CASE WHEN state IN ('ready', 'running', 'unknown') AND taken_at IS NULL
                 THEN $1 ELSE due_at END,
        lease_owner = NULL, tries = 0, sent_at = $1
    WHERE state NOT IN ('done', 'cancelled')
      AND service IN (
        SELECT s.id
        FROM operation o
        JOIN service s ON s.id = o.service
        JOIN processing_module m ON m.id = s.module
        WHERE o.state NOT IN ('done', 'cancelled') AND m.seller IS NOT NULL)";

/// Whatever was unfinished at a seller may have been sent since: it is looked for there before it
/// is sent. Returns how many operations that are.
pub fn doubt_operations(tx: &mut dyn Tx, now: Timestamp) -> Result<u64> {
    tx.exec(DOUBT, &[now.into()])
}

const REST: &str = "
    UPDATE operation
    SET state = 'attention', due_at = NULL, lease_owner = NULL, error_kind = 'clone',
        error_message = $2, error_at = $1
    WHERE state NOT IN ('done', 'cancelled')
      AND service IN (
        SELECT s.id
        FROM operation o
        JOIN service s ON s.id = o.service
        JOIN processing_module m ON m.id = s.module
        WHERE o.state NOT IN ('done', 'cancelled') AND m.seller IS NOT NULL)";

/// Whatever was unfinished at a seller is the original's: here it stands for good, with this text.
pub fn rest_operations(tx: &mut dyn Tx, now: Timestamp, text: &str) -> Result<u64> {
    tx.exec(REST, &[now.into(), text.into()])
}

const POSTPONE: &str = "UPDATE service SET due_at = $1 WHERE due_at < $1";

/// No job looks at a service before an instant.
pub fn postpone(tx: &mut dyn Tx, until: Timestamp) -> Result<u64> {
    tx.exec(POSTPONE, &[until.into()])
}

const DOUBT_SELLERS: &str = "UPDATE seller SET restored_at = $1";

/// Every seller may have done more since than is known here.
pub fn doubt_sellers(tx: &mut dyn Tx, now: Timestamp) -> Result<u64> {
    tx.exec(DOUBT_SELLERS, &[now.into()])
}

const READ_ANEW: &str =
    "UPDATE seller SET epoch = '', cursor = 0, card_cursor = 0, lease_owner = NULL,
        lease_until = NULL";

/// The events of every seller are read from the beginning, which compares everything there.
pub fn read_anew(tx: &mut dyn Tx) -> Result<()> {
    tx.exec(READ_ANEW, &[]).map(drop)
}

const SIGN_OUT: &str = "DELETE FROM session WHERE expires_at > 0";

const FORGET_KEYS: &str = "DELETE FROM sign_in_key WHERE expires_at > 0";
const FORGET_MAIL: &str = "DELETE FROM mail WHERE due_at > 0";

/// Everybody signs in again; keys that were handed out and letters that wait are forgotten, as they
/// may have been used and sent since.
pub fn sign_out(tx: &mut dyn Tx) -> Result<()> {
    tx.exec(SIGN_OUT, &[])?;
    tx.exec(FORGET_KEYS, &[])?;
    tx.exec(FORGET_MAIL, &[]).map(drop)
}

const FORGET_FACTORS: &str = "
    UPDATE \"user\" SET totp = NULL, totp_since = NULL WHERE totp IS NOT NULL";

/// Everybody signs in with the password alone: the second factors are sealed with a key that is not
/// here.
pub fn forget_factors(tx: &mut dyn Tx) -> Result<()> {
    tx.exec(FORGET_FACTORS, &[]).map(drop)
}

const CUT_OFF: &str = "
    UPDATE seller
    SET url = 'https://seller-' || CAST(id AS TEXT) || '.invalid/billmgr', password = $1,
        features = '', version = version + 1, denied_since = $2, probe_at = $3, problem = $4";
const CUT_OFF_MACHINES: &str = "
    UPDATE processing_module
    SET url = 'https://module-' || CAST(id AS TEXT) || '.invalid', password = NULL, active = 0,
        version = version + 1, denied_since = $1, probe_at = $2, problem = $3
    WHERE version > 0";
const SWITCH_OFF: &str = "UPDATE processing_module SET active = 0 WHERE seller IS NOT NULL";

/// Cuts off every seller and every module that drives machines: it has an address that leads
/// nowhere and no password, nobody asks it before `until`, and its modules are switched off.
pub fn cut_off(tx: &mut dyn Tx, now: Timestamp, until: Timestamp, text: &str) -> Result<()> {
    let none: &[u8] = &[];
    tx.exec(
        CUT_OFF,
        &[none.into(), now.into(), until.into(), text.into()],
    )?;
    tx.exec(CUT_OFF_MACHINES, &[now.into(), until.into(), text.into()])?;
    tx.exec(SWITCH_OFF, &[]).map(drop)
}
