//! The step of an order in which the tariff is chosen: `soft.order`, `soft.order.pricelist` and
//! their like (wire 1.6, 3.3).

use super::order::{Act, Input, Output as OrderOutput};
use super::order_certificate;
use super::order_form;
use super::order_offer::{self, Offered};
use super::order_server;
use super::service::Family;
use crate::ask::Ask;
use crate::caller::Anyone;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::faces::escaped;
use crate::fields::{ACCOUNT, SOK, cost, id, name_in, or_empty};
use crate::function::{Body, Function};
use onsell_domain::{DataCenterId, Level, Period, ProviderId, Text};
use onsell_engine::{Error, Result, Scope};
use onsell_store::catalogue::{self, DataCenter};
use onsell_wire::message::OrderRequest;
use onsell_wire::{Document, Fault, Node, Params};
use std::marker::PhantomData;

/// Back to the step before.
pub(super) const BACK: Parameter = Parameter::optional(
    "sback",
    ParameterKind::Text,
    Text::new(
        "Any value: the step before",
        "Любое значение: предыдущий шаг",
    ),
);
const NEXT: Parameter = Parameter::optional(
    "snext",
    ParameterKind::Text,
    Text::new("Any value: the next step", "Любое значение: следующий шаг"),
);
/// The provider whose tariffs are shown.
pub(super) const PROJECT: Parameter = Parameter::optional(
    "project",
    ParameterKind::Id,
    Text::new("Provider", "Провайдер"),
);
/// Where the service shall run.
pub(super) const DATA_CENTER: Parameter = Parameter::optional(
    "datacenter",
    ParameterKind::Id,
    Text::new("Data center", "Дата-центр"),
);

/// What is chosen from.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Query {
    period: Option<Period>,
    project: Option<ProviderId>,
    data_center: Option<DataCenterId>,
}

impl Query {
    /// Reads a request.
    pub fn read(params: &Params) -> std::result::Result<Self, Fault> {
        Ok(Self {
            period: params.period("period")?,
            project: id(params, "project")?,
            data_center: id(params, "datacenter")?,
        })
    }
}

/// The tariffs of a period.
pub(super) struct Choice {
    offered: Vec<Offered>,
    data_centers: Vec<DataCenter>,
    data_center: Option<DataCenterId>,
    period: Option<Period>,
    periods: Vec<Period>,
}

/// Reads the tariffs that can be ordered. Without a period it is the first ordinary one.
pub(super) fn read(scope: &mut Scope<'_>, family: &Family, query: &Query) -> Result<Choice> {
    let offered = order_offer::read(scope, family, query.project)?;
    let prices = offered.iter().flat_map(|offered| &offered.prices);
    let mut periods: Vec<Period> = prices.map(|price| price.period).collect();
    periods.sort_by_key(|period| period.code());
    periods.dedup();
    let ordinary = periods
        .iter()
        .find(|period| matches!(period, Period::Months(_)));
    let period = query.period.or(ordinary.or(periods.first()).copied());
    let data_centers = catalogue::data_centers(scope.tx)?;
    Ok(Choice {
        offered,
        data_center: query
            .data_center
            .or(data_centers.first().map(|first| first.id)),
        data_centers,
        period,
        periods,
    })
}

/// The two names of the step.
pub(super) trait Step: Send + Sync + 'static {
    /// What the function says of itself.
    const DECLARATION: Declaration;
}

/// The function of a name.
pub(super) struct Of<S>(PhantomData<fn() -> S>);

/// `T.order`: where an order begins.
pub(super) struct First;

/// `T.order.pricelist`: the tariffs; with `snext` the next step, inside the answer.
pub(super) struct Tariffs;

impl Step for First {
    const DECLARATION: Declaration = Declaration {
        name: "T.order",
        ..Tariffs::DECLARATION
    };
}

impl Step for Tariffs {
    const DECLARATION: Declaration = Declaration {
        name: "T.order.pricelist",
        kind: Kind::Form,
        level: Level::Customer,
        title: Text::new("Choose a tariff", "Выбор тарифа"),
        parameters: &[
            Parameter::optional(
                "pricelist",
                ParameterKind::Id,
                Text::new("Tariff plan", "Тарифный план"),
            ),
            Parameter::optional(
                "period",
                ParameterKind::Period,
                Text::new("Period", "Период"),
            ),
            DATA_CENTER,
            PROJECT,
            ACCOUNT,
            NEXT,
            SOK,
        ],
    };
}

