//! An addon of a tariff as a form: `pricelist.detail.edit` (wire 4.5). Prices have a field per
//! period, as in `pricelist.edit`.

use crate::ask::Ask;
use crate::caller::Administrator;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::fields::{SOK, id, on, or_empty, prices, saved, switch};
use crate::function::{Body, Function};
use onsell_domain::{AddonId, AddonPurpose, Level, Text};
use onsell_engine::addon_edit::{self, AddonInput};
use onsell_engine::{Result, Scope};
use onsell_store::tariff::{self, Addon, AddonPrice};
use onsell_wire::{Document, Fault};

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
    /// Saved.
    Saved(AddonId),
}

/// An addon with its unit prices.
pub(super) type Priced = (Addon, Vec<AddonPrice>);

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
                    "Billing of a new one: 1 none, 2 by order",
                    "Учёт нового: 1 не учитывать, 2 по заказу",
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
                addon_edit::save(scope, &change).map(Output::Saved)
            })
        } else {
            Body::Read(show)
        }
    }

    fn render(output: &Output, ask: &Ask) -> Document {
        match output {
            Output::Empty => Document::form(&ask.function),
            Output::Saved(id) => saved(ask, id),
            Output::Shown(shown) => form(shown, ask),
        }
    }
}

fn purpose(name: &str) -> std::result::Result<AddonPurpose, Fault> {
    AddonPurpose::parse(name.trim()).ok_or_else(|| Fault::value("itemtype", name))
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
    Ok(Output::Shown(Box::new((addon, prices))))
}

fn form((addon, prices): &Priced, ask: &Ask) -> Document {
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
    ] {
        form.put(name, number.to_string());
    }
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
