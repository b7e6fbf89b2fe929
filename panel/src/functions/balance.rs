//! The balances at sellers: `processing.checkbalance` (semantics 3.5) and the forecast of how long
//! they last.

use crate::ask::Ask;
use crate::caller::Staff;
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{done, id, or_empty};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::forecast::Day;
use onsell_domain::{Level, ModuleId, Money, Text};
use onsell_engine::balance::{self, Report};
use onsell_engine::forecast::{self, Forecast};
use onsell_wire::{Document, Fault, Node};

const MODULE: Text = Text::new("Module number", "Номер обработчика");

/// `processing.checkbalance`: the balance of every account at a seller is read, or of one module's.
pub(super) struct Check;

impl Function for Check {
    type Caller = Staff;
    type Input = Option<ModuleId>;
    type Output = Report;

    const DECLARATION: Declaration = Declaration {
        name: "processing.checkbalance",
        kind: Kind::Action,
        level: Level::Staff,
        title: Text::new("Read balances at sellers", "Запросить балансы у продавцов"),
        parameters: &[Parameter::optional("elid", ParameterKind::Id, MODULE)],
    };

    fn parse(ask: &Ask) -> Result<Option<ModuleId>, Fault> {
        id(&ask.params, "elid")
    }

    fn body(_: &Option<ModuleId>) -> Body<Self> {
        Body::Outside(|engine, _, module| balance::check(engine, *module))
    }

    fn render(report: &Report, ask: &Ask) -> Document {
        let mut document = done(ask);
        document.put("sellers", report.sellers.to_string());
        for problem in &report.problems {
            document.push(Node::leaf("problem", problem.clone()));
        }
        document
    }
}

/// `processing.forecast`: the renewals that the account of a module is expected to pay for, by day.
pub(super) struct Expected;

/// Of which module, and which page.
pub(super) struct Input {
    module: ModuleId,
    page: Page,
}

/// The days of the page, and what is known of the account.
pub(super) struct Output {
    forecast: Forecast,
    rows: Rows<Day>,
}

impl Function for Expected {
    type Caller = Staff;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "processing.forecast",
        kind: Kind::List(&[
            Column::new("day", "Day", "День"),
            Column::new("count", "Renewals", "Продлений"),
            Column::new("unpriced", "Of unknown price", "С неизвестной ценой"),
            column::AMOUNT,
            Column::new("left", "Left afterwards", "Останется"),
        ]),
        level: Level::Staff,
        title: Text::new(
            "Expected renewals at the seller",
            "Ожидаемые продления у продавца",
        ),
        parameters: &[
            Parameter::required("elid", ParameterKind::Id, MODULE),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> Result<Input, Fault> {
        Ok(Input {
            module: ask.params.required_id("elid")?,
            page: Page::read(&ask.params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(|scope, _, input: &Input| {
            let forecast = forecast::of_module(scope, input.module)?;
            let rows = Rows::whole(forecast.days.clone(), input.page);
            Ok(Output { forecast, rows })
        })
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        let Output { forecast, rows } = output;
        let money = |amount| forecast.currency.map(|code| Money::new(amount, code));
        let mut document = rows.document(ask, |day| {
            let mut row = Node::new("elem");
            row.put("day", day.day.to_string());
            row.put("count", day.count.to_string());
            // Nobody knows what these cost, so the amount is without them.
            row.put("unpriced", day.unpriced.to_string());
            row.put("amount", or_empty(money(day.amount)));
            let left = forecast.available.and_then(|_| money(day.left));
            row.put("left", or_empty(left));
            row
        });
        document.put("available", or_empty(forecast.available));
        document.put("coveredto", or_empty(forecast.covered_to));
        document
    }
}
