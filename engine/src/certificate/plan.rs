//! When the next certificate inside a paid term is due.

use crate::sellers::{self, feature};
use crate::{Result, Scope, shown};
use onsell_domain::certificate::reissue::{ReissueState, due};
use onsell_domain::{ServiceStatus, Timestamp};
use onsell_store::certificate::{self, Certificate};
use onsell_store::issued_certificate::{self, Issued};
use onsell_store::seller;
use onsell_store::service::Service;

/// What was paid for ever ends so late, in seconds from now.
const NEVER_SECONDS: i64 = 100 * 365 * 86_400;

/// Decides when the next certificate of a service is due, and writes it where it changed. Nothing
/// is due while the service does not run, while something is done to it, and before the first one.
pub(crate) fn settle(scope: &mut Scope<'_>, service: &Service) -> Result<()> {
    let Some(row) = certificate::find(scope.tx, service.id)? else {
        return Ok(());
    };
    let at = next(scope, service, &row)?;
    if at != row.reissue_at {
        certificate::postpone(scope.tx, service.id, at)?;
        scope.wakes.jobs = true;
    }
    Ok(())
}

fn next(scope: &mut Scope<'_>, service: &Service, row: &Certificate) -> Result<Option<Timestamp>> {
    let may = service.status == ServiceStatus::Active && service.open_operation.is_none();
    let Some(issued) = row.issued.filter(|_| may) else {
        return Ok(None);
    };
    let Some(issued) = issued_certificate::find(scope.tx, issued)? else {
        return Ok(None);
    };
    let Some(at) = due(&state(scope, service, row, &issued)) else {
        return Ok(None);
    };
    Ok(Some(at.max(there(scope, service, &issued)?)))
}

fn state(scope: &Scope<'_>, service: &Service, row: &Certificate, issued: &Issued) -> ReissueState {
    let zone = shown::zone(&service.zone);
    let paid_until = service.expires.map(|end| zone.end_of(end));
    let failures = u32::try_from(row.failures).unwrap_or(u32::MAX);
    ReissueState {
        not_before: issued.certificate.not_before,
        not_after: issued.certificate.not_after,
        paid_until: paid_until.unwrap_or_else(|| scope.now.plus_seconds(NEVER_SECONDS)),
        suggested: row.suggested_from.zip(row.suggested_until),
        failed: row
            .failed_at
            .map(|at| (failures, at))
            .filter(|_| failures > 0),
        // Neighbors are spread, and each has the same place every time.
        jitter: (service.id.get() as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 8,
    }
}

/// A seller that issues anew by itself is waited for: before this it is not asked. That is late
/// enough for its own jitter and early enough for two more tries.
fn there(scope: &mut Scope<'_>, service: &Service, issued: &Issued) -> Result<Timestamp> {
    let Some(id) = service.seller else {
        return Ok(Timestamp::default());
    };
    let seller = seller::find(scope.tx, id)?;
    if !seller.is_some_and(|seller| sellers::has(&seller, feature::REISSUE)) {
        return Ok(Timestamp::default());
    }
    let certificate = &issued.certificate;
    let life = certificate.not_after.seconds_since(certificate.not_before);
    Ok(certificate.not_before.plus_seconds(life / 6 * 5))
}
