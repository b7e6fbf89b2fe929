//! Tasks: what a person should know or do about an operation.

use crate::columns::{FromRow, read_first};
use crate::listing::Listing;
use crate::{Result, RowReader, Tx, TxExt};
use jiff::civil::Date;
use onsell_domain::{
    DepartmentId, OperationId, OperationKind, OperationState as State, ServiceId, ServiceStatus,
    TaskId, Timestamp, UserId,
};

/// The status of a task that is closed (wire 2.5).
pub const CLOSED: i64 = 2;

/// A task with what its list shows (semantics 4.5).
#[derive(Debug, Clone)]
pub struct Task {
    /// Its number.
    pub id: TaskId,
    /// The operation it is linked to.
    pub operation: OperationId,
    /// The service both are about.
    pub service: ServiceId,
    /// `postopen`, `postprolong` …
    pub kind: String,
    /// 0 open, 1 in work, 2 closed.
    pub status: i64,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// The name of the department it belongs to.
    pub department: Option<String>,
    /// The status of the service.
    pub service_status: ServiceStatus,
    /// The internal name of the product type.
    pub type_name: String,
    /// The English name of the tariff.
    pub tariff_name: String,
    /// The name of the account.
    pub account_name: String,
    /// The sign-in name of who works on it.
    pub performer: Option<String>,
    /// Whether its operation waits for a seller and is processed automatically.
    pub is_automatic: bool,
}

impl Task {
    /// Whether there is nothing to do any more.
    pub fn is_closed(&self) -> bool {
        self.status == CLOSED
    }
}

impl FromRow for Task {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            operation: row.next()?,
            service: row.next()?,
            kind: row.next()?,
            status: row.next()?,
            opened_at: row.next()?,
            department: row.next()?,
            service_status: row.next()?,
            type_name: row.next()?,
            tariff_name: row.next()?,
            account_name: row.next()?,
            performer: row.next()?,
            is_automatic: {
                let seller: Option<i64> = row.next()?;
                let taken_at: Option<Timestamp> = row.next()?;
                let state: State = row.next()?;
                seller.is_some() && taken_at.is_none() && !state.is_finished()
            },
        })
    }
}

const LINK: &str = "
    INSERT INTO task (operation, service, type, department, status, opened_at, of_staff)
    VALUES ($1, $2, $3, $4, 0, $5,
        (SELECT CASE WHEN o.taken_at IS NULL AND m.seller IS NOT NULL THEN 0 ELSE 1 END
         FROM operation o JOIN service s ON s.id = o.service
         JOIN processing_module m ON m.id = s.module WHERE o.id = $1))
    ON CONFLICT (operation) DO UPDATE
    SET status = 0, closed_at = NULL, department = excluded.department,
        of_staff = excluded.of_staff
    WHERE task.status = 2";

/// Links a task to an operation, once; one that was closed before is open again.
pub fn link(
    tx: &mut dyn Tx,
    operation: OperationId,
    service: ServiceId,
    kind: OperationKind,
    department: Option<DepartmentId>,
    now: Timestamp,
) -> Result<()> {
    let args = [
        operation.into(),
        service.into(),
        kind.task_type().into(),
        department.into(),
        now.into(),
    ];
    tx.exec(LINK, &args).map(drop)
}

const CLOSE: &str =
    "UPDATE task SET status = 2, closed_at = $2 WHERE operation = $1 AND status <> 2";

/// Closes the task of an operation, if it has one.
pub fn close_of_operation(tx: &mut dyn Tx, operation: OperationId, now: Timestamp) -> Result<()> {
    tx.exec(CLOSE, &[operation.into(), now.into()]).map(drop)
}

macro_rules! of_staff {
    ($($rest:literal),*) => {
        concat!(
            "UPDATE task SET of_staff = CASE WHEN EXISTS (
                 SELECT 1 FROM operation o JOIN service s ON s.id = o.service
                 JOIN processing_module m ON m.id = s.module
                 WHERE o.id = task.operation AND o.taken_at IS NULL AND m.seller IS NOT NULL)
                 THEN 0 ELSE 1 END ",
            $($rest),*
        )
    };
}

const OF_STAFF_BY_OPERATION: &str = of_staff!("WHERE operation = $1");
const OF_STAFF_BY_SERVICE: &str = of_staff!("WHERE service = $1");

/// An operation was taken over or handed back: whose its task is may have changed.
pub(crate) fn judge_operation(tx: &mut dyn Tx, operation: OperationId) -> Result<()> {
    tx.exec(OF_STAFF_BY_OPERATION, &[operation.into()])
        .map(drop)
}

/// A service has another module: whose its tasks are may have changed.
pub(crate) fn judge_service(tx: &mut dyn Tx, service: ServiceId) -> Result<()> {
    tx.exec(OF_STAFF_BY_SERVICE, &[service.into()]).map(drop)
}

/// What whoever works on a task found out about the service; what is missing was not told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Its label.
    pub name: Option<String>,
    /// Its address.
    pub ip: Option<String>,
    /// Its key.
    pub key: Option<String>,
    /// Its end.
    pub expires: Option<Date>,
}

