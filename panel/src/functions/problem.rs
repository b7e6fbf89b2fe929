//! Problems: what staff should know about (`problems.register` of modules, wire 4.4).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, instant, or_empty};
use crate::function::{Body, Function};
use crate::functions::journal::note;
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, ProblemId, ServiceId, Text};
use onsell_engine::Scope;
use onsell_store::problem::{self, Problem};
use onsell_wire::{Document, Fault, Node};

/// `problems`: what is open.
pub(super) struct Problems;

/// Of which service, and which page.
pub(super) struct Input {
    service: Option<ServiceId>,
    page: Page,
}

impl Function for Problems {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<Problem>;

    const DECLARATION: Declaration = Declaration {
        name: "problems",
        kind: Kind::List(&[
            column::ID,
            column::TYPE,
            column::TEXT,
            Column::new("detail", "Details", "Подробности"),
            column::ITEM,
            column::OPERATION,
            column::MODULE,
            column::DEPARTMENT,
            column::AMOUNT,
            column::OPENED,
        ]),
        level: Level::Staff,
        title: Text::new("Problems", "Проблемы"),
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
                problem::list(scope.tx, input.service)?,
                input.page,
            ))
        })
    }

    fn render(rows: &Rows<Problem>, ask: &Ask) -> Document {
        rows.document(ask, |problem| {
            let mut row = Node::new("elem");
            row.put("id", problem.id.to_string());
            row.put("type", problem.kind.name());
            row.put("text", problem.kind.text().get(ask.language));
            row.put("detail", problem.detail.clone());
            row.put("item", or_empty(problem.service));
            row.put("runningoperation", or_empty(problem.operation));
            row.put("processingmodule", or_empty(problem.module));
            row.put("department", problem.department.clone().unwrap_or_default());
            row.put("amount", or_empty(problem.amount));
            row.put("opendate", instant(problem.opened_at));
            row
        })
    }
}

/// `problems.close`: staff have seen to them.
pub(super) struct Close;

impl OnEach for Close {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "problems.close",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Close problems", "Закрыть проблемы"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Ids,
                Text::new("Problem numbers", "Номера проблем"),
            ),
            SOK,
        ],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> onsell_engine::Result<()> {
        if !problem::close(
            scope.tx,
            ProblemId::new(id),
            scope.now,
            staff.identity.author(),
        )? {
            return Err(Fault::missed("problem", id).into());
        }
        note(scope, &staff.identity, "problems.close", id, "")
    }
}
