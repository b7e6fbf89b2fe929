//! Our name for a service at the seller (`remoteid`), fixed before the first send, so that a
//! request whose answer was lost can be found again. The random part keeps another installation on
//! the same account, and a restored backup, from meeting a stranger's service.

use crate::ids::ServiceId;
use crate::license::letter;

/// Lower-case letters and digits without look-alikes (l o 0 1); some sellers fold case.
const ALPHABET: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// How many random characters end a reference.
const RANDOM_CHARS: usize = 6;

/// The reference of a service: `<prefix><service id>-<6 random characters>`. A prefix should not
/// end in a digit, since the number follows it at once.
pub fn reference(prefix: &str, service: ServiceId, random: [u8; RANDOM_CHARS]) -> String {
    let tail: String = random.iter().map(|byte| letter(ALPHABET, *byte)).collect();
    format!("{prefix}{service}-{tail}")
}

/// The service that a reference of this installation names; `None` for strangers' texts. Whether
/// the reference is really that service's is for the caller to compare, the random part included.
pub fn parse_reference(prefix: &str, text: &str) -> Option<ServiceId> {
    let (number, tail) = text.strip_prefix(prefix)?.split_once('-')?;
    if !is_tail(tail) || number.starts_with('0') {
        return None;
    }
    number.parse().ok()
}

fn is_tail(text: &str) -> bool {
    text.len() == RANDOM_CHARS && text.bytes().all(|byte| ALPHABET.contains(&byte))
}

/// The prefix of a reference that has the form of ours, whichever installation made it; `None` for
/// what another program writes. Only a strong hint: anybody may write anything.
pub fn prefix_of_reference(text: &str) -> Option<&str> {
    let (head, tail) = text.rsplit_once('-')?;
    let prefix = head.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &head[prefix.len()..];
    let is_number = !number.is_empty() && !number.starts_with('0');
    (is_tail(tail) && is_number && !prefix.is_empty()).then_some(prefix)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_reference_has_three_parts() {
        let text = reference("onsell-a", ServiceId::new(17), [0, 10, 11, 12, 23, 255]);
        assert_eq!(text, "onsell-a17-akmnz9");
    }

    #[test]
    fn strangers_are_not_ours() {
        let check = |text: &str, expect: Option<i64>| {
            assert_eq!(
                parse_reference("ab", text).map(ServiceId::get),
                expect,
                "{text:?}"
            );
        };
        check("ab17-abc234", Some(17));
        for text in [
            "",
            "ab",
            "17-abc234",
            "ac17-abc234",
            "AB17-abc234",
            "ab17",
            "ab17-",
            "ab17-abc23",
            "ab17-abc2345",
            "ab17-abc23l",
            "ab17-ABC234",
            "ab17-abc23-",
            "ab-abc234",
            "ab0-abc234",
            "ab017-abc234",
            "ab+17-abc234",
            "ab17x-abc234",
            "ab99999999999999999999-abc234",
            "l17",
            "ab17-abc234 ",
            "ab17-яяя",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn another_installation_is_told_from_another_program() {
        let check = |text: &str, expect: Option<&str>| {
            assert_eq!(prefix_of_reference(text), expect, "{text:?}");
        };
        check("o1a2b3c-17-abc234", Some("o1a2b3c-"));
        check("shop17-abc234", Some("shop"));
        for text in [
            "",
            "l17",
            "a17",
            "17-abc234",
            "o1a2b3c-17-abc23l",
            "o1a2b3c-017-abc234",
            "o1a2b3c-x-abc234",
            "srv.example.com",
            "яяя17-abc234я",
        ] {
            check(text, None);
        }
    }

    proptest! {
        #[test]
        fn ours_have_our_prefix(prefix in "[a-z][a-z0-9]{0,8}-", number in 1_i64.., random: [u8; 6]) {
            let text = reference(&prefix, ServiceId::new(number), random);
            prop_assert_eq!(prefix_of_reference(&text), Some(prefix.as_str()));
        }

        #[test]
        fn ours_are_found_again(prefix in "[a-z-]{0,12}", number in 1_i64.., random: [u8; 6]) {
            let service = ServiceId::new(number);
            let text = reference(&prefix, service, random);
            prop_assert_eq!(parse_reference(&prefix, &text), Some(service));
        }

        #[test]
        fn reading_never_panics(prefix in "\\PC{0,4}", text in "\\PC*") {
            let _ = parse_reference(&prefix, &text);
        }
    }
}
