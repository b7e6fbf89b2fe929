//! Certificates as text. What is inside is none of this floor's business.

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The certificates in a text, each with plain line ends; whatever stands between them goes away.
pub fn certificates_of(text: &str) -> Vec<String> {
    let parts = text.split(BEGIN).skip(1);
    let bodies = parts.filter_map(|part| part.split_once(END));
    bodies.map(|(body, _)| framed(body)).collect()
}

/// One certificate, its lines as they were.
fn framed(body: &str) -> String {
    let mut pem = format!("{BEGIN}\n");
    for line in body.split_whitespace() {
        pem.push_str(line);
        pem.push('\n');
    }
    pem.push_str(END);
    pem.push('\n');
    pem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn certificates_are_found_in_any_text() {
        let one = "-----BEGIN CERTIFICATE-----\nAA\nBB\n-----END CERTIFICATE-----\n";
        let windows = one.replace('\n', "\r\n");
        let text = format!("subject: x\n{windows}\n\nissuer: y\n{}", one.trim());
        assert_eq!(certificates_of(&text), [one, one]);
        assert!(certificates_of("-----BEGIN CERTIFICATE-----\nAA").is_empty());
        assert!(certificates_of("").is_empty());
    }
}
