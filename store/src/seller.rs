//! Sellers: our accounts at other billing systems, and where the reading of their events stands.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use jiff::civil::Date;
use onsell_domain::{Amount, Currency, ModuleId, SellerId, ServiceId, Timestamp};

/// One account at a seller.
#[derive(Clone)]
pub struct Seller {
    /// Its number.
    pub id: SellerId,
    /// The address as the administrator typed it.
    pub url: String,
    /// The user there.
    pub username: String,
    /// The password, sealed.
    pub password: Vec<u8>,
    /// What the seller said of itself, words separated by spaces.
    pub features: String,
    /// Grows with every change of the connection.
    pub version: i64,
    /// The epoch of the feed that was read last; empty before the first reading.
    pub epoch: String,
    /// The last event that was applied.
    pub cursor: i64,
    /// The balance there, when it was last read.
    pub balance: Option<Amount>,
    /// The credit limit there.
    pub credit_limit: Option<Amount>,
    /// The currency of both.
    pub currency: Option<Currency>,
    /// What of it can be spent.
    pub available: Option<Amount>,
    /// The last day whose renewals that covers.
    pub covered_to: Option<Date>,
    /// How many renewals were expected soon, and what they cost together, when it was read.
    pub expected: Option<(i64, Amount)>,
    /// When the balance was read.
    pub balance_at: Option<Timestamp>,
    /// When it was last asked for, also in vain.
    pub balance_tried_at: Option<Timestamp>,
    /// Since when the seller refuses our credentials.
    pub denied_since: Option<Timestamp>,
    /// When they are tried again.
    pub probe_at: Option<Timestamp>,
    /// What staff should know about the connection.
    pub problem: Option<String>,
    /// Which process reads its events.
    pub lease_owner: Option<String>,
    /// Until when.
    pub lease_until: Option<Timestamp>,
    /// The module for which the calls to it are recorded.
    pub recorded_for: Option<ModuleId>,
    /// Until when.
    pub recorded_until: Option<Timestamp>,
    /// When our copy was restored, until everything there has been compared since.
    pub restored_at: Option<Timestamp>,
}

impl FromRow for Seller {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            url: row.next()?,
            username: row.next()?,
            password: row.next()?,
            features: row.next()?,
            version: row.next()?,
            epoch: row.next()?,
            cursor: row.next()?,
            balance: row.next()?,
            credit_limit: row.next()?,
            currency: row.next()?,
            available: row.next()?,
            covered_to: row.next()?,
            expected: read_expected(row)?,
            balance_at: row.next()?,
            balance_tried_at: row.next()?,
            denied_since: row.next()?,
            probe_at: row.next()?,
            problem: row.next()?,
            lease_owner: row.next()?,
            lease_until: row.next()?,
            recorded_for: row.next()?,
            recorded_until: row.next()?,
            restored_at: row.next()?,
        })
    }
}

/// Two columns that are both NULL or neither.
pub(crate) fn read_expected(row: &mut RowReader) -> Result<Option<(i64, Amount)>> {
    let (count, amount): (Option<i64>, Option<Amount>) = (row.next()?, row.next()?);
    Ok(count.zip(amount))
}

macro_rules! seller {
    ($($rest:literal),*) => {
        concat!(
            "SELECT id, url, username, password, features, version, epoch, cursor, balance,
                    credit_limit, currency, available, covered_to, renewals, renewals_amount,
                    balance_at, balance_tried_at, denied_since, probe_at, problem, lease_owner,
                    lease_until, recorded_for, recorded_until, restored_at
             FROM seller ",
            $($rest),*
        )
    };
}

const BY_ID: &str = seller!("WHERE id = $1");
const ALL: &str = seller!("ORDER BY id");
const BY_ACCOUNT: &str = seller!("WHERE url = $1 AND username = $2");

/// The seller's account of that number.
pub fn find(tx: &mut dyn Tx, id: SellerId) -> Result<Option<Seller>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// Every account at a seller.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<Seller>> {
    read_all(tx.rows(ALL, &[])?)
}

/// The account of a user at a URL.
pub fn find_account(tx: &mut dyn Tx, url: &str, username: &str) -> Result<Option<Seller>> {
    read_first(tx.rows(BY_ACCOUNT, &[url.into(), username.into()])?)
}

