//! Requests and certificates as the authority takes and gives them.

use crate::certificate::CertificateWork;
use base64::Engine as _;
use onsell_domain::{IssuedCertificate, Timestamp};
use rustls::pki_types::pem::{PemObject, SectionKind};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// The bytes of the first section.
pub(super) fn bytes_of_pem(pem: &str) -> Option<Vec<u8>> {
    let (_, bytes) = <(SectionKind, Vec<u8>)>::from_pem_slice(pem.as_bytes()).ok()?;
    Some(bytes)
}

/// Reads a certificate with the authorities above it.
pub(super) fn read(chain: &str, _work: &CertificateWork) -> Result<IssuedCertificate, String> {
    const END: &str = "-----END CERTIFICATE-----";
    let end = chain.find(END).ok_or("it is no PEM")? + END.len();
    let (pem, rest) = chain.split_at(end);
    let bytes = bytes_of_pem(pem).ok_or("it is no PEM")?;
    let _ = base64::prelude::BASE64_STANDARD.encode([1]);
    let (_, parsed) = X509Certificate::from_der(&bytes).map_err(|error| error.to_string())?;
    let validity = parsed.validity();
    let at = |seconds: i64| Timestamp::from_micros(seconds * 1_000_000);
    let names = parsed
        .subject_alternative_name()
        .map_err(|e| e.to_string())?;
    let names = names
        .map(|names| {
            names
                .value
                .general_names
                .iter()
                .filter_map(|name| match name {
                    GeneralName::DNSName(name) => Some((*name).to_owned()),
                    _ => None,
                })
                .collect()
        })
        .unwrap_or_default();
    Ok(IssuedCertificate {
        pem: format!("{pem}\n"),
        chain: rest.trim_start().to_owned(),
        serial: parsed
            .raw_serial()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
        not_before: at(validity.not_before.timestamp()),
        not_after: at(validity.not_after.timestamp()),
        names,
        upstream: None,
    })
}
