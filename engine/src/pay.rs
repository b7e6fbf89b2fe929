//! Payments that customers announce and staff enter, and credit limits.

use crate::{Error, Result, Scope, waiting};
use onsell_domain::{AccountId, Amount, Currency, Money, PaymentId, Text, UserId, WalletId};
use onsell_store::payment::Payment;
use onsell_store::wallet::{self, Wallet};
use onsell_store::{account, catalogue, expense, journal, payment};
use onsell_wire::Fault;

/// A payment as it is entered.
#[derive(Debug, Clone)]
pub struct PaymentInput {
    /// Whose money it is.
    pub account: AccountId,
    /// The wallet's currency; none is the provider's.
    pub currency: Option<Currency>,
    /// How much.
    pub amount: Amount,
    /// What staff note.
    pub note: String,
    /// Who enters it.
    pub by: Option<UserId>,
    /// Whether that is staff, whose actions leave a line in the journal.
    pub staff: bool,
}

/// Enters a payment; it counts once it is set paid.
pub fn enter(scope: &mut Scope<'_>, input: &PaymentInput) -> Result<PaymentId> {
    if input.amount <= Amount::ZERO {
        return Err(Fault::value("amount", input.amount).into());
    }
    let wallet = wallet_of(scope, input.account, input.currency)?;
    let id = payment::insert(
        scope.tx,
        wallet.id,
        input.amount,
        &input.note,
        scope.now,
        input.by,
    )?;
    if !input.staff {
        return Ok(id);
    }
    let detail = format!("{} {}", input.amount, wallet.currency);
    journal::write(
        scope.tx,
        scope.now,
        input.by,
        "payment.add",
        &id.to_string(),
        &detail,
    )?;
    Ok(id)
}

/// Credits a payment, once. What waited for money in the wallet is dealt with right after.
///
/// # Errors
/// `missed` for none of that number, `value` for one that is not new.
pub fn set_paid(scope: &mut Scope<'_>, id: PaymentId, by: Option<UserId>) -> Result<()> {
    let found = payment::find(scope.tx, id)?.ok_or_else(|| Fault::missed("payment", id))?;
    if !payment::set_paid(scope.tx, id, scope.now, by)? {
        return Err(Fault::value("elid", id).into());
    }
    wallet::add(scope.tx, found.wallet, found.amount)?;
    expense::post_payment(
        scope.tx,
        found.wallet,
        found.currency,
        found.amount,
        id,
        scope.now,
    )?;
    journal::write(
        scope.tx,
        scope.now,
        by,
        "payment.setpaid",
        &id.to_string(),
        "",
    )?;
    waiting::money_is_free(scope, found.wallet)
}

/// Cancels a payment that was announced and never came.
///
/// # Errors
/// `missed` for none of that number and for somebody else's, `value` for one that is not new.
pub fn cancel(scope: &mut Scope<'_>, account: Option<AccountId>, id: PaymentId) -> Result<()> {
    find(scope, account, id)?;
    if payment::cancel(scope.tx, id)? {
        return Ok(());
    }
    let reason = Text::new(
        "Only a new payment can be deleted",
        "Удалить можно только новый платёж",
    );
    Err(Fault::value_because("elid", id, reason).into())
}

/// A payment that the caller may see; somebody else's does not exist.
///
/// # Errors
/// `missed`.
pub fn find(scope: &mut Scope<'_>, account: Option<AccountId>, id: PaymentId) -> Result<Payment> {
    let found = payment::find(scope.tx, id)?;
    let seen = found.filter(|found| account.is_none_or(|account| account == found.account));
    seen.ok_or_else(|| Fault::missed("payment", id).into())
}

/// Changes a payment that is not credited yet; what is missing stays.
///
/// # Errors
/// `missed` for none of that number, `value` for one that is not new and for no amount.
pub fn change(
    scope: &mut Scope<'_>,
    id: PaymentId,
    amount: Option<Amount>,
    note: Option<&str>,
    by: Option<UserId>,
) -> Result<()> {
    let found = payment::find(scope.tx, id)?.ok_or_else(|| Fault::missed("payment", id))?;
    let amount = amount.unwrap_or(found.amount);
    if amount <= Amount::ZERO {
        return Err(Fault::value("amount", amount).into());
    }
    if !payment::change(scope.tx, id, amount, note.unwrap_or(&found.note))? {
        return Err(Fault::value("elid", id).into());
    }
    let (object, detail) = (id.to_string(), amount.to_string());
    journal::write(scope.tx, scope.now, by, "payment.edit", &object, &detail)?;
    Ok(())
}

/// Sets how far an account's balance may go below zero. A higher limit is money: what waited for it
/// is dealt with right after.
pub fn set_credit_limit(
    scope: &mut Scope<'_>,
    account: AccountId,
    currency: Option<Currency>,
    limit: Amount,
    by: Option<UserId>,
) -> Result<()> {
    if limit.is_negative() {
        return Err(Fault::value("credit_limit", limit).into());
    }
    let wallet = wallet_of(scope, account, currency)?;
    wallet::set_credit_limit(scope.tx, wallet.id, limit)?;
    if limit > wallet.funds.credit_limit {
        waiting::money_is_free(scope, wallet.id)?;
    }
    let (object, detail) = (account.to_string(), limit.to_string());
    journal::write(scope.tx, scope.now, by, "account.edit", &object, &detail)?;
    Ok(())
}

/// The wallet of an account at its provider; opened where there is none.
fn wallet_of(scope: &mut Scope<'_>, id: AccountId, currency: Option<Currency>) -> Result<Wallet> {
    let missing = || Fault::missed("account", id);
    let found = account::find(scope.tx, id)?.ok_or_else(missing)?;
    let provider = catalogue::provider(scope.tx, found.provider)?.ok_or_else(missing)?;
    let currency = currency.unwrap_or(provider.currency);
    let known = catalogue::currencies(scope.tx)?;
    if !known.iter().any(|row| row.iso == currency) {
        return Err(Fault::value("currency", currency.as_str()).into());
    }
    wallet::open(scope.tx, id, provider.id, currency)?;
    let wallet = wallet::find_of(scope.tx, id, provider.id, currency)?;
    wallet.ok_or_else(|| onsell_store::Error::Stale.into())
}

/// The documented error for a wallet that does not cover an amount.
pub(crate) fn shortage(scope: &mut Scope<'_>, id: WalletId, amount: Amount) -> Result<Error> {
    let wallet = wallet::find(scope.tx, id)?.ok_or(onsell_store::Error::Stale)?;
    let Err(shortage) = wallet.funds.covers(Money::new(amount, wallet.currency)) else {
        // Another unit paid in between; the caller asks again.
        return Ok(Error::Store(onsell_store::Error::Stale));
    };
    Ok(Fault::not_enough_money(&shortage).into())
}
