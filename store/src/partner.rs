//! Partners: whose customers fetch licenses here, from which addresses, and where they buy modules.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Error, Result, RowReader, Tx, TxExt};
use onsell_domain::AccountId;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A client that is a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The client.
    pub account: AccountId,
    /// What the client is called.
    pub name: String,
    /// The address of the partner's own billing system.
    pub bill_url: String,
    /// How many ranges it has.
    pub range_count: i64,
}

impl FromRow for Partner {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            account: row.next()?,
            name: row.next()?,
            bill_url: row.next()?,
            range_count: row.next()?,
        })
    }
}

/// A range of addresses, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PartnerRange {
    /// The first address.
    pub first: IpAddr,
    /// The last address.
    pub last: IpAddr,
    /// The partner.
    pub account: AccountId,
}

impl FromRow for PartnerRange {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        let (first, last): (Vec<u8>, Vec<u8>) = (row.next()?, row.next()?);
        Ok(Self {
            first: address(&first)?,
            last: address(&last)?,
            account: row.next()?,
        })
    }
}

/// The bytes of an address as they are kept: IPv4 before IPv6, each in order.
fn bytes(address: IpAddr) -> Vec<u8> {
    match address {
        IpAddr::V4(address) => [&[4], address.octets().as_slice()].concat(),
        IpAddr::V6(address) => [&[6], address.octets().as_slice()].concat(),
    }
}

fn address(bytes: &[u8]) -> Result<IpAddr> {
    let kept = match bytes {
        [4, octets @ ..] => <[u8; 4]>::try_from(octets).map(|of| Ipv4Addr::from(of).into()),
        [6, octets @ ..] => <[u8; 16]>::try_from(octets).map(|of| Ipv6Addr::from(of).into()),
        _ => return Err(Error::Column("an address of neither kind".to_owned())),
    };
    kept.map_err(|_| Error::Column("an address of another length".to_owned()))
}

macro_rules! partner {
    ($($rest:literal),*) => {
        concat!(
            "SELECT p.account, a.name, p.bill_url, p.range_count
             FROM partner p JOIN account a ON a.id = p.account ",
            $($rest),*
        )
    };
}

const ALL: &str = partner!("ORDER BY p.account");
const BY_ACCOUNT: &str = partner!("WHERE p.account = $1");
const PUT: &str = "
    INSERT INTO partner (account, bill_url, range_count) VALUES ($1, $2, $3)
    ON CONFLICT (account) DO UPDATE
    SET bill_url = excluded.bill_url, range_count = excluded.range_count";
const DELETE: &str = "DELETE FROM partner WHERE account = $1";
const RANGES: &str = "
    SELECT first_address, last_address, account FROM partner_range
    WHERE account = $1 ORDER BY first_address";
const ADD_RANGE: &str = "
    INSERT INTO partner_range (first_address, last_address, account) VALUES ($1, $2, $3)";
const DELETE_RANGES: &str = "DELETE FROM partner_range WHERE account = $1";
const LAST_BEGUN: &str = "
    SELECT first_address, last_address, account FROM partner_range
    WHERE first_address <= $1 ORDER BY first_address DESC LIMIT 1";

/// Every partner.
pub fn list(tx: &mut dyn Tx) -> Result<Vec<Partner>> {
    read_all(tx.rows(ALL, &[])?)
}

/// The partner that a client is.
pub fn find(tx: &mut dyn Tx, account: AccountId) -> Result<Option<Partner>> {
    read_first(tx.rows(BY_ACCOUNT, &[account.into()])?)
}

/// Makes a client a partner or changes its address; its ranges are written by [`add_range`].
pub fn put(tx: &mut dyn Tx, account: AccountId, bill_url: &str, range_count: i64) -> Result<()> {
    let args = [account.into(), bill_url.into(), range_count.into()];
    tx.exec(PUT, &args).map(drop)
}

/// Forgets a partner with its ranges; whether it was one.
pub fn delete(tx: &mut dyn Tx, account: AccountId) -> Result<bool> {
    tx.exec(DELETE_RANGES, &[account.into()])?;
    Ok(tx.exec(DELETE, &[account.into()])? == 1)
}

/// The ranges of a partner, in order.
pub fn ranges(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<PartnerRange>> {
    read_all(tx.rows(RANGES, &[account.into()])?)
}

/// Forgets the ranges of a partner.
pub fn forget_ranges(tx: &mut dyn Tx, account: AccountId) -> Result<()> {
    tx.exec(DELETE_RANGES, &[account.into()]).map(drop)
}

/// Gives a partner a range that has no address in common with any other.
pub fn add_range(tx: &mut dyn Tx, range: &PartnerRange) -> Result<()> {
    let (first, last) = (bytes(range.first), bytes(range.last));
    let args = [
        first.as_slice().into(),
        last.as_slice().into(),
        range.account.into(),
    ];
    tx.exec_one(ADD_RANGE, &args)
}

/// The range that has an address in common with this one, if there is any.
pub fn overlapping(
    tx: &mut dyn Tx,
    (first, last): (IpAddr, IpAddr),
) -> Result<Option<PartnerRange>> {
    // Ranges have nothing in common, so the one that begins last ends last.
    let begun: Option<PartnerRange> =
        read_first(tx.rows(LAST_BEGUN, &[bytes(last).as_slice().into()])?)?;
    Ok(begun.filter(|range| range.last >= first))
}

/// The partner in whose ranges an address is.
pub fn at(tx: &mut dyn Tx, address: IpAddr) -> Result<Option<Partner>> {
    match overlapping(tx, (address, address))? {
        Some(range) => find(tx, range.account),
        None => Ok(None),
    }
}
