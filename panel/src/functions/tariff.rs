//! Tariff plans: the list, and switching them on and off (wire 4.5).

use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, cost, done, group, id, name_in, on};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, TariffId, Text};
use onsell_engine::{Result, Scope, tariffs};
use onsell_store::tariff::{self, Price, Tariff, TariffFilter};
use onsell_wire::{Document, Fault, Node};
use std::marker::PhantomData;

/// `pricelist`: every tariff, those that are off too.
pub(super) struct Tariffs;

/// Which tariffs, and which page of them.
pub(super) struct Input {
    filter: TariffFilter,
    page: Page,
}

impl Function for Tariffs {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<(Tariff, Vec<Price>)>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist",
        kind: Kind::List,
        level: Level::Staff,
        title: Text::new("Tariff plans", "Тарифные планы"),
        parameters: &[
            FILTER,
            Parameter::optional(
                "itemtype",
                ParameterKind::Text,
                Text::new(
                    "Internal name of the product type",
                    "Внутреннее имя типа продукта",
                ),
            ),
            Parameter::optional(
                "project",
                ParameterKind::Id,
                Text::new("Provider", "Провайдер"),
            ),
            PAGE_NUMBER,
            PAGE_ROWS,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let filter = if params.is_on("filter") {
            TariffFilter {
                type_name: params.text("itemtype").map(str::to_owned),
                provider: id(params, "project")?,
                ids: Vec::new(),
                only_active: false,
            }
        } else {
            TariffFilter::default()
        };
        Ok(Input {
            filter,
            page: Page::read(params)?,
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(list)
    }

    fn render(rows: &Rows<(Tariff, Vec<Price>)>, ask: &Ask) -> Document {
        rows.document(ask, |(tariff, prices)| row(tariff, prices, ask))
    }
}

fn list(scope: &mut Scope<'_>, _: &Staff, input: &Input) -> Result<Rows<(Tariff, Vec<Price>)>> {
    let all = tariff::list(scope.tx, &input.filter)?;
    let Rows { shown, total, page } = Rows::cut(all, input.page);
    let mut priced = Vec::with_capacity(shown.len());
    for tariff in shown {
        let prices = tariff::prices(scope.tx, tariff.id, tariff.currency)?;
        priced.push((tariff, prices));
    }
    Ok(Rows {
        shown: priced,
        total,
        page,
    })
}

fn row(tariff: &Tariff, prices: &[Price], ask: &Ask) -> Node {
    let costs: Vec<String> = prices
        .iter()
        .map(|price| cost(price.price, tariff.currency, price.period, ask.language))
        .collect();
    let mut row = Node::new("elem");
    row.put("id", tariff.id.to_string());
    row.put("name", name_in(ask.language, &tariff.name, &tariff.name_ru));
    row.put("intname", tariff.intname.clone());
    row.put("itemtype", tariff.type_name.clone());
    row.put("project", tariff.provider.to_string());
    row.put("pricelist_cost", costs.join(", "));
    row.put("currency_str", tariff.currency.as_str());
    row.put("orderpriority", tariff.sort.to_string());
    row.put("trial_days", tariff.trial_days.to_string());
    row.put("status", on(tariff.active));
    row
}

/// On or off.
pub(super) trait Switch: Send + Sync + 'static {
    /// Whether the tariff can be ordered afterwards.
    const ACTIVE: bool;
    /// What its function says of itself.
    const DECLARATION: Declaration;
}

/// The function of a switch.
pub(super) struct Of<S>(PhantomData<fn() -> S>);

impl<S: Switch> Function for Of<S> {
    type Caller = Administrator;
    type Input = Vec<TariffId>;
    type Output = ();

    const DECLARATION: Declaration = S::DECLARATION;

    fn parse(ask: &Ask) -> std::result::Result<Vec<TariffId>, Fault> {
        group(&ask.params, "elid")
    }

    fn body(_: &Vec<TariffId>) -> Body<Self> {
        Body::Write(|scope, caller: &Administrator, ids: &Vec<TariffId>| {
            let by = caller.identity.author();
            ids.iter()
                .try_for_each(|id| tariffs::set_active(scope, *id, S::ACTIVE, by))
        })
    }

    fn render((): &(), ask: &Ask) -> Document {
        done(ask)
    }
}

const fn action(name: &'static str, title: Text) -> Declaration {
    Declaration {
        name,
        kind: Kind::Action,
        level: Level::Administrator,
        title,
        parameters: SWITCH_PARAMETERS,
    }
}

const SWITCH_PARAMETERS: &[Parameter] = &[
    Parameter::required(
        "elid",
        ParameterKind::Ids,
        Text::new("Tariff numbers", "Номера тарифов"),
    ),
    SOK,
];

/// `pricelist.resume`.
pub(super) struct Resume;

impl Switch for Resume {
    const ACTIVE: bool = true;
    const DECLARATION: Declaration = action(
        "pricelist.resume",
        Text::new("Switch tariffs on", "Включить тарифы"),
    );
}

/// `pricelist.suspend`: nobody can order it any more; running services go on.
pub(super) struct Suspend;

impl Switch for Suspend {
    const ACTIVE: bool = false;
    const DECLARATION: Declaration = action(
        "pricelist.suspend",
        Text::new("Switch tariffs off", "Выключить тарифы"),
    );
}
