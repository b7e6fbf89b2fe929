//! The names that a certificate is for.

use super::fault::NameFault;
use crate::host_name::host_name;

/// The most names of one certificate that anybody sells.
pub const NAMES_MAX: usize = 250;

/// A name as certificates have it, in small letters: a host name, or `*.` and one. A name in other
/// letters is entered as its registry writes it (`xn--…`).
pub fn certificate_name(text: &str) -> Result<String, NameFault> {
    let text = text.trim();
    if !text.is_ascii() {
        return Err(NameFault::NotLatin(text.to_owned()));
    }
    let (star, host) = match text.strip_prefix("*.") {
        Some(host) => ("*.", host),
        None => ("", text),
    };
    if host.contains('*') {
        return Err(NameFault::Star(text.to_owned()));
    }
    let host = host_name(host).map_err(|_| NameFault::NotHost(text.to_owned()))?;
    Ok(format!("{star}{host}"))
}

/// Several names, separated by spaces, commas or lines, each once and in the order given.
pub fn certificate_names(text: &str) -> Result<Vec<String>, NameFault> {
    let mut names: Vec<String> = Vec::new();
    let is_between = |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';');
    for word in text.split(is_between).filter(|word| !word.is_empty()) {
        let name = certificate_name(word)?;
        if names.contains(&name) {
            continue;
        }
        if names.len() == NAMES_MAX {
            return Err(NameFault::TooMany);
        }
        names.push(name);
    }
    Ok(names)
}

/// Whether a name stands for every name one step below another one.
pub fn is_wildcard(name: &str) -> bool {
    name.starts_with("*.")
}

/// Whether a name is written in other letters than it is registered in.
pub fn is_idn(name: &str) -> bool {
    name.split('.').any(|label| label.starts_with("xn--"))
}

/// Whether a certificate with these names is good for a host (or a wildcard): a star stands for
/// exactly one step.
pub fn covers(names: &[String], host: &str) -> bool {
    let above = host.split_once('.').map(|(_, above)| above);
    names.iter().any(|name| {
        name == host
            || name
                .strip_prefix("*.")
                .is_some_and(|base| Some(base) == above)
    })
}

/// The names that were asked for and that a certificate with `names` is no good for.
pub fn uncovered(names: &[String], asked: &[String]) -> Vec<String> {
    let missing = asked.iter().filter(|name| !covers(names, name));
    missing.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_host_or_a_star_above_one() {
        let check = |text: &str, expect: Result<&str, NameFault>| {
            assert_eq!(
                certificate_name(text),
                expect.map(str::to_owned),
                "{text:?}"
            );
        };
        check(" WWW.Example.org. ", Ok("www.example.org"));
        check("*.Example.org", Ok("*.example.org"));
        check("xn--e1afmkfd.xn--p1ai", Ok("xn--e1afmkfd.xn--p1ai"));
        check("пример.рф", Err(NameFault::NotLatin("пример.рф".into())));
        for star in ["*.*.org", "a.*.org", "a*.example.org", "*a.example.org"] {
            check(star, Err(NameFault::Star(star.into())));
        }
        for wrong in [
            "",
            "localhost",
            "*.",
            "*.org",
            "192.0.2.1",
            "a_b.org",
            "http://a.org",
        ] {
            check(wrong, Err(NameFault::NotHost(wrong.into())));
        }
    }

    #[test]
    fn lists_are_read_however_they_are_separated() {
        let names = certificate_names("b.org, A.org\r\n a.org;*.a.org").unwrap();
        assert_eq!(names, ["b.org", "a.org", "*.a.org"]);
        assert_eq!(certificate_names(" \n"), Ok(Vec::new()));
        assert_eq!(
            certificate_names("a.org b"),
            Err(NameFault::NotHost("b".into()))
        );
        let many: Vec<String> = (0..=NAMES_MAX).map(|at| format!("n{at}.org")).collect();
        let many = many.join(" ");
        assert_eq!(certificate_names(&many), Err(NameFault::TooMany));
    }

    #[test]
    fn a_star_is_one_step() {
        let names = ["a.org".to_owned(), "*.b.org".to_owned()];
        for (host, expect) in [
            ("a.org", true),
            ("www.a.org", false),
            ("x.b.org", true),
            ("*.b.org", true),
            ("b.org", false),
            ("x.y.b.org", false),
            ("org", false),
        ] {
            assert_eq!(covers(&names, host), expect, "{host}");
        }
        let asked = ["x.b.org".to_owned(), "c.org".to_owned()];
        assert_eq!(uncovered(&names, &asked), ["c.org"]);
        assert!(is_idn("www.xn--e1afmkfd.org") && !is_idn("axn--b.org"));
    }
}
