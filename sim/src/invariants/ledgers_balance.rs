//! Both ledgers sum to zero, wallets are what their postings and operations say, and so are the
//! rows that sum them up.

use super::Step;

/// The audit of both databases finds nothing.
pub(super) fn check(step: &Step<'_>) -> Result<(), String> {
    let sides = [
        ("reseller", &step.after.reseller),
        ("seller", &step.after.seller),
    ];
    for (side, books) in sides {
        let (unbalanced, wrong) = books.audit;
        if (unbalanced, wrong) != (0, 0) {
            return Err(format!(
                "the {side}'s ledger has {unbalanced} documents that do not sum to zero and \
                 {wrong} wallets that differ from them"
            ));
        }
        if books.miscounted != 0 {
            return Err(format!(
                "{} rows that sum up what the {side} did differ from it",
                books.miscounted
            ));
        }
    }
    Ok(())
}
