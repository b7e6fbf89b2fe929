//! Whatever else is kept with a service, by name (`service.saveparam`, wire 4.4).

use crate::columns::{FromRow, read_all};
use crate::{Result, RowReader, Tx, TxExt};
use onsell_domain::ServiceId;

/// One value that is kept with a service.
#[derive(Debug, Clone)]
pub struct ServiceParam {
    /// Its name.
    pub name: String,
    /// Its value; empty where it is sealed.
    pub value: String,
    /// Its value where it is a secret.
    pub sealed: Option<Vec<u8>>,
    /// Whether only staff see it.
    pub hidden: bool,
}

impl FromRow for ServiceParam {
    fn from_row(row: &mut RowReader) -> Result<Self> {
        Ok(Self {
            name: row.next()?,
            value: row.next()?,
            sealed: row.next()?,
            hidden: row.next()?,
        })
    }
}

const OF_SERVICE: &str =
    "SELECT name, value, sealed, hidden FROM service_param WHERE service = $1 ORDER BY name";
const PUT: &str = "
    INSERT INTO service_param (service, name, value, sealed, hidden) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (service, name) DO UPDATE
    SET value = excluded.value, sealed = excluded.sealed, hidden = excluded.hidden";
const DROP: &str = "DELETE FROM service_param WHERE service = $1 AND name = $2";

/// Everything that is kept with a service, by name.
pub fn of_service(tx: &mut dyn Tx, service: ServiceId) -> Result<Vec<ServiceParam>> {
    read_all(tx.rows(OF_SERVICE, &[service.into()])?)
}

/// Keeps a value under its name, in the place of what was kept before.
pub fn put(tx: &mut dyn Tx, service: ServiceId, param: &ServiceParam) -> Result<()> {
    let args = [
        service.into(),
        param.name.as_str().into(),
        param.value.as_str().into(),
        param.sealed.as_deref().into(),
        param.hidden.into(),
    ];
    tx.exec_one(PUT, &args)
}

/// Forgets a value, if it is there.
pub fn drop(tx: &mut dyn Tx, service: ServiceId, name: &str) -> Result<()> {
    tx.exec(DROP, &[service.into(), name.into()])?;
    Ok(())
}
