//! What somebody prefers of every page, kept by the browser: the look and the language.

use super::door::cookie;
use super::visit::is_ours;
use axum::http::HeaderMap;
use axum::http::request::Parts;
use onsell_wire::Params;
use onsell_wire::cookie::LANGUAGE_COOKIE;

const THEME_COOKIE: &str = "onsell_theme";
/// A year, in seconds.
const KEPT_SECONDS: u32 = 31_536_000;

/// Takes a preference from a path, `theme/dark` or `language/ru`: where to go on, and the cookie.
pub(super) fn choose(head: &Parts, path: &str) -> Option<(String, Vec<String>)> {
    let cookie = match path.split_once('/')? {
        ("theme", to @ ("light" | "dark" | "auto")) => format!("{THEME_COOKIE}={to}"),
        // The cookie of the trade carries look and language (wire 1.3).
        ("language", to @ ("en" | "ru")) => format!("{LANGUAGE_COOKIE}=onsell:{to}"),
        _ => return None,
    };
    let cookie = format!("{cookie}; Path=/; Max-Age={KEPT_SECONDS}; SameSite=Lax");
    let params = Params::parse_urlencoded(head.uri.query().unwrap_or_default()).unwrap_or_default();
    let back = params.text("back").filter(|back| is_ours(back));
    Some((back.unwrap_or("/panel").to_owned(), vec![cookie]))
}

/// The look that is preferred.
pub(super) fn theme(headers: &HeaderMap) -> &'static str {
    match cookie(headers, THEME_COOKIE) {
        Some("light") => "light",
        Some("dark") => "dark",
        _ => "auto",
    }
}
