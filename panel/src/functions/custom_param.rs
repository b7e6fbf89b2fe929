//! Parameters of a processing module that come in lines: `processing.customparam`, of which there
//! is the periods comparison (semantics 1.4).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Language, Level, ModuleId, PeriodRule, PeriodRuleId, Text};
use onsell_engine::{Result, Scope, period_rule};
use onsell_store::period_rule::{self as rules, PeriodRuleRow};
use onsell_store::processing_module;
use onsell_wire::{Document, Fault, Node};

/// What the lines are about.
pub(super) const PARAMETER: Text = Text::new("Periods comparison", "Сопоставление периодов");
/// The period that customers buy.
pub(super) const SOLD: Text = Text::new("Sold here", "Продаётся здесь");
/// The period that is ordered for it.
pub(super) const ORDERED: Text = Text::new("Ordered at the provider", "Заказывается у поставщика");
/// The seller's tariff it is meant for.
pub(super) const TARIFF: Text = Text::new("Only for tariff", "Только для тарифа");

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
        kind: Kind::List(&[
            column::ID,
            Column::new("param", "Parameter", "Параметр"),
            Column::new("value", "Value", "Значение"),
            Column::new("local_period", "Sold for", "Продаётся на"),
            Column::new("remote_period", "Ordered for", "Заказывается на"),
            column::TARIFF,
        ]),
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
    Ok(Rows::whole(lines, input.page))
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

/// What a line says, for programs.
pub(super) fn put_rule(node: &mut Node, line: &PeriodRuleRow) {
    node.put("local_period", line.rule.sold.code().to_string());
    node.put("remote_period", line.rule.ordered.code().to_string());
    node.put("pricelist", or_empty(line.rule.tariff));
}

/// `processing.customparam.delete`: takes lines away.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Administrator;

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

    fn apply(scope: &mut Scope<'_>, caller: &Administrator, id: i64) -> Result<()> {
        period_rule::delete(scope, PeriodRuleId::new(id), caller.identity.author())
    }
}
