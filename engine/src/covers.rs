//! A longer term is sold here than is ordered at the seller at once (periods comparison, semantics
//! 1.4): the renewals at the seller that cover it are planned at the order and made in time. Our
//! customer pays nothing for them.

use crate::begin::{Plan, begin};
use crate::doing::Doing;
use crate::{Error, Result, Scope, shown};
use jiff::civil::Date;
use onsell_domain::{
    Currency, ModuleId, OperationKind, Period, PeriodRule, ProblemKind, TariffId, Uncovered,
    upstream_term,
};
use onsell_store::operation::Operation;
use onsell_store::problem::{self, Subject};
use onsell_store::service::{self, Service};
use onsell_store::{period_rule, tariff};

/// The period to ask of the seller, where a rule of the module names another than the one sold.
/// What no rule covers is told by the operation, not to the customer.
pub(crate) fn asked_period(
    scope: &mut Scope<'_>,
    service: &Service,
    plan: &Plan,
) -> Result<Option<Period>> {
    let is_sold = matches!(plan.kind, OperationKind::Open | OperationKind::Prolong);
    let is_covered = plan.covers_term
        || plan.period == Some(Period::Trial)
        // A bundled license is ordered for what its server's period was mapped to.
        || service.parent.is_some();
    let Some(sold) = plan.period.filter(|_| is_sold && !is_covered) else {
        return Ok(None);
    };
    let rules = rules(scope, service.module)?;
    if rules.is_empty() {
        return Ok(None);
    }
    let today = shown::today(service, scope.now);
    let start = match plan.kind {
        OperationKind::Prolong => service.expires.map_or(today, |end| end.max(today)),
        _ => today,
    };
    let offered = offered(scope, service.tariff, service.currency, sold)?;
    let intname = tariff::find(scope.tx, service.tariff)?.map(|tariff| tariff.intname);
    let number = intname.and_then(|intname| intname.parse().ok());
    let tariff = TariffId::new(number.unwrap_or_default());
    let term = upstream_term(sold, (start, plan.expires), tariff, &rules, &offered);
    Ok(term
        .ok()
        .map(|term| term.ordered)
        .filter(|ordered| *ordered != sold))
}

/// A period that the seller lacks and no rule covers ends in an error of the operation (semantics
/// 1.4). A trial is no term of a price list.
pub(crate) fn must_be_covered(scope: &mut Scope<'_>, operation: &Operation) -> Result<()> {
    let is_sold = matches!(operation.kind, OperationKind::Open | OperationKind::Prolong);
    let sold = operation.period.filter(|sold| *sold != Period::Trial);
    let Some(sold) = sold.filter(|_| is_sold) else {
        return Ok(());
    };
    let ordered = operation.remote_period.unwrap_or(sold);
    if offered(scope, operation.tariff, operation.currency, sold)?.contains(&ordered) {
        return Ok(());
    }
    let uncovered = if ordered == sold {
        Uncovered::NoRule(sold)
    } else {
        Uncovered::NotOffered { sold, ordered }
    };
    Err(Error::Outside(uncovered.to_string()))
}

fn rules(scope: &mut Scope<'_>, module: ModuleId) -> Result<Vec<PeriodRule>> {
    let rows = period_rule::of_module(scope.tx, module)?;
    Ok(rows.into_iter().map(|row| row.rule).collect())
}

/// The periods that the seller is known to sell a tariff for; where nothing is known of its prices,
/// the one that was sold.
pub(crate) fn offered(
    scope: &mut Scope<'_>,
    tariff: TariffId,
    currency: Currency,
    sold: Period,
) -> Result<Vec<Period>> {
    let prices = tariff::prices(scope.tx, tariff, currency)?;
    let known: Vec<Period> = prices
        .iter()
        .filter(|price| price.cost.is_some())
        .map(|price| price.period)
        .collect();
    Ok(if known.is_empty() { vec![sold] } else { known })
}

/// Counts the renewals that are planned and made, after an operation is done.
pub(crate) fn after(
    scope: &mut Scope<'_>,
    service: &mut Service,
    doing: &Doing,
    start: Date,
) -> Result<()> {
    if doing.covers_term {
        service.covers_left = service.covers_left.saturating_sub(1);
        let subject = Subject::Service(service.id);
        problem::settle(scope.tx, ProblemKind::RenewalMissed, subject, scope.now)?;
    } else if let (Some(sold), Some(ordered)) = (doing.period, doing.remote_period) {
        let rule = PeriodRule {
            sold,
            ordered,
            tariff: None,
        };
        let tariff = TariffId::new(0);
        let term = (start, service.expires);
        let renewals = upstream_term(sold, term, tariff, &[rule], &[ordered]);
        service.covers_left += renewals.map_or(0, |term| term.renewals);
        service.cover_period = Some(ordered);
    } else {
        return Ok(());
    }
    let (period, left) = (service.cover_period, service.covers_left);
    Ok(service::set_covers(scope.tx, service.id, period, left)?)
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
