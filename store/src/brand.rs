//! The look of providers, and the host names under which they are met.

use crate::columns::{FromRow, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::ProviderId;

/// The look of a provider but for its logo; what is empty is our own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Brand {
    /// The accent color on light pages, `#rrggbb`.
    pub accent: String,
    /// The accent color on dark pages.
    pub accent_dark: String,
    /// Where customers ask for help: an e-mail address or a page.
    pub support: String,
    /// The page with the terms.
    pub terms: String,
    /// The beginning of the logo's digest; empty without a logo.
    pub logo_print: String,
}

impl FromRow for Brand {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            accent: row.next()?,
            accent_dark: row.next()?,
            support: row.next()?,
            terms: row.next()?,
            logo_print: row.next()?,
        })
    }
}

/// A logo as it was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Its content type.
    pub kind: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The beginning of their digest.
    pub print: String,
}

impl FromRow for Logo {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            kind: row.next()?,
            bytes: row.next()?,
            print: row.next()?,
        })
    }
}

const FIND: &str = "
    SELECT accent, accent_dark, support, terms, logo_print FROM brand WHERE provider = $1";
const LOGO: &str = "
    SELECT logo_type, logo, logo_print FROM brand WHERE provider = $1 AND logo IS NOT NULL";
const PUT: &str = "
    INSERT INTO brand (provider, accent, accent_dark, support, terms, logo_type, logo, logo_print)
    VALUES ($1, $2, $3, $4, $5, '', NULL, '')
    ON CONFLICT (provider) DO UPDATE
    SET accent = excluded.accent, accent_dark = excluded.accent_dark, support = excluded.support,
        terms = excluded.terms";
const PUT_LOGO: &str = "
    UPDATE brand SET logo_type = $2, logo = $3, logo_print = $4 WHERE provider = $1";
const HOSTS: &str = "SELECT host FROM brand_host WHERE provider = $1 ORDER BY host";
const PROVIDER_OF: &str = "SELECT provider FROM brand_host WHERE host = $1";
const FORGET_HOSTS: &str = "DELETE FROM brand_host WHERE provider = $1";
const ADD_HOST: &str = "INSERT INTO brand_host (host, provider) VALUES ($1, $2)";

/// The look of a provider; our own where nothing was said.
pub fn find(tx: &mut dyn Tx, provider: ProviderId) -> Result<Brand> {
    Ok(read_first(tx.rows(FIND, &[provider.into()])?)?.unwrap_or_default())
}

/// The logo of a provider.
pub fn logo(tx: &mut dyn Tx, provider: ProviderId) -> Result<Option<Logo>> {
    read_first(tx.rows(LOGO, &[provider.into()])?)
}

/// Writes the look of a provider but for its logo.
pub fn put(tx: &mut dyn Tx, provider: ProviderId, brand: &Brand) -> Result<()> {
    let args = [
        provider.into(),
        brand.accent.as_str().into(),
        brand.accent_dark.as_str().into(),
        brand.support.as_str().into(),
        brand.terms.as_str().into(),
    ];
    tx.exec_one(PUT, &args)
}

/// Gives a provider whose look is written a logo, or takes it away.
pub fn put_logo(tx: &mut dyn Tx, provider: ProviderId, logo: Option<&Logo>) -> Result<()> {
    let args = [
        provider.into(),
        logo.map_or("", |logo| logo.kind.as_str()).into(),
        logo.map(|logo| logo.bytes.as_slice()).into(),
        logo.map_or("", |logo| logo.print.as_str()).into(),
    ];
    tx.exec_one(PUT_LOGO, &args)
}

/// The host names of a provider.
pub fn hosts(tx: &mut dyn Tx, provider: ProviderId) -> Result<Vec<String>> {
    let rows = tx.rows(HOSTS, &[provider.into()])?;
    rows.into_iter().map(|row| row.read().next()).collect()
}

/// The provider that is met under a host name.
pub fn provider_of(tx: &mut dyn Tx, host: &str) -> Result<Option<ProviderId>> {
    let row = tx.row(PROVIDER_OF, &[host.into()])?;
    row.map(|row| row.read().next()).transpose()
}

/// Says anew under which host names a provider is met. Each is another provider's nowhere.
pub fn put_hosts(tx: &mut dyn Tx, provider: ProviderId, hosts: &[String]) -> Result<()> {
    tx.exec(FORGET_HOSTS, &[provider.into()])?;
    for host in hosts {
        tx.exec_one(ADD_HOST, &[host.as_str().into(), provider.into()])?;
    }
    Ok(())
}
