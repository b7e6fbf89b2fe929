//! An addon of a tariff as a form: `pricelist.detail.edit` (wire 4.5). Prices have a field per
//! period, as in `pricelist.edit`.

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, on, or_empty, prices, saved_with, switch};
use crate::function::{Body, Function};
use onsell_domain::{AddonId, AddonPurpose, Change, ClientChange, Level, ScaleType, Text};
use onsell_engine::addon_edit::{self, AddonInput};
use onsell_engine::report::Line;
use onsell_engine::{Result, Scope, unpriced};
use onsell_store::addon_source;
use onsell_store::tariff::{self, Addon, AddonPrice};
use onsell_wire::{Document, Fault, Params};

/// Whether it is on.
pub(super) const ACTIVE: Parameter = Parameter::optional(
    "active",
    ParameterKind::Switch,
    Text::new("Can be ordered", "Доступно для заказа"),
);
/// A price for each period.
pub(super) const PRICE: Parameter = Parameter::optional(
    "price_N",
    ParameterKind::Text,
    Text::new("Price of the period N", "Цена периода N"),
);

/// `pricelist.detail.edit`: shows an addon; with `sok` changes it, or with a tariff makes one, off
/// at first. Running services keep what they have.
pub(super) struct Edit;

/// Which addon, and what to change of it.
pub(super) struct Input {
    change: AddonInput,
    is_final: bool,
}

/// What came of it.
pub(super) enum Output {
    /// An empty form.
    Empty,
    /// What is there.
    Shown(Box<Priced>),
    /// Saved, and what is to be looked at.
    Saved(AddonId, Vec<Line>),
}

/// An addon with its unit prices and the addons that it sums up.
pub(super) type Priced = (Addon, Vec<AddonPrice>, String);

impl Function for Edit {
    type Caller = Administrator;
    type Input = Input;
    type Output = Output;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.detail.edit",
        kind: Kind::Form,
        level: Level::Administrator,
        title: Text::new("Addon of a tariff", "Дополнение тарифа"),
        parameters: &[
            Parameter::optional(
                "plid",
                ParameterKind::Id,
                Text::new(
                    "Tariff that gets a new addon",
                    "Тариф для нового дополнения",
                ),
            ),
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Addon number; of a new one where resellers store it",
                    "Номер дополнения; для нового — если его хранят реселлеры",
                ),
            ),
            Parameter::optional("name", ParameterKind::Text, Text::new("Name", "Название")),
            Parameter::optional(
                "name_ru",
                ParameterKind::Text,
                Text::new("Russian name", "Название по-русски"),
            ),
            Parameter::optional(
                "intname",
                ParameterKind::Text,
                Text::new(
                    "Internal name: the seller's addon number",
                    "Внутреннее имя: номер дополнения у продавца",
                ),
            ),
            Parameter::optional(
                "addontype",
                ParameterKind::Integer,
                Text::new(
                    "Kind of a new one: 1 boolean, 2 integer, 3 enumeration",
                    "Вид нового: 1 флаг, 2 число, 3 перечисление",
                ),
            ),
            Parameter::optional(
                "billtype",
                ParameterKind::Integer,
                Text::new(
                    "Billing of a new one: 1 none, 2 by order, 3 by statistics, 4 compound, 5 sum",
                    "Учёт нового: 1 нет, 2 по заказу, 3 по статистике, 4 составное, 5 сумма",
                ),
            ),
            Parameter::optional(
                "addonlimit",
                ParameterKind::Integer,
                Text::new("Included", "Включено в тариф"),
            ),
            Parameter::optional(
                "addonmin",
                ParameterKind::Integer,
                Text::new("Least", "Минимум"),
            ),
            Parameter::optional(
                "addonmax",
                ParameterKind::Integer,
                Text::new("Most", "Максимум"),
            ),
            Parameter::optional(
                "addonstep",
                ParameterKind::Integer,
                Text::new("Step", "Шаг"),
            ),
            Parameter::optional(
                "enumeration",
                ParameterKind::Id,
                Text::new("Enumeration", "Перечисление"),
            ),
            Parameter::optional(
                "default",
                ParameterKind::Id,
                Text::new(
                    "Value that is ordered when nothing is chosen",
                    "Значение, если ничего не выбрано",
                ),
            ),
            Parameter::optional(
                "orderpriority",
                ParameterKind::Integer,
                Text::new("Place in the list", "Место в списке"),
            ),
            Parameter::optional(
                "restrictclientchange",
                ParameterKind::Text,
                Text::new(
                    "Clients change it: off (freely), uponly, downonly or on (not at all)",
                    "Клиент меняет: off (свободно), uponly, downonly или on (никак)",
                ),
            ),
            Parameter::optional(
                "scaletype",
                ParameterKind::Integer,
                Text::new(
                    "Scale of prices: 0 nearest, 1 per step, 2 packages, 3 options",
                    "Шкала цен: 0 ближайшее значение, 1 по шагам, 2 пакеты, 3 варианты",
                ),
            ),
            Parameter::optional(
                "compound",
                ParameterKind::Id,
                Text::new(
                    "Compound addon that chooses it",
                    "Составное дополнение, в которое оно входит",
                ),
            ),
            Parameter::optional(
                "sources",
                ParameterKind::Ids,
                Text::new("Addons that it sums up", "Дополнения, которые складываются"),
            ),
            Parameter::optional(
                "measure",
                ParameterKind::Text,
                Text::new("Unit of measure", "Единица измерения"),
            ),
            Parameter::optional(
                "modulefactor",
                ParameterKind::Integer,
                Text::new(
                    "Units of the module in one unit",
                    "Единиц обработчика в одной единице",
                ),
            ),
            Parameter::optional(
                "itemtype",
                ParameterKind::Text,
                Text::new(
                    "What it is for: control_panel, or empty",
                    "Назначение: control_panel (панель управления) или пусто",
                ),
            ),
            ACTIVE,
            PRICE,
            SOK,
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<Input, Fault> {
        let params = &ask.params;
        let text = |name: &str| params.text(name).map(str::to_owned);
        Ok(Input {
            change: AddonInput {
                id: id(params, "elid")?,
                tariff: id(params, "plid")?,
                name: text("name"),
                name_ru: text("name_ru"),
                intname: text("intname"),
                value_type: params.integer("addontype")?,
                bill_type: params.integer("billtype")?,
                included: params.integer("addonlimit")?,
                minimum: params.integer("addonmin")?,
                maximum: params.integer("addonmax")?,
                step: params.integer("addonstep")?,
                enumeration: id(params, "enumeration")?,
                default_item: id(params, "default")?,
                sort: params.integer("orderpriority")?,
                active: switch(params, "active"),
                client_change: client_change(params)?,
                scale_type: params.integer("scaletype")?.map(scale_type).transpose()?,
                compound: compound(params)?,
                sources: sources(params)?,
                measure: params.get("measure").map(|text| text.trim().to_owned()),
                module_factor: params.integer("modulefactor")?,
                purpose: params.get("itemtype").map(purpose).transpose()?,
                prices: prices(params)?,
                by: None,
            },
            is_final: ask.is_final(),
        })
    }

    fn body(input: &Input) -> Body<Self> {
        if input.is_final {
            Body::Write(|scope, caller: &Administrator, input: &Input| {
                let change = AddonInput {
                    by: caller.identity.author(),
                    ..input.change.clone()
                };
                let id = addon_edit::save(scope, &change)?;
                let addon = addon_edit::find(scope, id)?;
                Ok(Output::Saved(id, unpriced::warnings(scope, addon.tariff)?))
            })
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Empty => Document::form(&ask.function),
            Output::Saved(id, lines) => saved_with(ask, id, lines),
            Output::Shown(shown) => form(shown, ask),
        }
    }
}

