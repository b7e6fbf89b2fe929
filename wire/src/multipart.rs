//! `multipart/form-data`, which browsers send when a page collects a form itself (wire 1.2).
//!
//! A file becomes its bytes in base 64; one that was not chosen is skipped.

use onsell_domain::Text;

use crate::urlencoded::{add, not_text};
use crate::{Fault, Params, base64};

/// Bytes of a boundary; the standard allows 70.
const BOUNDARY_BYTES_MAX: usize = 200;

/// Reads the fields of a body whose content type carries this boundary.
pub(crate) fn decode(content_type: &str, body: &[u8]) -> Result<Params, Fault> {
    let boundary = parameter(content_type, "boundary").ok_or_else(malformed)?;
    if boundary.is_empty() || boundary.len() > BOUNDARY_BYTES_MAX {
        return Err(malformed());
    }
    let delimiter = format!("--{boundary}").into_bytes();
    let mut params = Params::default();
    // What stands before the first delimiter is a greeting for old mail programs.
    let mut rest = after_delimiter(body, &delimiter, true).ok_or_else(malformed)?;
    while !rest.starts_with(b"--") {
        let end = find_delimiter(rest, &delimiter).ok_or_else(malformed)?;
        read_part(&rest[..end], &mut params)?;
        rest = after_delimiter(&rest[end..], &delimiter, false).ok_or_else(malformed)?;
    }
    Ok(params)
}

fn malformed() -> Fault {
    Fault::value_because(
        "body",
        "",
        Text {
            en: "The body of the request is no complete form",
            ru: "Тело запроса не является полной формой",
        },
    )
}

/// A parameter of a header value, such as `boundary` or `name`, with or without quotes.
fn parameter(header: &str, name: &str) -> Option<String> {
    let mut rest = header.split_once(';')?.1;
    loop {
        let (key, value) = rest.split_once('=')?;
        let (value, after) = if let Some(quoted) = value.trim_start().strip_prefix('"') {
            quoted_text(quoted)?
        } else {
            let (value, after) = value.split_once(';').unwrap_or((value, ""));
            (value.trim().to_owned(), after)
        };
        if key
            .trim_matches([';', ' ', '\t'])
            .eq_ignore_ascii_case(name)
        {
            return Some(value);
        }
        rest = after;
    }
}

/// The text up to the closing quote, and what follows; a backslash protects a quote.
fn quoted_text(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, &text[at + 1..])),
            '\\' if text[at + 1..].starts_with(['"', '\\']) => {
                value.extend(characters.next().map(|(_, protected)| protected));
            }
            plain => value.push(plain),
        }
    }
    None
}

/// Where the line end before the next delimiter begins.
fn find_delimiter(body: &[u8], delimiter: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(line) = body[from..].iter().position(|byte| *byte == b'\n') {
        let feed = from + line;
        if body[feed + 1..].starts_with(delimiter) {
            return Some(if feed > 0 && body[feed - 1] == b'\r' {
                feed - 1
            } else {
                feed
            });
        }
        from = feed + 1;
    }
    None
}

/// What follows the delimiter line; the last delimiter leaves its `--`.
fn after_delimiter<'a>(body: &'a [u8], delimiter: &[u8], is_first: bool) -> Option<&'a [u8]> {
    let at_start = is_first && body.starts_with(delimiter);
    let rest = if at_start {
        &body[delimiter.len()..]
    } else {
        let found = &body[find_delimiter(body, delimiter)?..];
        let feed = found.iter().position(|byte| *byte == b'\n')?;
        &found[feed + 1 + delimiter.len()..]
    };
    if rest.starts_with(b"--") {
        return Some(rest);
    }
    let feed = rest.iter().position(|byte| *byte == b'\n')?;
    rest[..feed]
        .iter()
        .all(u8::is_ascii_whitespace)
        .then(|| &rest[feed..])
}

