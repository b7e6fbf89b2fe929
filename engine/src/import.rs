//! Imports tariffs of a seller: periods, prices as cost, addons and the closed lists they use
//! (semantics 1.3). Imported tariffs are off. `sync` looks at an imported tariff again later.

use crate::journal;
use crate::mirror::Mirror;
use crate::offered::{Offered, offered};
use crate::report::{self, Change, Line};
use crate::tariffs::{self, NewTariff};
use crate::{Engine, Error, Result, Scope, currency_rate};
use onsell_domain::{Currency, ModuleId, Period, ProviderId, TariffId, Text, UserId, Words};
use onsell_store::catalogue::{self, Provider};
use onsell_store::period_rule;
use onsell_store::processing_module::ProcessingModule;
use onsell_store::tariff::{self, Tariff};
use onsell_wire::Fault;
use onsell_wire::message::PriceListTariff;

pub use crate::offered::available;

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

/// What an import made.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The tariff here.
    pub tariff: TariffId,
    /// What changed on a tariff that was imported before, and what somebody should look at.
    pub lines: Vec<Line>,
}

/// Imports one tariff; importing it again refreshes what it costs and adds what is new, switched
/// off, and keeps our names and prices.
///
/// # Errors
/// `missed` for a tariff the seller does not offer, `exists` for a number that is taken, `value`
/// when no period of it exists here, or its currency is another than the provider's and no exchange
/// rate is set.
pub fn import(engine: &Engine, input: &ImportInput) -> Result<Imported> {
    let offered = offered(engine, input.module, input.tariff)?;
    if offered.found.is_none() {
        return Err(Fault::missed("pricelist", input.tariff).into());
    }
    let input = input.clone();
    engine.write(None, move |scope| write(scope, &offered, &input))
}

fn write(scope: &mut Scope<'_>, offered: &Offered, input: &ImportInput) -> Result<Imported> {
    let provider = provider(scope, input.provider)?;
    let found = offered
        .found
        .as_ref()
        .ok_or_else(|| Fault::missed("pricelist", input.tariff))?;
    let (found, unknown) = of_known_periods(scope, &offered.module, found)?;
    let rate = rate_for(scope, offered.currency, provider.currency)?;
    let intname = found.id.to_string();
    let known = tariff::imported(scope.tx, offered.module.id, &intname, provider.id)?;
    let is_new = known.is_none();
    let tariff = match known {
        Some(known) => known,
        None => made(scope, offered, &found, input, provider.id)?,
    };
    let id = tariff.id;
    let mut mirror = Mirror {
        tariff,
        module: offered.module.id,
        seller: offered.seller,
        told_in: offered.currency,
        rate,
        is_new,
        lines: Vec::new(),
    };
    mirror.apply(scope, &found)?;
    let mut lines = mirror.lines;
    if let Some(words) = left_out(&unknown) {
        lines.push(about(&mirror.tariff, words));
    }
    let named = offered.unknown_names.iter().cloned();
    lines.extend(named.map(|words| about(&mirror.tariff, words)));
    let detail = format!("{} from {}", found.id, offered.module.name);
    journal::write(
        scope,
        input.by,
        "pricelist.import",
        &id.to_string(),
        &detail,
    )?;
    Ok(Imported { tariff: id, lines })
}

fn made(
    scope: &mut Scope<'_>,
    offered: &Offered,
    found: &PriceListTariff,
    input: &ImportInput,
    provider: ProviderId,
) -> Result<Tariff> {
    let new = NewTariff {
        id: input.id,
        module: offered.module.id,
        provider: Some(provider),
        intname: Some(found.id.to_string()),
        addition_intname: found.addition_intname.clone(),
        name: found.name.clone(),
        name_ru: Some(found.name_ru.clone()),
        trial_days: found.trial_days,
        by: input.by,
    };
    let id = tariffs::add(scope, &new)?;
    tariff::find(scope.tx, id)?.ok_or(Error::Store(onsell_store::Error::Stale))
}

fn provider(scope: &mut Scope<'_>, id: Option<ProviderId>) -> Result<Provider> {
    let found = match id {
        Some(id) => catalogue::provider(scope.tx, id)?,
        None => catalogue::providers(scope.tx)?.into_iter().next(),
    };
    let value = id.map_or_else(String::new, |id| id.to_string());
    found.ok_or_else(|| Fault::missed("project", &value).into())
}

/// A warning about a tariff.
pub(crate) fn about(tariff: &Tariff, words: Words) -> Line {
    Line {
        change: Change::Warning,
        object: "pricelist",
        id: tariff.id.get(),
        name: tariff.name.clone(),
        words,
    }
}

/// The tariff with those of its periods that exist here too, and the others.
///
/// # Errors
/// `value` with the seller's periods when none exists here (semantics 1.3).
pub(crate) fn of_known_periods(
    scope: &mut Scope<'_>,
    module: &ProcessingModule,
    found: &PriceListTariff,
) -> Result<(PriceListTariff, Vec<Period>)> {
    let known = period_rule::known(scope.tx, module.product_type)?;
    let exists = |period: &Period| known.is_empty() || known.contains(period);
    let mut found = found.clone();
    let all: Vec<Period> = found.prices.iter().map(|(period, ..)| *period).collect();
    found.prices.retain(|(period, ..)| exists(period));
    if found.prices.is_empty() {
        let reason = if all.is_empty() {
            Text {
                en: "The seller sells the tariff for no period",
                ru: "Продавец не продаёт тариф ни на один период",
            }
        } else {
            Text {
                en: "The seller sells the tariff only for periods that this product type does not \
                     have here (codes __periods__); add one of them to the product type",
                ru: "Продавец продаёт тариф только на периоды, которых у этого типа продукта здесь \
                     нет (коды __periods__); добавьте один из них к типу продукта",
            }
        };
        let fault = Fault::value_because("pricelist", found.id, reason);
        return Err(fault.with_param("periods", report::codes(all)).into());
    }
    for addon in &mut found.addons {
        addon.prices.retain(|(period, _)| exists(period));
        for item in &mut addon.items {
            item.prices.retain(|(period, _)| exists(period));
        }
    }
    let unknown = all.into_iter().filter(|period| !exists(period));
    Ok((found, unknown.collect()))
}

/// What to say about periods that were left out.
fn left_out(periods: &[Period]) -> Option<Words> {
    if periods.is_empty() {
        return None;
    }
    let codes = report::codes(periods.iter().copied());
    Some(Words::new(
        format!("Periods that the product type does not have here were left out (codes {codes})"),
        format!("Периоды, которых здесь нет у типа продукта, пропущены (коды {codes})"),
    ))
}

/// The rate at which a seller's prices become costs; none is needed in one currency.
///
/// # Errors
/// `value` when a rate is needed and not set.
pub(crate) fn rate_for(
    scope: &mut Scope<'_>,
    told_in: Currency,
    ours: Currency,
) -> Result<Option<onsell_domain::CurrencyRate>> {
    let rate = currency_rate::between(scope, told_in, ours)?;
    if rate.is_none() && told_in != ours {
        let reason = Text {
            en: "The seller's prices are in __value__ and no exchange rate to __currency__ is set; \
                 set one with currencyrate.edit and try again",
            ru: "Цены продавца в валюте __value__, а курс к __currency__ не задан; задайте его \
                 функцией currencyrate.edit и повторите",
        };
        let fault = Fault::value_because("project", told_in, reason);
        return Err(fault.with_param("currency", ours).into());
    }
    Ok(rate)
}
