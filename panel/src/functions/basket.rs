//! The cart as the older clients know it: `basket` (wire 3.6).

use super::card::title_of;
use super::journal::note;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, SOK, code, id, name_in, or_empty};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Amount, BillOrderId, Level, Money, ServiceId, Text};
use onsell_engine::bill_order::{self, Cart};
use onsell_engine::{Result, Scope};
use onsell_store::bill_order::Line;
use onsell_wire::{Document, Fault, Node, Params};

/// An order that is to be paid.
pub(super) const BILL_ORDER: Parameter = Parameter::optional(
    "billorder",
    ParameterKind::Id,
    Text::new("Order to pay", "Оплачиваемый заказ"),
);

/// `basket`: what is in the cart; its buttons throw things out, or confirm what costs nothing.
pub(super) struct Basket;

/// What is looked at, and what is done to it.
pub(super) struct Input {
    account: Option<AccountId>,
    order: Option<BillOrderId>,
    act: Act,
}

/// What a button does.
#[derive(Clone, Copy)]
pub(super) enum Act {
    /// Nothing: the cart is shown.
    Show,
    /// One thing is thrown out.
    Remove(ServiceId),
    /// Everything is.
    Clear,
    /// What costs nothing is begun.
    TakeFree,
    /// On to the payment.
    Pay,
}

/// What came of it.
pub(super) enum Output {
    /// The cart, where there is one.
    Shown(Option<Box<Cart>>),
    /// Done; where to go on.
    Done(String),
}

impl Function for Basket {
    type Caller = Anyone;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "basket",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Cart", "Корзина"),
        parameters: &[
            BILL_ORDER,
            Parameter::optional(
                "id",
                ParameterKind::Id,
                Text::new("Service to throw out", "Удаляемая услуга"),
            ),
            Parameter::optional(
                "clicked_button",
                ParameterKind::Text,
                Text::new(
                    "delete, clearbasket or free",
                    "delete, clearbasket или free",
                ),
            ),
            ACCOUNT,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        Ok(Input {
            account: id(params, "account")?,
            order: id(params, "billorder")?,
            act: if ask.is_final() {
                act(params)?
            } else {
                Act::Show
            },
        })
    }

    fn body(input: &Input) -> Body<Self> {
        match input.act {
            Act::Show | Act::Pay => Body::Read(carry_out),
            _ => Body::Write(carry_out),
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Shown(cart) => form(cart.as_deref(), ask),
            Output::Done(next) => {
                Document::result(&ask.function).with(Node::leaf("ok", next.clone()))
            }
        }
    }
}

fn act(params: &Params) -> std::result::Result<Act, Fault> {
    match params.text("clicked_button").unwrap_or("ok") {
        "delete" => Ok(Act::Remove(params.required_id("id")?)),
        "clearbasket" => Ok(Act::Clear),
        "free" => Ok(Act::TakeFree),
        "ok" => Ok(Act::Pay),
        other => Err(Fault::value("clicked_button", other)),
    }
}

fn carry_out(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Output> {
    let account = caller.account_or(input.account);
    let next = "func=basket".to_owned();
    if let Act::Remove(service) = input.act {
        bill_order::remove(scope, account, service)?;
        told(scope, caller, "basket", service)?;
        return Ok(Output::Done(next));
    }
    let cart = bill_order::cart(scope, account, input.order)?;
    if let Act::Show = input.act {
        return Ok(Output::Shown(cart.map(Box::new)));
    }
    let Some(cart) = cart else {
        return Err(Fault::missed("billorder", or_empty(input.order)).into());
    };
    let id = cart.order.id;
    match input.act {
        Act::Pay => return Ok(Output::Done(format!("func=payment.add&billorder={id}"))),
        Act::TakeFree => {
            let total = cart.total()?;
            if total.amount > Amount::ZERO {
                let reason = Text::new(
                    "The order is not free, it costs __cost__",
                    "Заказ не бесплатный, он стоит __cost__",
                );
                let fault = Fault::value_because("billorder", id, reason);
                return Err(fault.with_param("cost", total).into());
            }
            bill_order::pay(scope, account, id, caller.identity.author())?;
        }
        _ => bill_order::delete(scope, account, id)?,
    }
    told(scope, caller, "basket", id)?;
    Ok(Output::Done(next))
}

/// What staff do to a customer's cart leaves a line in the journal.
pub(super) fn told(
    scope: &mut Scope<'_>,
    caller: &Anyone,
    function: &str,
    object: impl std::fmt::Display,
) -> Result<()> {
    if caller.is_staff() {
        note(scope, &caller.identity, function, object, "")?;
    }
    Ok(())
}

fn form(cart: Option<&Cart>, ask: &Ask) -> Document {
    let mut form = Document::form(&ask.function);
    let total = cart.and_then(|cart| cart.total().ok());
    form.put("billorder", or_empty(cart.map(|cart| cart.order.id)));
    form.put("total_sum", or_empty(total));
    form.put("tax", Amount::ZERO.to_string());
    form.put("full_discount", Amount::ZERO.to_string());
    let mut list = Node::new("list").attr("name", "itemlist");
    if let Some(cart) = cart {
        for line in &cart.lines {
            list.push(row(line, Money::new(line.amount, cart.order.currency), ask));
        }
    }
    form.push(list);
    form
}

fn row(line: &Line, cost: Money, ask: &Ask) -> Node {
    let language = ask.language;
    let mut row = Node::new("elem");
    row.put("id", line.service.to_string());
    row.put("item.id", line.service.to_string());
    row.put("item.type", line.type_name.clone());
    row.put("item.period", line.period.code().to_string());
    row.put("item.autoprolong", code(line.auto_prolong));
    let tariff = name_in(language, &line.tariff_name, &line.tariff_name_ru);
    row.put("pricelist_name", tariff);
    row.put("desc", title_of(tariff, &line.name, &line.ip));
    row.put("cost", cost.to_string());
    row.put("fullcost", cost.to_string());
    row.put("discount_percent", "0");
    row.put("rolled_back", "off");
    row
}
