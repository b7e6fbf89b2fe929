//! The pictures of the main pages: what is on them, and how they become small files.

use crate::browser::Browser;
use crate::look::Look;
use serde_json::json;
use std::io::{Error, Write};
use std::path::Path;
use std::process::{Command, Stdio};

/// Who looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Somebody at the door.
    Nobody,
    /// The provider's administrator.
    Staff,
    /// The customer.
    Customer,
}

/// A picture.
pub struct Picture {
    /// The name of its file, without `.png`.
    pub name: &'static str,
    /// How the page is looked at.
    pub look: Look,
    /// Who looks.
    pub who: Who,
    /// The page; what is in braces is filled in by [`crate::life::Life::filled_in`].
    pub page: &'static str,
}

const DARK: Look = Look {
    is_dark: true,
    ..Look::DESK
};

const fn picture(name: &'static str, look: Look, who: Who, page: &'static str) -> Picture {
    Picture {
        name,
        look,
        who,
        page,
    }
}

/// All of them.
pub const PICTURES: [Picture; 14] = [
    picture("sign-in", Look::DESK, Who::Nobody, "/panel"),
    picture("dashboard", Look::DESK, Who::Staff, "/panel"),
    picture("dashboard-dark", DARK, Who::Staff, "/panel"),
    picture(
        "operations",
        Look::DESK,
        Who::Staff,
        "/panel/runningoperation",
    ),
    picture(
        "operation",
        DARK,
        Who::Staff,
        "/panel/runningoperation.edit?elid={operation}",
    ),
    picture("services", Look::DESK, Who::Staff, "/panel/soft"),
    picture(
        "service",
        Look::DESK,
        Who::Staff,
        "/panel/soft.edit?elid={license}",
    ),
    picture("server", DARK, Who::Staff, "/panel/vds.edit?elid={server}"),
    picture("modules", Look::DESK, Who::Staff, "/panel/processing"),
    picture("customer", Look::DESK, Who::Customer, "/panel"),
    picture(
        "order",
        Look::DESK,
        Who::Customer,
        "/panel/vds.order.param?pricelist={vps}&period=1",
    ),
    picture(
        "license",
        DARK,
        Who::Customer,
        "/panel/soft.edit?elid={license}",
    ),
    picture(
        "phone",
        Look::PHONE,
        Who::Customer,
        "/panel/soft.edit?elid={waiting}",
    ),
    picture(
        "phone-dark",
        Look {
            is_dark: true,
            ..Look::PHONE
        },
        Who::Staff,
        "/panel",
    ),
];

impl Browser {
    /// Saves what is shown as a PNG file; how many bytes it has. With `pngquant` on the machine the
    /// file is a third of the size.
    pub fn save_picture(&self, file: &Path) -> Result<usize, Error> {
        let told = self
            .session()
            .chromium("Page.captureScreenshot", json!({ "format": "png" }))
            .map_err(Error::other)?;
        let text = told["data"].as_str().unwrap_or_default();
        let bytes = decoded(text).ok_or_else(|| Error::other("the picture is not in base 64"))?;
        let bytes = reduced(&bytes).unwrap_or(bytes);
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(file, &bytes)?;
        Ok(bytes.len())
    }
}

/// The same picture in 256 colors, if somebody here can make it.
fn reduced(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut process = Command::new("pngquant")
        .args(["--quality=80-98", "--speed=1", "--strip", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    process.stdin.take()?.write_all(bytes).ok()?;
    let output = process.wait_with_output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// Bytes from base 64 (RFC 4648).
fn decoded(text: &str) -> Option<Vec<u8>> {
    let text = text.trim_end_matches('=');
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.bytes() {
        let digit = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(digit);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_64_is_read() {
        let check = |text: &str, expect: Option<&[u8]>| {
            assert_eq!(decoded(text).as_deref(), expect, "{text}");
        };
        check("", Some(b""));
        check("Zg==", Some(b"f"));
        check("Zm8=", Some(b"fo"));
        check("Zm9vYmFy", Some(b"foobar"));
        check("+/+/", Some(&[0xfb, 0xff, 0xbf]));
        check("Zm 8", None);
    }
}
