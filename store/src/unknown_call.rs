//! Calls of functions that are not here, counted.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx};
use onsell_domain::Timestamp;

/// The calls of one function by one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownCall {
    /// Its number.
    pub id: i64,
    /// Who called; 0 nobody who signed in.
    pub account: i64,
    /// The function.
    pub function: String,
    /// How often.
    pub calls: i64,
    /// Every name of a parameter that was seen, separated by spaces.
    pub parameters: String,
    /// The last call, a line for each parameter, without secrets.
    pub sample: String,
    /// When it was called first.
    pub first_at: Timestamp,
    /// When it was called last.
    pub last_at: Timestamp,
}

impl FromRow for UnknownCall {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            account: row.next()?,
            function: row.next()?,
            calls: row.next()?,
            parameters: row.next()?,
            sample: row.next()?,
            first_at: row.next()?,
            last_at: row.next()?,
        })
    }
}

macro_rules! unknown_call {
    ($($rest:literal),*) => {
        concat!(
            "SELECT id, account, function, calls, parameters, sample, first_at, last_at
             FROM unknown_call ",
            $($rest),*
        )
    };
}

const ALL: &str = unknown_call!("ORDER BY last_at DESC, id");
const BY_ID: &str = unknown_call!("WHERE id = $1");
const BY_NAME: &str = unknown_call!("WHERE account = $1 AND function = $2");

/// All of them, the latest first; the table is small by its limits.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<UnknownCall>> {
    read_all(tx.rows(ALL, &[])?)
}

/// The one of that number.
pub fn find(tx: &mut dyn Tx, id: i64) -> Result<Option<UnknownCall>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// The calls of a function by an account.
pub fn of(tx: &mut dyn Tx, account: i64, function: &str) -> Result<Option<UnknownCall>> {
    read_first(tx.rows(BY_NAME, &[account.into(), function.into()])?)
}

const PUT: &str = "
    INSERT INTO unknown_call
        (account, function, calls, parameters, sample, first_at, last_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (account, function) DO UPDATE
    SET calls = excluded.calls, parameters = excluded.parameters, sample = excluded.sample,
        last_at = excluded.last_at";

/// Writes what is known of the calls of a function by an account; the number is not looked at.
pub fn put(tx: &mut dyn Tx, call: &UnknownCall) -> Result<()> {
    let args = [
        call.account.into(),
        call.function.as_str().into(),
        call.calls.into(),
        call.parameters.as_str().into(),
        call.sample.as_str().into(),
        call.first_at.into(),
        call.last_at.into(),
    ];
    tx.exec(PUT, &args).map(drop)
}

const DELETE: &str = "DELETE FROM unknown_call WHERE id = $1";

/// Takes one away; whether it was there.
pub fn delete(tx: &mut dyn Tx, id: i64) -> Result<bool> {
    Ok(tx.exec(DELETE, &[id.into()])? == 1)
}

const FORGET_OF_ACCOUNT: &str = "
    DELETE FROM unknown_call
    WHERE id IN (
        SELECT id FROM unknown_call WHERE account = $1
        ORDER BY last_at DESC LIMIT $3 OFFSET $2)";
const FORGET: &str = "
    DELETE FROM unknown_call
    WHERE id IN (SELECT id FROM unknown_call ORDER BY last_at DESC LIMIT $2 OFFSET $1)";

/// Forgets the oldest beyond so many of an account and so many in all, at most `limit` of each.
pub fn forget(tx: &mut dyn Tx, account: i64, own: u32, all: u32, limit: u32) -> Result<()> {
    let limit = i64::from(limit);
    tx.exec(
        FORGET_OF_ACCOUNT,
        &[account.into(), i64::from(own).into(), limit.into()],
    )?;
    tx.exec(FORGET, &[i64::from(all).into(), limit.into()])
        .map(drop)
}
