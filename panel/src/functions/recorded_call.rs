//! Recording what a provider is really asked and answers.

use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, instant, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, PAGE_ROWS_MAX, Page, Rows};
use onsell_domain::{Level, ModuleId, Text, Timestamp};
use onsell_engine::record::{self, MINUTES_MAX};
use onsell_store::recorded_call::{self, RecordedCall};
use onsell_wire::{Document, Fault, Node};

const MODULE: Parameter = Parameter::required(
    "elid",
    ParameterKind::Id,
    Text::new("Module number", "Номер обработчика"),
);

/// What a list of calls tells.
pub(super) const COLUMNS: &[Column] = &[
    column::ID,
    column::DATE,
    Column::new("function", "Function", "Функция"),
    Column::new("milliseconds", "Took, ms", "Длительность, мс"),
    Column::new("size", "Answer, bytes", "Ответ, байт"),
];

/// `processing.record`: calls of a module are recorded for a while, secrets removed.
pub(super) struct Record;

/// Which module, and how long.
pub(super) struct Input {
    module: ModuleId,
    minutes: i64,
}

impl Function for Record {
    type Caller = Administrator;
    type Input = Input;
    type Output = Option<Timestamp>;

    const DECLARATION: Declaration = Declaration {
        name: "processing.record",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new(
            "Record calls to the provider",
            "Записывать вызовы поставщика",
        ),
        parameters: &[
            MODULE,
            Parameter::required(
                "minutes",
                ParameterKind::Integer,
                Text::new(
                    "For how many minutes, 0 to 120",
                    "Сколько минут, от 0 до 120",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let minutes = ask.params.integer("minutes")?.unwrap_or_default();
        if !(0..=MINUTES_MAX).contains(&minutes) {
            return Err(Fault::value("minutes", minutes));
        }
        Ok(Input {
            module: ask.params.required_id("elid")?,
            minutes,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Outside(|engine, caller: &Administrator, input: &Input| {
            record::switch(
                engine,
                input.module,
                input.minutes,
                caller.identity.author(),
            )
        })
    }

    fn render(until: &Option<Timestamp>, ask: &Ask) -> Document {
        let mut document = done(ask);
        document.put("until", or_empty(until.map(instant)));
        document
    }
}

/// `processing.calls`: what was recorded of a module, the latest first.
pub(super) struct Calls;

/// Of which module, and which page.
pub(super) struct Of {
    module: ModuleId,
    page: Page,
}

impl Function for Calls {
    type Caller = Staff;
    type Input = Of;
    type Output = Rows<RecordedCall>;

    const DECLARATION: Declaration = Declaration {
        name: "processing.calls",
        kind: Kind::List(COLUMNS),
        level: Level::Staff,
        title: Text::new("Recorded calls", "Записанные вызовы"),
        parameters: &[MODULE, PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> Result<Of, Fault> {
        Ok(Of {
            module: ask.params.required_id("elid")?,
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Of) -> Body<Self> {
        Body::Read(|scope, _, of: &Of| {
            let (pass, rows) = of.page.window().unwrap_or((0, PAGE_ROWS_MAX as u32));
            let shown = recorded_call::page(scope.tx, of.module, pass, rows)?;
            let total = recorded_call::count(scope.tx, of.module)?;
            Ok(Rows::page(shown, total, of.page))
        })
    }

    fn render(rows: &Rows<RecordedCall>, ask: &Ask) -> Document {
        rows.document(ask, |call| {
            let mut row = Node::new("elem");
            put_call(&mut row, call);
            row
        })
    }
}

pub(super) fn put_call(node: &mut Node, call: &RecordedCall) {
    node.put("id", call.id.to_string());
    node.put("date", instant(call.at));
    node.put("function", call.function.clone());
    node.put("milliseconds", call.milliseconds.to_string());
    node.put("size", call.answer.len().to_string());
}

/// `processing.calls.edit`: one call with its answer.
pub(super) struct Show;

impl Function for Show {
    type Caller = Staff;
    type Input = i64;
    type Output = RecordedCall;

    const DECLARATION: Declaration = Declaration {
        name: "processing.calls.edit",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Recorded call", "Записанный вызов"),
        parameters: &[Parameter::required(
            "elid",
            ParameterKind::Id,
            Text::new("Number in the list", "Номер в списке"),
        )],
    };

    fn parse(ask: &Ask) -> Result<i64, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &i64) -> Body<Self> {
        Body::Read(|scope, _, id| {
            let found = recorded_call::find(scope.tx, *id)?;
            Ok(found.ok_or_else(|| Fault::missed("recordedcall", id))?)
        })
    }

    fn render(call: &RecordedCall, ask: &Ask) -> Document {
        let mut document = Document::form(&ask.function);
        put_call(&mut document.root, call);
        document.put("processingmodule", call.module.to_string());
        document.put("request", call.request.clone());
        document.put("answer", call.answer.clone());
        document
    }
}
