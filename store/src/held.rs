//! Held operations: they stand until the balance at their seller suffices, or until the seller
//! takes our credentials again. What a person has taken over is left alone.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{
    AccountId, Amount, Currency, Fault, Money, OperationId, OperationState as State, SellerId,
    Timestamp,
};

/// An operation that waits for money at its seller, with what is known of its price.
#[derive(Debug, Clone)]
pub struct Held {
    /// The operation.
    pub id: OperationId,
    /// Whose service it works on; chooses the writer.
    pub account: AccountId,
    /// How often it was intended.
    pub attempt: u32,
    /// When a request of it may last have left us.
    pub sent_at: Option<Timestamp>,
    /// What the seller wanted when its price was last read before sending.
    pub quoted: Option<Money>,
    /// The refusal for which it stands.
    pub fault: Option<Fault>,
    /// When it was refused.
    pub refused_at: Option<Timestamp>,
}

impl FromRow for Held {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            account: row.next()?,
            attempt: row.next()?,
            sent_at: row.next()?,
            quoted: read_quoted(row)?,
            fault: read_fault(row)?,
            refused_at: row.next()?,
        })
    }
}

fn read_quoted(row: &mut RowReader) -> Result<Option<Money>> {
    let amount: Option<Amount> = row.next()?;
    let currency: Option<Currency> = row.next()?;
    let both = amount.zip(currency);
    Ok(both.map(|(amount, currency)| Money::new(amount, currency)))
}

fn read_fault(row: &mut RowReader) -> Result<Option<Fault>> {
    let kind: Option<String> = row.next()?;
    let value: Option<String> = row.next()?;
    Ok(kind.map(|kind| Fault {
        kind,
        value: value.unwrap_or_default(),
        ..Fault::default()
    }))
}

const FOR_FUNDS: &str = "
    SELECT o.id, s.account, o.attempt, o.sent_at, o.quoted, o.quoted_currency, o.error_kind,
           o.error_value, o.error_at
    FROM operation o
    JOIN service s ON s.id = o.service
    JOIN processing_module m ON m.id = s.module
    WHERE o.state = 'held' AND m.seller = $1 AND COALESCE(o.error_kind, '') <> 'auth'
      AND o.taken_at IS NULL
    ORDER BY o.id LIMIT $2";

/// Operations that wait for money at a seller's account, oldest first.
pub fn for_funds(tx: &mut dyn Tx, seller: SellerId, limit: u32) -> Result<Vec<Held>> {
    read_all(tx.rows(FOR_FUNDS, &[seller.into(), i64::from(limit).into()])?)
}

const INTEND: &str = "
    UPDATE operation
    SET state = 'running', attempt = attempt + 1, tries = 1, lease_owner = $3, due_at = $4,
        sent_at = $5
    WHERE id = $1 AND attempt = $2 AND state = 'held' AND taken_at IS NULL";

/// Intends the next attempt of a held operation, whose count of tries begins anew, and leases it.
/// `false` when it is no longer held as it was read.
pub fn intend(
    tx: &mut dyn Tx,
    held: &Held,
    owner: &str,
    lease_until: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    let args = [
        held.id.into(),
        i64::from(held.attempt).into(),
        owner.into(),
        lease_until.into(),
        now.into(),
    ];
    Ok(tx.exec(INTEND, &args)? == 1)
}

const STATE: &str = "SELECT state FROM operation WHERE id = $1";

/// How far an operation is.
pub fn state(tx: &mut dyn Tx, id: OperationId) -> Result<Option<State>> {
    let row = tx.row(STATE, &[id.into()])?;
    row.map(|row| row.read().next()).transpose()
}

const RELEASE: &str = "
    UPDATE operation
    SET state = CASE WHEN state = 'held' THEN 'ready' ELSE state END, tries = 0, due_at = $2,
        lease_owner = NULL
    WHERE id IN (
        SELECT o.id
        FROM operation o
        JOIN service s ON s.id = o.service
        JOIN processing_module m ON m.id = s.module
        WHERE o.error_kind = 'auth' AND o.state NOT IN ('done', 'cancelled')
          AND o.state IN ('held', 'unknown', 'waiting') AND m.seller = $1
          AND (o.due_at IS NULL OR o.due_at > $2) AND o.taken_at IS NULL
        ORDER BY o.id LIMIT $3)";

/// What waited until the seller takes our credentials again is due now, at most `limit` of it;
/// returns how many operations that are. What may be there already stays to be looked up.
pub fn release(tx: &mut dyn Tx, seller: SellerId, now: Timestamp, limit: u32) -> Result<u64> {
    tx.exec(
        RELEASE,
        &[seller.into(), now.into(), i64::from(limit).into()],
    )
}

const WAITING: &str = "
    SELECT w.seller, MAX(w.denied), MAX(w.held), MAX(w.refused_at)
    FROM (
        SELECT m.seller AS seller, CAST(1 AS BIGINT) AS denied, CAST(0 AS BIGINT) AS held,
               CAST(NULL AS BIGINT) AS refused_at
        FROM operation o
        JOIN service s ON s.id = o.service
        JOIN processing_module m ON m.id = s.module
        WHERE o.error_kind = 'auth' AND o.state NOT IN ('done', 'cancelled')
          AND o.state IN ('held', 'unknown', 'waiting') AND m.seller IS NOT NULL
          AND (o.due_at IS NULL OR o.due_at > $1) AND o.taken_at IS NULL
        UNION ALL
        SELECT m.seller, CAST(0 AS BIGINT), CAST(1 AS BIGINT), o.error_at
        FROM operation o
        JOIN service s ON s.id = o.service
        JOIN processing_module m ON m.id = s.module
        WHERE o.state = 'held' AND m.seller IS NOT NULL
          AND COALESCE(o.error_kind, '') <> 'auth' AND o.taken_at IS NULL
    ) w
    GROUP BY w.seller";

/// What waits at one seller's account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// The seller's account.
    pub seller: SellerId,
    /// Whether something waits until the seller takes our credentials.
    pub for_credentials: bool,
    /// Whether something waits for money there.
    pub for_funds: bool,
    /// When something was refused last for want of it.
    pub refused_at: Option<Timestamp>,
}

impl FromRow for Waiting {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            seller: row.next()?,
            for_credentials: row.next::<i64>()? == 1,
            for_funds: row.next::<i64>()? == 1,
            refused_at: row.next()?,
        })
    }
}

/// Where anything waits, at all sellers: one statement, so that looking costs what waits and not
/// what there is.
pub fn waiting(tx: &mut dyn Tx, now: Timestamp) -> Result<Vec<Waiting>> {
    read_all(tx.rows(WAITING, &[now.into()])?)
}