const INSERT: &str = "
    INSERT INTO seller (url, username, password, features, version, epoch, cursor)
    VALUES ($1, $2, $3, '', 1, '', 0) RETURNING id";
const SET_PASSWORD: &str = "
    UPDATE seller
    SET password = $2, version = version + 1, denied_since = NULL, probe_at = NULL, problem = NULL
    WHERE id = $1";

/// Adds an account at a seller.
pub fn insert(tx: &mut dyn Tx, url: &str, username: &str, password: &[u8]) -> Result<SellerId> {
    tx.one(INSERT, &[url.into(), username.into(), password.into()])?
        .read()
        .next()
}

/// Changes the password; a refusal that stood is forgotten.
pub fn set_password(tx: &mut dyn Tx, id: SellerId, password: &[u8]) -> Result<()> {
    tx.exec_one(SET_PASSWORD, &[id.into(), password.into()])
}

const SET_FEATURES: &str = "
    UPDATE seller
    SET features = $2, version = version + 1, denied_since = NULL, probe_at = NULL, problem = NULL
    WHERE id = $1";

/// Keeps what a successful check learned; a module that was stopped starts again.
pub fn set_features(tx: &mut dyn Tx, id: SellerId, features: &str) -> Result<()> {
    tx.exec_one(SET_FEATURES, &[id.into(), features.into()])
}

/// What a seller said of our balance there.
#[derive(Debug, Clone, Copy)]
pub struct Told {
    /// The balance.
    pub balance: Amount,
    /// How far below zero it may go.
    pub credit_limit: Amount,
    /// What can be spent.
    pub available: Amount,
    /// The currency of all three.
    pub currency: Currency,
    /// The last day whose renewals the available amount covers.
    pub covered_to: Option<Date>,
    /// How many renewals are expected soon, and what they cost together.
    pub expected: Option<(i64, Amount)>,
    /// When it was told.
    pub at: Timestamp,
}

const SET_BALANCE: &str = "
    UPDATE seller
    SET balance = $2, credit_limit = $3, available = $4, currency = $5, covered_to = $6,
        balance_at = $7, renewals = $8, renewals_amount = $9
    WHERE id = $1";

/// Keeps what the seller said of our balance there.
pub fn set_balance(tx: &mut dyn Tx, id: SellerId, told: &Told) -> Result<()> {
    let covered_to = told.covered_to.map(|day| day.to_string());
    let args = [
        id.into(),
        told.balance.into(),
        told.credit_limit.into(),
        told.available.into(),
        told.currency.as_str().into(),
        covered_to.as_deref().into(),
        told.at.into(),
        told.expected.map(|(count, _)| count).into(),
        told.expected.map(|(_, amount)| amount).into(),
    ];
    tx.exec_one(SET_BALANCE, &args)
}

const TRY_BALANCE: &str = "
    UPDATE seller SET balance_tried_at = $2
    WHERE id = $1 AND COALESCE(balance_tried_at, 0) = $3";

/// Claims the next reading of the balance; `false` when somebody else tried since `known`.
pub fn try_balance(
    tx: &mut dyn Tx,
    id: SellerId,
    known: Option<Timestamp>,
    now: Timestamp,
) -> Result<bool> {
    let known = known.map_or(0, Timestamp::micros);
    Ok(tx.exec(TRY_BALANCE, &[id.into(), now.into(), known.into()])? == 1)
}

const KEEP_TRYING: &str = "UPDATE seller SET balance_tried_at = $2 WHERE id = $1";

/// Whoever claimed the reading is still at what follows from it.
pub fn keep_trying(tx: &mut dyn Tx, id: SellerId, now: Timestamp) -> Result<()> {
    tx.exec_one(KEEP_TRYING, &[id.into(), now.into()])
}

const DENY: &str = "
    UPDATE seller SET denied_since = $2, probe_at = $3, problem = $4
    WHERE id = $1 AND denied_since IS NULL";

/// The seller refused our credentials: nothing more is sent until a probe succeeds. `false` when
/// that was known already.
pub fn deny(
    tx: &mut dyn Tx,
    id: SellerId,
    now: Timestamp,
    probe_at: Timestamp,
    problem: &str,
) -> Result<bool> {
    let args = [id.into(), now.into(), probe_at.into(), problem.into()];
    Ok(tx.exec(DENY, &args)? == 1)
}

