//! What the rest of a paid term is worth, and what it costs to change in the middle of it
//! (semantics 2.7, 7.2, 7.3).
//!
//! Worth is never more than what was paid, nor more than a renewal would cost for the same days.
//! Rounding: what a customer pays is rounded up to a whole hundredth of the currency's unit, what
//! goes back to him is rounded down to one, and what is only counted on is rounded down to a count.
//! So no way there and back gains money. What was paid is spread evenly over the days it was paid
//! for; a rate is counted in whole periods back from the end and by days in the one that is broken.
//! Products are made in 128 bits: an amount has 63 bits, a number of days 23, of months 7.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::money::{Amount, MoneyError};
use crate::period::Period;

/// What a change of tariff moves (`changepolicy` of a tariff; the values are ours).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ChangePolicy {
    /// The end stays, and the difference for the rest of the term is charged or returned.
    #[default]
    Money,
    /// No money moves; the worth of the rest buys as many days of the new tariff as it does.
    Date,
}

impl ChangePolicy {
    /// Every policy.
    pub const ALL: [Self; 2] = [Self::Money, Self::Date];

    /// The name on the wire and in storage.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Money => "money",
            Self::Date => "date",
        }
    }

    /// The policy with this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}

/// What one period costs, addons included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The period.
    pub period: Period,
    /// Its price.
    pub price: Amount,
}

/// What was paid for the present term of a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PaidTerm {
    /// How much, set-up fee left aside.
    pub amount: Amount,
    /// The first day that it pays for.
    pub from: Date,
    /// The last; none never ends.
    pub until: Option<Date>,
}

impl PaidTerm {
    /// A term of which is only known when it ends: its last period was paid at a rate, and nothing
    /// for what is before. One without an end was paid on the day it was made.
    pub fn once(rate: Rate, made: Date, until: Option<Date>, anchor_day: i8) -> Self {
        let from = match (until, rate.period) {
            (Some(until), Period::Months(months)) => begin_of(until, anchor_day, months.into()),
            (Some(until), Period::Day) => until.saturating_sub(1.day()),
            (_, Period::Trial | Period::Lifetime) | (None, _) => made,
        };
        Self {
            amount: rate.price,
            from,
            until,
        }
    }

    /// How much of it is for the days after today, rounded down to a count. What was bought for
    /// good is never used up.
    pub fn rest(&self, today: Date) -> Amount {
        let Some(until) = self.until else {
            return self.amount;
        };
        let term = days(self.from, until);
        if term <= 0 {
            return Amount::ZERO;
        }
        let left = days(today, until).clamp(0, term);
        saturated(i128::from(self.amount.get()) * left / term)
    }

    /// What the days after today are worth at a rate: what was paid for them, but not more than the
    /// rate asks, rounded down to a count.
    pub fn worth(&self, today: Date, rate: Rate, anchor_day: i8) -> Amount {
        let (asked, _) = self.counts_at(today, rate, anchor_day);
        let asked = saturated(asked);
        self.rest(today).min(asked)
    }

    /// The same service after a renewal.
    #[must_use]
    pub fn renewed(&self, today: Date, amount: Amount, until: Option<Date>) -> Self {
        self.changed(today, self.rest(today), amount, Amount::ZERO, until)
    }

    /// The same service after something was paid or returned for the rest of its term, of which
    /// `worth` was counted on.
    #[must_use]
    pub fn changed(
        &self,
        today: Date,
        worth: Amount,
        charge: Amount,
        refund: Amount,
        until: Option<Date>,
    ) -> Self {
        let sum = i128::from(worth.get()) + i128::from(charge.get()) - i128::from(refund.get());
        Self {
            amount: saturated(sum.max(0)),
            from: today,
            until,
        }
    }

    /// What the days after today cost at a rate, rounded up to a count.
    fn cost(&self, today: Date, rate: Rate, anchor_day: i8) -> Result<Amount, MoneyError> {
        let (_, up) = self.counts_at(today, rate, anchor_day);
        i64::try_from(up)
            .map(Amount::new)
            .map_err(|_| MoneyError::Overflow)
    }

