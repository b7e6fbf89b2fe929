//! Calls of functions that are not here: what partners need (wire part 5).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, instant};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, Text};
use onsell_engine::{Result, Scope, unknown_call as use_case};
use onsell_store::unknown_call::{self, UnknownCall};
use onsell_wire::{Document, Fault, Node};

/// `unknowncall`: which functions were called that are not here.
pub(super) struct UnknownCalls;

impl Function for UnknownCalls {
    type Caller = Staff;
    type Input = Page;
    type Output = Rows<UnknownCall>;

    const DECLARATION: Declaration = Declaration {
        name: "unknowncall",
        kind: Kind::List(&[
            column::ID,
            column::ACCOUNT,
            Column::new("function", "Function", "Функция"),
            Column::new("calls", "Calls", "Вызовов"),
            Column::new("params", "Parameters", "Параметры"),
            Column::new("firstdate", "First call", "Первый вызов"),
            Column::new("lastdate", "Last call", "Последний вызов"),
        ]),
        level: Level::Staff,
        title: Text::new("Calls of unknown functions", "Вызовы неизвестных функций"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| Ok(Rows::whole(unknown_call::list(scope.tx)?, *page)))
    }

    fn render(rows: &Rows<UnknownCall>, ask: &Ask) -> Document {
        rows.document(ask, |call| {
            let mut row = Node::new("elem");
            put_call(&mut row, call);
            row
        })
    }
}

fn put_call(node: &mut Node, call: &UnknownCall) {
    node.put("id", call.id.to_string());
    let is_known = call.account > 0;
    node.put(
        "account",
        if is_known {
            call.account.to_string()
        } else {
            String::new()
        },
    );
    node.put("function", call.function.clone());
    node.put("calls", call.calls.to_string());
    node.put("params", call.parameters.clone());
    node.put("firstdate", instant(call.first_at));
    node.put("lastdate", instant(call.last_at));
}

const CALL: Parameter = Parameter::required(
    "elid",
    ParameterKind::Id,
    Text::new("Number in the list", "Номер в списке"),
);

/// `unknowncall.edit`: the last call, secrets removed.
pub(super) struct Show;

impl Function for Show {
    type Caller = Staff;
    type Input = i64;
    type Output = UnknownCall;

    const DECLARATION: Declaration = Declaration {
        name: "unknowncall.edit",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Call of an unknown function", "Вызов неизвестной функции"),
        parameters: &[CALL],
    };

    fn parse(ask: &Ask) -> std::result::Result<i64, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &i64) -> Body<Self> {
        Body::Read(|scope, _, id| {
            let found = unknown_call::find(scope.tx, *id)?;
            Ok(found.ok_or_else(|| Fault::missed("unknowncall", id))?)
        })
    }

    fn render(call: &UnknownCall, ask: &Ask) -> Document {
        let mut document = Document::form(&ask.function);
        put_call(&mut document.root, call);
        document.put("sample", call.sample.clone());
        document
    }
}

/// `unknowncall.delete`: staff have seen to them.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Administrator;

    const DECLARATION: Declaration = Declaration {
        name: "unknowncall.delete",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("Forget calls", "Удалить записи"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Ids,
                Text::new("Numbers in the list", "Номера в списке"),
            ),
            SOK,
        ],
    };

    fn apply(scope: &mut Scope<'_>, caller: &Administrator, id: i64) -> Result<()> {
        use_case::delete(scope, id, caller.identity.author())
    }
}
