//! What a form of a page carries so that nobody else's page can send it.
//!
//! A token belongs to a *subject*: the id of the session, or, where nobody is signed in yet, a
//! random cookie that was set with the form. Whoever cannot read the subject cannot make a token,
//! and a foreign page can read neither. Nothing is stored: the key is made from the sealing key, so
//! that every node knows the tokens of the others, and a session that ends takes its tokens along.

use ring::hmac;
use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many characters the number of a token has.
const NUMBER_LENGTH: usize = 16;
/// How many characters a token has: its number and its tag, in hexadecimal digits.
const TOKEN_LENGTH: usize = NUMBER_LENGTH + 64;

/// Makes and checks the tokens of forms.
pub struct Csrf {
    key: hmac::Key,
    /// Each token has another number, so that no two pages carry the same text: what is the same in
    /// many compressed pages can be guessed from their length.
    made: AtomicU64,
}

impl Csrf {
    /// Tokens of a key that is known to every node and to nobody else.
    pub fn new(key: &[u8; 32]) -> Self {
        Self {
            key: hmac::Key::new(hmac::HMAC_SHA256, key),
            made: AtomicU64::new(0),
        }
    }

    /// A token for a form that the subject is shown; another one each time.
    pub fn token(&self, subject: &str) -> String {
        let number = self.made.fetch_add(1, Ordering::Relaxed);
        let mut token = format!("{number:016x}");
        let tag = hmac::sign(&self.key, signed(&token, subject).as_bytes());
        for byte in tag.as_ref() {
            // Writing into a text does not fail.
            let _ = write!(token, "{byte:02x}");
        }
        token
    }

    /// Whether a token was made for this subject. Takes as long for one that is nearly right as for
    /// any other. An empty subject has no token.
    pub fn is_valid(&self, subject: &str, token: &str) -> bool {
        if subject.is_empty() || token.len() != TOKEN_LENGTH {
            return false;
        }
        let Some((number, tag)) = token.split_at_checked(NUMBER_LENGTH) else {
            return false;
        };
        let Some(tag) = bytes(tag) else {
            return false;
        };
        hmac::verify(&self.key, signed(number, subject).as_bytes(), &tag).is_ok()
    }
}

/// The number always has the same length, so that no two pairs read the same.
fn signed(number: &str, subject: &str) -> String {
    format!("form {number} {subject}")
}

fn bytes(hexadecimal: &str) -> Option<Vec<u8>> {
    let digits = hexadecimal.as_bytes().chunks(2);
    digits
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_valid_for_its_subject_on_every_node() {
        let (here, there) = (Csrf::new(&[1; 32]), Csrf::new(&[1; 32]));
        let first = here.token("a session");
        let second = here.token("a session");
        assert_ne!(first, second, "each page carries another one");
        assert_eq!(first.len(), TOKEN_LENGTH);
        for token in [&first, &second] {
            assert!(here.is_valid("a session", token));
            assert!(there.is_valid("a session", token));
            assert!(!here.is_valid("another session", token));
            assert!(!here.is_valid("", token));
            assert!(!Csrf::new(&[2; 32]).is_valid("a session", token));
        }
    }

    #[test]
    fn no_token_that_was_changed_or_made_up_is_valid() {
        let csrf = Csrf::new(&[1; 32]);
        let token = csrf.token("subject");
        for at in 0..token.len() {
            let other = if token.as_bytes()[at] == b'0' {
                "1"
            } else {
                "0"
            };
            let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
            assert!(!csrf.is_valid("subject", &changed), "{changed}");
        }
        let empty = csrf.token("");
        let made_up = [
            "",
            "0",
            &token[1..],
            &format!("{token}0"),
            &"ж".repeat(TOKEN_LENGTH / 2),
            &format!("{}{}", &token[..NUMBER_LENGTH], "+f".repeat(32)),
        ];
        for token in made_up {
            assert!(!csrf.is_valid("subject", token), "{token}");
        }
        assert!(!csrf.is_valid("", &empty));
    }
}
