//! The small tables around the catalogue, as an administrator edits them: providers, departments,
//! data centers, currencies, product types.

use crate::journal;
use crate::{Result, Scope, install};
use onsell_domain::{
    Currency, DataCenterId, DepartmentId, ProductTypeId, ProviderId, TrialRule, UserId, Zone,
};
use onsell_store::catalogue::{self, CurrencyRow, DataCenter, Department, ProductType, Provider};
use onsell_wire::Fault;

/// The longest name, in characters.
const NAME_CHARS_MAX: usize = 200;
/// The longest internal name of a product type, in bytes.
const INTNAME_BYTES_MAX: usize = 32;

/// What an administrator enters; what is missing stays, and what a table has not is not read.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// The row; none makes one.
    pub id: Option<i64>,
    /// Its name in English.
    pub name: Option<String>,
    /// Its name in Russian.
    pub name_ru: Option<String>,
    /// Its place, lowest first.
    pub sort: Option<i64>,
    /// Whether it is in use.
    pub active: Option<bool>,
    /// Its code in the other system.
    pub external_id: Option<String>,
    /// The currency of a new provider, or a new currency.
    pub currency: Option<Currency>,
    /// The number of a new currency on the wire.
    pub code: Option<i64>,
    /// The zone of a provider's dates.
    pub zone: Option<String>,
    /// A provider's site.
    pub site: Option<String>,
    /// Where a provider's clients sign in.
    pub bill_url: Option<String>,
    /// The internal name of a new product type.
    pub intname: Option<String>,
    /// How often a customer may have a trial of a product type.
    pub trial_rule: Option<TrialRule>,
    /// Who changes it.
    pub by: Option<UserId>,
}

