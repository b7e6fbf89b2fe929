//! Tasks (wire 4.2, semantics 4.5).

use super::operation::AUTOMATIC;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{id, instant, on};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows, Sort};
use onsell_domain::{Level, Text, item_status_text};
use onsell_store::task::{self, CLOSED, Task, TaskFilter};
use onsell_wire::{Document, Fault, Node};

/// `task`: what a person should know or do about operations. Those of reselling close themselves.
pub(super) struct Tasks;

/// Which tasks, and which page of them.
pub(super) struct Input {
    filter: TaskFilter,
    /// Whether nothing is asked but a page of what is open.
    is_plain: bool,
    page: Page,
}

impl Function for Tasks {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<Task>;

    const DECLARATION: Declaration = Declaration {
        name: "task",
        kind: Kind::List(&[
            column::ID,
            column::TYPE,
            column::DEPARTMENT,
            column::ITEM,
            Column::new("itemstatus", "Service status", "Статус услуги"),
            column::ITEM_TYPE,
            column::TARIFF,
            column::CLIENT,
            Column::new("performer", "Performer", "Исполнитель"),
            column::OPERATION,
            column::OPENED,
            column::STATUS,
            column::AUTOMATIC,
            column::HINT,
        ]),
        level: Level::Staff,
        title: Text::new("Tasks", "Задачи"),
        parameters: &[
            FILTER,
            Parameter::optional(
                "status",
                ParameterKind::Integer,
                Text::new(
                    "0 open, 1 in work, 2 closed",
                    "0 открыта, 1 в работе, 2 закрыта",
                ),
            ),
            Parameter::optional("type", ParameterKind::Text, Text::new("Type", "Тип")),
            Parameter::optional("item", ParameterKind::Id, Text::new("Service", "Услуга")),
            Parameter::optional(
                "itemstatus",
                ParameterKind::Integer,
                Text::new("Status of the service", "Статус услуги"),
            ),
            Parameter::optional(
                "runningoperation",
                ParameterKind::Id,
                Text::new("Operation", "Операция"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let params = &ask.params;
        let filter = if params.is_on("filter") {
            TaskFilter {
                status: params.integer("status")?,
                kind: params.text("type").map(str::to_owned),
                service: id(params, "item")?,
                service_status: params.integer("itemstatus")?,
                operation: id(params, "runningoperation")?,
                page: None,
            }
        } else {
            TaskFilter::default()
        };
        Ok(Input {
            filter,
            is_plain: !params.is_on("filter") && Sort::read(params).is_none(),
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, _, input: &Input| {
            // What was closed grows, and of what is open there may be much while a seller stands:
            // a page of either is cut where it is kept.
            let is_page = input.is_plain && input.page.window().is_some();
            let is_cut = input.filter.status == Some(CLOSED) || is_page;
            let filter = TaskFilter {
                page: input.page.window().filter(|_| is_cut),
                ..input.filter.clone()
            };
            let (tasks, total) = task::list(scope.tx, &filter)?;
            Ok(if is_cut {
                Rows::page(tasks, total, input.page)
            } else {
                Rows::whole(tasks, input.page)
            })
        })
    }

    fn render(rows: &Rows<Task>, ask: &Ask) -> Document {
        rows.document(ask, |task| row(task, ask))
    }
}

fn row(task: &Task, ask: &Ask) -> Node {
    let mut row = Node::new("elem");
    put_task(&mut row, task, ask);
    row
}

/// What the list and the form of a task have in common.
pub(super) fn put_task(row: &mut Node, task: &Task, ask: &Ask) {
    let item_status = task.service_status.number().to_string();
    let status = match task.status {
        0 => Text::new("Open", "Открыта"),
        1 => Text::new("In work", "В работе"),
        _ => Text::new("Closed", "Закрыта"),
    };
    row.put("id", task.id.to_string());
    row.put("type", task.kind.clone());
    row.put("department", task.department.clone().unwrap_or_default());
    row.put("item", task.service.to_string());
    let text = item_status_text(&item_status, ask.language);
    row.push(Node::leaf("itemstatus", text).attr("orig", item_status));
    row.put("itemtype", task.type_name.clone());
    row.put("pricelist", task.tariff_name.clone());
    row.put("client", task.account_name.clone());
    row.put("performer", task.performer.clone().unwrap_or_default());
    row.put("runningoperation", task.operation.to_string());
    row.put("opendate", instant(task.opened_at));
    row.push(Node::leaf("status", status.get(ask.language)).attr("orig", task.status.to_string()));
    row.put("auto", on(task.is_automatic));
    if task.is_automatic {
        row.put("hint", AUTOMATIC.get(ask.language));
    }
}
