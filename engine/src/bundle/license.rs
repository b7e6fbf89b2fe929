//! The licenses of a server as the decision about them sees them.

use crate::doing::Doing;
use crate::{Result, Scope};
use onsell_domain::bundle::{License, LicenseState, Panel};
use onsell_domain::{
    EnumerationItemId, Fault, OperationId, OperationKind, OperationState as State, ServiceId,
    ServiceStatus, StopReason, StopReasons, reasons_from_key,
};
use onsell_modules::Bundled;
use onsell_modules::billmanager::pool::progress::{CANDIDATE, STAGE};
use onsell_store::bundled_license::{self, BundledLicense};
use onsell_store::operation::{self, Operation};
use onsell_store::service::{self, Service};
use onsell_store::{tariff, upstream};

use super::deeds::ADDONS;
use super::{ALONE, PARKED, offer, wish};

/// Every license of a server that lives or was lost.
pub(super) fn of(scope: &mut Scope<'_>, server: &Service) -> Result<Vec<License>> {
    let rows = bundled_license::of_server(scope.tx, server.id)?;
    let mut licenses = Vec::with_capacity(rows.len());
    for row in rows {
        let found = service::find(scope.tx, row.service)?.ok_or(onsell_store::Error::Stale)?;
        let open = match found.open_operation {
            Some(_) => operation::open_of_service(scope.tx, found.id)?,
            None => None,
        };
        let today = wish::today(scope, &found);
        let told = upstream::find(scope.tx, found.id)?;
        let key = told.map(|told| told.status_key).unwrap_or_default();
        licenses.push(License {
            id: found.id,
            state: state(&found, &row, open.as_ref(), &key),
            is_busy: found.open_operation.is_some(),
            is_expired: found.expires.is_some_and(|end| end < today),
            panel: Panel {
                tariff: found.tariff_intname.clone(),
                rank: row.rank,
                is_trial: row.is_trial,
                ip: found.ip.clone(),
                addons: row.addons.clone(),
            },
            refused_tariff: row.refused_tariff,
            refused_ip: row.refused_ip,
        });
    }
    Ok(licenses)
}

fn state(
    service: &Service,
    row: &BundledLicense,
    open: Option<&Operation>,
    key: &str,
) -> LicenseState {
    if row.is_lost {
        return LicenseState::Lost;
    }
    match service.status {
        ServiceStatus::Active => LicenseState::Active,
        // Stopped there at our own wish, it may run again at our wish.
        ServiceStatus::Suspended
            if service.stopped_by.contains(StopReason::Provider)
                && reasons_from_key(key) != StopReasons::only(StopReason::Client) =>
        {
            LicenseState::StoppedThere
        }
        ServiceStatus::Suspended => LicenseState::Stopped,
        _ => opening(open),
    }
}

fn opening(open: Option<&Operation>) -> LicenseState {
    let Some(open) = open else {
        return LicenseState::Opening;
    };
    // What is half taken from the pool must be put back by itself first.
    let is_whole = open.progress.get(CANDIDATE).is_none();
    match open.state {
        State::Ready if open.progress.get(STAGE) == Some(PARKED) => LicenseState::Parked,
        State::Attention if is_whole && open.taken_at.is_none() && is_held_up(open) => {
            LicenseState::HeldUp
        }
        State::Attention | State::Held if is_whole && open.taken_at.is_none() => {
            LicenseState::Standing
        }
        _ => LicenseState::Opening,
    }
}

/// Whether the seller refused because another license has the address (guessed: the type and the
/// object of our own refusal), and none was out of the way yet.
fn is_held_up(open: &Operation) -> bool {
    let error = open.error.as_ref();
    open.progress.get(ALONE).is_none() && error.is_some_and(|error| error.kind == "exists")
}

