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
use onsell_engine::start;
use onsell_store::operation::{self, Operation};
use onsell_wire::{Document, Fault, Format, Node};

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
fn put_hands(node: &mut Node, operation: &Operation, language: Language) {
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
fn state_text(operation: &Operation) -> Text {
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

/// `runningoperation.edit`: one operation with its last error.
pub(super) struct Show;

impl Function for Show {
    type Caller = Staff;
    type Input = OperationId;
    type Output = Operation;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.edit",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Running operation", "Текущая операция"),
        parameters: &[Parameter::required(
            "elid",
            ParameterKind::Id,
            Text::new("Operation number", "Номер операции"),
        )],
    };

    fn parse(ask: &Ask) -> Result<OperationId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &OperationId) -> Body<Self> {
        Body::Read(|scope, _, id: &OperationId| {
            let found = operation::find(scope.tx, *id)?;
            found.ok_or_else(|| Fault::missed("runningoperation", id).into())
        })
    }

    fn render(operation: &Operation, ask: &Ask) -> Document {
        let state = operation.state;
        let is_manual = matches!(state, State::Waiting | State::Held | State::Attention);
        let mut form = Document::form(&ask.function);
        form.put("elid", operation.id.to_string());
        form.put("id", operation.id.to_string());
        form.put("desc", description(operation, ask.language));
        form.put("intname", operation.kind.name());
        form.put("item", operation.service.to_string());
        form.put("itemtype", operation.type_name.clone());
        form.put("manual", on(is_manual));
        form.put("trycount", operation.attempt.to_string());
        let status = Node::leaf("status", state_text(operation).get(ask.language));
        form.push(status.attr("orig", state.name()));
        form.put("amount", operation.amount.to_string());
        form.put("refund", operation.refund.to_string());
        form.put("charged", or_empty(operation.charged));
        form.put("returned", or_empty(operation.returned));
        form.put("newpricelist", or_empty(operation.new_tariff));
        form.put("remoteid", operation.reference.clone().unwrap_or_default());
        form.put("errorxml", error_xml(operation));
        put_hands(&mut form.root, operation, ask.language);
        form
    }
}

/// The last error in the shape that other tools know (wire 4.1); empty without one.
fn error_xml(operation: &Operation) -> String {
    let Some(error) = &operation.error else {
        return String::new();
    };
    let date = operation.error_at.map(instant).unwrap_or_default();
    let message = Node::leaf("param", error.message.clone())
        .attr("name", "error")
        .attr("type", "msg");
    let error = Node::new("error")
        .attr("date", date.clone())
        .attr("type", error.kind.clone())
        .attr("object", error.object.clone())
        .attr("value", error.value.clone())
        .with(message);
    let module = Node::new("processingmodule")
        .attr("date", date)
        .attr("name", operation.module_name.clone())
        .with(error);
    Document::error(module).encode(Format::Xml)
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
