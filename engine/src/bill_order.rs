//! The cart: what was ordered and is paid together, or given up.
//!
//! A service in it is in status 1. Its prices are fixed, nothing is held for it, and its place in
//! the cart is known by its own number.

use crate::complete::end_for_good;
use crate::order::{self, OrderInput};
use crate::owned::owned;
use crate::tell::tell;
use crate::{Result, Scope, module_license};
use onsell_domain::{
    AccountId, Amount, BillOrderId, Money, ServiceId, ServiceStatus, Shortage, Text, Timestamp,
    UserId,
};
use onsell_store::bill_order::{self, BillOrder, Line};
use onsell_store::service::{self, Service};
use onsell_store::{account, wallet};
use onsell_wire::Fault;

/// The most services of one order: they are all begun in one unit.
pub const LINES_MAX: i64 = 100;
/// After how many days an order that nobody paid is deleted.
pub const UNPAID_DAYS: i64 = 30;
const DAY_SECONDS: i64 = 24 * 3600;

/// What was put into a cart.
#[derive(Debug, Clone)]
pub struct Added {
    /// The service, which waits to be paid.
    pub service: ServiceId,
    /// The order that it is part of; none where a repeated key found a service that waits no more.
    pub order: Option<BillOrderId>,
}

/// An order with what it is for.
#[derive(Debug, Clone)]
pub struct Cart {
    /// The order.
    pub order: BillOrder,
    /// What it is for, oldest first.
    pub lines: Vec<Line>,
}

impl Cart {
    /// What all of it costs.
    ///
    /// # Errors
    /// `value` for a sum beyond what money can be.
    pub fn total(&self) -> Result<Money> {
        let sum = self.lines.iter().try_fold(Amount::ZERO, |sum, line| {
            sum.get().checked_add(line.amount.get()).map(Amount::new)
        });
        let sum = sum.ok_or_else(|| Fault::value("billorder", self.order.id))?;
        Ok(Money::new(sum, self.order.currency))
    }
}

/// When a job throws away what was ordered now and is not paid until then.
pub(crate) fn given_up_at(now: Timestamp) -> Timestamp {
    now.plus_seconds(UNPAID_DAYS * DAY_SECONDS)
}

/// Puts an order into the cart of the wallet that is to pay for it. A module that waits there for
/// the same license already is not put there twice: a panel that asks again is told of it.
///
/// # Errors
/// `value` for what is not sold and for a cart that is full, `exists` for an address that has such
/// a license.
pub fn add(scope: &mut Scope<'_>, input: &OrderInput) -> Result<Added> {
    if let Some(placed) = order::repeated(scope, input)? {
        let found = bill_order::of_service(scope.tx, placed.service.id)?;
        return Ok(Added {
            service: placed.service.id,
            order: found.map(|order| order.id),
        });
    }
    if let Some(waiting) = module_license::in_cart(scope, input)? {
        return Ok(Added {
            service: waiting.service,
            order: Some(waiting.order),
        });
    }
    let placed = order::put_aside(scope, input)?;
    let (id, wallet) = (placed.service.id, placed.service.wallet);
    let order = match bill_order::open_of_wallet(scope.tx, wallet)? {
        Some(order) => order.id,
        None => bill_order::insert(scope.tx, wallet, scope.now)?,
    };
    if bill_order::count(scope.tx, order)? >= LINES_MAX {
        let reason = Text::new("The cart is full", "Корзина заполнена");
        return Err(Fault::value_because("billorder", order, reason).into());
    }
    bill_order::put_line(scope.tx, order, id, placed.amount)?;
    Ok(Added {
        service: id,
        order: Some(order),
    })
}

/// The order that is meant: the one of that number, else the newest open one of the account.
///
/// # Errors
/// `missed` for somebody else's, and for one that was thrown away.
pub fn cart(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    id: Option<BillOrderId>,
) -> Result<Option<Cart>> {
    let order = match (id, account) {
        (Some(id), account) => Some(order_of(scope, account, id)?),
        (None, Some(account)) => bill_order::open_of_account(scope.tx, account)?
            .into_iter()
            .next(),
        (None, None) => None,
    };
    let Some(order) = order else { return Ok(None) };
    let lines = bill_order::lines(scope.tx, order.id)?;
    Ok(Some(Cart { order, lines }))
}

