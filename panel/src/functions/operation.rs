//! Running operations (wire 4.1, semantics 4.4).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, instant, on, or_empty};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows, Sort};
use onsell_domain::{
    Language, Level, Money, OperationId, OperationKind, OperationState as State, Text, Zone,
};
use onsell_engine::Scope;
use onsell_engine::{operation_edit, start};
use onsell_store::operation::Operation;
use onsell_store::operation_list::{self, OpenFilter};
use onsell_wire::{Document, Fault, Node, Params};

/// `runningoperation`: what has not come to its end.
pub(super) struct Operations;

/// Which, and which page of them.
pub(super) struct Input {
    filter: OpenFilter,
    /// Whether the store has an index for the order.
    is_sorted: bool,
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
            Parameter::optional("id", ParameterKind::Id, Text::new("Number", "Номер")),
            Parameter::optional("item", ParameterKind::Id, Text::new("Service", "Услуга")),
            Parameter::optional(
                "intname",
                ParameterKind::Text,
                Text::new(
                    "Internal name, such as open or prolong",
                    "Внутреннее имя: open, prolong…",
                ),
            ),
            Parameter::optional(
                "itemtype",
                ParameterKind::Text,
                Text::new("Product type", "Тип продукта"),
            ),
            Parameter::optional(
                "account",
                ParameterKind::Id,
                Text::new("Client number", "Номер клиента"),
            ),
            Parameter::optional(
                "processingmodule",
                ParameterKind::Id,
                Text::new("Module number", "Номер обработчика"),
            ),
            Parameter::optional(
                "status",
                ParameterKind::Text,
                Text::new(
                    "Status, such as attention or held",
                    "Статус, например attention или held",
                ),
            ),
            Parameter::optional(
                "cdatestart",
                ParameterKind::Date,
                Text::new("Begun on this day or later", "Начата не раньше этого дня"),
            ),
            Parameter::optional(
                "cdateend",
                ParameterKind::Date,
                Text::new("Begun on this day or earlier", "Начата не позже этого дня"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let params = &ask.params;
        let mut filter = OpenFilter::default();
        if params.is_on("filter") {
            let utc = Zone::default();
            filter.id = id(params, "id")?;
            filter.service = id(params, "item")?;
            filter.kind = named(params, "intname", OperationKind::parse)?;
            filter.state = named(params, "status", State::parse)?;
            filter.type_name = params.text("itemtype").map(str::to_owned);
            filter.account = id(params, "account")?;
            filter.module = id(params, "processingmodule")?;
            filter.from = params.date("cdatestart")?.map(|day| utc.start_of(day));
            filter.until = params.date("cdateend")?.map(|day| utc.end_of(day));
        }
        let sort = Sort::read(params);
        // Numbers are given in the order of creation.
        let is_sorted = |sort: &Sort| matches!(sort.column.as_str(), "id" | "cdate");
        filter.newest_first = sort
            .as_ref()
            .is_some_and(|sort| is_sorted(sort) && sort.descends);
        Ok(Input {
            filter,
            is_sorted: sort.as_ref().is_none_or(is_sorted),
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, _, input: &Input| {
            Rows::read(input.page, input.is_sorted, |window| {
                let filter = OpenFilter {
                    window,
                    ..input.filter.clone()
                };
                Ok(operation_list::list(scope.tx, &filter)?)
            })
        })
    }

    fn render(rows: &Rows<Operation>, ask: &Ask) -> Document {
        rows.document(ask, |operation| row(operation, ask.language))
    }
}

/// One of the domain's words.
fn named<T>(
    params: &Params,
    name: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Fault> {
    let text = params.text(name).filter(|text| !text.is_empty());
    text.map(|text| parse(text).ok_or_else(|| Fault::value(name, text)))
        .transpose()
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
    state_of(operation.state, operation.seller.is_some())
}

/// The same of an operation in a state, which a seller works on or not.
pub(super) fn state_of(state: State, is_resold: bool) -> Text {
    match state {
        State::Waiting if !is_resold => Text::new(
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
