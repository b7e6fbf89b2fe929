//! Money that came in (wire 3.2).

use crate::ask::Ask;
use crate::caller::Anyone;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{ACCOUNT, id, instant};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{AccountId, Date, Language, Level, Money, Text, Zone};
use onsell_store::payment::{self, Payment};
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
        kind: Kind::List(&[
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
        ]),
        level: Level::Customer,
        title: Text::new("Payments", "Платежи"),
        parameters: &[ACCOUNT, FILTER, STATUS, FROM, TO, PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
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
            Ok(Rows::whole(all, input.page))
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
