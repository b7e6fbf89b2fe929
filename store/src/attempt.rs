//! Attempts: one try of an operation, from the intention to what came of it.

use crate::operation::{self, Operation};
use crate::{Result, Tx, TxExt};
use onsell_domain::{
    Currency, Fault, Money, OperationId, OperationState as State, Progress, Timestamp,
};

const CLAIM: &str = "
    UPDATE operation
    SET state = 'running', attempt = attempt + 1, tries = tries + 1, lease_owner = $3, due_at = $4,
        sent_at = $5
    WHERE id = $1 AND attempt = $2 AND state NOT IN ('done', 'cancelled')";

/// Intends the next attempt of what is due, oldest first, at most `limit`: counts the attempt and
/// leases it until `lease_until`. The rows are as they were before, so that `state` and `sent_at`
/// tell what the attempt before may have sent.
pub fn claim(
    tx: &mut dyn Tx,
    owner: &str,
    now: Timestamp,
    lease_until: Timestamp,
    limit: u32,
) -> Result<Vec<Operation>> {
    let found = operation::due(tx, now, limit)?;
    for operation in &found {
        tx.exec_one(
            CLAIM,
            &[
                operation.id.into(),
                i64::from(operation.attempt).into(),
                owner.into(),
                lease_until.into(),
                now.into(),
            ],
        )?;
    }
    Ok(found)
}

const GIVE_BACK: &str = "
    UPDATE operation
    SET state = $3, tries = tries - 1, lease_owner = NULL, due_at = $4, sent_at = $5
    WHERE id = $1 AND attempt = $2 AND state = 'running'";

/// Undoes the intention of an attempt of which certainly nothing was sent.
pub fn give_back(
    tx: &mut dyn Tx,
    id: OperationId,
    attempt: u32,
    was: State,
    due_at: Timestamp,
    sent_at: Option<Timestamp>,
) -> Result<bool> {
    let args = [
        id.into(),
        i64::from(attempt).into(),
        was.name().into(),
        due_at.into(),
        sent_at.into(),
    ];
    Ok(tx.exec(GIVE_BACK, &args)? == 1)
}

const VOID_LEASES: &str = "
    UPDATE operation SET due_at = $1, lease_owner = NULL
    WHERE state = 'running' AND due_at IS NOT NULL AND lease_owner <> $2";

/// Ends the leases of every other owner at once; only where one process owns the database.
pub fn void_leases(tx: &mut dyn Tx, now: Timestamp, owner: &str) -> Result<u64> {
    tx.exec(VOID_LEASES, &[now.into(), owner.into()])
}

const ACCEPTED: &str = "
    UPDATE operation
    SET state = 'waiting', due_at = NULL, lease_owner = NULL, error_kind = NULL,
        error_object = NULL, error_value = NULL, error_message = NULL, error_at = NULL,
        charged = COALESCE($3, charged), charged_currency = COALESCE($4, charged_currency),
        returned = COALESCE($5, returned)
    WHERE id = $1 AND attempt = $2 AND state = 'running'";

/// The seller has it. `false` when the operation went on without this attempt.
pub fn accept(
    tx: &mut dyn Tx,
    id: OperationId,
    attempt: u32,
    charged: Option<Money>,
    returned: Option<Money>,
) -> Result<bool> {
    let currency = charged.or(returned).map(|money| money.currency);
    let args = [
        id.into(),
        i64::from(attempt).into(),
        charged.map(|money| money.amount).into(),
        currency.as_ref().map(Currency::as_str).into(),
        returned.map(|money| money.amount).into(),
    ];
    Ok(tx.exec(ACCEPTED, &args)? == 1)
}

const KEEP_PROGRESS: &str = "
    UPDATE operation SET progress = $3 WHERE id = $1 AND attempt = $2 AND state = 'running'";

/// Keeps how far an operation is although its step is not done, beside what else follows.
pub fn keep_progress(
    tx: &mut dyn Tx,
    id: OperationId,
    attempt: u32,
    progress: &Progress,
) -> Result<()> {
    let kept = progress.to_string();
    let args = [id.into(), i64::from(attempt).into(), kept.as_str().into()];
    tx.exec(KEEP_PROGRESS, &args).map(drop)
}

