//! Periods comparison: which period is ordered at the seller for one that is sold here, and how
//! often it must be renewed there until what was sold is covered (semantics 1.4).
//!
//! A rule is kept as `(sold here, ordered at the provider, only for a tariff)`, because the
//! documented words "Source" and "Change into" are used for both sides. When to renew, and what
//! happens when a renewal fails, is decided elsewhere.

use crate::ids::TariffId;
use crate::period::Period;
use jiff::civil::Date;

/// One line of a module's periods comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodRule {
    /// The period that customers buy here.
    pub sold: Period,
    /// The period that is ordered at the seller for it; it may be longer or shorter.
    pub ordered: Period,
    /// The seller's tariff it is meant for; none is every tariff of the module.
    pub tariff: Option<TariffId>,
}

/// Why a rule can cover nothing; the administrator should choose another period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadPeriodRule {
    /// A trial is had once and cannot be renewed, so it covers no paid time.
    #[error("a trial period at the provider can stand only for a trial that is sold here")]
    Trial,
    /// No number of renewals covers a time without an end.
    #[error("a service without an end date needs one without an end date at the provider")]
    Endless,
}

/// What a seller is asked for, so that a sold term is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UpstreamTerm {
    /// The period of the order, and of each renewal after it.
    pub ordered: Period,
    /// How many renewals must follow the order until the sold term is covered; 0 where the order
    /// alone does.
    pub renewals: u32,
}

/// Why nothing can be ordered for what was sold; the operation ends in this error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Uncovered {
    /// The seller lacks the period and no rule says what to order instead.
    #[error(
        "the provider does not sell the period {} and no line of the module's periods comparison \
         covers it", .0.code()
    )]
    NoRule(Period),
    /// A rule says what to order, and the seller lacks that too.
    #[error(
        "the module's periods comparison orders {} for {}, and the provider does not sell that",
        .ordered.code(), .sold.code()
    )]
    NotOffered {
        /// The period that was sold.
        sold: Period,
        /// The period that the rule orders.
        ordered: Period,
    },
    /// What would be ordered cannot cover what was sold.
    #[error("{0}")]
    Never(#[from] BadPeriodRule),
}

impl PeriodRule {
    /// Whether the rule can cover anything.
    pub fn check(&self) -> Result<(), BadPeriodRule> {
        match (self.sold, self.ordered) {
            (Period::Trial, Period::Trial) => Ok(()),
            (_, Period::Trial) => Err(BadPeriodRule::Trial),
            (Period::Lifetime, ordered) if ordered != Period::Lifetime => {
                Err(BadPeriodRule::Endless)
            }
            _ => Ok(()),
        }
    }
}

/// What to order at the seller for a term that was sold.
///
/// `start` is the first day of the term and `end` its last, none where it never ends; `tariff` is
/// the seller's and `offered` the periods it is sold for there. A rule for the tariff beats one for
/// every tariff, and a rule beats the same period at the seller.
pub fn upstream_term(
    sold: Period,
    (start, end): (Date, Option<Date>),
    tariff: TariffId,
    rules: &[PeriodRule],
    offered: &[Period],
) -> Result<UpstreamTerm, Uncovered> {
    let ordered = match rule_for(sold, tariff, rules) {
        Some(rule) => {
            rule.check()?;
            let ordered = rule.ordered;
            if !offered.contains(&ordered) {
                return Err(Uncovered::NotOffered { sold, ordered });
            }
            ordered
        }
        None if offered.contains(&sold) => sold,
        None => return Err(Uncovered::NoRule(sold)),
    };
    let renewals = renewals(ordered, start, end)?;
    Ok(UpstreamTerm { ordered, renewals })
}

fn rule_for(sold: Period, tariff: TariffId, rules: &[PeriodRule]) -> Option<&PeriodRule> {
    let mut of_period = rules.iter().filter(|rule| rule.sold == sold);
    let for_tariff = of_period.clone().find(|rule| rule.tariff == Some(tariff));
    for_tariff.or_else(|| of_period.find(|rule| rule.tariff.is_none()))
}

/// How many renewals follow the first period until the last day is reached. The seller counts its
/// months from the same day as we do.
fn renewals(ordered: Period, start: Date, end: Option<Date>) -> Result<u32, BadPeriodRule> {
    let Some(end) = end else {
        let covers = ordered == Period::Lifetime;
        return if covers {
            Ok(0)
        } else {
            Err(BadPeriodRule::Endless)
        };
    };
    let periods = match ordered {
        Period::Lifetime | Period::Trial => 1,
        Period::Day => (end - start).get_days().max(1).unsigned_abs(),
        Period::Months(months) => (1..=u16::MAX / months.max(1))
            .find(|count| {
                let covered = Period::Months(months * count).end(start, start.day(), 0);
                covered.is_none_or(|covered| covered >= end)
            })
            .map_or(u32::from(u16::MAX), u32::from),
    };
    Ok(periods - 1)
}

#[cfg(test)]
mod tests;
