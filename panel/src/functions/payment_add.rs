//! New payments: customers announce them and pay orders from the balance, staff enter them
//! (wire 3.2, 4.6).

use super::basket::{BILL_ORDER, told};
use super::order_tariff::PROJECT;
use super::payment_page::PaymentPage;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, SOK, id, or_empty};
use crate::function::{Body, Function};
use onsell_domain::{
    AccountId, Amount, BillOrderId, Currency, Level, Money, PaymentId, ProviderId, Text,
};
use onsell_engine::bill_order;
use onsell_engine::pay::{self, PaymentInput, Purse};
use onsell_engine::{Result, Scope};
use onsell_wire::{Document, Fault, Node};
use std::marker::PhantomData;

/// `payment.add`: a new payment, which counts once staff call `payment.setpaid` for it; or, with
/// `clicked_button=fromsubaccount`, an order is paid from the balance; where that does not suffice
/// and `redirect=on` says so, the answer is the link to the page on which it is paid.
pub(super) struct Add;

/// The names under which payments are added.
pub(super) trait Name: Send + Sync + 'static {
    /// What the function says of itself.
    const DECLARATION: Declaration;
}

/// The function of a name.
pub(super) struct Of<N>(PhantomData<fn() -> N>);

/// `payment.add.pay`: the same as a step of the wizard.
pub(super) struct Pay;

impl Name for Add {
    const DECLARATION: Declaration = Declaration {
        name: "payment.add",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("New payment", "Новый платёж"),
        parameters: PARAMETERS,
    };
}

impl Name for Pay {
    const DECLARATION: Declaration = Declaration {
        name: "payment.add.pay",
        title: Text::new("Amount of the payment", "Сумма платежа"),
        ..Add::DECLARATION
    };
}

/// Show the form, or do it.
pub(super) enum AddInput {
    /// The form.
    Show(Entered),
    /// The payment.
    Enter(Entered),
    /// Pay an order from the balance, or else be led to the page where it is paid.
    FromBalance(BillOrderId, bool),
}

impl AddInput {
    /// The same call when it only looks.
    pub fn shown(self) -> Self {
        match self {
            Self::Show(entered) | Self::Enter(entered) => Self::Show(entered),
            Self::FromBalance(order, _) => Self::Show(Entered {
                order: Some(order),
                ..Entered::default()
            }),
        }
    }
}

/// What is entered.
#[derive(Default)]
pub(super) struct Entered {
    account: Option<AccountId>,
    amount: Option<Amount>,
    order: Option<BillOrderId>,
    provider: Option<ProviderId>,
    currency: Option<Currency>,
    note: String,
}

/// What came of it.
pub(super) enum AddOutput {
    /// The form, with what an order costs.
    Form(Option<Money>),
    /// A payment was entered.
    Entered(PaymentId),
    /// The order is paid.
    Paid(BillOrderId),
    /// The balance does not suffice: where it is paid.
    Elsewhere(BillOrderId, PaymentPage),
}

impl<N: Name> Function for Of<N> {
    type Caller = Anyone;
    type Input = AddInput;
    type Output = AddOutput;

    const DECLARATION: Declaration = N::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<AddInput, Fault> {
        parse(ask)
    }

    fn body(input: &AddInput) -> Body<Self> {
        match input {
            AddInput::Show(_) => Body::Read(add),
            AddInput::Enter(_) | AddInput::FromBalance(..) => Body::Write(add),
        }
    }

    fn render(output: &AddOutput, ask: &Ask) -> Document {
        match output {
            AddOutput::Form(total) => form(*total, &ask.function, ask),
            AddOutput::Entered(id) => {
                let mut document = Document::result(&ask.function);
                document.put("id", id.to_string());
                document.put("payment_id", id.to_string());
                document.with(Node::leaf("ok", "func=payment"))
            }
            AddOutput::Paid(order) => {
                let mut document = Document::result(&ask.function);
                document.put("billorder", order.to_string());
                document.with(Node::leaf("ok", "func=order"))
            }
            AddOutput::Elsewhere(order, page) => {
                let mut document = Document::result(&ask.function);
                document.put("billorder", order.to_string());
                document.with(Node::leaf("ok", page.url(&ask.host)).attr("type", "url"))
            }
        }
    }
}

/// What both the function and the steps of its wizard read.
pub(super) const PARAMETERS: &[Parameter] = &[
    BILL_ORDER,
    Parameter::optional(
        "clicked_button",
        ParameterKind::Text,
        Text::new(
            "fromsubaccount: pay the order from the balance",
            "fromsubaccount: оплатить заказ с баланса",
        ),
    ),
    Parameter::optional(
        "redirect",
        ParameterKind::Switch,
        Text::new(
            "Where the balance does not suffice, answer the link to the payment page",
            "Если баланса не хватает, ответить ссылкой на страницу оплаты",
        ),
    ),
    Parameter::optional(
        "amount",
        ParameterKind::Amount,
        Text::new("Amount", "Сумма"),
    ),
    PROJECT,
    Parameter::optional(
        "payment_currency",
        ParameterKind::Text,
        Text::new("Currency, three letters", "Валюта, три буквы"),
    ),
    Parameter::optional(
        "paymethod",
        ParameterKind::Id,
        Text::new("Payment method", "Способ оплаты"),
    ),
    Parameter::optional("note", ParameterKind::Text, Text::new("Note", "Примечание")),
    ACCOUNT,
    SOK,
];

