//! Exchange rates: `currencyrate` and its like (semantics 1.3, 8).

use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, done, group, id, instant, saved};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Currency, CurrencyRateId, Level, Text};
use onsell_engine::{Result, Scope, currency_rate};
use onsell_store::currency_rate::{self as rates, CurrencyRateRow};
use onsell_wire::{Document, Fault, Node, Params};

/// `currencyrate`: what one currency costs in another.
pub(super) struct Rates;

impl Function for Rates {
    type Caller = Staff;
    type Input = Page;
    type Output = Rows<CurrencyRateRow>;

    const DECLARATION: Declaration = Declaration {
        name: "currencyrate",
        kind: Kind::List,
        level: Level::Staff,
        title: Text::new("Exchange rates", "Курсы валют"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> std::result::Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| Ok(Rows::cut(rates::list(scope.tx)?, *page)))
    }

    fn render(rows: &Rows<CurrencyRateRow>, ask: &Ask) -> Document {
        rows.document(ask, |row| {
            let mut node = Node::new("elem");
            put_rate(&mut node, row);
            node.put("date", instant(row.updated_at));
            node
        })
    }
}

fn put_rate(node: &mut Node, row: &CurrencyRateRow) {
    node.put("id", row.id.to_string());
    node.put("from", row.rate.from().to_string());
    node.put("to", row.rate.to().to_string());
    node.put("rate", row.rate.to_string());
}

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

/// `currencyrate.delete`: forgets rates; costs that were converted with them stay.
pub(super) struct Delete;

impl Function for Delete {
    type Caller = Administrator;
    type Input = Vec<CurrencyRateId>;
    type Output = ();

    const DECLARATION: Declaration = Declaration {
        name: "currencyrate.delete",
        kind: Kind::Action,
        level: Level::Administrator,
        title: Text::new("Delete exchange rates", "Удалить курсы"),
        parameters: &[
            Parameter::required("elid", ParameterKind::Ids, Text::new("Rates", "Курсы")),
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Vec<CurrencyRateId>, Fault> {
        group(&ask.params, "elid")
    }

    fn body(_: &Vec<CurrencyRateId>) -> Body<Self> {
        Body::Write(|scope, caller: &Administrator, ids: &Vec<CurrencyRateId>| {
            let by = caller.identity.author();
            ids.iter()
                .try_for_each(|id| currency_rate::delete(scope, *id, by))
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}