const STEP: &str = "
    UPDATE operation
    SET state = 'ready', due_at = $3, step_at = $3, progress = $4, tries = 0, sent_at = NULL,
        lease_owner = NULL, error_kind = NULL, error_object = NULL, error_value = NULL,
        error_message = NULL, error_at = NULL
    WHERE id = $1 AND attempt = $2 AND state = 'running'";

/// One step of several is done: what it left is kept, and the next is due. Nothing of the next was
/// sent, and it has all its tries. `false` when the operation went on without this attempt.
pub fn step(
    tx: &mut dyn Tx,
    id: OperationId,
    attempt: u32,
    progress: &Progress,
    now: Timestamp,
) -> Result<bool> {
    let kept = progress.to_string();
    let args = [
        id.into(),
        i64::from(attempt).into(),
        now.into(),
        kept.as_str().into(),
    ];
    Ok(tx.exec(STEP, &args)? == 1)
}

const END_ATTEMPT: &str = "
    UPDATE operation
    SET state = $3, due_at = $4, sent_at = $5, lease_owner = NULL, error_kind = $6,
        error_object = $7, error_value = $8, error_message = $9, error_at = $10,
        tries = CASE WHEN $11 = 1 THEN 0 ELSE tries END
    WHERE id = $1 AND attempt = $2 AND state = 'running'";

/// How an attempt ended that did not end the operation.
pub struct End<'a> {
    /// The operation.
    pub id: OperationId,
    /// The attempt.
    pub attempt: u32,
    /// The state after it.
    pub state: State,
    /// When a worker takes it up again; none is not by itself.
    pub due_at: Option<Timestamp>,
    /// When a request of it may last have left us.
    pub sent_at: Option<Timestamp>,
    /// The error to show; none clears what was shown.
    pub fault: Option<&'a Fault>,
    /// Whether it goes on over there, so that nothing failed and the tries begin anew.
    pub is_going_on: bool,
    /// Now.
    pub now: Timestamp,
}

/// The attempt ended without ending the operation. `false` when it went on without this attempt.
pub fn end(tx: &mut dyn Tx, end: &End<'_>) -> Result<bool> {
    let args = [
        end.id.into(),
        i64::from(end.attempt).into(),
        end.state.name().into(),
        end.due_at.into(),
        end.sent_at.into(),
        end.fault.map(|fault| fault.kind.as_str()).into(),
        end.fault.map(|fault| fault.object.as_str()).into(),
        end.fault.map(|fault| fault.value.as_str()).into(),
        end.fault.map(|fault| fault.message.as_str()).into(),
        end.fault.map(|_| end.now).into(),
        i64::from(end.is_going_on).into(),
    ];
    Ok(tx.exec(END_ATTEMPT, &args)? == 1)
}

const FORGET_PROGRESS: &str = "UPDATE operation SET progress = '', step_at = NULL WHERE id = $1";

/// Another module goes on with an operation: how far it was at the one before means nothing there.
pub fn forget_progress(tx: &mut dyn Tx, id: OperationId) -> Result<()> {
    tx.exec_one(FORGET_PROGRESS, &[id.into()])
}

const BEGIN_ANEW: &str = "
    UPDATE operation
    SET state = $2, due_at = $3, progress = '', step_at = NULL, tries = 0, sent_at = NULL,
        lease_owner = NULL, taken_at = NULL, error_kind = NULL, error_object = NULL,
        error_value = NULL, error_message = NULL, error_at = NULL
    WHERE id = $1 AND state NOT IN ('running', 'done', 'cancelled')";

/// An operation of which nothing was done begins anew, at another module: it is due, or a person
/// has it.
pub fn begin_anew(
    tx: &mut dyn Tx,
    id: OperationId,
    state: State,
    due_at: Option<Timestamp>,
) -> Result<()> {
    tx.exec_one(BEGIN_ANEW, &[id.into(), state.name().into(), due_at.into()])
}
