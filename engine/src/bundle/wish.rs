//! What a server should have, read from its tariff and from what its customer chose.

use crate::{Result, Scope, problems, shown};
use onsell_domain::bundle::{Panel, Wish};
use onsell_domain::{AddonId, AddonPurpose, ProblemKind, ServiceId, ServiceStatus, Text};
use onsell_store::bundled_license::{self, Choice};
use onsell_store::problem::{self, Subject};
use onsell_store::service::Service;
use onsell_store::{item_addon, processing_module, tariff};
use onsell_wire::Fault;

/// What a server should have, and the value that says so. None while nothing is to be done: the
/// server is not there yet, or has no address.
pub(super) fn of(
    scope: &mut Scope<'_>,
    server: &Service,
) -> Result<Option<(Wish, Option<Choice>)>> {
    let module = bundled_license::license_server(scope.tx, server.module)?;
    let chosen = bundled_license::chosen(scope.tx, server.id, server.tariff, module)?;
    let panel = match chosen.as_ref().filter(|chosen| !chosen.intname.is_empty()) {
        Some(chosen) => Some(panel(scope, server, chosen)?),
        None => None,
    };
    let is_bound = !server.ip.is_empty() && server.ip != "0.0.0.0";
    let wish = match (server.status, panel) {
        (ServiceStatus::Deleted, _) => Wish::Gone,
        (ServiceStatus::Suspended, panel) => Wish::Stopped(panel),
        (ServiceStatus::Active, None) => Wish::NoPanel,
        (ServiceStatus::Active, Some(_)) if module.is_none() => {
            lacks(scope, server, "no license server is set for its module")?;
            return Ok(None);
        }
        (ServiceStatus::Active, Some(panel)) if is_bound => Wish::Panel(panel),
        (ServiceStatus::Active | ServiceStatus::Ordered | ServiceStatus::Processing, _) => {
            return Ok(None);
        }
    };
    Ok(Some((wish, chosen)))
}

fn panel(scope: &mut Scope<'_>, server: &Service, chosen: &Choice) -> Result<Panel> {
    Ok(Panel {
        tariff: chosen.intname.clone(),
        rank: chosen.rank,
        is_trial: chosen.is_trial,
        ip: server.ip.clone(),
        addons: addons(scope, server, chosen)?,
    })
}

/// What is ordered together with a value: so much, or as much as the server has of something.
fn addons(scope: &mut Scope<'_>, server: &Service, chosen: &Choice) -> Result<String> {
    let wanted = item_addon::of_item(scope.tx, chosen.item)?;
    if wanted.is_empty() {
        return Ok(String::new());
    }
    let values = crate::handed::of_service(scope, server.id)?;
    let numbers: Vec<(&str, i64)> = values
        .iter()
        .filter_map(|(name, value)| Some((name.as_str(), value.parse().ok()?)))
        .collect();
    let words = wanted.iter().map(|addon| {
        let value = addon.amount.of(numbers.iter().copied());
        format!("{}={value}", addon.intname)
    });
    Ok(words.collect::<Vec<_>>().join(" "))
}

/// Staff learn that a server is without the panel it should have.
pub(super) fn lacks(scope: &mut Scope<'_>, server: &Service, why: &str) -> Result<()> {
    problems::of_service(scope, server, ProblemKind::PanelMissing, None, why)
}

/// The server has its panel, or somebody decided that it needs none.
pub(super) fn found(scope: &mut Scope<'_>, server: ServiceId) -> Result<()> {
    let subject = Subject::Service(server);
    problem::settle(scope.tx, ProblemKind::PanelMissing, subject, scope.now)?;
    Ok(())
}

/// Whether a server of this tariff and module can have the panel that was chosen: an order that
/// could never be fulfilled is not taken.
///
/// # Errors
/// `value` with the addon's field: for a panel on a server without an address, where no license
/// server is set, and for a trial that was had before.
pub(crate) fn must_be_possible(scope: &mut Scope<'_>, server: &Service) -> Result<()> {
    if !super::is_server(server) {
        return Ok(());
    }
    let module = bundled_license::license_server(scope.tx, server.module)?;
    let chosen = bundled_license::chosen(scope.tx, server.id, server.tariff, module)?;
    let Some(chosen) = chosen.filter(|chosen| !chosen.intname.is_empty()) else {
        return Ok(());
    };
    let wrong =
        |reason: Text| Fault::value_because(format!("addon_{}", chosen.addon), chosen.item, reason);
    let values = crate::handed::of_service(scope, server.id)?;
    let addresses = values.iter().find(|(name, _)| name == "ip");
    if addresses.is_some_and(|(_, count)| count.parse() == Ok(0)) {
        let reason = Text::new(
            "A control panel needs a server with an address",
            "Панель управления требует сервера с адресом",
        );
        return Err(wrong(reason).into());
    }
    let Some(module) = module else {
        let reason = Text::new(
            "A control panel cannot be ordered now: no license server is set for this tariff",
            "Панель управления сейчас нельзя заказать: для тарифа не задан сервер лицензий",
        );
        return Err(wrong(reason).into());
    };
    let sells = processing_module::find(scope.tx, module)?;
    if chosen.is_trial && sells.is_some() && had_trial(scope, server, &chosen)? {
        let reason = Text::new(
            "A trial of this control panel was had before",
            "Пробный период этой панели уже был",
        );
        return Err(wrong(reason).into());
    }
    Ok(())
}

/// Whether a change is about nothing but the panel of a server: its machine's module has nothing to
/// do with it, only the license server has.
pub(crate) fn are_panels(
    scope: &mut Scope<'_>,
    server: &Service,
    values: &[(AddonId, i64)],
) -> Result<bool> {
    if !super::is_server(server) || server.seller.is_some() {
        return Ok(false);
    }
    let known = tariff::addons(scope.tx, server.tariff)?;
    let is_panel = |id: AddonId| {
        let found = known.iter().find(|addon| addon.id == id);
        found.is_some_and(|addon| addon.purpose == AddonPurpose::ControlPanel)
    };
    Ok(values.iter().all(|(id, _)| is_panel(*id)))
}

fn had_trial(scope: &mut Scope<'_>, server: &Service, chosen: &Choice) -> Result<bool> {
    Ok(bundled_license::had_trial(
        scope.tx,
        server.id,
        chosen.item,
    )?)
}

/// The present day in the provider's zone.
pub(super) fn today(scope: &Scope<'_>, service: &Service) -> onsell_domain::Date {
    shown::today(service, scope.now)
}
