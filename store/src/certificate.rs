//! Certificates: what a service that is one has beside what every service has.

use crate::columns::{FromRow, read_first};
use crate::{Error, FromValue, Result, RowReader, Tx, TxExt, Value, lines};
use onsell_domain::certificate::{Contacts, ValidationMethod};
use onsell_domain::{
    CertificateRequestId, CertificateState, IssuedCertificateId, Progress, ServiceId, Timestamp,
    Words,
};
use std::collections::BTreeMap;

/// A certificate beside its service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Its service.
    pub service: ServiceId,
    /// The request to issue for; the one of the present certificate while nothing is issued.
    pub request: CertificateRequestId,
    /// The certificate that holds; none before the first.
    pub issued: Option<IssuedCertificateId>,
    /// Who is behind it.
    pub contacts: Contacts,
    /// How names are proven.
    pub method: ValidationMethod,
    /// Who approves which name by letter.
    pub approvers: BTreeMap<String, String>,
    /// How far its issue is.
    pub state: CertificateState,
    /// What the customer is told; empty where nothing.
    pub message: Words,
    /// What its module keeps for later operations.
    pub kept: Progress,
    /// When the next one inside the paid term is due; none where none is.
    pub reissue_at: Option<Timestamp>,
    /// How often a re-issue failed since the last certificate.
    pub failures: i64,
    /// Since when its customer has to do something.
    pub must_act_since: Option<Timestamp>,
    /// When the customer was last told so.
    pub told_at: Option<Timestamp>,
    /// When the last try of a re-issue failed.
    pub failed_at: Option<Timestamp>,
    /// From when its authority wants it replaced.
    pub suggested_from: Option<Timestamp>,
    /// Until when its authority wants it replaced.
    pub suggested_until: Option<Timestamp>,
    /// When its customer last had the names looked at again.
    pub asked_at: Option<Timestamp>,
}

impl FromValue for CertificateState {
    fn from_value(value: Value) -> Result<Self> {
        let number = i64::from_value(value)?;
        Self::from_number(number)
            .ok_or_else(|| Error::Column(format!("state of a certificate {number} is not known")))
    }
}

impl FromRow for Certificate {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            request: row.next()?,
            issued: row.next()?,
            contacts: {
                let text = row.next::<String>()?;
                Contacts::read(|name| lines::value(&text, name))
            },
            method: row.next()?,
            approvers: {
                let text = row.next::<String>()?;
                let pair = |(name, address): (&str, &str)| (name.to_owned(), address.to_owned());
                lines::pairs(&text).map(pair).collect()
            },
            state: row.next()?,
            message: Words::new(row.next::<String>()?, row.next::<String>()?),
            kept: Progress::parse(&row.next::<String>()?),
            reissue_at: row.next()?,
            failures: row.next()?,
            must_act_since: row.next()?,
            told_at: row.next()?,
            failed_at: row.next()?,
            suggested_from: row.next()?,
            suggested_until: row.next()?,
            asked_at: row.next()?,
        })
    }
}

const BY_SERVICE: &str = "
    SELECT service, request, issued, contacts, method, approvers, state, message, message_ru,
           kept, reissue_at, failures, must_act_since, told_at, failed_at, suggested_from,
           suggested_until, asked_at
    FROM certificate WHERE service = $1";

/// The certificate behind a service; none where it is no certificate.
pub fn find(tx: &mut dyn Tx, service: ServiceId) -> Result<Option<Certificate>> {
    read_first(tx.rows(BY_SERVICE, &[service.into()])?)
}

const PUT: &str = "
    INSERT INTO certificate (service, request, issued, contacts, method, approvers, state,
        message, message_ru, kept, reissue_at, failures, must_act_since, told_at,
        failed_at, suggested_from, suggested_until, asked_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
        $18)
    ON CONFLICT (service) DO UPDATE SET
        request = excluded.request, issued = excluded.issued, contacts = excluded.contacts,
        method = excluded.method, approvers = excluded.approvers, state = excluded.state,
        message = excluded.message, message_ru = excluded.message_ru,
        kept = excluded.kept, reissue_at = excluded.reissue_at, failures = excluded.failures,
        must_act_since = excluded.must_act_since, told_at = excluded.told_at,
        failed_at = excluded.failed_at,
        suggested_from = excluded.suggested_from,
        suggested_until = excluded.suggested_until, asked_at = excluded.asked_at";

/// Writes a certificate, in the place of what was known of it.
pub fn put(tx: &mut dyn Tx, certificate: &Certificate) -> Result<()> {
    let contacts = certificate.contacts.fields();
    let contacts = contacts.iter().map(|(name, value)| (*name, value.as_str()));
    let approvers = certificate.approvers.iter();
    let approvers = approvers.map(|(name, address)| (name.as_str(), address.as_str()));
    let (contacts, approvers) = (lines::text(contacts), lines::text(approvers));
    let kept = certificate.kept.to_string();
    let args = [
        certificate.service.into(),
        certificate.request.into(),
        certificate.issued.into(),
        contacts.as_str().into(),
        certificate.method.name().into(),
        approvers.as_str().into(),
        certificate.state.number().into(),
        certificate.message.en.as_str().into(),
        certificate.message.ru.as_str().into(),
        kept.as_str().into(),
        certificate.reissue_at.into(),
        certificate.failures.into(),
        certificate.must_act_since.into(),
        certificate.told_at.into(),
        certificate.failed_at.into(),
        certificate.suggested_from.into(),
        certificate.suggested_until.into(),
        certificate.asked_at.into(),
    ];
    tx.exec_one(PUT, &args)
}

const DUE: &str = "
    SELECT service FROM certificate WHERE reissue_at <= $1 ORDER BY reissue_at LIMIT $2";

/// Services whose next certificate is due, the longest due first.
pub fn due(tx: &mut dyn Tx, now: Timestamp, most: u32) -> Result<Vec<ServiceId>> {
    let rows = tx.rows(DUE, &[now.into(), i64::from(most).into()])?;
    rows.into_iter().map(|row| row.read().next()).collect()
}

const POSTPONE: &str = "UPDATE certificate SET reissue_at = $2 WHERE service = $1";

/// Decides when the next certificate of a service is due.
pub fn postpone(tx: &mut dyn Tx, service: ServiceId, at: Option<Timestamp>) -> Result<()> {
    tx.exec(POSTPONE, &[service.into(), at.into()])?;
    Ok(())
}
