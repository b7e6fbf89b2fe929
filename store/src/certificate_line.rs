//! What the rows of certificates in a list tell beside what every service has.

use crate::certificate_request::words;
use crate::columns::{FromRow, read_all};
use crate::{Arg, Result, RowReader, Select, Tx};
use onsell_domain::{CertificateState, ServiceId, Timestamp};

/// A certificate in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateLine {
    /// Its service.
    pub service: ServiceId,
    /// How far its issue is.
    pub state: CertificateState,
    /// The names it is for, the main one first.
    pub names: Vec<String>,
    /// The serial number of the certificate that holds; empty before the first.
    pub serial: String,
    /// Until when that holds.
    pub not_after: Option<Timestamp>,
}

impl FromRow for CertificateLine {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            service: row.next()?,
            state: row.next()?,
            names: words(&row.next::<String>()?),
            serial: row.next()?,
            not_after: row.next()?,
        })
    }
}

const LINES: &str = "
    SELECT c.service, c.state, r.names, COALESCE(i.serial, ''), i.not_after
    FROM certificate c
    JOIN certificate_request r ON r.id = c.request
    LEFT JOIN issued_certificate i ON i.id = c.issued
    WHERE c.service IN";
/// How many certificates one statement reads.
const LINES_MAX: usize = 500;

/// What the rows of these certificates tell, by their numbers; what is none is missing.
pub fn lines(tx: &mut dyn Tx, services: &[ServiceId]) -> Result<Vec<CertificateLine>> {
    let mut found = Vec::with_capacity(services.len());
    for part in services.chunks(LINES_MAX) {
        let mut select = Select::new(LINES, 0);
        select.push(" ").in_list(part.len());
        let args: Vec<Arg<'_>> = part.iter().map(|id| Arg::from(*id)).collect();
        found.extend(read_all::<CertificateLine>(tx.select(&select, &args)?)?);
    }
    found.sort_unstable_by_key(|line| line.service);
    Ok(found)
}
