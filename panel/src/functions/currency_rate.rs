//! Exchange rates: `currencyrate` and its like (semantics 1.3, 8).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, instant};
use crate::function::{Body, Function};
use crate::list::{PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{CurrencyRateId, Level, Text};
use onsell_engine::Scope;
use onsell_engine::currency_rate;
use onsell_store::currency_rate::{self as rates, CurrencyRateRow};
use onsell_wire::{Document, Fault, Node};

/// `currencyrate`: what one currency costs in another.
pub(super) struct Rates;

impl Function for Rates {
    type Caller = Staff;
    type Input = Page;
    type Output = Rows<CurrencyRateRow>;

    const DECLARATION: Declaration = Declaration {
        name: "currencyrate",
        kind: Kind::List(&[
            column::ID,
            Column::new("from", "From", "Из валюты"),
            Column::new("to", "To", "В валюту"),
            Column::new("rate", "Rate", "Курс"),
            column::DATE,
        ]),
        level: Level::Staff,
        title: Text::new("Exchange rates", "Курсы валют"),
        parameters: &[PAGE_NUMBER, PAGE_ROWS],
    };

    fn parse(ask: &Ask) -> Result<Page, Fault> {
        Page::read(&ask.params)
    }

    fn body(_: &Page) -> Body<Self> {
        Body::Read(|scope, _, page| Ok(Rows::whole(rates::list(scope.tx)?, *page)))
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

/// What a rate says.
pub(super) fn put_rate(node: &mut Node, row: &CurrencyRateRow) {
    node.put("id", row.id.to_string());
    node.put("from", row.rate.from().to_string());
    node.put("to", row.rate.to().to_string());
    node.put("rate", row.rate.to_string());
}

/// `currencyrate.delete`: forgets rates; costs that were converted with them stay.
pub(super) struct Delete;

impl OnEach for Delete {
    type Caller = Administrator;

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

    fn apply(scope: &mut Scope<'_>, caller: &Administrator, id: i64) -> onsell_engine::Result<()> {
        currency_rate::delete(scope, CurrencyRateId::new(id), caller.identity.author())
    }
}
