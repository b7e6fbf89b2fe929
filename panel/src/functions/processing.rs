//! Processing modules: the list and the check (wire 4.3).

use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{instant, name_in, on, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Amount, Language, Level, ModuleId, Money, Text};
use onsell_engine::check::{self, CheckReport, Finding};
use onsell_store::catalogue::{self, DataCenter};
use onsell_store::problem::{self, Problem};
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_wire::{Document, Fault, Node};

/// `processing`: the configured links to the systems that do the work.
pub(super) struct Modules;

/// The modules of a page, and what is open about modules.
pub(super) struct Output {
    modules: Rows<(ProcessingModule, i64)>,
    centers: Vec<DataCenter>,
    problems: Vec<Problem>,
}

impl Function for Modules {
    type Caller = Staff;
    type Input = Page;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "processing",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            Column::new("module", "Handler", "Тип обработчика"),
            column::ITEM_TYPE,
            Column::new("url", "Address", "Адрес"),
            Column::new("username", "User", "Пользователь"),
            column::DATA_CENTER,
            Column::new("datacenter_name", "Data center", "Дата-центр"),
            column::DEPARTMENT,
            Column::new("pusage", "Services", "Услуг"),
            column::ORDER,
            column::ACTIVE,
            column::STATUS,
            Column::new("minimalbalance", "Minimal balance", "Минимальный баланс"),
            column::BALANCE,
            Column::new("balance_info", "Balance at the seller", "Баланс у продавца"),
            column::AVAILABLE,
            Column::new("balance_date", "Balance read", "Баланс прочитан"),
            Column::new("coveredto", "Covered until", "Хватит до"),
            Column::new("problem", "Problem", "Проблема"),
            Column::new("features", "Abilities", "Возможности"),
        ]),
        level: Level::Staff,
        title: Text::new("Processing modules", "Обработчики"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| {
            let mut modules = Vec::new();
            for module in processing_module::list(scope.tx)? {
                let living = processing_module::living(scope.tx, module.id)?;
                modules.push((module, living));
            }
            Ok(Output {
                modules: Rows::whole(modules, *page),
                centers: catalogue::data_centers(scope.tx)?,
                problems: problem::of_modules(scope.tx)?,
            })
        })
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        output.modules.document(ask, |(module, living)| {
            let mut row = Node::new("elem");
            put_module(&mut row, module);
            let mut centers = output.centers.iter();
            let center = centers.find(|known| Some(known.id) == module.data_center);
            let name = center.map(|row| name_in(ask.language, &row.name, &row.name_ru));
            row.put("datacenter_name", name.unwrap_or_default());
            row.put("pusage", living.to_string());
            row.put("status", on(module.active));
            let money = |amount: Option<Amount>| {
                let known = amount.zip(module.currency);
                or_empty(known.map(|(amount, currency)| Money::new(amount, currency)))
            };
            row.put("balance", money(module.balance));
            row.put("balance_info", money(module.balance));
            row.put("available", money(module.available));
            row.put("balance_date", or_empty(module.balance_at.map(instant)));
            row.put("coveredto", or_empty(module.covered_to));
            row.put(
                "problem",
                problems_of(module, &output.problems, ask.language),
            );
            row.put("features", module.features.clone().unwrap_or_default());
            row
        })
    }
}

/// What is open about a module, with the seller's words.
fn problems_of(module: &ProcessingModule, problems: &[Problem], language: Language) -> String {
    let of_module = |problem: &&Problem| problem.module == Some(module.id);
    let shown = |problem: &Problem| {
        let text = problem.kind.text().get(language);
        if problem.detail.is_empty() {
            text.to_owned()
        } else {
            format!("{text} ({})", problem.detail)
        }
    };
    let texts: Vec<String> = problems.iter().filter(of_module).map(shown).collect();
    texts.join("; ")
}

/// What the list and the form of a module have in common; its password is never shown.
pub(super) fn put_module(node: &mut Node, module: &ProcessingModule) {
    node.put("id", module.id.to_string());
    node.put("name", module.name.clone());
    node.put("module", module.kind.clone());
    node.put("itemtype", module.type_name.clone());
    node.put("url", module.url.clone().unwrap_or_default());
    node.put("username", module.username.clone().unwrap_or_default());
    node.put("datacenter", or_empty(module.data_center));
    node.put("department", or_empty(module.department));
    node.put("orderpriority", module.sort.to_string());
    node.put("active", on(module.active));
    node.put("minimalbalance", or_empty(module.minimal_balance));
}

/// `processing.check`: whether a module can work, a line for each thing looked at. Changes nothing
/// at the seller.
pub(super) struct Check;

impl Function for Check {
    type Caller = Administrator;
    type Input = ModuleId;
    type Output = CheckReport;

    const DECLARATION: Declaration = Declaration {
        name: "processing.check",
        kind: Kind::List(&LOOKED),
        level: Level::Administrator,
        title: Text::new("Check a processing module", "Проверка обработчика"),
        parameters: &[Parameter::required(
            "elid",
            ParameterKind::Id,
            Text::new("Module number", "Номер обработчика"),
        )],
    };

    fn parse(ask: &Ask) -> Result<ModuleId, Fault> {
        ask.params.required_id("elid")
    }

    fn body(_: &ModuleId) -> Body<Self> {
        Body::Outside(|engine, _, id| check::check(engine, *id))
    }

    fn render(report: &CheckReport, ask: &Ask) -> Document {
        looked(report, ask)
    }
}

/// The columns of what was looked at.
pub(super) const LOOKED: [Column; 4] = [
    column::NAME,
    Column::new("ok", "In order", "В порядке"),
    column::STATUS,
    column::TEXT,
];

/// A line for each thing that was looked at.
pub(super) fn looked(report: &CheckReport, ask: &Ask) -> Document {
    let mut document = Document::list(&ask.function);
    for line in &report.lines {
        let mut row = Node::new("elem");
        row.put("name", line.name);
        row.put("ok", on(line.finding != Finding::Problem));
        row.put("status", line.finding.name());
        row.put("text", line.words.get(ask.language));
        document.push(row);
    }
    document.put("p_elems", report.lines.len().to_string());
    document.put("works", on(report.works()));
    document
}
