//! Imports tariffs of a seller: periods, prices as cost, addons. Imported tariffs are off.

use crate::connect::not_a_seller;
use crate::tariffs::{self, NewTariff};
use crate::{Engine, Error, Result, Scope};
use onsell_domain::{AddonId, Amount, ClientChange, ModuleId, ProviderId, TariffId, Text, UserId};
use onsell_modules::billmanager::CallError;
use onsell_store::catalogue::Provider;
use onsell_store::processing_module::{self, ProcessingModule};
use onsell_store::tariff::{self, Addon, AddonPrice, Price};
use onsell_store::{catalogue, journal};
use onsell_wire::Fault;
use onsell_wire::message::pricelist::PriceListTariff;

/// What an administrator chooses.
#[derive(Debug, Clone)]
pub struct ImportInput {
    /// The module whose seller is asked.
    pub module: ModuleId,
    /// The seller's tariff.
    pub tariff: i64,
    /// Who will sell it here; none is the first provider.
    pub provider: Option<ProviderId>,
    /// The number it shall have here; none is the next.
    pub id: Option<TariffId>,
    /// Who imports.
    pub by: Option<UserId>,
}

/// What the seller offers for the module's product type.
pub fn available(engine: &Engine, id: ModuleId) -> Result<Vec<PriceListTariff>> {
    offered(engine, id).map(|(_, tariffs)| tariffs)
}

fn offered(engine: &Engine, id: ModuleId) -> Result<(ProcessingModule, Vec<PriceListTariff>)> {
    let module = engine
        .read(move |scope| Ok(processing_module::find(scope.tx, id)?))?
        .ok_or_else(|| Fault::missed("processingmodule", id))?;
    let seller = module.seller.ok_or_else(|| not_a_seller(id))?;
    let (_, client) = engine.seller(seller)?;
    let tariffs = client
        .price_list(&module.type_name)
        .map_err(|error| match error {
            CallError::Fault(fault) => Error::Outside(fault.message),
            error => Error::Outside(error.to_string()),
        })?;
    Ok((module, tariffs))
}

/// Imports one tariff; importing it again refreshes what it costs and adds what is new, and keeps
/// our names and prices.
///
/// # Errors
/// `missed` for a tariff the seller does not offer, `exists` for a number that is taken, `value`
/// when the seller's currency is another than the provider's.
pub fn import(engine: &Engine, input: &ImportInput) -> Result<TariffId> {
    let (module, tariffs) = offered(engine, input.module)?;
    let found = tariffs
        .into_iter()
        .find(|tariff| tariff.id == input.tariff)
        .ok_or_else(|| Fault::missed("pricelist", input.tariff))?;
    let input = input.clone();
    engine.write(None, move |scope| write(scope, &module, &found, &input))
}

fn write(
    scope: &mut Scope<'_>,
    module: &ProcessingModule,
    found: &PriceListTariff,
    input: &ImportInput,
) -> Result<TariffId> {
    let provider = provider(scope, input.provider)?;
    if let Some(currency) = found.currency
        && currency != provider.currency
    {
        return Err(Fault::value_because(
            "project",
            currency.as_str(),
            Text {
                en: "The seller's prices are in another currency and no exchange rate is set",
                ru: "Цены продавца в другой валюте, а курс не задан",
            },
        )
        .into());
    }
    let intname = found.id.to_string();
    let known = tariff::imported(scope.tx, module.id, &intname, provider.id)?;
    let id = if let Some(known) = &known {
        known.id
    } else {
        let new = NewTariff {
            id: input.id,
            module: module.id,
            provider: Some(provider.id),
            intname: Some(intname),
            name: found.name.clone(),
            name_ru: Some(found.name_ru.clone()),
            trial_days: found.trial_days,
            by: input.by,
        };
        tariffs::add(scope, &new)?
    };
    put_prices(scope, id, &provider, found)?;
    for addon in &found.addons {
        put_addon(scope, id, &provider, addon)?;
    }
    let detail = format!("{} from {}", found.id, module.name);
    journal::write(
        scope.tx,
        scope.now,
        input.by,
        "pricelist.import",
        &id.to_string(),
        &detail,
    )?;
    Ok(id)
}

fn provider(scope: &mut Scope<'_>, id: Option<ProviderId>) -> Result<Provider> {
    let found = match id {
        Some(id) => catalogue::provider(scope.tx, id)?,
        None => catalogue::providers(scope.tx)?.into_iter().next(),
    };
    let value = id.map_or_else(String::new, |id| id.to_string());
    found.ok_or_else(|| Fault::missed("project", &value).into())
}

/// The seller's prices become the cost, and the price where we have none yet.
fn put_prices(
    scope: &mut Scope<'_>,
    id: TariffId,
    provider: &Provider,
    found: &PriceListTariff,
) -> Result<()> {
    let known = tariff::prices(scope.tx, id, provider.currency)?;
    for (period, cost, setup) in &found.prices {
        let before = known.iter().find(|known| known.period == *period);
        let price = match before {
            Some(before) => Price {
                cost: Some(*cost),
                ..*before
            },
            None => Price {
                period: *period,
                price: *cost,
                setup: *setup,
                renewal: None,
                cost: Some(*cost),
            },
        };
        tariff::put_price(scope.tx, id, provider.currency, &price)?;
    }
    Ok(())
}

fn put_addon(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    provider: &Provider,
    found: &onsell_wire::message::pricelist::PriceListAddon,
) -> Result<()> {
    let intname = found.id.to_string();
    let known = tariff::addons(scope.tx, tariff)?
        .into_iter()
        .find(|addon| addon.intname == intname);
    let addon = if let Some(known) = known {
        known
    } else {
        let addon = Addon {
            id: tariff::next_addon_id(scope.tx)?,
            tariff,
            intname,
            name: found.name.clone(),
            name_ru: found.name.clone(),
            value_type: found.value_type,
            bill_type: found.bill_type,
            included: found.included,
            minimum: found.min,
            maximum: found.max,
            step: found.step.max(1),
            active: true,
            sort: found.id,
            client_change: ClientChange::default(),
        };
        tariff::put_addon(scope.tx, &addon)?;
        addon
    };
    put_addon_prices(scope, tariff, addon.id, provider, &found.prices)
}

fn put_addon_prices(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    addon: AddonId,
    provider: &Provider,
    costs: &[(onsell_domain::Period, Amount)],
) -> Result<()> {
    let known = tariff::addon_prices(scope.tx, tariff, provider.currency)?;
    for (period, cost) in costs {
        let before = known
            .iter()
            .find(|known| known.addon == addon && known.period == *period);
        let row = AddonPrice {
            addon,
            period: *period,
            price: before.map_or(*cost, |before| before.price),
            cost: Some(*cost),
        };
        tariff::put_addon_price(scope.tx, provider.currency, &row)?;
    }
    Ok(())
}
