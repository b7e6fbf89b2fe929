//! What both databases say at one moment, as the invariants look at it.

use jiff::civil::Date;
use onsell_domain::{Amount, Timestamp};
use onsell_engine::{Engine, Scope};
use onsell_store::{Result, RowReader, expense, hour_total, need, statement};
use std::collections::BTreeMap;

/// A service of one of the two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceRow {
    /// Its number.
    pub id: i64,
    /// 1 ordered, 2 active, 3 suspended, 4 deleted, 5 in progress.
    pub status: i64,
    /// The reasons of its stop, a bit each.
    pub stopped_by: i64,
    /// The last day of what is paid.
    pub expires: Option<Date>,
    /// Its label.
    pub name: String,
    /// Its address.
    pub ip: String,
    /// Its key.
    pub key: String,
    /// What its owner calls it; at the seller this is the reseller's reference.
    pub reference: String,
    /// What the tariff is called by who does the work: at both the seller's number.
    pub tariff: String,
    /// The key of the order that made it.
    pub order_key: Option<String>,
    /// The reseller's reference for it at the seller.
    pub upstream: Option<String>,
    /// The end that the seller told last.
    pub upstream_expires: Option<Date>,
}

/// An operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OperationRow {
    /// Its number.
    pub id: i64,
    /// What it works on.
    pub service: i64,
    /// `open`, `prolong` …
    pub kind: String,
    /// `ready`, `running` … `done`, `cancelled`.
    pub state: String,
    /// The key it is sent with.
    pub order_key: String,
    /// The key it was asked for with.
    pub customer_key: Option<String>,
    /// What the customer pays.
    pub amount: Amount,
    /// What of that is reserved.
    pub held: Amount,
    /// The seller's end before a renewal was sent.
    pub before_expires: Option<Date>,
    /// The end that a renewal promises.
    pub paid_until: Option<Date>,
    /// The type of the last error.
    pub error: Option<String>,
    /// The words of the last error.
    pub words: Option<String>,
    /// When it began.
    pub created: Timestamp,
    /// When it ended.
    pub finished: Option<Timestamp>,
    /// The period that is paid.
    pub period: Option<i64>,
}

impl OperationRow {
    /// Whether it has come to its end.
    pub fn is_finished(&self) -> bool {
        matches!(self.state.as_str(), "done" | "cancelled")
    }
}

/// A charge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpenseRow {
    /// Its number.
    pub id: i64,
    /// For which service.
    pub service: i64,
    /// For which operation.
    pub operation: i64,
    /// What the operation did.
    pub kind: String,
    /// The first day of what was paid.
    pub start: Date,
    /// How much.
    pub amount: Amount,
}

/// The money of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WalletRow {
    /// Its number.
    pub id: i64,
    /// What there is.
    pub balance: Amount,
    /// What of that is promised to operations.
    pub reserved: Amount,
    /// How far below zero it may go.
    pub credit_limit: Amount,
}

/// What one database says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Books {
    /// By number.
    pub services: BTreeMap<i64, ServiceRow>,
    /// By number.
    pub operations: BTreeMap<i64, OperationRow>,
    /// By number.
    pub expenses: BTreeMap<i64, ExpenseRow>,
    /// By number.
    pub wallets: Vec<WalletRow>,
    /// Documents that do not sum to zero, and wallets that differ from their postings.
    pub audit: (i64, i64),
    /// Rows that sum up what was done and differ from it.
    pub miscounted: i64,
}

/// What both say, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The present.
    pub now: Timestamp,
    /// The day, in the zone of both.
    pub today: Date,
    /// The reseller's.
    pub reseller: Books,
    /// The seller's.
    pub seller: Books,
}

const SERVICES: &str = "
    SELECT s.id, s.status, s.stopped_by, s.expires, s.name, s.ip, s.license_key, s.reference,
           t.intname, s.order_key, u.reference, u.expires
    FROM service s JOIN tariff t ON t.id = s.tariff LEFT JOIN upstream u ON u.service = s.id";
