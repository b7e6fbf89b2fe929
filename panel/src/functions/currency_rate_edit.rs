//! An exchange rate is set: `currencyrate.edit`.

use super::currency_rate::put_rate;
use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, saved};
use crate::function::{Body, Function};
use onsell_domain::{Currency, CurrencyRateId, Level, Text};
use onsell_engine::{Result, Scope, currency_rate};
use onsell_store::currency_rate::{self as rates, CurrencyRateRow};
use onsell_wire::{Document, Fault, Params};

/// `currencyrate.edit`: shows a rate; with `sok` sets what one unit of `from` costs in `to`, new or
/// in the place of the one before.
pub(super) struct Edit;

/// A rate as it is entered.
pub(super) struct Input {
    id: Option<CurrencyRateId>,
    set: Option<(Currency, Currency, String)>,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// A rate.
    Shown(CurrencyRateRow),
    /// Set.
    Saved(CurrencyRateId),
}

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "currencyrate.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Exchange rate", "Курс валюты"),
        parameters: &[
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new("Rate to show", "Курс для просмотра"),
            ),
            Parameter::optional(
                "from",
                ParameterKind::Text,
                Text::new(
                    "Currency of which one unit is meant",
                    "Валюта, единица которой имеется в виду",
                ),
            ),
            Parameter::optional(
                "to",
                ParameterKind::Text,
                Text::new(
                    "Currency in which it is told",
                    "Валюта, в которой указан курс",
                ),
            ),
            Parameter::optional(
                "rate",
                ParameterKind::Text,
                Text::new("What one unit costs", "Сколько стоит единица"),
            ),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let set = if ask.is_final() {
            let rate = params.required_text("rate")?.to_owned();
            Some((currency(params, "from")?, currency(params, "to")?, rate))
        } else {
            None
        };
        Ok(Input {
            id: id(params, "elid")?,
            set,
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.set.is_some() {
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
            Output::Shown(row) => {
                form.put("elid", row.id.to_string());
                put_rate(&mut form.root, row);
            }
        }
        form
    }
}

fn currency(params: &Params, name: &str) -> std::result::Result<Currency, Fault> {
    let text = params.required_text(name)?;
    Currency::parse(text).map_err(|_| Fault::value(name, text))
}

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    let Some(id) = input.id else {
        return Ok(Output::Empty);
    };
    let row = rates::find(scope.tx, id)?.ok_or_else(|| Fault::missed("currencyrate", id))?;
    Ok(Output::Shown(row))
}

fn save(scope: &mut Scope<'_>, caller: &Administrator, input: &Input) -> Result<Output> {
    let Some((from, to, rate)) = &input.set else {
        return show(scope, caller, input);
    };
    let by = caller.identity.author();
    currency_rate::save(scope, (*from, *to), rate, by).map(Output::Saved)
}
