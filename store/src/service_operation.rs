//! All that was ever done to a service, with its money on both sides: what its history is to
//! staff.

use crate::columns::{FromRow, read_all, read_money};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{
    Amount, Money, OperationId, OperationKind, OperationState as State, Period, ServiceId,
    Timestamp,
};

/// An operation, finished or not.
#[derive(Debug, Clone)]
pub struct ServiceOperation {
    /// Its number.
    pub id: OperationId,
    /// What it does.
    pub kind: OperationKind,
    /// Where it stands.
    pub state: State,
    /// How often it was tried.
    pub attempt: u32,
    /// The period it orders or renews.
    pub period: Option<Period>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended.
    pub finished_at: Option<Timestamp>,
    /// The sign-in name of who began it; none for what happens by itself.
    pub user: Option<String>,
    /// What the customer pays.
    pub amount: Amount,
    /// What goes back to the customer.
    pub refund: Amount,
    /// What the seller charged.
    pub charged: Option<Money>,
    /// What the seller gave back, in the currency of what it charged.
    pub returned: Option<Amount>,
    /// What went wrong last.
    pub error: Option<String>,
    /// Whether it waits for a seller.
    pub is_resold: bool,
}

impl FromRow for ServiceOperation {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            kind: row.next()?,
            state: row.next()?,
            attempt: row.next()?,
            period: row.next()?,
            created_at: row.next()?,
            finished_at: row.next()?,
            user: row.next()?,
            amount: row.next()?,
            refund: row.next()?,
            charged: read_money(row)?,
            returned: row.next()?,
            error: row.next()?,
            is_resold: row.next::<Option<i64>>()?.is_some(),
        })
    }
}

const PAGE: &str = "
    SELECT o.id, o.kind, o.state, o.attempt, o.period, o.created_at, o.finished_at, b.name,
           o.amount, o.refund, o.charged, o.charged_currency, o.returned, o.error_message, m.seller
    FROM operation o
    JOIN service s ON s.id = o.service
    JOIN processing_module m ON m.id = s.module
    LEFT JOIN \"user\" b ON b.id = o.created_by
    WHERE o.service = $1 ORDER BY o.id DESC LIMIT $2 OFFSET $3";
const COUNT: &str = "SELECT COUNT(*) FROM operation WHERE service = $1";

/// Operations on a service, newest first: rows to pass over and rows to return.
pub fn page(
    tx: &mut dyn Tx,
    service: ServiceId,
    (pass, rows): (u32, u32),
) -> Result<(Vec<ServiceOperation>, i64)> {
    let total = tx.one(COUNT, &[service.into()])?.read().next()?;
    let args = [
        service.into(),
        i64::from(rows).into(),
        i64::from(pass).into(),
    ];
    Ok((read_all(tx.rows(PAGE, &args)?)?, total))
}
