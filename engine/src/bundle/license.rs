//! The licenses of a server as the decision about them sees them.

use crate::{Result, Scope};
use onsell_domain::bundle::{License, LicenseState, Panel};
use onsell_domain::{
    OperationState as State, ServiceId, ServiceStatus, StopReason, StopReasons, reasons_from_key,
};
use onsell_modules::billmanager::pool::progress::{CANDIDATE, STAGE};
use onsell_store::bundled_license::{self, BundledLicense};
use onsell_store::operation::{self, Operation};
use onsell_store::service::{self, Service};
use onsell_store::upstream;

use super::{ALONE, PARKED, wish};

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
