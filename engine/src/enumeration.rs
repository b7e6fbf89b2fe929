//! Enumerations as an administrator edits them: closed lists and their values (semantics 2.4).

use crate::{Result, Scope};
use onsell_domain::{EnumerationId, EnumerationItemId, ModuleId, UserId};
use onsell_store::enumeration::{self, Enumeration};
use onsell_store::enumeration_item::{self, EnumerationItem};
use onsell_store::{journal, processing_module};
use onsell_wire::Fault;

/// What an administrator enters about a list; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct EnumerationInput {
    /// The list; none makes one.
    pub id: Option<EnumerationId>,
    /// Its internal name.
    pub intname: Option<String>,
    /// Its name in English.
    pub name: Option<String>,
    /// Its name in Russian.
    pub name_ru: Option<String>,
    /// Who changes it.
    pub by: Option<UserId>,
}

/// Makes a list or changes its names.
///
/// # Errors
/// `missed` for none of that number, `value` without a name.
pub fn save(scope: &mut Scope<'_>, input: &EnumerationInput) -> Result<EnumerationId> {
    let name = input.name.clone();
    let id = if let Some(id) = input.id {
        let mut found = find(scope, id)?;
        found.name = name.unwrap_or(found.name);
        found.name_ru = input.name_ru.clone().unwrap_or(found.name_ru);
        found.intname = input.intname.clone().unwrap_or(found.intname);
        enumeration::update(scope.tx, &found)?;
        id
    } else {
        let name = name.ok_or_else(|| Fault::value_empty("name"))?;
        let name_ru = input.name_ru.as_deref().unwrap_or(&name);
        let intname = input.intname.as_deref().unwrap_or_default();
        enumeration::insert(scope.tx, intname, &name, name_ru)?
    };
    note(scope, input.by, "enumeration.edit", &id.to_string())?;
    Ok(id)
}

/// The list of that number.
pub fn find(scope: &mut Scope<'_>, id: EnumerationId) -> Result<Enumeration> {
    let found = enumeration::find(scope.tx, id)?;
    found.ok_or_else(|| Fault::missed("enumeration", id).into())
}

/// What an administrator enters about a value; what is missing stays.
#[derive(Debug, Clone, Default)]
pub struct ItemInput {
    /// The list it is of; needed for a new one only.
    pub enumeration: Option<EnumerationId>,
    /// The value; none makes one.
    pub id: Option<EnumerationItemId>,
    /// What modules call it that have no name of their own for it.
    pub intname: Option<String>,
    /// Its name in English.
    pub name: Option<String>,
    /// Its name in Russian.
    pub name_ru: Option<String>,
    /// Whether an order gets it that chooses none.
    pub is_default: Option<bool>,
    /// Whether it can be ordered.
    pub active: Option<bool>,
    /// Its place, lowest first.
    pub sort: Option<i64>,
    /// What certain modules call it.
    pub names: Vec<(ModuleId, String)>,
    /// Who changes it.
    pub by: Option<UserId>,
}

/// Makes a value or changes one. A new one is off on every tariff until it is switched on there.
///
/// # Errors
/// `missed` for a list, a value or a module that is not there, `value` without a name.
pub fn save_item(scope: &mut Scope<'_>, input: &ItemInput) -> Result<EnumerationItemId> {
    let before = match input.id {
        Some(id) => Some(
            enumeration_item::item(scope.tx, id)?
                .ok_or_else(|| Fault::missed("enumerationitem", id))?,
        ),
        None => None,
    };
    let before = match before {
        Some(before) => {
            if input
                .enumeration
                .is_some_and(|list| list != before.enumeration)
            {
                return Err(Fault::missed("enumerationitem", before.id).into());
            }
            before
        }
        None => fresh(scope, input)?,
    };
    let item = EnumerationItem {
        intname: input.intname.clone().unwrap_or(before.intname),
        name: input.name.clone().unwrap_or(before.name),
        name_ru: input.name_ru.clone().unwrap_or(before.name_ru),
        is_default: input.is_default.unwrap_or(before.is_default),
        active: input.active.unwrap_or(before.active),
        sort: input.sort.unwrap_or(before.sort),
        ..before
    };
    let id = enumeration_item::put(scope.tx, &item)?;
    for (module, name) in &input.names {
        if processing_module::find(scope.tx, *module)?.is_none() {
            return Err(Fault::missed("processingmodule", module).into());
        }
        enumeration_item::put_name(scope.tx, id, *module, name)?;
    }
    note(scope, input.by, "enumeration.item.edit", &id.to_string())?;
    Ok(id)
}

fn fresh(scope: &mut Scope<'_>, input: &ItemInput) -> Result<EnumerationItem> {
    let enumeration = input
        .enumeration
        .ok_or_else(|| Fault::value_empty("plid"))?;
    find(scope, enumeration)?;
    let name = input
        .name
        .clone()
        .ok_or_else(|| Fault::value_empty("name"))?;
    let places = enumeration_item::items(scope.tx, enumeration)?;
    let last = places
        .iter()
        .map(|item| item.sort)
        .max()
        .unwrap_or_default();
    Ok(EnumerationItem {
        id: EnumerationItemId::new(0),
        enumeration,
        intname: String::new(),
        name_ru: name.clone(),
        name,
        is_default: false,
        active: true,
        sort: last.saturating_add(1),
    })
}

fn note(scope: &mut Scope<'_>, by: Option<UserId>, function: &str, object: &str) -> Result<()> {
    journal::write(scope.tx, scope.now, by, function, object, "")?;
    Ok(())
}
