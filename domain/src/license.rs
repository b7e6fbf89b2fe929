//! Rules around a license: its key, its label, and how often its address or key may change
//! (semantics 5.1 and 5.3).

use jiff::ToSpan;
use jiff::civil::Date;

pub use crate::address::{Address, BadAddress};
use crate::ids::ServiceId;
pub use crate::reference::{parse_reference, reference};

/// Upper-case letters and digits without those that are easily taken for another (I O 0 1). 32 of
/// them, so that every random byte chooses evenly.
const KEY_ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// The longest label, in characters.
pub const NAME_CHARS_MAX: usize = 255;

/// Too early; allowed again from this day on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the next change is possible on {0}")]
pub struct NextDate(pub Date);

/// Why a label cannot be used; the customer should choose another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// More than [`NAME_CHARS_MAX`] characters.
    #[error("the name is longer than {NAME_CHARS_MAX} characters")]
    TooLong,
    /// A line break or another control character.
    #[error("the name contains a control character")]
    Control,
}

/// The activation key: the service's number, by which clients find the license, a hyphen, and 16
/// characters from 80 of the random bits.
pub fn key(service: ServiceId, random: [u8; 16]) -> String {
    let secret: String = random
        .iter()
        .map(|byte| letter(KEY_ALPHABET, *byte))
        .collect();
    format!("{service}-{secret}")
}

/// The letter that a random byte chooses from an alphabet.
pub(crate) fn letter(alphabet: &[u8; 32], random: u8) -> char {
    char::from(alphabet[usize::from(random % 32)])
}

/// Checks a free label (`licname`): no control characters, not too long, without the white space
/// around it. May be empty.
pub fn name(text: &str) -> Result<String, BadName> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(BadName::Control);
    }
    if text.chars().count() > NAME_CHARS_MAX {
        return Err(BadName::TooLong);
    }
    Ok(text.to_owned())
}

/// Whether something that changes at most every so many days may change today; the first change
/// always may.
pub fn may_change(last_change: Option<Date>, today: Date, days: u16) -> Result<(), NextDate> {
    match last_change.map(|last| last.saturating_add(i32::from(days).days())) {
        Some(next) if today < next => Err(NextDate(next)),
        _ => Ok(()),
    }
}

/// Whether a license may move from one address to another today. Binding it for the first time and
/// to or from "unbound" is no move, and neither is staying where it is.
pub fn may_change_ip(
    old: &Address,
    new: &Address,
    last_change: Option<Date>,
    today: Date,
    days: u16,
) -> Result<(), NextDate> {
    if old == new || old.is_unbound() || new.is_unbound() {
        return Ok(());
    }
    may_change(last_change, today, days)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    #[test]
    fn names_are_checked() {
        let check = |text: &str, expect: Result<&str, BadName>| {
            assert_eq!(name(text), expect.map(str::to_owned), "{text:?}");
        };
        check("", Ok(""));
        check(" srv 1 ", Ok("srv 1"));
        check("сервер", Ok("сервер"));
        check("a\nb", Err(BadName::Control));
        check("a\u{0}b", Err(BadName::Control));
        check("a\u{7f}", Err(BadName::Control));
        check(&"я".repeat(255), Ok(&"я".repeat(255)));
        check(&"я".repeat(256), Err(BadName::TooLong));
    }

    #[test]
    fn changes_keep_their_distance() {
        let last = date(2026, 3, 1);
        let check = |last: Option<Date>, today: Date, days: u16, expect: Result<(), Date>| {
            assert_eq!(may_change(last, today, days), expect.map_err(NextDate));
        };
        check(None, last, 31, Ok(()));
        check(Some(last), last, 31, Err(date(2026, 4, 1)));
        check(Some(last), date(2026, 3, 31), 31, Err(date(2026, 4, 1)));
        check(Some(last), date(2026, 4, 1), 31, Ok(()));
        check(Some(last), last, 0, Ok(()));
        check(Some(Date::MAX), last, 31, Err(Date::MAX));
    }

    #[test]
    fn binding_is_free_and_moving_is_not() {
        let today = date(2026, 3, 1);
        let check = |old: &str, new: &str, expect: Result<(), Date>| {
            let [old, new] = [old, new].map(|text| Address::parse(text).unwrap());
            let got = may_change_ip(&old, &new, Some(today), today, 31);
            assert_eq!(got, expect.map_err(NextDate), "{old} to {new}");
        };
        check("0.0.0.0", "1.2.3.4", Ok(()));
        check("1.2.3.4", "0.0.0.0", Ok(()));
        check("1.2.3.4", "1.2.3.4", Ok(()));
        check("1.2.3.4", "1.2.3.5", Err(date(2026, 4, 1)));
    }

    #[test]
    fn a_key_begins_with_the_number_of_the_license() {
        let random = [0, 1, 7, 8, 13, 23, 24, 31, 32, 255, 2, 3, 4, 5, 6, 9];
        assert_eq!(
            key(ServiceId::new(100_501), random),
            "100501-ABHJPZ29A9CDEFGK"
        );
    }

    proptest! {
        #[test]
        fn keys_differ_wherever_their_randomness_does(one: [u8; 16], other: [u8; 16]) {
            let service = ServiceId::new(5);
            let low = |random: [u8; 16]| random.map(|byte| byte % 32);
            prop_assert_eq!(key(service, one) == key(service, other), low(one) == low(other));
            prop_assert_eq!(key(service, one).len(), "5-".len() + 16);
            prop_assert!(!key(service, one).contains(['I', 'O', '0', '1']));
        }
    }
}
