//! Issued certificates: every one of a service, also those that a later one replaced.

use crate::certificate_request::words;
use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{
    CertificateRequestId, IssuedCertificate, IssuedCertificateId, ServiceId, Timestamp,
};

/// A certificate in the history of its service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issued {
    /// Its number.
    pub id: IssuedCertificateId,
    /// The service.
    pub service: ServiceId,
    /// The request it was issued for.
    pub request: CertificateRequestId,
    /// The certificate.
    pub certificate: IssuedCertificate,
    /// When it came here.
    pub issued_at: Timestamp,
    /// When it was revoked.
    pub revoked_at: Option<Timestamp>,
}

impl FromRow for Issued {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            service: row.next()?,
            request: row.next()?,
            certificate: IssuedCertificate {
                serial: row.next()?,
                upstream: row.next()?,
                names: words(&row.next::<String>()?),
                not_before: row.next()?,
                not_after: row.next()?,
                pem: row.next()?,
                chain: row.next()?,
            },
            issued_at: row.next()?,
            revoked_at: row.next()?,
        })
    }
}

macro_rules! issued {
    ($rest:literal) => {
        concat!(
            "SELECT id, service, request, serial, upstream_id, names, not_before, not_after, pem,
                    chain, issued_at, revoked_at
             FROM issued_certificate ",
            $rest
        )
    };
}

const BY_ID: &str = issued!("WHERE id = $1");
const OF_SERVICE: &str = issued!("WHERE service = $1 ORDER BY id DESC");
const BY_SERIAL: &str = issued!("WHERE service = $1 AND serial = $2");

/// The certificate of that number.
pub fn find(tx: &mut dyn Tx, id: IssuedCertificateId) -> Result<Option<Issued>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// Every certificate of a service, newest first.
pub fn of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<Issued>> {
    read_all(tx.rows(OF_SERVICE, &[service.into()])?)
}

/// The certificate of a service with this serial number.
pub fn of_serial(tx: &mut dyn Tx, service: ServiceId, serial: &str) -> Result<Option<Issued>> {
    read_first(tx.rows(BY_SERIAL, &[service.into(), serial.into()])?)
}

const INSERT: &str = "
    INSERT INTO issued_certificate (service, request, serial, upstream_id, names, not_before,
        not_after, pem, chain, issued_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id";

/// Writes a certificate of a service, which has none with its serial yet.
pub fn insert(
    tx: &mut dyn Tx,
    service: ServiceId,
    request: CertificateRequestId,
    certificate: &IssuedCertificate,
    now: Timestamp,
) -> Result<IssuedCertificateId> {
    let names = certificate.names.join(" ");
    let args = [
        service.into(),
        request.into(),
        certificate.serial.as_str().into(),
        certificate.upstream.into(),
        names.as_str().into(),
        certificate.not_before.into(),
        certificate.not_after.into(),
        certificate.pem.as_str().into(),
        certificate.chain.as_str().into(),
        now.into(),
    ];
    tx.one(INSERT, &args)?.read().next()
}

const REVOKE: &str = "
    UPDATE issued_certificate SET revoked_at = $2
    WHERE service = $1 AND revoked_at IS NULL AND not_after > $2";

/// Every certificate of a service that still holds is revoked.
pub fn revoke(tx: &mut dyn Tx, service: ServiceId, now: Timestamp) -> Result<()> {
    tx.exec(REVOKE, &[service.into(), now.into()])?;
    Ok(())
}
