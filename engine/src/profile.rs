//! Profiles: who pays, as bills name him.

use crate::{Result, Scope};
use onsell_domain::{AccountId, ProfileId, Text};
use onsell_store::profile::{self, Facts, Profile};
use onsell_wire::Fault;

/// The most profiles of one account.
const PROFILES_MAX: usize = 50;
/// The most characters of one field.
const FIELD_CHARS_MAX: usize = 255;

/// A profile that the caller may see; somebody else's does not exist.
///
/// # Errors
/// `missed`.
pub fn find(scope: &mut Scope<'_>, account: Option<AccountId>, id: ProfileId) -> Result<Profile> {
    let found = profile::find(scope.tx, id)?;
    let seen = found.filter(|found| account.is_none_or(|account| account == found.account));
    seen.ok_or_else(|| Fault::missed("profile", id).into())
}

/// Adds a profile.
///
/// # Errors
/// `value` for what cannot be, and where the account has too many.
pub fn add(scope: &mut Scope<'_>, account: AccountId, facts: &Facts) -> Result<ProfileId> {
    check(facts)?;
    if profile::of_account(scope.tx, account)?.len() >= PROFILES_MAX {
        let reason = Text::new("There are too many profiles", "Плательщиков слишком много");
        return Err(Fault::value_because("profile", PROFILES_MAX, reason).into());
    }
    Ok(profile::insert(scope.tx, account, facts, scope.now)?)
}

/// Changes a profile.
///
/// # Errors
/// `missed`; `value` for what cannot be.
pub fn edit(
    scope: &mut Scope<'_>,
    account: Option<AccountId>,
    id: ProfileId,
    facts: &Facts,
) -> Result<()> {
    check(facts)?;
    let found = find(scope, account, id)?;
    Ok(profile::update(scope.tx, found.id, facts)?)
}

/// Takes a profile away.
///
/// # Errors
/// `missed`.
pub fn delete(scope: &mut Scope<'_>, account: Option<AccountId>, id: ProfileId) -> Result<()> {
    let found = find(scope, account, id)?;
    Ok(profile::delete(scope.tx, found.id, scope.now)?)
}

fn check(facts: &Facts) -> Result<()> {
    if facts.name.is_empty() {
        return Err(Fault::value_empty("name").into());
    }
    let fields = [
        ("name", &facts.name),
        ("city", &facts.city),
        ("postcode", &facts.postcode),
        ("address", &facts.address),
        ("vatnum", &facts.tax_number),
        ("email", &facts.email),
        ("phone", &facts.phone),
    ];
    for (name, value) in fields {
        if value.chars().count() > FIELD_CHARS_MAX {
            let reason = Text::new("The value is too long", "Значение слишком длинное");
            return Err(Fault::value_because(name, "", reason).into());
        }
    }
    Ok(())
}
