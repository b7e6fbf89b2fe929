//! The two cookies of the panel (wire 1.3).

use onsell_domain::Language;

/// The cookie that carries the session.
pub const SESSION_COOKIE: &str = "billmgrses5";
/// The cookie that carries look and language.
pub const LANGUAGE_COOKIE: &str = "billmgrlang5";

/// The session in a `Cookie` header; what follows a `:` in it is not part of the session.
pub fn session_from_cookie(header: &str) -> Option<&str> {
    let session = value(header, SESSION_COOKIE)?.split(':').next()?;
    if session.is_empty() {
        None
    } else {
        Some(session)
    }
}

/// The language in a `Cookie` header, the second part of `theme:language`.
pub fn language_from_cookie(header: &str) -> Option<Language> {
    let language = value(header, LANGUAGE_COOKIE)?.split(':').nth(1)?;
    if language.is_empty() {
        None
    } else {
        Some(Language::parse(language))
    }
}

fn value<'a>(header: &'a str, name: &str) -> Option<&'a str> {
    header.split(';').find_map(|pair| {
        let (known, value) = pair.split_once('=')?;
        (known.trim() == name).then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_ends_at_the_colon() {
        let check = |header: &str, expect: Option<&str>| {
            assert_eq!(session_from_cookie(header), expect, "{header}");
        };
        check("billmgrses5=f33b", Some("f33b"));
        check("a=b; billmgrses5=f33b:x; c=d", Some("f33b"));
        check("a=b;billmgrses5=\"f33b\"", Some("f33b"));
        check("billmgrses5=", None);
        check("billmgrses5=:x", None);
        check("xbillmgrses5=1; billmgrses=2", None);
        check("", None);
    }

    #[test]
    fn the_language_is_the_second_part() {
        let check = |header: &str, expect: Option<Language>| {
            assert_eq!(language_from_cookie(header), expect, "{header}");
        };
        check("billmgrlang5=orion:ru", Some(Language::Ru));
        check("x=1; billmgrlang5=orion:en:more", Some(Language::En));
        check("billmgrlang5=orion", None);
        check("billmgrlang5=orion:", None);
    }
}
