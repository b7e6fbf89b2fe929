//! Calls to a seller as they really were, recorded for a while, secrets removed.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{ModuleId, SellerId, ServiceId, Timestamp};

/// One call and its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedCall {
    /// Its number.
    pub id: i64,
    /// The module it was recorded for.
    pub module: ModuleId,
    /// When it was sent.
    pub at: Timestamp,
    /// The function.
    pub function: String,
    /// How long the answer took.
    pub milliseconds: i64,
    /// The request, a line for each parameter.
    pub request: String,
    /// The answer, or why there is none.
    pub answer: String,
    /// The service that it is about, where it is about one.
    pub service: Option<ServiceId>,
}

impl FromRow for RecordedCall {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            module: row.next()?,
            at: row.next()?,
            function: row.next()?,
            milliseconds: row.next()?,
            request: row.next()?,
            answer: row.next()?,
            service: row.next()?,
        })
    }
}

const PAGE: &str = "
    SELECT id, module, at, function, milliseconds, request, answer, service
    FROM recorded_call WHERE module = $1 ORDER BY id DESC LIMIT $3 OFFSET $2";
const COUNT: &str = "SELECT COUNT(*) FROM recorded_call WHERE module = $1";
const BY_ID: &str = "
    SELECT id, module, at, function, milliseconds, request, answer, service
    FROM recorded_call WHERE id = $1";

/// Calls of a module, the latest first.
pub fn page(tx: &mut dyn Tx, module: ModuleId, pass: u32, rows: u32) -> Result<Vec<RecordedCall>> {
    let args = [
        module.into(),
        i64::from(pass).into(),
        i64::from(rows).into(),
    ];
    read_all(tx.rows(PAGE, &args)?)
}

/// How many calls of a module are kept.
pub fn count(tx: &mut dyn Tx, module: ModuleId) -> Result<i64> {
    tx.one(COUNT, &[module.into()])?.read().next()
}

const PAGE_OF_SERVICE: &str = "
    SELECT id, module, at, function, milliseconds, request, answer, service
    FROM recorded_call WHERE service = $1 ORDER BY id DESC LIMIT $3 OFFSET $2";
const COUNT_OF_SERVICE: &str = "SELECT COUNT(*) FROM recorded_call WHERE service = $1";

/// Calls about a service, the latest first.
pub fn page_of_service(
    tx: &mut dyn Tx,
    service: ServiceId,
    pass: u32,
    rows: u32,
) -> Result<Vec<RecordedCall>> {
    let args = [
        service.into(),
        i64::from(pass).into(),
        i64::from(rows).into(),
    ];
    read_all(tx.rows(PAGE_OF_SERVICE, &args)?)
}

/// How many calls about a service are kept.
pub fn count_of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<i64> {
    tx.one(COUNT_OF_SERVICE, &[service.into()])?.read().next()
}

/// The call of that number.
pub fn find(tx: &mut dyn Tx, id: i64) -> Result<Option<RecordedCall>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

const INSERT: &str = "
    INSERT INTO recorded_call (module, at, function, milliseconds, request, answer, service)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

/// Keeps a call; its number is not looked at.
pub fn insert(tx: &mut dyn Tx, call: &RecordedCall) -> Result<()> {
    let args = [
        call.module.into(),
        call.at.into(),
        call.function.as_str().into(),
        call.milliseconds.into(),
        call.request.as_str().into(),
        call.answer.as_str().into(),
        call.service.into(),
    ];
    tx.exec_one(INSERT, &args)
}

const CLEAR: &str = "DELETE FROM recorded_call WHERE module = $1";
const FORGET: &str = "
    DELETE FROM recorded_call
    WHERE id IN (SELECT id FROM recorded_call WHERE at < $1 LIMIT $2)";

/// Forgets what was recorded for a module.
pub fn clear(tx: &mut dyn Tx, module: ModuleId) -> Result<()> {
    tx.exec(CLEAR, &[module.into()]).map(drop)
}

/// Forgets calls older than an instant, at most `limit`; returns how many.
pub fn forget(tx: &mut dyn Tx, before: Timestamp, limit: u32) -> Result<u64> {
    tx.exec(FORGET, &[before.into(), i64::from(limit).into()])
}

const SWITCH: &str = "
    UPDATE seller SET recorded_for = $2, recorded_until = $3, version = version + 1 WHERE id = $1";

/// Calls to a seller are recorded for a module until an instant; none ends it.
pub fn switch(
    tx: &mut dyn Tx,
    seller: SellerId,
    module: ModuleId,
    until: Option<Timestamp>,
) -> Result<()> {
    let module = until.map(|_| module);
    tx.exec_one(SWITCH, &[seller.into(), module.into(), until.into()])
}
