//! Money that came in: the list, and what staff enter (wire 3.2, 4.6).

use crate::ask::Ask;
use crate::caller::{Anyone, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, SOK, done, group, id, instant, saved};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{
    AccountId, Amount, Currency, Date, Language, Level, Money, PaymentId, Text, Zone,
};
use onsell_engine::pay::{self, PaymentInput};
use onsell_engine::{Result, Scope};
use onsell_store::payment::{self, Payment};
use onsell_store::user;
use onsell_wire::{Document, Fault, Node};

/// `payment`: payments, newest first.
pub(super) struct Payments;

/// Which payments, and which page of them.
pub(super) struct Input {
    account: Option<AccountId>,
    status: Option<i64>,
    from: Option<Date>,
    to: Option<Date>,
    page: Page,
}

const STATUS: Parameter = Parameter::optional(
    "status",
    ParameterKind::Integer,
    Text::new("Status: 1 new, 4 paid", "Статус: 1 новый, 4 зачислен"),
);
const FROM: Parameter = Parameter::optional(
    "createdatestart",
    ParameterKind::Date,
    Text::new("Entered on this day or later", "Создан не раньше этого дня"),
);
const TO: Parameter = Parameter::optional(
    "createdateend",
    ParameterKind::Date,
    Text::new(
        "Entered on this day or earlier",
        "Создан не позже этого дня",
    ),
);

impl Function for Payments {
    type Caller = Anyone;
    type Input = Input;
    type Output = Rows<Payment>;

    const DECLARATION: Declaration = Declaration {
        name: "payment",
        kind: Kind::List,
        level: Level::Customer,
        title: Text::new("Payments", "Платежи"),
        parameters: &[ACCOUNT, FILTER, STATUS, FROM, TO, PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let is_filtered = params.is_on("filter");
        Ok(Input {
            account: id(params, "account")?,
            status: params.integer("status")?.filter(|_| is_filtered),
            from: params.date("createdatestart")?.filter(|_| is_filtered),
            to: params.date("createdateend")?.filter(|_| is_filtered),
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, input: &Input| {
            let mut all = payment::list(scope.tx, caller.account_or(input.account))?;
            all.retain(|payment| {
                let day = payment.created_at.date_in(&Zone::default());
                input.status.is_none_or(|status| payment.status == status)
                    && input.from.is_none_or(|from| from <= day)
                    && input.to.is_none_or(|to| day <= to)
            });
            Ok(Rows::cut(all, input.page))
        })
    }

    fn render(rows: &Rows<Payment>, ask: &Ask) -> Document {
        rows.document(ask, |payment| row(payment, ask.language))
    }
}

fn row(payment: &Payment, language: Language) -> Node {
    let money = Money::new(payment.amount, payment.currency).to_string();
    let mut row = Node::new("elem");
    row.put("id", payment.id.to_string());
    row.put("number", payment.id.to_string());
    row.put("account", payment.account.to_string());
    row.put("create_date", instant(payment.created_at));
    row.put("createdate", instant(payment.created_at));
    row.put("pay_date", payment.paid_at.map(instant).unwrap_or_default());
    row.put("sender", "");
    row.put("paymethod_name", MANUAL.get(language));
    row.put("subaccountamount_iso", money.clone());
    row.put("paymethodamount_iso", money);
    let status = Node::leaf("status", status_text(payment.status).get(language));
    row.push(status.attr("orig", payment.status.to_string()));
    row.put("note", payment.note.clone());
    row.put("allowrefund", "off");
    row
}

const MANUAL: Text = Text::new("Entered by staff", "Внесён сотрудником");

fn status_text(status: i64) -> Text {
    match status {
        payment::NEW => Text::new("New", "Новый"),
        payment::PAID => Text::new("Paid", "Зачислен"),
        _ => Text::new("Cancelled", "Отменён"),
    }
}

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
