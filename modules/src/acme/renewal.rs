//! When the authority wants a certificate to be replaced (RFC 9773): usually at two thirds of
//! its life, and at once where it is going to revoke it.

use super::Session;
use super::failure::Called;
use instant_acme::{CertificateIdentifier, Error};
use onsell_domain::{IssuedCertificate, Timestamp};
use onsell_x509::certificate;
use pollster::block_on;
use rustls::pki_types::CertificateDer;

/// The certificate as bytes.
pub(super) fn bytes(present: &IssuedCertificate) -> Option<Vec<u8>> {
    let read = certificate::read_all(&present.pem).ok()?;
    Some(read.into_iter().next()?.der)
}

/// What the authority knows a certificate by; none where it says nothing of who signed it.
pub(super) fn identifier(present: &IssuedCertificate) -> Option<CertificateIdentifier<'static>> {
    let certificate = CertificateDer::from(bytes(present)?);
    let identifier = CertificateIdentifier::try_from(&certificate).ok()?;
    Some(identifier.into_owned())
}

/// From when until when; none where the authority does not say so, or does not know it.
pub(super) fn window(
    session: &Session,
    present: &IssuedCertificate,
) -> Called<Option<(Timestamp, Timestamp)>> {
    let Some(identifier) = identifier(present) else {
        return Ok(None);
    };
    match block_on(session.account.renewal_info(&identifier)) {
        Ok((told, _)) => {
            let window = told.suggested_window;
            let at = |instant: i64| Timestamp::from_micros(instant.saturating_mul(1_000_000));
            let (from, until) = (window.start.unix_timestamp(), window.end.unix_timestamp());
            Ok((from < until).then(|| (at(from), at(until))))
        }
        Err(Error::Unsupported(_) | Error::Api(_)) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
