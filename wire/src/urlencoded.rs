//! `application/x-www-form-urlencoded`, read and written.

use std::borrow::Cow;

use onsell_domain::Text;

use crate::request::{NAME_MAX, PARAMETERS_MAX};
use crate::{Fault, Params};

/// Reads `name=value&…`. A pair without a name is dropped, a name without `=` is empty.
pub(crate) fn decode(bytes: &[u8]) -> Result<Params, Fault> {
    let mut params = Params::default();
    for pair in bytes
        .split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
    {
        let split = pair
            .iter()
            .position(|byte| *byte == b'=')
            .unwrap_or(pair.len());
        let (name, value) = (&pair[..split], pair.get(split + 1..).unwrap_or_default());
        if name.is_empty() {
            continue;
        }
        add(&mut params, decode_name(name)?, |name| {
            decode_value(name, value)
        })?;
    }
    Ok(params)
}

/// Appends a pair within the limits that hold for every kind of request.
pub(crate) fn add(
    params: &mut Params,
    name: String,
    value: impl FnOnce(&str) -> Result<String, Fault>,
) -> Result<(), Fault> {
    if params.len() == PARAMETERS_MAX {
        return Err(too_many());
    }
    if name.len() > NAME_MAX {
        return Err(Fault::value_because(
            shown(&name),
            "",
            Text {
                en: "The name of the parameter is too long",
                ru: "Имя параметра слишком длинное",
            },
        ));
    }
    let value = value(&name)?;
    params.push(name, value);
    Ok(())
}

/// The refusal of a request with more than [`PARAMETERS_MAX`] parameters.
pub(crate) fn too_many() -> Fault {
    Fault::value_because(
        "parameters",
        "",
        Text {
            en: "The request has too many parameters",
            ru: "В запросе слишком много параметров",
        },
    )
}

/// The refusal of a value that is not UTF-8 once it is decoded.
pub(crate) fn not_text(name: &str) -> Fault {
    Fault::value_because(
        shown(name),
        "",
        Text {
            en: "The value is not valid UTF-8 text",
            ru: "Значение не является текстом в кодировке UTF-8",
        },
    )
}

/// The beginning of a name that a stranger chose.
fn shown(name: &str) -> String {
    name.chars().take(32).collect()
}

fn decode_name(name: &[u8]) -> Result<String, Fault> {
    let decoded = percent_decode(name).and_then(|name| String::from_utf8(name).ok());
    decoded.ok_or_else(|| not_text(&String::from_utf8_lossy(name)))
}

fn decode_value(name: &str, value: &[u8]) -> Result<String, Fault> {
    // A password may hold a `%` that nobody encoded (wire 1.3), so here it may stand for itself.
    let decoded = match percent_decode(value) {
        None if name == "authinfo" => Some(value.to_vec()),
        decoded => decoded,
    };
    decoded
        .and_then(|value| String::from_utf8(value).ok())
        .ok_or_else(|| not_text(name))
}

/// The bytes behind `%41` and `+`; `None` when a `%` is not followed by two hexadecimal digits.
fn percent_decode(text: &[u8]) -> Option<Vec<u8>> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => hex_digit(*rest.next()?)? << 4 | hex_digit(*rest.next()?)?,
            plain => *plain,
        });
    }
    Some(decoded)
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// Writes the pairs so that [`decode`] and every other reader of forms gets them back.
pub(crate) fn encode(params: &Params) -> String {
    let mut query = String::new();
    for (name, value) in params.iter() {
        if !query.is_empty() {
            query.push('&');
        }
        query.push_str(&encoded(name));
        query.push('=');
        query.push_str(&encoded(value));
    }
    query
}

fn encoded(text: &str) -> Cow<'_, str> {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._*".contains(&byte);
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    let mut encoded = String::with_capacity(text.len() + 16);
    for byte in text.bytes() {
        match byte {
            b' ' => encoded.push('+'),
            plain if is_plain(plain) => encoded.push(char::from(plain)),
            other => {
                encoded.push('%');
                encoded.push(char::from(HEX[usize::from(other >> 4)]));
                encoded.push(char::from(HEX[usize::from(other & 15)]));
            }
        }
    }
    Cow::Owned(encoded)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(text: &str) -> Vec<(String, String)> {
        let params = decode(text.as_bytes()).expect(text);
        params
            .iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    #[test]
    fn forms_are_read() {
        let check = |text: &str, expect: &[(&str, &str)]| {
            let read = pairs(text);
            let read: Vec<_> = read.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            assert_eq!(read, expect, "{text}");
        };
        check("", &[]);
        check("&&=x&", &[]);
        check("a=1&b=2&a=3", &[("a", "1"), ("b", "2"), ("a", "3")]);
        check("a&b=", &[("a", ""), ("b", "")]);
        check("a=b=c", &[("a", "b=c")]);
        check("CN=a+b%20c%2Bd", &[("CN", "a b c+d")]);
        check("%D0%B8=%d0%b8", &[("и", "и")]);
        check(
            "pricelist=55230;&addon_55236=1",
            &[("pricelist", "55230;"), ("addon_55236", "1")],
        );
        check("authinfo=u:100%", &[("authinfo", "u:100%")]);
        check("authinfo=u%3A100%25", &[("authinfo", "u:100%")]);
    }

    #[test]
    fn what_is_no_text_is_refused_by_name() {
        let check = |bytes: &[u8], object: &str| {
            let fault = decode(bytes).expect_err("refused");
            assert_eq!((fault.kind(), fault.object()), ("value", Some(object)));
        };
        check(b"ip=%", "ip");
        check(b"ip=%4", "ip");
        check(b"ip=%zz", "ip");
        check(b"ip=%+1", "ip");
        check(b"ip=%ff", "ip");
        check(b"ip=\xff", "ip");
        check(b"authinfo=\xff%", "authinfo");
        check(b"a%ff=1", "a%ff");
    }

    #[test]
    fn limits_hold() {
        let many = |count: usize| "a=1&".repeat(count);
        assert_eq!(pairs(&many(PARAMETERS_MAX)).len(), PARAMETERS_MAX);
        assert!(decode(many(PARAMETERS_MAX + 1).as_bytes()).is_err());
        let long = "n".repeat(NAME_MAX);
        assert_eq!(pairs(&long).len(), 1);
        let fault = decode(format!("{long}n=1").as_bytes()).expect_err("too long");
        assert_eq!(fault.object().map(str::len), Some(32));
    }

    proptest! {
        #[test]
        fn every_pair_survives(
            pairs in proptest::collection::vec((".{1,40}", any::<String>()), 0..8),
        ) {
            let params: Params = pairs.into_iter().collect();
            let query = params.to_query();
            prop_assert!(query.is_ascii());
            prop_assert_eq!(Params::parse_urlencoded(&query), Ok(params));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            if let Err(fault) = decode(&bytes) {
                prop_assert_eq!(fault.kind(), "value");
            }
        }
    }
}
