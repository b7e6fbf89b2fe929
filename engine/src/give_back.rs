//! Payments that go back to whoever made them (semantics 7.3): out of the balance, never out of
//! what is reserved or lent. How the money travels is up to staff.

use crate::journal;
use crate::{Result, Scope, pay};
use onsell_domain::{Amount, PaymentId, Text, UserId};
use onsell_store::payment::Payment;
use onsell_store::{expense, payment, wallet};
use onsell_wire::Fault;

/// Gives a credited payment back, wholly or in part; without an amount what is left of it.
///
/// # Errors
/// `missed` for none of that number, `value` for one that was not credited or is given back, for
/// more than is left of it, and for more than the balance has.
pub fn give_back(
    scope: &mut Scope<'_>,
    id: PaymentId,
    amount: Option<Amount>,
    note: &str,
    by: Option<UserId>,
) -> Result<Payment> {
    pay::check_note(note)?;
    let found = payment::find(scope.tx, id)?.ok_or_else(|| Fault::missed("payment", id))?;
    let left = found.refundable();
    if left <= Amount::ZERO {
        return Err(Fault::value_because("elid", id, NOTHING_LEFT).into());
    }
    let amount = amount.unwrap_or(left);
    if amount <= Amount::ZERO {
        return Err(Fault::value("amount", amount).into());
    }
    if !payment::refund(scope.tx, id, amount)? {
        return Err(Fault::value_because("amount", amount, TOO_MUCH).into());
    }
    if !wallet::take_out(scope.tx, found.wallet, amount)? {
        return Err(Fault::value_because("amount", amount, SPENT).into());
    }
    let (wallet, back) = (found.wallet, Amount::new(-amount.get()));
    expense::post_payment(scope.tx, wallet, found.currency, back, id, scope.now)?;
    let detail = format!("{amount} {} {note}", found.currency);
    let object = id.to_string();
    journal::write(scope, by, "payment.refund", &object, detail.trim_end())?;
    payment::find(scope.tx, id)?.ok_or_else(|| Fault::missed("payment", id).into())
}

const NOTHING_LEFT: Text = Text::new(
    "Nothing of this payment can be given back",
    "По этому платежу нечего возвращать",
);
const TOO_MUCH: Text = Text::new(
    "Less than that is left of the payment",
    "От платежа осталось меньше",
);
const SPENT: Text = Text::new(
    "The balance has less than that, without what is reserved and without credit",
    "На балансе меньше, не считая зарезервированного и кредита",
);
