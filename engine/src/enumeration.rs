//! Enumerations as an administrator edits them: closed lists and their values (semantics 2.4).

use crate::journal;
use crate::{Result, Scope};
use onsell_domain::{EnumerationId, EnumerationItemId, ModuleId, Text, UserId};
use onsell_store::enumeration::{self, Enumeration};
use onsell_store::enumeration_item::{self, EnumerationItem};
use onsell_store::processing_module;
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
    /// Whether the license that it stands for is a trial.
    pub trial: Option<bool>,
    /// The value that is offered when the trial ends.
    pub paid_item: Option<EnumerationItemId>,
    /// What is typed on a server to install its panel; `__KEY__` stands for the license key.
    pub install: Option<String>,
    /// What certain modules call it; empty as all others do.
    pub names: Vec<(ModuleId, String)>,
    /// Who changes it.
    pub by: Option<UserId>,
}

/// The longest line that installs a panel, in characters.
const INSTALL_CHARS_MAX: usize = 500;

/// Makes a value or changes one. A new one is off on every tariff until it is switched on there.
///
/// # Errors
/// `missed` for a list, a value or a module that is not there, `value` without a name and for what
/// no trial can lead to.
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
        trial: input.trial.unwrap_or(before.trial),
        paid_item: input.paid_item.or(before.paid_item),
        ..before
    };
    let item = EnumerationItem {
        paid_item: paid_item(scope, &item, input.paid_item)?,
        ..item
    };
    let id = enumeration_item::put(scope.tx, &item)?;
    if let Some(line) = &input.install {
        if line.chars().count() > INSTALL_CHARS_MAX || line.chars().any(char::is_control) {
            return Err(Fault::value("install", line).into());
        }
        enumeration_item::set_install_line(scope.tx, id, line)?;
    }
    for (module, name) in &input.names {
        if processing_module::find(scope.tx, *module)?.is_none() {
            return Err(Fault::missed("processingmodule", module).into());
        }
        if name.is_empty() {
            enumeration_item::drop_name(scope.tx, id, *module)?;
        } else {
            enumeration_item::put_name(scope.tx, id, *module, name)?;
        }
    }
    note(scope, input.by, "enumeration.item.edit", &id.to_string())?;
    Ok(id)
}

/// What a value leads to when its trial ends; one that is no trial any more leads nowhere.
fn paid_item(
    scope: &mut Scope<'_>,
    item: &EnumerationItem,
    asked: Option<EnumerationItemId>,
) -> Result<Option<EnumerationItemId>> {
    let Some(paid) = item.paid_item.filter(|_| item.trial || asked.is_some()) else {
        return Ok(None);
    };
    let found = enumeration_item::item(scope.tx, paid)?;
    let is_paid = found.is_some_and(|found| found.enumeration == item.enumeration && !found.trial);
    if item.trial && is_paid {
        return Ok(Some(paid));
    }
    let reason = Text {
        en: "When a trial ends, a value of the same list that is no trial can follow",
        ru: "После пробного периода может следовать значение того же перечисления без пробного \
             периода",
    };
    Err(Fault::value_because("paiditem", paid, reason).into())
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
        trial: false,
        paid_item: None,
    })
}

fn note(scope: &mut Scope<'_>, by: Option<UserId>, function: &str, object: &str) -> Result<()> {
    journal::write(scope, by, function, object, "")?;
    Ok(())
}
