//! The public price list: `pricelist.export` (wire 3.3).

use crate::ask::Ask;
use crate::caller::Guest;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::function::{Body, Function};
use onsell_domain::{
    AddonBilling, AddonPurpose, EnumerationItemId, Level, ProviderId, TariffId, Text,
};
use onsell_engine::module_license::sells_modules;
use onsell_engine::{Result, Scope};
use onsell_store::addon_item::{self, Choice};
use onsell_store::tariff::{self, Addon, AddonPrice, Tariff};
use onsell_store::tariff_list::{self, TariffFilter};
use onsell_store::{catalogue, certificate_tariff, enumeration};
use onsell_wire::message::certificate::CERTIFICATE;
use onsell_wire::message::pricelist::BILL_NOT;
use onsell_wire::message::{
    PriceListAddon, PriceListEnumeration, PriceListItem, PriceListQuery, PriceListTariff,
};
use onsell_wire::{Document, Fault};

/// `pricelist.export`: every tariff that can be ordered. What is off is nobody's business, so
/// `onlyavailable` changes nothing. A panel reads the modules that it can buy from it, and asks as
/// nobody (semantics 1.13).
pub(super) struct Export;

impl Function for Export {
    type Caller = Guest;
    type Input = PriceListQuery;
    type Output = Vec<PriceListTariff>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.export",
        kind: Kind::Tree,
        level: Level::Guest,
        title: Text::new("Price list", "Прайс-лист"),
        parameters: &[
            Parameter::optional(
                "project",
                ParameterKind::Id,
                Text::new("Provider", "Провайдер"),
            ),
            Parameter::optional(
                "elid",
                ParameterKind::Id,
                Text::new(
                    "Provider, as some clients call it",
                    "Провайдер, в записи части клиентов",
                ),
            ),
            Parameter::optional(
                "itemtype",
                ParameterKind::Text,
                Text::new(
                    "Internal name of the product type",
                    "Внутреннее имя типа продукта",
                ),
            ),
            Parameter::optional(
                "pricelist",
                ParameterKind::Ids,
                Text::new("Only these tariffs", "Только эти тарифы"),
            ),
            Parameter::optional(
                "onlyavailable",
                ParameterKind::Switch,
                Text::new("Only what can be ordered", "Только доступное для заказа"),
            ),
        ],
    };

    fn parse(ask: &Ask) -> std::result::Result<PriceListQuery, Fault> {
        PriceListQuery::from_params(&ask.params)
    }

    fn body(_: &PriceListQuery) -> Body<Self> {
        Body::Read(export)
    }

    fn render(tariffs: &Vec<PriceListTariff>, _: &Ask) -> Document {
        PriceListTariff::to_document(tariffs)
    }
}

fn export(
    scope: &mut Scope<'_>,
    _: &Guest,
    query: &PriceListQuery,
) -> Result<Vec<PriceListTariff>> {
    let type_name = query.product_type.as_deref();
    let provider = match query.project {
        // A panel names no provider: it is sold what the first one sells.
        None if type_name.is_some_and(sells_modules) => {
            let first = catalogue::providers(scope.tx)?.into_iter().next();
            first.map(|first| first.id)
        }
        asked => asked.map(ProviderId::new),
    };
    let filter = TariffFilter {
        type_name: query.product_type.clone(),
        provider,
        ids: query.tariffs.iter().copied().map(TariffId::new).collect(),
        only_active: true,
    };
    let tariffs = tariff_list::list(scope.tx, &filter)?;
    tariffs
        .into_iter()
        .map(|tariff| exported(scope, tariff))
        .collect()
}

