//! Money that goes back to the customer's wallet: what was paid for days that will not be used
//! (semantics 7.3). It returns to the balance, never to a payment system.

use crate::{Result, Scope, rights, waiting};
use jiff::ToSpan;
use jiff::civil::Date;
use onsell_domain::{Amount, OperationId, OperationKind, PaidDays, ReturnPolicy, unused_value};
use onsell_store::expense::{self, NewExpense};
use onsell_store::service::Service;

/// What the days of a service after `today` are worth: the shares of everything that was charged
/// for them, less what was given back.
pub(crate) fn unused(scope: &mut Scope<'_>, service: &Service, today: Date) -> Result<Amount> {
    let charges = expense::paid_days(scope.tx, service.id, today)?;
    Ok(unused_value(&charges, today))
}

/// Gives an amount back for the days of a service after `today`, once for an operation: an expense
/// below zero, which the list of expenses shows. What waits for money is due then.
pub(crate) fn give_back(
    scope: &mut Scope<'_>,
    service: &Service,
    operation: OperationId,
    kind: OperationKind,
    today: Date,
    amount: Amount,
) -> Result<()> {
    if amount <= Amount::ZERO {
        return Ok(());
    }
    let first = today.saturating_add(1.day());
    let covers = service.expires.map(|last| PaidDays {
        first,
        last,
        amount,
    });
    let name = format!("{} #{}", service.tariff_name, service.id);
    expense::credit(
        scope.tx,
        &NewExpense {
            wallet: service.wallet,
            currency: service.currency,
            service: service.id,
            operation,
            kind,
            period_start: first,
            amount,
            covers,
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
            let amount = unused(scope, service, today)?;
            give_back(
                scope,
                service,
                operation,
                OperationKind::Close,
                today,
                amount,
            )
        }
    }
}
