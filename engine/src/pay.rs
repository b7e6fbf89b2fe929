//! Payments that customers announce and staff enter, and credit limits.

use crate::journal;
use crate::{Error, Result, Scope, bill_order, waiting};
use onsell_domain::{
    AccountId, Amount, BillOrderId, Currency, Money, PaymentId, ProviderId, Text, UserId, WalletId,
};
use onsell_store::payment::Payment;
use onsell_store::wallet::{self, Wallet};
use onsell_store::{account, catalogue, expense, payment};
use onsell_wire::Fault;

/// The longest note, in characters.
const NOTE_CHARS_MAX: usize = 1000;

/// A payment as it is entered.
#[derive(Debug, Clone)]
pub struct PaymentInput {
    /// Whose money it is.
    pub account: AccountId,
    /// Into which of the account's wallets.
    pub purse: Purse,
    /// The order it is to pay for, whose wallet it then goes to.
    pub order: Option<BillOrderId>,
    /// How much; none is what the order costs.
    pub amount: Option<Amount>,
    /// What staff note.
    pub note: String,
    /// Who enters it.
    pub by: Option<UserId>,
    /// Whether that is staff, whose actions leave a line in the journal.
    pub staff: bool,
}

/// Which wallet of an account is meant.
#[derive(Debug, Clone, Copy, Default)]
pub struct Purse {
    /// That at this provider; none is the account's own.
    pub provider: Option<ProviderId>,
    /// In this currency; none is the provider's.
    pub currency: Option<Currency>,
}

/// Enters a payment; it counts once it is set paid.
///
/// # Errors
/// `missed` for an order of somebody else's; `value` for one that was paid, for another currency
/// than the order's, and for no amount.
pub fn enter(scope: &mut Scope<'_>, input: &PaymentInput) -> Result<PaymentId> {
    let (wallet, cost) = match input.order {
        Some(order) => of_order(scope, input, order)?,
        None => (wallet_of(scope, input.account, input.purse)?, None),
    };
    let amount = input.amount.or(cost);
    let amount = amount.ok_or_else(|| Fault::value_empty("amount"))?;
    if amount <= Amount::ZERO {
        return Err(Fault::value("amount", amount).into());
    }
    check_note(&input.note)?;
    let id = payment::insert(
        scope.tx,
        wallet.id,
        amount,
        &input.note,
        scope.now,
        input.by,
    )?;
    if !input.staff {
        return Ok(id);
    }
    let detail = format!("{amount} {}", wallet.currency);
    journal::write(scope, input.by, "payment.add", &id.to_string(), &detail)?;
    Ok(id)
}

/// Refuses a note that is too long to keep.
pub(crate) fn check_note(note: &str) -> Result<()> {
    if note.chars().count() > NOTE_CHARS_MAX {
        let reason = Text::new("The value is too long", "Значение слишком длинное");
        return Err(Fault::value_because("note", "", reason).into());
    }
    Ok(())
}

/// The wallet that an order waits for, and what it costs.
fn of_order(
    scope: &mut Scope<'_>,
    input: &PaymentInput,
    id: BillOrderId,
) -> Result<(Wallet, Option<Amount>)> {
    let cart = bill_order::cart(scope, Some(input.account), Some(id))?;
    let cart = cart.ok_or_else(|| Fault::missed("billorder", id))?;
    if cart.order.state == onsell_store::bill_order::PAID {
        let reason = Text::new("The order was paid", "Заказ уже оплачен");
        return Err(Fault::value_because("billorder", id, reason).into());
    }
    let asked = input.purse.currency;
    if let Some(asked) = asked.filter(|asked| *asked != cart.order.currency) {
        return Err(Fault::value("payment_currency", asked).into());
    }
    let wallet = wallet::find(scope.tx, cart.order.wallet)?.ok_or(onsell_store::Error::Stale)?;
    Ok((wallet, Some(cart.total()?.amount)))
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
    journal::write(scope, by, "payment.setpaid", &id.to_string(), "")?;
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
    check_note(note.unwrap_or_default())?;
    let amount = amount.unwrap_or(found.amount);
    if amount <= Amount::ZERO {
        return Err(Fault::value("amount", amount).into());
    }
    if !payment::change(scope.tx, id, amount, note.unwrap_or(&found.note))? {
        return Err(Fault::value("elid", id).into());
    }
    let (object, detail) = (id.to_string(), amount.to_string());
    journal::write(scope, by, "payment.edit", &object, &detail)?;
    Ok(())
}

/// Sets how far an account's balance may go below zero. A higher limit is money: what waited for it
/// is dealt with right after.
pub fn set_credit_limit(
    scope: &mut Scope<'_>,
    account: AccountId,
    purse: Purse,
    limit: Amount,
    by: Option<UserId>,
) -> Result<()> {
    if limit.is_negative() {
        return Err(Fault::value("credit_limit", limit).into());
    }
    let wallet = wallet_of(scope, account, purse)?;
    wallet::set_credit_limit(scope.tx, wallet.id, limit)?;
    if limit > wallet.funds.credit_limit {
        waiting::money_is_free(scope, wallet.id)?;
    }
    let (object, detail) = (account.to_string(), limit.to_string());
    journal::write(scope, by, "account.edit", &object, &detail)?;
    Ok(())
}

/// The wallet of an account; opened where there is none.
fn wallet_of(scope: &mut Scope<'_>, id: AccountId, purse: Purse) -> Result<Wallet> {
    let found = account::find(scope.tx, id)?.ok_or_else(|| Fault::missed("account", id))?;
    let provider = purse.provider.unwrap_or(found.provider);
    let provider = catalogue::provider(scope.tx, provider)?
        .ok_or_else(|| Fault::missed("project", provider))?;
    let currency = purse.currency.unwrap_or(provider.currency);
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
