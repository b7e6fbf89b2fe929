//! Addons of tariffs as an administrator edits them: limits, prices, and which closed list they use
//! (semantics 2.3). Their values are in `addon_item_edit`.

use crate::addon_check::{known_billing, must_be_possible, must_be_sources};
use crate::journal;
use crate::{Result, Scope};
use onsell_domain::{
    AddonId, AddonPurpose, Amount, Change, ClientChange, EnumerationId, EnumerationItemId, Period,
    ScaleType, TariffId, Text, UserId,
};
use onsell_store::tariff::{self, Addon, AddonPrice, Tariff};
use onsell_store::{addon_source, enumeration_item};
use onsell_wire::Fault;
use onsell_wire::message::pricelist::{
    ADDON_BOOLEAN, ADDON_ENUMERATION, ADDON_INTEGER, BILL_BY_ORDERED_VALUE,
};

/// What an administrator enters about an addon; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct AddonInput {
    /// The addon; for a new one its number where resellers store it, none is the next.
    pub id: Option<AddonId>,
    /// The tariff that gets a new addon; none changes one.
    pub tariff: Option<TariffId>,
    /// Its name in English.
    pub name: Option<String>,
    /// Its name in Russian.
    pub name_ru: Option<String>,
    /// What the module understands.
    pub intname: Option<String>,
    /// 1 boolean, 2 integer, 3 enumeration; of a new one only.
    pub value_type: Option<i64>,
    /// 1 not billed, 2 by order, 3 by statistics, 4 compound, 5 the sum of others; of a new one
    /// only.
    pub bill_type: Option<i64>,
    /// How much the tariff's price includes.
    pub included: Option<i64>,
    /// The least that can be ordered.
    pub minimum: Option<i64>,
    /// The most that can be ordered.
    pub maximum: Option<i64>,
    /// The steps between.
    pub step: Option<i64>,
    /// The closed list its values are of.
    pub enumeration: Option<EnumerationId>,
    /// The value that an order gets which chooses none.
    pub default_item: Option<EnumerationItemId>,
    /// Its place, lowest first.
    pub sort: Option<i64>,
    /// Whether it can be ordered.
    pub active: Option<bool>,
    /// What it is for.
    pub purpose: Option<AddonPurpose>,
    /// How a client may change it.
    pub client_change: Option<ClientChange>,
    /// How the scale of its prices is read.
    pub scale_type: Option<ScaleType>,
    /// The compound addon that it can be chosen by; unsaid makes it one by itself.
    pub compound: Change<AddonId>,
    /// The addons that it sums up.
    pub sources: Option<Vec<AddonId>>,
    /// What people count it in.
    pub measure: Option<String>,
    /// How many units of its module one unit is.
    pub module_factor: Option<i64>,
    /// Unit prices by period, in the provider's currency.
    pub prices: Vec<(Period, Amount)>,
    /// Who changes it.
    pub by: Option<UserId>,
}

