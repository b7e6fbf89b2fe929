//! How modules that drive servers are connected, and whether they may be asked at all. A seller's
//! connection is in its own row, which its modules share.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{DepartmentId, ModuleId, Timestamp};

/// The connection of one module.
#[derive(Clone)]
pub struct ModuleConnection {
    /// The module.
    pub module: ModuleId,
    /// What it is: `vmmanager6`, `lxd` …
    pub kind: String,
    /// The address as the administrator typed it.
    pub url: String,
    /// The user there.
    pub username: String,
    /// The password or the private key, sealed.
    pub password: Option<Vec<u8>>,
    /// What else its kind wants to know: a line `NAME=VALUE` each.
    pub settings: String,
    /// Grows with every change of the connection.
    pub version: i64,
    /// Since when it refuses our credentials.
    pub denied_since: Option<Timestamp>,
    /// When they are tried again.
    pub probe_at: Option<Timestamp>,
    /// What it said then.
    pub problem: Option<String>,
    /// Who sees to it.
    pub department: Option<DepartmentId>,
}

impl FromRow for ModuleConnection {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            module: row.next()?,
            kind: row.next()?,
            url: row.next()?,
            username: row.next()?,
            password: row.next()?,
            settings: row.next()?,
            version: row.next()?,
            denied_since: row.next()?,
            probe_at: row.next()?,
            problem: row.next()?,
            department: row.next()?,
        })
    }
}

macro_rules! connection {
    ($($rest:literal),*) => {
        concat!(
            "SELECT id, kind, url, username, password, settings, version, denied_since, probe_at,
                    problem, department
             FROM processing_module ",
            $($rest),*
        )
    };
}

const BY_ID: &str = connection!("WHERE id = $1");
const CONNECTED: &str = connection!("WHERE version > 0 ORDER BY id");
const TO_PROBE: &str = connection!("WHERE probe_at IS NOT NULL AND probe_at <= $1 ORDER BY id");

/// How the module of that number is connected.
pub fn find(tx: &mut dyn Tx, module: ModuleId) -> Result<Option<ModuleConnection>> {
    read_first(tx.rows(BY_ID, &[module.into()])?)
}

/// Every module with a connection of its own.
pub fn connected(tx: &mut dyn Tx) -> Result<Vec<ModuleConnection>> {
    read_all(tx.rows(CONNECTED, &[])?)
}

/// The modules that refused our credentials and are asked again now.
pub fn to_probe(tx: &mut dyn Tx, now: Timestamp) -> Result<Vec<ModuleConnection>> {
    read_all(tx.rows(TO_PROBE, &[now.into()])?)
}

const SET: &str = "
    UPDATE processing_module
    SET url = $2, username = $3, password = $4, settings = $5, version = version + 1,
        denied_since = NULL, probe_at = NULL, problem = NULL
    WHERE id = $1";

/// Keeps a connection that was checked; a refusal that stood is forgotten.
pub fn set(
    tx: &mut dyn Tx,
    module: ModuleId,
    url: &str,
    username: &str,
    password: &[u8],
    settings: &str,
) -> Result<()> {
    let args = [
        module.into(),
        url.into(),
        username.into(),
        password.into(),
        settings.into(),
    ];
    tx.exec_one(SET, &args)
}

/// What an administrator decides about a module that drives servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ServerRules {
    /// The module of licenses that the control panels of its servers are bought from.
    pub license_server: Option<ModuleId>,
    /// How many services it may open at the same time; none is any.
    pub open_limit: Option<i64>,
    /// Whether a machine of an active service that is found off is switched on.
    pub starts_machines: bool,
}

impl FromRow for ServerRules {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            license_server: row.next()?,
            open_limit: row.next()?,
            starts_machines: row.next()?,
        })
    }
}

const RULES: &str = "
    SELECT license_server, open_limit, starts_machines FROM processing_module WHERE id = $1";
const SET_RULES: &str = "
    UPDATE processing_module SET license_server = $2, open_limit = $3, starts_machines = $4
    WHERE id = $1";

/// What was decided about a module.
pub fn rules(tx: &mut dyn Tx, module: ModuleId) -> Result<ServerRules> {
    let found = read_first(tx.rows(RULES, &[module.into()])?)?;
    Ok(found.unwrap_or_default())
}

/// Decides about a module.
pub fn set_rules(tx: &mut dyn Tx, module: ModuleId, rules: &ServerRules) -> Result<()> {
    let args = [
        module.into(),
        rules.license_server.into(),
        rules.open_limit.into(),
        rules.starts_machines.into(),
    ];
    tx.exec_one(SET_RULES, &args)
}

const DENY: &str = "
    UPDATE processing_module SET denied_since = $2, probe_at = $3, problem = $4
    WHERE id = $1 AND denied_since IS NULL";

/// It refused our credentials. `false` when that is known already.
pub fn deny(
    tx: &mut dyn Tx,
    module: ModuleId,
    now: Timestamp,
    probe_at: Timestamp,
    problem: &str,
) -> Result<bool> {
    let args = [module.into(), now.into(), probe_at.into(), problem.into()];
    Ok(tx.exec(DENY, &args)? == 1)
}

const CLAIM_PROBE: &str = "
    UPDATE processing_module SET probe_at = $3
    WHERE id = $1 AND denied_since IS NOT NULL AND probe_at <= $2";

/// Claims the next question to a module that refuses our credentials, and says when the one after
/// it is; `false` when none is due.
pub fn claim_probe(
    tx: &mut dyn Tx,
    module: ModuleId,
    now: Timestamp,
    next: Timestamp,
) -> Result<bool> {
    Ok(tx.exec(CLAIM_PROBE, &[module.into(), now.into(), next.into()])? == 1)
}

const TRUST: &str = "
    UPDATE processing_module SET denied_since = NULL, probe_at = NULL, problem = NULL
    WHERE id = $1 AND denied_since IS NOT NULL";

/// It takes our credentials: a refusal that stood is forgotten.
pub fn trust(tx: &mut dyn Tx, module: ModuleId) -> Result<()> {
    tx.exec(TRUST, &[module.into()]).map(drop)
}

const RELEASE: &str = "
    UPDATE operation
    SET state = CASE WHEN state = 'held' THEN 'ready' ELSE state END, tries = 0, due_at = $2,
        lease_owner = NULL
    WHERE id IN (
        SELECT o.id
        FROM operation o
        JOIN service s ON s.id = o.service
        WHERE o.error_kind = 'auth' AND o.state NOT IN ('done', 'cancelled')
          AND o.state IN ('held', 'unknown', 'waiting') AND s.module = $1
          AND (o.due_at IS NULL OR o.due_at > $2) AND o.taken_at IS NULL
        ORDER BY o.id LIMIT $3)";

/// What waited until the module takes our credentials again is due now, at most `limit` of it;
/// returns how many operations that are. What may have been done already stays to be looked up.
pub fn release(tx: &mut dyn Tx, module: ModuleId, now: Timestamp, limit: u32) -> Result<u64> {
    let args = [module.into(), now.into(), i64::from(limit).into()];
    tx.exec(RELEASE, &args)
}
