//! Payments as customers announce, and staff enter and credit them (wire 4.6).

use crate::ask::Ask;
use crate::caller::{Anyone, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, SOK, done, group, id, saved};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Amount, Currency, Level, PaymentId, Text};
use onsell_engine::pay::{self, PaymentInput};
use onsell_engine::{Result, Scope};
use onsell_wire::{Document, Fault};

/// `payment.add`: a payment is entered, by the customer himself or by staff. It counts once
/// `payment.setpaid` is called for it.
pub(super) struct Add;

/// Show the form, or enter a payment.
pub(super) enum AddInput {
    /// The form.
    Show,
    /// The payment.
    Enter(Entered),
}

/// What is entered.
pub(super) struct Entered {
    account: Option<AccountId>,
    amount: Amount,
    currency: Option<Currency>,
    note: String,
}

impl Function for Add {
    type Caller = Anyone;
    type Input = AddInput;
    type Output = Option<PaymentId>;

    const DECLARATION: Declaration = Declaration {
        name: "payment.add",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("New payment", "Новый платёж"),
        parameters: &[
            ACCOUNT,
            Parameter::optional(
                "amount",
                ParameterKind::Amount,
                Text::new("Amount", "Сумма"),
            ),
            Parameter::optional(
                "payment_currency",
                ParameterKind::Text,
                Text::new("Currency, three letters", "Валюта, три буквы"),
            ),
            Parameter::optional("note", ParameterKind::Text, Text::new("Note", "Примечание")),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<AddInput, Fault> {
        if !ask.is_final() {
            return Ok(AddInput::Show);
        }
        let params = &ask.params;
        Ok(AddInput::Enter(Entered {
            account: id(params, "account")?,
            amount: params
                .amount("amount")?
                .ok_or_else(|| Fault::value_empty("amount"))?,
            currency: currency(params, "payment_currency")?,
            note: params.text("note").unwrap_or_default().to_owned(),
        }))
    }

    fn body(input: &AddInput) -> Body<Self> {
        match input {
            AddInput::Show => Body::Read(|_, _, _| Ok(None)),
            AddInput::Enter(_) => Body::Write(enter),
        }
    }

    fn render(output: &Option<PaymentId>, ask: &Ask) -> Document {
        let Some(id) = output else {
            let mut form = Document::form(&ask.function);
            for name in ["account", "amount", "payment_currency", "note"] {
                form.put(name, ask.params.text(name).unwrap_or_default());
            }
            return form;
        };
        let mut document = saved(ask, id);
        document.put("payment_id", id.to_string());
        document
    }
}

/// A currency by its letters.
pub(super) fn currency(
    params: &onsell_wire::Params,
    name: &str,
) -> std::result::Result<Option<Currency>, Fault> {
    let parse = |text: &str| Currency::parse(text).map_err(|_| Fault::value(name, text));
    params.text(name).map(parse).transpose()
}

fn enter(scope: &mut Scope<'_>, caller: &Anyone, input: &AddInput) -> Result<Option<PaymentId>> {
    let AddInput::Enter(entered) = input else {
        return Ok(None);
    };
    let account = caller
        .account_or(entered.account)
        .ok_or_else(|| Fault::value_empty("account"))?;
    let id = pay::enter(
        scope,
        &PaymentInput {
            account,
            currency: entered.currency,
            amount: entered.amount,
            note: entered.note.clone(),
            by: caller.identity.author(),
        },
    )?;
    Ok(Some(id))
}

/// `payment.setpaid`: payments are credited.
pub(super) struct SetPaid;

impl Function for SetPaid {
    type Caller = Staff;
    type Input = Vec<PaymentId>;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "payment.setpaid",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Credit payments", "Зачислить платежи"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Ids,
                Text::new("Payment numbers", "Номера платежей"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Vec<PaymentId>, Fault> {
        group(&ask.params, "elid")
    }

    fn body(_: &Vec<PaymentId>) -> Body<Self> {
        Body::Write(|scope, staff: &Staff, ids: &Vec<PaymentId>| {
            ids.iter()
                .try_for_each(|id| pay::set_paid(scope, *id, staff.identity.author()))
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
