//! What was paid for the present term of a service, before and after an operation.

use crate::doing::{Doing, Held};
use crate::{Result, Scope, shown};
use jiff::civil::Date;
use onsell_domain::{Amount, OperationKind, PaidTerm, Period, Rate};
use onsell_store::service::Service;
use onsell_store::{tariff, usage};

/// What was paid for the present term. A service that was ordered before this was written down
/// counts as renewed once at its price.
pub(crate) fn of(service: &Service) -> PaidTerm {
    match service.paid_from {
        Some(from) => PaidTerm {
            amount: service.paid,
            from,
            until: service.expires,
        },
        None => PaidTerm::once(
            rate(service),
            shown::today(service, service.created_at),
            service.expires,
            service.anchor_day,
        ),
    }
}

/// What a renewal of a service costs.
pub(crate) fn rate(service: &Service) -> Rate {
    Rate {
        period: service.period,
        price: service.renewal_price,
    }
}

/// What an operation found paid when its money was decided.
pub(crate) struct Paid {
    term: PaidTerm,
    /// What of it was counted on, at most what a renewal costs.
    worth: Amount,
    begun: Date,
    was_trial: bool,
}

impl Paid {
    /// Before a finished operation is applied to its service.
    pub fn before(service: &Service, doing: &Doing) -> Self {
        let term = of(service);
        let begun = shown::today(service, doing.begun_at);
        Self {
            worth: term.worth(begun, rate(service), service.anchor_day),
            term,
            begun,
            was_trial: service.period == Period::Trial,
        }
    }

    /// After it was applied: what is paid now, and from which day on.
    pub fn keep(
        &self,
        scope: &mut Scope<'_>,
        service: &mut Service,
        doing: &Doing,
        held: Held,
        today: Date,
    ) -> Result<()> {
        let until = service.expires;
        let (charge, refund) = (held.amount, held.refund);
        let term = match doing.kind {
            OperationKind::Open => PaidTerm {
                amount: service.paid,
                from: today,
                until,
            },
            OperationKind::Prolong => {
                // What was used before pays for no day to come.
                let usage = usage::charged(scope.tx, held.operation)?;
                let charge = Amount::new(charge.get() - usage.get());
                self.term.renewed(today, charge, until)
            }
            OperationKind::ChangeTariff if self.was_trial => PaidTerm {
                amount: without_setup(scope, service, charge)?,
                from: today,
                until,
            },
            OperationKind::ChangeTariff => self
                .term
                .changed(self.begun, self.worth, charge, refund, until),
            OperationKind::SetParam if doing.new_renewal_price.is_some() => {
                let rest = self.term.rest(self.begun);
                self.term.changed(self.begun, rest, charge, refund, until)
            }
            _ => return Ok(()),
        };
        service.paid = term.amount;
        service.paid_from = Some(term.from);
        Ok(())
    }
}

/// What a trial paid for its first term as a paid service.
fn without_setup(scope: &mut Scope<'_>, service: &Service, charge: Amount) -> Result<Amount> {
    let prices = tariff::prices(scope.tx, service.tariff, service.currency)?;
    let price = prices.iter().find(|price| price.period == service.period);
    let setup = price.map_or(Amount::ZERO, |price| price.setup);
    Ok(Amount::new((charge.get() - setup.get()).max(0)))
}
