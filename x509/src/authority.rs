//! An authority of one's own: for closed networks, and for tests.

use std::fmt;
use std::time::Duration;

use onsell_domain::certificate::IssuedCertificate;
use onsell_domain::{Secret, Timestamp};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, SerialNumber, SubjectPublicKeyInfo, date_time_ymd,
};
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use x509_parser::certification_request::X509CertificationRequest;
use x509_parser::prelude::FromDer;

use crate::certificate::{self, Certificate};
use crate::fault::{AuthorityFault, CertificateFault};
use crate::key;
use crate::public_key::{KeyKind, PublicKeyKind};
use crate::request::{Request, alternative_names, distinguished_name};

const SECONDS_PER_DAY: i64 = 86_400;
/// The longest common name a subject can have, in bytes (X.520).
const COMMON_NAME_MAX: usize = 64;
/// The end of the year 9999, in seconds: later than that nothing can be written.
const LAST_SECOND: i64 = 253_402_300_799;

/// A certificate that may sign others, and its key.
#[derive(Debug, Clone)]
pub struct Authority {
    /// Its certificate.
    pub certificate: Certificate,
    /// The certificates above it, PEM; empty for a root.
    pub above: String,
    /// Its private key, PEM (PKCS#8).
    pub key: Secret,
}

/// The number of a certificate at its authority. At most 16 bytes; never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Serial([u8; 16]);

impl Serial {
    /// A number by chance.
    pub fn random() -> Result<Self, AuthorityFault> {
        let mut bytes = [0; 16];
        let filled = SystemRandom::new().fill(&mut bytes);
        filled.map_err(|_| AuthorityFault::NotMade("there is no randomness".to_owned()))?;
        Ok(Self::from_bytes(bytes))
    }

    /// A number that follows from what is known, the same each time: who is asked twice for one
    /// thing gives the same number twice.
    pub fn of(known: &str) -> Self {
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest(&SHA256, known.as_bytes()).as_ref()[..16]);
        Self::from_bytes(bytes)
    }

    /// Between 2^120 and 2^127, so that it always has the same length.
    fn from_bytes(mut bytes: [u8; 16]) -> Self {
        bytes[0] = bytes[0] & 0x7f | 0x01;
        Self(bytes)
    }
}

impl Authority {
    /// Makes a root that is valid from a day before `now`, so that a clock that is late takes it.
    pub fn make(name: &str, years: u16, now: Timestamp) -> Result<Self, AuthorityFault> {
        let (pair, key) = key::make(KeyKind::P256).map_err(AuthorityFault::Key)?;
        let params = authority_params(name, years, now, true)?;
        let made = params.self_signed(&pair).map_err(not_made)?;
        let certificate = certificate::read_der(made.der()).map_err(AuthorityFault::Certificate)?;
        Ok(Self {
            certificate,
            above: String::new(),
            key,
        })
    }

    /// Makes an authority below this one, which cannot have any below itself.
    pub fn intermediate(
        &self,
        name: &str,
        years: u16,
        now: Timestamp,
    ) -> Result<Self, AuthorityFault> {
        let (pair, key) = key::make(KeyKind::P256).map_err(AuthorityFault::Key)?;
        let params = authority_params(name, years, now, false)?;
        let made = params.signed_by(&pair, &self.issuer()?).map_err(not_made)?;
        let certificate = certificate::read_der(made.der()).map_err(AuthorityFault::Certificate)?;
        let above = format!("{}{}", self.certificate.pem, self.above);
        Ok(Self {
            certificate,
            above,
            key,
        })
    }

    /// Reads an authority: its certificate, with those above it behind it, and its key.
    pub fn read(certificates: &str, key: &Secret) -> Result<Self, AuthorityFault> {
        let certificates = certificate::read_all(certificates);
        let mut certificates = certificates
            .map_err(AuthorityFault::Certificate)?
            .into_iter();
        let certificate = certificates.next();
        let certificate =
            certificate.ok_or(AuthorityFault::Certificate(CertificateFault::NoPem))?;
        if !certificate.is_authority {
            return Err(AuthorityFault::NoAuthority);
        }
        let read = key::read(key.expose()).map_err(AuthorityFault::Key)?;
        if read.public.fingerprint != certificate.key.fingerprint {
            return Err(AuthorityFault::OtherKey);
        }
        let above = certificates.map(|each| each.pem).collect();
        Ok(Self {
            certificate,
            above,
            key: read.pem,
        })
    }

