//! The certificate of Pebble's own HTTPS: the packages come without one.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use std::io::{Error, Result};
use std::path::Path;

/// Writes key and certificate into a folder; the certificate of the authority that signed it.
pub(super) fn write(folder: &Path) -> Result<String> {
    let (root, certificate, key) = make().map_err(Error::other)?;
    std::fs::write(folder.join("certificate.pem"), certificate)?;
    std::fs::write(folder.join("key.pem"), key)?;
    Ok(root)
}

fn make() -> std::result::Result<(String, String, String), rcgen::Error> {
    let mut authority = CertificateParams::new(Vec::new())?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let name = &mut authority.distinguished_name;
    name.push(DnType::CommonName, "Pebble for tests");
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
    let names = ["localhost".to_owned(), "127.0.0.1".to_owned()];
    let key = KeyPair::generate()?;
    let certificate = CertificateParams::new(names)?.signed_by(&key, &authority)?;
    Ok((authority.pem(), certificate.pem(), key.serialize_pem()))
}
