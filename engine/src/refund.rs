//! Money that goes back to the customer's wallet: what was paid for days that will not be used
//! (semantics 7.3). It returns to the balance, never to a payment system.

use crate::{Result, Scope, paid_term, rights, waiting};
use jiff::ToSpan;
use jiff::civil::Date;
use onsell_domain::{Amount, OperationId, OperationKind, ReturnPolicy};
use onsell_store::expense::{self, NewExpense};
use onsell_store::service::Service;
use onsell_store::wallet;

/// Gives an amount back for the days of a service after `today`, once for an operation: an expense
/// below zero, which the list of expenses shows. What waits for money is due then.
fn give_back(
    scope: &mut Scope<'_>,
    service: &Service,
    operation: OperationId,
    today: Date,
    amount: Amount,
) -> Result<()> {
    if amount <= Amount::ZERO {
        return Ok(());
    }
    wallet::add(scope.tx, service.wallet, amount)?;
    let name = format!("{} #{}", service.tariff_name, service.id);
    expense::post(
        scope.tx,
        &NewExpense {
            wallet: service.wallet,
            currency: service.currency,
            service: service.id,
            operation,
            kind: OperationKind::Close,
            period_start: today.saturating_add(1.day()),
            amount: Amount::new(amount.get().saturating_neg()),
            name: &name,
            now: scope.now,
        },
    )?;
    waiting::money_is_free(scope, service.wallet)
}

/// A service was closed, by whomever: its tariff says whether the unused days are given back.
pub(crate) fn of_closing(
    scope: &mut Scope<'_>,
    service: &Service,
    operation: OperationId,
    today: Date,
) -> Result<()> {
    if service.expires.is_none_or(|end| end <= today) {
        return Ok(());
    }
    match rights::tariff_rules_of(scope, service)?.return_policy {
        ReturnPolicy::Nothing => Ok(()),
        ReturnPolicy::UnusedDays => {
            let amount = paid_term::of(service).rest(today);
            give_back(scope, service, operation, today, amount)
        }
    }
}
