//! Codes that change every half minute (RFC 6238, the parameters every authenticator understands):
//! HMAC-SHA-1, six digits, thirty seconds.

use onsell_domain::{Secret, Timestamp};
use ring::hmac;

/// The bytes of a fresh secret, as RFC 4226 recommends them.
pub const SECRET_BYTES: usize = 20;
/// How long a code is shown, in seconds.
const STEP_SECONDS: i64 = 30;
/// How many steps a clock may be off, either way.
const STEPS_OFF_MAX: i64 = 1;
const DIGITS: u32 = 6;
const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The text of a secret, as people type it and authenticators read it (base 32).
pub fn encode(secret: &[u8; SECRET_BYTES]) -> Secret {
    // Five bytes are eight letters of five bits.
    let letters = secret.chunks(5).flat_map(|bytes| {
        let bits = bytes
            .iter()
            .fold(0_u64, |bits, byte| (bits << 8) | u64::from(*byte));
        (0..8)
            .rev()
            .map(move |place| char::from(ALPHABET[(bits >> (place * 5)) as usize & 31]))
    });
    Secret::from(letters.collect::<String>())
}

fn decode(secret: &Secret) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(SECRET_BYTES);
    for letters in secret.expose().as_bytes().chunks(8) {
        let mut bits = 0_u64;
        for letter in letters {
            let value = ALPHABET.iter().position(|known| known == letter)?;
            bits = (bits << 5) | value as u64;
        }
        bytes.extend_from_slice(&bits.to_be_bytes()[3..]);
    }
    Some(bytes)
}

/// The code that an authenticator with this secret shows now; none for what is no secret.
pub fn code(secret: &Secret, now: Timestamp) -> Option<String> {
    Some(code_of(&key(secret)?, present(now)))
}

fn key(secret: &Secret) -> Option<hmac::Key> {
    let bytes = decode(secret)?;
    Some(hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &bytes))
}

fn present(now: Timestamp) -> i64 {
    now.micros().div_euclid(1_000_000 * STEP_SECONDS)
}

/// The time step whose code this is, if it is one of now, give or take half a minute.
pub fn step_of(secret: &Secret, code: &str, now: Timestamp) -> Option<i64> {
    let (key, present) = (key(secret)?, present(now));
    (present - STEPS_OFF_MAX..=present + STEPS_OFF_MAX).find(|step| code_of(&key, *step) == code)
}

fn code_of(key: &hmac::Key, step: i64) -> String {
    let tag = hmac::sign(key, &step.to_be_bytes());
    let tag = tag.as_ref();
    // Dynamic truncation (RFC 4226, 5.3): the last digit says where four bytes are taken.
    let at = usize::from(tag[tag.len() - 1] & 15);
    let number = tag[at..at + 4]
        .iter()
        .fold(0_u32, |number, byte| (number << 8) | u32::from(*byte));
    let code = (number & 0x7fff_ffff) % 10_u32.pow(DIGITS);
    format!("{code:0width$}", width = DIGITS as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = encode(b"12345678901234567890");
        assert_eq!(secret.expose(), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        let check = |seconds: i64, code: &str| {
            let at = |offset: i64| Timestamp::from_micros((seconds + offset) * 1_000_000);
            let step = Some(seconds / 30);
            assert_eq!(super::code(&secret, at(0)).as_deref(), Some(code));
            assert_eq!(step_of(&secret, code, at(0)), step, "{code}");
            assert_eq!(step_of(&secret, code, at(30)), step, "{code}");
            assert_eq!(step_of(&secret, code, at(-30)), step, "{code}");
            assert_eq!(step_of(&secret, code, at(61)), None, "{code}");
        };
        check(59, "287082");
        check(1_111_111_109, "081804");
        check(1_111_111_111, "050471");
        check(1_234_567_890, "005924");
        check(2_000_000_000, "279037");
        check(20_000_000_000, "353130");
        let now = Timestamp::from_micros(59_000_000);
        for wrong in ["", "28708", "0287082", "000000", "кодкод"] {
            assert_eq!(step_of(&secret, wrong, now), None, "{wrong}");
        }
    }
}