/// Reads the call; only `sok` performs.
pub(super) fn parse(ask: &Ask) -> std::result::Result<AddInput, Fault> {
    let params = &ask.params;
    let order = id(params, "billorder")?;
    match params.integer("paymethod")? {
        None | Some(BANK_TRANSFER) => {}
        Some(other) => return Err(Fault::value("paymethod", other)),
    }
    let entered = Entered {
        account: id(params, "account")?,
        amount: params.amount("amount")?,
        order,
        provider: id(params, "project")?,
        currency: currency(params, "payment_currency")?,
        note: params.text("note").unwrap_or_default().to_owned(),
    };
    if !ask.is_final() {
        return Ok(AddInput::Show(entered));
    }
    if params.text("clicked_button") == Some("fromsubaccount") {
        let order = order.ok_or_else(|| Fault::value_empty("billorder"))?;
        return Ok(AddInput::FromBalance(order, params.is_on("redirect")));
    }
    Ok(AddInput::Enter(entered))
}

/// The number of the one way to pay there is: money is sent, and staff credit it.
pub(super) const BANK_TRANSFER: i64 = 1;
/// What it is called.
pub(super) const BANK_TRANSFER_NAME: Text = Text::new("Bank transfer", "Банковский перевод");

/// The form, with what is to be paid.
pub(super) fn form(total: Option<Money>, function: &str, ask: &Ask) -> Document {
    let params = &ask.params;
    let mut form = Document::form(function);
    for name in ["account", "billorder", "project", "note"] {
        form.put(name, params.text(name).unwrap_or_default());
    }
    let amount = or_empty(total.map(|total| total.amount));
    form.put("amount", params.text("amount").unwrap_or(&amount));
    let currency = or_empty(total.map(|total| total.currency));
    let currency = params.text("payment_currency").unwrap_or(&currency);
    form.put("payment_currency", currency);
    form.put("paymethod", BANK_TRANSFER.to_string());
    let method = Node::leaf("val", BANK_TRANSFER_NAME.get(ask.language))
        .attr("key", BANK_TRANSFER.to_string());
    form.with(Node::new("slist").attr("name", "paymethod").with(method))
}

/// A currency by its letters.
pub(super) fn currency(
    params: &onsell_wire::Params,
    name: &str,
) -> std::result::Result<Option<Currency>, Fault> {
    let parse = |text: &str| Currency::parse(text).map_err(|_| Fault::value(name, text));
    params.text(name).map(parse).transpose()
}

/// Carries the call out.
pub(super) fn add(scope: &mut Scope<'_>, caller: &Anyone, input: &AddInput) -> Result<AddOutput> {
    match input {
        AddInput::Show(entered) => {
            let account = caller.account_or(entered.account);
            let total = order_total(scope, account, entered.order)?;
            Ok(AddOutput::Form(total))
        }
        AddInput::Enter(entered) => enter(scope, caller, entered).map(AddOutput::Entered),
        AddInput::FromBalance(order, leads_on) => {
            if *leads_on && bill_order::shortage(scope, caller.account, *order)?.is_some() {
                let page = PaymentPage::of(scope, caller, *order)?;
                return Ok(AddOutput::Elsewhere(*order, page));
            }
            let by = caller.identity.author();
            bill_order::pay(scope, caller.account, *order, by)?;
            told(scope, caller, "payment.add", order)?;
            Ok(AddOutput::Paid(*order))
        }
    }
}

/// What the named order costs.
fn order_total(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    order: Option<BillOrderId>,
) -> Result<Option<Money>> {
    if order.is_none() {
        return Ok(None);
    }
    let cart = bill_order::cart(scope, account, order)?;
    cart.map(|cart| cart.total()).transpose()
}

fn enter(scope: &mut Scope<'_>, caller: &Anyone, entered: &Entered) -> Result<PaymentId> {
    let account = caller
        .account_or(entered.account)
        .ok_or_else(|| Fault::value_empty("account"))?;
    pay::enter(
        scope,
        &PaymentInput {
            account,
            purse: Purse {
                provider: entered.provider,
                currency: entered.currency,
            },
            order: entered.order,
            amount: entered.amount,
            note: entered.note.clone(),
            by: caller.identity.author(),
            staff: caller.is_staff(),
        },
    )
}
