//! Tariff plans: the list, and switching them on and off (wire 4.5).

use super::each::OnEach;
use crate::ask::Ask;
use crate::caller::{Administrator, Staff};
use crate::column::{self, Column};
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, cost, done, group, id, name_in, on, put_warnings};
use crate::function::{Body, Function};
use crate::list::{FILTER, PAGE_NUMBER, PAGE_ROWS, Page, Rows, Sort};
use onsell_domain::{Level, TariffId, Text};
use onsell_engine::report::Line;
use onsell_engine::{Result, Scope, tariffs, unpriced};
use onsell_store::catalogue::{self, ProductType};
use onsell_store::tariff::{Price, Tariff};
use onsell_store::tariff_list::{self, TariffFilter};
use onsell_wire::{Document, Fault, Node};

/// `pricelist`: every tariff, those that are off too.
pub(super) struct Tariffs;

/// Which tariffs, and which page of them.
pub(super) struct Input {
    filter: TariffFilter,
    page: Page,
    /// Whether no other order is asked for than that of the store.
    is_by_place: bool,
}

impl Function for Tariffs {
    type Caller = Staff;
    type Input = Input;
    type Output = Rows<Priced>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist",
        kind: Kind::List(&[
            column::ID,
            column::NAME,
            Column::new(
                "employee_name",
                "Name for staff",
                "Название для сотрудников",
            ),
            column::INTERNAL_NAME,
            column::ITEM_TYPE,
            Column::new("itemtype_name", "Product type", "Тип продукта"),
            column::PROJECT,
            Column::new("processingmodules", "Processing modules", "Обработчики"),
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
            is_by_place: Sort::read(params).is_none(),
        })
    }

    fn body(_: &Input) -> Body<Self> {
        Body::Read(list)
    }

    fn render(rows: &Rows<Priced>, ask: &Ask) -> Document {
        rows.document(ask, |priced| row(priced, ask))
    }
}

/// A tariff with its prices, the modules that do its work, and its product type.
pub(super) struct Priced {
    tariff: Tariff,
    prices: Vec<Price>,
    /// What they are called.
    modules: Vec<String>,
    product_type: Option<ProductType>,
}

fn list(scope: &mut Scope<'_>, _: &Staff, input: &Input) -> Result<Rows<Priced>> {
    let types = catalogue::product_types(scope.tx)?;
    Rows::read(input.page, input.is_by_place, |window| {
        let (shown, total) = tariff_list::page(scope.tx, &input.filter, window)?;
        let ids: Vec<TariffId> = shown.iter().map(|tariff| tariff.id).collect();
        let names = tariff_list::module_names(scope.tx, &ids)?;
        let mut priced = Vec::with_capacity(shown.len());
        for (tariff, prices) in tariff_list::with_prices(scope.tx, shown)? {
            let of_tariff = |kind: &&ProductType| kind.id == tariff.product_type;
            let from = names.partition_point(|(known, _)| *known < tariff.id);
            let mine = names[from..].iter();
            let mine = mine.take_while(|(known, _)| *known == tariff.id);
            priced.push(Priced {
                modules: mine.map(|(_, name)| name.clone()).collect(),
                product_type: types.iter().find(of_tariff).cloned(),
                tariff,
                prices,
            });
        }
        Ok((priced, total))
    })
}

fn row(priced: &Priced, ask: &Ask) -> Node {
    let tariff = &priced.tariff;
    let of_type = |kind: &ProductType| name_in(ask.language, &kind.name, &kind.name_ru).to_owned();
    let type_name = priced.product_type.as_ref().map(of_type);
    let costs: Vec<String> = priced
        .prices
        .iter()
        .map(|price| cost(price.price, tariff.currency, price.period, ask.language))
        .collect();
    let mut row = Node::new("elem");
    row.put("id", tariff.id.to_string());
    row.put("name", name_in(ask.language, &tariff.name, &tariff.name_ru));
    row.put("employee_name", tariff.name.clone());
    row.put("intname", tariff.intname.clone());
    row.put("itemtype", tariff.type_name.clone());
    row.put("itemtype_name", type_name.unwrap_or_default());
    row.put("processingmodules", priced.modules.join(", "));
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

/// `pricelist.resume`: tariffs can be ordered; the answer for one says which values of its closed
/// lists lack a price.
pub(super) struct Resume;

impl Function for Resume {
    type Caller = Administrator;
    type Input = Vec<i64>;
    type Output = Vec<Line>;

    const DECLARATION: Declaration = action(
        "pricelist.resume",
        Text::new("Switch tariffs on", "Включить тарифы"),
    );

    fn parse(ask: &Ask) -> std::result::Result<Vec<i64>, Fault> {
        group(&ask.params, "elid")
    }

    fn body(ids: &Vec<i64>) -> Body<Self> {
        Body::Each(ids.clone(), |scope, caller: &Administrator, _, id| {
            let id = TariffId::new(id);
            tariffs::set_active(scope, id, true, caller.identity.author())?;
            unpriced::warnings(scope, id)
        })
    }

    fn render(lines: &Vec<Line>, ask: &Ask) -> Document {
        let mut document = done(ask);
        put_warnings(&mut document.root, lines, ask.language);
        document
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