    /// The price of the days after today at a rate, rounded down and rounded up to a count.
    fn counts_at(&self, today: Date, rate: Rate, anchor_day: i8) -> (i128, i128) {
        let price = i128::from(rate.price.get());
        let Some(until) = self.until else {
            return (price, price);
        };
        let left = days(today, until).max(0);
        let (whole, part, length) = match rate.period {
            Period::Trial | Period::Lifetime => (0, left, days(self.from, until)),
            Period::Day => (left, 0, 1),
            Period::Months(months) => months_left(today, until, anchor_day, months.into()),
        };
        let (product, length) = (price * part, length.max(1));
        let (sum, up) = (price * whole, i128::from(product % length != 0));
        let down = sum + product / length;
        (down, down + up)
    }
}

/// A change of tariff in the middle of a term.
#[derive(Debug, Clone, Copy)]
pub struct TariffChange {
    /// The day of the change; it is used up.
    pub today: Date,
    /// The day of the month on which the service's months begin.
    pub anchor_day: i8,
    /// What was paid for the present term.
    pub paid: PaidTerm,
    /// What a renewal costs now.
    pub old: Rate,
    /// What a renewal costs then.
    pub new: Rate,
    /// The present tariff's policy.
    pub policy: ChangePolicy,
}

/// What a change comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settlement {
    /// What the customer pays.
    pub charge: Amount,
    /// What goes back to the customer's balance; one of the two is zero.
    pub refund: Amount,
    /// The last day of the service then; none never ends.
    pub until: Option<Date>,
}

/// Why a change cannot be settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotSettled {
    /// What was bought for good cannot become a service with an end.
    #[error("a service without an end date cannot get one")]
    Endless,
    /// The sums are too large for the books.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Settles a change of tariff. What was bought for good returns nothing.
pub fn settle_tariff(change: &TariffChange) -> Result<Settlement, NotSettled> {
    let &TariffChange {
        today,
        anchor_day,
        paid,
        old,
        new,
        policy,
    } = change;
    let worth = paid.worth(today, old, anchor_day);
    match (paid.until, new.period) {
        (None, Period::Lifetime) => {
            let settled = settled(new.price, worth, None)?;
            Ok(Settlement {
                refund: Amount::ZERO,
                ..settled
            })
        }
        (None, _) => Err(NotSettled::Endless),
        (Some(_), Period::Lifetime) => settled(new.price, worth, None),
        (Some(until), _) if policy == ChangePolicy::Date => Ok(Settlement {
            charge: Amount::ZERO,
            refund: Amount::ZERO,
            until: Some(moved_end(change, until)),
        }),
        (Some(_), _) => {
            let cost = paid.cost(today, new, anchor_day)?;
            settled(cost, worth, paid.until)
        }
    }
}

/// A change of addons in the middle of a term.
#[derive(Debug, Clone, Copy)]
pub struct AddonChange {
    /// The day of the change; it is used up.
    pub today: Date,
    /// The day of the month on which the service's months begin.
    pub anchor_day: i8,
    /// What was paid for the present term.
    pub paid: PaidTerm,
    /// What a renewal costs now.
    pub old: Rate,
    /// What the units that are added cost for a period.
    pub more: Amount,
    /// What the units that are taken away cost for a period.
    pub less: Amount,
    /// Whether the unused days of what is taken away go back to the customer.
    pub is_rest_returned: bool,
}

/// Settles a change of addons: what is added is paid for the rest of the term, what is taken away
/// is returned where the tariff returns anything. The end stays.
pub fn settle_addons(change: &AddonChange) -> Result<Settlement, NotSettled> {
    let &AddonChange {
        today,
        anchor_day,
        paid,
        old,
        more,
        less,
        ..
    } = change;
    let rate = |price| Rate { price, ..old };
    let cost = paid.cost(today, rate(more), anchor_day)?;
    let back = if change.is_rest_returned && paid.until.is_some() {
        let (back, _) = paid.counts_at(today, rate(less), anchor_day);
        saturated(back).min(paid.worth(today, old, anchor_day))
    } else {
        Amount::ZERO
    };
    settled(cost, back, paid.until)
}

/// The difference between what is needed and what is there: a charge rounded up to a hundredth, or
/// a refund rounded down to one.
fn settled(cost: Amount, credit: Amount, until: Option<Date>) -> Result<Settlement, NotSettled> {
    let missing = cost.checked_sub(credit)?;
    let (charge, refund) = if missing.is_negative() {
        (Amount::ZERO, hundredths_down(missing.checked_neg()?))
    } else {
        (hundredths_up(missing)?, Amount::ZERO)
    };
    Ok(Settlement {
        charge,
        refund,
        until,
    })
}

