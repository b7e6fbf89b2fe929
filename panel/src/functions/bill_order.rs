//! Orders that wait to be paid: `order` and `order.delete` (wire 3.6).

use super::basket::told;
use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, SOK, id, instant};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, BillOrderId, Level, Text};
use onsell_engine::Scope;
use onsell_engine::bill_order::{self, Cart};
use onsell_wire::{Document, Fault, Node};

/// `order`: what waits to be paid, at most one order for each wallet of an account. The rows stand
/// in a list called `openlist` too, where some clients look for them.
pub(super) struct Orders;

impl Function for Orders {
    type Caller = Anyone;
    type Input = Option<AccountId>;
    type Output = Vec<Cart>;

    const DECLARATION: Declaration = Declaration {
        name: "order",
        kind: Kind::List(&[
            column::ID,
            Column::new("number", "Number", "Номер"),
            Column::new("createdate", "Created", "Создан"),
            Column::new("count", "Services", "Услуг"),
            column::COST,
            Column::new("currency", "Currency", "Валюта"),
        ]),
        level: Level::Customer,
        title: Text::new("Unpaid orders", "Неоплаченные заказы"),
        parameters: &[ACCOUNT],
    };

    fn parse(ask: &Ask) -> Result<Option<AccountId>, Fault> {
        id(&ask.params, "account")
    }

    fn body(_: &Option<AccountId>) -> Body<Self> {
        Body::Read(
            |scope, caller: &Anyone, asked| match caller.account_or(*asked) {
                Some(account) => bill_order::open(scope, account),
                None => Ok(Vec::new()),
            },
        )
    }

    fn render(carts: &Vec<Cart>, ask: &Ask) -> Document {
        let mut document = Document::list(&ask.function);
        let mut open = Node::new("list").attr("name", "openlist");
        for cart in carts {
            document.push(row(cart));
            open.push(row(cart));
        }
        document.push(open);
        for name in ["p_elems", "p_cnt"] {
            document.put(name, carts.len().to_string());
        }
        document.put("p_num", "1");
        document
    }
}

fn row(cart: &Cart) -> Node {
    let total = cart.total().map(|total| total.to_string());
    let mut row = Node::new("elem");
    row.put("id", cart.order.id.to_string());
    row.put("number", cart.order.id.to_string());
    row.put("createdate", instant(cart.order.created_at));
    row.put("count", cart.lines.len().to_string());
    row.put("cost", total.unwrap_or_default());
    row.put("currency", cart.order.currency.as_str());
    row
}

/// `order.delete`: throws orders away with all that they are for.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Anyone;

    const DECLARATION: Declaration = Declaration {
        name: "order.delete",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("Throw orders away", "Удалить заказы"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Ids,
                Text::new("Order numbers", "Номера заказов"),
            ),
            SOK,
        ],
    };

    fn apply(scope: &mut Scope<'_>, caller: &Anyone, id: i64) -> onsell_engine::Result<()> {
        bill_order::delete(scope, caller.account, BillOrderId::new(id))?;
        told(scope, caller, "order.delete", id)
    }
}
