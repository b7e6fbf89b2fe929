//! The public price list: `pricelist.export` (wire 3.3).

use crate::ask::Ask;
use crate::caller::Guest;
use crate::declaration::{Declaration, Kind, Parameter, ParameterKind};
use crate::function::{Body, Function};
use onsell_domain::{Level, ProviderId, Text};
use onsell_engine::{Result, Scope};
use onsell_store::tariff::{self, Addon, Tariff, TariffFilter};
use onsell_wire::message::{PriceListAddon, PriceListQuery, PriceListTariff};
use onsell_wire::{Document, Fault};

/// `pricelist.export`: every tariff that can be ordered. What is off is nobody's business, so
/// `onlyavailable` changes nothing.
pub(super) struct Export;

impl Function for Export {
    type Caller = Guest;
    type Input = PriceListQuery;
    type Output = Vec<PriceListTariff>;

    const DECLARATION: Declaration = Declaration {
        name: "pricelist.export",
        kind: Kind::List,
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
    let filter = TariffFilter {
        type_name: query.product_type.clone(),
        provider: query.project.map(ProviderId::new),
        only_active: true,
    };
    let tariffs = tariff::list(scope.tx, &filter)?;
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
    let addon = |addon: Addon| PriceListAddon {
        id: addon.id.get(),
        prices: unit_prices
            .iter()
            .filter(|price| price.addon == addon.id)
            .map(|price| (price.period, price.price))
            .collect(),
        intname: addon.intname,
        name: addon.name,
        value_type: addon.value_type,
        bill_type: addon.bill_type,
        included: addon.included,
        min: addon.minimum,
        max: addon.maximum,
        step: addon.step,
        items: Vec::new(),
    };
    Ok(PriceListTariff {
        id: tariff.id.get(),
        product_type: tariff.type_name,
        intname: tariff.intname,
        name: tariff.name,
        name_ru: tariff.name_ru,
        prices: prices
            .iter()
            .map(|price| (price.period, price.price, price.setup))
            .collect(),
        trial_days: Some(tariff.trial_days),
        currency: Some(tariff.currency),
        addons: addons
            .into_iter()
            .filter(|addon| addon.active)
            .map(addon)
            .collect(),
    })
}
