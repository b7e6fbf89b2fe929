//! One paid order line causes at most one upstream service and at most one charge there.

use super::Step;
use crate::reading::{Books, ExpenseRow, OperationRow, ServiceRow};
use std::collections::BTreeMap;

/// At most one license at the seller for each of our references, none without one, and at most one
/// charge for each of our paid operations.
pub(super) fn check(step: &Step<'_>) -> Result<(), String> {
    let (here, there) = (&step.after.reseller, &step.after.seller);
    let mut ours: BTreeMap<&str, &ServiceRow> = BTreeMap::new();
    for service in here.services.values() {
        if let Some(reference) = &service.upstream {
            ours.insert(reference, service);
        }
    }
    let mut first: BTreeMap<&str, i64> = BTreeMap::new();
    for license in there.services.values() {
        if !ours.contains_key(license.reference.as_str()) {
            return Err(format!(
                "the seller has license {} called {:?}, which no service of ours is",
                license.id, license.reference
            ));
        }
        if let Some(other) = first.insert(&license.reference, license.id) {
            return Err(format!(
                "the seller has two licenses for one order, {other} and {}, both called {:?}",
                license.id, license.reference
            ));
        }
    }
    for license in there.services.values() {
        let service = ours[license.reference.as_str()];
        if step.known.is_stranger {
            by_count(here, there, service, license)?;
        } else {
            by_key(here, there, service, license)?;
        }
    }
    Ok(())
}

/// Charges for a license, with the operations there that made them.
fn charges<'a>(
    there: &'a Books,
    license: &ServiceRow,
) -> impl Iterator<Item = (&'a ExpenseRow, &'a OperationRow)> {
    let id = license.id;
    there
        .expenses
        .values()
        .filter(move |expense| expense.service == id)
        .filter_map(|expense| {
            let operation = there.operations.get(&expense.operation)?;
            Some((expense, operation))
        })
}

/// Every charge carries the key of one of our operations, and no two the same.
fn by_key(
    here: &Books,
    there: &Books,
    service: &ServiceRow,
    license: &ServiceRow,
) -> Result<(), String> {
    let mut charged: BTreeMap<&str, i64> = BTreeMap::new();
    for (expense, made_by) in charges(there, license) {
        let key = there.key_of(expense).unwrap_or_default();
        let of = here
            .on(service.id)
            .find(|operation| operation.kind == made_by.kind && operation.order_key == key);
        if of.is_none() {
            return Err(format!(
                "the seller charged {} for {} of license {}, which no operation on service {} asked",
                expense.amount, made_by.kind, license.id, service.id
            ));
        }
        if let Some(other) = charged.insert(key, expense.id) {
            return Err(format!(
                "the seller charged twice for one operation ({}): {other} and {}",
                made_by.kind, expense.id
            ));
        }
    }
    Ok(())
}

/// A seller without keys has charged no kind of operation more often than we began it.
fn by_count(
    here: &Books,
    there: &Books,
    service: &ServiceRow,
    license: &ServiceRow,
) -> Result<(), String> {
    for kind in ["open", "prolong", "changepricelist"] {
        let charged = charges(there, license)
            .filter(|(_, made_by)| made_by.kind == kind)
            .count();
        let asked = here
            .on(service.id)
            .filter(|operation| operation.kind == kind)
            .count();
        if charged > asked {
            return Err(format!(
                "the seller charged {charged} times for {kind} of license {}, and service {} asked \
                 {asked} times",
                license.id, service.id
            ));
        }
    }
    Ok(())
}
