//! Tasks by hand (wire 4.2). Those that are processed automatically refuse it.

use super::card::put_addons;
use super::operation::description;
use super::service_param::{plain as kept, put_params};
use super::task::put_task;
use crate::ask::Ask;
use crate::caller::Staff;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, or_empty, saved};
use crate::function::{Body, Function};
use onsell_domain::{AddonId, Level, OperationId, Period, Secret, ServiceId, TaskId, Text, UserId};
use onsell_engine::tasks::{self, Deed};
use onsell_engine::{Scope, service_param};
use onsell_store::operation::{self, Operation};
use onsell_store::service;
use onsell_store::service_param::ServiceParam;
use onsell_store::task::{self, CLOSED, Found, Task};
use onsell_wire::{Document, Fault, Params};

/// `task.edit`: shows a task; with `sok` gives it to somebody, keeps what was found out, or closes
/// it, which ends the operation that waits for it; without a number an operation gets a task.
pub(super) struct Edit;

/// Which task, and what to do with it.
pub(super) struct Input {
    task: Which,
    performer: Option<UserId>,
    found: Found,
    plain: Vec<ServiceParam>,
    secret: Vec<(String, Secret, bool)>,
    is_closed: bool,
    is_final: bool,
}

/// Which task is meant.
#[derive(Clone)]
pub(super) enum Which {
    /// The one of this number.
    Known(TaskId),
    /// A new one for this operation, which works on this service and has this type of task, where
    /// the call says so.
    New(OperationId, Option<ServiceId>, Option<String>),
}

/// What came of it.
pub(super) enum Output {
    /// A task.
    Shown(Box<Card>),
    /// Saved.
    Saved(TaskId),
}

/// A task with what whoever works on it has to know.
pub(super) struct Card {
    task: Task,
    operation: Option<Operation>,
    /// What the operation changes, else what the service has.
    addons: Vec<(AddonId, i64)>,
    found: Found,
    params: Vec<ServiceParam>,
}

