//! What is ordered at the seller together with a value of a closed list, as an administrator sets
//! it up.

use crate::journal;
use crate::{Result, Scope};
use onsell_domain::{EnumerationItemId, ItemAddonId, ItemAmount, Text, UserId};
use onsell_store::enumeration_item;
use onsell_store::item_addon::{self, ItemAddon};
use onsell_wire::Fault;

/// What an administrator enters about an addon that comes with a value; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct ItemAddonInput {
    /// The value; needed for a new one only.
    pub item: Option<EnumerationItemId>,
    /// The addon; none adds one.
    pub id: Option<ItemAddonId>,
    /// What the seller calls it.
    pub intname: Option<String>,
    /// Always this much.
    pub value: Option<i64>,
    /// As much as the service has of its addon with this internal name.
    pub source: Option<String>,
    /// The least that is taken from there.
    pub minimum: Option<i64>,
    /// Who changes it.
    pub by: Option<UserId>,
}

/// Adds an addon to a value, or changes one.
///
/// # Errors
/// `missed` for a value or an addon that is not there, `value` for one without a name, with no
/// amount or with two, `exists` when the value has one of that name.
pub fn save(scope: &mut Scope<'_>, input: &ItemAddonInput) -> Result<ItemAddonId> {
    let before = input.id.map(|id| find(scope, id)).transpose()?;
    let item = match (&before, input.item) {
        (Some(before), asked) if asked.is_none_or(|item| item == before.item) => before.item,
        (Some(before), _) => return Err(missed(before.id)),
        (None, Some(item)) => item,
        (None, None) => return Err(Fault::value_empty("plid").into()),
    };
    if enumeration_item::item(scope.tx, item)?.is_none() {
        return Err(Fault::missed("enumerationitem", item).into());
    }
    let intname = input
        .intname
        .clone()
        .or_else(|| before.as_ref().map(|before| before.intname.clone()))
        .ok_or_else(|| Fault::value_empty("intname"))?;
    let id = before
        .as_ref()
        .map_or(ItemAddonId::new(0), |addon| addon.id);
    let others = item_addon::of_item(scope.tx, item)?;
    let is_taken = |other: &&ItemAddon| other.id != id && other.intname == intname;
    if let Some(other) = others.iter().find(is_taken) {
        return Err(Fault::exists("enumeration.item.addon", other.id).into());
    }
    let addon = ItemAddon {
        id,
        item,
        intname,
        amount: amount(input, before.map(|before| before.amount))?,
    };
    let id = item_addon::put(scope.tx, &addon)?;
    note(scope, input.by, "enumeration.item.addon.edit", id)?;
    Ok(id)
}

/// How much is ordered: fixed, or taken from the service, not both.
fn amount(
    input: &ItemAddonInput,
    before: Option<ItemAmount>,
) -> std::result::Result<ItemAmount, Fault> {
    let was = before.as_ref().and_then(|before| match before {
        ItemAmount::TakenFrom { intname, minimum } => Some((intname.clone(), *minimum)),
        ItemAmount::Fixed(_) => None,
    });
    let amount = match (input.value, &input.source, was) {
        (Some(value), Some(_), _) => {
            let reason = Text {
                en: "Give either a fixed amount or the addon it is taken from",
                ru: "Укажите либо постоянное количество, либо дополнение, из которого оно берётся",
            };
            return Err(Fault::value_because("value", value, reason));
        }
        (Some(value), None, _) => ItemAmount::Fixed(value),
        (None, Some(source), was) => ItemAmount::TakenFrom {
            intname: source.clone(),
            minimum: input
                .minimum
                .or(was.map(|(_, minimum)| minimum))
                .unwrap_or(1),
        },
        (None, None, Some((intname, minimum))) => ItemAmount::TakenFrom {
            intname,
            minimum: input.minimum.unwrap_or(minimum),
        },
        (None, None, None) => before.ok_or_else(|| Fault::value_empty("value"))?,
    };
    match &amount {
        ItemAmount::Fixed(value) if *value < 0 => Err(Fault::value("value", value)),
        ItemAmount::TakenFrom { minimum, .. } if *minimum < 0 => {
            Err(Fault::value("addonmin", minimum))
        }
        _ => Ok(amount),
    }
}

/// The addon of that number.
pub fn find(scope: &mut Scope<'_>, id: ItemAddonId) -> Result<ItemAddon> {
    item_addon::find(scope.tx, id)?.ok_or_else(|| missed(id))
}

/// Takes an addon from its value; licenses that have it keep it.
///
/// # Errors
/// `missed` for none of that number.
pub fn delete(scope: &mut Scope<'_>, id: ItemAddonId, by: Option<UserId>) -> Result<()> {
    if !item_addon::delete(scope.tx, id)? {
        return Err(missed(id));
    }
    note(scope, by, "enumeration.item.addon.delete", id)
}

fn missed(id: ItemAddonId) -> crate::Error {
    Fault::missed("enumeration.item.addon", id).into()
}

fn note(scope: &mut Scope<'_>, by: Option<UserId>, function: &str, id: ItemAddonId) -> Result<()> {
    journal::write(scope, by, function, &id.to_string(), "")?;
    Ok(())
}
