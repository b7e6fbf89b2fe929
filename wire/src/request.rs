//! From an HTTP request to its parameters, as forgiving as wire 1.2 asks for and no more.
//!
//! Query and body are equivalent; where both name a parameter the body wins. Everything is bounded
//! before it is parsed, and whatever a stranger sends ends in parameters or in a `value` fault.
//! Who is asking and what he may do is decided elsewhere.

use std::collections::HashSet;

use onsell_domain::{Secret, Text};

use crate::{Fault, Params, multipart, urlencoded};

/// Parameters in one request, query and body together.
pub const PARAMETERS_MAX: usize = 1_000;
/// Bytes of a parameter's name.
pub const NAME_MAX: usize = 256;
/// Bytes of a body, and of a query string.
pub const BODY_MAX: usize = 1 << 20;

/// The parameters of a request, each name once.
///
/// Only a POST has a body that counts. A body without a content type, or with one that is unknown
/// here, is a form: real clients forget the header.
pub fn decode_request(
    method: &str,
    query: Option<&str>,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Params, Fault> {
    Ok(last_of_each(decode(method, query, content_type, body)?))
}

/// The same of a form of a page, where boxes that are ticked have one name: the values of these
/// names become one, separated by commas, as the functions take several (wire 1.2).
pub fn decode_form(
    method: &str,
    query: Option<&str>,
    content_type: Option<&str>,
    body: &[u8],
    several: &[&str],
) -> Result<Params, Fault> {
    let pairs = decode(method, query, content_type, body)?;
    let joined = several.iter().filter_map(|name| {
        let values = pairs
            .iter()
            .filter(|(known, value)| known == name && !value.is_empty());
        let mut values: Vec<&str> = values.map(|(_, value)| value.as_str()).collect();
        // The address and the form may both say it.
        values.dedup();
        (values.len() > 1).then(|| ((*name).to_owned(), values.join(",")))
    });
    let joined: Vec<(String, String)> = joined.collect();
    Ok(last_of_each(pairs.into_iter().chain(joined).collect()))
}

fn decode(
    method: &str,
    query: Option<&str>,
    content_type: Option<&str>,
    body: &[u8],
) -> Result<Vec<(String, String)>, Fault> {
    let query = query.unwrap_or_default();
    let body = if method.eq_ignore_ascii_case("POST") {
        body
    } else {
        &[]
    };
    if query.len() > BODY_MAX || body.len() > BODY_MAX {
        return Err(Fault::value_because(
            "body",
            "",
            Text {
                en: "The request is too large",
                ru: "Запрос слишком большой",
            },
        ));
    }
    let mut pairs: Vec<(String, String)> = owned(&Params::parse_urlencoded(query)?);
    let content_type = content_type.unwrap_or_default();
    pairs.extend(owned(&if is_multipart(content_type) && !body.is_empty() {
        multipart::decode(content_type, body)?
    } else {
        urlencoded::decode(body)?
    }));
    if pairs.len() > PARAMETERS_MAX {
        return Err(urlencoded::too_many());
    }
    Ok(pairs)
}

fn owned(params: &Params) -> Vec<(String, String)> {
    params
        .iter()
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

fn is_multipart(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("multipart/form-data")
}

/// What `get` would find, so that an echo of the parameters shows nothing that was overruled.
fn last_of_each(pairs: Vec<(String, String)>) -> Params {
    let mut met = HashSet::with_capacity(pairs.len());
    let is_last: Vec<bool> = pairs
        .iter()
        .rev()
        .map(|(name, _)| met.insert(name.as_str()))
        .collect();
    let is_last: Vec<bool> = is_last.into_iter().rev().collect();
    pairs
        .into_iter()
        .zip(is_last)
        .filter_map(|(pair, keep)| keep.then_some(pair))
        .collect()
}

/// The user name and the password of `authinfo`. The name ends at the first `:`; names are often
/// e-mail addresses, passwords may hold anything (wire 1.3).
pub fn split_authinfo(authinfo: &str) -> Option<(&str, Secret)> {
    let (name, password) = authinfo.split_once(':')?;
    if name.is_empty() {
        None
    } else {
        Some((name, Secret::from(password.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn boxes_that_are_ticked_are_one_parameter() {
        let query = Some("elid=1&elid=1&elid=&elid=3&name=a&name=b&csrf=x");
        let params = decode_form("GET", query, None, &[], &["elid"]).expect("readable");
        let get = |name: &str| params.get(name);
        assert_eq!((get("elid"), get("name")), (Some("1,3"), Some("b")));
    }

    type Pairs<'a> = &'a [(&'a str, &'a str)];

    fn check(method: &str, query: &str, content_type: Option<&str>, body: &str, expect: Pairs) {
        let params = decode_request(method, Some(query), content_type, body.as_bytes());
        let params = params.expect("readable");
        assert_eq!(
            params.iter().collect::<Vec<_>>(),
            expect,
            "{method} {query} {body}"
        );
    }

    #[test]
    fn real_clients_are_understood() {
        let form = Some("application/x-www-form-urlencoded");
        let expect: Pairs = &[("func", "soft"), ("out", "xml")];
        check("GET", "func=soft&out=xml", None, "", expect);
        // C9 sends an empty JSON body with a GET.
        check(
            "GET",
            "func=soft&out=xml",
            Some("application/json"),
            "{}",
            expect,
        );
        check("POST", "", form, "func=soft&out=xml", expect);
        check("POST", "func=soft", form, "out=xml", expect);
        // C2 forgets the content type.
        check("POST", "", None, "func=soft&out=xml", expect);
        check("POST", "", Some("text/plain"), "func=soft&out=xml", expect);
        check("post", "func=vds", form, "func=soft&out=xml", expect);
        check("GET", "func=vds&func=soft&out=xml", None, "func=x", expect);
        // C4 signs in with a form that the browser collected.
        check(
            "POST",
            "func=auth&x=",
            Some("Multipart/Form-Data; boundary=b"),
            "--b\r\nContent-Disposition: form-data; name=\"func\"\r\n\r\nlogon\r\n--b--\r\n",
            &[("x", ""), ("func", "logon")],
        );
        check(
            "POST",
            "func=soft&out=xml",
            Some("multipart/form-data; boundary=b"),
            "",
            expect,
        );
    }

    #[test]
    fn a_request_is_bounded() {
        let check = |query: &str, body: &str, expect: bool| {
            let read = decode_request("POST", Some(query), None, body.as_bytes());
            assert_eq!(read.is_ok(), expect, "{:?}", read.err());
        };
        let value = |length: usize| format!("a={}", "x".repeat(length - 2));
        check("", &value(BODY_MAX), true);
        check("", &value(BODY_MAX + 1), false);
        check(&value(BODY_MAX + 1), "", false);
        let half = "a=1&".repeat(PARAMETERS_MAX / 2);
        check(&half, &half, true);
        check(&half, &format!("{half}a=1"), false);
    }

    #[test]
    fn authinfo_is_split_at_the_first_colon() {
        let check = |text: &str, expect: Option<(&str, &str)>| {
            let split = split_authinfo(text);
            let split = split
                .as_ref()
                .map(|(name, password)| (*name, password.expose()));
            assert_eq!(split, expect, "{text}");
        };
        check("u@example.com:p:q", Some(("u@example.com", "p:q")));
        check("u:", Some(("u", "")));
        check(":p", None);
        check("u", None);
    }

    proptest! {
        #[test]
        fn any_request_is_read_or_refused(
            method in "GET|POST|", query in proptest::option::of(".{0,40}"),
            content_type in proptest::option::of("(multipart/form-data; boundary=a|text/plain|.{0,20})"),
            body in proptest::collection::vec(any::<u8>(), 0..120),
        ) {
            match decode_request(&method, query.as_deref(), content_type.as_deref(), &body) {
                Ok(params) => {
                    let names: HashSet<_> = params.iter().map(|(name, _)| name).collect();
                    prop_assert_eq!(names.len(), params.len());
                }
                Err(fault) => prop_assert_eq!(fault.kind(), "value"),
            }
        }
    }
}
