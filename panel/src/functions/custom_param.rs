//! Parameters of a processing module that come in lines: `processing.customparam`, of which there
//! is the periods comparison (semantics 1.4).

use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, group, id, or_empty, saved};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Language, Level, ModuleId, Period, PeriodRule, PeriodRuleId, TariffId, Text};
use onsell_engine::{Result, Scope, period_rule};
use onsell_store::period_rule::{self as rules, PeriodRuleRow};
use onsell_store::processing_module;
use onsell_wire::{Document, Fault, Node, Params};

const PARAMETER: Text = Text::new("Periods comparison", "Сопоставление периодов");
const SOLD: Text = Text::new("Sold here", "Продаётся здесь");
const ORDERED: Text = Text::new("Ordered at the provider", "Заказывается у поставщика");
const TARIFF: Text = Text::new("Only for tariff", "Только для тарифа");

/// `processing.customparam`: the lines of a module.
pub(super) struct Lines;

/// Which module, and which page of its lines.
pub(super) struct Input {
    module: ModuleId,
    page: Page,
}

impl Function for Lines {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<PeriodRuleRow>;

    const DECLARATION: Declaration = Declaration {
        name: "processing.customparam",
        kind: Kind::List,
        level: Level::Staff,
        title: PARAMETER,
        parameters: &[
            Parameter::optional(
                "plid",
                ParameterKind::Id,
                Text::new("Processing module", "Обработчик"),
            ),
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Processing module, as lists inside others call it",
                    "Обработчик, в записи вложенных списков",
                ),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let name = if params.has("elid") && !params.has("plid") {
            "elid"
        } else {
            "plid"
        };
        Ok(Input {
            module: params.required_id(name)?,
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(lines)
    }

    fn render(rows: &Rows<PeriodRuleRow>, ask: &Ask) -> Document {
        rows.document(ask, |line| row(line, ask.language))
    }
}

fn lines(scope: &mut Scope<'_>, _: &Staff, input: &Input) -> Result<Rows<PeriodRuleRow>> {
    processing_module::find(scope.tx, input.module)?
        .ok_or_else(|| Fault::missed("processingmodule", input.module))?;
    let lines = rules::of_module(scope.tx, input.module)?;
    Ok(Rows::cut(lines, input.page))
}

fn row(line: &PeriodRuleRow, language: Language) -> Node {
    let PeriodRule {
        sold,
        ordered,
        tariff,
    } = line.rule;
    let mut parts = vec![
        format!("{}: {}", SOLD.get(language), sold.name(language)),
        format!("{}: {}", ORDERED.get(language), ordered.name(language)),
    ];
    parts.extend(tariff.map(|tariff| format!("{}: {tariff}", TARIFF.get(language))));
    let mut row = Node::new("elem");
    row.put("id", line.id.to_string());
    row.put("param", PARAMETER.get(language));
    row.put("value", parts.join(", "));
    put_rule(&mut row, line);
    row
}

fn put_rule(node: &mut Node, line: &PeriodRuleRow) {
    node.put("local_period", line.rule.sold.code().to_string());
    node.put("remote_period", line.rule.ordered.code().to_string());
    node.put("pricelist", or_empty(line.rule.tariff));
}

/// `processing.customparam.edit`: shows a line; with `sok` changes it, or without a number adds one.
pub(super) struct Edit;

/// Which line, and what it shall say.
pub(super) struct InputEdit {
    id: Option<PeriodRuleId>,
    module: Option<ModuleId>,
    rule: Option<PeriodRule>,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// A line.
    Shown(PeriodRuleRow),
    /// Saved.
    Saved(PeriodRuleId),
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = InputEdit;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "processing.customparam.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: PARAMETER,
        parameters: &[
            Parameter::optional(
                "plid",
                ParameterKind::Id,
                Text::new("Processing module", "Обработчик"),
            ),
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Line; without one a line is added",
                    "Строка; без неё добавляется новая",
                ),
            ),
            Parameter::optional("local_period", ParameterKind::Period, SOLD),
            Parameter::optional("remote_period", ParameterKind::Period, ORDERED),
            Parameter::optional("pricelist", ParameterKind::Id, TARIFF),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<InputEdit, Fault> {
        let params = &ask.params;
        let rule = if ask.is_final() {
            Some(PeriodRule {
                sold: period(params, "local_period")?,
                ordered: period(params, "remote_period")?,
                tariff: id::<i64>(params, "pricelist")?.map(TariffId::new),
            })
        } else {
            None
        };
        Ok(InputEdit {
            id: id(params, "elid")?,
            module: id(params, "plid")?,
            rule,
        })
    }

    fn body(input: &InputEdit) -> Body<Self> {
        if input.rule.is_some() {
            Body::Write(save)
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let mut form = Document::form(&ask.function);
        match output {
            Output::Empty => {}
            Output::Saved(id) => return saved(ask, id),
            Output::Shown(line) => {
                form.put("plid", line.module.to_string());
                form.put("elid", line.id.to_string());
                put_rule(&mut form.root, line);
            }
        }
        form
    }
}

fn period(params: &Params, name: &str) -> std::result::Result<Period, Fault> {
    params.period(name)?.ok_or_else(|| Fault::value_empty(name))
}

fn find(scope: &mut Scope<'_>, id: PeriodRuleId) -> Result<PeriodRuleRow> {
    let found = rules::find(scope.tx, id)?;
    found.ok_or_else(|| Fault::missed("customparam", id).into())
}

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &InputEdit) -> Result<Output> {
    match input.id {
        None => Ok(Output::Empty),
        Some(id) => find(scope, id).map(Output::Shown),
    }
}

fn save(scope: &mut Scope<'_>, caller: &Administrator, input: &InputEdit) -> Result<Output> {
    let Some(rule) = &input.rule else {
        return show(scope, caller, input);
    };
    let module = match (input.id, input.module) {
        (Some(id), None) => find(scope, id)?.module,
        (_, Some(module)) => module,
        (None, None) => return Err(Fault::value_empty("plid").into()),
    };
    let by = caller.identity.author();
    period_rule::save(scope, module, input.id, rule, by).map(Output::Saved)
}

/// `processing.customparam.delete`: takes lines away.
pub(super) struct Delete;

impl Function for Delete {
    type Caller = Administrator;
    type Input = Vec<PeriodRuleId>;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "processing.customparam.delete",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("Delete lines", "Удалить строки"),
        parameters: &[
            Parameter::required("elid", ParameterKind::Ids, Text::new("Lines", "Строки")),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Vec<PeriodRuleId>, Fault> {
        group(&ask.params, "elid")
    }

    fn body(_: &Vec<PeriodRuleId>) -> Body<Self> {
        Body::Write(|scope, caller: &Administrator, ids: &Vec<PeriodRuleId>| {
            let by = caller.identity.author();
            ids.iter()
                .try_for_each(|id| period_rule::delete(scope, *id, by))
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
