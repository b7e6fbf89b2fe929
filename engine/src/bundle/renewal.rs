//! The cycle of a bundled license is its own: it is renewed a day before its end while its server
//! is active, and runs out where it is not (semantics 5.4).

use crate::begin::{Plan, begin};
use crate::mail::Letter;
use crate::{Result, Scope, due};
use onsell_domain::bundle::{Panel, Wish};
use onsell_domain::{OperationKind, ServiceId, ServiceStatus};
use onsell_store::bundled_license;
use onsell_store::service::{self, Service};

use super::{deeds, wish};

/// A license is due: renews it, offers what is paid in a trial's place, or lets it run out.
pub(crate) fn look(
    scope: &mut Scope<'_>,
    license: &Service,
    letter: Option<&Letter>,
) -> Result<()> {
    let today = wish::today(scope, license);
    let renewal = license
        .expires
        .and_then(|end| due::renewal_day(license, end));
    let is_due = renewal.is_some_and(|day| day <= today);
    let server = match license.parent {
        Some(server) => service::find(scope.tx, server)?,
        None => None,
    };
    if is_due
        && license.status == ServiceStatus::Active
        && let Some(server) = server.filter(|server| server.status == ServiceStatus::Active)
        && is_wanted(scope, &server, license)?
    {
        return renew(scope, &server, license.id);
    }
    super::offer::make(scope, license, letter)?;
    Ok(service::postpone(scope.tx, license.id, None)?)
}

/// Whether the server should have this very license: what is on its way out is not paid for.
fn is_wanted(scope: &mut Scope<'_>, server: &Service, license: &Service) -> Result<bool> {
    let wish = wish::of(scope, server)?.map(|(wish, _)| wish);
    Ok(match wish {
        Some(Wish::Panel(panel)) => panel.tariff == license.tariff_intname,
        _ => false,
    })
}

/// Renews a license for the period that goes with its server's.
pub(super) fn renew(scope: &mut Scope<'_>, server: &Service, id: ServiceId) -> Result<()> {
    let mut license = service::find(scope.tx, id)?.ok_or(onsell_store::Error::Stale)?;
    let row = bundled_license::find(scope.tx, id)?;
    let panel = Panel {
        tariff: license.tariff_intname.clone(),
        rank: 0,
        is_trial: row.is_some_and(|row| row.is_trial),
        ip: String::new(),
        addons: String::new(),
    };
    let plan = Plan {
        period: Some(deeds::period(scope, license.module, server.period, &panel)?),
        ..Plan::new(OperationKind::Prolong)
    };
    begin(scope, &mut license, &plan).map(drop)
}
