//! A secret between two steps of a form that keeps nothing on the server: it travels sealed, and
//! only for whom it was sealed.

use crate::Engine;
use onsell_domain::Secret;
use std::fmt::Write;

/// What stands between whose it is and the secret.
const BETWEEN: char = '\n';

/// Seals a secret for somebody, as hexadecimal digits.
pub fn keep(engine: &Engine, whose: &str, secret: &Secret) -> String {
    let text = Secret::from(format!("{whose}{BETWEEN}{}", secret.expose()));
    let inside = engine.inside();
    let sealed = inside.seal.seal(&text, inside.random.as_ref());
    let mut digits = String::with_capacity(2 * sealed.len());
    for byte in sealed {
        // Writing to a text cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// Opens it again; nothing for somebody else, and for what was never sealed here.
pub fn open(engine: &Engine, whose: &str, digits: &str) -> Option<Secret> {
    if !digits.is_ascii() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let pairs = (0..digits.len()).step_by(2);
    let bytes: Option<Vec<u8>> = pairs
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).ok())
        .collect();
    let text = engine.inside().seal.open(&bytes?).ok()?;
    let (known, secret) = text.expose().split_once(BETWEEN)?;
    (known == whose).then(|| Secret::from(secret))
}
