//! A payment goes back: `payment.refund` (semantics 7.3).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::SOK;
use crate::function::{Body, Function};
use onsell_domain::{Amount, Level, PaymentId, Text};
use onsell_engine::give_back::give_back;
use onsell_engine::pay;
use onsell_store::payment::Payment;
use onsell_wire::{Document, Fault, Node};

/// `payment.refund`: shows what can be given back of a payment; with `sok` gives it back.
pub(super) struct Refund;

/// Which payment, and how much of it.
pub(super) struct Input {
    payment: PaymentId,
    amount: Option<Amount>,
    note: String,
    is_final: bool,
}

impl Function for Refund {
    type Caller = Staff;
    type Input = Input;
    type Output = Payment;

    const DECLARATION: Declaration = Declaration {
        name: "payment.refund",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Give a payment back", "Вернуть платёж"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Payment number", "Номер платежа"),
            ),
            Parameter::optional(
                "amount",
                ParameterKind::Amount,
                Text::new(
                    "How much; all that is left",
                    "Сколько; без значения весь остаток",
                ),
            ),
            Parameter::optional("note", ParameterKind::Text, Text::new("Note", "Примечание")),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let params = &ask.params;
        Ok(Input {
            payment: params.required_id("elid")?,
            amount: params.amount("amount")?,
            note: params.get("note").unwrap_or_default().to_owned(),
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            return Body::Write(|scope, staff: &Staff, input: &Input| {
                let (id, by) = (input.payment, staff.identity.author());
                give_back(scope, id, input.amount, &input.note, by)
            });
        }
        Body::Read(|scope, _, input: &Input| pay::find(scope, None, input.payment))
    }

    fn render(payment: &Payment, ask: &Ask) -> Document {
        let mut document = if ask.is_final() {
            Document::result(&ask.function).with(Node::new("ok"))
        } else {
            Document::form(&ask.function)
        };
        document.put("elid", payment.id.to_string());
        document.put("id", payment.id.to_string());
        document.put("amount", payment.refundable().to_string());
        document.put("refunded", payment.refunded.to_string());
        document.put("currency", payment.currency.as_str());
        document
    }
}