/// Makes an addon or changes one: with a tariff, a new one of it, unless the number is one of its
/// addons already. Running services keep what they have.
///
/// # Errors
/// `missed` for a tariff or an addon that is not there, `exists` for a number of another tariff,
/// `value` for limits that exclude everything, for a value that is not of the list, and for what
/// does not go together; `exists` for a second control panel.
pub fn save(scope: &mut Scope<'_>, input: &AddonInput) -> Result<AddonId> {
    let known = match input.id {
        Some(id) => tariff::addon(scope.tx, id)?,
        None => None,
    };
    let before = match (input.tariff, known) {
        (None, Some(addon)) => addon,
        // The tariff that it belongs to says nothing new.
        (Some(tariff), Some(addon)) if addon.tariff == tariff => addon,
        (Some(tariff), _) => fresh(scope, input, tariff, input.id)?,
        (None, None) => {
            let id = input.id.ok_or_else(|| Fault::value_empty("elid"))?;
            return Err(Fault::missed("pricelist.detail", id).into());
        }
    };
    let addon = Addon {
        name: input.name.clone().unwrap_or(before.name),
        name_ru: input.name_ru.clone().unwrap_or(before.name_ru),
        intname: input.intname.clone().unwrap_or(before.intname),
        included: input.included.unwrap_or(before.included),
        minimum: input.minimum.unwrap_or(before.minimum),
        maximum: input.maximum.unwrap_or(before.maximum),
        step: input.step.unwrap_or(before.step),
        enumeration: before.enumeration.or(input.enumeration),
        default_item: input.default_item.or(before.default_item),
        sort: input.sort.unwrap_or(before.sort),
        active: input.active.unwrap_or(before.active),
        purpose: input.purpose.unwrap_or(before.purpose),
        client_change: input.client_change.unwrap_or(before.client_change),
        scale_type: input.scale_type.unwrap_or(before.scale_type),
        compound: input.compound.over(before.compound),
        measure: input.measure.clone().unwrap_or(before.measure),
        module_factor: input.module_factor.unwrap_or(before.module_factor),
        ..before
    };
    must_be_possible(scope, &addon)?;
    if let Some(sources) = &input.sources {
        must_be_sources(scope, &addon, sources)?;
    }
    tariff::put_addon(scope.tx, &addon)?;
    if let Some(sources) = &input.sources {
        addon_source::set(scope.tx, addon.id, sources)?;
    }
    let currency = tariff_of(scope, addon.tariff)?.currency;
    let known = tariff::addon_prices(scope.tx, addon.tariff, currency)?;
    for (period, price) in &input.prices {
        let before = known
            .iter()
            .find(|known| known.addon == addon.id && known.period == *period);
        let row = AddonPrice {
            addon: addon.id,
            item: None,
            period: *period,
            price: *price,
            cost: before.and_then(|before| before.cost),
            seller_cost: before.and_then(|before| before.seller_cost),
        };
        tariff::put_addon_price(scope.tx, currency, &row)?;
    }
    note(
        scope,
        input.by,
        "pricelist.detail.edit",
        &addon.id.to_string(),
    )?;
    Ok(addon.id)
}

/// The addon of that number.
pub fn find(scope: &mut Scope<'_>, id: AddonId) -> Result<Addon> {
    let found = tariff::addon(scope.tx, id)?;
    found.ok_or_else(|| Fault::missed("pricelist.detail", id).into())
}

/// The tariff of that number.
pub(crate) fn tariff_of(scope: &mut Scope<'_>, id: TariffId) -> Result<Tariff> {
    let found = tariff::find(scope.tx, id)?;
    found.ok_or_else(|| Fault::missed("pricelist", id).into())
}

fn fresh(
    scope: &mut Scope<'_>,
    input: &AddonInput,
    tariff: TariffId,
    id: Option<AddonId>,
) -> Result<Addon> {
    tariff_of(scope, tariff)?;
    let id = match id {
        Some(id) if tariff::addon(scope.tx, id)?.is_some() => {
            return Err(Fault::exists("pricelist.detail", id).into());
        }
        Some(id) => id,
        None => tariff::next_addon_id(scope.tx)?,
    };
    let name = input
        .name
        .clone()
        .ok_or_else(|| Fault::value_empty("name"))?;
    let value_type = match input.value_type {
        Some(kind @ (ADDON_BOOLEAN | ADDON_INTEGER | ADDON_ENUMERATION)) => kind,
        Some(kind) => return Err(Fault::value("addontype", kind).into()),
        None if input.enumeration.is_some() => ADDON_ENUMERATION,
        None => ADDON_INTEGER,
    };
    Ok(Addon {
        id,
        tariff,
        intname: id.to_string(),
        name_ru: name.clone(),
        name,
        value_type,
        bill_type: known_billing(input.bill_type.unwrap_or(BILL_BY_ORDERED_VALUE))?,
        included: 0,
        minimum: 0,
        maximum: 1,
        step: 1,
        active: false,
        sort: id.get(),
        enumeration: None,
        default_item: None,
        client_change: ClientChange::default(),
        purpose: AddonPurpose::Ordinary,
        scale_type: ScaleType::default(),
        compound: None,
        measure: String::new(),
        module_factor: 1,
    })
}

/// A value must be of the list.
pub(crate) fn must_be_of(
    scope: &mut Scope<'_>,
    list: EnumerationId,
    item: EnumerationItemId,
    field: &str,
) -> Result<()> {
    let found = enumeration_item::item(scope.tx, item)?;
    if found.is_some_and(|found| found.enumeration == list) {
        return Ok(());
    }
    let reason = Text {
        en: "This is no value of the addon's list",
        ru: "Такого значения в перечислении дополнения нет",
    };
    Err(Fault::value_because(field, item, reason).into())
}

fn note(scope: &mut Scope<'_>, by: Option<UserId>, function: &str, object: &str) -> Result<()> {
    journal::write(scope, by, function, object, "")?;
    Ok(())
}