/// The tariffs, or the next step.
pub(super) enum StepInput {
    /// The tariffs.
    Choose(Family, Query),
    /// The next step.
    Next(Box<Input>),
}

impl<S: Step> Function for Of<S> {
    type Caller = Anyone;
    type Input = StepInput;
    type Output = OrderOutput;

    const DECLARATION: Declaration = S::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<StepInput, Fault> {
        let query = Query::read(&ask.params)?;
        let family = Family::of(ask);
        if !ask.params.has("snext") && !ask.is_final() {
            return Ok(StepInput::Choose(family, query));
        }
        if ask.params.text("pricelist").is_none() {
            return Err(not_available());
        }
        let has_period = query.period.is_some();
        let mut params = ask.params.clone();
        params.set("func", format!("{}.order.param", ask.type_name()));
        if !has_period {
            params.set("period", Period::Months(1).code().to_string());
        }
        Ok(StepInput::Next(Box::new(Input {
            family,
            account: id(&params, "account")?,
            request: OrderRequest::from_params(&params)?,
            server: order_server::choice(&params, ask.type_name())?,
            certificate: order_certificate::choice(&params, ask.type_name())?,
            has_period,
            count: 1,
            act: Act::Show,
            tariffs: query,
        })))
    }

    fn body(_: &StepInput) -> Body<Self> {
        Body::Read(|scope, caller: &Anyone, input: &StepInput| match input {
            StepInput::Choose(family, query) => {
                let choice = read(scope, family, query)?;
                Ok(OrderOutput::Tariffs(Box::new(choice)))
            }
            StepInput::Next(input) => {
                order_form::show(scope, caller, input).map_err(|error| match error {
                    Error::Fault(fault) if fault.object() == Some("pricelist") => {
                        not_available().into()
                    }
                    error => error,
                })
            }
        })
    }

    fn render(output: &OrderOutput, ask: &Ask) -> Document {
        match output {
            OrderOutput::Form(shown) => {
                order_form::render(shown, "addon", ask).nested(&ask.function)
            }
            OrderOutput::Tariffs(choice) => form(choice, &ask.function, ask),
            OrderOutput::Placed(..) | OrderOutput::Added(..) => Document::form(&ask.function),
        }
    }
}

/// The refusal for a step that nothing leads to yet (wire 1.6); programs know it by its words.
fn not_available() -> Fault {
    let text = Text::new(
        "You are trying to access the 'Order parameters' step that is currently not available",
        "Шаг «Параметры заказа» сейчас недоступен",
    );
    Fault::from_text("step", "pricelist", text)
}

/// Writes the tariffs of the period.
pub(super) fn form(choice: &Choice, function: &str, ask: &Ask) -> Document {
    let language = ask.language;
    let mut form = Document::form(function);
    let period = choice.period.map(Period::code);
    form.put("period", or_empty(period));
    form.put("datacenter", or_empty(choice.data_center));
    let mut periods = Node::new("slist").attr("name", "period");
    for period in &choice.periods {
        let value = Node::leaf("val", period.name(language));
        periods.push(value.attr("key", period.code().to_string()));
    }
    form.push(periods);
    form.push(data_centers(&choice.data_centers, ask));
    let mut list = Node::new("list").attr("name", "tariflist");
    for Offered { tariff, prices } in &choice.offered {
        let sold = prices
            .iter()
            .find(|price| Some(price.period) == choice.period);
        let Some(price) = sold else { continue };
        let mut row = Node::new("elem");
        row.put("pricelist", tariff.id.to_string());
        // It is HTML where it is read.
        let name = name_in(language, &tariff.name, &tariff.name_ru);
        row.put("desc", escaped(name));
        row.put(
            "price",
            cost(price.price, tariff.currency, price.period, language),
        );
        row.put("order_available", "on");
        list.push(row);
    }
    form.with(list)
}

/// The data centers to choose from.
pub(super) fn data_centers(all: &[DataCenter], ask: &Ask) -> Node {
    let mut list = Node::new("slist").attr("name", "datacenter");
    for center in all {
        let name = name_in(ask.language, &center.name, &center.name_ru);
        list.push(Node::leaf("val", name).attr("key", center.id.to_string()));
    }
    list
}
