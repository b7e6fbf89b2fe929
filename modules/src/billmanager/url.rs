//! The address of a seller as administrators type it.

/// Completes an address: a host alone gets `https://` and `/billmgr`, a path that is there stays
/// (semantics 1.2). None for what is no address of a web server.
pub fn complete_url(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => (scheme, rest),
        Some(_) => return None,
        None => ("https", text),
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let plain = |character: char| {
        character.is_alphanumeric() || matches!(character, '.' | '-' | ':' | '[' | ']' | '_')
    };
    if host.is_empty() || !host.chars().all(plain) {
        return None;
    }
    let path = path.trim_end_matches('/');
    let path = if path.is_empty() { "billmgr" } else { path };
    Some(format!("{scheme}://{host}/{path}"))
}

/// Where a person sees a service in the pages of its seller. Another Onsell has them beside its
/// API (`is_onsell`); a BILLmanager opens the form at the address of its API.
pub fn card_url(url: &str, is_onsell: bool, product_type: &str, id: i64) -> String {
    let origin = url.find("://").and_then(|scheme| {
        let path = url[scheme + 3..].find('/')?;
        url.get(..scheme + 3 + path)
    });
    match origin {
        Some(origin) if is_onsell => format!("{origin}/panel/{product_type}.edit?elid={id}"),
        _ => format!("{url}?func={product_type}.edit&elid={id}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_has_a_page_at_its_seller() {
        let check = |url, is_onsell, expect: &str| {
            assert_eq!(card_url(url, is_onsell, "soft", 7), expect);
        };
        check(
            "https://a.example/billmgr",
            false,
            "https://a.example/billmgr?func=soft.edit&elid=7",
        );
        check(
            "https://a.example:1500/manager/billmgr",
            true,
            "https://a.example:1500/panel/soft.edit?elid=7",
        );
        check("a", true, "a?func=soft.edit&elid=7");
    }

    #[test]
    fn every_documented_form_is_completed() {
        let check = |input, expect: Option<&str>| {
            assert_eq!(complete_url(input).as_deref(), expect, "{input}");
        };
        check(
            "https://api.example.com",
            Some("https://api.example.com/billmgr"),
        );
        check(
            "https://api.example.com/",
            Some("https://api.example.com/billmgr"),
        );
        check(
            "api.example.com:1500",
            Some("https://api.example.com:1500/billmgr"),
        );
        check(
            "https://api.example.com/manager/billmgr",
            Some("https://api.example.com/manager/billmgr"),
        );
        check(
            "http://127.0.0.1:8080/billmgr?func=x",
            Some("http://127.0.0.1:8080/billmgr"),
        );
        check("http://[::1]:80", Some("http://[::1]:80/billmgr"));
        check("ftp://example.com", None);
        check("https://user:pw@example.com", None);
        check("", None);
    }
}
