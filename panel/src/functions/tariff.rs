//! Tariff plans: the list, and switching them on and off (wire 4.5).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, cost, id, name_in, on};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows};
use onsell_domain::{Level, TariffId, Text};
use onsell_engine::{Result, Scope, tariffs};
use onsell_store::tariff::{self, Price, Tariff, TariffFilter};
use onsell_wire::{Document, Fault, Node};

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
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            column::INTERNAL_NAME,
            column::ITEM_TYPE,
            column::PROJECT,
            Column::new("pricelist_cost", "Prices", "Цены"),
            column::CURRENCY,
            column::ORDER,
            Column::new("trial_days", "Days of a trial", "Дней пробного периода"),
            column::STATUS,
        ]),
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
    let (shown, total) = input.page.cut(all);
    let mut priced = Vec::with_capacity(shown.len());
    for tariff in shown {
        let prices = tariff::prices(scope.tx, tariff.id, tariff.currency)?;
        priced.push((tariff, prices));
    }
    Ok(Rows::page(priced, total, input.page))
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

impl OnEach for Resume {
    type Caller = Administrator;

    const DECLARATION: Declaration = action(
        "pricelist.resume",
        Text::new("Switch tariffs on", "Включить тарифы"),
    );

    fn apply(scope: &mut Scope<'_>, caller: &Administrator, id: i64) -> Result<()> {
        tariffs::set_active(scope, TariffId::new(id), true, caller.identity.author())
    }
}

/// `pricelist.suspend`: nobody can order it any more; running services go on.
pub(super) struct Suspend;

impl OnEach for Suspend {
    type Caller = Administrator;

    const DECLARATION: Declaration = action(
        "pricelist.suspend",
        Text::new("Switch tariffs off", "Выключить тарифы"),
    );

    fn apply(scope: &mut Scope<'_>, caller: &Administrator, id: i64) -> Result<()> {
        tariffs::set_active(scope, TariffId::new(id), false, caller.identity.author())
    }
}
