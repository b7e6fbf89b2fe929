//! The steps around a payment: the choice of the method before it, and where it leads
//! (`payment.add.method`, `payment.add.redirect`, wire 3.2).

use super::payment_add::{self, AddInput, AddOutput, BANK_TRANSFER, BANK_TRANSFER_NAME};
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, instant};
use crate::function::{Body, Function};
use onsell_domain::{Level, Money, PaymentId, Text};
use onsell_engine::pay;
use onsell_store::payment::Payment;
use onsell_wire::{Document, Fault, Node};

/// `payment.add.method`: the ways to pay; with `snext` or `sok` the step in which the amount is
/// said, inside the answer.
pub(super) struct Method;

impl Function for Method {
    type Caller = Anyone;
    type Input = AddInput;
    type Output = AddOutput;

    const DECLARATION: Declaration = Declaration {
        name: "payment.add.method",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Payment method", "Способ оплаты"),
        parameters: payment_add::PARAMETERS,
    };

    fn parse(ask: &Ask) -> Result<AddInput, Fault> {
        payment_add::parse(ask).map(AddInput::shown)
    }

    fn body(_: &AddInput) -> Body<Self> {
        Body::Read(payment_add::add)
    }

    fn render(output: &AddOutput, ask: &Ask) -> Document {
        let total = match output {
            AddOutput::Form(total) => *total,
            _ => None,
        };
        if ask.is_final() || ask.params.has("snext") {
            let next = payment_add::form(total, "payment.add.pay", ask);
            return next.nested(&ask.function);
        }
        let mut row = Node::new("elem");
        row.put("id", BANK_TRANSFER.to_string());
        row.put("paymethod", BANK_TRANSFER.to_string());
        row.put("name", BANK_TRANSFER_NAME.get(ask.language));
        let methods = Node::new("list").attr("name", "methodlist").with(row);
        payment_add::form(total, &ask.function, ask).with(methods)
    }
}

/// `payment.add.redirect`: a payment that was announced, and where to go on; with a bank transfer
/// that is the list of payments.
pub(super) struct Redirect;

impl Function for Redirect {
    type Caller = Anyone;
    type Input = PaymentId;
    type Output = Payment;

    const DECLARATION: Declaration = Declaration {
        name: "payment.add.redirect",
        kind: Kind::Action,
        level: Level::Customer,
        title: Text::new("To the payment", "К оплате"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Payment number", "Номер платежа"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<PaymentId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &PaymentId) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, id| pay::find(scope, caller.account, *id))
    }

    fn render(payment: &Payment, ask: &Ask) -> Document {
        let money = Money::new(payment.amount, payment.currency);
        let mut document = Document::result(&ask.function);
        document.put("id", payment.id.to_string());
        document.put("payment_id", payment.id.to_string());
        document.put("amount", money.to_string());
        document.put("create_date", instant(payment.created_at));
        document.with(Node::leaf("ok", "func=payment"))
    }
}
