//! A certificate that was issued.

use crate::clock::Timestamp;
use crate::ids::UpstreamId;

/// A certificate as its authority gave it, checked against the request it was issued for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCertificate {
    /// The certificate itself, PEM.
    pub pem: String,
    /// The certificates that lead from it to a root, the nearest first, PEM; empty when there are
    /// none in between.
    pub chain: String,
    /// Its number at the authority, hexadecimal in small letters.
    pub serial: String,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// The last second of its validity.
    pub not_after: Timestamp,
    /// The host names it is for, the common name first.
    pub names: Vec<String>,
    /// The other side's number of it, where it has one.
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
