//! Billing periods: their codes on the wire (wire 2.3), their names, and where they end.
//!
//! Months are counted from an *anchor*, the day of the month on which the service began, so that
//! 31 January plus a month plus a month is 31 March and not the 28th. Dates near the end of the
//! calendar (year 9999) stay at its last day.

use jiff::ToSpan;
use jiff::civil::Date;

use crate::language::Language;

/// How long a service is paid at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// Once, for free or nearly so, for as many days as the tariff says; never renewed.
    Trial,
    /// One day.
    Day,
    /// Paid once, never ends.
    Lifetime,
    /// So many months, 1 to [`Period::MONTHS_MAX`].
    Months(u16),
}

/// The number is no period code: -100, -50, 0 or 1 to 120 months are expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a period: {0}")]
pub struct BadPeriod(pub i64);

/// Why a service cannot be renewed; a different tariff or period is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotRenewable {
    /// Trials are had once (semantics 5.3).
    #[error("a trial period cannot be renewed")]
    Trial,
    /// The service has no end that could be moved.
    #[error("a service without an end date needs no renewal")]
    Endless,
}

impl Period {
    /// The longest period: ten years.
    pub const MONTHS_MAX: u16 = 120;

    /// The number on the wire and in storage.
    pub const fn code(self) -> i64 {
        match self {
            Self::Trial => -100,
            Self::Day => -50,
            Self::Lifetime => 0,
            Self::Months(months) => months as i64,
        }
    }

    /// The period with this number.
    pub fn from_code(code: i64) -> Result<Self, BadPeriod> {
        match code {
            -100 => Ok(Self::Trial),
            -50 => Ok(Self::Day),
            0 => Ok(Self::Lifetime),
            _ => match u16::try_from(code) {
                Ok(months @ 1..=Self::MONTHS_MAX) => Ok(Self::Months(months)),
                _ => Err(BadPeriod(code)),
            },
        }
    }

    /// The last day of a service that runs for one period from `start`; `None` if it never ends.
    ///
    /// `anchor_day` is the day of the month (1 to 31) that months are counted by, at first the day
    /// of `start`; a month that is too short ends at its last day. `trial_days` is the tariff's.
    pub fn end(self, start: Date, anchor_day: i8, trial_days: u16) -> Option<Date> {
        match self {
            Self::Lifetime => None,
            Self::Trial => Some(start.saturating_add(i32::from(trial_days).days())),
            Self::Day => Some(start.saturating_add(1.day())),
            Self::Months(months) => Some(anniversary(start, anchor_day, months)),
        }
    }

    /// The new last day after a renewal for one period; `None` if it then never ends.
    ///
    /// Counted from [`renewal_start`]; when that is not the current end, a new series of months
    /// begins there and the anchor with it (semantics 4.6).
    pub fn prolonged(
        self,
        current_end: Option<Date>,
        today: Date,
        is_stopped: bool,
        anchor_day: i8,
    ) -> Result<Option<Date>, NotRenewable> {
        let current_end = current_end.ok_or(NotRenewable::Endless)?;
        if self == Self::Trial {
            return Err(NotRenewable::Trial);
        }
        let start = renewal_start(current_end, today, is_stopped);
        let anchor_day = if start == current_end {
            anchor_day
        } else {
            start.day()
        };
        Ok(self.end(start, anchor_day, 0))
    }

    /// What people call the period.
    pub fn name(self, language: Language) -> String {
        match (self, language) {
            (Self::Trial, Language::En) => "Trial".to_owned(),
            (Self::Trial, Language::Ru) => "Пробный период".to_owned(),
            (Self::Day, Language::En) => "Day".to_owned(),
            (Self::Day, Language::Ru) => "День".to_owned(),
            (Self::Lifetime, Language::En) => "Lifetime".to_owned(),
            (Self::Lifetime, Language::Ru) => "Бессрочно".to_owned(),
            (Self::Months(1), Language::En) => "Month".to_owned(),
            (Self::Months(1), Language::Ru) => "Месяц".to_owned(),
            (Self::Months(months), Language::En) => format!("{months} Months"),
            (Self::Months(months), Language::Ru) => {
                format!("{months} {}", russian_months(months))
            }
        }
    }
}

/// The day a renewal counts from: the current end while the service runs or is paid ahead, the day
/// of the renewal when it stands stopped after its end (semantics 4.6).
pub fn renewal_start(current_end: Date, today: Date, is_stopped: bool) -> Date {
    if is_stopped {
        current_end.max(today)
    } else {
        current_end
    }
}

fn anniversary(start: Date, anchor_day: i8, months: u16) -> Date {
    let month = start
        .first_of_month()
        .saturating_add(i32::from(months).months());
    // Beyond the calendar: its last day.
    if month.first_of_month() != month {
        return month;
    }
    let day = anchor_day.clamp(1, month.days_in_month());
    month.with().day(day).build().unwrap_or(month)
}

fn russian_months(months: u16) -> &'static str {
    match (months % 100, months % 10) {
        (11..=14, _) => "месяцев",
        (_, 1) => "месяц",
        (_, 2..=4) => "месяца",
        _ => "месяцев",
    }
}

#[cfg(test)]
mod tests;
