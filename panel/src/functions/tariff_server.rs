//! The modules of a tariff, and what one of servers says of templates and recipes, as fields of
//! `pricelist.edit`.

use crate::declaration::{Parameter, ParameterKind};
use crate::fields::group;
use onsell_domain::{ModuleId, Text};
use onsell_engine::server_tariff::ServerTariffInput;
use onsell_store::server_tariff::ServerTariff;
use onsell_wire::{Fault, Node, Params};

pub(super) const MODULES: Parameter = Parameter::optional(
    "processingmodule",
    ParameterKind::Ids,
    Text::new(
        "Modules that do its work; an order goes to the best of them",
        "Обработчики тарифа; заказ получает лучший из них",
    ),
);
pub(super) const TEMPLATE: Parameter = Parameter::optional(
    "defaulttemplate",
    ParameterKind::Text,
    Text::new(
        "Operating system of a server whose order names none; null for none",
        "Операционная система сервера, если в заказе не указана; null — нет",
    ),
);
pub(super) const RECIPE: Parameter = Parameter::optional(
    "defaultrecipe",
    ParameterKind::Text,
    Text::new(
        "Recipe of a server whose order names none; null for none",
        "Рецепт сервера, если в заказе не указан; null — нет",
    ),
);
pub(super) const OFFERS_OFF: Parameter = Parameter::optional(
    "offersoff",
    ParameterKind::Text,
    Text::new(
        "Operating systems and recipes that are not sold with it, separated by commas; null for none",
        "Операционные системы и рецепты, которые с ним не продаются, через запятую; null — нет",
    ),
);

/// What a request changes.
pub(super) fn changes(params: &Params) -> Result<ServerTariffInput, Fault> {
    let text = |name: &str| match params.text(name)? {
        "null" => Some(String::new()),
        named => Some(named.to_owned()),
    };
    let modules = params.has("processingmodule");
    let modules = modules.then(|| group(params, "processingmodule"));
    Ok(ServerTariffInput {
        modules: modules.transpose()?,
        template: text("defaulttemplate"),
        recipe: text("defaultrecipe"),
        offers_off: text("offersoff").map(|names| {
            let names = names.split([',', '\n', ' ']).map(str::trim);
            let names = names.filter(|name| !name.is_empty());
            names.map(str::to_owned).collect()
        }),
    })
}

/// Writes the fields.
pub(super) fn put(form: &mut Node, says: &ServerTariff, modules: &[ModuleId]) {
    let modules: Vec<String> = modules.iter().map(ToString::to_string).collect();
    form.put("processingmodule", modules.join(", "));
    form.put("defaulttemplate", says.template.clone());
    form.put("defaultrecipe", says.recipe.clone());
    form.put("offersoff", says.offers_off.join(", "));
}
