//! Spans of time in words.

use crate::faces::words::Words;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// From here on a date says more.
const DAYS_MAX: i64 = 30;
/// What is as fresh as this is now.
const NOW_SECONDS: i64 = 10;

/// `2 minutes ago` or `in 2 minutes` for seconds that have passed or, negative, are to come; none
/// where a date says more.
pub(super) fn relative(words: Words, seconds: i64) -> Option<String> {
    let length = seconds.saturating_abs();
    if length > DAYS_MAX * DAY {
        return None;
    }
    let span = span(words, length);
    Some(if length < NOW_SECONDS {
        words.say("span-now")
    } else if seconds > 0 {
        words.about("span-past", &span)
    } else {
        words.about("span-future", &span)
    })
}

/// `2 minutes`, in the largest unit of which it is at least one; the rest is left out. In Russian
/// in the case that stands after "назад", "через" and "уже".
pub(super) fn span(words: Words, seconds: i64) -> String {
    let seconds = seconds.max(0);
    match seconds {
        0..MINUTE => words.count("span-seconds", seconds),
        MINUTE..HOUR => words.count("span-minutes", seconds / MINUTE),
        HOUR..DAY => words.count("span-hours", seconds / HOUR),
        _ => words.count("span-days", seconds / DAY),
    }
}
