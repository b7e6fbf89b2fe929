//! Problems: what staff should know about.

use crate::columns::{FromRow, read_all, read_first, read_money};
use crate::{Error, FromValue, Result, RowReader, Select, Tx, Value};
use onsell_domain::{
    DepartmentId, ModuleId, Money, OperationId, ProblemId, ProblemKind, ServiceId, Timestamp,
    UserId,
};

/// What a problem is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A service.
    Service(ServiceId),
    /// A processing module.
    Module(ModuleId),
}

impl Subject {
    fn text(self) -> String {
        match self {
            Self::Service(id) => format!("service {id}"),
            Self::Module(id) => format!("module {id}"),
        }
    }

    fn service(self) -> Option<ServiceId> {
        match self {
            Self::Service(id) => Some(id),
            Self::Module(_) => None,
        }
    }

    fn module(self) -> Option<ModuleId> {
        match self {
            Self::Module(id) => Some(id),
            Self::Service(_) => None,
        }
    }
}

/// A problem as it is opened.
#[derive(Debug, Clone)]
pub struct NewProblem<'a> {
    /// What kind it is.
    pub kind: ProblemKind,
    /// What it is about.
    pub subject: Subject,
    /// The operation that met it.
    pub operation: Option<OperationId>,
    /// Who shall see to it.
    pub department: Option<DepartmentId>,
    /// What is at stake.
    pub amount: Option<Money>,
    /// The seller's own words, a name or a number.
    pub detail: &'a str,
    /// Now.
    pub now: Timestamp,
}

const OPEN: &str = "
    INSERT INTO problem (kind, subject, service, operation, module, department, amount, currency,
        detail, opened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT (kind, subject) WHERE closed_at IS NULL
    DO UPDATE SET amount = excluded.amount, currency = excluded.currency,
        detail = excluded.detail, operation = excluded.operation";

/// Opens a problem; one of this kind that is open about this subject is brought up to date.
pub fn open(tx: &mut dyn Tx, new: &NewProblem<'_>) -> Result<()> {
    let currency = new.amount.map(|money| money.currency);
    let subject = new.subject.text();
    let args = [
        new.kind.name().into(),
        subject.as_str().into(),
        new.subject.service().into(),
        new.operation.into(),
        new.subject.module().into(),
        new.department.into(),
        new.amount.map(|money| money.amount).into(),
        currency
            .as_ref()
            .map(onsell_domain::Currency::as_str)
            .into(),
        new.detail.into(),
        new.now.into(),
    ];
    tx.exec(OPEN, &args).map(drop)
}

const SETTLE: &str = "
    UPDATE problem SET closed_at = $3 WHERE kind = $1 AND subject = $2 AND closed_at IS NULL";

/// A problem went away by itself, if it was open.
pub fn settle(
    tx: &mut dyn Tx,
    kind: ProblemKind,
    subject: Subject,
    now: Timestamp,
) -> Result<bool> {
    let subject = subject.text();
    let args = [kind.name().into(), subject.as_str().into(), now.into()];
    Ok(tx.exec(SETTLE, &args)? == 1)
}

const CLOSE: &str = "
    UPDATE problem SET closed_at = $2, closed_by = $3 WHERE id = $1 AND closed_at IS NULL";

/// Staff have seen to a problem. `false` when it was closed before or does not exist.
pub fn close(tx: &mut dyn Tx, id: ProblemId, now: Timestamp, by: Option<UserId>) -> Result<bool> {
    Ok(tx.exec(CLOSE, &[id.into(), now.into(), by.into()])? == 1)
}

/// A problem as its list shows it.
#[derive(Debug, Clone)]
pub struct Problem {
    /// Its number.
    pub id: ProblemId,
    /// What kind it is.
    pub kind: ProblemKind,
    /// The service it is about.
    pub service: Option<ServiceId>,
    /// The operation that met it.
    pub operation: Option<OperationId>,
    /// The module it is about.
    pub module: Option<ModuleId>,
    /// Who shall see to it.
    pub department: Option<String>,
    /// What is at stake.
    pub amount: Option<Money>,
    /// The seller's own words, a name or a number.
    pub detail: String,
    /// Since when.
    pub opened_at: Timestamp,
}

impl FromValue for ProblemKind {
    fn from_value(value: Value) -> Result<Self> {
        let name = String::from_value(value)?;
        Self::parse(&name).ok_or_else(|| Error::Column(format!("problem {name} is not known")))
    }
}

impl FromRow for Problem {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            kind: row.next()?,
            service: row.next()?,
            operation: row.next()?,
            module: row.next()?,
            department: row.next()?,
            amount: read_money(row)?,
            detail: row.next()?,
            opened_at: row.next()?,
        })
    }
}

const LIST: &str = "
    SELECT p.id, p.kind, p.service, p.operation, p.module, d.name, p.amount, p.currency, p.detail,
           p.opened_at
    FROM problem p LEFT JOIN department d ON d.id = p.department
    WHERE p.closed_at IS NULL";
const OF_MODULES: &str = "
    SELECT p.id, p.kind, p.service, p.operation, p.module, d.name, p.amount, p.currency, p.detail,
           p.opened_at
    FROM problem p LEFT JOIN department d ON d.id = p.department
    WHERE p.module IS NOT NULL AND p.closed_at IS NULL ORDER BY p.module, p.id";
const BY_SUBJECT: &str = "
    SELECT p.id, p.kind, p.service, p.operation, p.module, d.name, p.amount, p.currency, p.detail,
           p.opened_at
    FROM problem p LEFT JOIN department d ON d.id = p.department
    WHERE p.kind = $1 AND p.subject = $2 AND p.closed_at IS NULL";

/// Open problems, oldest first, of one service if given.
pub fn list(tx: &mut dyn Tx, service: Option<ServiceId>) -> Result<Vec<Problem>> {
    let mut select = Select::new(LIST, 0);
    let mut args = Vec::new();
    if let Some(service) = service {
        select.push(" AND p.service = ").placeholder();
        args.push(service.into());
    }
    select.push(" ORDER BY p.id");
    read_all(tx.select(&select, &args)?)
}

/// Open problems about modules.
pub fn of_modules(tx: &mut dyn Tx) -> Result<Vec<Problem>> {
    read_all(tx.rows(OF_MODULES, &[])?)
}

const SERVICES: &str = "
    SELECT service FROM problem
    WHERE kind = $1 AND closed_at IS NULL AND service IS NOT NULL ORDER BY subject";

/// The services about which a problem of a kind is open.
pub fn services_of_kind(tx: &mut dyn Tx, kind: ProblemKind) -> Result<Vec<ServiceId>> {
    let rows = tx.rows(SERVICES, &[kind.name().into()])?;
    rows.into_iter().map(|row| row.read().next()).collect()
}

/// The open problem of a kind about a subject.
pub fn find(tx: &mut dyn Tx, kind: ProblemKind, subject: Subject) -> Result<Option<Problem>> {
    let subject = subject.text();
    read_first(tx.rows(BY_SUBJECT, &[kind.name().into(), subject.as_str().into()])?)
}
