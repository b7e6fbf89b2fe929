//! Certificate requests: every one that was made for a service.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt, lines};
use onsell_domain::certificate::Subject;
use onsell_domain::{CertificateRequestId, ServiceId, Timestamp};

/// A request as it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateRequest {
    /// Its number.
    pub id: CertificateRequestId,
    /// The service.
    pub service: ServiceId,
    /// The request, PEM.
    pub pem: String,
    /// The SHA-256 of its public key, hexadecimal digits.
    pub key_print: String,
    /// The private key, sealed, where it was made here and is not forgotten.
    pub private_key: Option<Vec<u8>>,
    /// The names to issue for, the main one first.
    pub names: Vec<String>,
    /// The subject.
    pub subject: Subject,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A list of words in one column.
pub(crate) fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

fn subject(text: &str) -> Subject {
    let said = |name: &str| lines::value(text, name).unwrap_or_default().to_owned();
    Subject {
        common_name: said("CN"),
        country: said("C"),
        state: said("ST"),
        city: said("L"),
        organization: said("O"),
        unit: said("OU"),
        email: said("emailAddress"),
    }
}

impl FromRow for CertificateRequest {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            service: row.next()?,
            pem: row.next()?,
            key_print: row.next()?,
            private_key: row.next()?,
            names: words(&row.next::<String>()?),
            subject: subject(&row.next::<String>()?),
            created_at: row.next()?,
        })
    }
}

macro_rules! request {
    ($rest:literal) => {
        concat!(
            "SELECT id, service, pem, key_print, private_key, names, subject, created_at
             FROM certificate_request ",
            $rest
        )
    };
}

const BY_ID: &str = request!("WHERE id = $1");
const OF_SERVICE: &str = request!("WHERE service = $1 ORDER BY id DESC");

/// The request of that number.
pub fn find(tx: &mut dyn Tx, id: CertificateRequestId) -> Result<Option<CertificateRequest>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// The requests of a service, newest first.
pub fn of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<CertificateRequest>> {
    read_all(tx.rows(OF_SERVICE, &[service.into()])?)
}

const INSERT: &str = "
    INSERT INTO certificate_request (service, pem, key_print, private_key, names, subject,
        created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";

/// Writes a request; its number is given here and not read.
pub fn insert(tx: &mut dyn Tx, request: &CertificateRequest) -> Result<CertificateRequestId> {
    let names = request.names.join(" ");
    let subject = lines::text(request.subject.fields());
    let args = [
        request.service.into(),
        request.pem.as_str().into(),
        request.key_print.as_str().into(),
        request.private_key.as_deref().into(),
        names.as_str().into(),
        subject.as_str().into(),
        request.created_at.into(),
    ];
    tx.one(INSERT, &args)?.read().next()
}

const FORGET_KEY: &str = "
    UPDATE certificate_request SET private_key = NULL
    WHERE service = $1 AND private_key IS NOT NULL";

/// Forgets every private key of a service; whether there was one.
pub fn forget_keys(tx: &mut dyn Tx, service: ServiceId) -> Result<bool> {
    Ok(tx.exec(FORGET_KEY, &[service.into()])? > 0)
}

// A key counts as used where it was delivered with, or where it still may be.
const OTHER_OF_KEY: &str = "
    SELECT r.service FROM certificate_request r JOIN service s ON s.id = r.service
    WHERE r.key_print = $1 AND r.service <> $2 AND (s.status <> 4 OR EXISTS (
        SELECT 1 FROM issued_certificate i WHERE i.service = r.service AND i.request = r.id))
    LIMIT 1";

/// Another service that has, or had, a certificate for this public key.
pub fn other_of_key(
    tx: &mut dyn Tx,
    key_print: &str,
    service: ServiceId,
) -> Result<Option<ServiceId>> {
    let row = tx.row(OTHER_OF_KEY, &[key_print.into(), service.into()])?;
    row.map(|row| row.read().next()).transpose()
}
