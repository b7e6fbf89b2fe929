//! Settings of the installation: facts it made once about itself.

use crate::{Result, Tx, TxExt};

/// The prefix of every reference this installation writes at a seller.
pub const PREFIX: &str = "prefix";
/// The epoch of its event feeds, new at `init` and at `restore`.
pub const EPOCH: &str = "epoch";
/// What the database was copied for, until whoever opens it first has settled that.
pub const COPIED: &str = "copied";
/// The key with which documents of licenses are signed, sealed, in base 64.
pub const LICENSE_KEY: &str = "license_key";

/// When somebody last looked whether the database can be written, in microseconds.
pub const LOOKED_AT: &str = "looked_at";
/// Whether customers are kept out for a while: present when they are.
pub const LOCKED: &str = "locked";

const GET: &str = "SELECT value FROM setting WHERE name = $1";
const PUT: &str = "
    INSERT INTO setting (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
const DELETE: &str = "DELETE FROM setting WHERE name = $1";

/// A setting, if it was ever written.
pub fn get(tx: &mut dyn Tx, name: &str) -> Result<Option<String>> {
    tx.row(GET, &[name.into()])?
        .map(|row| row.read().next())
        .transpose()
}

/// Takes a setting off.
pub fn delete(tx: &mut dyn Tx, name: &str) -> Result<()> {
    tx.exec(DELETE, &[name.into()]).map(drop)
}

/// Writes a setting.
pub fn put(tx: &mut dyn Tx, name: &str, value: &str) -> Result<()> {
    tx.exec(PUT, &[name.into(), value.into()]).map(drop)
}
