//! When nothing goes wrong any more, both sides come to say the same.
//!
//! This is the one invariant that does not hold after every step: it is asked once faults have
//! stopped, and must hold within the bound that `heal` states.

use crate::reading::{Books, ExpenseRow, OperationRow, Reading, ServiceRow};
use jiff::Unit;
use jiff::civil::Date;
use onsell_domain::{StopReason, StopReasons};

/// Errors that are no word of the seller about what was asked: with these nothing is settled.
const NOT_SETTLED: [&str; 8] = [
    "client",
    "unknown",
    "connection",
    "not_enough_money",
    "auth",
    "locked",
    "overload",
    "internal",
];
/// Months differ by up to so many days.
const MONTHS_DIFFER_DAYS: i32 = 3;

const ACTIVE: i64 = 2;
const SUSPENDED: i64 = 3;
const DELETED: i64 = 4;

/// What the two say differently, if anything.
pub fn disagreement(reading: &Reading) -> Option<String> {
    let mut services = reading.reseller.services.values();
    services.find_map(|service| differs(reading, service))
}

fn differs(reading: &Reading, service: &ServiceRow) -> Option<String> {
    let reference = service.upstream.as_ref()?;
    let license = reading.seller.called(reference).next();
    let open = reading.reseller.unfinished(service.id);
    if let Some(open) = open
        && !is_refused(open)
    {
        return Some(format!(
            "operation {} ({}) of service {} is still {}: {}",
            open.id,
            open.kind,
            service.id,
            open.state,
            open.words.as_deref().unwrap_or("no error")
        ));
    }
    let Some(license) = license else {
        let is_none_here =
            service.status == DELETED || open.is_some_and(|open| open.kind == "open");
        return (!is_none_here).then(|| {
            format!(
                "service {} has status {} and the seller has nothing of it",
                service.id, service.status
            )
        });
    };
    let said = |what: &str, here: &str, there: &str| {
        Some(format!(
            "the {what} of service {} is {here:?} here and {there:?} at the seller",
            service.id
        ))
    };
    let (here, there) = (service.status, license.status);
    let agrees = match here {
        ACTIVE => there == ACTIVE,
        SUSPENDED => there == SUSPENDED || there == DELETED,
        DELETED => there == DELETED,
        // Only a refused order stands in progress; then the seller may have delivered nothing.
        _ => false,
    };
    if !agrees {
        return said("status", &here.to_string(), &there.to_string());
    }
    if here == DELETED || there == DELETED {
        return None;
    }
    if stands_for_nobody(service, license) && open.is_none() {
        return Some(format!(
            "service {} stands stopped at the seller only in our name, and nobody here wants it",
            service.id
        ));
    }
    let facts = [
        ("key", &service.key, &license.key),
        ("name", &service.name, &license.name),
        ("address", &service.ip, &license.ip),
        ("tariff", &service.tariff, &license.tariff),
    ];
    for (what, here, there) in facts {
        if here != there {
            return said(what, here, there);
        }
    }
    if here == ACTIVE && open.is_none() {
        return ends_early(reading, service, license);
    }
    None
}

/// Whether the seller was asked for the stop by us alone, and no reason of ours is left.
fn stands_for_nobody(service: &ServiceRow, license: &ServiceRow) -> bool {
    let reasons = |bits: i64| StopReasons::from_bits(u8::try_from(bits).unwrap_or_default());
    let mut ours = reasons(service.stopped_by);
    ours.remove(StopReason::Provider);
    let theirs = reasons(license.stopped_by);
    license.status == SUSPENDED
        && theirs == StopReasons::only(StopReason::Client)
        && ours.is_empty()
}

/// The seller has said no in words that stand, and only its staff, ours or the customer can change
/// what was asked.
fn is_refused(open: &OperationRow) -> bool {
    let error = open.error.as_deref().unwrap_or("unknown");
    open.state == "attention" && !NOT_SETTLED.contains(&error)
}

/// The seller's end is not before ours, but for the days by which the last period that was paid
/// began later here than there: we may learn of a delivery late, and each side counts the renewal
/// of what it has stopped from the day of the renewal.
fn ends_early(reading: &Reading, service: &ServiceRow, license: &ServiceRow) -> Option<String> {
    let missing = match (service.expires, license.expires) {
        (Some(here), Some(there)) => days(there, here),
        (None, Some(_)) => i32::MAX,
        (_, None) => 0,
    };
    let later = began_later_days(reading, service, license)?;
    let allowed = if later > 0 {
        later + MONTHS_DIFFER_DAYS
    } else {
        0
    };
    let shown = |end: Option<Date>| end.map_or_else(|| "no day".to_owned(), |end| end.to_string());
    (missing > allowed).then(|| {
        format!(
            "service {} is paid until {} and ends at the seller on {}; that its last period began \
             {later} days later here explains {allowed} days",
            service.id,
            shown(service.expires),
            shown(license.expires)
        )
    })
}

fn days(from: Date, to: Date) -> i32 {
    from.until((Unit::Day, to))
        .map_or(0, |span| span.get_days())
}

/// By how many days the last paid period began later here than at the seller, at most; none when a
/// change of tariff has made another count.
fn began_later_days(reading: &Reading, service: &ServiceRow, license: &ServiceRow) -> Option<i32> {
    let here = &reading.reseller;
    if here
        .on(service.id)
        .any(|operation| operation.kind == "changepricelist")
    {
        return None;
    }
    let paid = last_paid(here, service.id)?;
    let there = if paid.kind == "prolong" {
        here.operations.get(&paid.operation)?.before_expires?
    } else {
        last_paid(&reading.seller, license.id)?.start
    };
    Some(days(there, paid.start))
}

fn last_paid(books: &Books, service: i64) -> Option<&ExpenseRow> {
    let is_paid = |expense: &&ExpenseRow| {
        expense.service == service && matches!(expense.kind.as_str(), "open" | "prolong")
    };
    books.expenses.values().rfind(is_paid)
}
