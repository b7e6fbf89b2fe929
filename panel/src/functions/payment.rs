//! Money that came in (wire 3.2).

use crate::ask::Ask;
use crate::caller::{Anyone, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, id, instant, on};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows, Sort};
use onsell_domain::{AccountId, Amount, Language, Level, Money, Text, Zone};
use onsell_engine::{Result, Scope};
use onsell_store::account;
use onsell_store::payment::{self, Payment, PaymentFilter};
use onsell_wire::{Document, Fault, Node, Params};

/// `payment`: payments, newest first.
pub(super) struct Payments;

/// Which payments, and which page of them.
pub(super) struct Input {
    filter: PaymentFilter,
    /// Whether the store has an index for the order.
    is_sorted: bool,
    page: Page,
}

impl Input {
    fn read(params: &Params) -> std::result::Result<Self, Fault> {
        let mut filter = PaymentFilter::default();
        if params.is_on("filter") {
            let utc = Zone::default();
            filter.id = id(params, "id")?;
            filter.status = params.integer("status")?;
            let from = params.date("createdatestart")?;
            filter.from = from.map(|day| utc.start_of(day));
            let until = params.date("createdateend")?;
            filter.until = until.map(|day| utc.end_of(day));
        }
        let sort = Sort::read(params);
        // Numbers are given in the order of creation.
        let by_number = ["id", "number", "createdate", "create_date"];
        let is_sorted = |sort: &Sort| by_number.contains(&sort.column.as_str());
        filter.oldest_first = sort
            .as_ref()
            .is_some_and(|sort| is_sorted(sort) && !sort.descends);
        Ok(Self {
            filter,
            is_sorted: sort.as_ref().is_none_or(is_sorted),
            page: Page::read(params)?,
        })
    }

    fn list(&self, scope: &mut Scope<'_>) -> Result<Rows<Payment>> {
        Rows::read(self.page, self.is_sorted, |window| {
            let filter = PaymentFilter {
                window,
                ..self.filter.clone()
            };
            Ok(payment::list(scope.tx, &filter)?)
        })
    }
}

const COLUMNS: &[Column] = &[
    column::ID,
    Column::new("number", "Number", "Номер"),
    column::ACCOUNT,
    Column::new("create_date", "Created", "Создан"),
    Column::new("createdate", "Created", "Создан"),
    Column::new("pay_date", "Paid", "Зачислен"),
    Column::new("sender", "Payer", "Плательщик"),
    Column::new("paymethod_name", "Method", "Способ"),
    Column::new("subaccountamount_iso", "Amount", "Сумма"),
    Column::new("paymethodamount_iso", "Paid amount", "Уплачено"),
    column::STATUS,
    Column::new("note", "Note", "Примечание"),
    Column::new("allowrefund", "Can be returned", "Можно вернуть"),
    Column::new("refunded", "Given back", "Возвращено"),
];
const NUMBER: Parameter =
    Parameter::optional("id", ParameterKind::Id, Text::new("Number", "Номер"));

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
        kind: Kind::List(COLUMNS),
        level: Level::Customer,
        title: Text::new("Payments", "Платежи"),
        parameters: &[
            ACCOUNT,
            FILTER,
            NUMBER,
            STATUS,
            FROM,
            TO,
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let mut input = Input::read(&ask.params)?;
        input.filter.account = id(&ask.params, "account")?;
        Ok(input)
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, input: &Input| {
            let mut filter = input.filter.clone();
            filter.account = caller.account_or(filter.account);
            Input { filter, ..*input }.list(scope)
        })
    }

    fn render(rows: &Rows<Payment>, ask: &Ask) -> Document {
        rows.document(ask, |payment| row(payment, false, ask.language))
    }
}

/// `account.payment`: the payments of a client, for staff (wire 4.6).
pub(super) struct OfAccount;

impl Function for OfAccount {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<Payment>;

    const DECLARATION: Declaration = Declaration {
        name: "account.payment",
        kind: Kind::List(COLUMNS),
        level: Level::Staff,
        title: Text::new("Payments of a client", "Платежи клиента"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Client number", "Номер клиента"),
            ),
            FILTER,
            NUMBER,
            STATUS,
            FROM,
            TO,
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let mut input = Input::read(&ask.params)?;
        input.filter.account = Some(ask.params.required_id("elid")?);
        Ok(input)
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, _, input: &Input| {
            let account: Option<AccountId> = input.filter.account;
            if let Some(id) = account
                && account::find(scope.tx, id)?.is_none()
            {
                return Err(Fault::missed("account", id).into());
            }
            input.list(scope)
        })
    }

    fn render(rows: &Rows<Payment>, ask: &Ask) -> Document {
        rows.document(ask, |payment| row(payment, true, ask.language))
    }
}

/// Only staff can give a payment back.
fn row(payment: &Payment, for_staff: bool, language: Language) -> Node {
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
    let is_left = payment.refundable() > Amount::ZERO;
    row.put("allowrefund", on(for_staff && is_left));
    row.put("refunded", payment.refunded.to_string());
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
