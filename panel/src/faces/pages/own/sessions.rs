//! Where somebody is signed in, and ending that.

use crate::faces::locale::instant_of;
use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use onsell_wire::{Fault, Node};

/// Parts of what browsers say of themselves, and what they are called; the first that is there
/// counts, because many of them name others too.
const BROWSERS: [(&str, &str); 7] = [
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("YaBrowser/", "Yandex Browser"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
    ("curl/", "curl"),
];
const SYSTEMS: [(&str, &str); 6] = [
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// A session.
struct Session {
    id: String,
    device: String,
    address: String,
    used: String,
    opened: String,
    /// Who of the staff opened it.
    opened_by: String,
    is_current: bool,
}

#[derive(Template)]
#[template(path = "own/sessions.html")]
struct SessionPage {
    words: Words,
    sessions: Vec<Session>,
    csrf: String,
}

/// The page.
pub(crate) async fn show(visit: &Visit) -> Result<Shown, Fault> {
    let document = visit.call("session", &[]).await?;
    let rows = document.root.children_of("elem");
    let words = visit.words;
    let template = SessionPage {
        words,
        sessions: rows.map(|row| session(visit, row)).collect(),
        csrf: visit.csrf(),
    };
    let page = Page::of(words.say("settings-sessions"), &template)?;
    Ok(Shown::Page(page.live()))
}

fn session(visit: &Visit, row: &Node) -> Session {
    let text = |name: &str| row.text_of(name).unwrap_or_default();
    let used = instant_of(text("used")).map(|at| visit.locale.ago(at));
    let device = device(text("device"));
    Session {
        id: text("id").to_owned(),
        device: if device.is_empty() {
            visit.words.say("session-unknown")
        } else {
            device
        },
        address: text("ip").to_owned(),
        used: used.unwrap_or_default(),
        opened: visit.locale.wire(text("opened")),
        opened_by: text("opened_by").to_owned(),
        is_current: text("current") == "on",
    }
}

/// `Firefox, Linux`, of what a browser says of itself; what nobody knows is shortened.
fn device(agent: &str) -> String {
    const CHARACTERS_MAX: usize = 40;
    let found = |known: &[(&str, &'static str)]| {
        let found = known.iter().find(|(part, _)| agent.contains(part));
        found.map(|(_, name)| *name)
    };
    match (found(&BROWSERS), found(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser}, {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.chars().take(CHARACTERS_MAX).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn a_browser_is_known_by_its_own_name() {
        let check = |agent: &str, expect: &str| assert_eq!(device(agent), expect, "{agent}");
        check("Mozilla/5.0 (X11; Linux) Firefox/140", "Firefox, Linux");
        let mac = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605 Safari/605";
        check(mac, "Safari, macOS");
        let edge = "Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140";
        check(edge, "Edge, Windows");
        let phone = "Mozilla/5.0 (Linux; Android 15) Chrome/140 Mobile Safari/537";
        check(phone, "Chrome, Android");
        check("curl/8", "curl");
        check("billing client of ours", "billing client of ours");
        check("", "");
    }
}
