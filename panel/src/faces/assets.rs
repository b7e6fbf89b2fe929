//! The one script and the one stylesheet. Their addresses carry a fingerprint, so that a browser
//! may keep them for a year.

use ring::digest::{SHA256, digest};
use std::fmt::Write;
use std::sync::OnceLock;

/// A file that is part of the program.
pub(crate) struct Asset {
    name: &'static str,
    extension: &'static str,
    /// What is in it.
    pub content: &'static str,
    /// What it is.
    pub kind: &'static str,
    address: OnceLock<String>,
}

/// The stylesheet.
pub(crate) static STYLE: Asset = Asset {
    name: "onsell",
    extension: "css",
    content: concat!(
        include_str!("../../assets/tokens.css"),
        include_str!("../../assets/layout.css"),
        include_str!("../../assets/parts.css"),
        include_str!("../../assets/pages.css"),
        include_str!("../../assets/staff.css"),
        include_str!("../../assets/customer.css"),
    ),
    kind: "text/css; charset=UTF-8",
    address: OnceLock::new(),
};

/// The script.
pub(crate) static SCRIPT: Asset = Asset {
    name: "onsell",
    extension: "js",
    content: include_str!("../../assets/onsell.js"),
    kind: "text/javascript; charset=UTF-8",
    address: OnceLock::new(),
};

impl Asset {
    /// Where it is to be had.
    pub fn address(&'static self) -> &'static str {
        self.address.get_or_init(|| {
            let print = fingerprint(self.content.as_bytes());
            format!("/panel/assets/{}-{print}.{}", self.name, self.extension)
        })
    }

    /// The asset at an address, if it is the one we have.
    pub fn at(path: &str) -> Option<&'static Self> {
        [&STYLE, &SCRIPT]
            .into_iter()
            .find(|asset| asset.address().ends_with(path))
    }
}

/// Eight bytes of a digest: enough to tell one version from another.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    const BYTES: usize = 8;
    let mut print = String::with_capacity(2 * BYTES);
    for byte in &digest(&SHA256, bytes).as_ref()[..BYTES] {
        // Writing to a text cannot fail.
        let _ = write!(print, "{byte:02x}");
    }
    print
}
