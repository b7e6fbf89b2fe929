//! What a user sets of himself: how to be reached, language and zone, password, second factor.

use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::Fault;

/// Zones that are offered, from west to east; any other can be typed.
const ZONES: [&str; 24] = [
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Sao_Paulo",
    "UTC",
    "Europe/London",
    "Europe/Lisbon",
    "Europe/Berlin",
    "Europe/Amsterdam",
    "Europe/Warsaw",
    "Europe/Vilnius",
    "Europe/Kyiv",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Europe/Samara",
    "Asia/Dubai",
    "Asia/Yekaterinburg",
    "Asia/Almaty",
    "Asia/Novosibirsk",
    "Asia/Singapore",
    "Asia/Vladivostok",
    "Asia/Tokyo",
    "Australia/Sydney",
];

#[derive(Template)]
#[template(path = "own/settings.html")]
struct Settings {
    words: Words,
    name: String,
    email: String,
    realname: String,
    phone: String,
    language: String,
    zone: String,
    zones: [&'static str; 24],
    ranges: String,
    /// Whether the second factor is on.
    has_factor: bool,
    fault: Option<String>,
    /// The field that was refused.
    wrong: String,
    csrf: String,
}

impl Settings {
    /// Why a field was refused.
    fn error(&self, name: &str) -> Option<&str> {
        self.fault.as_deref().filter(|_| self.wrong == name)
    }
}

/// The page.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let document = visit.call("usrparam", &[]).await?;
    let fault = visit.fault.as_ref();
    let text = |name: &str| {
        let typed = visit.params.get(name).filter(|_| fault.is_some());
        typed
            .or(document.root.text_of(name))
            .unwrap_or_default()
            .to_owned()
    };
    let template = Settings {
        words: visit.words,
        name: text("name"),
        email: text("email"),
        realname: text("realname"),
        phone: text("phone"),
        language: text("language"),
        zone: text("timezone"),
        zones: ZONES,
        ranges: text("allowed_ip_ranges"),
        has_factor: document.root.text_of("totp") == Some("on"),
        wrong: fault.and_then(Fault::object).unwrap_or_default().to_owned(),
        fault: fault.map(|fault| visit.told(fault)),
        csrf: visit.csrf(),
    };
    let mut page = Page::of(visit.words.say("layout-settings"), &template)?;
    if visit.fault.is_some() {
        page.status = 422;
    }
    Ok(Shown::Page(page))
}
