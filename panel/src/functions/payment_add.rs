//! Payments as staff enter and credit them (wire 4.6).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, saved};
use crate::function::{Body, Function};
use onsell_domain::{AccountId, Amount, Currency, Level, PaymentId, Text};
use onsell_engine::pay::{self, PaymentInput};
use onsell_engine::{Result, Scope};
use onsell_store::user;
use onsell_wire::{Document, Fault};

/// `payment.add`: staff enter a payment. It counts once `payment.setpaid` is called for it.
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
    user: Option<String>,
    amount: Amount,
    currency: Option<Currency>,
    note: String,
}

impl Function for Add {
    type Caller = Staff;
    type Input = AddInput;
    type Output = Option<PaymentId>;

    const DECLARATION: Declaration = Declaration {
        name: "payment.add",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("New payment", "Новый платёж"),
        parameters: &[
            Parameter::optional("account", ParameterKind::Id, Text::new("Client", "Клиент")),
            Parameter::optional(
                "su",
                ParameterKind::Text,
                Text::new(
                    "A user of the client, by name",
                    "Пользователь клиента, по имени",
                ),
            ),
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
        let account = id(params, "account")?;
        let user = params.text("su").map(str::to_owned);
        if account.is_none() && user.is_none() {
            return Err(Fault::value_empty("account"));
        }
        Ok(AddInput::Enter(Entered {
            account,
            user,
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

fn enter(scope: &mut Scope<'_>, staff: &Staff, input: &AddInput) -> Result<Option<PaymentId>> {
    let AddInput::Enter(entered) = input else {
        return Ok(None);
    };
    let account = match (entered.account, &entered.user) {
        (Some(account), _) => account,
        (None, name) => {
            let name = name.as_deref().unwrap_or_default();
            let user = user::find_by_name(scope.tx, name)?;
            user.and_then(|user| user.account)
                .ok_or_else(|| Fault::missed("user", name))?
        }
    };
    let id = pay::enter(
        scope,
        &PaymentInput {
            account,
            currency: entered.currency,
            amount: entered.amount,
            note: entered.note.clone(),
            by: staff.identity.author(),
        },
    )?;
    Ok(Some(id))
}

/// `payment.setpaid`: payments are credited.
pub(super) struct SetPaid;

impl OnEach for SetPaid {
    type Caller = Staff;

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

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> Result<()> {
        pay::set_paid(scope, PaymentId::new(id), staff.identity.author())
    }
}