    /// Issues a certificate for a request's key and these names, the first of them the common
    /// name; what else the request's subject says is taken over. It ends no later than the
    /// authority itself.
    pub fn issue(
        &self,
        request: &Request,
        names: &[String],
        not_before: Timestamp,
        not_after: Timestamp,
        serial: Serial,
    ) -> Result<IssuedCertificate, AuthorityFault> {
        let asked = X509CertificationRequest::from_der(&request.der);
        let (_, asked) = asked.map_err(not_made)?;
        let key = asked.certification_request_info.subject_pki.raw;
        let key = SubjectPublicKeyInfo::from_der(key).map_err(not_made)?;
        let mut subject = request.subject.clone();
        let first = names.first().map_or("", String::as_str);
        subject.common_name.clear();
        if first.len() <= COMMON_NAME_MAX {
            first.clone_into(&mut subject.common_name);
        }
        let mut params = CertificateParams::default();
        params.distinguished_name = distinguished_name(&subject);
        params.subject_alt_names = alternative_names(names)
            .ok_or_else(|| AuthorityFault::NotMade("a name is not in ASCII".to_owned()))?;
        live(
            &mut params,
            not_before,
            not_after.min(self.certificate.not_after),
        );
        params.serial_number = Some(SerialNumber::from_slice(&serial.0));
        params.is_ca = IsCa::ExplicitNoCa;
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        if matches!(request.key.kind, PublicKeyKind::Rsa(_)) {
            params.key_usages.push(KeyUsagePurpose::KeyEncipherment);
        }
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let made = params.signed_by(&key, &self.issuer()?).map_err(not_made)?;
        let made = certificate::read_der(made.der()).map_err(AuthorityFault::Certificate)?;
        Ok(IssuedCertificate {
            pem: made.pem,
            chain: format!("{}{}", self.certificate.pem, self.above),
            serial: made.serial,
            not_before: made.not_before,
            not_after: made.not_after,
            names: made.names,
            upstream: None,
        })
    }

    fn issuer(&self) -> Result<Issuer<'static, KeyPair>, AuthorityFault> {
        let (pair, _) = key::pair(self.key.expose()).map_err(AuthorityFault::Key)?;
        Issuer::from_ca_cert_pem(&self.certificate.pem, pair).map_err(not_made)
    }
}

fn authority_params(
    name: &str,
    years: u16,
    now: Timestamp,
    is_root: bool,
) -> Result<CertificateParams, AuthorityFault> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    let end = now.plus_seconds(i64::from(years) * 365 * SECONDS_PER_DAY);
    live(&mut params, now.plus_seconds(-SECONDS_PER_DAY), end);
    params.serial_number = Some(SerialNumber::from_slice(&Serial::random()?.0));
    let below = if is_root {
        BasicConstraints::Unconstrained
    } else {
        BasicConstraints::Constrained(0)
    };
    params.is_ca = IsCa::Ca(below);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.use_authority_key_identifier_extension = !is_root;
    Ok(params)
}

/// From when to when, within the years that a certificate can say.
fn live(params: &mut CertificateParams, from: Timestamp, to: Timestamp) {
    let epoch = date_time_ymd(1970, 1, 1);
    let since = |instant: Timestamp| {
        let seconds = instant
            .seconds_since(Timestamp::default())
            .clamp(0, LAST_SECOND);
        Duration::from_secs(seconds.unsigned_abs())
    };
    params.not_before = epoch + since(from);
    params.not_after = epoch + since(to);
}

fn not_made(error: impl fmt::Display) -> AuthorityFault {
    AuthorityFault::NotMade(error.to_string())
}
