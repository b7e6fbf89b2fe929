//! Modules and licenses as a person sees them: what hangs on what, and what can be chosen.

use crate::{Result, Scope};
use onsell_domain::module_license::Source;
use onsell_domain::{AccountId, Period, ServiceId, TariffId};
use onsell_store::module_license::{self, Candidate};
use onsell_store::offer;
use onsell_store::service::{self, Service};

use super::{has_modules, sells_modules, source};

/// More licenses than this are not chosen from but named.
const CANDIDATES_MAX: u32 = 300;

/// What hangs on a service, or what it hangs on.
#[derive(Debug, Clone, Default)]
pub struct Card {
    /// The modules of a license, oldest first.
    pub modules: Vec<Service>,
    /// The license of a module.
    pub license: Option<Service>,
    /// What its owner opens to see that: the license, or the server that it belongs to.
    pub seen: Option<(ServiceId, String)>,
}

/// What a person sees of a license or of a module; nothing of anything else.
pub fn card(scope: &mut Scope<'_>, service: &Service) -> Result<Card> {
    if has_modules(&service.type_name) {
        return Ok(Card {
            modules: super::of_license(scope, service.id)?,
            ..Card::default()
        });
    }
    let license = match service.license {
        Some(license) => service::find(scope.tx, license)?,
        None => None,
    };
    let Some(license) = license else {
        return Ok(Card::default());
    };
    let server = match license.parent {
        Some(server) => service::find(scope.tx, server)?,
        None => None,
    };
    let seen = server.as_ref().unwrap_or(&license);
    Ok(Card {
        seen: Some((seen.id, seen.type_name.clone())),
        license: Some(license),
        modules: Vec::new(),
    })
}

/// The licenses of an account that a module of a tariff can hang on, the newest first; none where
/// there are too many to choose from, and for what is no module.
pub fn candidates(
    scope: &mut Scope<'_>,
    account: AccountId,
    (tariff, period): (TariffId, Period),
) -> Result<Vec<Candidate>> {
    let offer = offer::find(scope.tx, tariff, period)?;
    let Some(offer) = offer.filter(|offer| sells_modules(&offer.type_name)) else {
        return Ok(Vec::new());
    };
    let module = offer.module.as_ref();
    let seller = match module.map(|module| source(&module.kind, module.seller)) {
        Some(Source::Seller(seller)) => seller.get(),
        Some(Source::Staff) => -1,
        Some(Source::Stock) | None => 0,
    };
    let found = module_license::candidates(scope.tx, account, seller, CANDIDATES_MAX + 1)?;
    let is_short = found.len() <= CANDIDATES_MAX as usize;
    Ok(if is_short { found } else { Vec::new() })
}
