//! The little DER that is written by hand: old forms of private keys are put into the newer one.

/// SEQUENCE and its contents.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tagged(0x30, &parts.concat())
}

/// OCTET STRING.
pub(crate) fn octets(content: &[u8]) -> Vec<u8> {
    tagged(0x04, content)
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag];
    let length = content.len();
    if length < 0x80 {
        bytes.push(length as u8);
    } else {
        let digits = length.to_be_bytes();
        let digits = &digits[length.leading_zeros() as usize / 8..];
        bytes.push(0x80 | digits.len() as u8);
        bytes.extend_from_slice(digits);
    }
    bytes.extend_from_slice(content);
    bytes
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Bytes as hexadecimal digits in small letters.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    text
}
