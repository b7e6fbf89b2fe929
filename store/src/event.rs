//! Events: the facts that services changed, kept for their account's readers.

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx, TxExt};
use jiff::civil::Date;
use onsell_domain::{AccountId, ServiceId, ServiceStatus, TariffId, Timestamp};

/// One change of one service.
#[derive(Debug, Clone)]
pub struct Event {
    /// Its place in the account's feed.
    pub cursor: i64,
    /// Which service.
    pub service: ServiceId,
    /// What happened: an operation's name.
    pub kind: String,
    /// The status after it.
    pub status: ServiceStatus,
    /// The customer's reference after it.
    pub reference: String,
    /// The product type.
    pub type_name: String,
    /// The tariff after it.
    pub tariff: TariffId,
    /// The end date after it.
    pub expires: Option<Date>,
    /// When.
    pub at: Timestamp,
}

impl FromRow for Event {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            cursor: row.next()?,
            service: row.next()?,
            kind: row.next()?,
            status: row.next()?,
            reference: row.next()?,
            type_name: row.next()?,
            tariff: row.next()?,
            expires: row.next()?,
            at: row.next()?,
        })
    }
}

const OPEN_FEED: &str =
    "INSERT INTO feed (account, last, drained) VALUES ($1, 0, 0) ON CONFLICT (account) DO NOTHING";

/// Opens the feed of a new account.
pub fn open_feed(tx: &mut dyn Tx, account: AccountId) -> Result<()> {
    tx.exec(OPEN_FEED, &[account.into()]).map(drop)
}

const NEXT: &str = "UPDATE feed SET last = last + 1 WHERE account = $1 RETURNING last";
const APPEND: &str = "
    INSERT INTO event (account, cursor, service, kind, status, reference, product_type, tariff,
        expires, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

/// Appends an event about a service as it is now.
///
/// The cursor comes from the account's feed row, which stays locked until the unit commits: the
/// cursors of one account become visible in order, so that no reader can pass one by. Call it last
/// in a unit, so that the lock is short.
pub fn append(
    tx: &mut dyn Tx,
    service: &crate::service::Service,
    kind: &str,
    now: Timestamp,
) -> Result<i64> {
    let cursor: i64 = tx.one(NEXT, &[service.account.into()])?.read().next()?;
    tx.exec_one(
        APPEND,
        &[
            service.account.into(),
            cursor.into(),
            service.id.into(),
            kind.into(),
            service.status.number().into(),
            service.reference.as_str().into(),
            service.type_name.as_str().into(),
            service.tariff.into(),
            service
                .expires
                .map(|date| date.to_string())
                .as_deref()
                .into(),
            now.into(),
        ],
    )?;
    Ok(cursor)
}

const AFTER: &str = "
    SELECT cursor, service, kind, status, reference, product_type, tariff, expires, at
    FROM event WHERE account = $1 AND cursor > $2 ORDER BY cursor LIMIT $3";

/// Events after a cursor, in order.
pub fn after(tx: &mut dyn Tx, account: AccountId, cursor: i64, limit: u32) -> Result<Vec<Event>> {
    read_all(tx.rows(
        AFTER,
        &[account.into(), cursor.into(), i64::from(limit).into()],
    )?)
}

/// An event, and of whose feed it is.
#[derive(Debug, Clone)]
pub struct Told {
    /// The account.
    pub account: AccountId,
    /// What the account is called.
    pub account_name: String,
    /// The event.
    pub event: Event,
}

impl FromRow for Told {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            account: row.next()?,
            account_name: row.next()?,
            event: Event::from_row(row)?,
        })
    }
}

const NEWEST: &str = "
    SELECT e.account, a.name, e.cursor, e.service, e.kind, e.status, e.reference,
           e.product_type, e.tariff, e.expires, e.at
    FROM event e JOIN account a ON a.id = e.account
    ORDER BY e.at DESC LIMIT $1 OFFSET $2";
const NEWEST_OF: &str = "
    SELECT e.account, a.name, e.cursor, e.service, e.kind, e.status, e.reference,
           e.product_type, e.tariff, e.expires, e.at
    FROM event e JOIN account a ON a.id = e.account
    WHERE e.account = $3
    ORDER BY e.cursor DESC LIMIT $1 OFFSET $2";

/// The newest events of all feeds, or of one: so many are passed over, so many returned.
pub fn newest(
    tx: &mut dyn Tx,
    account: Option<AccountId>,
    (pass, rows): (u32, u32),
) -> Result<Vec<Told>> {
    let (pass, rows) = (i64::from(pass), i64::from(rows));
    read_all(match account {
        Some(account) => tx.rows(NEWEST_OF, &[rows.into(), pass.into(), account.into()])?,
        None => tx.rows(NEWEST, &[rows.into(), pass.into()])?,
    })
}

/// Where a feed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// The newest cursor; 0 before the first event.
    pub newest: i64,
    /// The oldest cursor that is still kept; `newest + 1` when none is.
    pub oldest: i64,
    /// Where the server-side cursor stands.
    pub drained: i64,
}

const FEED: &str = "
    SELECT f.last, COALESCE((SELECT MIN(e.cursor) FROM event e WHERE e.account = f.account),
           f.last + 1), f.drained
    FROM feed f WHERE f.account = $1";

/// Where an account's feed stands.
pub fn feed(tx: &mut dyn Tx, account: AccountId) -> Result<Feed> {
    let Some(row) = tx.row(FEED, &[account.into()])? else {
        return Ok(Feed {
            newest: 0,
            oldest: 1,
            drained: 0,
        });
    };
    let mut row = row.read();
    Ok(Feed {
        newest: row.next()?,
        oldest: row.next()?,
        drained: row.next()?,
    })
}

const DRAIN: &str = "UPDATE feed SET drained = $2 WHERE account = $1 AND drained < $2";

/// Advances the server-side cursor; nothing is deleted.
pub fn drain(tx: &mut dyn Tx, account: AccountId, cursor: i64) -> Result<()> {
    tx.exec(DRAIN, &[account.into(), cursor.into()]).map(drop)
}

const FORGET: &str = "
    DELETE FROM event
    WHERE (account, cursor) IN (SELECT account, cursor FROM event WHERE at < $1 LIMIT $2)";

/// Deletes events older than an instant, at most `limit`; returns how many.
pub fn forget(tx: &mut dyn Tx, before: Timestamp, limit: u32) -> Result<u64> {
    tx.exec(FORGET, &[before.into(), i64::from(limit).into()])
}
