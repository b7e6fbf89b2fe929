//! Certificates as they are: read, with nothing judged.

use onsell_domain::Timestamp;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::time::ASN1Time;

use crate::der::hex;
use crate::fault::CertificateFault;
use crate::pem;
use crate::public_key::PublicKey;

/// What the armor of a certificate calls it; OpenSSL has two more words for it.
const LABELS: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// As everybody reads it.
    pub pem: String,
    /// Its bytes.
    pub der: Vec<u8>,
    /// Its number at its issuer, hexadecimal in small letters, without zeros before it.
    pub serial: String,
    /// From when it is valid.
    pub not_before: Timestamp,
    /// The last second of its validity.
    pub not_after: Timestamp,
    /// The host names it is for, in small letters: the common name first where it is one of them.
    pub names: Vec<String>,
    /// The common name of its subject, as it stands there; empty when there is none.
    pub common_name: String,
    /// Who issued it, in one line.
    pub issuer: String,
    /// Whom it is made out to, in one line.
    pub subject: String,
    /// Its key.
    pub key: PublicKey,
    /// Whether it may sign certificates.
    pub is_authority: bool,
}

/// Every certificate of a text, in its order. Other things in the text are passed over.
pub fn read_all(text: &str) -> Result<Vec<Certificate>, CertificateFault> {
    if text.len() > pem::TEXT_BYTES_MAX {
        return Err(CertificateFault::TooLarge);
    }
    let blocks = pem::blocks(text).ok_or(CertificateFault::NoPem)?;
    let certificates = blocks.iter().filter(|block| LABELS.contains(&block.label));
    let certificates: Vec<_> = certificates.map(|block| read_der(&block.der)).collect();
    if certificates.is_empty() {
        return Err(CertificateFault::NoPem);
    }
    certificates.into_iter().collect()
}

/// The certificate that these bytes are.
pub fn read_der(der: &[u8]) -> Result<Certificate, CertificateFault> {
    let parsed = parse(der)?;
    let common_name = parsed.subject().iter_common_name().next();
    let common_name = common_name
        .and_then(|name| name.as_str().ok())
        .unwrap_or_default();
    Ok(Certificate {
        pem: pem::write(LABELS[0], der),
        der: der.to_vec(),
        serial: serial(parsed.raw_serial()),
        not_before: instant(parsed.validity().not_before),
        not_after: instant(parsed.validity().not_after),
        names: names(common_name, &parsed),
        common_name: common_name.to_owned(),
        issuer: parsed.issuer().to_string(),
        subject: parsed.subject().to_string(),
        key: PublicKey::read(parsed.public_key()),
        is_authority: parsed.is_ca(),
    })
}

pub(crate) fn parse(der: &[u8]) -> Result<X509Certificate<'_>, CertificateFault> {
    match X509Certificate::from_der(der) {
        Ok(([], certificate)) => Ok(certificate),
        _ => Err(CertificateFault::Unreadable),
    }
}

/// A number in hexadecimal digits; zero is one digit.
fn serial(bytes: &[u8]) -> String {
    let digits = hex(bytes);
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        "0".to_owned()
    } else {
        digits.to_owned()
    }
}

fn instant(time: ASN1Time) -> Timestamp {
    Timestamp::default().plus_seconds(time.timestamp())
}

/// Names of certificates are not judged here, and what is no host name is left out.
fn names(common_name: &str, certificate: &X509Certificate<'_>) -> Vec<String> {
    let alternative = certificate.subject_alternative_name().ok().flatten();
    let alternative = alternative
        .into_iter()
        .flat_map(|names| &names.value.general_names);
    let mut names: Vec<String> = Vec::new();
    for name in alternative {
        if let GeneralName::DNSName(name) = name {
            let name = name.to_ascii_lowercase();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    let common_name = common_name.to_ascii_lowercase();
    if let Some(at) = names.iter().position(|name| *name == common_name) {
        names[..=at].rotate_right(1);
    }
    names
}