/// How many counts make a hundredth of the currency's unit.
const HUNDREDTH: i64 = 100;

fn hundredths_down(amount: Amount) -> Amount {
    Amount::new(amount.get() - amount.get().rem_euclid(HUNDREDTH))
}

fn hundredths_up(amount: Amount) -> Result<Amount, MoneyError> {
    let down = hundredths_down(amount);
    if down == amount {
        return Ok(amount);
    }
    down.checked_add(Amount::new(HUNDREDTH))
}

/// The end that the worth of the rest gives under the new rate, whole days only.
///
/// Days are exchanged at the ratio of the two prices, a month counted as a twelfth of 365 days, so
/// that a way there and back gives no day more than there were. A term that was paid at less than
/// its rate counts for less; a month counts as 31 days there, so that no regular term does.
fn moved_end(change: &TariffChange, until: Date) -> Date {
    let (old, new, paid) = (change.old, change.new, change.paid);
    let left = days(change.today, until);
    if left <= 0 || new.price == Amount::ZERO {
        return until;
    }
    let term = days(paid.from, until).max(1);
    let (price, new_price) = (i128::from(old.price.get()), i128::from(new.price.get()));
    if price == 0 {
        // What cost nothing is worth nothing.
        return change.today;
    }
    let amount = i128::from(paid.amount.get());
    let longest = match old.period {
        Period::Months(months) => 31 * i128::from(months),
        Period::Day => 1,
        Period::Trial | Period::Lifetime => term,
    };
    let covered = amount * left.min(term) * longest / (term * price);
    let counted = left.min(covered);
    let bought =
        counted * price * twelfths(new.period, term) / (new_price * twelfths(old.period, term));
    let bought = i32::try_from(bought).map_or(DAYS_MAX, |bought| bought.min(DAYS_MAX));
    change.today.saturating_add(bought.days())
}

/// As many days as a calendar holds.
const DAYS_MAX: i32 = 3_660_000;

/// The length of a period in twelfths of a day.
fn twelfths(period: Period, term: i128) -> i128 {
    match period {
        Period::Months(months) => 365 * i128::from(months),
        Period::Day => 12,
        Period::Trial | Period::Lifetime => 12 * term,
    }
}

/// How many days after the first day the second is.
fn days(from: Date, until: Date) -> i128 {
    i128::from(until.duration_since(from).as_hours() / 24)
}

/// The days after today until an end, as whole periods of months counted back from the end, and
/// days of one that is broken, with that one's length.
fn months_left(today: Date, until: Date, anchor_day: i8, months: i32) -> (i128, i128, i128) {
    if until <= today {
        return (0, 0, 1);
    }
    let begin = |periods: i32| match periods {
        0 => until,
        _ => begin_of(until, anchor_day, periods.saturating_mul(months)),
    };
    let years = i32::from(until.year()) - i32::from(today.year());
    let apart = 12 * years + i32::from(until.month()) - i32::from(today.month());
    let fits = |periods: &i32| begin(*periods) >= today;
    let most = apart / months;
    let whole = Some(most).filter(fits).unwrap_or_else(|| (most - 1).max(0));
    let (broken_until, broken_from) = (begin(whole), begin(whole + 1));
    (
        whole.into(),
        days(today, broken_until),
        days(broken_from, broken_until),
    )
}

/// The first day of so many months that end on a day. An end that is not on the anchor was moved
/// and counts for itself.
fn begin_of(until: Date, anchor_day: i8, months: i32) -> Date {
    let anchor_day = if until.day() == anchor_day.clamp(1, until.days_in_month()) {
        anchor_day
    } else {
        until.day()
    };
    let month = until.first_of_month().saturating_sub(months.months());
    let day = anchor_day.clamp(1, month.days_in_month());
    month.with().day(day).build().unwrap_or(month)
}

fn saturated(count: i128) -> Amount {
    let range = i128::from(i64::MIN)..=i128::from(i64::MAX);
    Amount::new(count.clamp(*range.start(), *range.end()) as i64)
}

#[cfg(test)]
mod tests;
