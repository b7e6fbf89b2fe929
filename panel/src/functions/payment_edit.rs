//! Payments that are not credited yet: `payment.edit` (wire 2.6, 4.6).

use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, instant, saved};
use crate::function::{Body, Function};
use onsell_domain::{Amount, Level, PaymentId, Text};
use onsell_engine::pay;
use onsell_store::payment::{self, Payment};
use onsell_wire::{Document, Fault, Node};

/// `payment.edit`: shows a payment; with `sok` changes one that is not credited yet.
pub(super) struct Edit;

/// Which payment, and what to change of it.
pub(super) struct Input {
    payment: PaymentId,
    amount: Option<Amount>,
    note: Option<String>,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// A payment.
    Shown(Box<Payment>),
    /// Changed.
    Saved(PaymentId),
}

impl Function for Edit {
    type Caller = Staff;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "payment.edit",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Payment", "Платёж"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Payment number", "Номер платежа"),
            ),
            Parameter::optional(
                "amount",
                ParameterKind::Amount,
                Text::new("Amount", "Сумма"),
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
            note: params.get("note").map(str::to_owned),
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            return Body::Write(|scope, staff: &Staff, input: &Input| {
                let (id, note) = (input.payment, input.note.as_deref());
                pay::change(scope, id, input.amount, note, staff.identity.author())?;
                Ok(Output::Saved(id))
            });
        }
        Body::Read(|scope, _, input: &Input| {
            let found = payment::find(scope.tx, input.payment)?;
            let found = found.ok_or_else(|| Fault::missed("payment", input.payment))?;
            Ok(Output::Shown(Box::new(found)))
        })
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let payment = match output {
            Output::Saved(id) => return saved(ask, id),
            Output::Shown(payment) => payment,
        };
        let mut form = Document::form(&ask.function);
        form.put("elid", payment.id.to_string());
        form.put("id", payment.id.to_string());
        form.put("account", payment.account.to_string());
        form.put("amount", payment.amount.to_string());
        form.put("currency", payment.currency.as_str());
        form.put("note", payment.note.clone());
        form.put("create_date", instant(payment.created_at));
        let status = payment.status.to_string();
        form.with(Node::leaf("status", status.clone()).attr("orig", status))
    }
}
