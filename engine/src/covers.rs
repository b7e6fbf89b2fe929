//! A longer term is sold here than is ordered at the seller at once (periods comparison, semantics
//! 1.4): the renewals at the seller that cover it are planned at the order and made in time. Our
//! customer pays nothing for them.

use crate::begin::{Plan, begin};
use crate::doing::Doing;
use crate::{Result, Scope};
use onsell_domain::{OperationKind, Period, ProblemKind};
use onsell_store::problem::{self, Subject};
use onsell_store::service::{self, Service};

/// The period to ask of the seller, where a rule of the module names another than the one sold.
pub(crate) fn asked_period(
    scope: &mut Scope<'_>,
    service: &Service,
    plan: &Plan,
) -> Result<Option<Period>> {
    let is_sold = matches!(plan.kind, OperationKind::Open | OperationKind::Prolong);
    if !is_sold || plan.covers_term {
        return Ok(None);
    }
    let _ = (scope, service);
    Ok(None)
}

/// Counts the renewals that are planned and made, after an operation is done.
pub(crate) fn after(scope: &mut Scope<'_>, service: &mut Service, doing: &Doing) -> Result<()> {
    if doing.covers_term {
        service.covers_left = service.covers_left.saturating_sub(1);
        let subject = Subject::Service(service.id);
        problem::settle(scope.tx, ProblemKind::RenewalMissed, subject, scope.now)?;
    } else if let (Some(sold), Some(asked)) = (doing.period, doing.remote_period) {
        service.covers_left += covering(sold, asked);
        service.cover_period = Some(asked);
    } else {
        return Ok(());
    }
    let (period, left) = (service.cover_period, service.covers_left);
    Ok(service::set_covers(scope.tx, service.id, period, left)?)
}

/// How many renewals for a period follow the first order, so that together they cover a term.
fn covering(sold: Period, asked: Period) -> u32 {
    match (sold, asked) {
        (Period::Months(sold), Period::Months(asked)) if asked > 0 => {
            u32::from(sold.div_ceil(asked)).saturating_sub(1)
        }
        _ => 0,
    }
}

/// Makes the next planned renewal.
pub(crate) fn renew(scope: &mut Scope<'_>, service: &mut Service) -> Result<()> {
    let plan = Plan {
        period: service.cover_period,
        covers_term: true,
        ..Plan::new(OperationKind::Prolong)
    };
    begin(scope, service, &plan).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_covered_by_the_fewest_renewals() {
        let check = |sold, asked, expect| {
            let left = covering(Period::Months(sold), Period::Months(asked));
            assert_eq!(left, expect, "{sold} {asked}");
        };
        check(12, 1, 11);
        check(12, 3, 3);
        check(3, 12, 0);
        check(1, 1, 0);
        check(7, 3, 2);
        assert_eq!(covering(Period::Lifetime, Period::Months(1)), 0);
    }
}
