//! The periods that a product type knows: `itemtype.period` (semantics 1.3, 2.1).

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, saved};
use crate::function::{Body, Function};
use onsell_domain::{Level, Period, ProductTypeId, Text};
use onsell_engine::{Result, Scope, period_rule};
use onsell_store::{catalogue, period_rule as rules};
use onsell_wire::{Document, Fault, Params};

/// `itemtype.period`: shows the periods of a product type; with `sok` sets them. A tariff of a
/// seller can be imported only if it is sold for one of them.
pub(super) struct Edit;

/// Which product type, and its periods.
pub(super) struct Input {
    id: ProductTypeId,
    periods: Option<Vec<Period>>,
}

/// The product type with its periods, and whether they were saved.
pub(super) struct Output {
    id: ProductTypeId,
    periods: Vec<Period>,
    is_saved: bool,
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "itemtype.period",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Periods of a product type", "Периоды типа продукта"),
        parameters: &[
            Parameter::required(
                "elid",
                ParameterKind::Id,
                Text::new("Product type", "Тип продукта"),
            ),
            Parameter::optional(
                "periods",
                ParameterKind::Text,
                Text::new(
                    "Period codes, separated by commas; none is every period",
                    "Коды периодов через запятую; пусто — все периоды",
                ),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let periods = if ask.is_final() {
            Some(periods(&ask.params)?)
        } else {
            None
        };
        Ok(Input {
            id: ask.params.required_id("elid")?,
            periods,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.periods.is_some() {
            Body::Write(save)
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        if output.is_saved {
            return saved(ask, output.id);
        }
        let codes: Vec<String> = output
            .periods
            .iter()
            .map(|period| period.code().to_string())
            .collect();
        let mut form = Document::form(&ask.function);
        form.put("elid", output.id.to_string());
        form.put("periods", codes.join(", "));
        form
    }
}

fn periods(params: &Params) -> std::result::Result<Vec<Period>, Fault> {
    let mut codes = params.integers("periods")?;
    codes.sort_unstable();
    codes.dedup();
    let period = |code: i64| Period::from_code(code).map_err(|_| Fault::value("periods", code));
    codes.into_iter().map(period).collect()
}

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    catalogue::product_type(scope.tx, input.id)?
        .ok_or_else(|| Fault::missed("itemtype", input.id))?;
    Ok(Output {
        id: input.id,
        periods: rules::known(scope.tx, input.id)?,
        is_saved: false,
    })
}

fn save(scope: &mut Scope<'_>, caller: &Administrator, input: &Input) -> Result<Output> {
    let periods = input.periods.clone().unwrap_or_default();
    period_rule::set_known(scope, input.id, &periods, caller.identity.author())?;
    Ok(Output {
        id: input.id,
        periods,
        is_saved: true,
    })
}
