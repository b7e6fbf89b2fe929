//! Which parameters carry secrets, judged by their names.

/// Names that are secrets although no part of them says so.
const NAMES: [&str; 24] = [
    "authinfo",
    "auth",
    "key",
    "pkey",
    "confirm",
    "qrcode",
    "otp",
    "cvv",
    "cvc",
    "pass",
    "pwd",
    "psw",
    "pin",
    "pincode",
    "sid",
    "session",
    "sessid",
    "sign",
    "signature",
    "hash",
    "cookie",
    "cardnumber",
    "card_number",
    "pan",
];
/// Parts that make any name a secret.
const PARTS: [&str; 6] = ["passw", "secret", "token", "private", "apikey", "api_key"];

/// Whether the value of a parameter must not be repeated in answers or logs (wire part 11).
///
/// A name that is not recognized is no secret: this guards repetition, not access.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str()) || PARTS.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_secrets() {
        let check = |name: &str, expect: bool| assert_eq!(is_secret_name(name), expect, "{name}");
        check("password", true);
        check("Passwd", true);
        check("old_password", true);
        check("authinfo", true);
        check("auth", true);
        check("key", true);
        check("private_key", true);
        check("api_key", true);
        check("Pass", true);
        check("pwd", true);
        check("session", true);
        check("signature", true);
        check("passport", false);
        check("orderkey", false);
        check("licname", false);
        check("clicked_button", false);
        check("author", false);
    }
}
