//! Spans of time in words.

use onsell_domain::Language;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From here on a date says more.
const DAYS_MAX: i64 = 30;
/// What is as fresh as this is now.
const NOW_SECONDS: i64 = 10;

/// A unit: in English for one and for more; in Russian for one, two and five, in the case that
/// stands after "назад", "через" and "уже".
struct Unit {
    en: [&'static str; 2],
    ru: [&'static str; 3],
}

const SECONDS: Unit = Unit {
    en: ["second", "seconds"],
    ru: ["секунду", "секунды", "секунд"],
};
const MINUTES: Unit = Unit {
    en: ["minute", "minutes"],
    ru: ["минуту", "минуты", "минут"],
};
const HOURS: Unit = Unit {
    en: ["hour", "hours"],
    ru: ["час", "часа", "часов"],
};
const DAYS: Unit = Unit {
    en: ["day", "days"],
    ru: ["день", "дня", "дней"],
};

/// `2 minutes ago` or `in 2 minutes` for seconds that have passed or, negative, are to come; none
/// where a date says more.
pub(super) fn relative(language: Language, seconds: i64) -> Option<String> {
    let length = seconds.saturating_abs();
    if length > DAYS_MAX * DAY {
        return None;
    }
    let span = span(language, length);
    Some(match (language, seconds) {
        (Language::En, -9..NOW_SECONDS) => "just now".to_owned(),
        (Language::Ru, -9..NOW_SECONDS) => "только что".to_owned(),
        (Language::En, 0..) => format!("{span} ago"),
        (Language::Ru, 0..) => format!("{span} назад"),
        (Language::En, _) => format!("in {span}"),
        (Language::Ru, _) => format!("через {span}"),
    })
}

/// `2 minutes`, in the largest unit of which it is at least one; the rest is left out.
pub(super) fn span(language: Language, seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (count, unit) = match seconds {
        0..MINUTE => (seconds, SECONDS),
        MINUTE..HOUR => (seconds / MINUTE, MINUTES),
        HOUR..DAY => (seconds / HOUR, HOURS),
        _ => (seconds / DAY, DAYS),
    };
    let word = match language {
        Language::En => unit.en[usize::from(count != 1)],
        Language::Ru => unit.ru[russian(count)],
    };
    format!("{count} {word}")
}

/// Which of the three Russian forms goes with a number.
fn russian(count: i64) -> usize {
    match (count % 10, count % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}
