//! The part of a preset that is a closed list: the control panels that servers bring along
//! (semantics 2.5).

use crate::{Error, Result, Scope};
use onsell_domain::{EnumerationId, EnumerationItemId, ItemAddonId, ItemAmount};
use onsell_store::enumeration;
use onsell_store::enumeration_item::{self, EnumerationItem};
use onsell_store::item_addon::{self, ItemAddon};
use serde::Deserialize;

/// A closed list with its values by their place; the first is the default.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PresetList {
    intname: String,
    name: String,
    name_ru: String,
    item: Vec<PresetItem>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetItem {
    intname: String,
    name: String,
    /// The same as `name` where it is missing.
    name_ru: Option<String>,
    #[serde(default)]
    trial: bool,
    /// The internal name of the value that is offered when the trial ends.
    paid: Option<String>,
    /// What is typed on a server to install it.
    #[serde(default)]
    install: String,
    #[serde(default)]
    addon: Vec<PresetItemAddon>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct PresetItemAddon {
    intname: String,
    source: String,
    minimum: i64,
}

impl PresetList {
    /// Writes the list with its values.
    pub(crate) fn load(&self, scope: &mut Scope<'_>) -> Result<()> {
        let list = enumeration::insert(scope.tx, &self.intname, &self.name, &self.name_ru)?;
        let mut written: Vec<EnumerationItem> = Vec::new();
        for (place, told) in self.item.iter().enumerate() {
            written.push(put(scope, list, place, told)?);
        }
        for (item, told) in written.iter().zip(&self.item) {
            let Some(paid) = &told.paid else { continue };
            let found = written.iter().find(|other| other.intname == *paid);
            let found = found.ok_or_else(|| {
                Error::Outside(format!("{}: no value is called {paid}", self.name))
            })?;
            let item = EnumerationItem {
                paid_item: Some(found.id),
                ..item.clone()
            };
            enumeration_item::put(scope.tx, &item)?;
        }
        Ok(())
    }
}

fn put(
    scope: &mut Scope<'_>,
    enumeration: EnumerationId,
    place: usize,
    told: &PresetItem,
) -> Result<EnumerationItem> {
    let mut item = EnumerationItem {
        id: EnumerationItemId::new(0),
        enumeration,
        intname: told.intname.clone(),
        name: told.name.clone(),
        name_ru: told.name_ru.as_ref().unwrap_or(&told.name).clone(),
        is_default: place == 0,
        active: true,
        sort: place as i64 + 1,
        trial: told.trial,
        paid_item: None,
    };
    item.id = enumeration_item::put(scope.tx, &item)?;
    enumeration_item::set_install_line(scope.tx, item.id, &told.install)?;
    for addon in &told.addon {
        let row = ItemAddon {
            id: ItemAddonId::new(0),
            item: item.id,
            intname: addon.intname.clone(),
            amount: ItemAmount::TakenFrom {
                intname: addon.source.clone(),
                minimum: addon.minimum,
            },
        };
        item_addon::put(scope.tx, &row)?;
    }
    Ok(item)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::PresetList;

    /// The internal names in their order, with that of the value that follows a trial.
    pub(crate) fn values(list: &PresetList) -> Vec<(&str, Option<&str>)> {
        let items = list.item.iter();
        items
            .map(|item| (item.intname.as_str(), item.paid.as_deref()))
            .collect()
    }
}
