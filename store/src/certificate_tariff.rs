//! What the tariffs of certificates say beyond those of other services.

use crate::columns::{FromRow, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::TariffId;

/// What a tariff of certificates sells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CertificateTariff {
    /// What may be in a request: words separated by spaces, such as `wildcard www multidomain`.
    pub template: String,
    /// How many names the price includes.
    pub names_included: i64,
}

impl Default for CertificateTariff {
    fn default() -> Self {
        Self {
            template: String::new(),
            names_included: 1,
        }
    }
}

impl FromRow for CertificateTariff {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            template: row.next()?,
            names_included: row.next()?,
        })
    }
}

const FIND: &str = "SELECT template, names_included FROM certificate_tariff WHERE tariff = $1";
const PUT: &str = "
    INSERT INTO certificate_tariff (tariff, template, names_included) VALUES ($1, $2, $3)
    ON CONFLICT (tariff) DO UPDATE
    SET template = excluded.template, names_included = excluded.names_included";

/// What a tariff sells; one of which nothing is said sells a certificate of one name.
pub fn find(tx: &mut dyn Tx, tariff: TariffId) -> Result<CertificateTariff> {
    Ok(read_first(tx.rows(FIND, &[tariff.into()])?)?.unwrap_or_default())
}

/// Writes what a tariff sells.
pub fn put(tx: &mut dyn Tx, tariff: TariffId, sells: &CertificateTariff) -> Result<()> {
    let args = [
        tariff.into(),
        sells.template.as_str().into(),
        sells.names_included.into(),
    ];
    tx.exec_one(PUT, &args)
}
