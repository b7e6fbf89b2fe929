//! The cart as the newer clients know it: `cart` and `cart.empty` (wire 3.5).

use super::basket::{BILL_ORDER, told};
use super::card::title_of;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, SOK, done, id, name_in, or_empty};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Amount, BillOrderId, Level, ServiceId, Text};
use onsell_engine::bill_order::{self, Cart};
use onsell_engine::{Result, Scope};
use onsell_store::bill_order::Line;
use onsell_wire::{Document, Fault, Node};

/// `cart`: what is in the cart; `clicked_button=delete` throws one thing out.
pub(super) struct Show;

/// Whose cart, and what is thrown out of it.
pub(super) struct Input {
    account: Option<AccountId>,
    order: Option<BillOrderId>,
    thrown_out: Option<ServiceId>,
}

impl Function for Show {
    type Caller = Anyone;
    type Input = Input;
    type Output = Option<Cart>;

    const DECLARATION: Declaration = Declaration {
        name: "cart",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("New cart", "Новая корзина"),
        parameters: &[
            BILL_ORDER,
            Parameter::optional(
                "id",
                ParameterKind::Id,
                Text::new("Line to throw out", "Удаляемая строка"),
            ),
            Parameter::optional(
                "clicked_button",
                ParameterKind::Text,
                Text::new("delete: throw it out", "delete: удалить её"),
            ),
            ACCOUNT,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let is_deletion = ask.is_final() && params.text("clicked_button") == Some("delete");
        Ok(Input {
            account: id(params, "account")?,
            order: id(params, "billorder")?,
            thrown_out: if is_deletion {
                Some(params.required_id("id")?)
            } else {
                None
            },
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.thrown_out.is_some() {
            Body::Write(look)
        } else {
            Body::Read(look)
        }
    }

    fn render(cart: &Option<Cart>, ask: &Ask) -> Document {
        let form = form(cart.as_ref(), ask);
        if ask.is_final() {
            form.with(Node::new("ok"))
        } else {
            form
        }
    }
}

fn look(scope: &mut Scope<'_>, caller: &Anyone, input: &Input) -> Result<Option<Cart>> {
    let account = caller.account_or(input.account);
    if let Some(service) = input.thrown_out {
        bill_order::remove(scope, account, service)?;
        told(scope, caller, "cart", service)?;
    }
    bill_order::cart(scope, account, input.order)
}

fn form(cart: Option<&Cart>, ask: &Ask) -> Document {
    let total = cart.and_then(|cart| cart.total().ok());
    let amount = total.map_or(Amount::ZERO, |total| total.amount);
    let currency = or_empty(cart.map(|cart| cart.order.currency));
    let mut sum = price(amount, &currency);
    sum.tag = "total".into();
    sum.put("count", cart.map_or(0, |cart| cart.lines.len()).to_string());
    let mut lines = Node::new("list").attr("name", "lineitems");
    for line in cart.iter().flat_map(|cart| &cart.lines) {
        lines.push(row(line, &currency, ask));
    }
    let mut form = Document::form(&ask.function);
    form.put("billorder", or_empty(cart.map(|cart| cart.order.id)));
    form.with(sum).with(lines)
}

fn price(amount: Amount, currency: &str) -> Node {
    let mut price = Node::new("price");
    price.put("cost", amount.to_string());
    price.put("currency", currency);
    price
}

fn row(line: &Line, currency: &str, ask: &Ask) -> Node {
    const DELETE: Text = Text::new("Delete", "Удалить");
    let tariff = name_in(ask.language, &line.tariff_name, &line.tariff_name_ru);
    let mut main = Node::new("main");
    main.put("name", title_of(tariff, &line.name, &line.ip));
    main.put("period", line.period.name(ask.language));
    let button = Node::leaf("button", DELETE.get(ask.language))
        .attr("name", "delete")
        .attr("type", "delete")
        .attr("func", "cart");
    let mut row = Node::new("elem");
    row.put("id", line.service.to_string());
    row.put("elid", line.service.to_string());
    row.put("itemtype", line.type_name.clone());
    row.with(main)
        .with(Node::new("price").with(price(line.amount, currency)))
        .with(Node::new("configuration"))
        .with(Node::new("action").with(button))
}

/// `cart.empty`: throws everything out of the cart.
pub(super) struct Empty;

impl Function for Empty {
    type Caller = Anyone;
    type Input = (Option<AccountId>, Option<BillOrderId>);
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "cart.empty",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Empty the cart", "Очистить корзину"),
        parameters: &[BILL_ORDER, ACCOUNT, SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        Ok((id(&ask.params, "account")?, id(&ask.params, "billorder")?))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Write(|scope, caller: &Anyone, (asked, order): &Self::Input| {
            let account = caller.account_or(*asked);
            if let Some(cart) = bill_order::cart(scope, account, *order)? {
                bill_order::delete(scope, account, cart.order.id)?;
                told(scope, caller, "cart.empty", cart.order.id)?;
            }
            Ok(())
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