impl Function for Edit {
    type Caller = Staff;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "task.edit",
        kind: Kind::Form,
        level: Level::Staff,
        title: Text::new("Task", "Задача"),
        parameters: &[
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Task number; without one an operation gets a task",
                    "Номер задачи; без него задача создаётся для операции",
                ),
            ),
            Parameter::optional(
                "runningoperation",
                ParameterKind::Id,
                Text::new("Operation of a new task", "Операция новой задачи"),
            ),
            Parameter::optional(
                "item",
                ParameterKind::Id,
                Text::new("Service of a new task", "Услуга новой задачи"),
            ),
            Parameter::optional(
                "type",
                ParameterKind::Text,
                Text::new("Type of a new task", "Тип новой задачи"),
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
            Parameter::optional(
                "licname",
                ParameterKind::Text,
                Text::new("Name of the service", "Название услуги"),
            ),
            Parameter::optional(
                "ip",
                ParameterKind::Text,
                Text::new("IP address", "IP-адрес"),
            ),
            Parameter::optional(
                "lickey",
                ParameterKind::Text,
                Text::new("License key", "Лицензионный ключ"),
            ),
            Parameter::optional(
                "expiredate",
                ParameterKind::Date,
                Text::new("The last day of the service", "Последний день услуги"),
            ),
            Parameter::optional(
                "param_N",
                ParameterKind::Text,
                Text::new(
                    "Another value to keep with the service, named N",
                    "Другое значение услуги, с названием N",
                ),
            ),
            Parameter::optional(
                "secret_N",
                ParameterKind::Secret,
                Text::new(
                    "A secret to keep with the service, named N",
                    "Секрет услуги, с названием N",
                ),
            ),
            Parameter::optional(
                "hidden_N",
                ParameterKind::Switch,
                Text::new(
                    "Only staff see the value N",
                    "Значение N видят только сотрудники",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        let params = &ask.params;
        let status = params.integer("status")?;
        if let Some(status) = status.filter(|status| !(0..=CLOSED).contains(status)) {
            return Err(Fault::value("status", status));
        }
        let text = |name: &str| params.get(name).map(str::to_owned);
        let (mut plain, mut secret) = (Vec::new(), Vec::new());
        for (field, value) in params.iter() {
            if let Some(name) = field.strip_prefix("param_") {
                service_param::check(name, value)?;
                plain.push(kept(name, value, is_hidden(params, name)));
            } else if let Some(name) = field.strip_prefix("secret_") {
                service_param::check(name, value)?;
                let value = Secret::from(value);
                secret.push((name.to_owned(), value, is_hidden(params, name)));
            }
        }
        let task = match (id(params, "elid")?, id(params, "runningoperation")?) {
            (Some(task), _) => Which::Known(task),
            (None, Some(operation)) => Which::New(operation, id(params, "item")?, text("type")),
            (None, None) => return Err(Fault::value_empty("elid")),
        };
        Ok(Input {
            task,
            performer: id(params, "performer")?,
            found: Found {
                name: text("licname"),
                ip: text("ip"),
                key: text("lickey"),
                expires: params.date("expiredate")?,
            },
            plain,
            secret,
            is_closed: status == Some(CLOSED),
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if !input.is_final {
            return Body::Read(|scope, _, input: &Input| match &input.task {
                Which::Known(task) => card(scope, *task).map(Output::Shown),
                Which::New(..) => Err(Fault::value_empty("elid").into()),
            });
        }
        if input.secret.is_empty() {
            return Body::Write(|scope, staff: &Staff, input: &Input| {
                let params = &input.plain;
                save(scope, input, params, staff.identity.author())
            });
        }
        Body::Outside(|engine, staff: &Staff, input: &Input| {
            let seal = |(name, secret, hidden): &(String, Secret, bool)| {
                service_param::seal(engine, name, secret, *hidden)
            };
            let sealed = input.secret.iter().map(seal);
            let params: Vec<_> = input.plain.iter().cloned().chain(sealed).collect();
            let (input, by) = (input.without_secrets(), staff.identity.author());
            engine.write(None, move |scope| save(scope, &input, &params, by))
        })
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Shown(card) => form(card, ask),
            Output::Saved(task) => saved(ask, task),
        }
    }
}

impl Input {
    /// What a unit is handed: it has the secrets sealed.
    fn without_secrets(&self) -> Self {
        Self {
            task: self.task.clone(),
            performer: self.performer,
            found: self.found.clone(),
            plain: Vec::new(),
            secret: Vec::new(),
            is_closed: self.is_closed,
            is_final: self.is_final,
        }
    }
}

fn is_hidden(params: &Params, name: &str) -> bool {
    params.is_on(&format!("hidden_{name}"))
}

fn save(
    scope: &mut Scope<'_>,
    input: &Input,
    params: &[ServiceParam],
    by: Option<UserId>,
) -> onsell_engine::Result<Output> {
    let id = match &input.task {
        Which::Known(task) => *task,
        Which::New(operation, service, kind) => {
            tasks::create(scope, *operation, *service, kind.as_deref(), by)?
        }
    };
    // What is not to be touched refuses even an empty change.
    tasks::find(scope, id)?;
    if let Some(performer) = input.performer {
        tasks::touch(scope, id, &Deed::Assign(performer), by)?;
    }
    if !input.found.is_empty() || !params.is_empty() {
        let fill = Deed::Fill(input.found.clone(), params.to_vec());
        tasks::touch(scope, id, &fill, by)?;
    }
    if input.is_closed {
        tasks::touch(scope, id, &Deed::Close, by)?;
    }
    Ok(Output::Saved(id))
}

fn card(scope: &mut Scope<'_>, id: TaskId) -> onsell_engine::Result<Box<Card>> {
    let task = task::find(scope.tx, id)?.ok_or_else(|| Fault::missed("task", id))?;
    let changed = operation::addons(scope.tx, task.operation)?;
    Ok(Box::new(Card {
        operation: operation::find(scope.tx, task.operation)?,
        addons: if changed.is_empty() {
            service::addons(scope.tx, task.service)?
        } else {
            changed
        },
        found: task::found(scope.tx, id)?,
        params: onsell_store::service_param::of_service(scope.tx, task.service)?,
        task,
    }))
}

fn form(card: &Card, ask: &Ask) -> Document {
    let mut form = Document::form(&ask.function);
    form.put("elid", card.task.id.to_string());
    put_task(&mut form.root, &card.task, ask);
    if let Some(operation) = &card.operation {
        let root = &mut form.root;
        root.put("desc", description(operation, ask.language));
        root.put("operation", operation.kind.name());
        root.put("period", or_empty(operation.period.map(Period::code)));
        let name = operation.new_name.as_ref().unwrap_or(&operation.name);
        let ip = operation.new_ip.as_ref().unwrap_or(&operation.ip);
        root.put("licname", card.found.name.as_ref().unwrap_or(name).clone());
        root.put("ip", card.found.ip.as_ref().unwrap_or(ip).clone());
        root.put("newpricelist", or_empty(operation.new_tariff));
    }
    form.put("lickey", card.found.key.clone().unwrap_or_default());
    form.put("expiredate", or_empty(card.found.expires));
    put_addons(&mut form.root, &card.addons);
    put_params(&mut form.root, &card.params, true);
    form
}
