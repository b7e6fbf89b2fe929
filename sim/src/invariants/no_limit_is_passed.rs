//! Nobody spends what is not there.

use super::Step;
use onsell_domain::Amount;

/// No wallet is below its credit limit, with what it has promised counted; nothing that is promised
/// is negative.
pub(super) fn check(step: &Step<'_>) -> Result<(), String> {
    let sides = [
        ("reseller", &step.after.reseller),
        ("seller", &step.after.seller),
    ];
    for (side, books) in sides {
        for wallet in &books.wallets {
            let available =
                wallet.balance.get() + wallet.credit_limit.get() - wallet.reserved.get();
            if available < 0 || wallet.reserved < Amount::ZERO {
                return Err(format!(
                    "wallet {} at the {side} has {}, reserved {}, with a limit of {}",
                    wallet.id, wallet.balance, wallet.reserved, wallet.credit_limit
                ));
            }
        }
    }
    Ok(())
}
