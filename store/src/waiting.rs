//! What waits for money in a wallet. A service waits from the moment its automatic renewal met too
//! little of it until it is renewed, closed, or no longer to be renewed.

use crate::{Result, Tx, TxExt};
use onsell_domain::{AccountId, ServiceId, Timestamp, WalletId};

const WAIT: &str = "
    UPDATE service SET waits_for_money_since = COALESCE(waits_for_money_since, $2), due_at = $3
    WHERE id = $1";

/// The automatic renewal of a service waits for money from now on, if it does not already; a job
/// looks at it again at `due_at` in any case.
pub fn wait(tx: &mut dyn Tx, id: ServiceId, now: Timestamp, due_at: Timestamp) -> Result<()> {
    tx.exec_one(WAIT, &[id.into(), now.into(), due_at.into()])
}

const STOP_WAITING: &str = "UPDATE service SET waits_for_money_since = NULL WHERE id = $1";

/// The renewal of a service waits for money no longer.
pub fn stop_waiting(tx: &mut dyn Tx, id: ServiceId) -> Result<()> {
    tx.exec_one(STOP_WAITING, &[id.into()])
}

/// Active, or stopped only because its time was over, here and perhaps at the seller; nothing at
/// work on it, and not to be deleted.
const WAITING: &str = "
    SELECT s.id FROM service s
    WHERE s.wallet = $1 AND s.waits_for_money_since IS NOT NULL
      AND s.status IN (2, 3)
      AND (s.stopped_by IN (0, 2)
           OR s.stopped_by IN (16, 18)
              AND EXISTS (SELECT 1 FROM upstream u
                          WHERE u.service = s.id AND u.status_key = '3_autosuspend'))
      AND s.auto_prolong IS NOT NULL AND s.scheduled_close IS NULL
      AND NOT EXISTS (SELECT 1 FROM operation o
                      WHERE o.service = s.id AND o.state NOT IN ('done', 'cancelled'))
    ORDER BY s.waits_for_money_since, s.id LIMIT 1";

/// The service whose renewal a wallet's money pays next: the longest waiting.
pub fn next(tx: &mut dyn Tx, wallet: WalletId) -> Result<Option<ServiceId>> {
    let row = tx.row(WAITING, &[wallet.into()])?;
    row.map(|row| row.read().next()).transpose()
}

const LOOK: &str = "
    UPDATE wallet SET due_at = $2
    WHERE id = $1 AND EXISTS (SELECT 1 FROM service s
                              WHERE s.wallet = $1 AND s.waits_for_money_since IS NOT NULL)";

/// Money is free in a wallet: what waits for it must be looked at. `false` when nothing waits.
pub fn look_at(tx: &mut dyn Tx, wallet: WalletId, due_at: Timestamp) -> Result<bool> {
    Ok(tx.exec(LOOK, &[wallet.into(), due_at.into()])? == 1)
}

const LOOKED: &str = "UPDATE wallet SET due_at = NULL WHERE id = $1 AND due_at IS NOT NULL";

/// What waited for a wallet's money was looked at.
pub fn looked_at(tx: &mut dyn Tx, wallet: WalletId) -> Result<()> {
    tx.exec(LOOKED, &[wallet.into()]).map(drop)
}

const DUE: &str = "SELECT id, account FROM wallet WHERE due_at <= $1 ORDER BY due_at, id LIMIT $2";

/// Wallets whose waiting services must be looked at.
pub fn due(tx: &mut dyn Tx, now: Timestamp, limit: u32) -> Result<Vec<(WalletId, AccountId)>> {
    crate::columns::read_pairs(tx.rows(DUE, &[now.into(), i64::from(limit).into()])?)
}