/// Makes a provider or changes one. Its currency stays.
///
/// # Errors
/// `missed` for none of that number, `value` for what cannot be.
pub fn save_provider(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64> {
    let all = catalogue::providers(scope.tx)?;
    let before = known(entry.id, "project", all, |row| row.id.get())?;
    let names = names(
        entry,
        before.found.as_ref().map(|row| (&row.name, &row.name_ru)),
    )?;
    let currency = match (&before.found, entry.currency) {
        (Some(row), None) => row.currency,
        (Some(row), Some(asked)) if row.currency == asked => asked,
        (None, Some(asked)) => must_be_known(scope, asked)?,
        (_, asked) => {
            let asked = asked.map(|asked| asked.to_string()).unwrap_or_default();
            return Err(Fault::value("currency", asked).into());
        }
    };
    let old = before.found.as_ref();
    let kept = |new: &Option<String>, old: Option<&String>| {
        new.clone().or_else(|| old.cloned()).unwrap_or_default()
    };
    let zone = kept(&entry.zone, old.map(|row| &row.zone));
    let zone = if zone.is_empty() {
        "UTC".to_owned()
    } else {
        zone
    };
    Zone::parse(&zone).map_err(|_| Fault::value("timezone", &zone))?;
    let row = Provider {
        id: ProviderId::new(before.id),
        name: names.0,
        name_ru: names.1,
        currency,
        zone,
        site: kept(&entry.site, old.map(|row| &row.site)),
        bill_url: kept(&entry.bill_url, old.map(|row| &row.bill_url)),
    };
    catalogue::put_provider(scope.tx, &row)?;
    note(scope, entry, "project.edit", before.id)
}

/// Makes a department or changes one.
///
/// # Errors
/// `missed` for none of that number, `value` without a name.
pub fn save_department(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64> {
    let all = catalogue::departments(scope.tx)?;
    let before = known(entry.id, "department", all, |row| row.id.get())?;
    let old = before.found.as_ref();
    let names = names(entry, old.map(|row| (&row.name, &row.name_ru)))?;
    let row = Department {
        id: DepartmentId::new(before.id),
        name: names.0,
        name_ru: names.1,
        sort: entry.sort.or(old.map(|row| row.sort)).unwrap_or(before.id),
        active: entry.active.or(old.map(|row| row.active)).unwrap_or(true),
    };
    catalogue::put_department(scope.tx, &row)?;
    note(scope, entry, "department.edit", before.id)
}

/// Makes a data center or changes one.
///
/// # Errors
/// `missed` for none of that number, `value` without a name.
pub fn save_data_center(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64> {
    let all = catalogue::data_centers(scope.tx)?;
    let before = known(entry.id, "datacenter", all, |row| row.id.get())?;
    let old = before.found.as_ref();
    let names = names(entry, old.map(|row| (&row.name, &row.name_ru)))?;
    let external_id = entry.external_id.clone();
    let row = DataCenter {
        id: DataCenterId::new(before.id),
        name: names.0,
        name_ru: names.1,
        external_id: external_id
            .or(old.map(|row| row.external_id.clone()))
            .unwrap_or_default(),
        sort: entry.sort.or(old.map(|row| row.sort)).unwrap_or(before.id),
    };
    catalogue::put_data_center(scope.tx, &row)?;
    note(scope, entry, "datacenter.edit", before.id)
}

/// Adds a currency under its number on the wire, or renames one.
///
/// # Errors
/// `missed` for none of that number, `exists` for letters or a number that are taken.
pub fn save_currency(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64> {
    let all = catalogue::currencies(scope.tx)?;
    let name = entry
        .name
        .clone()
        .ok_or_else(|| Fault::value_empty("name"))?;
    if let Some(id) = entry.id {
        let found = all.iter().find(|row| row.id == id);
        let found = found.ok_or_else(|| Fault::missed("currency", id))?;
        catalogue::rename_currency(scope.tx, found.iso, &name)?;
        return note(scope, entry, "currency.edit", id);
    }
    let iso = entry.currency.ok_or_else(|| Fault::value_empty("iso"))?;
    let id = entry.code.ok_or_else(|| Fault::value_empty("code"))?;
    if all.iter().any(|row| row.iso == iso) {
        return Err(Fault::exists("currency", iso).into());
    }
    if id <= 0 {
        return Err(Fault::value("code", id).into());
    }
    if all.iter().any(|row| row.id == id) {
        return Err(Fault::exists("code", id).into());
    }
    catalogue::put_currency(scope.tx, &CurrencyRow { iso, id, name })?;
    note(scope, entry, "currency.edit", id)
}

/// Makes a product type under its internal name, or changes what one is called. A new one begins
/// with the rules of a type that is no license.
///
/// # Errors
/// `missed` for none of that number, `exists` for an internal name that is taken, `value` for one
/// that cannot be.
pub fn save_product_type(scope: &mut Scope<'_>, entry: &Entry) -> Result<i64> {
    let all = catalogue::product_types(scope.tx)?;
    if entry.id.is_none()
        && let Some(name) = &entry.intname
        && all.iter().any(|row| row.intname == *name)
    {
        return Err(Fault::exists("itemtype", name).into());
    }
    let before = known(entry.id, "itemtype", all, |row| row.id.get())?;
    let old = before.found.as_ref();
    let (name, name_ru) = names(entry, old.map(|row| (&row.name, &row.name_ru)))?;
    let intname = match (old, &entry.intname) {
        (Some(row), Some(asked)) if row.intname != *asked => {
            return Err(Fault::value("intname", asked).into());
        }
        (Some(row), _) => row.intname.clone(),
        (None, asked) => internal_name(asked.as_deref())?,
    };
    let row = ProductType {
        id: ProductTypeId::new(before.id),
        intname,
        name,
        name_ru,
        trial_rule: entry
            .trial_rule
            .or(old.map(|row| row.trial_rule))
            .unwrap_or(TrialRule::PerTariff),
        rules: old.map_or_else(|| install::rules(false), |row| row.rules),
        sort: entry.sort.or(old.map(|row| row.sort)).unwrap_or(before.id),
    };
    if old.is_some() {
        catalogue::describe_product_type(scope.tx, &row)?;
    } else {
        catalogue::put_product_type(scope.tx, &row)?;
    }
    note(scope, entry, "itemtype.edit", before.id)
}

/// Names that begin functions of their own, so that no product type may have them.
const TAKEN: [&str; 50] = [
    "account",
    "auth",
    "basket",
    "cart",
    "checkevent",
    "country",
    "crontask",
    "currency",
    "currencyrate",
    "dashboard",
    "datacenter",
    "department",
    "desktop",
    "doctor",
    "enumeration",
    "enumerationitem",
    "expense",
    "groupedit",
    "itemevent",
    "itemtype",
    "journal",
    "keepalive",
    "license",
    "logon",
    "menu",
    "notify",
    "order",
    "panel",
    "partner",
    "payment",
    "pricelist",
    "problems",
    "processing",
    "profile",
    "project",
    "recovery",
    "register",
    "runningoperation",
    "service",
    "session",
    "settings",
    "statement",
    "subaccount",
    "task",
    "totp",
    "unknowncall",
    "user",
    "usrparam",
    "v2",
    "whoami",
];

/// Latin letters, digits and underscores, not a digit first (semantics 2.1).
fn internal_name(asked: Option<&str>) -> Result<String> {
    let name = asked.ok_or_else(|| Fault::value_empty("intname"))?;
    let mut bytes = name.bytes();
    let begins = bytes.next().is_some_and(|byte| byte.is_ascii_lowercase());
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !begins || !bytes.all(fits) || name.len() > INTNAME_BYTES_MAX || TAKEN.contains(&name) {
        return Err(Fault::value("intname", name).into());
    }
    Ok(name.to_owned())
}

/// The row of a number, or the next free number.
struct Known<T> {
    id: i64,
    found: Option<T>,
}

fn known<T>(
    id: Option<i64>,
    object: &str,
    all: Vec<T>,
    id_of: impl Fn(&T) -> i64,
) -> Result<Known<T>> {
    let Some(id) = id else {
        let last = all.iter().map(&id_of).max().unwrap_or_default();
        return Ok(Known {
            id: last.saturating_add(1),
            found: None,
        });
    };
    let found = all.into_iter().find(|row| id_of(row) == id);
    let found = found.ok_or_else(|| Fault::missed(object, id))?;
    Ok(Known {
        id,
        found: Some(found),
    })
}

fn names(entry: &Entry, before: Option<(&String, &String)>) -> Result<(String, String)> {
    let name = entry.name.as_ref().or(before.map(|names| names.0));
    let name = name.ok_or_else(|| Fault::value_empty("name"))?;
    let name_ru = entry.name_ru.as_ref().or(before.map(|names| names.1));
    let name_ru = name_ru.unwrap_or(name);
    for name in [name, name_ru] {
        if name.chars().count() > NAME_CHARS_MAX {
            return Err(Fault::value("name", "").into());
        }
    }
    Ok((name.clone(), name_ru.clone()))
}

fn must_be_known(scope: &mut Scope<'_>, asked: Currency) -> Result<Currency> {
    let all = catalogue::currencies(scope.tx)?;
    if all.iter().any(|row| row.iso == asked) {
        Ok(asked)
    } else {
        Err(Fault::value("currency", asked).into())
    }
}

fn note(scope: &mut Scope<'_>, entry: &Entry, function: &str, id: i64) -> Result<i64> {
    journal::write(scope, entry.by, function, &id.to_string(), "")?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_internal_name_begins_functions_of_its_own() {
        let check = |name: &str, expect: bool| {
            assert_eq!(internal_name(Some(name)).is_ok(), expect, "{name:?}");
        };
        check("game_server2", true);
        check("", false);
        check("2game", false);
        check("Game", false);
        check("game server", false);
        check("game.server", false);
        check("pricelist", false);
        check(&"a".repeat(33), false);
    }
}
