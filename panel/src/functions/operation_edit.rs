//! One running operation: `runningoperation.edit`, and what went wrong with it before (wire 4.1).

use super::operation::{description, put_hands, state_text};
use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, instant, on, or_empty, switch};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{
    Fault as Words, Level, Money, OperationId, OperationState as State, Text, Timestamp, UserId,
};
use onsell_engine::{Scope, operation_edit, start};
use onsell_store::operation::{self, Operation};
use onsell_store::operation_card::{self, OperationCard};
use onsell_store::operation_error::{self, OperationError};
use onsell_wire::{Document, Fault, Format, Node};

/// `runningoperation.edit`: one operation with its last error; with `sok` notes an error on it, or
/// says whether it is tried again by itself.
pub(super) struct Edit;

/// Which operation, and what to do to it.
pub(super) struct Input {
    operation: OperationId,
    error: Option<String>,
    is_manual: Option<bool>,
    is_final: bool,
}

impl Function for Edit {
    type Caller = Staff;
    type Input = Input;
    type Output = Option<Box<Card>>;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.edit",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Running operation", "Текущая операция"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Operation number", "Номер операции"),
            ),
            Parameter::optional(
                "errorxml",
                ParameterKind::Text,
                Text::new("The error to note on it", "Ошибка операции"),
            ),
            Parameter::optional(
                "manual",
                ParameterKind::Switch,
                Text::new("Not tried again by itself", "Не повторяется автоматически"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let params = &ask.params;
        Ok(Input {
            operation: params.required_id("elid")?,
            error: params.text("errorxml").map(str::to_owned),
            is_manual: switch(params, "manual"),
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            return Body::Write(|scope, staff: &Staff, input: &Input| {
                save(scope, input, staff.identity.author()).map(|()| None)
            });
        }
        Body::Read(|scope, _, input: &Input| {
            let id = input.operation;
            let found = operation::find(scope.tx, id)?;
            let operation = found.ok_or_else(|| Fault::missed("runningoperation", id))?;
            let hands = operation_card::find(scope.tx, id)?.ok_or(onsell_store::Error::Stale)?;
            Ok(Some(Box::new(Card { operation, hands })))
        })
    }

    fn render(card: &Option<Box<Card>>, ask: &Ask) -> Document {
        let Some(card) = card else {
            return done(ask);
        };
        let operation = &card.operation;
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
        let error = operation.error.as_ref().map(|error| {
            let date = operation.error_at.map(instant).unwrap_or_default();
            error_xml(error, &operation.module_name, &date)
        });
        form.put("errorxml", error.unwrap_or_default());
        put_hands(&mut form.root, operation, ask.language);
        card.put_story(&mut form.root);
        form
    }
}

/// An operation, and in whose hands it is.
pub(super) struct Card {
    operation: Operation,
    hands: OperationCard,
}

impl Card {
    /// What staff read beside what other tools know: whose it is, how it came here, what is next.
    fn put_story(&self, root: &mut Node) {
        let operation = &self.operation;
        let at = |at: Option<Timestamp>| or_empty(at.map(instant));
        root.put("account", operation.account.to_string());
        root.put("client", operation.account_name.clone());
        root.put("processingmodule", operation.module_name.clone());
        root.put("processingmodule_id", operation.module.to_string());
        root.put("task", or_empty(operation.task));
        root.put("pricelist", operation.tariff_name.clone());
        root.put("upstream", or_empty(operation.upstream_id));
        root.put("cdate", instant(operation.created_at));
        root.put("sent", at(operation.sent_at));
        root.put("nexttry", at(self.hands.due_at));
        root.put("errordate", at(operation.error_at));
        let error = operation.error.as_ref();
        root.put("errortext", or_empty(error.map(ToString::to_string)));
        root.put("takendate", at(operation.taken_at));
        root.put("takenby", or_empty(self.hands.taken_by.as_ref()));
        root.put("takenreason", or_empty(self.hands.taken_because.as_ref()));
        root.put("resold", on(operation.seller.is_some()));
        root.put("canstart", on(start::is_startable(operation)));
        let reserved = Money::new(operation.held, operation.currency);
        root.put("reserved", reserved.to_string());
    }
}

fn save(scope: &mut Scope<'_>, input: &Input, by: Option<UserId>) -> onsell_engine::Result<()> {
    if let Some(error) = &input.error {
        operation_edit::note_error(scope, input.operation, error, by)?;
    }
    match input.is_manual {
        Some(true) => operation_edit::set_manual(scope, input.operation, by),
        Some(false) => start::start(scope, input.operation, by),
        None => Ok(()),
    }
}

/// An error in the shape that other tools know (wire 4.1).
fn error_xml(error: &Words, module: &str, date: &str) -> String {
    let message = Node::leaf("param", error.message.clone())
        .attr("name", "error")
        .attr("type", "msg");
    let error = Node::new("error")
        .attr("date", date)
        .attr("type", error.kind.clone())
        .attr("object", error.object.clone())
        .attr("value", error.value.clone())
        .with(message);
    let module = Node::new("processingmodule")
        .attr("date", date)
        .attr("name", module)
        .with(error);
    Document::error(module).encode(Format::Xml)
}

/// `runningoperation.errorhistory`: what went wrong with the attempts of an operation, the latest
/// first.
pub(super) struct ErrorHistory;

impl Function for ErrorHistory {
    type Caller = Staff;
    type Input = (OperationId, Page);
    type Output = Rows<OperationError>;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.errorhistory",
        kind: Kind::List(&[
            column::ID,
            Column::new("createdate", "Date", "Дата"),
            column::ITEM,
            Column::new("task", "Task", "Задача"),
            Column::new("trycount", "Attempt", "Попытка"),
            column::TYPE,
            Column::new("error", "Error", "Ошибка"),
        ]),
        level: Level::Staff,
        title: Text::new("Errors of an operation", "Ошибки операции"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Operation number", "Номер операции"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> Result<Self::Input, Fault> {
        Ok((ask.params.required_id("elid")?, Page::read(&ask.params)?))
    }

    fn body(_: &Self::Input) -> Body<Self> {
        Body::Read(|scope, _, (id, page): &Self::Input| {
            let known = operation::find(scope.tx, *id)?;
            known.ok_or_else(|| Fault::missed("runningoperation", id))?;
            Ok(Rows::whole(
                operation_error::of_operation(scope.tx, *id)?,
                *page,
            ))
        })
    }

    fn render(rows: &Rows<OperationError>, ask: &Ask) -> Document {
        rows.document(ask, |error| {
            let mut row = Node::new("elem");
            row.put("id", error.id.to_string());
            row.put("createdate", instant(error.at));
            row.put("item", error.service.to_string());
            row.put("task", or_empty(error.task));
            row.put("trycount", error.attempt.to_string());
            row.put("type", error.fault.kind.clone());
            row.put("error", error.fault.to_string());
            row
        })
    }
}

/// `runningoperation.errorhistory.showlog`: one of them whole.
pub(super) struct ShowLog;

impl Function for ShowLog {
    type Caller = Staff;
    type Input = i64;
    type Output = OperationError;

    const DECLARATION: Declaration = Declaration {
        name: "runningoperation.errorhistory.showlog",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Error of an attempt", "Ошибка попытки"),
        parameters: &[Parameter::required(
            "elid",
            ParameterKind::Id,
            Text::new("Number of the error", "Номер ошибки"),
        )],
    };

    fn parse(ask: &Ask) -> Result<i64, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &i64) -> Body<Self> {
        Body::Read(|scope, _, id: &i64| {
            let found = operation_error::find(scope.tx, *id)?;
            found.ok_or_else(|| Fault::missed("errorhistory", id).into())
        })
    }

    fn render(error: &OperationError, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        form.put("elid", error.id.to_string());
        form.put("runningoperation", error.operation.to_string());
        form.put("item", error.service.to_string());
        form.put("createdate", instant(error.at));
        form.put("trycount", error.attempt.to_string());
        let date = instant(error.at);
        form.put(
            "errorxml",
            error_xml(&error.fault, &error.module_name, &date),
        );
        form
    }
}
