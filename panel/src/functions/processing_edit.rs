//! A processing module as an administrator sets it up: `processing.edit` (wire 4.3).

use super::processing::put_module;
use super::processing_server::{self, LICENSE_SERVER, OPEN_LIMIT, SETTINGS, STARTS_MACHINES};
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, saved, switch};
use crate::function::{Body, Function};
use onsell_domain::{Amount, Change, DataCenterId, DepartmentId, Level, ModuleId, Secret, Text};
use onsell_engine::connect::{self, ModuleInput};
use onsell_engine::connect_server::{self, ServerInput, Shown};
use onsell_engine::{Engine, Result, Scope};
use onsell_modules::{ModuleKind, Worker};
use onsell_store::catalogue;
use onsell_store::processing_module::{self, ModuleSettings, ProcessingModule};
use onsell_wire::{Document, Fault, Params};

/// `processing.edit`: shows a module; with `sok` changes it, or without a number adds one. What
/// cannot be connected is not saved.
pub(super) struct Edit;

/// What is entered; what is missing stays.
pub(super) struct Input {
    id: Option<ModuleId>,
    kind: Option<String>,
    type_name: Option<String>,
    url: Option<String>,
    username: Option<String>,
    password: Option<Secret>,
    name: Option<String>,
    data_center: Option<DataCenterId>,
    department: Option<DepartmentId>,
    sort: Option<i64>,
    active: Option<bool>,
    minimal_balance: Option<Amount>,
    /// What a module that drives servers has beside.
    server: ServerInput,
    /// Empty is any rise; missing stays.
    cost_rise_max: Change<u32>,
    /// Whether a minimum was entered; an empty one warns never.
    is_minimum_entered: bool,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// A module.
    Shown(Box<ProcessingModule>),
    /// One that drives servers.
    ShownServer(Box<(ProcessingModule, ModuleKind, Shown)>),
    /// Saved.
    Saved(ModuleId),
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "processing.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Processing module", "Обработчик"),
        parameters: &[
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Module number; without one a module is added",
                    "Номер обработчика; без него создаётся новый",
                ),
            ),
            Parameter::optional(
                "module",
                ParameterKind::Text,
                Text::new(
                    "Kind: BILLmanager, license, manual, vmmanager6, vmmanager5, dcimanager6, \
                     dcimanager5, lxd, acme, ownca or gogetssl",
                    "Вид: BILLmanager, license, manual, vmmanager6, vmmanager5, dcimanager6, \
                     dcimanager5, lxd, acme, ownca или gogetssl",
                ),
            ),
            Parameter::optional(
                "itemtype",
                ParameterKind::Text,
                Text::new(
                    "Internal name of the product type",
                    "Внутреннее имя типа продукта",
                ),
            ),
            Parameter::optional("name", ParameterKind::Text, Text::new("Name", "Название")),
            Parameter::optional(
                "url",
                ParameterKind::Text,
                Text::new(
                    "Address; of the seller or of the system that drives servers",
                    "Адрес; продавца или системы управления серверами",
                ),
            ),
            Parameter::optional(
                "username",
                ParameterKind::Text,
                Text::new("User there", "Пользователь там"),
            ),
            Parameter::optional(
                "password",
                ParameterKind::Secret,
                Text::new(
                    "Password there; for LXD our certificate and its key in PEM",
                    "Пароль там; для LXD — наш сертификат с ключом в PEM",
                ),
            ),
            Parameter::optional(
                "datacenter",
                ParameterKind::Id,
                Text::new("Data center", "Дата-центр"),
            ),
            Parameter::optional(
                "department",
                ParameterKind::Id,
                Text::new("Department", "Отдел"),
            ),
            Parameter::optional(
                "orderpriority",
                ParameterKind::Integer,
                Text::new("Place in the list", "Место в списке"),
            ),
            Parameter::optional(
                "active",
                ParameterKind::Switch,
                Text::new("Opens new services", "Открывает новые услуги"),
            ),
            Parameter::optional(
                "minimalbalance",
                ParameterKind::Amount,
                Text::new(
                    "Minimal balance; warn below it; empty: never",
                    "Минимальный баланс; ниже него — предупреждение; пусто — никогда",
                ),
            ),
            Parameter::optional(
                "costrise",
                ParameterKind::Integer,
                Text::new(
                    "Price rise, %; ask before paying more than so much above the last cost; empty: never ask",
                    "Рост цены, %; при большем росте спрашивать; пусто — не спрашивать",
                ),
            ),
            LICENSE_SERVER,
            OPEN_LIMIT,
            STARTS_MACHINES,
            SETTINGS[0],
            SETTINGS[1],
            SETTINGS[2],
            SETTINGS[3],
            SETTINGS[4],
            SETTINGS[5],
            SETTINGS[6],
            SETTINGS[7],
            SETTINGS[8],
            SETTINGS[9],
            SETTINGS[10],
            SETTINGS[11],
            SETTINGS[12],
            SETTINGS[13],
            SETTINGS[14],
            SETTINGS[15],
            SETTINGS[16],
            SETTINGS[17],
            SETTINGS[18],
            SETTINGS[19],
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let text = |name: &str| params.text(name).map(str::to_owned);
        Ok(Input {
            id: id(params, "elid")?,
            kind: text("module"),
            type_name: text("itemtype"),
            url: text("url"),
            username: text("username"),
            password: params
                .get("password")
                .filter(|p| !p.is_empty())
                .map(Secret::from),
            name: text("name"),
            data_center: id(params, "datacenter")?,
            department: id(params, "department")?,
            sort: params.integer("orderpriority")?,
            active: switch(params, "active"),
            minimal_balance: params.amount("minimalbalance")?,
            cost_rise_max: cost_rise(params)?,
            server: processing_server::parse(params)?,
            is_minimum_entered: params.get("minimalbalance").is_some(),
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Outside(save)
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Empty => Document::form(&ask.function),
            Output::Saved(id) => saved(ask, id),
            Output::ShownServer(shown) => {
                let (module, kind, server) = shown.as_ref();
                let mut form = Document::form(&ask.function);
                form.put("elid", module.id.to_string());
                put_module(&mut form.root, module);
                processing_server::put(&mut form, *kind, server);
                form
            }
            Output::Shown(module) => {
                let mut form = Document::form(&ask.function);
                form.put("elid", module.id.to_string());
                put_module(&mut form.root, module);
                form
            }
        }
    }
}

