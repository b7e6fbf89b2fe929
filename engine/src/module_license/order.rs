//! What a module license may hang on, asked before any money is held, and what it is told besides.

use crate::order::OrderInput;
use crate::{Result, Scope, shown};
use onsell_domain::module_license::{Parent, Refusal, Source, may_hang, may_renew};
use onsell_domain::{AccountId, ServiceId, ServiceStatus, TariffId};
use onsell_store::module_license::InCart;
use onsell_store::offer::Offer;
use onsell_store::service::{self, Service};
use onsell_store::service_param::ServiceParam;
use onsell_store::{module_license, upstream};
use onsell_wire::Fault;

use super::{has_modules, sells_modules, source};

/// The longest value of a parameter, in characters.
const VALUE_CHARS_MAX: usize = 255;

/// A module that shall hang on a license: whose it is, its tariff, who delivers it, and its own
/// number where it is there already.
pub(super) struct Hanging {
    pub account: AccountId,
    pub tariff: TariffId,
    pub source: Source,
    pub module: Option<ServiceId>,
}

/// The license that an order hangs on; none for what is no module. Only looking at the form needs
/// none yet.
///
/// # Errors
/// `value` with the object `license`: why it cannot hang there; `missed` for a license that is not
/// there, or another client's; `exists` where it has this module.
pub(crate) fn of_order(
    scope: &mut Scope<'_>,
    input: &OrderInput,
    offer: &Offer,
    is_placed: bool,
) -> Result<Option<ServiceId>> {
    if !sells_modules(&offer.type_name) {
        return Ok(None);
    }
    let Some(license) = input.license else {
        if is_placed {
            return Err(Fault::value_empty("license").into());
        }
        return Ok(None);
    };
    let module = offer.module.as_ref();
    let hanging = Hanging {
        account: input.account,
        tariff: offer.tariff,
        source: module.map_or(Source::Stock, |module| source(&module.kind, module.seller)),
        module: None,
    };
    must_be_possible(scope, &hanging, license)?;
    Ok(Some(license))
}

/// The same order, where it waits in the account's cart for the same license already.
pub(crate) fn in_cart(scope: &mut Scope<'_>, input: &OrderInput) -> Result<Option<InCart>> {
    let license = input.license.filter(|_| sells_modules(&input.type_name));
    let Some(license) = license else {
        return Ok(None);
    };
    let what = (input.tariff, input.period.code());
    Ok(module_license::in_cart(
        scope.tx,
        license,
        input.account,
        what,
    )?)
}

/// Checks again what waited in a cart: its license may have ended since.
///
/// # Errors
/// As [`of_order`].
pub(crate) fn of_ordered(scope: &mut Scope<'_>, module: &Service, offer: &Offer) -> Result<()> {
    let (Some(license), Some(chosen)) = (module.license, &offer.module) else {
        return Ok(());
    };
    let hanging = Hanging {
        account: module.account,
        tariff: module.tariff,
        source: source(&chosen.kind, chosen.seller),
        module: Some(module.id),
    };
    must_be_possible(scope, &hanging, license)
}

/// What a module was told besides, as its service keeps it.
pub(crate) fn kept(parameters: &[(String, String)]) -> Vec<ServiceParam> {
    let keep = |(name, value): &(String, String)| ServiceParam {
        name: name.clone(),
        value: value.clone(),
        sealed: None,
        hidden: false,
    };
    parameters.iter().map(keep).collect()
}

/// Refuses a license that a module cannot hang on.
pub(super) fn must_be_possible(
    scope: &mut Scope<'_>,
    hanging: &Hanging,
    license: ServiceId,
) -> Result<()> {
    let found = service::find(scope.tx, license)?;
    // Somebody else's does not exist.
    let found = found.filter(|found| found.account == hanging.account);
    let found = found.ok_or_else(|| Fault::missed("license", license))?;
    let parent = parent(scope, &found, hanging)?;
    may_hang(hanging.source, &parent).map_err(|refusal| refused(refusal, license).into())
}

fn refused(refusal: Refusal, license: ServiceId) -> Fault {
    let fault = Fault::value_because("license", license, refusal.text());
    if refusal == Refusal::Twice {
        return Fault::from_text("exists", "license", refusal.text()).with_param("value", license);
    }
    fault
}

fn parent(scope: &mut Scope<'_>, license: &Service, hanging: &Hanging) -> Result<Parent> {
    let today = shown::today(license, scope.now);
    let told = upstream::find(scope.tx, license.id)?;
    let ends = [license.expires, told.as_ref().and_then(|told| told.expires)];
    let same = module_license::same(scope.tx, license.id, hanging.tariff, hanging.module)?;
    Ok(Parent {
        is_of_panel: has_modules(&license.type_name),
        status: license.status,
        is_expired: ends.into_iter().flatten().any(|end| end < today),
        source: source(&license.module_kind, license.seller),
        runs_there: told.is_some_and(|told| {
            told.upstream_id.is_some() && told.status == Some(ServiceStatus::Active)
        }),
        has_it: same.is_some(),
    })
}

/// Checks what a module is told beside its license.
///
/// # Errors
/// `value` for an address that is none, and a limit that is no number.
pub(crate) fn check_parameters(input: &OrderInput) -> Result<()> {
    if !sells_modules(&input.type_name) {
        return Ok(());
    }
    for (name, value) in &input.module_parameters {
        let is_fine = if name.ends_with("_email") {
            let parts = value.split_once('@');
            parts.is_some_and(|(who, host)| !who.is_empty() && host.contains('.'))
                && !value.contains(|letter: char| letter.is_whitespace() || letter.is_control())
        } else {
            value.parse::<u32>().is_ok()
        };
        if !is_fine || value.chars().count() > VALUE_CHARS_MAX {
            return Err(Fault::value(name, value).into());
        }
    }
    Ok(())
}

/// Refuses to renew a module whose license is gone, and by itself one whose license does not go on.
///
/// # Errors
/// `value` with the object `elid`.
pub(crate) fn must_be_renewable(
    scope: &mut Scope<'_>,
    module: &Service,
    by_itself: bool,
) -> Result<()> {
    let Some(license) = module.license else {
        return Ok(());
    };
    let license = service::find(scope.tx, license)?.ok_or(onsell_store::Error::Stale)?;
    let outlives = match (license.expires, module.expires) {
        (Some(end), Some(of_module)) => end > of_module,
        (ends, _) => ends.is_none(),
    };
    let is_renewed = license.auto_prolong.is_some() && license.scheduled_close.is_none();
    may_renew(license.status, outlives || is_renewed, by_itself)
        .map_err(|reason| Fault::value_because("elid", module.id, reason).into())
}
