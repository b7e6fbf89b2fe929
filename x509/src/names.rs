//! Names in other letters, written as their registry writes them.

use onsell_domain::certificate::{NameFault, certificate_name};

/// A name as certificates have it: in small letters, and `xn--…` where it has others than Latin
/// ones.
pub fn ascii_name(text: &str) -> Result<String, NameFault> {
    let text = text.trim();
    if text.is_ascii() {
        return certificate_name(text);
    }
    let (star, host) = match text.strip_prefix("*.") {
        Some(host) => ("*.", host),
        None => ("", text),
    };
    let host = idna::domain_to_ascii_strict(host);
    let host = host.map_err(|_| NameFault::NotHost(text.to_owned()))?;
    certificate_name(&format!("{star}{host}"))
}

/// A name as people read it; one that cannot be read so stays as it is.
pub fn readable_name(name: &str) -> String {
    let (star, host) = match name.strip_prefix("*.") {
        Some(host) => ("*.", host),
        None => ("", name),
    };
    let (readable, result) = idna::domain_to_unicode(host);
    match result {
        Ok(()) => format!("{star}{readable}"),
        Err(_) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_travel_in_ascii_and_are_read_in_letters() {
        for (letters, ascii) in [
            ("пример.рф", "xn--e1afmkfd.xn--p1ai"),
            ("*.Bücher.example", "*.xn--bcher-kva.example"),
            ("www.example.org", "www.example.org"),
        ] {
            assert_eq!(ascii_name(letters).as_deref(), Ok(ascii));
            assert_eq!(readable_name(ascii), letters.to_lowercase());
        }
        for wrong in ["при мер.рф", "*.*.рф", "пример", "a_ё.org"] {
            assert!(ascii_name(wrong).is_err(), "{wrong}");
        }
    }
}
