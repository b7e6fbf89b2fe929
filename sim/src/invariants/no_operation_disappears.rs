//! What a customer was promised is being worked on, or it is done, or it was given up in order.

use super::Step;
use crate::reading::{Books, OperationRow};
use std::collections::BTreeMap;

/// Operations stay; what has ended stays ended and has its effect; what was confirmed to a customer
/// has its operation.
pub(super) fn check(step: &Step<'_>) -> Result<(), String> {
    let (before, after) = (&step.before.reseller, &step.after.reseller);
    for old in before.operations.values() {
        let Some(new) = after.operations.get(&old.id) else {
            return Err(format!(
                "operation {} ({}) is gone; it was {}",
                old.id, old.kind, old.state
            ));
        };
        if old.is_finished() && new.state != old.state {
            return Err(format!(
                "operation {} ({}) was {} and is {}",
                new.id, new.kind, old.state, new.state
            ));
        }
    }
    for new in after.operations.values().filter(|new| new.is_finished()) {
        let old = before.operations.get(&new.id);
        if old.is_none_or(|old| !old.is_finished()) {
            ended_in_order(after, new)?;
        }
    }
    confirmed_orders(step)?;
    confirmed_renewals(step)
}

/// What has ended has its effect, or gave its money back.
fn ended_in_order(books: &Books, ended: &OperationRow) -> Result<(), String> {
    let charges: Vec<_> = books
        .expenses
        .values()
        .filter(|expense| expense.operation == ended.id)
        .collect();
    let is_done = ended.state == "done";
    let is_paid = matches!(ended.kind.as_str(), "open" | "prolong");
    let paid: i64 = charges.iter().map(|charge| charge.amount.get()).sum();
    let expected = if is_done { ended.amount.get() } else { 0 };
    if is_paid && paid != expected || ended.held.get() != 0 {
        return Err(format!(
            "operation {} ({}) of {} is {} with {} charged and {} still held",
            ended.id,
            ended.kind,
            ended.amount,
            ended.state,
            onsell_domain::Amount::new(paid),
            ended.held
        ));
    }
    let Some(service) = books.services.get(&ended.service) else {
        return Err(format!(
            "service {} of operation {} is gone",
            ended.service, ended.id
        ));
    };
    match (ended.kind.as_str(), is_done) {
        ("open", true) if service.key.is_empty() || service.status == 5 => Err(format!(
            "service {} is ordered and paid, and has status {} and the key {:?}",
            service.id, service.status, service.key
        )),
        ("open", false) if service.status != 4 => Err(format!(
            "the order of service {} was given up and its status is {}",
            service.id, service.status
        )),
        _ => Ok(()),
    }
}

fn confirmed_orders(step: &Step<'_>) -> Result<(), String> {
    let books = &step.after.reseller;
    for (service, key) in &step.known.orders {
        let found = books.services.get(service);
        if found.is_none_or(|found| found.order_key.as_ref() != Some(key)) {
            return Err(format!("the confirmed order of service {service} is gone"));
        }
        if !books.on(*service).any(|operation| operation.kind == "open") {
            return Err(format!("the order of service {service} has no operation"));
        }
    }
    Ok(())
}

fn confirmed_renewals(step: &Step<'_>) -> Result<(), String> {
    let mut confirmed: BTreeMap<i64, usize> = BTreeMap::new();
    for (service, _) in &step.known.renewals {
        *confirmed.entry(*service).or_default() += 1;
    }
    for (service, count) in confirmed {
        let operations = step.after.reseller.on(service);
        let found = operations
            .filter(|operation| operation.kind == "prolong")
            .count();
        if found < count {
            return Err(format!(
                "service {service} has {found} renewals and {count} were confirmed"
            ));
        }
    }
    Ok(())
}
