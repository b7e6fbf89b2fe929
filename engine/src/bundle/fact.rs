//! What becomes known of a license, and is kept: what its seller refused, that it is lost, what was
//! done to it.

use crate::doing::Doing;
use crate::{Result, Scope};
use onsell_domain::{OperationKind, ServiceStatus};
use onsell_store::bundled_license::{self, BundledLicense};
use onsell_store::operation::Operation;
use onsell_store::service::{self, Service};
use onsell_store::{tariff, upstream};

use super::deeds::ADDONS;
use super::wish;

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
