//! How a service stands, in words that are true and say what its owner can do.

use crate::faces::locale::{date_of, instant_of};
use crate::faces::visit::Visit;
use onsell_wire::Node;

/// From so many days before its end on a service is about to end.
const DAYS_NEAR: i64 = 14;

/// How a service stands.
#[derive(Debug, Clone, Default)]
pub(super) struct StateView {
    /// The color of its badge.
    pub color: &'static str,
    /// What is written on it.
    pub text: String,
    /// What else there is to know.
    pub note: String,
    /// Whether its owner should do something.
    pub is_urgent: bool,
}

/// How the service of a row or a card stands; `work` is what `service.state` says is being done.
pub(super) fn of(visit: &Visit, row: &Node, work: Option<&Node>) -> StateView {
    let words = visit.words;
    let key = row
        .child("item_status")
        .and_then(|node| node.attribute("orig"));
    let key = key.unwrap_or_default();
    let status = key.split('_').next().unwrap_or_default();
    let told = row.text_of("item_status").unwrap_or_default().to_owned();
    let say = |color, text: String, note: String, is_urgent| StateView {
        color,
        text,
        note,
        is_urgent,
    };
    if key == "5_need_configure" {
        let note = words.say("service-needs-data-note");
        return say("warn", words.say("service-needs-data"), note, true);
    }
    if let Some(work) = work {
        return at_work(visit, work);
    }
    match status {
        "1" => say("wait", words.say("service-unpaid"), String::new(), true),
        "3" => {
            let note = match key {
                "3" => "service-stopped-by-you",
                "3_autosuspend" => "service-stopped-unpaid",
                _ => "service-stopped-by-provider",
            };
            say("warn", told, words.say(note), key == "3_autosuspend")
        }
        "2" => ends(visit, row, told),
        _ => say(crate::faces::badge::color(key), told, String::new(), false),
    }
}

/// What is being done, and since when.
fn at_work(visit: &Visit, work: &Node) -> StateView {
    let words = visit.words;
    let text = |name: &str| work.text_of(name).unwrap_or_default();
    let since = instant_of(text("since")).map(|since| visit.locale.lasted(since));
    let since = since.unwrap_or_default();
    let is_delayed = text("delayed") == "on";
    let note = if is_delayed {
        words.about("service-delayed", &since)
    } else {
        words.about("service-waits", &since)
    };
    StateView {
        color: if is_delayed { "warn" } else { "busy" },
        text: text("name").to_owned(),
        note,
        is_urgent: false,
    }
}

/// A service that runs: when it ends, and whether it is renewed by itself.
fn ends(visit: &Visit, row: &Node, told: String) -> StateView {
    let words = visit.words;
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    let calm = |note: String| StateView {
        color: "good",
        text: told.clone(),
        note,
        is_urgent: false,
    };
    if let Some(day) = date_of(text("scheduledclose_prop")) {
        return StateView {
            color: "warn",
            ..calm(words.about("service-closes", &visit.locale.date(day)))
        };
    }
    let Some(day) = date_of(text("expiredate")) else {
        return calm(String::new());
    };
    let days = days_until(visit, day);
    let renews = !matches!(text("autoprolong"), "" | "null");
    match (renews, days) {
        (_, ..0) => calm(words.say("service-ended")),
        (true, 0..DAYS_NEAR) => calm(words.count("service-renews-in", days)),
        (true, _) => calm(words.about("service-renews-on", &visit.locale.date(day))),
        (false, 0) => near(words.say("service-ends-today")),
        (false, 1..DAYS_NEAR) => near(words.count("service-ends-in", days)),
        (false, _) => calm(words.about("service-ends-on", &visit.locale.date(day))),
    }
}

fn near(text: String) -> StateView {
    StateView {
        color: "warn",
        text,
        note: String::new(),
        is_urgent: true,
    }
}

/// Days from today until a day.
pub(super) fn days_until(visit: &Visit, day: onsell_domain::Date) -> i64 {
    let today = visit.frame.now.date_in(visit.locale.zone());
    let span = today.until(day).map(|span| i64::from(span.get_days()));
    span.unwrap_or_default()
}
