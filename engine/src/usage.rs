//! Addons that are billed by statistics: what a service used is told day by day, and charged with
//! its next renewal (semantics 2.3, `billtype` 3).

use crate::addon_fault as fault;
use crate::journal;
use crate::owned::owned;
use crate::sold::Sold;
use crate::{Result, Scope, shown};
use onsell_domain::{
    AccountId, AddonBilling, AddonId, Amount, Date, Period, ServiceId, ServiceStatus, Text, UserId,
};
use onsell_store::service::Service;
use onsell_store::tariff::{self, Addon};
use onsell_store::usage::{self, DayUsed};
use onsell_wire::Fault;

/// What somebody measured.
#[derive(Debug, Clone)]
pub struct UsageInput {
    /// The service.
    pub service: ServiceId,
    /// The day it was used on; none is today.
    pub day: Option<Date>,
    /// How much of each addon; a day that was told before is told anew.
    pub used: Vec<(AddonId, i64)>,
    /// Who tells it.
    pub by: Option<UserId>,
}

/// Writes down what a service used on a day. Telling the same twice changes nothing.
///
/// # Errors
/// `missed` for a service that is not there or gone, `value` for an addon that is not billed by
/// statistics, for less than nothing, for a day to come, and for one that is charged already.
pub fn report(scope: &mut Scope<'_>, input: &UsageInput) -> Result<()> {
    let service = owned(scope, input.service, None)?;
    if service.status == ServiceStatus::Deleted {
        return Err(Fault::missed("item", service.id).into());
    }
    let today = shown::today(&service, scope.now);
    let day = input.day.unwrap_or(today);
    if day > today {
        let reason = Text::new("The day is still to come", "Этот день ещё не наступил");
        return Err(Fault::value_because("date", day, reason).into());
    }
    let known = tariff::addons(scope.tx, service.tariff)?;
    for (id, used) in &input.used {
        let is_it =
            |addon: &&Addon| addon.id == *id && addon.billing() == AddonBilling::ByStatistics;
        if *used < 0 || !known.iter().any(|addon| is_it(&addon)) {
            return Err(fault::not_sold(*id, *used).into());
        }
        let before = usage::of_day(scope.tx, service.id, *id, day)?;
        if before.is_some_and(|before| before.is_charged && before.used != *used) {
            let reason = Text::new(
                "What was used on this day is charged already",
                "За этот день плата уже взята",
            );
            return Err(Fault::value_because("date", day, reason).into());
        }
        if before.is_none_or(|before| !before.is_charged) {
            usage::put(scope.tx, service.id, *id, day, *used)?;
        }
    }
    let (function, object) = ("service.stat.edit", service.id.to_string());
    journal::write(scope, input.by, function, &object, &day.to_string())?;
    Ok(())
}

/// What a service used, the newest day first.
///
/// # Errors
/// `missed` for a service of somebody else.
pub fn days(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    id: ServiceId,
) -> Result<Vec<DayUsed>> {
    let service = owned(scope, id, account)?;
    Ok(usage::of_service(scope.tx, service.id)?)
}

/// What is owed for what a service used above what its tariff includes, at the prices of a period.
/// An addon without a price is only limited. Today is not over, so that it counts tomorrow.
///
/// # Errors
/// `value` for a sum that is too large.
pub(crate) fn owed(scope: &mut Scope<'_>, service: &Service, period: Period) -> Result<Amount> {
    let today = shown::today(service, scope.now);
    let used = usage::owed(scope.tx, service.id, today)?;
    if used.is_empty() {
        return Ok(Amount::ZERO);
    }
    let sold = Sold::read(scope, service.tariff, service.currency)?;
    let mut sum = Amount::ZERO;
    for (id, used) in used {
        let Some(addon) = sold.find(id) else { continue };
        let too_large = || Fault::value("elid", service.id);
        let cost = sold.overage(addon, used, period).map_err(|_| too_large())?;
        sum = sum.checked_add(cost).map_err(|_| too_large())?;
    }
    Ok(sum)
}
