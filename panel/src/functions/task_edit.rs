//! Tasks by hand (wire 4.2). Those that are processed automatically refuse it.

use super::each::OnEach;
use super::task::put_task;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, id};
use crate::function::{Body, Function};
use onsell_domain::{Level, TaskId, Text, UserId};
use onsell_engine::Scope;
use onsell_engine::tasks::{self, Deed};
use onsell_store::task::Task;
use onsell_wire::{Document, Fault};

/// Status 2 on the wire: closed.
const CLOSED: i64 = 2;

/// `task.edit`: shows a task; with `sok` gives it to somebody or closes it.
pub(super) struct Edit;

/// Which task, and what to do with it.
pub(super) struct Input {
    task: TaskId,
    performer: Option<UserId>,
    is_closed: bool,
    is_final: bool,
}

impl Function for Edit {
    type Caller = Staff;
    type Input = Input;
    type Output = Option<Task>;

    const DECLARATION: Declaration = Declaration {
        name: "task.edit",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Task", "Задача"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Task number", "Номер задачи"),
            ),
            Parameter::optional(
                "performer",
                ParameterKind::Id,
                Text::new("Who works on it", "Исполнитель"),
            ),
            Parameter::optional(
                "status",
                ParameterKind::Integer,
                Text::new("2: closed", "2: закрыта"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let status = ask.params.integer("status")?;
        if let Some(status) = status.filter(|status| !(0..=CLOSED).contains(status)) {
            return Err(Fault::value("status", status));
        }
        Ok(Input {
            task: ask.params.required_id("elid")?,
            performer: id(&ask.params, "performer")?,
            is_closed: status == Some(CLOSED),
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if !input.is_final {
            return Body::Read(|scope, _, input: &Input| {
                let found = onsell_store::task::find(scope.tx, input.task)?;
                let found = found.ok_or_else(|| Fault::missed("task", input.task))?;
                Ok(Some(found))
            });
        }
        Body::Write(|scope, staff: &Staff, input: &Input| {
            let by = staff.identity.author();
            // What is not to be touched refuses even an empty change.
            tasks::find(scope, input.task)?;
            if let Some(performer) = input.performer {
                tasks::touch(scope, input.task, Deed::Assign(performer), by)?;
            }
            if input.is_closed {
                tasks::touch(scope, input.task, Deed::Close, by)?;
            }
            Ok(None)
        })
    }

    fn render(task: &Option<Task>, ask: &Ask) -> Document {
        let Some(task) = task else { return done(ask) };
        let mut form = Document::form(&ask.function);
        form.put("elid", task.id.to_string());
        put_task(&mut form.root, task, ask);
        form
    }
}

/// `task.delete`: tasks are deleted.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "task.delete",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Delete tasks", "Удалить задачи"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Ids,
                Text::new("Task numbers", "Номера задач"),
            ),
            SOK,
        ],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> onsell_engine::Result<()> {
        tasks::touch(
            scope,
            TaskId::new(id),
            Deed::Delete,
            staff.identity.author(),
        )
    }
}