const CLAIM_PROBE: &str = "
    UPDATE seller SET probe_at = $3
    WHERE id = $1 AND denied_since IS NOT NULL AND probe_at <= $2";

/// Claims the probe that is due and says when the next one is; `false` when none is due.
pub fn claim_probe(tx: &mut dyn Tx, id: SellerId, now: Timestamp, next: Timestamp) -> Result<bool> {
    Ok(tx.exec(CLAIM_PROBE, &[id.into(), now.into(), next.into()])? == 1)
}

const PROBE_NOW: &str = "
    UPDATE seller SET probe_at = $2
    WHERE id = $1 AND denied_since IS NOT NULL AND probe_at > $2";

/// A seller that refuses our credentials is asked again at once, because a person wants so.
pub fn probe_now(tx: &mut dyn Tx, id: SellerId, now: Timestamp) -> Result<()> {
    tx.exec(PROBE_NOW, &[id.into(), now.into()]).map(drop)
}

const TRUST: &str = "
    UPDATE seller SET denied_since = NULL, probe_at = NULL, problem = NULL
    WHERE id = $1 AND denied_since IS NOT NULL";

/// The seller took our credentials: a refusal that stood is forgotten.
pub fn trust(tx: &mut dyn Tx, id: SellerId) -> Result<()> {
    tx.exec(TRUST, &[id.into()]).map(drop)
}

const ADVANCE: &str = "
    UPDATE seller SET epoch = $2, cursor = $3
    WHERE id = $1 AND epoch = $4 AND cursor = $5";

/// Remembers how far the events were applied, from where the reading began: forward, or back where
/// the feed is younger than the cursor was. A reader that somebody overtook changes nothing.
pub fn advance(
    tx: &mut dyn Tx,
    id: SellerId,
    (known_epoch, known_cursor): (&str, i64),
    epoch: &str,
    cursor: i64,
) -> Result<()> {
    let args = [
        id.into(),
        epoch.into(),
        cursor.into(),
        known_epoch.into(),
        known_cursor.into(),
    ];
    tx.exec(ADVANCE, &args).map(drop)
}

const COMPARED: &str =
    "UPDATE seller SET restored_at = NULL WHERE id = $1 AND restored_at IS NOT NULL";

/// Everything there has been compared since our copy was restored.
pub fn compared(tx: &mut dyn Tx, id: SellerId) -> Result<()> {
    tx.exec(COMPARED, &[id.into()]).map(drop)
}

const LEASE: &str = "
    UPDATE seller SET lease_owner = $2, lease_until = $3
    WHERE id = $1 AND (lease_owner IS NULL OR lease_owner = $2 OR lease_until < $4)";

/// Takes or prolongs the reading of a seller's events; `false` while another node has it.
pub fn lease(
    tx: &mut dyn Tx,
    id: SellerId,
    owner: &str,
    until: Timestamp,
    now: Timestamp,
) -> Result<bool> {
    Ok(tx.exec(LEASE, &[id.into(), owner.into(), until.into(), now.into()])? == 1)
}

impl Seller {
    /// Whether a node must take or prolong its reading of this seller's events before it reads on.
    pub fn lease_is_near_its_end(&self, now: Timestamp, owner: &str, seconds: i64) -> bool {
        match (&self.lease_owner, self.lease_until) {
            (Some(known), Some(until)) if known == owner => now.plus_seconds(seconds) >= until,
            _ => true,
        }
    }
}

const CARD_CURSOR: &str = "SELECT card_cursor FROM seller WHERE id = $1";
const SET_CARD_CURSOR: &str = "UPDATE seller SET card_cursor = $2 WHERE id = $1";

/// The last service whose card was read in turn.
pub fn card_cursor(tx: &mut dyn Tx, id: SellerId) -> Result<ServiceId> {
    match tx.row(CARD_CURSOR, &[id.into()])? {
        Some(row) => row.read().next(),
        None => Ok(ServiceId::new(0)),
    }
}

/// Remembers how far the cards were read in turn.
pub fn set_card_cursor(tx: &mut dyn Tx, id: SellerId, service: ServiceId) -> Result<()> {
    tx.exec_one(SET_CARD_CURSOR, &[id.into(), service.into()])
}
