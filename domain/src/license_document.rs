//! The document of a license: what a licensed program on the customer's machine reads of it
//! (backends 4.8).
//!
//! A text of lines `name=value`, so that a shell or a program in C reads it without a library; the
//! last line is the signature of all lines before it. Here are only the lines; whoever has the key
//! signs them. The format is described in `docs/license.md`.

mod read;

pub use read::{At, BadDocument, NotValid, Signed};

use crate::{Address, ServiceId, Timestamp};
use jiff::civil::Date;
use std::fmt::Write;

/// The first line: what this is, and in which version of the format.
pub const FIRST_LINE: &str = "onsell-license=1";
/// How the last line begins: the signature in base 64.
pub const SIGNATURE: &str = "signature=";
/// The largest document that is read, in bytes.
pub const DOCUMENT_BYTES_MAX: usize = 64 * 1024;
/// What stands where a license has no end.
const NEVER: &str = "never";

/// A module that a license has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicensedModule {
    /// Its internal name, such as `CloudLinux`.
    pub name: String,
    /// The day at whose end it ends; none with the license.
    pub ends: Option<Date>,
}

/// What a license says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseDocument {
    /// Its number.
    pub id: ServiceId,
    /// Its product type, such as `soft`.
    pub product: String,
    /// The internal name of its tariff.
    pub tariff: String,
    /// The English name of its tariff.
    pub name: String,
    /// The address it is bound to.
    pub address: Address,
    /// The day at whose end it ends; none for a lifetime.
    pub ends: Option<Date>,
    /// The first instant at which it is not valid any more, as that day ends where it was sold.
    pub valid_before: Option<Timestamp>,
    /// The values of its addons by their internal names.
    pub addons: Vec<(String, i64)>,
    /// The value of the addon that counts nodes, if it has one.
    pub nodes: Option<i64>,
    /// Its modules.
    pub modules: Vec<LicensedModule>,
    /// Where the program buys modules; may be empty.
    pub shop: String,
    /// Grows with each change of the license.
    pub serial: i64,
    /// When it was written.
    pub issued: Timestamp,
    /// The installation that sold it.
    pub installation: String,
    /// The short name of the key that it is signed with.
    pub key: String,
}

impl LicenseDocument {
    /// The lines that are signed, each with its line feed.
    pub fn lines(&self) -> String {
        let mut lines = format!("{FIRST_LINE}\n");
        let mut put = |name: &str, value: &str| {
            // Writing to a text cannot fail.
            let _ = writeln!(lines, "{}={}", plain_name(name), plain(value));
        };
        put("id", &self.id.to_string());
        put("product", &self.product);
        put("tariff", &self.tariff);
        put("name", &self.name);
        put("address", &self.address.to_string());
        put("end", &end(self.ends));
        let before = self
            .valid_before
            .map(|instant| seconds(instant).to_string());
        put("valid_before", before.as_deref().unwrap_or(NEVER));
        if let Some(nodes) = self.nodes {
            put("nodes", &nodes.to_string());
        }
        for (addon, value) in &self.addons {
            put(&format!("addon.{addon}"), &value.to_string());
        }
        for module in &self.modules {
            put(&format!("module.{}", module.name), &end(module.ends));
        }
        put("shop", &self.shop);
        put("serial", &self.serial.to_string());
        put("issued", &seconds(self.issued).to_string());
        put("installation", &self.installation);
        put("key", &self.key);
        lines
    }

    /// The whole document: its lines, and their signature in base 64.
    pub fn signed(lines: &str, signature: &str) -> String {
        format!("{lines}{SIGNATURE}{signature}\n")
    }
}

/// Whether an addon counts nodes, by its internal and its English name.
pub fn counts_nodes(intname: &str, name: &str) -> bool {
    [intname, name]
        .iter()
        .any(|word| word.eq_ignore_ascii_case("nodes"))
}

fn end(date: Option<Date>) -> String {
    date.map_or_else(|| NEVER.to_owned(), |date| date.to_string())
}

/// Seconds since the beginning of 1970, which every program compares with its clock.
fn seconds(instant: Timestamp) -> i64 {
    instant.seconds_since(Timestamp::default())
}

/// A value is what stands between `=` and the end of its line.
fn plain(value: &str) -> String {
    let space = |c: char| if c.is_control() { ' ' } else { c };
    value.trim().chars().map(space).collect()
}

/// A name has neither spaces nor `=`.
fn plain_name(name: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    name.chars()
        .map(|c| if is_plain(c) { c } else { '_' })
        .collect()
}

#[cfg(test)]
mod tests;
