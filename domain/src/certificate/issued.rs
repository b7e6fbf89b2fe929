//! A certificate that was issued.

use crate::clock::Timestamp;
use crate::ids::UpstreamId;

/// A certificate with its chain. Both were read and fit the request before this was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// The certificate itself, PEM.
    pub pem: String,
    /// The authorities above it, PEM, the nearest first; empty where the root itself signed it and
    /// is not told.
    pub chain: String,
    /// Its serial number, lower-case hexadecimal digits.
    pub serial: String,
    /// From when it holds.
    pub not_before: Timestamp,
    /// Until when it holds.
    pub not_after: Timestamp,
    /// The names it is for, the main one first.
    pub names: Vec<String>,
    /// The number of the order that brought it, at the seller or the authority.
    pub upstream: Option<UpstreamId>,
}

impl IssuedCertificate {
    /// The certificate and its chain in one text, as web servers read it.
    pub fn full_chain(&self) -> String {
        let mut text = self.pem.trim_end().to_owned();
        text.push('\n');
        text.push_str(&self.chain);
        text
    }
}