/// Whether another license of the server must be stopped before this one can be had.
pub(super) fn siblings_in_the_way(
    scope: &mut Scope<'_>,
    server: ServiceId,
    license: ServiceId,
) -> Result<bool> {
    let rows = bundled_license::of_server(scope.tx, server)?;
    for row in rows.iter().filter(|row| row.service != license) {
        let found = service::find(scope.tx, row.service)?;
        if found.is_some_and(|found| found.status == ServiceStatus::Active) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The seller refused to change a license: it is changed another way.
pub(crate) fn refused(scope: &mut Scope<'_>, ended: &Operation) -> Result<()> {
    let Some(mut row) = bundled_license::find(scope.tx, ended.service)? else {
        return Ok(());
    };
    match ended.kind {
        OperationKind::ChangeTariff => row.refused_tariff.clone_from(&ended.new_tariff_intname),
        OperationKind::SetParam => row.refused_ip.clone_from(&ended.new_ip),
        _ => return Ok(()),
    }
    Ok(bundled_license::put(scope.tx, &row)?)
}

/// A license went without our doing, or its order was given up: a person decides whether another is
/// bought.
pub(crate) fn lose(scope: &mut Scope<'_>, license: &Service, why: &str) -> Result<()> {
    let Some(server) = license.parent else {
        return Ok(());
    };
    let Some(row) = bundled_license::find(scope.tx, license.id)? else {
        return Ok(());
    };
    let lost = BundledLicense {
        is_lost: true,
        ..row
    };
    bundled_license::put(scope.tx, &lost)?;
    let server = service::find(scope.tx, server)?.ok_or(onsell_store::Error::Stale)?;
    if server.status == ServiceStatus::Deleted {
        return Ok(());
    }
    wish::lacks(scope, &server, why)
}

/// Whether the bundle finds another way when an operation is refused: the move of a license.
pub(crate) fn has_another_way(operation: &Operation) -> bool {
    operation.parent.is_some()
        && operation.kind == OperationKind::SetParam
        && operation.new_ip.is_some()
}

/// The upstream addons that an operation asks for, by the seller's numbers.
pub(crate) fn asked_addons(
    scope: &mut Scope<'_>,
    operation: &Operation,
) -> Result<Vec<(String, String)>> {
    if operation.parent.is_none() {
        return crate::handed::of_operation(scope, operation.id);
    }
    let text = match operation.kind {
        OperationKind::Open => bundled_license::find(scope.tx, operation.service)?
            .map_or_else(String::new, |row| row.addons),
        OperationKind::SetParam | OperationKind::ChangeTariff => operation
            .progress
            .get(ADDONS)
            .unwrap_or_default()
            .to_owned(),
        _ => String::new(),
    };
    let words = text
        .split_whitespace()
        .filter_map(|word| word.split_once('='));
    Ok(words
        .map(|(id, value)| (id.to_owned(), value.to_owned()))
        .collect())
}

/// What is special about the work on a bundled license.
pub(crate) fn work(scope: &mut Scope<'_>, operation: &Operation) -> Result<Option<Bundled>> {
    if operation.parent.is_none() {
        return Ok(None);
    }
    let Some(row) = bundled_license::find(scope.tx, operation.service)? else {
        return Ok(None);
    };
    let found = service::find(scope.tx, operation.service)?;
    let found = found.ok_or(onsell_store::Error::Stale)?;
    Ok(Some(Bundled {
        progress: operation.progress.clone(),
        is_trial: row.is_trial,
        today: wish::today(scope, &found),
    }))
}

/// Something was done: what a license is to its server follows, and a panel that was chosen anew
/// for a server is looked for again.
pub(crate) fn done(scope: &mut Scope<'_>, service: &Service, doing: &Doing) -> Result<()> {
    if service.parent.is_none() {
        return if doing.addons.is_empty() {
            Ok(())
        } else {
            super::chosen_anew(scope, service)
        };
    }
    let Some(mut row) = bundled_license::find(scope.tx, service.id)? else {
        return Ok(());
    };
    if let Some(addons) = doing.progress.get(ADDONS) {
        addons.clone_into(&mut row.addons);
    }
    if let Some(target) = doing.new_tariff {
        let target = tariff::find(scope.tx, target)?.ok_or(onsell_store::Error::Stale)?;
        let value = bundled_license::named(scope.tx, row.addon, service.module, &target.intname)?;
        if let Some(value) = value {
            row.item = value.item;
            row.rank = value.rank;
            row.is_trial = value.is_trial;
        }
    }
    if doing.kind == OperationKind::Close {
        upstream::forget_id(scope.tx, service.id)?;
    }
    row.refused_tariff = None;
    row.refused_ip = None;
    bundled_license::put(scope.tx, &row)?;
    if let (OperationKind::Open, Some(server)) = (doing.kind, service.parent) {
        wish::found(scope, server)?;
    }
    Ok(())
}

/// What a person sees of a server's license.
#[derive(Debug, Clone)]
pub struct Card {
    /// Its service.
    pub service: Service,
    /// The seller's number of it.
    pub upstream: Option<i64>,
    /// What is under way on it.
    pub operation: Option<(OperationId, OperationKind)>,
    /// Why that does not go on.
    pub warning: Option<Warning>,
    /// What its seller charged last.
    pub cost: Option<onsell_domain::Money>,
    /// Whether it is a trial.
    pub is_trial: bool,
    /// The paid value that is offered in a trial's place: its number and its names.
    pub offer: Option<(EnumerationItemId, String, String)>,
}

/// Why a license is not there yet.
#[derive(Debug, Clone)]
pub struct Warning {
    /// Whether it goes on by itself.
    pub state: State,
    /// What was met.
    pub fault: Option<Fault>,
}

/// The licenses of a server, the newest first.
pub fn card(scope: &mut Scope<'_>, server: ServiceId) -> Result<Vec<Card>> {
    let mut cards = Vec::new();
    for row in bundled_license::of_server(scope.tx, server)?
        .into_iter()
        .rev()
    {
        if row.is_lost {
            continue;
        }
        let Some(found) = service::find(scope.tx, row.service)? else {
            continue;
        };
        let open = operation::open_of_service(scope.tx, found.id)?;
        let told = upstream::find(scope.tx, found.id)?;
        let offer = if row.is_trial {
            offer::paid_value(scope, row.item)?
        } else {
            None
        };
        cards.push(Card {
            offer: offer.map(|paid| (paid.id, paid.name, paid.name_ru)),
            upstream: told
                .and_then(|told| told.upstream_id)
                .map(onsell_domain::UpstreamId::get),
            operation: open.as_ref().map(|open| (open.id, open.kind)),
            warning: open.map(|open| Warning {
                state: open.state,
                fault: open.error,
            }),
            cost: operation::last_cost(scope.tx, found.id)?,
            is_trial: row.is_trial,
            service: found,
        });
    }
    Ok(cards)
}
