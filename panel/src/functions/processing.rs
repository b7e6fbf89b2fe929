//! Processing modules: the list and the check (wire 4.3).

use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{on, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, ModuleId, Money, Text};
use onsell_engine::check::{self, CheckReport, Finding};
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_wire::{Document, Fault, Node};

/// `processing`: the configured links to the systems that do the work.
pub(super) struct Modules;

impl Function for Modules {
    type Caller = Staff;
    type Input = Page;
    type Output = Rows<ProcessingModule>;

    const DECLARATION: Declaration = Declaration {
        name: "processing",
        kind: Kind::List,
        level: Level::Staff,
        title: Text::new("Processing modules", "Обработчики"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| Ok(Rows::cut(processing_module::list(scope.tx)?, *page)))
    }

    fn render(rows: &Rows<ProcessingModule>, ask: &Ask) -> Document {
        rows.document(ask, |module| {
            let mut row = Node::new("elem");
            put_module(&mut row, module);
            let balance = module.balance.zip(module.currency);
            let balance = balance.map(|(amount, currency)| Money::new(amount, currency));
            row.put("balance", or_empty(balance));
            row.put("problem", module.problem.clone().unwrap_or_default());
            row.put("features", module.features.clone().unwrap_or_default());
            row
        })
    }
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
        kind: Kind::List,
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
}
