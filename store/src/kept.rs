//! What we asked of a seller and what must still be so there.

use crate::{Result, Tx, TxExt};
use onsell_domain::ServiceId;

const LAST_STOP: &str = "
    SELECT kind FROM operation
    WHERE service = $1 AND kind IN ('suspend', 'resume') AND state = 'done'
    ORDER BY id DESC LIMIT 1";

/// Whether the last that we had done about the running of a service was its stop.
pub fn stopped_last(tx: &mut dyn Tx, service: ServiceId) -> Result<bool> {
    match tx.row(LAST_STOP, &[service.into()])? {
        Some(row) => Ok(row.read().next::<String>()? == "suspend"),
        None => Ok(false),
    }
}

const GIVEN_UP: &str =
    "SELECT id FROM operation WHERE service = $1 AND kind = 'open' AND state = 'cancelled'";

/// Whether the order of a service was given up.
pub fn order_was_given_up(tx: &mut dyn Tx, service: ServiceId) -> Result<bool> {
    Ok(tx.row(GIVEN_UP, &[service.into()])?.is_some())
}
