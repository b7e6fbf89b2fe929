//! Dates, instants, spans of time and money as people read them, in English and in Russian.
//!
//! The wire has one spelling for programs (`2026-11-26`, `1234.50 EUR`, instants in UTC); pages
//! read the values that a function answered and show them by the user's language and zone.

use super::words::Words;
use onsell_domain::{Amount, Date, Language, Money, Timestamp, Zone};

mod ago;

/// What amounts, thousands and minus signs are set with: a space that does not break a line.
const SPACE: &str = "\u{a0}";
/// The sign of less than nothing.
const MINUS: &str = "\u{2212}";
/// Words of the same length look alike in a column; May has no shorter one.
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// For whom, where and when something is shown.
#[derive(Debug, Clone)]
pub struct Locale {
    language: Language,
    zone: Zone,
    now: Timestamp,
}

impl Locale {
    /// For a reader of this language in this zone, at this moment.
    pub fn new(language: Language, zone: Zone, now: Timestamp) -> Self {
        Self {
            language,
            zone,
            now,
        }
    }

    /// The zone instants are shown in.
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// `26 Nov 2026`, `26.11.2026`. A civil date has no zone.
    pub fn date(&self, date: Date) -> String {
        let (day, year) = (date.day(), date.year());
        match self.language {
            Language::En => {
                let month = MONTHS[usize::from(date.month().unsigned_abs()) - 1];
                format!("{day} {month} {year}")
            }
            Language::Ru => format!("{day:02}.{:02}.{year}", date.month()),
        }
    }

    /// `26 Nov 2026, 14:30`, `26.11.2026 14:30`, in the reader's zone.
    pub fn instant(&self, at: Timestamp) -> String {
        self.civil(at, "HH:MM".len())
    }

    /// The same with seconds.
    pub fn instant_exact(&self, at: Timestamp) -> String {
        self.civil(at, "HH:MM:SS".len())
    }

    fn civil(&self, at: Timestamp, time_length: usize) -> String {
        let civil = at.format_in(&self.zone);
        let time = civil.split_once(' ').map_or("", |(_, time)| time);
        let time = time.get(..time_length).unwrap_or(time);
        let between = match self.language {
            Language::En => ", ",
            Language::Ru => " ",
        };
        format!("{}{between}{time}", self.date(at.date_in(&self.zone)))
    }

    /// How long ago it was, or how long until it will be: `2 minutes ago`, `через 2 минуты`; after
    /// thirty days its date.
    pub fn ago(&self, at: Timestamp) -> String {
        ago::relative(Words::new(self.language), self.now.seconds_since(at))
            .unwrap_or_else(|| self.date(at.date_in(&self.zone)))
    }

    /// The instant, and how long ago it was where that is soon said.
    pub fn instant_and_ago(&self, at: Timestamp) -> String {
        let instant = self.instant(at);
        match ago::relative(Words::new(self.language), self.now.seconds_since(at)) {
            Some(ago) => format!("{instant} · {ago}"),
            None => instant,
        }
    }

    /// How long it has lasted, for a sentence such as "waiting for 2 minutes": `2 minutes`,
    /// `2 минуты`. What is still to come has lasted no time.
    pub fn lasted(&self, since: Timestamp) -> String {
        ago::span(Words::new(self.language), self.now.seconds_since(since))
    }

    /// `€1,234.50`, `1 234,50 €`: two digits after the point, four where two would be wrong.
    pub fn money(&self, money: Money) -> String {
        let (sign, digits) = self.digits(money.amount);
        let iso = money.currency.as_str();
        let symbol = match iso {
            "EUR" => "€",
            "USD" => "$",
            "GBP" => "£",
            "RUB" => "₽",
            "UAH" => "₴",
            "KZT" => "₸",
            other => other,
        };
        match self.language {
            Language::En if symbol == iso => format!("{sign}{symbol}{SPACE}{digits}"),
            Language::En => format!("{sign}{symbol}{digits}"),
            Language::Ru => format!("{sign}{digits}{SPACE}{symbol}"),
        }
    }

    /// An amount whose currency stands elsewhere: `1,234.50`, `1 234,50`.
    pub fn amount(&self, amount: Amount) -> String {
        let (sign, digits) = self.digits(amount);
        format!("{sign}{digits}")
    }

    fn digits(&self, amount: Amount) -> (&'static str, String) {
        let (group, point) = match self.language {
            Language::En => (",", "."),
            Language::Ru => (SPACE, ","),
        };
        let text = amount.to_string();
        let (sign, text) = match text.strip_prefix('-') {
            Some(text) => (MINUS, text),
            None => ("", text.as_str()),
        };
        let (whole, rest) = text.split_once('.').unwrap_or((text, "00"));
        let mut digits = String::new();
        for (at, digit) in whole.chars().enumerate() {
            if at > 0 && (whole.len() - at) % 3 == 0 {
                digits.push_str(group);
            }
            digits.push(digit);
        }
        (sign, digits + point + rest)
    }

    /// A value of the wire as this reader writes it: a date, an instant, or money, also for
    /// periods, also several. Everything else stays as it is. Only for values that the house wrote:
    /// what a person entered is shown as he entered it.
    pub fn wire(&self, text: &str) -> String {
        if let Some(date) = date_of(text) {
            return self.date(date);
        }
        if let Some(at) = instant_of(text) {
            return self.instant(at);
        }
        let prices: Option<Vec<String>> = text.split(", ").map(|text| self.price(text)).collect();
        prices.map_or_else(|| text.to_owned(), |prices| prices.join(", "))
    }

    /// Money, or money for a period.
    fn price(&self, text: &str) -> Option<String> {
        let (money, period) = match text.split_once(" / ") {
            Some((money, period)) => (money, Some(period)),
            None => (text, None),
        };
        let money = self.money(Money::parse(money).ok()?);
        Some(match period {
            Some(period) => format!("{money} / {period}"),
            None => money,
        })
    }
}

/// The date of a wire text `2026-11-26`.
pub fn date_of(text: &str) -> Option<Date> {
    (text.len() == "2026-11-26".len()).then(|| text.parse().ok())?
}

/// The instant of a wire text `2026-11-26 12:30:00`, which is in UTC.
pub fn instant_of(text: &str) -> Option<Timestamp> {
    if text.len() != "2026-11-26 12:30:00".len() || text.as_bytes().get(10) != Some(&b' ') {
        return None;
    }
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    let instant = jiff::tz::TimeZone::UTC.to_timestamp(civil).ok()?;
    Some(Timestamp::from_micros(instant.as_microsecond()))
}

#[cfg(test)]
mod tests;