/// A part begins with the line feed of its delimiter, then headers, an empty line and the value.
fn read_part(part: &[u8], params: &mut Params) -> Result<(), Fault> {
    let mut rest = part.get(1..).unwrap_or_default();
    let mut disposition = None;
    loop {
        let feed = rest
            .iter()
            .position(|byte| *byte == b'\n')
            .ok_or_else(malformed)?;
        let line = std::str::from_utf8(&rest[..feed])
            .map_err(|_| malformed())?
            .trim_end();
        rest = &rest[feed + 1..];
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.trim().eq_ignore_ascii_case("content-disposition")
        {
            disposition = Some(value);
        }
    }
    let disposition = disposition.ok_or_else(malformed)?;
    let is_file = ["filename", "filename*"]
        .iter()
        .any(|name| parameter(disposition, name).is_some());
    if is_file && rest.is_empty() {
        return Ok(());
    }
    let name = parameter(disposition, "name").ok_or_else(malformed)?;
    // Browsers write these three so that a name cannot break out of its quotes.
    let name = name
        .replace("%22", "\"")
        .replace("%0D", "\r")
        .replace("%0A", "\n");
    if name.is_empty() {
        return Ok(());
    }
    add(params, name, |name| {
        if is_file {
            return Ok(base64::encode(rest));
        }
        let value = std::str::from_utf8(rest).map_err(|_| not_text(name))?;
        Ok(value.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TYPE: &str = "multipart/form-data; charset=UTF-8; boundary=\"x y\"";

    fn body(parts: &[(&str, &str)]) -> Vec<u8> {
        let part = |(header, value): &(&str, &str)| {
            format!("--x y\r\nContent-Disposition: form-data; {header}\r\n\r\n{value}\r\n")
        };
        let parts: Vec<String> = parts.iter().map(part).collect();
        format!("preamble\r\n{}--x y--\r\n", parts.concat()).into_bytes()
    }

    fn check(body: &[u8], expect: Option<&[(&str, &str)]>) {
        let read = decode(TYPE, body);
        let shown = String::from_utf8_lossy(body);
        match (&read, expect) {
            (Ok(params), Some(expect)) => {
                assert_eq!(params.iter().collect::<Vec<_>>(), expect, "{shown}");
            }
            (Err(fault), None) => assert_eq!(fault.kind(), "value", "{shown}"),
            _ => panic!("{shown}: {read:?}"),
        }
    }

    #[test]
    fn fields_are_read_and_files_skipped() {
        check(
            &body(&[
                ("name=\"func\"", "auth"),
                ("name=username", "u"),
                ("name=\"a\\\"%22b\"", "line\r\nline\n--x"),
                ("name=\"file\"; filename=\"f.txt\"", "content"),
                ("name=\"none\"; filename=\"\"", ""),
                ("name=\"\"", "nameless"),
                ("name=\"empty\"", ""),
            ]),
            Some(&[
                ("func", "auth"),
                ("username", "u"),
                ("a\"\"b", "line\r\nline\n--x"),
                ("file", "Y29udGVudA=="),
                ("empty", ""),
            ]),
        );
        check(b"--x y--", Some(&[]));
    }

    #[test]
    fn lines_may_end_with_a_line_feed_alone() {
        check(
            b"--x y\nCONTENT-DISPOSITION:form-data;name=a\nX: y\n\n1\n--x y  \ncontent-disposition: form-data; name=\"b\"\n\n\n--x y--",
            Some(&[("a", "1"), ("b", "")]),
        );
    }

    #[test]
    fn an_incomplete_form_is_refused() {
        let whole = body(&[("name=\"a\"", "1")]);
        let end = whole.len() - "--\r\n".len();
        for length in 0..end + 2 {
            check(&whole[..length], None);
        }
        check(b"--x y\r\n\r\nno header\r\n--x y--", None);
        check(
            b"--x y\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x y--",
            None,
        );
        check(
            b"--x y\r\nContent-Disposition: form-data; name=a\r\n\r\n\xff\r\n--x y--",
            None,
        );
        assert!(decode("multipart/form-data", &whole).is_err());
        assert!(decode("multipart/form-data; boundary=", &whole).is_err());
    }

    proptest! {
        #[test]
        fn values_survive(value in any::<String>().prop_filter("no delimiter", |v| !v.contains("--x y"))) {
            let read = decode(TYPE, &body(&[("name=\"v\"", &value)]));
            let read = read.expect("complete");
            prop_assert_eq!(read.get("v"), Some(value.as_str()));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in "(--x y|\r\n|\n|Content-Disposition: |name=|\"|;|a|%22|=){0,30}") {
            if let Err(fault) = decode(TYPE, bytes.as_bytes()) {
                prop_assert_eq!(fault.kind(), "value");
            }
        }
    }
}