impl Found {
    /// Whether nothing is told.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl FromRow for Found {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            name: row.next()?,
            ip: row.next()?,
            key: row.next()?,
            expires: row.next()?,
        })
    }
}

const FOUND: &str = "SELECT found_name, found_ip, found_key, found_expires FROM task WHERE id = $1";
const KEEP_FOUND: &str = "
    UPDATE task SET found_name = $2, found_ip = $3, found_key = $4, found_expires = $5
    WHERE id = $1";

/// What is kept on a task for its service.
pub fn found(tx: &mut dyn Tx, id: TaskId) -> Result<Found> {
    let found = read_first(tx.rows(FOUND, &[id.into()])?)?;
    Ok(found.unwrap_or_default())
}

/// Keeps on a task what was found out, in the place of what was kept before.
pub fn keep_found(tx: &mut dyn Tx, id: TaskId, found: &Found) -> Result<()> {
    let expires = found.expires.map(|date| date.to_string());
    let args = [
        id.into(),
        found.name.as_deref().into(),
        found.ip.as_deref().into(),
        found.key.as_deref().into(),
        expires.as_deref().into(),
    ];
    tx.exec_one(KEEP_FOUND, &args)
}

macro_rules! task {
    ($($rest:literal),*) => {
        concat!(
            "SELECT k.id, k.operation, k.service, k.type, k.status, k.opened_at, d.name, s.status,
                    y.intname, t.name, a.name, p.name, m.seller, o.taken_at, o.state
             FROM task k
             JOIN operation o ON o.id = k.operation
             JOIN service s ON s.id = k.service
             JOIN processing_module m ON m.id = s.module
             JOIN product_type y ON y.id = s.product_type
             JOIN tariff t ON t.id = s.tariff
             JOIN account a ON a.id = s.account
             LEFT JOIN department d ON d.id = k.department
             LEFT JOIN \"user\" p ON p.id = k.performer ",
            $($rest),*
        )
    };
}

const BY_ID: &str = task!("WHERE k.id = $1");
const LIST: &str = task!("WHERE 1 = 1");

/// The task of that number.
pub fn find(tx: &mut dyn Tx, id: TaskId) -> Result<Option<Task>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

const ASSIGN: &str = "UPDATE task SET performer = $2, status = 1 WHERE id = $1 AND status <> 2";
const CLOSE_ONE: &str = "UPDATE task SET status = 2, closed_at = $2 WHERE id = $1 AND status <> 2";
const OPEN_AGAIN: &str =
    "UPDATE task SET status = 0, closed_at = NULL WHERE id = $1 AND status = 2";
const DELETE: &str = "DELETE FROM task WHERE id = $1";

/// Somebody works on a task. `false` when it is closed.
pub fn assign(tx: &mut dyn Tx, id: TaskId, performer: UserId) -> Result<bool> {
    Ok(tx.exec(ASSIGN, &[id.into(), performer.into()])? == 1)
}

/// Closes a task. `false` when it was closed before.
pub fn close(tx: &mut dyn Tx, id: TaskId, now: Timestamp) -> Result<bool> {
    Ok(tx.exec(CLOSE_ONE, &[id.into(), now.into()])? == 1)
}

/// Opens a closed task again; an open one stays as it is.
pub fn open_again(tx: &mut dyn Tx, id: TaskId) -> Result<()> {
    tx.exec(OPEN_AGAIN, &[id.into()]).map(drop)
}

/// Deletes a task.
pub fn delete(tx: &mut dyn Tx, id: TaskId) -> Result<()> {
    tx.exec_one(DELETE, &[id.into()])
}

/// Which tasks a list shows.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    /// Only this status; none is everything that is not closed.
    pub status: Option<i64>,
    /// Only this type.
    pub kind: Option<String>,
    /// Only of this service.
    pub service: Option<ServiceId>,
    /// Only of services with this status.
    pub service_status: Option<i64>,
    /// Only of this operation.
    pub operation: Option<OperationId>,
    /// Only this page, as rows to pass over and rows to show.
    pub page: Option<(u32, u32)>,
}

const COUNT: &str = "SELECT COUNT(*) FROM task k WHERE 1 = 1";
const OF_STATUS: &str = " AND k.service IN (SELECT x.id FROM service x WHERE x.status = ";

/// Tasks by number, the closed ones from the latest on; and how many there are in all.
pub fn list(tx: &mut dyn Tx, filter: &TaskFilter) -> Result<(Vec<Task>, i64)> {
    let mut listing = Listing::new(LIST, COUNT);
    listing.with(" AND k.status = ", filter.status);
    if filter.status.is_none() {
        listing.and(" AND k.status <> 2");
    }
    listing.with(" AND k.type = ", filter.kind.as_deref());
    listing.with(" AND k.service = ", filter.service);
    listing.with(" AND k.operation = ", filter.operation);
    listing.within(OF_STATUS, filter.service_status, ")");
    let order = if filter.status == Some(CLOSED) {
        " ORDER BY k.id DESC"
    } else {
        " ORDER BY k.id"
    };
    listing.read(tx, order, filter.page)
}
