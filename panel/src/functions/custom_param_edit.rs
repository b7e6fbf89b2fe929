//! A line of a module's periods comparison: `processing.customparam.edit` (semantics 1.4).

use super::custom_param::{ORDERED, PARAMETER, SOLD, TARIFF, put_rule};
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, saved};
use crate::function::{Body, Function};
use onsell_domain::{Level, ModuleId, Period, PeriodRule, PeriodRuleId, TariffId, Text};
use onsell_engine::{Result, Scope, period_rule};
use onsell_store::period_rule::{self as rules, PeriodRuleRow};
use onsell_wire::{Document, Fault, Params};

/// `processing.customparam.edit`: shows a line; with `sok` changes it, or without a number adds
/// one.
pub(super) struct Edit;

/// Which line, and what it shall say.
pub(super) struct Input {
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
    type Input = Input;
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

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
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
        Ok(Input {
            id: id(params, "elid")?,
            module: id(params, "plid")?,
            rule,
        })
    }

    fn body(input: &Input) -> Body<Self> {
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

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    match input.id {
        None => Ok(Output::Empty),
        Some(id) => find(scope, id).map(Output::Shown),
    }
}

fn save(scope: &mut Scope<'_>, caller: &Administrator, input: &Input) -> Result<Output> {
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
