//! The host name of a server.

/// The longest name, in characters (RFC 1035).
const CHARS_MAX: usize = 253;
/// The longest part between two dots.
const LABEL_CHARS_MAX: usize = 63;

/// The text is no host name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a host name")]
pub struct BadHostName;

/// A host name in small letters: at least two parts of letters, digits and inner hyphens, the last
/// one no number. What has other letters is entered as its registry writes it (`xn--…`).
pub fn host_name(text: &str) -> Result<String, BadHostName> {
    let name = text.trim().trim_end_matches('.').to_ascii_lowercase();
    let labels: Vec<&str> = name.split('.').collect();
    let is_number = |label: &&str| label.bytes().all(|byte| byte.is_ascii_digit());
    let is_fine = name.len() <= CHARS_MAX
        && labels.len() >= 2
        && labels.iter().all(|label| is_label(label))
        && labels.last().is_some_and(|last| !is_number(last));
    if is_fine { Ok(name) } else { Err(BadHostName) }
}

fn is_label(label: &str) -> bool {
    let is_inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !label.is_empty()
        && label.len() <= LABEL_CHARS_MAX
        && label.bytes().all(is_inner)
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_resolvers_do() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(host_name(text).ok().as_deref(), expect, "{text:?}");
        };
        check("srv.example.com", Some("srv.example.com"));
        check(" SRV-1.Example.COM. ", Some("srv-1.example.com"));
        check("xn--e1afmkfd.xn--p1ai", Some("xn--e1afmkfd.xn--p1ai"));
        check("1.example", Some("1.example"));
        for wrong in [
            "",
            ".",
            "localhost",
            "192.0.2.1",
            "-a.example",
            "a-.example",
            "a..example",
            ".example",
            "a b.example",
            "a_b.example",
            "пример.рф",
            "a.example/x",
        ] {
            check(wrong, None);
        }
        let label = "a".repeat(63);
        check(
            &format!("{label}.example"),
            Some(&format!("{label}.example")),
        );
        check(&format!("a{label}.example"), None);
        check(&format!("{}example", "abcdefgh.".repeat(28)), None);
    }
}
