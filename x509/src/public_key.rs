//! Public keys: what kind, how strong, and a fingerprint to tell them apart.

use ring::digest::{SHA256, digest};
use x509_parser::oid_registry::{OID_EC_P256, OID_NIST_EC_P384, OID_NIST_EC_P521};
use x509_parser::prelude::SubjectPublicKeyInfo;
use x509_parser::public_key::PublicKey as Parsed;

use crate::der::hex;

/// The smallest RSA key that public authorities sign, in bits (Baseline Requirements 6.1.5).
pub const RSA_BITS_MIN: usize = 2048;
/// The largest RSA key that is checked, in bits.
pub const RSA_BITS_MAX: usize = 8192;
/// The largest exponent that is checked.
const EXPONENT_MAX: u64 = (1 << 33) - 1;

/// What key to make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum KeyKind {
    /// ECDSA over P-256.
    #[default]
    P256,
    /// ECDSA over P-384.
    P384,
}

/// What kind of key was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PublicKeyKind {
    /// RSA with so many bits.
    Rsa(usize),
    /// An elliptic curve, by the bits of its field: 256, 384 or 521 (the curves of NIST).
    Curve(usize),
    /// Any other.
    Other,
}

/// A public key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PublicKey {
    /// What kind it is.
    pub kind: PublicKeyKind,
    /// SHA-256 of the key with its kind (SubjectPublicKeyInfo), hexadecimal in small letters. Two
    /// requests with the same fingerprint have the same key.
    pub fingerprint: String,
}

/// Why a key is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weakness {
    Short(usize),
    Long(usize),
    Exponent,
    Unknown,
}

impl PublicKey {
    pub(crate) fn read(key: &SubjectPublicKeyInfo<'_>) -> Self {
        Self {
            kind: kind(key),
            fingerprint: fingerprint(key.raw),
        }
    }

    /// As it is told to people: `RSA 2048`, `ECDSA P-256`.
    pub fn name(&self) -> String {
        match self.kind {
            PublicKeyKind::Rsa(bits) => format!("RSA {bits}"),
            PublicKeyKind::Curve(bits) => format!("ECDSA P-{bits}"),
            PublicKeyKind::Other => "?".to_owned(),
        }
    }
}

/// The fingerprint of a key that is known by its bytes.
pub(crate) fn fingerprint(key: &[u8]) -> String {
    hex(digest(&SHA256, key).as_ref())
}

/// Whether a key is strong, and of a kind whose signatures we can check.
pub(crate) fn check(key: &SubjectPublicKeyInfo<'_>) -> Result<(), Weakness> {
    match kind(key) {
        PublicKeyKind::Rsa(bits) if bits < RSA_BITS_MIN => Err(Weakness::Short(bits)),
        PublicKeyKind::Rsa(bits) if bits > RSA_BITS_MAX => Err(Weakness::Long(bits)),
        PublicKeyKind::Rsa(_) if !has_sane_exponent(key) => Err(Weakness::Exponent),
        PublicKeyKind::Rsa(_) | PublicKeyKind::Curve(256 | 384) => Ok(()),
        PublicKeyKind::Curve(_) | PublicKeyKind::Other => Err(Weakness::Unknown),
    }
}

fn kind(key: &SubjectPublicKeyInfo<'_>) -> PublicKeyKind {
    match key.parsed() {
        Ok(Parsed::RSA(rsa)) => PublicKeyKind::Rsa(bits(rsa.modulus)),
        Ok(Parsed::EC(_)) => {
            let curve = key.algorithm.parameters.as_ref();
            match curve.and_then(|curve| curve.as_oid().ok()) {
                Some(curve) if curve == OID_EC_P256 => PublicKeyKind::Curve(256),
                Some(curve) if curve == OID_NIST_EC_P384 => PublicKeyKind::Curve(384),
                Some(curve) if curve == OID_NIST_EC_P521 => PublicKeyKind::Curve(521),
                _ => PublicKeyKind::Other,
            }
        }
        _ => PublicKeyKind::Other,
    }
}

/// How many bits a number has, the largest byte first.
fn bits(number: &[u8]) -> usize {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let first = number
        .get(zeros)
        .map_or(0, |byte| byte.leading_zeros() as usize);
    ((number.len() - zeros) * 8).saturating_sub(first)
}

/// Odd, and more than one (Baseline Requirements 6.1.6).
fn has_sane_exponent(key: &SubjectPublicKeyInfo<'_>) -> bool {
    let Ok(Parsed::RSA(rsa)) = key.parsed() else {
        return false;
    };
    let exponent = rsa.try_exponent();
    exponent.is_ok_and(|exponent| exponent % 2 == 1 && (3..=EXPONENT_MAX).contains(&exponent))
}
