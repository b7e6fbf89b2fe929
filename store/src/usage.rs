//! What services used of addons that are billed by statistics, day by day.

use crate::columns::{FromRow, read_all, read_pairs};
use crate::{Result, RowReader, Tx, TxExt};
use jiff::civil::Date;
use onsell_domain::{AddonId, Amount, OperationId, ServiceId};

/// What a service used of an addon on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayUsed {
    /// The addon.
    pub addon: AddonId,
    /// The day.
    pub day: Date,
    /// How much of it.
    pub used: i64,
    /// Whether a renewal charges for it.
    pub is_charged: bool,
}

impl FromRow for DayUsed {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            addon: row.next()?,
            day: row.next()?,
            used: row.next()?,
            is_charged: row.next()?,
        })
    }
}

macro_rules! used {
    ($($rest:literal),*) => {
        concat!(
            "SELECT u.addon, u.day, u.used,
                    CASE WHEN u.operation IS NULL OR o.state = 'cancelled' THEN 0 ELSE 1 END
             FROM service_addon_usage u LEFT JOIN operation o ON o.id = u.operation ",
            $($rest),*
        )
    };
}

const OF_SERVICE: &str = used!("WHERE u.service = $1 ORDER BY u.day DESC, u.addon");
const OF_DAY: &str = used!("WHERE u.service = $1 AND u.addon = $2 AND u.day = $3");
const PUT: &str = "
    INSERT INTO service_addon_usage (service, addon, day, used) VALUES ($1, $2, $3, $4)
    ON CONFLICT (service, addon, day) DO UPDATE SET used = excluded.used, operation = NULL";
const OWED: &str = "
    SELECT u.addon, CAST(SUM(u.used) AS BIGINT)
    FROM service_addon_usage u LEFT JOIN operation o ON o.id = u.operation
    WHERE u.service = $1 AND u.day < $2 AND (u.operation IS NULL OR o.state = 'cancelled')
    GROUP BY u.addon ORDER BY u.addon";
const CHARGE: &str = "
    UPDATE service_addon_usage SET operation = $2
    WHERE service = $1 AND day < $3
      AND (operation IS NULL
           OR EXISTS (SELECT 1 FROM operation o
                      WHERE o.id = service_addon_usage.operation AND o.state = 'cancelled'))";
const PUT_AMOUNT: &str = "INSERT INTO operation_usage (operation, amount) VALUES ($1, $2)";
const AMOUNT: &str = "SELECT amount FROM operation_usage WHERE operation = $1";

/// What a service used, the newest day first.
pub fn of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<DayUsed>> {
    read_all(tx.rows(OF_SERVICE, &[service.into()])?)
}

/// What a service used of an addon on a day, as far as it was told.
pub fn of_day(
    tx: &mut dyn Tx,
    service: ServiceId,
    addon: AddonId,
    day: Date,
) -> Result<Option<DayUsed>> {
    let day = day.to_string();
    let args = [service.into(), addon.into(), day.as_str().into()];
    Ok(read_all(tx.rows(OF_DAY, &args)?)?.into_iter().next())
}

/// Writes what a service used of an addon on a day, in place of what was told of it before.
pub fn put(
    tx: &mut dyn Tx,
    service: ServiceId,
    addon: AddonId,
    day: Date,
    used: i64,
) -> Result<()> {
    let day = day.to_string();
    let args = [
        service.into(),
        addon.into(),
        day.as_str().into(),
        used.into(),
    ];
    tx.exec_one(PUT, &args)
}

/// What a service used of each addon before a day that no renewal charges for yet.
pub fn owed(tx: &mut dyn Tx, service: ServiceId, before: Date) -> Result<Vec<(AddonId, i64)>> {
    let before = before.to_string();
    read_pairs(tx.rows(OWED, &[service.into(), before.as_str().into()])?)
}

/// Lets a renewal charge this amount for everything that was used before a day and not charged for.
pub fn charge(
    tx: &mut dyn Tx,
    service: ServiceId,
    operation: OperationId,
    before: Date,
    amount: Amount,
) -> Result<()> {
    let before = before.to_string();
    let args = [service.into(), operation.into(), before.as_str().into()];
    tx.exec(CHARGE, &args)?;
    tx.exec_one(PUT_AMOUNT, &[operation.into(), amount.into()])
}

/// What of the price of a renewal is for what was used before it.
pub fn charged(tx: &mut dyn Tx, operation: OperationId) -> Result<Amount> {
    match tx.row(AMOUNT, &[operation.into()])? {
        Some(row) => row.read().next(),
        None => Ok(Amount::ZERO),
    }
}
