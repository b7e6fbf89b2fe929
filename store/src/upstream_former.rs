//! The numbers that a seller gave to a service before the present one, kept as a chain.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx};
use onsell_domain::{SellerId, ServiceId, Timestamp, UpstreamId};

/// A number that a service had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The number.
    pub upstream: UpstreamId,
    /// When the service was found under another one.
    pub left_at: Timestamp,
}

impl FromRow for Former {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            upstream: row.next()?,
            left_at: row.next()?,
        })
    }
}

const KEEP: &str = "
    INSERT INTO upstream_former (seller, upstream_id, service, left_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (seller, upstream_id) DO UPDATE
    SET service = excluded.service, left_at = excluded.left_at";

/// Keeps a number that a service had until now.
pub fn keep(
    tx: &mut dyn Tx,
    seller: SellerId,
    upstream: UpstreamId,
    service: ServiceId,
    now: Timestamp,
) -> Result<()> {
    let args = [seller.into(), upstream.into(), service.into(), now.into()];
    tx.exec(KEEP, &args).map(drop)
}

const OF_SERVICE: &str = "SELECT upstream_id, left_at FROM upstream_former
    WHERE service = $1 ORDER BY left_at, upstream_id";

/// The numbers that a service had, the oldest first.
pub fn of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<Former>> {
    read_all(tx.rows(OF_SERVICE, &[service.into()])?)
}
