//! The armor of keys, requests and certificates (RFC 7468), read tolerantly: forms and mail turn
//! line ends into spaces, wrap lines anew and put words around.

use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// The longest text that is looked at, in bytes; 100 certificates of a chain fit.
pub(crate) const TEXT_BYTES_MAX: usize = 256 * 1024;
/// The most blocks that are read out of one text.
const BLOCKS_MAX: usize = 100;
const LINE_CHARS: usize = 64;

const TOLERANT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// One block: what it says it is, and its bytes.
pub(crate) struct Block<'a> {
    pub(crate) label: &'a str,
    pub(crate) der: Vec<u8>,
}

/// Every block of a text in its order, the first 100; none where one cannot be read.
pub(crate) fn blocks(text: &str) -> Option<Vec<Block<'_>>> {
    let mut blocks = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        if blocks.len() == BLOCKS_MAX {
            return None;
        }
        let (label, after) = after.split_once("-----")?;
        let (body, after) = after.split_once("-----END ")?;
        let (end, after) = after.split_once("-----")?;
        if label.trim() != end.trim() {
            return None;
        }
        let label = label.trim();
        blocks.push(Block {
            label,
            der: decode(body)?,
        });
        rest = after;
    }
    Some(blocks)
}

/// The bytes of a block's body; what is left of line ends in it does not matter.
fn decode(body: &str) -> Option<Vec<u8>> {
    let body: Vec<u8> = body
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    let der = TOLERANT.decode(body).ok()?;
    (!der.is_empty()).then_some(der)
}

/// A block as everybody reads it: lines of 64, each with a line feed.
pub(crate) fn write(label: &str, der: &[u8]) -> String {
    let body = STANDARD.encode(der);
    let mut text = format!("-----BEGIN {label}-----\n");
    let mut rest = body.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE_CHARS));
        text.push_str(line);
        text.push('\n');
        rest = after;
    }
    text.push_str("-----END ");
    text.push_str(label);
    text.push_str("-----\n");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_however_it_was_mangled() {
        let der: Vec<u8> = (0..=255).collect();
        let text = write("CERTIFICATE", &der);
        assert!(text.lines().all(|line| line.len() <= LINE_CHARS));
        for mangled in [
            text.clone(),
            text.replace('\n', "\r\n"),
            text.replace('\n', " "),
            text.replace('\n', ""),
            text.replace("==", ""),
            format!("Dear customer,\n\n  {}\nYours", text.replace('\n', "\n  ")),
        ] {
            let read = blocks(&mangled).unwrap();
            assert_eq!(read.len(), 1);
            assert_eq!(
                (read[0].label, &read[0].der),
                ("CERTIFICATE", &der),
                "{mangled}"
            );
        }
        assert_eq!(blocks(&format!("{text}{text}")).unwrap().len(), 2);
        for broken in [
            text.replace("-----END", "-----"),
            text.replace("END CERTIFICATE", "END KEY"),
            text.replace('A', "!"),
            "-----BEGIN X----------END X-----".to_owned(),
            text.repeat(BLOCKS_MAX + 1),
        ] {
            assert!(blocks(&broken).is_none(), "{broken}");
        }
        assert!(blocks("nothing").unwrap().is_empty());
    }
}