fn exported(scope: &mut Scope<'_>, tariff: Tariff) -> Result<PriceListTariff> {
    let prices = tariff::prices(scope.tx, tariff.id, tariff.currency)?;
    let addons = tariff::addons(scope.tx, tariff.id)?;
    let unit_prices = if addons.is_empty() {
        Vec::new()
    } else {
        tariff::addon_prices(scope.tx, tariff.id, tariff.currency)?
    };
    let choices = if addons.iter().any(|addon| addon.enumeration.is_some()) {
        addon_item::choices(scope.tx, tariff.id)?
    } else {
        Vec::new()
    };
    let mut exported = Vec::new();
    // What follows from other addons, or is counted afterwards, nobody can ask for.
    let is_told = |addon: &Addon| {
        let can_be_asked = matches!(
            addon.billing(),
            AddonBilling::ByOrder | AddonBilling::NotBilled
        );
        addon.active && addon.compound.is_none() && can_be_asked
    };
    let item_prices = if choices.is_empty() {
        Vec::new()
    } else {
        addon_item::prices_of_tariff(scope.tx, tariff.id, tariff.currency)?
    };
    for addon in addons.into_iter().filter(is_told) {
        let (enumeration, items) = list_of(scope, &addon, &choices, &item_prices)?;
        exported.push(PriceListAddon {
            id: addon.id.get(),
            prices: unit_prices
                .iter()
                .filter(|price| price.addon == addon.id)
                .map(|price| (price.period, price.price))
                .collect(),
            // Whoever resells names of a certificate knows them by this name.
            intname: match addon.purpose {
                AddonPurpose::Names => AddonPurpose::Names.name().to_owned(),
                _ => addon.intname,
            },
            name: addon.name,
            name_ru: addon.name_ru,
            value_type: addon.value_type,
            bill_type: addon.bill_type,
            included: addon.included,
            min: addon.minimum,
            max: addon.maximum,
            step: addon.step,
            enumeration,
            items,
        });
    }
    let sells = if tariff.type_name == CERTIFICATE {
        Some(certificate_tariff::find(scope.tx, tariff.id)?)
    } else {
        None
    };
    Ok(PriceListTariff {
        id: tariff.id.get(),
        product_type: tariff.type_name,
        addition_intname: tariff.addition_intname,
        intname: tariff.intname,
        name: tariff.name,
        name_ru: tariff.name_ru,
        prices: prices
            .iter()
            .map(|price| (price.period, price.price, price.setup))
            .collect(),
        trial_days: Some(tariff.trial_days),
        currency: Some(tariff.currency),
        addons: exported,
        template: sells
            .as_ref()
            .map(|sells| sells.template.clone())
            .unwrap_or_default(),
        names_included: sells.map(|sells| sells.names_included),
    })
}

type ExportedList = (Option<PriceListEnumeration>, Vec<PriceListItem>);

/// The closed list of an addon with those values that can be ordered: on, and with a price.
fn list_of(
    scope: &mut Scope<'_>,
    addon: &Addon,
    choices: &[Choice],
    prices: &[AddonPrice],
) -> Result<ExportedList> {
    let found = match addon.enumeration {
        Some(id) => enumeration::find(scope.tx, id)?,
        None => None,
    };
    let Some(list) = found else {
        return Ok((None, Vec::new()));
    };
    let mine = choices.iter().filter(|choice| choice.addon == addon.id);
    let items: Vec<PriceListItem> = mine
        .clone()
        .map(|choice| PriceListItem {
            id: choice.item.get(),
            intname: choice.intname.clone(),
            name: choice.name.clone(),
            name_ru: choice.name_ru.clone(),
            prices: prices
                .iter()
                .filter(|price| price.addon == addon.id && price.item == Some(choice.item))
                .map(|price| (price.period, price.price))
                .collect(),
        })
        .filter(|item| !item.prices.is_empty() || addon.bill_type == BILL_NOT)
        .collect();
    let default = addon.default_item.or_else(|| {
        mine.clone()
            .find(|choice| choice.is_default)
            .map(|choice| choice.item)
    });
    let default = default.map(EnumerationItemId::get);
    let told = PriceListEnumeration {
        id: list.id.get(),
        name: list.name,
        name_ru: list.name_ru,
        default_item: default.filter(|default| items.iter().any(|item| item.id == *default)),
    };
    Ok((Some(told), items))
}