const OPERATIONS: &str = "
    SELECT id, service, kind, state, order_key, customer_key, amount, held, before_expires,
           paid_until, error_kind, error_message, created_at, finished_at,
           period
    FROM operation";
const EXPENSES: &str = "SELECT id, service, operation, kind, period_start, amount FROM expense";
const WALLETS: &str = "SELECT id, balance, reserved, credit_limit FROM wallet ORDER BY id";

impl Books {
    /// Reads one database.
    pub fn of(engine: &Engine) -> Self {
        engine
            .read(|scope| Ok(read(scope)?))
            .expect("a database that is open can be read")
    }

    /// The services with the reference, in order.
    pub fn called<'a>(&'a self, reference: &'a str) -> impl Iterator<Item = &'a ServiceRow> {
        self.services
            .values()
            .filter(move |service| service.reference == reference)
    }

    /// The operations on a service, in order.
    pub fn on(&self, service: i64) -> impl Iterator<Item = &OperationRow> {
        self.operations
            .values()
            .filter(move |operation| operation.service == service)
    }

    /// The key under which a charge was asked for.
    pub fn key_of(&self, charge: &ExpenseRow) -> Option<&str> {
        let made_by = self.operations.get(&charge.operation)?;
        match made_by.kind.as_str() {
            "open" => self.services.get(&charge.service)?.order_key.as_deref(),
            _ => made_by.customer_key.as_deref(),
        }
    }

    /// The operation on a service that has not come to its end.
    pub fn unfinished(&self, service: i64) -> Option<&OperationRow> {
        self.on(service).find(|operation| !operation.is_finished())
    }
}

fn read(scope: &mut Scope<'_>) -> Result<Books> {
    let mut books = Books {
        audit: expense::audit(scope.tx)?,
        miscounted: hour_total::audit(scope.tx)?
            + need::audit(scope.tx)?
            + statement::audit(scope.tx)?,
        ..Books::default()
    };
    for row in scope.tx.rows(SERVICES, &[])? {
        let service = service(&mut row.read())?;
        books.services.insert(service.id, service);
    }
    for row in scope.tx.rows(OPERATIONS, &[])? {
        let operation = operation(&mut row.read())?;
        books.operations.insert(operation.id, operation);
    }
    for row in scope.tx.rows(EXPENSES, &[])? {
        let mut row = row.read();
        let expense = ExpenseRow {
            id: row.next()?,
            service: row.next()?,
            operation: row.next()?,
            kind: row.next()?,
            start: row.next()?,
            amount: row.next()?,
        };
        books.expenses.insert(expense.id, expense);
    }
    for row in scope.tx.rows(WALLETS, &[])? {
        let mut row = row.read();
        books.wallets.push(WalletRow {
            id: row.next()?,
            balance: row.next()?,
            reserved: row.next()?,
            credit_limit: row.next()?,
        });
    }
    Ok(books)
}

fn service(row: &mut RowReader) -> Result<ServiceRow> {
    Ok(ServiceRow {
        id: row.next()?,
        status: row.next()?,
        stopped_by: row.next()?,
        expires: row.next()?,
        name: row.next()?,
        ip: row.next()?,
        key: row.next()?,
        reference: row.next()?,
        tariff: row.next()?,
        order_key: row.next()?,
        upstream: row.next()?,
        upstream_expires: row.next()?,
    })
}

fn operation(row: &mut RowReader) -> Result<OperationRow> {
    Ok(OperationRow {
        id: row.next()?,
        service: row.next()?,
        kind: row.next()?,
        state: row.next()?,
        order_key: row.next()?,
        customer_key: row.next()?,
        amount: row.next()?,
        held: row.next()?,
        before_expires: row.next()?,
        paid_until: row.next()?,
        error: row.next()?,
        words: row.next()?,
        created: row.next()?,
        finished: row.next()?,
        period: row.next()?,
    })
}