/// `processing.add`: a new module, as `processing.edit` without a number makes it.
pub(super) struct Add;

impl Function for Add {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "processing.add",
        title: Text::new("New processing module", "Новый обработчик"),
        ..Edit::DECLARATION
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        if let Some(id) = ask.params.integer("elid")? {
            return Err(Fault::value("elid", id));
        }
        Edit::parse(ask)
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Outside(save)
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        Edit::render(output, ask)
    }
}

fn cost_rise(params: &Params) -> std::result::Result<Change<u32>, Fault> {
    if params.get("costrise").is_none() {
        return Ok(Change::Stays);
    }
    match params.integer("costrise")? {
        None => Ok(Change::Unsaid),
        Some(percent) => match u32::try_from(percent) {
            Ok(percent) => Ok(Change::Is(percent)),
            Err(_) => Err(Fault::value("costrise", percent)),
        },
    }
}

fn known(scope: &mut Scope<'_>, id: ModuleId) -> Result<ProcessingModule> {
    let module = processing_module::find(scope.tx, id)?;
    module.ok_or_else(|| Fault::missed("processingmodule", id).into())
}

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    match input.id {
        None => Ok(Output::Empty),
        Some(id) => {
            let module = known(scope, id)?;
            let kind = ModuleKind::parse(&module.kind);
            let drives = |kind: &ModuleKind| {
                matches!(
                    kind.capabilities().worker,
                    Worker::Machines | Worker::Issuer | Worker::Staff
                )
            };
            Ok(match kind.filter(drives) {
                Some(kind) => {
                    let server = connect_server::shown(scope, id)?;
                    Output::ShownServer(Box::new((module, kind, server)))
                }
                None => Output::Shown(Box::new(module)),
            })
        }
    }
}

/// A place or a department that does not exist is told before the seller is called.
fn must_exist(
    scope: &mut Scope<'_>,
    data_center: Option<DataCenterId>,
    department: Option<DepartmentId>,
) -> Result<()> {
    if let Some(id) = data_center
        && !catalogue::data_centers(scope.tx)?
            .iter()
            .any(|known| known.id == id)
    {
        return Err(Fault::missed("datacenter", id).into());
    }
    if let Some(id) = department
        && !catalogue::departments(scope.tx)?
            .iter()
            .any(|known| known.id == id)
    {
        return Err(Fault::missed("department", id).into());
    }
    Ok(())
}

fn save(engine: &Engine, caller: &Administrator, input: &Input) -> Result<Output> {
    let (data_center, department) = (input.data_center, input.department);
    engine.read(move |scope| must_exist(scope, data_center, department))?;
    let before = match input.id {
        Some(id) => Some(engine.read(move |scope| known(scope, id))?),
        None => None,
    };
    let module = merged(before.as_ref(), input)?;
    connect::save(engine, &module, caller.identity.author()).map(Output::Saved)
}

/// What was entered, over what was known before.
fn merged(before: Option<&ProcessingModule>, input: &Input) -> Result<ModuleInput> {
    let text = |entered: &Option<String>, known: Option<&String>| {
        entered
            .clone()
            .or_else(|| known.cloned())
            .unwrap_or_default()
    };
    let needed = |name: &str, value: String| {
        if value.is_empty() {
            Err(Fault::value_empty(name))
        } else {
            Ok(value)
        }
    };
    Ok(ModuleInput {
        id: input.id,
        kind: needed(
            "module",
            text(&input.kind, before.map(|module| &module.kind)),
        )?,
        type_name: needed(
            "itemtype",
            text(&input.type_name, before.map(|module| &module.type_name)),
        )?,
        url: text(&input.url, before.and_then(|module| module.url.as_ref())),
        username: text(
            &input.username,
            before.and_then(|module| module.username.as_ref()),
        ),
        password: input.password.clone(),
        cost_rise_max: input.cost_rise_max,
        server: input.server.clone(),
        settings: ModuleSettings {
            name: needed("name", text(&input.name, before.map(|module| &module.name)))?,
            data_center: input
                .data_center
                .or(before.and_then(|module| module.data_center)),
            department: input
                .department
                .or(before.and_then(|module| module.department)),
            sort: input
                .sort
                .or(before.map(|module| module.sort))
                .unwrap_or_default(),
            active: input
                .active
                .or(before.map(|module| module.active))
                .unwrap_or(true),
            minimal_balance: if input.is_minimum_entered {
                input.minimal_balance
            } else {
                before.and_then(|module| module.minimal_balance)
            },
        },
    })
}
