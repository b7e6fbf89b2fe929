//! What is done with several tasks at once: taken, refused, deleted; and what a task is called.

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{REASON, SOK, done, group};
use crate::function::{Body, Function};
use onsell_domain::{Level, OperationKind, TaskId, Text};
use onsell_engine::tasks::{self, Deed};
use onsell_engine::{Result, Scope};
use onsell_wire::{Document, Fault};

const TASKS: Parameter = Parameter::required(
    "elid",
    ParameterKind::Ids,
    Text::new("Task numbers", "Номера задач"),
);

/// `task.take`: tasks are the caller's own work from now on.
pub(super) struct Take;

impl OnEach for Take {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "task.take",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Take tasks", "Взять задачи"),
        parameters: &[TASKS, SOK],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> Result<()> {
        let by = staff.identity.author();
        // The machine's own administrator is no person who could work on it.
        let performer = by.ok_or_else(|| Fault::value_empty("performer"))?;
        tasks::touch(scope, TaskId::new(id), &Deed::Assign(performer), by)
    }
}

/// `task.refuse`: what a task asks for cannot be done; its operation is given up and the client's
/// money is free again.
pub(super) struct Refuse;

impl Function for Refuse {
    type Caller = Staff;
    type Input = (Vec<i64>, String);
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "task.refuse",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Refuse tasks", "Отказаться от задач"),
        parameters: &[TASKS, REASON, SOK],
    };

    fn parse(ask: &Ask) -> std::result::Result<Self::Input, Fault> {
        let reason = ask.params.required_text("reason")?.to_owned();
        Ok((group(&ask.params, "elid")?, reason))
    }

    fn body((ids, _): &Self::Input) -> Body<Self> {
        Body::Each(
            ids.clone(),
            |scope, staff: &Staff, (_, reason): &Self::Input, id| {
                let refuse = Deed::Refuse(reason.clone());
                tasks::touch(scope, TaskId::new(id), &refuse, staff.identity.author())
            },
        )
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

/// `task.start`: the operations of tasks are started again.
pub(super) struct Start;

impl OnEach for Start {
    type Caller = Staff;

    const DECLARATION: Declaration = Declaration {
        name: "task.start",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Start the operations of tasks", "Запустить операции задач"),
        parameters: &[TASKS, SOK],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> Result<()> {
        tasks::start_operation(scope, TaskId::new(id), staff.identity.author())
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
        parameters: &[TASKS, SOK],
    };

    fn apply(scope: &mut Scope<'_>, staff: &Staff, id: i64) -> Result<()> {
        let by = staff.identity.author();
        tasks::touch(scope, TaskId::new(id), &Deed::Delete, by)
    }
}

/// `task.gettype`: what the task for an operation is called; empty for an operation that has none.
pub(super) struct GetType;

impl Function for GetType {
    type Caller = Staff;
    type Input = String;
    type Output = &'static str;

    const DECLARATION: Declaration = Declaration {
        name: "task.gettype",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Type of a task", "Тип задачи"),
        parameters: &[Parameter::required(
            "operation",
            ParameterKind::Text,
            Text::new("Operation, such as open", "Операция, например open"),
        )],
    };

    fn parse(ask: &Ask) -> std::result::Result<String, Fault> {
        ask.params.required_text("operation").map(str::to_owned)
    }

    fn body(_: &String) -> Body<Self> {
        Body::Read(|_, _, name: &String| {
            Ok(OperationKind::parse(name).map_or("", OperationKind::task_type))
        })
    }

    fn render(task_type: &&'static str, ask: &Ask) -> Document {
        let mut document = Document::result(&ask.function);
        document.put("task_type", *task_type);
        document
    }
}
