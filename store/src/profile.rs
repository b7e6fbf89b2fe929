//! Profiles: who pays, as bills name him.

use crate::columns::{FromRow, read_all, read_first};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::{AccountId, ProfileId, Timestamp};

/// What a profile says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// 1 a person, 2 a company, 3 an entrepreneur.
    pub kind: i64,
    /// The name on bills.
    pub name: String,
    /// Two letters; empty when nobody said.
    pub country: String,
    /// The town.
    pub city: String,
    /// The postal code.
    pub postcode: String,
    /// Street and house.
    pub address: String,
    /// The number by which the tax office knows him.
    pub tax_number: String,
    /// Where bills go.
    pub email: String,
    /// The telephone.
    pub phone: String,
}

/// A profile.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Its number.
    pub id: ProfileId,
    /// Whose it is.
    pub account: AccountId,
    /// What it says.
    pub facts: Facts,
}

impl FromRow for Profile {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            id: row.next()?,
            account: row.next()?,
            facts: Facts {
                kind: row.next()?,
                name: row.next()?,
                country: row.next()?,
                city: row.next()?,
                postcode: row.next()?,
                address: row.next()?,
                tax_number: row.next()?,
                email: row.next()?,
                phone: row.next()?,
            },
        })
    }
}

macro_rules! profile {
    ($($rest:literal),*) => {
        concat!(
            "SELECT id, account, kind, name, country, city, postcode, address, tax_number, email,
                    phone
             FROM profile ",
            $($rest),*
        )
    };
}

const BY_ID: &str = profile!("WHERE id = $1 AND deleted_at IS NULL");
const OF_ACCOUNT: &str = profile!("WHERE account = $1 AND deleted_at IS NULL ORDER BY id");

/// The profile of that number.
pub fn find(tx: &mut dyn Tx, id: ProfileId) -> Result<Option<Profile>> {
    read_first(tx.rows(BY_ID, &[id.into()])?)
}

/// The profiles of an account.
pub fn of_account(tx: &mut dyn Tx, account: AccountId) -> Result<Vec<Profile>> {
    read_all(tx.rows(OF_ACCOUNT, &[account.into()])?)
}

const INSERT: &str = "
    INSERT INTO profile (account, kind, name, country, city, postcode, address, tax_number, email,
        phone, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";

/// Writes a new profile.
pub fn insert(
    tx: &mut dyn Tx,
    account: AccountId,
    facts: &Facts,
    now: Timestamp,
) -> Result<ProfileId> {
    let args = [
        account.into(),
        facts.kind.into(),
        facts.name.as_str().into(),
        facts.country.as_str().into(),
        facts.city.as_str().into(),
        facts.postcode.as_str().into(),
        facts.address.as_str().into(),
        facts.tax_number.as_str().into(),
        facts.email.as_str().into(),
        facts.phone.as_str().into(),
        now.into(),
    ];
    tx.one(INSERT, &args)?.read().next()
}

const UPDATE: &str = "
    UPDATE profile
    SET kind = $2, name = $3, country = $4, city = $5, postcode = $6, address = $7,
        tax_number = $8, email = $9, phone = $10
    WHERE id = $1 AND deleted_at IS NULL";

/// Changes what a profile says.
pub fn update(tx: &mut dyn Tx, id: ProfileId, facts: &Facts) -> Result<()> {
    let args = [
        id.into(),
        facts.kind.into(),
        facts.name.as_str().into(),
        facts.country.as_str().into(),
        facts.city.as_str().into(),
        facts.postcode.as_str().into(),
        facts.address.as_str().into(),
        facts.tax_number.as_str().into(),
        facts.email.as_str().into(),
        facts.phone.as_str().into(),
    ];
    tx.exec_one(UPDATE, &args)
}

const DELETE: &str = "UPDATE profile SET deleted_at = $2 WHERE id = $1 AND deleted_at IS NULL";

/// Hides a profile from everybody.
pub fn delete(tx: &mut dyn Tx, id: ProfileId, now: Timestamp) -> Result<()> {
    tx.exec_one(DELETE, &[id.into(), now.into()])
}