fn purpose(name: &str) -> std::result::Result<AddonPurpose, Fault> {
    AddonPurpose::parse(name.trim()).ok_or_else(|| Fault::value("itemtype", name))
}

fn client_change(params: &Params) -> std::result::Result<Option<ClientChange>, Fault> {
    const NAME: &str = "restrictclientchange";
    let parse = |name: &str| ClientChange::parse(name).ok_or_else(|| Fault::value(NAME, name));
    params.text(NAME).map(parse).transpose()
}

fn scale_type(number: i64) -> std::result::Result<ScaleType, Fault> {
    ScaleType::from_number(number).ok_or_else(|| Fault::value("scaletype", number))
}

/// An empty field makes it an addon by itself.
fn compound(params: &Params) -> std::result::Result<Change<AddonId>, Fault> {
    if params.get("compound").is_none() {
        return Ok(Change::Stays);
    }
    Ok(id(params, "compound")?.map_or(Change::Unsaid, Change::Is))
}

fn sources(params: &Params) -> std::result::Result<Option<Vec<AddonId>>, Fault> {
    if params.get("sources").is_none() {
        return Ok(None);
    }
    let mut numbers = params.integers("sources")?;
    numbers.sort_unstable();
    numbers.dedup();
    Ok(Some(numbers.into_iter().map(AddonId::new).collect()))
}

fn show(scope: &mut Scope<'_>, _: &Administrator, input: &Input) -> Result<Output> {
    let Some(id) = input.change.id else {
        return Ok(Output::Empty);
    };
    let addon = addon_edit::find(scope, id)?;
    let found = tariff::find(scope.tx, addon.tariff)?;
    let found = found.ok_or_else(|| Fault::missed("pricelist", addon.tariff))?;
    let mut prices = tariff::addon_prices(scope.tx, found.id, found.currency)?;
    prices.retain(|price| price.addon == id);
    let sums = addon_source::of_tariff(scope.tx, found.id)?;
    let sources = sums.iter().filter(|(sum, _)| *sum == id);
    let sources: Vec<String> = sources.map(|(_, source)| source.to_string()).collect();
    Ok(Output::Shown(Box::new((addon, prices, sources.join(", ")))))
}

fn form((addon, prices, sources): &Priced, ask: &Ask) -> Document {
    let mut form = Document::form(&ask.function);
    form.put("plid", addon.tariff.to_string());
    form.put("elid", addon.id.to_string());
    form.put("name", addon.name.clone());
    form.put("name_ru", addon.name_ru.clone());
    form.put("intname", addon.intname.clone());
    for (name, number) in [
        ("addontype", addon.value_type),
        ("billtype", addon.bill_type),
        ("addonlimit", addon.included),
        ("addonmin", addon.minimum),
        ("addonmax", addon.maximum),
        ("addonstep", addon.step),
        ("orderpriority", addon.sort),
        ("scaletype", addon.scale_type.number()),
        ("modulefactor", addon.module_factor),
    ] {
        form.put(name, number.to_string());
    }
    form.put("restrictclientchange", addon.client_change.name());
    form.put("compound", or_empty(addon.compound));
    form.put("sources", sources.as_str());
    form.put("measure", addon.measure.as_str());
    form.put("itemtype", addon.purpose.name());
    form.put("enumeration", or_empty(addon.enumeration));
    form.put("default", or_empty(addon.default_item));
    form.put("active", on(addon.active));
    for price in prices {
        let code = price.period.code();
        form.put(format!("price_{code}"), price.price.to_string());
        form.put(format!("cost_{code}"), or_empty(price.cost));
        form.put(format!("seller_cost_{code}"), or_empty(price.seller_cost));
    }
    form
}
