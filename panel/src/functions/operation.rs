//! Running operations (wire 4.1, semantics 4.4).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, instant, on, or_empty};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{
    Language, Level, Money, OperationId, OperationState as State, ServiceId, Text,
};
use onsell_engine::Scope;
use onsell_engine::{operation_edit, start};
use onsell_store::operation::{self, Operation};
use onsell_wire::{Document, Fault, Node};

/// `runningoperation`: what has not come to its end.
pub(super) struct Operations;

/// Of which service, and which page.
pub(super) struct Input {
    service: Option<ServiceId>,
    page: Page,
}

impl Function for Operations {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<Operation>;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation",
        kind: Kind::List(&[
            column::ID,
            Column::new("desc", "Description", "Описание"),
            column::INTERNAL_NAME,
            column::ITEM,
            column::ITEM_TYPE,
            column::CLIENT,
            column::CREATED,
            Column::new("trycount", "Attempts", "Попыток"),
            column::MODULE,
            Column::new("task", "Task", "Задача"),
            column::STATUS,
            Column::new("error", "Error", "Ошибка"),
            column::AUTOMATIC,
            column::HINT,
            Column::new("taken", "Taken over", "Взята на себя"),
            column::AMOUNT,
            Column::new("quoted", "Price at the seller", "Цена у продавца"),
            Column::new("charged", "Charged by the seller", "Списано продавцом"),
        ]),
        level: Level::Staff,
        title: Text::new("Running operations", "Текущие операции"),
        parameters: &[
            FILTER,
            Parameter::optional("item", ParameterKind::Id, Text::new("Service", "Услуга")),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let service = id(&ask.params, "item")?.filter(|_| ask.params.is_on("filter"));
        Ok(Input {
            service,
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, _, input: &Input| {
            Ok(Rows::whole(
                operation::list_open(scope.tx, input.service)?,
                input.page,
            ))
        })
    }

    fn render(rows: &Rows<Operation>, ask: &Ask) -> Document {
        rows.document(ask, |operation| row(operation, ask.language))
    }
}

fn row(operation: &Operation, language: Language) -> Node {
    let mut row = Node::new("elem");
    row.put("id", operation.id.to_string());
    row.put("desc", description(operation, language));
    row.put("intname", operation.kind.name());
    row.put("item", operation.service.to_string());
    row.put("itemtype", operation.type_name.clone());
    row.put("client", operation.account_name.clone());
    row.put("cdate", instant(operation.created_at));
    row.put("trycount", operation.attempt.to_string());
    row.put("processingmodule", operation.module_name.clone());
    row.put("task", or_empty(operation.task));
    let status = Node::leaf("status", state_text(operation).get(language));
    row.push(status.attr("orig", operation.state.name()));
    row.put("error", or_empty(operation.error.as_ref()));
    put_hands(&mut row, operation, language);
    row
}

/// What staff read where there is nothing for them to do.
pub(super) const AUTOMATIC: Text = Text::new(
    "Processed automatically, nothing to do",
    "Обрабатывается автоматически, делать ничего не нужно",
);

/// Who has it in hand: nobody, while it is processed automatically.
pub(super) fn put_hands(node: &mut Node, operation: &Operation, language: Language) {
    let is_automatic = operation.seller.is_some() && operation.taken_at.is_none();
    node.put("auto", on(is_automatic));
    if is_automatic {
        node.put("hint", AUTOMATIC.get(language));
    }
    node.put("taken", on(operation.taken_at.is_some()));
    let currency = operation.currency;
    node.put("amount", Money::new(operation.amount, currency).to_string());
    node.put("quoted", or_empty(operation.quoted));
    let charged = operation.charged.map(|amount| amount.to_string());
    node.put("charged", charged.unwrap_or_default());
}

/// `Activation: ispmanager Lite (srv1) #42`.
pub(super) fn description(operation: &Operation, language: Language) -> String {
    let mark = if operation.name.is_empty() {
        &operation.ip
    } else {
        &operation.name
    };
    let mark = if mark.is_empty() {
        String::new()
    } else {
        format!(" ({mark})")
    };
    let (title, tariff) = (operation.kind.title(language), &operation.tariff_name);
    format!("{title}: {tariff}{mark} #{}", operation.service)
}

/// What staff read about how far an operation is (semantics 4.4).
pub(super) fn state_text(operation: &Operation) -> Text {
    match operation.state {
        State::Waiting if operation.seller.is_none() => Text::new(
            "Done by hand: see the task",
            "Выполняется вручную: см. задачу",
        ),
        State::Ready => Text::new("Waiting to be sent", "Ожидает отправки"),
        State::Running => Text::new("Running", "Выполняется"),
        State::Unknown => Text::new(
            "Sent, no answer: being looked up",
            "Отправлена, ответа нет: выясняется",
        ),
        State::Waiting => Text::new("Waiting for the provider", "Ожидает поставщика"),
        State::Held => Text::new(
            "Held until it can go on",
            "Отложена до возможности продолжить",
        ),
        State::Attention => Text::new("Error: press Start", "Ошибка: нажмите «Запустить»"),
        State::Done => Text::new("Done", "Выполнена"),
        State::Cancelled => Text::new("Cancelled", "Отменена"),
    }
}

/// `runningoperation.start`: operations are carried out now (Tools, Running operations, Start).
pub(super) struct Start;

impl OnEach for Start {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.start",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Start operations", "Запустить операции"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Ids,
                Text::new("Operation numbers", "Номера операций"),
            ),
            SOK,
        ],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> onsell_engine::Result<()> {
        start::start(scope, OperationId::new(id), staff.identity.author())
    }
}

const OPERATIONS: &[Parameter] = &[
    Parameter::required(
        "elid",
        ParameterKind::Ids,
        Text::new("Operation numbers", "Номера операций"),
    ),
    SOK,
];

macro_rules! set_manual {
    ($($(#[$meta:meta])* $name:ident $function:literal;)+) => {$(
        $(#[$meta])*
        pub(super) struct $name;

        impl OnEach for $name {
            type Caller = Staff;

            const DECLARATION: Declaration = Declaration {
                name: $function,
                kind: Kind::Action,
                level: Level::Staff,
                title: Text::new("Do not try again", "Не повторять"),
                parameters: OPERATIONS,
            };

            fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> onsell_engine::Result<()> {
                let by = staff.identity.author();
                operation_edit::set_manual(scope, OperationId::new(id), by)
            }
        }
    )+};
}

set_manual! {
    /// `runningoperation.setmanual`: operations are not tried again by themselves.
    SetManual "runningoperation.setmanual";
    /// `runningoperation.stop`: the same.
    Stop "runningoperation.stop";
}

/// `runningoperation.taskcreate`: operations get a task.
pub(super) struct CreateTask;

impl OnEach for CreateTask {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.taskcreate",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Create tasks", "Создать задачи"),
        parameters: OPERATIONS,
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> onsell_engine::Result<()> {
        let by = staff.identity.author();
        operation_edit::create_task(scope, OperationId::new(id), by).map(drop)
    }
}
