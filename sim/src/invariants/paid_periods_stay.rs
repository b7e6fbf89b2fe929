//! What a customer has paid for stays: nobody shortens it, nobody ends it early.

use super::Step;
use crate::reading::{OperationRow, ServiceRow};
use jiff::civil::Date;
use onsell_domain::{Period, StopReason, StopReasons};

/// The end of what is paid moves only with an order, a renewal or a change of tariff that is done,
/// never back, and is what the renewal promised; no service is stopped for its end before it, and
/// none is closed unless somebody asked, the seller closed it, or its end is past.
pub(super) fn check(step: &Step<'_>) -> Result<(), String> {
    for new in step.after.reseller.services.values() {
        let old = step.before.reseller.services.get(&new.id);
        if let Some(old) = old {
            end_moves_in_order(step, old, new)?;
            closed_in_order(step, old, new)?;
        }
        promises_are_kept(step, new)?;
        let stopped_by = StopReasons::from_bits(u8::try_from(new.stopped_by).unwrap_or_default());
        if stopped_by.contains(StopReason::Auto)
            && new.status != 4
            && new.expires.is_none_or(|end| end >= step.after.today)
        {
            return Err(format!(
                "service {} is stopped as ended and is paid until {}",
                new.id,
                shown(new)
            ));
        }
    }
    Ok(())
}

fn shown(service: &ServiceRow) -> String {
    service
        .expires
        .map_or_else(|| "no day".to_owned(), |end| end.to_string())
}

fn end_moves_in_order(step: &Step<'_>, old: &ServiceRow, new: &ServiceRow) -> Result<(), String> {
    if old.expires == new.expires {
        return Ok(());
    }
    let earned = step.after.reseller.on(new.id).any(|operation| {
        let before = step.before.reseller.operations.get(&operation.id);
        operation.state == "done"
            && matches!(
                operation.kind.as_str(),
                "open" | "prolong" | "changepricelist"
            )
            && before.is_none_or(|before| before.state != "done")
    });
    let is_back = old.expires.is_some() && new.expires < old.expires;
    let is_change = step.after.reseller.on(new.id).any(|operation| {
        let before = step.before.reseller.operations.get(&operation.id);
        operation.kind == "changepricelist" && before != Some(operation)
    });
    if !earned || is_back && !is_change {
        return Err(format!(
            "service {} was paid until {} and is now until {}",
            new.id,
            shown(old),
            shown(new)
        ));
    }
    Ok(())
}

/// A closing needs somebody who asked, a seller who closed, or a paid time that is over.
fn closed_in_order(step: &Step<'_>, old: &ServiceRow, new: &ServiceRow) -> Result<(), String> {
    if old.status == 4 || new.status != 4 || step.known.closings.contains(&new.id) {
        return Ok(());
    }
    let gave_up = step
        .after
        .reseller
        .on(new.id)
        .any(|operation| operation.kind == "open" && operation.state == "cancelled");
    let reference = new.upstream.as_deref().unwrap_or_default();
    let closed_there = step
        .after
        .seller
        .called(reference)
        .any(|license| license.status == 4);
    let is_over = new.expires.is_some_and(|end| end < step.after.today);
    if gave_up || closed_there || is_over {
        return Ok(());
    }
    Err(format!(
        "service {} is paid until {} and was closed though nobody asked",
        new.id,
        shown(new)
    ))
}

/// An order gives at least its period from the day it was placed, a renewal what it promised.
fn promises_are_kept(step: &Step<'_>, service: &ServiceRow) -> Result<(), String> {
    let Some(end) = service.expires else {
        return Ok(());
    };
    for paid in step.after.reseller.on(service.id) {
        let promised = match paid.kind.as_str() {
            "prolong" => paid.paid_until,
            "open" => promised_by_order(paid),
            _ => None,
        };
        if paid.state == "done" && promised.is_some_and(|promised| promised > end) {
            return Err(format!(
                "{} {} of service {} promised more than {end}",
                paid.kind, paid.id, service.id
            ));
        }
    }
    Ok(())
}

fn promised_by_order(order: &OperationRow) -> Option<Date> {
    let period = Period::from_code(order.period?).ok()?;
    let day = order.created.date_in(&crate::world::utc());
    period.end(day, day.day(), 0)
}