/// Every open order of an account that has something in it.
pub fn open(scope: &mut Scope<'_>, account: AccountId) -> Result<Vec<Cart>> {
    let mut carts = Vec::new();
    for order in bill_order::open_of_account(scope.tx, account)? {
        let lines = bill_order::lines(scope.tx, order.id)?;
        if !lines.is_empty() {
            carts.push(Cart { order, lines });
        }
    }
    Ok(carts)
}

/// Pays an order from the balance and begins everything it is for; all of it or nothing. One that
/// was paid before is left as it is.
///
/// # Errors
/// `not_enough_money`; `missed` for somebody else's order; `value` for an empty one; what an order
/// is refused for, where it came to that since.
pub fn pay(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    id: BillOrderId,
    by: Option<UserId>,
) -> Result<()> {
    let Some(cart) = cart(scope, account, Some(id))? else {
        return Err(Fault::missed("billorder", id).into());
    };
    if cart.order.state == bill_order::PAID {
        return Ok(());
    }
    if cart.lines.is_empty() {
        let reason = Text::new("The order is empty", "Заказ пуст");
        return Err(Fault::value_because("billorder", id, reason).into());
    }
    must_be_active(scope, cart.order.account)?;
    let wallet = wallet::find(scope.tx, cart.order.wallet)?.ok_or(onsell_store::Error::Stale)?;
    if let Err(shortage) = wallet.funds.covers(cart.total()?) {
        return Err(Fault::not_enough_money(&shortage).into());
    }
    for line in &cart.lines {
        order::open_ordered(scope, line.service, line.amount, by)?;
    }
    Ok(bill_order::set_paid(scope.tx, id, scope.now)?)
}

/// How much money is missing to pay an order from the balance; none where it suffices, and where
/// the order was paid.
///
/// # Errors
/// `missed` for somebody else's order.
pub fn shortage(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    id: BillOrderId,
) -> Result<Option<Shortage>> {
    let Some(cart) = cart(scope, account, Some(id))? else {
        return Err(Fault::missed("billorder", id).into());
    };
    if cart.order.state == bill_order::PAID {
        return Ok(None);
    }
    let wallet = wallet::find(scope.tx, cart.order.wallet)?.ok_or(onsell_store::Error::Stale)?;
    Ok(wallet.funds.covers(cart.total()?).err())
}

/// Takes a service that is not paid yet out of its order; it is gone for good.
///
/// # Errors
/// `missed` for one that waits in no order, and for somebody else's.
pub fn remove(scope: &mut Scope<'_>, account: Option<AccountId>, id: ServiceId) -> Result<()> {
    let mut service = owned(scope, id, account)?;
    if service.status != ServiceStatus::Ordered {
        return Err(Fault::missed("item", id).into());
    }
    give_up(scope, &mut service)
}

/// Throws an open order away with all that it is for.
///
/// # Errors
/// `missed` for somebody else's; `value` for one that was paid.
pub fn delete(scope: &mut Scope<'_>, account: Option<AccountId>, id: BillOrderId) -> Result<()> {
    let order = order_of(scope, account, id)?;
    if order.state == bill_order::PAID {
        let reason = Text::new("The order was paid", "Заказ уже оплачен");
        return Err(Fault::value_because("elid", id, reason).into());
    }
    for line in bill_order::lines(scope.tx, id)? {
        remove(scope, account, line.service)?;
    }
    Ok(bill_order::set_deleted(scope.tx, id)?)
}

/// Gives up a service that nobody paid for.
pub(crate) fn give_up(scope: &mut Scope<'_>, service: &mut Service) -> Result<()> {
    bill_order::drop_line(scope.tx, service)?;
    end_for_good(service);
    service::update(scope.tx, service, None)?;
    service.version += 1;
    tell(scope, service, "close")
}

/// Refuses an account that was switched off.
///
/// # Errors
/// `missed` for one that does not exist, `access`.
pub fn must_be_active(scope: &mut Scope<'_>, id: AccountId) -> Result<()> {
    let found = account::find(scope.tx, id)?.ok_or_else(|| Fault::missed("account", id))?;
    if found.active {
        return Ok(());
    }
    let text = Text::new(
        "The account is switched off and cannot order",
        "Клиент отключён и не может заказывать",
    );
    Err(Fault::from_text("access", "account", text)
        .with_param("value", id)
        .into())
}

fn order_of(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    id: BillOrderId,
) -> Result<BillOrder> {
    let found = bill_order::find(scope.tx, id)?;
    let seen = found.filter(|order| {
        order.state != bill_order::DELETED && account.is_none_or(|account| account == order.account)
    });
    seen.ok_or_else(|| Fault::missed("billorder", id).into())
}
