//! Nothing is bought for more than it was sold for, unless staff said so.

use super::Step;

/// A seller that compares by itself charges no order and no renewal above what the customer pays
/// for it, but where staff pressed Send anyway. A stranger may raise its price between our reading
/// of it and our order.
pub(super) fn check(step: &Step<'_>) -> Result<(), String> {
    if step.known.is_stranger {
        return Ok(());
    }
    let (here, there) = (&step.after.reseller, &step.after.seller);
    for charge in there.expenses.values() {
        let Some(key) = there.key_of(charge) else {
            continue;
        };
        let sold = here
            .operations
            .values()
            .find(|sold| sold.order_key == key && matches!(sold.kind.as_str(), "open" | "prolong"));
        if let Some(sold) = sold
            && charge.amount > sold.amount
            && !step.known.sent_anyway.contains(&sold.id)
        {
            return Err(format!(
                "the seller charged {} for operation {} ({}), for which the customer pays {}",
                charge.amount, sold.id, sold.kind, sold.amount
            ));
        }
    }
    Ok(())
}
