//! The list `altname`: further names of a certificate, separated by spaces (backends 5.1).

use onsell_domain::Text;

use crate::{Fault, Params};

/// How many names a request may list; no authority puts more into one certificate.
pub const NAMES_MAX: usize = 250;

const ALTNAME: &str = "altname";
/// The same list as the documented step one repeats it.
const INPUT: &str = "altname_input";

/// Appends the names, as the documentation writes them: twice.
pub(super) fn push(params: &mut Params, names: &[String]) {
    if !names.is_empty() {
        let names = names.join(" ");
        params.push(ALTNAME, &names);
        params.push(INPUT, names);
    }
}

/// The names in a request; `None` when it has no such field. Commas and line feeds separate too.
pub(super) fn from_params(params: &Params) -> Result<Option<Vec<String>>, Fault> {
    let told = params.get(ALTNAME).filter(|text| !text.trim().is_empty());
    let Some(text) = told.or(params.get(INPUT)).or(params.get(ALTNAME)) else {
        return Ok(None);
    };
    let names = split(text);
    if names.len() > NAMES_MAX {
        return Err(Fault::value_because(
            ALTNAME,
            "",
            Text {
                en: "The certificate has too many names",
                ru: "В сертификате слишком много имён",
            },
        ));
    }
    Ok(Some(names))
}

/// The names in a text.
pub(super) fn split(text: &str) -> Vec<String> {
    text.split(|sign: char| sign.is_whitespace() || matches!(sign, ',' | ';'))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_separated_by_whatever_people_type() {
        let read = |query: &str| from_params(&Params::parse_urlencoded(query).expect(query));
        let check = |query: &str, expect: Option<&[&str]>| {
            let names = read(query).expect(query);
            let names: Option<Vec<&str>> = names
                .as_ref()
                .map(|names| names.iter().map(String::as_str).collect());
            assert_eq!(names.as_deref(), expect, "{query}");
        };
        check(
            "altname=a.example+b.example",
            Some(&["a.example", "b.example"]),
        );
        check(
            "altname=a.example,%0Ab.example;",
            Some(&["a.example", "b.example"]),
        );
        check("altname=&altname_input=a.example", Some(&["a.example"]));
        check("altname=", Some(&[]));
        check("CN=a.example", None);
        let many = vec!["a"; NAMES_MAX + 1].join("+");
        let fault = read(&format!("altname={many}")).expect_err("too many");
        assert_eq!(fault.object(), Some("altname"));
    }
}
