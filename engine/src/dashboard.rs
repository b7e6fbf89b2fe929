//! What staff see at a glance: what is unfinished and why, what is open, the balances at sellers,
//! the last month by day, and whether the jobs run. Costs what it shows.

use crate::balance::house_zone;
use crate::{Result, Scope};
use jiff::ToSpan;
use onsell_domain::scheduler::{self, Light, lag_seconds};
use onsell_domain::{Amount, Currency, Date, Need, Timestamp, Zone};
use onsell_store::hour_total::{self, HourTotal};
use onsell_store::job::{self, Job};
use onsell_store::need::{self, Waiting};
use onsell_store::processing_module::{self, ProcessingModule};
use std::collections::BTreeMap;

/// How many days the chart has, today among them.
pub const CHART_DAYS: i64 = 30;

/// What staff see at a glance.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// Unfinished operations by what they need.
    pub operations: Vec<(Need, Waiting)>,
    /// Open problems.
    pub problems: Waiting,
    /// Open tasks of staff.
    pub tasks: Waiting,
    /// The modules that buy from somebody, whose balance there is known or could be.
    pub modules: Vec<ProcessingModule>,
    /// Each day of the chart in each currency that moved in it, the oldest first.
    pub days: Vec<DayTotal>,
    /// How the work is done.
    pub scheduler: Scheduler,
    /// The present.
    pub now: Timestamp,
    /// The zone in which the house reads its clock.
    pub zone: Zone,
}

/// What a day brought in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DayTotal {
    /// The day in the zone of the house.
    pub day: Date,
    /// The currency.
    pub currency: Currency,
    /// Services that were ordered.
    pub orders: i64,
    /// What wallets were charged, less what was given back.
    pub income: Amount,
    /// What came in, less what was taken out.
    pub payments: Amount,
}

/// How the work is done.
#[derive(Debug, Clone)]
pub struct Scheduler {
    /// As bad as the worst of it.
    pub light: Light,
    /// Whether this process works at all.
    pub is_running: bool,
    /// The jobs, each with how many seconds it is late.
    pub jobs: Vec<(Job, i64)>,
    /// How many seconds the operation that is due first is late.
    pub operations_lag: i64,
}

/// Reads it.
///
/// # Errors
/// None but the store's.
pub fn read(scope: &mut Scope<'_>) -> Result<Dashboard> {
    let mut operations = Vec::with_capacity(Need::ALL.len());
    for need in Need::ALL {
        operations.push((need, need::operations(scope.tx, need)?));
    }
    let mut modules = processing_module::list(scope.tx)?;
    modules.retain(|module| module.seller.is_some());
    let zone = house_zone(scope)?;
    Ok(Dashboard {
        operations,
        problems: need::problems(scope.tx)?,
        tasks: need::tasks(scope.tx)?,
        modules,
        days: days(scope, &zone)?,
        scheduler: scheduler(scope)?,
        now: scope.now,
        zone,
    })
}

fn days(scope: &mut Scope<'_>, zone: &Zone) -> Result<Vec<DayTotal>> {
    let today = scope.now.date_in(zone);
    let first = today.saturating_sub((CHART_DAYS - 1).days());
    let hours = hour_total::since(scope.tx, zone.start_of(first))?;
    Ok(by_day(&hours, first, zone))
}

/// Sums hours up to days of a zone. An hour belongs to the day in which it begins.
fn by_day(hours: &[HourTotal], first: Date, zone: &Zone) -> Vec<DayTotal> {
    let mut days: BTreeMap<(Date, String), DayTotal> = BTreeMap::new();
    for hour in hours {
        let day = hour.at.date_in(zone);
        if day < first {
            continue;
        }
        let total = days
            .entry((day, hour.currency.as_str().to_owned()))
            .or_insert(DayTotal {
                day,
                currency: hour.currency,
                orders: 0,
                income: Amount::ZERO,
                payments: Amount::ZERO,
            });
        total.orders += hour.orders;
        total.income = sum(total.income, hour.income);
        total.payments = sum(total.payments, hour.payments);
    }
    days.into_values().collect()
}

// Beyond the range of an amount it stays at the range's end.
fn sum(one: Amount, other: Amount) -> Amount {
    Amount::new(one.get().saturating_add(other.get()))
}

fn scheduler(scope: &mut Scope<'_>) -> Result<Scheduler> {
    let now = scope.now;
    let jobs: Vec<(Job, i64)> = job::list(scope.tx)?
        .into_iter()
        .map(|job| {
            let lag = lag_seconds(job.due_at, now);
            (job, lag)
        })
        .collect();
    let operations_lag = need::first_due(scope.tx)?.map_or(0, |due| lag_seconds(due, now));
    // Without a job there never was a process that works.
    let light = if jobs.is_empty() {
        Light::Red
    } else {
        let lags = jobs.iter().map(|(_, lag)| *lag);
        scheduler::worst(lags.chain([operations_lag]))
    };
    Ok(Scheduler {
        light,
        is_running: scope.installation.has_workers(),
        jobs,
        operations_lag,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn an_hour_belongs_to_the_day_of_its_zone() {
        let berlin = Zone::parse("Europe/Berlin").expect("a zone");
        let start = berlin.start_of(date(2026, 3, 29));
        let hour = |hours: i64, orders: i64| HourTotal {
            at: start.plus_seconds(hours * 3600),
            currency: Currency::parse("EUR").expect("a currency"),
            orders,
            income: Amount::new(orders * 10),
            payments: Amount::ZERO,
        };
        // The day on which the clock is put forward has 23 hours.
        let hours = [hour(-1, 1), hour(0, 2), hour(22, 4), hour(23, 8)];
        let days = by_day(&hours, date(2026, 3, 29), &berlin);
        let shown: Vec<(String, i64, i64)> = days
            .iter()
            .map(|day| (day.day.to_string(), day.orders, day.income.get()))
            .collect();
        assert_eq!(
            shown,
            [
                ("2026-03-29".to_owned(), 6, 60),
                ("2026-03-30".to_owned(), 8, 80)
            ]
        );
    }
}
