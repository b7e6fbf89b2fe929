//! Setting a second factor up: the picture for the authenticator, and codes that are shown once.

use crate::faces::page::{Page, Shown};
use crate::faces::visit::Visit;
use crate::faces::words::Words;
use askama::Template;
use fast_qr::QRBuilder;
use onsell_wire::{Document, Fault};
use std::fmt::Write;

#[derive(Template)]
#[template(path = "own/factor.html")]
struct Factor {
    words: Words,
    /// What the picture is drawn of: how wide, and the path of its dark squares.
    picture: Option<(usize, String)>,
    secret: String,
    codes: Vec<String>,
    csrf: String,
    back: String,
}

/// The page after `totp.new`. It is never shown again: the codes are kept as digests.
pub(crate) fn begun(visit: &Visit, document: &Document) -> Result<Shown, Fault> {
    let text = |name: &str| document.root.text_of(name).unwrap_or_default();
    let codes = document.root.children_of("recovery_code");
    let template = Factor {
        words: visit.words,
        picture: picture(text("qrcode")),
        secret: grouped(text("secret")),
        codes: codes.map(|code| code.text.clone()).collect(),
        csrf: visit.csrf(),
        back: visit.back().unwrap_or("/panel/usrparam").to_owned(),
    };
    Ok(Shown::Page(Page::of(
        visit.words.say("factor-title"),
        &template,
    )?))
}

/// The picture of a text: how many squares it is wide, and the dark ones as one path.
fn picture(text: &str) -> Option<(usize, String)> {
    let code = QRBuilder::new(text).build().ok()?;
    let mut path = String::new();
    for y in 0..code.size {
        for x in 0..code.size {
            if code[y][x].value() {
                // Writing to a text cannot fail.
                let _ = write!(path, "M{x} {y}h1v1h-1z");
            }
        }
    }
    Some((code.size, path))
}

/// Letters in groups of four, as one types them.
fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    let groups = letters.chunks(4).map(|group| group.iter().collect());
    groups.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::{grouped, picture};

    #[test]
    fn a_picture_has_the_three_corners_of_its_kind() {
        let (width, path) = picture("otpauth://totp/a?secret=ABC").expect("a short text");
        assert!(width >= 21, "{width}");
        for corner in [(0, 0), (width - 1, 0), (0, width - 1)] {
            let square = format!("M{} {}h1v1h-1z", corner.0, corner.1);
            assert!(path.contains(&square), "{square}");
        }
        let last = format!("M{0} {0}h", width - 8);
        assert!(!path.contains(&last), "a corner where there is none");
    }

    #[test]
    fn a_secret_is_typed_in_groups() {
        assert_eq!(grouped("ABCDEFGHIJ"), "ABCD EFGH IJ");
    }
}
