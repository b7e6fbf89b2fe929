//! Private keys: made for a customer, or read when he gives us his own.

use onsell_domain::Secret;
use rcgen::{KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PublicKeyData};
use x509_parser::prelude::{FromDer, SubjectPublicKeyInfo};

use crate::der::{octets, sequence};
use crate::fault::KeyFault;
use crate::pem;
use crate::public_key::{self, KeyKind, PublicKey};
use crate::request::Request;

/// The longest text of a key, in bytes.
pub const TEXT_BYTES_MAX: usize = 32 * 1024;
const LABEL: &str = "PRIVATE KEY";

/// A private key that can sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivateKey {
    /// As everybody reads it (PKCS#8, PEM).
    pub pem: Secret,
    /// The public half.
    pub public: PublicKey,
}

/// Reads a private key in any of its usual forms (PKCS#8, or what OpenSSL wrote before it for RSA
/// and for curves). RSA keys of more than 4096 bits are not read.
pub fn read(text: &str) -> Result<PrivateKey, KeyFault> {
    let (pair, pem) = pair(text)?;
    let spki = pair.subject_public_key_info();
    let (_, spki) = SubjectPublicKeyInfo::from_der(&spki).map_err(|_| KeyFault::Unreadable)?;
    let public = PublicKey::read(&spki);
    Ok(PrivateKey { pem, public })
}

/// Whether a private key is the one of a request.
pub fn matches(text: &str, request: &Request) -> Result<(), KeyFault> {
    let (pair, _) = pair(text)?;
    let fingerprint = public_key::fingerprint(&pair.subject_public_key_info());
    if fingerprint == request.key.fingerprint {
        Ok(())
    } else {
        Err(KeyFault::NotOfRequest)
    }
}

pub(crate) fn make(kind: KeyKind) -> Result<(KeyPair, Secret), KeyFault> {
    let pair = KeyPair::generate_for(match kind {
        KeyKind::P256 => &PKCS_ECDSA_P256_SHA256,
        KeyKind::P384 => &PKCS_ECDSA_P384_SHA384,
    });
    let pair = pair.map_err(|_| KeyFault::NotMade)?;
    let pem = pem::write(LABEL, pair.serialized_der());
    Ok((pair, Secret::from(pem)))
}

/// The key of a text, and how it is kept.
pub(crate) fn pair(text: &str) -> Result<(KeyPair, Secret), KeyFault> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(KeyFault::TooLarge);
    }
    if text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(KeyFault::Encrypted);
    }
    let blocks = pem::blocks(text).ok_or(KeyFault::NoPem)?;
    let key = blocks
        .into_iter()
        .find(|block| block.label.ends_with(LABEL));
    let key = key.ok_or(KeyFault::NoPem)?;
    let der = match key.label {
        LABEL => key.der,
        "RSA PRIVATE KEY" => pkcs8(&RSA, &key.der),
        "EC PRIVATE KEY" => pkcs8(curve(&key.der).ok_or(KeyFault::Unreadable)?, &key.der),
        "ENCRYPTED PRIVATE KEY" => return Err(KeyFault::Encrypted),
        _ => return Err(KeyFault::Unreadable),
    };
    let pair = KeyPair::try_from(der.as_slice()).map_err(|_| KeyFault::Unreadable)?;
    Ok((pair, Secret::from(pem::write(LABEL, &der))))
}

/// What PKCS#8 says of an RSA key: its kind, without parameters.
const RSA: [u8; 15] = [
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
/// Of a key over P-256: a curve, and which.
const P256: [u8; 21] = [
    0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48,
    0xce, 0x3d, 0x03, 0x01, 0x07,
];
/// Of a key over P-384.
const P384: [u8; 18] = [
    0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04,
    0x00, 0x22,
];
/// The number of a curve and how long its secrets are, in bytes.
const CURVES: [(&[u8], usize); 2] = [(&P256, 32), (&P384, 48)];

/// Which curve a key is over that says so only by its length (SEC 1, RFC 5915): a sequence, the
/// version, and the secret.
fn curve(der: &[u8]) -> Option<&'static [u8]> {
    let version = [0x02, 0x01, 0x01, 0x04];
    let at = der
        .windows(version.len())
        .position(|window| window == version)?;
    let length = usize::from(*der.get(at + version.len())?);
    let curve = CURVES
        .iter()
        .find(|(_, secret)| at <= 4 && *secret == length);
    curve.map(|(curve, _)| *curve)
}

/// A key in the form that has its kind beside it (RFC 5208).
fn pkcs8(kind: &[u8], key: &[u8]) -> Vec<u8> {
    sequence(&[&[0x02, 0x01, 0x00], kind, &octets(key)])
}
